import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeEach, describe, expect, test } from "vitest";
import { folder, tenon, write } from "../cli/support.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const CLEAN = `openapi: 3.1.0
info: { title: Hello, version: 1.0.0, license: { name: MIT, identifier: MIT } }
servers: [{ url: "https://hello.test" }]
security: []
paths:
  /hello:
    get:
      operationId: sayHello
      summary: Say hello
      responses:
        "204": { description: Said }
        "400": { description: Refused }
`;
const SECOND = CLEAN.replace(
  "paths:",
  "paths:\n  /bye:\n    get:\n      operationId: sayBye\n      summary: Say bye\n      responses: { '204': { description: Said }, '400': { description: Refused } }",
);
const config = (check: object): string => `export default { check: ${JSON.stringify(check)} };`;

let cwd: string;
/** A project whose generated files are up to date. */
async function project(files: Readonly<Record<string, string>> = {}): Promise<void> {
  cwd = folder({ "openapi.yaml": CLEAN, "package.json": '{ "type": "module" }', ...files });
  expect(await tenon(["generate"], { cwd })).toMatchObject({ code: 0 });
}
const check = async (...args: readonly string[]) => tenon(["check", ...args], { cwd });
const json = async (...args: readonly string[]) => {
  const { code, out } = await check("--format", "json", ...args);
  const report = JSON.parse(out) as { diagnostics: { code: string; fingerprint: string }[] } & Record<string, unknown>;
  return { code, ...report, codes: report.diagnostics.map((one) => one.code) };
};

describe("tenon check", () => {
  beforeEach(() => project());

  test("a clean project exits with 0, prints nothing to standard output and says what was checked", async () => {
    expect(await check()).toEqual({ code: 0, out: "", err: "openapi.yaml: lint, drift checked\n" });
  });

  test("findings of every part are in one report with one exit code", async () => {
    write(cwd, {
      "openapi.yaml": SECOND.replace("operationId: sayBye", "x: 1\n      foo: 1\n      operationId: sayBye"),
    });
    const { code, out } = await check();
    expect(code).toBe(1);
    expect(out).toMatch(/^--- generated\//m);
    expect(out).toMatch(/openapi\.yaml:\d+:\d+ {2}error {2}struct/);
    expect(out).toMatch(/error {2}stale-output.*\n {2}hint: run `.*generate` and commit the result/);
  });

  test("each part can run alone, and can be skipped", async () => {
    write(cwd, { "openapi.yaml": SECOND });
    expect(await json("--only", "lint")).toMatchObject({ code: 0, codes: [], parts: ["lint"] });
    expect(await json("--only", "drift")).toMatchObject({ code: 1, codes: ["stale-output"], parts: ["drift"] });
    expect(await json("--skip", "drift")).toMatchObject({ code: 0, parts: ["lint"] });
    expect(await check("--only", "nothing")).toMatchObject({ code: 2, err: expect.stringContaining("lint, drift") });
  });

  test("an unreadable contract is exit code 2, with any other findings", async () => {
    write(cwd, { "openapi.yaml": "openapi: 3.1.0\n  x: [" });
    expect((await check()).code).toBe(2);
  });

  test("a finding of both Redocly and Tenon is reported once", async () => {
    write(cwd, { "openapi.yaml": CLEAN.replace("description: Said", "$ref: '#/components/responses/None'") });
    const { codes } = await json();
    expect(codes.filter((code) => /unresolved/.test(code))).toEqual(["no-unresolved-refs"]);
  });

  test.each(["github", "sarif", "junit", "gitlab", "markdown"])(
    "as %s it names the file and the rule",
    async (format) => {
      write(cwd, { "openapi.yaml": SECOND });
      const { code, out } = await check("--format", format);
      expect(code).toBe(1);
      expect(out.replace(/&#45;/g, "-").replace(/&#47;/g, "/")).toMatch(
        /stale-output[^]*generated\/|generated\/[^]*stale-output/,
      );
    },
  );
});

describe("accepted findings", () => {
  const accept = (text: string) =>
    project({ "tenon.config.mjs": config({ accept: "accept.yaml" }), "accept.yaml": text });
  const warning = CLEAN.replace("      summary: Say hello\n", "");

  test("do not count, and are said with their reason", async () => {
    await accept("- rule: operation-summary\n  path: /hello\n  reason: it speaks for itself\n");
    write(cwd, { "openapi.yaml": warning });
    const report = await json("--only", "lint");
    expect(report).toMatchObject({ code: 0, codes: [], accepted: [{ reason: "it speaks for itself" }] });
    expect((await tenon(["lint"], { cwd })).out).toBe("");
    expect((await check("--only", "lint")).err).toContain("1 accepted");
  });

  test("by the fingerprint that the report has", async () => {
    await accept("- rule: nothing\n  reason: x\n");
    write(cwd, { "openapi.yaml": warning });
    const fingerprint = (await json("--only", "lint")).diagnostics[0]?.fingerprint ?? "";
    write(cwd, {
      "accept.yaml": `- fingerprint: ${fingerprint}\n  reason: x\n`,
      "openapi.yaml": `# above\n${warning}`,
    });
    expect(await json("--only", "lint")).toMatchObject({ code: 0, codes: [] });
  });

  test("one that fits nothing any more is a finding where all was looked at, and only there", async () => {
    await accept("- rule: operation-summary\n  reason: x\n");
    expect((await json()).codes).toEqual(["exception-unused"]);
    expect((await json("--only", "drift")).codes).toEqual([]);
    expect((await check("--strict")).code).toBe(1);
  });

  test("one that has expired counts again", async () => {
    await accept("- rule: operation-summary\n  reason: x\n  expires: 2020-01-01\n");
    write(cwd, { "openapi.yaml": warning });
    expect((await json("--only", "lint")).codes).toEqual(["operation-summary", "exception-expired"]);
  });

  test("a file that is not there or cannot be used is 2", async () => {
    await accept("- rule: x\n");
    expect(await json()).toMatchObject({ code: 2, codes: ["exceptions-invalid"] });
    write(cwd, { "tenon.config.mjs": config({ accept: "none.yaml" }) });
    expect(await json()).toMatchObject({ code: 2, codes: ["exceptions-missing"] });
  });
});

