import { describe, expect, test } from "vitest";
import { folder, tenon } from "./support.ts";

const referringTo = (file: string): string => `openapi: 3.1.0
info: { title: School, version: "1" }
servers: [{ url: / }]
paths:
  /students:
    get:
      operationId: listStudents
      responses:
        "200": { description: OK, content: { application/json: { schema: { $ref: "${file}" } } } }
`;
const OVERLAY = `overlay: 1.0.0
info: { title: Fixes, version: "1" }
actions:
  - target: $.paths['/students'].get
    update: { operationId: list students }
`;
const FILES = {
  "package.json": "{}",
  "api/outside.yaml": referringTo("../shared/student.yaml"),
  "api/missing.yaml": referringTo("./nowhere.yaml"),
  "api/whole.yaml": referringTo("#/components/schemas/Student").concat(
    "components: { schemas: { Student: { type: string } } }\n",
  ),
  "shared/student.yaml": "type: string\n",
  "fixes.overlay.yaml": OVERLAY,
};

/** Every command that reads a contract, with what makes it end soon. */
const COMMANDS: readonly (readonly [command: string, before: readonly string[], after: readonly string[]])[] = [
  ["generate", [], ["--check"]],
  ["lint", [], ["--no-cache"]],
  ["check", [], ["--only", "lint", "--no-cache"]],
  ["diff", ["api/whole.yaml"], []],
  ["docs", [], []],
  ["mock", [], ["--port", "0"]],
  ["verify", [], ["--mock", "--time", "1"]],
];

describe.each(COMMANDS)("tenon %s", (command, before, after) => {
  const run = async (contract: string, ...options: readonly string[]) => {
    const { code, out, err } = await tenon([command, ...before, contract, ...options, ...after], {
      cwd: folder(FILES),
    });
    return { code, printed: `${out}${err}` };
  };

  test("--root says which files the contract may refer to", async () => {
    const { code, printed } = await run("api/outside.yaml", "--root", "api");
    expect(code).not.toBe(0);
    expect(printed).toContain('the reference "../shared/student.yaml" points outside the root folder api');
    expect(printed).toContain("--root .");
  });

  test("a file that is missing is an error", async () => {
    const { code, printed } = await run("api/missing.yaml");
    expect(code).not.toBe(0);
    expect(printed).toMatch(/nowhere\.yaml/);
  });

  test("an overlay that is missing ends the command", async () => {
    const { code, printed } = await run("api/whole.yaml", "--overlay", "none.yaml");
    expect(code).not.toBe(0);
    expect(printed).toContain('the file "none.yaml" does not exist');
  });
});

describe("tenon generate", () => {
  test("reads files of the same package without an option", async () => {
    const cwd = folder(FILES);
    expect(await tenon(["generate", "api/outside.yaml"], { cwd })).toMatchObject({ code: 0 });
  });

  test("--allow-unresolved makes a missing file a warning", async () => {
    const cwd = folder(FILES);
    const { code, out } = await tenon(["generate", "api/missing.yaml", "--allow-unresolved"], { cwd });
    expect(code).toBe(0);
    expect(out).toMatch(/api\/missing\.yaml:9:\d+ {2}warning {2}unresolved-file/);
  });

  test("--overlay applies to the contract, and findings name the overlay", async () => {
    const cwd = folder(FILES);
    const { code, out } = await tenon(["generate", "api/whole.yaml", "--overlay", "fixes.overlay.yaml"], { cwd });
    expect(code).toBe(0);
    expect(out).toMatch(/fixes\.overlay\.yaml:5:15 {2}warning {2}unusable-operation-id/);
  });

  test("`overlays`, `allowUnresolved`, `root` and `silence` of the configuration are relative to it", async () => {
    const cwd = folder({
      ...FILES,
      "conf/tenon.config.mjs": `export default {
        contract: "../api/missing.yaml", output: "../out", root: "..", allowUnresolved: true,
        overlays: ["../fixes.overlay.yaml"], silence: ["unusable-operation-id"],
      };`,
    });
    const { code, out } = await tenon(["generate", "--config", "conf/tenon.config.mjs"], { cwd });
    expect(out).toContain("unresolved-file");
    expect(out).not.toContain("unusable-operation-id");
    expect(code).toBe(0);
  });

  test("`silence` takes codes of warnings only", async () => {
    const config = (code: string): string => `export default { contract: "api/whole.yaml", silence: ["${code}"] };`;
    for (const [code, exit] of [
      ["missing-operation-id", 0],
      ["duplicate-operation-id", 2],
      ["no-such-code", 2],
    ] as const) {
      const cwd = folder({ ...FILES, "tenon.config.mjs": config(code) });
      expect(await tenon(["generate"], { cwd }), code).toMatchObject({ code: exit });
    }
  });
});

describe("tenon lint", () => {
  test("Redocly's rules see the contract as overlays have changed it, and name the overlay", async () => {
    const cwd = folder({
      ...FILES,
      "fixes.overlay.yaml": `${OVERLAY}  - target: $.info\n    update: { foo: 1 }\n`,
    });
    const { code, out } = await tenon(
      ["lint", "api/whole.yaml", "--overlay", "fixes.overlay.yaml", "--no-cache", "--format", "json"],
      { cwd },
    );
    expect(code).toBe(1);
    const { diagnostics } = JSON.parse(out) as { diagnostics: { code: string; position?: object }[] };
    expect(diagnostics).toContainEqual(
      expect.objectContaining({
        code: "struct",
        position: expect.objectContaining({ file: "fixes.overlay.yaml", line: 7 }),
      }),
    );
    expect(diagnostics).toContainEqual(
      expect.objectContaining({
        code: "operation-operationId-url-safe",
        position: expect.objectContaining({ file: "fixes.overlay.yaml", line: 5 }),
      }),
    );
    expect(diagnostics).toContainEqual(
      expect.objectContaining({
        code: "info-license",
        position: expect.objectContaining({ file: "api/whole.yaml", line: 2 }),
      }),
    );
  });
});
