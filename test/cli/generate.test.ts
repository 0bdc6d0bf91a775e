import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { generateCommand } from "../../toolchain/cli/generate/command.ts";
import { folder, HELLO, shell, start, tenon, until, write } from "./support.ts";

const read = (...path: readonly string[]): string => readFileSync(join(...path), "utf8");

describe("tenon generate", () => {
  test("needs no configuration where openapi.yaml is in the folder", async () => {
    const cwd = folder({ "openapi.yaml": HELLO });
    const { code, out, err } = await tenon(["generate"], { cwd });
    expect({ code, out }).toEqual({ code: 0, out: "" });
    expect(err).toMatch(/^generated\/ from openapi\.yaml, 2 operations: .* new \(\d+\.\d s\)\n$/);
    expect(read(cwd, "generated/operations.ts")).toContain("SayHello");
  });

  test.each(["openapi.yml", "openapi.json"])("finds %s too", async (name) => {
    const json = JSON.stringify({
      openapi: "3.1.0",
      info: { title: "T", version: "1" },
      paths: { "/a": { get: { operationId: "a", responses: { 204: { description: "" } } } } },
    });
    const cwd = folder({ [name]: json });
    expect(await tenon(["generate"], { cwd })).toMatchObject({ code: 0 });
    expect(existsSync(join(cwd, "generated/server.ts"))).toBe(true);
  });

  test("a second run changes nothing and says so", async () => {
    const cwd = folder({ "openapi.yaml": HELLO });
    await tenon(["generate"], { cwd });
    const { code, err } = await tenon(["generate"], { cwd });
    expect(code).toBe(0);
    expect(err).toMatch(/^generated\/ is up to date with openapi\.yaml, 2 operations \(/);
  });

  test("contract and output can be named", async () => {
    const cwd = folder({ "api/hello.yaml": HELLO });
    expect(await tenon(["generate", "api/hello.yaml", "-o", "src/api"], { cwd })).toMatchObject({ code: 0 });
    expect(readdirSync(join(cwd, "src/api"))).toContain("client.ts");
  });

  test("--include takes some of the operations, and the schemas that they reach", async () => {
    const cwd = folder({ "openapi.yaml": HELLO });
    expect(await tenon(["generate", "--include", "tag:farewells"], { cwd })).toMatchObject({ code: 0 });
    const operations = read(cwd, "generated/operations.ts");
    expect(operations).toContain("SayBye");
    expect(operations).not.toContain("SayHello");
    expect(operations).not.toContain("Greeting");
  });

  test("--emit generates the named parts, and removes the files of the others", async () => {
    const cwd = folder({ "openapi.yaml": HELLO });
    await tenon(["generate"], { cwd });
    expect(existsSync(join(cwd, "generated/server.ts"))).toBe(true);
    write(cwd, { "generated/notes.txt": "mine" });
    expect(await tenon(["generate", "--emit", "client,queries:vue"], { cwd })).toMatchObject({ code: 0 });
    expect(readdirSync(join(cwd, "generated")).toSorted()).toEqual([
      ".tenon.json",
      "client.ts",
      "notes.txt",
      "operations.ts",
      "queries.ts",
      "types.ts",
    ]);
    expect(await tenon(["generate", "--check"], { cwd })).toMatchObject({ code: 1 });
    expect(await tenon(["generate", "--check", "--emit", "client,queries:vue"], { cwd })).toMatchObject({ code: 0 });
  });

  test.each([
    ["a list", `["client"]`, ["client.ts"], ["server.ts", "mocks.ts"]],
    ["an object", `{ server: false, queries: "react" }`, ["client.ts", "queries.ts", "mocks.ts"], ["server.ts"]],
    ["nothing", "undefined", ["client.ts", "server.ts", "mocks.ts"], ["queries.ts"]],
  ])("`emit` in the configuration may be %s", async (_, emit, there, missing) => {
    const cwd = folder({ "openapi.yaml": HELLO, "tenon.config.mjs": `export default { emit: ${emit} };` });
    expect(await tenon(["generate"], { cwd })).toMatchObject({ code: 0 });
    const files = readdirSync(join(cwd, "generated"));
    expect(files).toEqual(expect.arrayContaining(there));
    expect(files.filter((file) => missing.includes(file))).toEqual([]);
  });

  test("an unknown part is refused with the parts that exist", async () => {
    const cwd = folder({ "openapi.yaml": HELLO });
    const line = await tenon(["generate", "--emit", "sdk"], { cwd });
    expect([line.code, line.err]).toEqual([2, expect.stringContaining("Allowed parts are server, client")]);
    write(cwd, { "tenon.config.mjs": `export default { emit: { queries: "angular" } };` });
    const config = await tenon(["generate"], { cwd });
    expect([config.code, config.out]).toEqual([2, expect.stringContaining(`emit.queries must be "react", "vue"`)]);
  });

  test("--import-extension overrides what the tsconfig needs", async () => {
    const cwd = folder({ "openapi.yaml": HELLO, "tsconfig.json": `{ "compilerOptions": { "module": "nodenext" } }` });
    await tenon(["generate"], { cwd });
    expect(read(cwd, "generated/server.ts")).toContain(`"./handler.js"`);
    await tenon(["generate", "--import-extension", "none"], { cwd });
    expect(read(cwd, "generated/server.ts")).toContain(`"./handler"`);
  });

  describe("in a CommonJS package", () => {
    const COMMONJS = `{ "type": "commonjs" }`;
    const nodenext = `{ "compilerOptions": { "module": "nodenext" } }`;

    test("files that Node runs as they are become ES modules by a package.json of their own", async () => {
      const cwd = folder({ "openapi.yaml": HELLO, "package.json": COMMONJS });
      await tenon(["generate"], { cwd });
      expect(JSON.parse(read(cwd, "generated/package.json"))).toMatchObject({ type: "module", private: true });
      expect(await tenon(["generate", "--check"], { cwd })).toMatchObject({ code: 0 });
      writeFileSync(join(cwd, "tsconfig.json"), nodenext);
      await tenon(["generate"], { cwd });
      expect(existsSync(join(cwd, "generated/package.json"))).toBe(false);
    });

    test.each([
      ["an ES module package", `{ "type": "module" }`, undefined],
      ["a package without a type, whose format Node detects", "{}", undefined],
      ["sources that TypeScript compiles", COMMONJS, { module: "nodenext", rewriteRelativeImportExtensions: true }],
    ])("%s needs no package.json", async (_, manifest, compilerOptions) => {
      const tsconfig = compilerOptions && { "tsconfig.json": JSON.stringify({ compilerOptions }) };
      const cwd = folder({ "openapi.yaml": HELLO, "package.json": manifest, ...tsconfig });
      await tenon(["generate"], { cwd });
      expect(existsSync(join(cwd, "generated/server.ts"))).toBe(true);
      expect(existsSync(join(cwd, "generated/package.json"))).toBe(false);
    });

    test.each([
      [{ module: "node16" }, '"module": "node16" in a CommonJS package'],
      [{ module: "commonjs", moduleResolution: "classic" }, '"moduleResolution": "classic"'],
      [{ module: "amd" }, '"module": "amd"'],
      [{ module: "nodenext" }, undefined],
      [{ module: "node20", moduleResolution: "node16" }, undefined],
      [{ module: "commonjs", moduleResolution: "node10" }, undefined],
      [{}, undefined],
    ])("%o: generate reports the module settings that cannot work", async (compilerOptions, setting) => {
      const files = { "package.json": COMMONJS, "tsconfig.json": JSON.stringify({ compilerOptions }) };
      const { out, code } = await tenon(["generate"], { cwd: folder({ "openapi.yaml": HELLO, ...files }) });
      expect(code).toBe(0);
      if (setting === undefined) expect(out).not.toContain("unsupported-module-setting");
      else expect(out).toContain(`unsupported-module-setting  tsconfig.json sets ${setting}: TypeScript cannot load`);
    });
  });

  test("warnings exit with 0; with --strict they exit with 1 and nothing is written", async () => {
    const dangling = HELLO.replace("type: string", '$ref: "#/components/schemas/Nope"');
    const cwd = folder({ "openapi.yaml": dangling });
    expect(await tenon(["generate"], { cwd })).toMatchObject({ code: 1 });
    const strict = await tenon(["generate", "--strict", "--allow-unresolved"], { cwd });
    expect(strict.code).toBe(1);
    expect(strict.out).toMatch(/^openapi\.yaml:\d+:\d+ {2}warning {2}unresolved-reference/);
    expect(existsSync(join(cwd, "generated"))).toBe(false);
    expect(await tenon(["generate", "--allow-unresolved"], { cwd })).toMatchObject({ code: 0 });
    expect(existsSync(join(cwd, "generated"))).toBe(true);
  });

  test.each([
    ["a missing file", undefined],
    ["an empty file", ""],
    ["broken YAML", "openapi: 3.1.0\ninfo: { title: x\npaths: {}\n"],
    ["not a contract", "- a\n- b\n"],
  ])("%s exits with 2 and leaves the output as it was", async (_, text) => {
    const cwd = folder({ "generated/mine.txt": "mine", ...(text === undefined ? {} : { "openapi.yaml": text }) });
    const { code, out, err } = await tenon(["generate", "openapi.yaml"], { cwd });
    expect(code).toBe(2);
    expect(out).toMatch(/^(openapi\.yaml:\d+:\d+ {2})?error {2}/);
    expect(out).toContain("  hint: ");
    expect(out + err).not.toMatch(/\n\s+at /);
    expect(readdirSync(join(cwd, "generated"))).toEqual(["mine.txt"]);
  });

  test("what was never there is not said to be as it was", async () => {
    const cwd = folder({ "openapi.yaml": "- a\n" });
    expect((await tenon(["generate"], { cwd })).err).toMatch(/^nothing generated from openapi\.yaml \(/);
    write(cwd, { "generated/mine.txt": "mine" });
    expect((await tenon(["generate"], { cwd })).err).toMatch(
      /^nothing generated from openapi\.yaml, generated\/ is unchanged \(/,
    );
  });

  test("nothing is written to the root of the file system", async () => {
    const cwd = folder({ "openapi.yaml": HELLO });
    // --check, which never writes: this test must do no harm when it fails
    const { code, out } = await tenon(["generate", "-o", "/", "--check"], { cwd });
    expect(code).toBe(2);
    expect(out).toContain("error  output-is-root  the output folder / is the root of the file system");
  });

  test.each([
    ["<!DOCTYPE html>\n<html><head><title>Sign in</title></head></html>"],
    ["\uFEFF\n  <!-- made by hand --><HTML lang=en>"],
  ])("HTML instead of a contract is one error that says so: %s", async (text) => {
    for (const name of ["openapi.yaml", "openapi.json"]) {
      const { code, out } = await tenon(["generate", name], { cwd: folder({ [name]: text }) });
      expect(code).toBe(2);
      expect(out).toMatch(
        new RegExp(`^${name}:1:1 {2}error {2}source-is-html {2}this is an HTML page, not a contract\n {2}hint: .*\n$`),
      );
    }
  });

  test("--format json tells what was written", async () => {
    const cwd = folder({ "openapi.yaml": HELLO });
    const { out, err } = await tenon(["generate", "--format", "json"], { cwd });
    const report = JSON.parse(out) as { projects: { created: string[] }[] };
    expect(report).toMatchObject({
      version: 1,
      command: "generate",
      exitCode: 0,
      diagnostics: [],
      projects: [
        { contract: "openapi.yaml", output: "generated", state: "written", operations: 2, changed: [], removed: [] },
      ],
    });
    expect(report.projects[0]?.created).toContain("server.ts");
    expect(err).toBe("");
  });

  test("on a terminal it says what it is doing, in a pipe it does not", async () => {
    const cwd = folder({ "openapi.yaml": HELLO });
    expect((await tenon(["generate"], { cwd, terminal: true })).err).toContain("reading openapi.yaml …");
    expect((await tenon(["generate"], { cwd })).err).not.toContain("…");
    expect((await tenon(["generate"], { cwd, terminal: true, env: { CI: "1" } })).err).not.toContain("…");
  });
});

describe("tenon.config", () => {
  test.each([
    ["strict", /\bemail\(/],
    ["loose", /\blooseEmail\(/],
    ["off", /"query mail": \[.*=> typeof value === "string"\]/],
  ])("formats: %s decides how formats are checked", async (formats, written) => {
    const cwd = folder({
      "tenon.config.mjs": `export default { formats: "${formats}" };`,
      "openapi.json": JSON.stringify({
        openapi: "3.1.0",
        info: { title: "T", version: "1" },
        paths: {
          "/a": {
            get: {
              operationId: "a",
              parameters: [{ name: "mail", in: "query", schema: { type: "string", format: "email" } }],
              responses: { 204: { description: "" } },
            },
          },
        },
      }),
    });
    expect(await tenon(["generate"], { cwd })).toMatchObject({ code: 0 });
    expect(read(cwd, "generated/validators/requests.ts")).toMatch(written);
  });

  test("has several contracts, each with its output, relative to its own folder", async () => {
    const config = `export default [{ contract: "a/openapi.yaml", output: "a/gen" }, { contract: "b/openapi.yaml", output: "b/gen", include: "operationId:sayBye", importExtension: "none" }];`;
    const cwd = folder({ "conf/tenon.config.mjs": config, "conf/a/openapi.yaml": HELLO, "conf/b/openapi.yaml": HELLO });
    const { code, err } = await tenon(["generate", "--config", "conf/tenon.config.mjs"], { cwd });
    expect(code).toBe(0);
    expect(err).toMatch(
      /^conf\/a\/gen\/ from conf\/a\/openapi\.yaml, 2 operations: .*\nconf\/b\/gen\/ from conf\/b\/openapi\.yaml, 1 operation: /,
    );
    expect(read(cwd, "conf/a/gen/client.ts")).toContain("sayHello");
    expect(read(cwd, "conf/b/gen/client.ts")).not.toContain("sayHello");
    expect(read(cwd, "conf/b/gen/client.ts")).toContain(`"./operations"`);
  });

  test("a contract that is named keeps the settings that the configuration has for it", async () => {
    const cwd = folder({
      "tenon.config.mjs": `export default { contract: "api.yaml", output: "out" };`,
      "api.yaml": HELLO,
      "other.yaml": HELLO,
    });
    expect(await tenon(["generate", "api.yaml"], { cwd })).toMatchObject({ code: 0 });
    expect(existsSync(join(cwd, "out/client.ts"))).toBe(true);
    expect(await tenon(["generate", "other.yaml"], { cwd })).toMatchObject({ code: 0 });
    expect(existsSync(join(cwd, "generated/client.ts"))).toBe(true);
  });

  test("one contract that fails does not keep the others from being generated", async () => {
    const cwd = folder({
      "tenon.config.mjs": `export default [{ contract: "bad.yaml", output: "bad" }, { contract: "good.yaml", output: "good" }];`,
      "bad.yaml": "nothing",
      "good.yaml": HELLO,
    });
    expect(await tenon(["generate"], { cwd })).toMatchObject({ code: 2 });
    expect(existsSync(join(cwd, "bad"))).toBe(false);
    expect(existsSync(join(cwd, "good/client.ts"))).toBe(true);
  });
});

describe("several contracts", () => {
  const config = `export default [{ contract: "a.yaml", output: "a" }, { contract: "b.yaml", output: "b" }];`;
  const other = HELLO.replace("tags: [greetings]", "tags: [others]");
  const several = (a: string, b: string): string => folder({ "tenon.config.mjs": config, "a.yaml": a, "b.yaml": b });

  test.each([["generate"], ["generate", "--check"], ["generate", "--strict"], ["lint"]])(
    "one that cannot be read is 2, whatever the others are: tenon %s %s",
    async (...argv) => {
      const broken = "openapi: 3.1.0\ninfo: { title: x\npaths: {}\n";
      const findings = HELLO.replace("sayBye", "sayHello");
      for (const cwd of [
        several(broken, HELLO),
        several(HELLO, broken),
        several(broken, findings),
        several(findings, broken),
      ])
        expect(await tenon(argv, { cwd }), `${cwd} ${argv.join(" ")}`).toMatchObject({ code: 2 });
    },
  );

  test("a filter of the command line need fit one of them only; the others stay as they are", async () => {
    const cwd = several(other, HELLO);
    const { code, out, err } = await tenon(["generate", "--include", "tag:greetings"], { cwd });
    expect({ code, out }).toEqual({ code: 0, out: "" });
    expect(err).toMatch(
      /^nothing generated from a\.yaml: no operation matches tag:greetings \([\d.]+ s\)\nb\/ from b\.yaml, 1 operation: /,
    );
    expect(existsSync(join(cwd, "a"))).toBe(false);
    expect(read(cwd, "b/operations.ts")).toContain("SayHello");
    const json = await tenon(["generate", "--check", "--include", "tag:greetings", "--format", "json"], { cwd });
    expect(JSON.parse(json.out)).toMatchObject({ exitCode: 0, projects: [{ state: "skipped" }, { state: "current" }] });
  });

  test("a filter that fits none of them is an error for each", async () => {
    const { code, out } = await tenon(["generate", "--include", "tag:nothing"], { cwd: several(other, HELLO) });
    expect(code).toBe(1);
    expect(out.match(/filter-without-match/g)).toHaveLength(2);
  });

  test("a filter of the configuration has to fit its contract", async () => {
    const filtered = config.replace(`output: "a"`, `output: "a", include: "tag:greetings"`);
    const cwd = folder({ "tenon.config.mjs": filtered, "a.yaml": other, "b.yaml": HELLO });
    expect(await tenon(["generate"], { cwd })).toMatchObject({ code: 1 });
  });

  test("nothing is written before all are computed", async () => {
    const cwd = several(HELLO, HELLO);
    const written: boolean[] = [];
    const step = (text: string): void =>
      void (text.startsWith("generating") && written.push(existsSync(join(cwd, "a"))));
    await generateCommand(shell(cwd), {}, false, { step, done() {} });
    expect(written).toEqual([false, false]);
    expect(readdirSync(join(cwd, "a"))).toEqual(readdirSync(join(cwd, "b")));
  });
});

describe("tenon generate --check", () => {
  test("exits with 0 when nothing is stale", async () => {
    const cwd = folder({ "openapi.yaml": HELLO });
    await tenon(["generate"], { cwd });
    expect(await tenon(["generate", "--check"], { cwd })).toMatchObject({ code: 0, out: "" });
  });

  test("prints the diff and the command that fixes it, exits with 1 and writes nothing", async () => {
    const cwd = folder({ "openapi.yaml": HELLO });
    await tenon(["generate", "openapi.yaml", "-o", "src/api"], { cwd });
    const before = read(cwd, "src/api/operations.ts");
    writeFileSync(join(cwd, "openapi.yaml"), HELLO.replaceAll("sayHello", "greet"));
    const { code, out } = await tenon(["generate", "openapi.yaml", "-o", "src/api", "--check"], { cwd });
    expect(code).toBe(1);
    expect(out).toContain("--- src/api/operations.ts");
    expect(out).toMatch(/^-export type SayHelloResponse/m);
    expect(out).toMatch(/^\+export type GreetResponse/m);
    expect(out).toMatch(/error {2}stale-output {2}src\/api\/ is out of date with openapi\.yaml/);
    expect(out).toMatch(/hint: run `.*generate openapi\.yaml -o src\/api`/);
    expect(read(cwd, "src/api/operations.ts")).toBe(before);
  });

  test("a file that is missing and a file that was edited by hand are stale", async () => {
    const cwd = folder({ "openapi.yaml": HELLO });
    await tenon(["generate"], { cwd });
    writeFileSync(join(cwd, "generated/client.ts"), `${read(cwd, "generated/client.ts")}// mine\n`);
    const edited = await tenon(["generate", "--check"], { cwd });
    expect(edited.code).toBe(1);
    expect(edited.out).toMatch(/^-\/\/ mine$/m);
  });

  test("a file that was deleted is missing, not new", async () => {
    const cwd = folder({ "openapi.yaml": HELLO });
    await tenon(["generate"], { cwd });
    rmSync(join(cwd, "generated/client.ts"));
    const { code, out } = await tenon(["generate", "--check"], { cwd });
    expect(code).toBe(1);
    expect(out).toContain("generated/ is out of date with openapi.yaml: client.ts missing");
  });

  test("a long diff is cut, with a count of the lines that are not shown", async () => {
    const cwd = folder({ "openapi.yaml": HELLO });
    await tenon(["generate"], { cwd });
    const types = read(cwd, "generated/types.ts");
    writeFileSync(join(cwd, "generated/types.ts"), `${types}${"// mine\n".repeat(500)}`);
    const { out } = await tenon(["generate", "--check"], { cwd });
    const shown = out.match(/^-\/\/ mine$/gm)?.length ?? 0;
    expect(shown).toBeLessThanOrEqual(60);
    const more = /^\((\d+) more lines of generated\/types\.ts\)$/m.exec(out)?.[1];
    expect(shown + Number(more)).toBe(500);
  });

  test("annotations for GitHub are about a file: what changed, or the contract", async () => {
    const cwd = folder({ "openapi.yaml": HELLO });
    const github = async (...argv: readonly string[]): Promise<string> =>
      (await tenon(["generate", "--check", "--format", "github", ...argv], { cwd })).out;
    expect(await github()).toMatch(/^::error file=openapi\.yaml,title=stale-output::/);
    await tenon(["generate"], { cwd });
    writeFileSync(join(cwd, "generated/types.ts"), "mine");
    expect(await github()).toMatch(/^::error file=generated\/types\.ts,title=stale-output::/);
    expect(await github("--include", "tag:no")).toMatch(/^::error file=openapi\.yaml,title=filter-without-match::/);
  });

  test("where nothing was generated yet, everything is missing", async () => {
    const cwd = folder({ "openapi.yaml": HELLO });
    const { code, out } = await tenon(["generate", "--check", "--format", "json"], { cwd });
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      exitCode: 1,
      diagnostics: [{ code: "stale-output" }],
      projects: [{ state: "stale", changed: [], diff: expect.stringContaining("+++ generated/server.ts") }],
    });
    expect(existsSync(join(cwd, "generated"))).toBe(false);
  });
});

describe("tenon generate --watch", () => {
  test("generates on save, also of a referenced file, survives a broken contract, and ends cleanly", async () => {
    const greeting = "type: object\nproperties: { text: { type: string } }\n";
    const contract = HELLO.replace("#/components/schemas/Greeting", "parts/greeting.yaml");
    const cwd = folder({ "openapi.yaml": contract, "parts/greeting.yaml": greeting });
    const { printed, stop, code } = start(["generate", "--watch"], { cwd });
    await until("the first run", () => printed.err.includes("watching 2 files; press Ctrl-C to stop"));
    expect(read(cwd, "generated/types.ts")).toContain("text?: string");

    write(cwd, { "parts/greeting.yaml": greeting.replace("text", "words") });
    await until("a run after the referenced file", () =>
      printed.err.includes("parts/greeting.yaml changed: generated/ from"),
    );
    expect(read(cwd, "generated/types.ts")).toContain("words?: string");

    write(cwd, { "openapi.yaml": "openapi: [" });
    await until("a report of the broken contract", () =>
      /^\d\d:\d\d:\d\d openapi\.yaml changed: nothing generated from it, generated\/ is unchanged \(/m.test(
        printed.err,
      ),
    );
    expect(printed.out).toMatch(/openapi\.yaml:\d+:\d+ {2}error/);
    expect(read(cwd, "generated/types.ts")).toContain("words?: string");

    write(cwd, { "openapi.yaml": contract.replaceAll("sayHello", "greet") });
    await until("a run after it is mended", () =>
      /openapi\.yaml changed: generated\/ from .* changed \(/.test(printed.err),
    );
    expect(read(cwd, "generated/operations.ts")).toContain("GreetResponse");

    stop();
    expect(await code).toBe(0);
  });

  test("says what it watches, and a warning only when it is new", async () => {
    const second = HELLO.replace("operationId: sayBye", "summary: Bye");
    const cwd = folder({ "openapi.yaml": second });
    const { printed, stop, code } = start(["generate", "--watch"], { cwd });
    await until("the first run", () => printed.err.includes("watching 1 file; press Ctrl-C to stop"));
    expect(printed.out.match(/missing-operation-id/g)).toHaveLength(1);
    const saves = (): number => printed.err.match(/openapi\.yaml changed:/g)?.length ?? 0;

    write(cwd, { "openapi.yaml": second.replace("A greeting", "One greeting") });
    await until("the second run", () => saves() === 1);
    expect(printed.out.match(/missing-operation-id/g)).toHaveLength(1);
    expect(printed.err).toMatch(/^\d\d:\d\d:\d\d openapi\.yaml changed: generated\/ .*\n1 warning as before\n$/m);

    write(cwd, { "openapi.yaml": second.replace("#/components/schemas/Greeting", "#/components/schemas/Nope") });
    await until("the third run", () => saves() === 2);
    expect(printed.out.match(/missing-operation-id/g)).toHaveLength(1);
    expect(printed.out.match(/unresolved-reference/g)).toHaveLength(1);

    write(cwd, { "openapi.yaml": HELLO });
    await until("the fourth run", () => saves() === 3);
    write(cwd, { "openapi.yaml": second });
    await until("the fifth run", () => saves() === 4);
    expect(printed.out.match(/missing-operation-id/g)).toHaveLength(2);
    stop();
    expect(await code).toBe(0);
  });

  test("takes up a changed configuration", async () => {
    const cwd = folder({
      "tenon.config.mjs": `export default { contract: "a.yaml", output: "one" };`,
      "a.yaml": HELLO,
    });
    const { printed, stop, code } = start(["generate", "--watch"], { cwd });
    await until("the first run", () => printed.err.includes("watching 2 files"));
    write(cwd, { "tenon.config.mjs": `export default { contract: "a.yaml", output: "two/three" };` });
    await until("a run with the new output", () => existsSync(join(cwd, "two/three/client.ts")));
    stop();
    expect(await code).toBe(0);
  });
});
