import { spawnSync } from "node:child_process";
import { symlinkSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { lint } from "../../toolchain/lint/index.ts";
import { folder, HELLO, tenon } from "./support.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

interface RedoclyReport {
  readonly problems: readonly {
    readonly ruleId: string;
    readonly severity: "error" | "warn";
    readonly message: string;
    readonly location: readonly {
      readonly source: { readonly ref: string };
      readonly start: { readonly line: number; readonly col: number };
    }[];
  }[];
}

/** What `redocly lint` finds, as `file:line:col severity rule message`. */
function redocly(cwd: string, contract: string): string[] {
  const cli = join(root, "node_modules/@redocly/cli/bin/cli.js");
  const { stdout } = spawnSync(process.execPath, [cli, "lint", contract, "--format", "json"], {
    cwd,
    encoding: "utf8",
    env: { ...process.env, NODE_OPTIONS: "", REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" },
  });
  const { problems } = JSON.parse(stdout) as RedoclyReport;
  return problems
    .map(({ ruleId, severity, message, location }) => {
      const at = location[0];
      return `${at?.source.ref}:${at?.start.line}:${at?.start.col} ${severity === "warn" ? "warning" : "error"} ${ruleId} ${message}`;
    })
    .sort();
}

async function ours(cwd: string, contract: string): Promise<string[]> {
  const { diagnostics } = await lint(join(cwd, contract), { cwd });
  return diagnostics
    .map(
      ({ position, severity, code, message }) =>
        `${position?.file}:${position?.line}:${position?.column} ${severity} ${code} ${message}`,
    )
    .sort();
}

// Cast: a mapping is what stands in them.
const load = (yaml: string): Record<string, unknown> => parse(yaml) as Record<string, unknown>;

const MESSY = `openapi: 3.1.0
info: { title: Students, version: 1.0.0 }
paths:
  /students:
    get:
      operationId: listStudents
      parameters:
        - { name: limit, in: query, schema: { $ref: '#/components/schemas/Nope' } }
      responses:
        "200": { description: ok }
  /students/{id}:
    get:
      operationId: listStudents
      foo: 1
      responses: {}
  /courses: { $ref: "parts/courses.yaml" }
`;
const COURSES = `get:
  operationId: listCourses
  summary: 7
  responses:
    "200": { description: ok, content: { application/json: { schema: { type: strin } } } }
`;
const messy = { "openapi.yaml": MESSY, "parts/courses.yaml": COURSES };

/**
 * Redocly's command carries a copy of its engine, and the copy's version of this rule does not look into a path item
 * that is referred to. The engine that is published does.
 */
const ENGINE_ONLY =
  "parts/courses.yaml:4:3 warning operation-4xx-response Operation must have at least one `4XX` response.";

describe("lint finds what Redocly's own command finds", () => {
  test("with the recommended rules", async () => {
    const cwd = folder(messy);
    const expected = redocly(cwd, "openapi.yaml");
    expect(expected.length).toBeGreaterThan(8);
    expect(expected).not.toContain(ENGINE_ONLY);
    expect(await ours(cwd, "openapi.yaml")).toEqual([...expected, ENGINE_ONLY].sort());
  });

  test("with the rules of redocly.yaml", async () => {
    const cwd = folder({
      ...messy,
      "redocly.yaml":
        "rules:\n  tag-description: off\n  operation-operationId-unique: warn\n  path-parameters-defined: error\n",
    });
    const expected = redocly(cwd, "openapi.yaml");
    expect(expected.length).toBeGreaterThan(0);
    expect(await ours(cwd, "openapi.yaml")).toEqual(expected);
  });

  test("with rules of one contract of several", async () => {
    const config =
      "extends: [recommended]\napis:\n  students@v1:\n    root: openapi.yaml\n    rules:\n      info-license: error\n      security-defined: off\n";
    const cwd = folder({ ...messy, "redocly.yaml": config });
    const expected = redocly(cwd, "openapi.yaml");
    expect(expected).toContainEqual(expect.stringContaining("error info-license"));
    expect(await ours(cwd, "openapi.yaml")).toEqual([...expected, ENGINE_ONLY].sort());
  });

  test.each([2, undefined])("in JSON, which is read as JSON (indented by %s)", async (indent) => {
    const document = load(MESSY.replace("parts/courses.yaml", "parts/courses.json"));
    const more = {
      ...document,
      "x-más": "\u2028 \ud83d\ude00",
      "x-number": 1.5e300,
      "x-date": "2020-01-01",
    };
    const cwd = folder({
      "openapi.json": JSON.stringify(more, undefined, indent),
      "parts/courses.json": JSON.stringify(load(COURSES), undefined, indent),
    });
    const expected = redocly(cwd, "openapi.json");
    expect(expected.length).toBeGreaterThan(8);
    const found = await ours(cwd, "openapi.json");
    expect(found.filter((one) => !expected.includes(one))).toEqual([expect.stringContaining("operation-4xx-response")]);
    expect(expected.filter((one) => !found.includes(one))).toEqual([]);
  });

  test("without what an ignore file leaves out", async () => {
    const cwd = folder({
      ...messy,
      "redocly.yaml": "extends: [recommended]\n",
      ".redocly.lint-ignore.yaml": "openapi.yaml:\n  info-license:\n    - '#/info'\n",
    });
    const found = await ours(cwd, "openapi.yaml");
    expect(found.filter((one) => one.includes("info-license"))).toEqual([]);
    expect(found.length).toBeGreaterThan(5);
  });

  test("in Swagger 2.0, in which a response may be a file and nothing else may", async () => {
    const cwd = folder({
      "openapi.yaml": `swagger: "2.0"
info: { title: Files, version: "1" }
responses:
  File: { description: ok, schema: { type: file } }
definitions:
  Wrong: { type: fil }
paths:
  /file:
    get:
      operationId: getFile
      responses:
        "200": { description: ok, schema: { type: file } }
        "201": { $ref: "#/responses/File" }
        "202": { description: ok, schema: { $ref: "#/definitions/Wrong" } }
        "400": { description: no, schema: { type: fil } }
`,
    });
    const expected = redocly(cwd, "openapi.yaml");
    expect(expected.filter((one) => one.includes("error struct"))).toHaveLength(2);
    expect(await ours(cwd, "openapi.yaml")).toEqual(expected);
  });

  test("in a contract of the real world's size and in JSON", async () => {
    const paths = Object.fromEntries(
      Array.from({ length: 200 }, (_, i) => [
        `/things/${i}`,
        { get: { operationId: `thing${i % 150}`, responses: { 200: { description: "" } } } },
      ]),
    );
    const cwd = folder({
      "openapi.json": JSON.stringify({ openapi: "3.0.3", info: { title: "T", version: "1" }, paths }, null, 2),
    });
    const expected = redocly(cwd, "openapi.json");
    // Redocly's command prints the first 100 problems.
    expect(expected.length).toBe(100);
    const found = await ours(cwd, "openapi.json");
    expect(found.length).toBeGreaterThan(100);
    expect(found).toEqual(expect.arrayContaining(expected));
  });
});

/** A machine that answers with a schema, and what it was asked for. */
async function machine(): Promise<{ host: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.setHeader("content-type", "application/yaml").end("type: strin\n");
  });
  await new Promise<void>((done) => void server.listen(0, "127.0.0.1", done));
  onTestFinished(() => void server.close());
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const referring = (reference: string): string => HELLO.replace("#/components/schemas/Greeting", reference);

describe("lint reads what generate reads and nothing else", () => {
  test("another machine is not asked unless its host is allowed", async () => {
    const { host, asked } = await machine();
    const cwd = folder({ "openapi.yaml": referring(`http://${host}/schema`) });
    const refused = await lint("openapi.yaml", { cwd });
    expect(asked).toEqual([]);
    expect(refused.diagnostics).toContainEqual(
      expect.objectContaining({ severity: "error", message: expect.stringContaining("points to another host") }),
    );
    const allowed = await lint("openapi.yaml", { cwd, allowHosts: [host] });
    expect(asked).toEqual(["/schema"]);
    expect(allowed.diagnostics).toContainEqual(expect.objectContaining({ message: expect.stringContaining("strin") }));
  });

  test.each(["../secret.yaml", "link.yaml"])("a file outside the root is not read: %s", async (reference) => {
    const cwd = folder({ "secret.yaml": "type: hush\n", "api/openapi.yaml": referring(reference) });
    symlinkSync(join(cwd, "secret.yaml"), join(cwd, "api/link.yaml"));
    const read = join("api", reference);
    const refused = await lint("api/openapi.yaml", { cwd, root: "api" });
    expect(refused.diagnostics).toContainEqual(
      expect.objectContaining({
        severity: "error",
        message: expect.stringContaining("points outside the root folder"),
      }),
    );
    expect(refused.diagnostics.map((one) => one.position?.file)).not.toContain(read);
    const allowed = await lint("api/openapi.yaml", { cwd, root: "." });
    expect(allowed.diagnostics.map((one) => one.position?.file)).toContain(read);
  });

  test("the command hands on what the configuration allows", async () => {
    const { host, asked } = await machine();
    const project = `{ contract: "api/openapi.yaml", output: "out", allowHosts: ["${host}"] }`;
    const cwd = folder({
      "tenon.config.mjs": `export default ${project};`,
      "api/openapi.yaml": referring(`http://${host}/schema`),
    });
    await tenon(["lint"], { cwd });
    // Once for Redocly's rules and once for Tenon's own.
    expect(asked).toEqual(["/schema", "/schema"]);
  });
});

describe("tenon lint", () => {
  test("a clean contract exits with 0 and prints nothing to standard output", async () => {
    const { code, out, err } = await tenon(["lint", join(root, "test/fixtures/cli/clean.yaml")], { cwd: folder() });
    expect(out).toBe("");
    expect(code).toBe(0);
    expect(err).toContain("checked with the recommended rules");
  });

  test("errors exit with 1, each with its place, rule and a page about it", async () => {
    const { code, out } = await tenon(["lint"], { cwd: folder(messy) });
    expect(code).toBe(1);
    expect(out).toContain("openapi.yaml:14:7  error  struct  Property `foo` is not expected here.");
    expect(out).toMatch(/hint: https:\/\/redocly\.com\/docs/);
  });

  test("warnings exit with 0, and with 1 when strict", async () => {
    const cwd = folder({ "openapi.yaml": HELLO, "redocly.yaml": "rules:\n  info-license: warn\n" });
    expect(await tenon(["lint"], { cwd })).toMatchObject({
      code: 0,
      out: expect.stringContaining("warning  info-license"),
    });
    expect(await tenon(["lint", "--strict"], { cwd })).toMatchObject({ code: 1 });
  });

  test("standard input is linted, too", async () => {
    const cwd = folder();
    const input = async function* (text: string): AsyncGenerator<string> {
      yield text;
    };
    const found = await lint("-", { cwd, stdin: input(HELLO) });
    expect(found.linted).toBe(true);
    expect(found.diagnostics).toContainEqual(
      expect.objectContaining({ code: "info-license", position: { file: "<stdin>", line: 2, column: 1 } }),
    );
    const broken = await lint("-", { cwd, stdin: input("- no\n") });
    expect(broken).toMatchObject({ linted: false, diagnostics: [{ code: "not-a-contract" }] });
  });

  test("--format json says which configuration was in use", async () => {
    const cwd = folder({ "openapi.yaml": HELLO, "redocly.yaml": "rules:\n  info-license: error\n" });
    const { code, out } = await tenon(["lint", "--format", "json"], { cwd });
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      version: 1,
      command: "lint",
      exitCode: 1,
      contracts: [{ contract: "openapi.yaml", config: "redocly.yaml" }],
      diagnostics: [{ code: "info-license" }],
    });
  });

  test("a configuration that Redocly cannot read is an error of the configuration", async () => {
    const cwd = folder({ "openapi.yaml": HELLO, "redocly.yaml": "rules: [\n" });
    const { code, out, err } = await tenon(["lint"], { cwd });
    expect(code).toBe(2);
    expect(out).toContain("lint-config");
    expect(out + err).not.toMatch(/\n\s+at /);
  });

  test("a misspelt rule in the configuration is reported at its line", async () => {
    const cwd = folder({ "openapi.yaml": HELLO, "redocly.yaml": "rules:\n  info-licence: error\n" });
    const { out } = await tenon(["lint"], { cwd });
    expect(out).toMatch(/redocly\.yaml:2:3 {2}warning .*info-licence/);
  });

  test.each([
    ["a schema", "schemas", '{ S: { $ref: "#/components/schemas/S" } }', "schema-cycle"],
    [
      "two schemas",
      "schemas",
      '{ S: { $ref: "#/components/schemas/T" }, T: { $ref: "#/components/schemas/S" } }',
      "schema-cycle",
    ],
    ["a parameter", "parameters", '{ P: { $ref: "#/components/parameters/P" } }', "reference-cycle"],
  ])("%s that only refers to itself is an error with its place", async (_, section, text, code) => {
    const cwd = folder({ "openapi.yaml": `openapi: 3.1.0\npaths: {}\ncomponents:\n  ${section}: ${text}\n` });
    const result = await tenon(["lint"], { cwd });
    expect(result.code).toBe(2);
    expect(result.out).toMatch(new RegExp(`openapi\\.yaml:\\d+:\\d+ {2}error {2}${code} `));
    expect(result.err).not.toContain("internal error");
  });

  test.each([
    ["a missing file", {}],
    ["an empty file", { "openapi.yaml": "" }],
    ["broken YAML", { "openapi.yaml": "openapi: 3.1.0\ninfo: { title: x\npaths: {}\n" }],
    ["not a contract", { "openapi.yaml": "- a\n- b\n" }],
    ["an unknown version", { "openapi.yaml": "openapi: 9.0.0\ninfo: { title: x, version: '1' }\npaths: {}\n" }],
  ])("%s exits with 2, a diagnostic and no stack", async (_, files) => {
    const { code, out, err } = await tenon(["lint", "openapi.yaml"], { cwd: folder(files as Record<string, string>) });
    expect(code).toBe(2);
    expect(out).toContain("  hint: ");
    expect(out + err).not.toMatch(/\n\s+at /);
  });
});
