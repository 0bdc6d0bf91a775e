import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { describe, expect, test } from "vitest";
import { folder, start, write } from "../cli/support.ts";
import { git } from "./git.ts";

const contract = (name: string): string => `openapi: 3.1.0
info: { title: School, version: "1" }
paths:
  /students:
    post:
      operationId: createStudent
      requestBody:
        required: true
        content:
          application/json:
            schema: { $ref: "${name}" }
      responses:
        "204": { description: Made }
`;
const schemas = (maxLength: number, more = ""): string => `Student:
  type: object
  required: [name]
  properties:
    name: { type: string, maxLength: ${maxLength} }
${more}`;
const REFERENCE = "./schemas/all.yaml#/Student";

/** A repository with a contract of two files, committed, in the folder `api`. */
function repository(): string {
  const cwd = folder({ "api/openapi.yaml": contract(REFERENCE), "api/schemas/all.yaml": schemas(9) });
  git(cwd, "init", "-q", "-b", "main");
  git(cwd, "add", ".");
  git(cwd, "commit", "-q", "-m", "one");
  return cwd;
}

async function run(cwd: string, ...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const running = start(["diff", ...argv], { cwd });
  const code = await running.code;
  return { code, ...running.printed };
}

describe("the base", () => {
  test("is a revision of git, with the files that the contract refers to", async () => {
    const cwd = repository();
    expect(await run(cwd, "main:api/openapi.yaml", "api/openapi.yaml")).toMatchObject({ code: 0, out: "" });
    write(cwd, { "api/schemas/all.yaml": schemas(5) });
    const { code, out } = await run(cwd, "main:api/openapi.yaml", "api/openapi.yaml");
    expect(code).toBe(1);
    expect(out).toContain("api/schemas/all.yaml:5:27  error  request-length-narrowed  POST /students");
    expect(out).toContain("in the base at main:api/schemas/all.yaml:5:27");
    expect(out).toContain('valid before, invalid now: {"name":"aaaaaa"}');
  });

  test("says once what several operations take from another file, and of a value on which side it is valid", async () => {
    const get = (path: string): string => `  ${path}:
    get:
      responses:
        "200":
          description: One
          content: { application/json: { schema: { $ref: "./schemas/all.yaml#/Student" } } }
`;
    const cwd = folder({
      "api/openapi.yaml": `openapi: 3.1.0\ninfo: { title: School, version: "1" }\npaths:\n${get("/a")}${get("/b")}`,
      "api/schemas/all.yaml": schemas(5),
    });
    git(cwd, "init", "-q", "-b", "main");
    git(cwd, "add", ".");
    git(cwd, "commit", "-q", "-m", "one");
    write(cwd, { "api/schemas/all.yaml": schemas(9) });
    const { out } = await run(cwd, "main", "api/openapi.yaml");
    expect(out.match(/response-length-widened/g)).toHaveLength(1);
    expect(out).toContain(
      "GET /a response 200 application/json /name (and 1 more operation): the response allows more values: in the base",
    );
    expect(out).toContain('invalid before, valid now: {"name":"aaaaaa"}');
  });

  test("is read from a URL if this is allowed, else reported", async () => {
    const cwd = repository();
    const server = createServer((request, response) =>
      existsSync(`${cwd}/api${request.url}`)
        ? response.end(readFileSync(`${cwd}/api${request.url}`))
        : response.writeHead(404).end(),
    );
    await once(server.listen(0, "127.0.0.1"), "listening");
    const address = server.address();
    const base = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/openapi.yaml`;
    try {
      expect(await run(cwd, base, "api/openapi.yaml")).toMatchObject({ code: 0, out: "" });
      write(cwd, { "copy/openapi.yaml": contract(REFERENCE), "copy/schemas/all.yaml": schemas(5) });
      expect((await run(cwd, base, "copy/openapi.yaml")).code).toBe(1);
      expect((await run(cwd, `${base}.missing`, "copy/openapi.yaml")).code).toBe(2);
    } finally {
      server.close();
    }
  });

  test("distinguishes removed operations", async () => {
    const cwd = repository();
    const more = `${contract(REFERENCE)}  /a:\n    get: { responses: { "204": { description: One } } }\n`;
    write(cwd, { "old.yaml": `${more}  /b:\n    get: { responses: { "204": { description: One } } }\n` });
    write(cwd, { "schemas/all.yaml": schemas(9) });
    const { out } = await run(cwd, "old.yaml", "api/openapi.yaml", "--format", "json");
    const report = JSON.parse(out) as { diagnostics: { pointer: string }[] };
    expect(report.diagnostics.map(({ pointer }) => pointer)).toEqual(["/paths/~1a/get", "/paths/~1b/get"]);
  });

  test("is the same file of a revision that is named alone, or relative to the folder", async () => {
    const cwd = repository();
    write(cwd, { "api/schemas/all.yaml": schemas(5) });
    expect((await run(cwd, "HEAD", "api/openapi.yaml")).code).toBe(1);
    expect((await run(`${cwd}/api`, "HEAD")).code).toBe(1);
    expect((await run(`${cwd}/api`, "HEAD:./openapi.yaml")).code).toBe(1);
  });

  test("that a shallow clone lacks is fetched by the command that is printed", async () => {
    const cwd = repository();
    write(cwd, { "api/schemas/all.yaml": schemas(5) });
    git(cwd, "commit", "-qam", "two");
    git(cwd, "branch", "release", "HEAD~1");
    const clone = folder();
    git(clone, "clone", "-q", "--depth=1", "--branch", "main", `file://${cwd}`, "here");
    const inside = `${clone}/here`;
    const lacking = await run(inside, "release:api/openapi.yaml", "api/openapi.yaml");
    expect(lacking.code).toBe(2);
    expect(lacking.out).toContain("git-revision-missing");
    const [, command] = /run (git fetch \S+ \S+ \S+)/.exec(lacking.out)!;
    git(inside, ...command!.split(" ").slice(1));
    expect((await run(inside, "release:api/openapi.yaml", "api/openapi.yaml")).code).toBe(1);
  });

  test.each([
    ["nowhere.yaml", "source-missing"],
    ["nowhere", "git-revision-missing"],
    ["--upload-pack=x:a", "git-revision-missing"],
    ["main:nowhere.yaml", "git-file-missing"],
    ["main..nowhere", "git-revision-missing"],
    ["nowhere...HEAD", "git-revision-missing"],
  ])("%s is %s: the command could not work", async (base, code) => {
    const cwd = repository();
    const { code: exit, out } = await run(cwd, "--", base, "api/openapi.yaml");
    expect([exit, out]).toEqual([2, expect.stringContaining(code)]);
  });

  test("is a file", async () => {
    const cwd = folder({
      "a.yaml": contract("#/components/schemas/S") + `components: { schemas: { S: { type: string } } }\n`,
      "b.yaml": contract("#/components/schemas/S") + `components: { schemas: { S: { type: integer } } }\n`,
    });
    expect((await run(cwd, "a.yaml", "b.yaml")).code).toBe(1);
    expect((await run(cwd, "a.yaml", "a.yaml")).code).toBe(0);
  });
});