describe("types: handlers are complete and fit", () => {
  const handlers = (body: string): string =>
    `import type { Handlers } from "../generated/server.ts";\nexport const handlers: Handlers = ${body};\n`;
  const tsconfig = JSON.stringify({
    compilerOptions: {
      strict: true,
      module: "nodenext",
      target: "es2024",
      lib: ["es2024", "esnext.disposable", "dom", "dom.iterable", "dom.asynciterable"],
      noEmit: true,
      skipLibCheck: true,
      types: ["node"],
      allowImportingTsExtensions: true,
      customConditions: ["tenon-source"],
    },
    include: ["server"],
  });
  const app = async (body: string): Promise<void> => {
    await project({
      "tenon.config.mjs": config({ types: "tsconfig.json" }),
      "tsconfig.json": tsconfig,
      "server/handlers.ts": handlers(body),
    });
    symlinkSync(join(root, "node_modules"), join(cwd, "node_modules"), "junction");
  };

  test("all that are there and fit are clean", { timeout: 60_000 }, async () => {
    await app("{ sayHello: () => ({ status: 204 }) }");
    expect(await json("--no-cache")).toMatchObject({ code: 0, codes: [], parts: ["lint", "drift", "types"] });
  });

  test(
    "one that the contract promises and nobody has written is found, at its place",
    { timeout: 60_000 },
    async () => {
      await app("{ sayHello: () => ({ status: 204 }) }");
      write(cwd, { "openapi.yaml": SECOND });
      await tenon(["generate"], { cwd });
      const { code, out } = await check("--only", "types");
      expect(code).toBe(1);
      expect(out).toMatch(/^server\/handlers\.ts:2:14 {2}error {2}missing-handler {2}.*'sayBye'.*\(TS2741\)/);
    },
  );

  test("one that answers what is not declared is found", { timeout: 60_000 }, async () => {
    await app("{ sayHello: () => ({ status: 404 }) }");
    expect(await json("--only", "types")).toMatchObject({ code: 1, codes: ["type-error"] });
  });

  test("a project that is not there, or that TypeScript does not understand, is 2", { timeout: 60_000 }, async () => {
    await project({ "tenon.config.mjs": config({ types: "tsconfig.json" }) });
    expect(await json("--only", "types")).toMatchObject({ code: 2, codes: ["types-unchecked"] });
    // It includes nothing.
    write(cwd, { "tsconfig.json": tsconfig });
    symlinkSync(join(root, "node_modules"), join(cwd, "node_modules"), "junction");
    const report = await json("--only", "types", "--no-cache");
    expect(report).toMatchObject({ code: 2, codes: ["types-unchecked"] });
    expect(JSON.stringify(report.diagnostics)).toContain("TS18003");
  });
});

