import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { run } from "../../toolchain/cli/run.ts";
import type { Shell } from "../../toolchain/cli/shell/shell.ts";
import { folder, HELLO, tenon, tenonProcess } from "./support.ts";

describe("help", () => {
  test("tenon --help names every command and the exit codes", async () => {
    const { code, out, err } = await tenon(["--help"], { cwd: folder() });
    expect(code).toBe(0);
    for (const name of ["generate", "lint", "mock", "docs"]) expect(out).toContain(name);
    expect(out).toContain("0 no findings, 1 findings, 2 could not run");
    expect(err).toBe("");
  });

  test.each(["generate", "lint", "mock", "docs"])("tenon %s --help has examples", async (name) => {
    const { code, out } = await tenon([name, "--help"], { cwd: folder() });
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`Examples:\n  \\$ tenon ${name}`));
  });

  test("--version prints the version alone", async () => {
    const { code, out } = await tenon(["--version"], { cwd: folder() });
    expect(code).toBe(0);
    expect(out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe("a wrong command line says what was probably meant, on standard error, and exits with 2", () => {
  const cases: readonly [argv: string[], says: string][] = [
    [["genrate"], "Did you mean generate?"],
    [["generate", "--chek"], "Did you mean --check?"],
    [["lint", "--fromat", "json"], "Did you mean --format?"],
    [["lint", "--format", "jsno"], "Allowed choices are pretty, json, github, sarif, junit, gitlab, markdown."],
    [["generate", "--import-extension", "ts"], "Allowed choices are .ts, .js, none."],
    [["generate", "--check", "--watch"], "cannot be used with option"],
    [["mock", "--port", "99999"], "Expected a number from 0 to 65535."],
    [["mock", "--seed", "many"], "Expected a whole number."],
    [["generate", "a.yaml", "b.yaml"], "too many arguments"],
  ];
  test.each(cases)("tenon %j", async (argv, says) => {
    const { code, out, err } = await tenon(argv, { cwd: folder({ "openapi.yaml": HELLO }) });
    expect(code).toBe(2);
    expect(err).toContain(says);
    expect(err).not.toMatch(/\n\s+at /);
    expect(out).toBe("");
  });

  test.each([
    ["edit", "unknown command 'edit'"],
    ["serve", "unknown command 'serve'"],
  ])("tenon %s is not taken for another command", async (name, says) => {
    const { code, err } = await tenon([name], { cwd: folder() });
    expect(code).toBe(2);
    expect(err).toContain(says);
    expect(err).not.toContain("Did you mean");
  });

  test("no command prints the help", async () => {
    const { code, err } = await tenon([], { cwd: folder() });
    expect(code).toBe(2);
    expect(err).toContain("Usage: tenon");
  });
});

describe("what to work on", () => {
  test("a folder without a contract says so and what to do", async () => {
    const { code, out } = await tenon(["generate"], { cwd: folder() });
    expect(code).toBe(2);
    expect(out).toContain("no-contract");
    expect(out).toContain("openapi.yaml, openapi.yml, openapi.json");
    expect(out).toContain("hint:");
  });

  test("a configuration that is not there is named", async () => {
    const { code, out } = await tenon(["lint", "--config", "other.config.ts"], {
      cwd: folder({ "openapi.yaml": HELLO }),
    });
    expect(code).toBe(2);
    expect(out).toContain('the configuration file "other.config.ts" does not exist');
  });

  test("a misspelt field of the configuration gets a suggestion", async () => {
    const cwd = folder({ "tenon.config.mjs": `export default { contract: "a.yaml", ouput: "x" };` });
    const { code, out } = await tenon(["generate"], { cwd });
    expect(code).toBe(2);
    expect(out).toContain("invalid configuration tenon.config.mjs: unknown option ouput");
    expect(out).toContain('hint: did you mean "output"?');
  });

  test("a field of the wrong type is named with its place in the list", async () => {
    const cwd = folder({
      "tenon.config.mjs": `export default [{ contract: "a.yaml" }, { contract: "b.yaml", strict: "yes" }];`,
    });
    const { out } = await tenon(["generate"], { cwd });
    expect(out).toContain("[1].strict must be true or false");
  });

  test("a configuration that throws is reported at its line, with no stack", async () => {
    const cwd = folder({ "tenon.config.mjs": `const x = 1;\nthrow new Error("not today");\nexport default {};` });
    const { code, out, err } = tenonProcess(["generate"], cwd);
    expect(code).toBe(2);
    expect(out).toMatch(/^tenon\.config\.mjs:2:7 {2}error {2}config-unreadable {2}.*not today/);
    expect(out + err).not.toMatch(/\n\s+at /);
  });

  test("a configuration with a syntax error is reported at its line", async () => {
    const cwd = folder({ "tenon.config.mjs": `export default {\n  contract: ;\n};` });
    const { code, out } = tenonProcess(["generate"], cwd);
    expect(code).toBe(2);
    expect(out).toMatch(/^tenon\.config\.mjs:2/);
  });

  test("a configuration that imports what is not installed is not said to be wrong inside Node", () => {
    const cwd = folder({ "tenon.config.mjs": `import "not-installed";\nexport default {};` });
    const { code, out } = tenonProcess(["generate"], cwd);
    expect(code).toBe(2);
    expect(out).toMatch(/^(?:tenon\.config\.mjs:\S+ {2})?error {2}config-unreadable {2}.*not-installed/);
  });

  test.each([
    ["what is no TypeScript", `export default {\n  contract: "a.yaml" output: "b",\n};`, "2:22"],
    ["what Node does not strip", `const a = 1;\nenum A { b }\nexport default {};`, "2:1"],
    ["what is no JavaScript either", `export default {\n  contract: ;\n};`, "2:13"],
  ])("a configuration in TypeScript with a syntax error is reported at its line: %s", (_, text, at) => {
    const { code, out } = tenonProcess(["generate"], folder({ "tenon.config.ts": text }));
    expect(code).toBe(2);
    expect(out.startsWith(`tenon.config.ts:${at}  error  config-unreadable`), out).toBe(true);
  });

  test("a configuration in TypeScript is loaded", async () => {
    const config = `interface Own { contract: string }\nexport default { contract: "none.yaml" } satisfies Own;`;
    const { code, out } = tenonProcess(["lint"], folder({ "tenon.config.ts": config }));
    expect(code).toBe(2);
    expect(out).toContain("none.yaml");
  });

  test.each([
    [
      `{ contract: "a.yaml", output: "gen" }, { contract: "b.yaml", output: "./gen/" }`,
      "a.yaml and b.yaml both generate into gen",
    ],
    [`{ contract: "a.yaml" }, { contract: "b.yaml" }`, "a.yaml and b.yaml both generate into generated"],
    [
      `{ contract: "a.yaml", output: "gen" }, { contract: "b.yaml", output: "gen/b" }`,
      "b.yaml generates into gen/b, which is inside gen, where a.yaml generates",
    ],
    [
      `{ contract: "a.yaml", output: "gen/a" }, { contract: "b.yaml", output: "gen" }`,
      "a.yaml generates into gen/a, which is inside gen, where b.yaml generates",
    ],
  ])("outputs that overwrite each other are refused: %s", async (list, says) => {
    const cwd = folder({ "tenon.config.mjs": `export default [${list}];`, "a.yaml": HELLO, "b.yaml": HELLO });
    for (const argv of [["generate"], ["generate", "--check"], ["generate", "a.yaml"]]) {
      const { code, out } = await tenon(argv, { cwd });
      expect(code).toBe(2);
      expect(out).toContain(`config-invalid  invalid configuration tenon.config.mjs: ${says}`);
      expect(out).toContain("hint: set a separate `output` for each contract");
    }
    expect(readdirSync(cwd).toSorted()).toEqual(["a.yaml", "b.yaml", "tenon.config.mjs"]);
  });

  test("outputs side by side are no conflict, even where one name begins with the other", async () => {
    const list = `{ contract: "a.yaml", output: "gen" }, { contract: "b.yaml", output: "gen-b" }`;
    const cwd = folder({ "tenon.config.mjs": `export default [${list}];`, "a.yaml": HELLO, "b.yaml": HELLO });
    expect(await tenon(["generate"], { cwd })).toMatchObject({ code: 0 });
  });

  test("one output for several contracts is rejected", async () => {
    const cwd = folder({
      "tenon.config.mjs": `export default [{ contract: "a.yaml" }, { contract: "b.yaml", output: "b" }];`,
    });
    const { code, out } = await tenon(["generate", "-o", "x"], { cwd });
    expect(code).toBe(2);
    expect(out).toContain("output-for-several");
    expect(out).toContain("a.yaml, b.yaml");
  });
});

describe("an unexpected error", () => {
  const broken = (env: Readonly<Record<string, string>>): { shell: Shell; printed: () => string } => {
    let err = "";
    const out = (): never => {
      throw new Error("the disk is on fire\nreally");
    };
    const shell: Shell = {
      cwd: folder(),
      env,
      out,
      err: (text) => void (err += text),
      terminal: { out: false, err: false },
      untilStopped: () => new AbortController().signal,
    };
    return { shell, printed: () => err };
  };

  test("prints one line and how to see more, no stack, and exits with 2", async () => {
    const { shell, printed } = broken({});
    expect(await run(["lint"], shell)).toBe(2);
    expect(printed()).toBe(
      "tenon: internal error: the disk is on fire\n  hint: run again with TENON_DEBUG=1 for a stack trace, and report the bug with your contract\n",
    );
  });

  test("is thrown on with TENON_DEBUG, stack and all", async () => {
    await expect(run(["lint"], broken({ TENON_DEBUG: "1" }).shell)).rejects.toThrow("the disk is on fire");
  });
});
