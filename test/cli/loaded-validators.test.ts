import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { loadedValidators } from "../../toolchain/cli/generate/loaded-validators.ts";
import { inMemory } from "../../toolchain/emit/contract/in-memory.ts";
import { contractOf } from "../contract/helpers.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const DOCUMENT = {
  openapi: "3.1.0",
  info: { title: "T", version: "1" },
  paths: {
    "/things/{id}": {
      put: {
        operationId: "putThing",
        parameters: [{ name: "id", in: "path", required: true, schema: { type: "integer" } }],
        requestBody: { content: { "application/json": { schema: { $ref: "#/components/schemas/Thing" } } } },
        responses: {
          "200": {
            description: "",
            content: { "application/json": { schema: { $ref: "#/components/schemas/Thing" } } },
          },
        },
      },
    },
  },
  components: {
    schemas: {
      Thing: { type: "object", required: ["name"], properties: { name: { type: "string", pattern: "^it's \\d$" } } },
    },
  },
};

const verdicts = (validators: ReturnType<typeof loadedValidators>): unknown[] => {
  const { requests, responses } = validators;
  const body = requests.get("putThing", "body application/json");
  return [
    requests.get("putThing", "path id")?.is(5),
    requests.get("putThing", "path id")?.is("5"),
    body?.is({ name: "it's 5" }),
    body?.explain({ name: 5 }).map(({ message }) => message),
    responses.get("putThing", "200 application/json")?.is({}),
    requests.get("putThing", "path other") === undefined,
    Object.keys(requests.schemas),
  ];
};
const EXPECTED = [true, false, true, ["must be a string"], false, true, ["Thing"]];

describe("a contract that is loaded at run time", () => {
  test("is validated by its emitted code, written when it is first needed", async () => {
    const memory = inMemory(await contractOf(DOCUMENT));
    let written = 0;
    const loaded = {
      ...memory,
      get code() {
        written++;
        return memory.code;
      },
    };
    const validators = loadedValidators(loaded);
    const before = written;
    expect(verdicts(validators)).toEqual(EXPECTED);
    expect([before, written]).toEqual([0, 1]);
  });

  test("is validated by the interpreter where code may not be made of text", async () => {
    const { schemas, requests, responses, code } = inMemory(await contractOf(DOCUMENT));
    const script = `
      const { loadedValidators } = await import(${JSON.stringify(`${root}toolchain/cli/generate/loaded-validators.ts`)});
      const verdicts = ${verdicts.toString()};
      let forbidden = false;
      try { new Function("return 1"); } catch { forbidden = true; }
      console.log(JSON.stringify([forbidden, verdicts(loadedValidators(${JSON.stringify({ schemas, requests, responses, code })}))]));`;
    const run = spawnSync(
      process.execPath,
      ["--conditions=tenon-source", "--disallow-code-generation-from-strings", "--input-type=module", "--eval", script],
      { cwd: root, encoding: "utf8", env: { ...process.env, NODE_OPTIONS: "" } },
    );
    expect(run.stderr).toBe("");
    expect(JSON.parse(run.stdout)).toEqual([true, EXPECTED]);
  });
});
