import { describe, expect, test } from "vitest";
import { load } from "../../toolchain/document/index.ts";
import { folder, write } from "../cli/support.ts";

const CONTRACT = `openapi: 3.1.0
info: { title: School, version: "1" }
tags: [{ name: students }]
paths:
  /students:
    get:
      tags: [students]
      parameters:
        - { name: page, in: query, schema: { type: integer } }
        - { name: size, in: query, schema: { type: integer } }
        - { name: sort, in: query, schema: { type: string } }
      responses: { "200": { description: OK } }
  /courses:
    get:
      x-internal: true
      responses: { "200": { description: OK } }
`;

async function correct(actions: string, { version = "1.1.0", contract = CONTRACT } = {}) {
  const cwd = folder();
  write(cwd, {
    "openapi.yaml": contract,
    "fixes.overlay.yaml": `overlay: ${version}\ninfo: { title: Fixes, version: "1" }\nactions:\n${actions}`,
  });
  const loaded = await load("openapi.yaml", { cwd, overlays: ["fixes.overlay.yaml"] });
  return { ...loaded, codes: loaded.diagnostics.map(({ code }) => code), document: loaded.document as Node };
}
type Node = { readonly [key: string]: Node } & { readonly length: number };

describe("an overlay changes the contract before anything is made of it", () => {
  test("`update` merges objects, concatenates lists and replaces simple values", async () => {
    const { document, codes } = await correct(`
  - target: $
    update: { info: { title: New, contact: { name: Ada } }, tags: [{ name: courses }] }
  - target: $.paths['/students'].get
    update: { operationId: listStudents, tags: [people] }
  - target: $.tags
    update: { name: more }
  - target: $.info.version
    update: "2"
`);
    expect(codes).toEqual([]);
    expect(document).toMatchObject({
      info: { title: "New", version: "2", contact: { name: "Ada" } },
      tags: [{ name: "students" }, { name: "courses" }, { name: "more" }],
      paths: { "/students": { get: { operationId: "listStudents", tags: ["students", "people"] } } },
    });
  });

  test("`remove` takes away all that the target selects, also several entries of one list", async () => {
    const { document, codes } = await correct(`
  - { target: "$.paths[?@.get['x-internal'] == true]", remove: true }
  - { target: "$.paths.*.get.parameters[?@.schema.type == 'integer']", remove: true }
`);
    expect(codes).toEqual([]);
    expect(Object.keys(document["paths"]!)).toEqual(["/students"]);
    expect(document["paths"]!["/students"]!["get"]!["parameters"]).toEqual([
      { name: "sort", in: "query", schema: { type: "string" } },
    ]);
  });

  test("`copy` copies one node of the document (1.1)", async () => {
    const { document, codes } = await correct(`
  - target: $.paths
    update: { /pupils: {} }
  - target: $.paths['/pupils']
    copy: $.paths['/students']
  - target: $.paths['/pupils'].get
    update: { operationId: listPupils }
`);
    expect(codes).toEqual([]);
    expect(document["paths"]!["/pupils"]!["get"]).toMatchObject({ operationId: "listPupils", tags: ["students"] });
    expect(document["paths"]!["/students"]!["get"]).not.toHaveProperty("operationId");
  });

  test("actions see what those before them have done, and overlays those before them", async () => {
    const cwd = folder();
    const overlay = (actions: string): string =>
      `{"overlay": "1.0.0", "info": {"title": "F", "version": "1"}, "actions": [${actions}]}`;
    write(cwd, {
      "openapi.yaml": CONTRACT,
      "a.json": overlay(`{"target": "$.info", "update": {"x-a": {}}}`),
      "b.json": overlay(`{"target": "$.info['x-a']", "update": {"b": 1}}`),
    });
    const { document } = await load("openapi.yaml", { cwd, overlays: ["a.json", "b.json"] });
    expect(document).toMatchObject({ info: { "x-a": { b: 1 } } });
  });

  test("a part that YAML shares by an alias is changed in one place alone", async () => {
    const { document } = await correct(`  - { target: "$.paths['/a'].get", update: { operationId: one } }`, {
      contract: `openapi: 3.1.0\ninfo: { title: T, version: "1" }\npaths:\n  /a: &a { get: { responses: {} } }\n  /b: *a\n`,
    });
    expect(document["paths"]).toEqual({
      "/a": { get: { responses: {}, operationId: "one" } },
      "/b": { get: { responses: {} } },
    });
  });

  test("a key `__proto__` changes no prototype", async () => {
    const cwd = folder();
    write(cwd, {
      "openapi.yaml": CONTRACT,
      "x.json": `{"overlay":"1.0.0","info":{"title":"F","version":"1"},"actions":[{"target":"$.info","update":{"__proto__":{"polluted":true}}}]}`,
    });
    const { document } = await load("openapi.yaml", { cwd, overlays: ["x.json"] });
    expect((document as Node)["info"]!["polluted"]).toBeUndefined();
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

describe("positions lead to the file that a part came from", () => {
  const ACTIONS = `
  - target: $.paths['/students'].get.parameters[0]
    remove: true
  - target: $.paths['/students'].get
    update:
      operationId: listStudents
      parameters: [{ name: q, in: query }]
`;
  const at = (line: number, column: number, file = "openapi.yaml") => ({ file, line, column });

  test("of the contract, where the indexes of a list have changed too", async () => {
    const { locate } = await correct(ACTIONS);
    expect(locate("/paths/~1students/get/parameters/0/name")).toEqual(at(10, 13));
    expect(locate("/paths/~1students/get/parameters/1/in")).toEqual(at(11, 25));
    expect(locate("/paths/~1courses/get")).toEqual(at(14, 5));
  });

  test("of the overlay", async () => {
    const { locate } = await correct(ACTIONS);
    expect(locate("/paths/~1students/get/operationId")).toEqual(at(9, 7, "fixes.overlay.yaml"));
    expect(locate("/paths/~1students/get/parameters/2/in")).toEqual(at(10, 31, "fixes.overlay.yaml"));
  });

  test("of what `copy` has copied", async () => {
    const { locate } = await correct(`
  - target: $.paths
    update: { /pupils: {} }
  - target: $.paths['/pupils']
    copy: $.paths['/students']
`);
    expect(locate("/paths/~1pupils/get/parameters/1/name")).toEqual(at(10, 13));
  });

  test("of a contract that is Swagger 2.0", async () => {
    const { locate, document } = await correct(
      `
  - target: $.paths['/a'].get
    update: { parameters: [{ name: q, in: query, type: integer }] }
`,
      {
        contract: `swagger: "2.0"\ninfo: { title: T, version: "1" }\npaths:\n  /a:\n    get:\n      responses: { 200: { description: OK } }\n`,
      },
    );
    expect(document["paths"]!["/a"]!["get"]!["parameters"]![0]).toMatchObject({ schema: { type: "integer" } });
    expect(locate("/paths/~1a/get/parameters/0")).toEqual(at(6, 28, "fixes.overlay.yaml"));
    expect(locate("/paths/~1a/get/responses/200")).toEqual(at(6, 20));
  });
});

describe("mistakes in overlays have a place in the overlay", () => {
  test.each([
    ["- { target: \"$.paths['/none']\", remove: true }", "overlay-without-match"],
    ["- { target: '$.paths[', remove: true }", "invalid-json-path"],
    ["- { target: paths, remove: true }", "invalid-json-path"],
    ["- { target: $.info, update: [1] }", "overlay-mismatch"],
    ["- { target: $.info.title, update: { a: 1 } }", "overlay-mismatch"],
    ["- { target: $.info, copy: '$.paths.*' }", "overlay-mismatch"],
    ["- { target: $.info, copy: $.tags }", "overlay-mismatch"],
    ["- { target: $, remove: true }", "overlay-mismatch"],
    ["- { target: $.info }", "invalid-overlay"],
    ["- { update: {} }", "invalid-overlay"],
    ["- text", "invalid-overlay"],
  ])("%s is %s", async (action, code) => {
    const { diagnostics } = await correct(`  ${action}\n`);
    expect(diagnostics.map((one) => [one.code, one.position?.file, one.position?.line])).toEqual([
      [code, "fixes.overlay.yaml", 4],
    ]);
    expect(diagnostics[0]?.hint).toBeDefined();
  });

  test("1.0 has no `copy`, and changes no simple values", async () => {
    const at = { version: "1.0.0" };
    expect((await correct("  - { target: $.info, copy: $.tags }", at)).codes).toEqual(["invalid-overlay"]);
    expect((await correct("  - { target: $.info.title, update: New }", at)).codes).toEqual(["overlay-mismatch"]);
  });

  test("another version is refused", async () => {
    const { diagnostics } = await correct("  - { target: $, update: {} }", { version: "2.0.0" });
    expect(diagnostics.map(({ code, position }) => [code, position?.line])).toEqual([["invalid-overlay", 1]]);
  });

  test("an overlay that is missing or no YAML keeps the contract from being read", async () => {
    const cwd = folder();
    write(cwd, { "openapi.yaml": CONTRACT, "broken.yaml": "a: [" });
    const missing = await load("openapi.yaml", { cwd, overlays: ["none.yaml"] });
    expect(missing.diagnostics.map(({ code }) => code)).toEqual(["source-missing"]);
    expect(missing.document).toBeUndefined();
    const broken = await load("openapi.yaml", { cwd, overlays: ["broken.yaml"] });
    expect(broken.diagnostics.map(({ code, position }) => [code, position?.file])).toContainEqual([
      "invalid-yaml",
      "broken.yaml",
    ]);
    expect(broken.document).toBeUndefined();
  });
});