describe("both sides load as `generate` loads them", () => {
  const single = (reference: string): string =>
    `${contract(reference)}components: { schemas: { S: { type: string } } }\n`;
  const sides = {
    "good.yaml": single("#/components/schemas/S"),
    "dangling.yaml": single("#/components/schemas/Missing"),
    "nofile.yaml": single("./missing.yaml#/S"),
    "remote.yaml": single("https://example.com/s.yaml#/S"),
    "cycle.yaml": `${single("#/components/schemas/S").replace("operationId", "parameters: [{ $ref: '#/components/parameters/P' }]\n      operationId").replace("components: {", "components: { parameters: { P: { $ref: '#/components/parameters/P' } },")}`,
    "api/outside.yaml": single("../shared.yaml#/S"),
    "shared.yaml": "S: { type: string }\n",
  };

  test.each([
    ["dangling.yaml", "unresolved-reference"],
    ["nofile.yaml", "unresolved-file"],
    ["remote.yaml", "remote-reference"],
    ["cycle.yaml", "reference-cycle"],
    ["api/outside.yaml", "reference-outside-root"],
  ])("%s cannot be compared, on either side: exit 2 with %s", async (file, code) => {
    const cwd = folder(sides);
    for (const pair of [
      ["good.yaml", file],
      [file, "good.yaml"],
      [file, file],
    ]) {
      const ran = await run(cwd, ...pair);
      expect([ran.code, ran.out]).toEqual([2, expect.stringContaining(code)]);
      expect(ran.err).not.toContain("says what");
    }
  });

  test("a base that is a file below the project's root may refer to all of that root", async () => {
    const cwd = folder({
      ...sides,
      "api/base.yaml": single("../shared.yaml#/S").replace("required: true", "required: false"),
      "tenon.config.ts": `export default { contract: "api/outside.yaml", root: "." };\n`,
    });
    const { code, out } = await run(cwd, "api/base.yaml", "--format", "json");
    expect(code).toBe(1);
    expect(out).toContain("request-body-required");
  });
});