describe("the cache of lint", () => {
  const cached = (): string[] =>
    existsSync(join(cwd, "node_modules/.cache/tenon")) ? readdirSync(join(cwd, "node_modules/.cache/tenon")) : [];
  const referring = CLEAN.replace('"204": { description: Said }', '"204": { $ref: "said.yaml" }');
  const setUp = async (): Promise<void> => {
    await project({ "openapi.yaml": referring, "said.yaml": "description: Said\n", "node_modules/.keep": "" });
  };
  /** Puts a finding of its own into the cache: what is printed then came from there. */
  const spoil = (): void => {
    for (const name of cached()) {
      const value = { linted: true, diagnostics: [{ code: "from-the-cache", severity: "warning", message: "x" }] };
      const file = join(cwd, "node_modules/.cache/tenon", name);
      const { files } = JSON.parse(readFileSync(file, "utf8")) as { files: object };
      writeFileSync(file, JSON.stringify({ files, value }));
    }
  };

  test("nothing has changed: nothing is looked at", async () => {
    await setUp();
    expect((await json("--only", "lint")).codes).toEqual([]);
    expect(cached().length).toBe(1);
    spoil();
    expect((await json("--only", "lint")).codes).toEqual(["from-the-cache"]);
    expect((await json("--only", "lint", "--no-cache")).codes).toEqual([]);
  });

  test.each([
    ["the contract", { "openapi.yaml": `${referring}# more\n` }],
    ["a file that it refers to", { "said.yaml": "description: Said again\n" }],
    ["redocly.yaml, which was not there", { "redocly.yaml": "extends: [minimal]\n" }],
    ["the list of ignored problems", { ".redocly.lint-ignore.yaml": "openapi.yaml: {}\n" }],
    ["what is allowed", { "tenon.config.mjs": 'export default { allowHosts: ["a.test"] };' }],
  ])("%s has changed: it is looked at again", async (_what, files) => {
    await setUp();
    await json("--only", "lint");
    spoil();
    write(cwd, files);
    expect((await json("--only", "lint")).codes).toEqual([]);
  });

  test("a plugin is code, and what it depends on is not known: nothing is kept", async () => {
    await setUp();
    write(cwd, {
      "redocly.yaml": "plugins: [own.mjs]\nextends: [minimal]\n",
      "own.mjs": 'export default () => ({ id: "own" });',
    });
    expect((await json("--only", "lint")).code).toBe(0);
    expect(cached()).toEqual([]);
  });

  test("without node_modules there is none", async () => {
    await project();
    await json("--only", "lint");
    expect(existsSync(join(cwd, "node_modules"))).toBe(false);
  });

  test("what is in it and cannot be read is as if it were not there", async () => {
    await setUp();
    await json("--only", "lint");
    for (const name of cached()) writeFileSync(join(cwd, "node_modules/.cache/tenon", name), "{");
    expect((await json("--only", "lint")).codes).toEqual([]);
  });
});