describe("what is a finding", () => {
  const pair = (operationId: string, enumeration: string): string => `openapi: 3.1.0
info: { title: School, version: "1" }
paths:
  /a:
    get:
      operationId: ${operationId}
      parameters:
        - { name: q, in: query, schema: { type: string, enum: [${enumeration}] } }
        - { name: n, in: query, schema: { type: integer, default: ${enumeration.length} } }
      responses: { "200": { description: "" } }
`;
  const files = {
    "a.yaml": pair("getA", "x"),
    "source.yaml": pair("listA", "x"),
    "unknown.yaml": pair("getA", "x, y"),
    "wire.yaml": pair("getA", "z"),
  };

  test.each([
    ["wire", [0, 0, 1]],
    ["source", [1, 1, 1]],
    ["unknown", [0, 1, 1]],
    ["none", [0, 0, 0]],
  ] as const)("--fail-on %s", async (scale, codes) => {
    const cwd = folder(files);
    const ran = [];
    for (const file of ["source.yaml", "unknown.yaml", "wire.yaml"])
      ran.push((await run(cwd, "a.yaml", file, "--fail-on", scale)).code);
    expect(ran).toEqual(codes);
  });

  test("in JSON every change has its ratings, places and advice", async () => {
    const cwd = folder(files);
    const { out } = await run(cwd, "a.yaml", "wire.yaml", "--format", "json");
    const report = JSON.parse(out) as { changes: unknown[]; semver: unknown };
    expect(report).toMatchObject({
      version: 1,
      command: "diff",
      exitCode: 1,
      failOn: "wire",
      semver: { wire: "major", source: "major", undecided: 0 },
    });
    expect(report.changes).toContainEqual(
      expect.objectContaining({
        id: "parameter-enum-narrowed",
        wire: "breaking",
        direction: "request",
        operations: ["GET /a"],
        counterexample: { place: "query parameter q", value: "x", validIn: "base" },
        base: expect.objectContaining({ position: { file: "a.yaml", line: 8, column: 57 } }),
      }),
    );
  });

  test("for GitHub it is an annotation, in Markdown a list, in a changelog it has a heading", async () => {
    const cwd = folder(files);
    expect((await run(cwd, "a.yaml", "wire.yaml", "--format", "github")).out).toContain(
      "::error file=wire.yaml,line=8,col=57,title=parameter-enum-narrowed::GET /a query parameter q",
    );
    const markdown = (await run(cwd, "a.yaml", "wire.yaml", "--format", "markdown")).out;
    expect(markdown).toContain("### Breaking (1)\n\n* `GET /a`, query parameter q:");
    const changelog = await run(cwd, "a.yaml", "wire.yaml", "--changelog");
    expect(changelog).toMatchObject({ code: 1, out: expect.stringMatching(/^## School 1\n/) });
    expect((await run(cwd, "a.yaml", "a.yaml", "--changelog")).out).toContain("No changes.");
  });

  test("a contract's text is no markup of a changelog", async () => {
    const cwd = folder({
      "a.yaml": files["a.yaml"].replace("title: School", "title: '<img src=x> [a](b)'"),
      "b.yaml": files["wire.yaml"].replace("title: School", "title: '<img src=x> [a](b)'"),
    });
    const { out } = await run(cwd, "a.yaml", "b.yaml", "--changelog");
    expect(out).toContain("## \\<img src=x\\> \\[a\\](b) 1");
  });
});

describe("--consumers", () => {
  test("names the places in the consumers' own code that stop compiling, and nothing that did not compile before", async () => {
    const cwd = folder({
      "openapi.yaml":
        contract("#/components/schemas/S") +
        "components: { schemas: { S: { type: object, properties: { name: { type: string } } } } }\n",
      "app/use.ts": `import type { CreateStudentInput } from "../generated/operations.ts";\nexport const input: CreateStudentInput = { body: { name: "Ada" } };\nexport const wrong: string = 1;\n`,
      "tsconfig.json": JSON.stringify({
        compilerOptions: {
          strict: true,
          module: "nodenext",
          target: "es2024",
          noEmit: true,
          allowImportingTsExtensions: true,
          skipLibCheck: true,
          types: [],
        },
        include: ["app"],
      }),
    });
    const generated = start(["generate"], { cwd });
    expect(await generated.code).toBe(0);
    write(cwd, {
      "old.yaml":
        contract("#/components/schemas/S") +
        "components: { schemas: { S: { type: object, properties: { name: { type: string } } } } }\n",
    });
    expect((await run(cwd, "old.yaml", "--consumers", "tsconfig.json")).code).toBe(0);
    write(cwd, {
      "openapi.yaml":
        contract("#/components/schemas/S") +
        "components: { schemas: { S: { type: object, required: [email], properties: { email: { type: string } } } } }\n",
    });
    const { code, out } = await run(cwd, "old.yaml", "--consumers", "tsconfig.json");
    expect(code).toBe(1);
    expect(out).toMatch(/app\/use\.ts:2:\d+ {2}error {2}consumer-break/);
    expect(out).not.toContain("app/use.ts:3");
    expect((await run(cwd, "old.yaml", "--consumers", "nowhere.json")).code).toBe(2);
  }, 60_000);
});

describe("the settings of the configuration", () => {
  const api = (...paths: readonly string[]): string =>
    JSON.stringify({
      openapi: "3.1.0",
      info: { title: "t", version: "1" },
      paths: Object.fromEntries(
        paths.map((path) => [
          path,
          { get: { operationId: `get${path.slice(1)}`, responses: { 200: { description: "ok" } } } },
        ]),
      ),
    });
  const files = { "old.json": api("/a", "/b"), "new.json": api("/a"), "openapi.json": api("/a", "/b") };
  const config = (check: object): string => `export default ${JSON.stringify({ contract: "openapi.json", check })};\n`;

  test.each([
    ["openapi.json", "new.json"],
    ["old.json", "new.json"],
    ["old.json", "openapi.json"],
  ])("hold for %s and %s, whichever is configured", async (base, revision) => {
    const cwd = folder({ ...files, "tenon.config.mjs": config({ rules: { "operation-removed": "warning" } }) });
    const { code, out } = await run(cwd, base, revision);
    expect(code).toBe(0);
    expect(out.includes("operation-removed")).toBe(revision === "new.json");
  });

  test("hold for --fail-on, which the command line replaces", async () => {
    const cwd = folder({ ...files, "tenon.config.mjs": config({ failOn: "none" }) });
    expect((await run(cwd, "openapi.json", "new.json")).code).toBe(0);
    expect((await run(cwd, "openapi.json", "new.json", "--fail-on", "wire")).code).toBe(1);
  });

  test("do not hold if several contracts are configured, and none of them is compared", async () => {
    const one = (contract: string, output: string): object => ({
      contract,
      output,
      check: { rules: { "operation-removed": "off" } },
    });
    const both = JSON.stringify([one("openapi.json", "x"), one("other.json", "y")]);
    const cwd = folder({ ...files, "other.json": api("/c"), "tenon.config.mjs": `export default ${both};\n` });
    expect((await run(cwd, "old.json", "new.json")).code).toBe(1);
  });
});
