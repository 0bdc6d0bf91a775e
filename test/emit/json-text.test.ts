import { runInThisContext } from "node:vm";
import fc from "fast-check";
import ts from "typescript";
import { expect, test } from "vitest";
import { emit, type OutputFile } from "../../toolchain/emit/index.ts";
import { inMemory } from "../../toolchain/emit/contract/in-memory.ts";
import { contractOf } from "../contract/helpers.ts";

/** What a generated file would export under the name, with its imports left out. */
function exported(files: readonly OutputFile[], path: string, name: string): unknown {
  const text = files.find((file) => file.path === path)?.text ?? "";
  const script = ts.transpileModule(text, {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ESNext },
  });
  const body = script.outputText
    .replace(/^import .*$/gm, "")
    .replace(/^export (?=const|function)/gm, "")
    .replace(/^export .*$/gm, "");
  return runInThisContext(
    `((emittedValidators, schemas) => { ${path.endsWith("schemas.ts") ? "{" : ""}${body}; return ${name};${path.endsWith("schemas.ts") ? "}" : ""} })`,
  )((_: unknown, entries: unknown) => entries);
}

/** What a member says: the entries of an operation are made when they are asked for, and have their text before their check. */
const parsed = (value: unknown): unknown =>
  typeof value === "function"
    ? parsed((value as () => unknown)())
    : Array.isArray(value)
      ? parsed(value[0])
      : typeof value === "string"
        ? JSON.parse(value)
        : Object.fromEntries(Object.entries(value as object).map(([key, member]) => [key, parsed(member)]));

function documentOf(examples: readonly unknown[]): Record<string, unknown> {
  const response = (example: unknown): object => ({
    description: "",
    content: { "application/json": { schema: { $ref: "#/components/schemas/Thing" }, example } },
  });
  return {
    openapi: "3.1.0",
    info: { title: "T", version: "1" },
    paths: Object.fromEntries(
      examples.map((example, i) => [
        `/things${i}`,
        {
          get: {
            operationId: `getThing${i}`,
            parameters: [{ name: "it's", in: "query", schema: { type: "string", pattern: "^\\d'\"\\\\$" } }],
            responses: { "200": response(example), "404": response(example) },
          },
        },
      ]),
    ),
    components: {
      schemas: {
        Thing: JSON.parse('{"type":"object","properties":{"__proto__":{"type":"string","const":"it\'s\\u2028"}}}'),
      },
    },
  };
}

const large = "x".repeat(500);

test("what the texts say is what a host that loads the contract has in memory", async () => {
  const value = fc.jsonValue({ maxDepth: 3 });
  await fc.assert(
    fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 3 }), async (values) => {
      // parts that are large enough to be shared, on their own and within one another
      const shared = { text: large, examples: { values, __proto__: null, text: large } };
      const contract = await contractOf(documentOf([shared, { owner: shared.examples, list: [shared] }, ...values]));
      const { files } = await emit(contract, { source: "openapi.yaml", importExtension: ".ts" });
      const memory = inMemory(contract);
      const plain = (data: unknown): unknown => JSON.parse(JSON.stringify(data));
      const given = Object.fromEntries(
        Object.entries(memory.examples).filter(([, places]) => Object.keys(places).length > 0),
      );
      expect(parsed(exported(files, "examples.ts", "examples"))).toEqual(plain(given));
      expect(parsed(exported(files, "validators/schemas.ts", "schemas"))).toEqual(plain(memory.schemas));
      for (const name of ["requests", "responses"] as const)
        expect(parsed(exported(files, `validators/${name}.ts`, name))).toEqual(plain(memory[name]));
    }),
    { numRuns: 40 },
  );
});

test("a part that examples share is written once, under the name of where it stands first", async () => {
  const owner = { login: large };
  const contract = await contractOf(
    documentOf([
      { id: 1, owner },
      { id: 2, owner },
    ]),
  );
  const { files } = await emit(contract, { source: "openapi.yaml", importExtension: ".ts" });
  const text = files.find(({ path }) => path === "examples.ts")?.text ?? "";
  expect(text.split(large)).toHaveLength(2);
  expect(text).toContain('const owner = \'{"login":');
  expect(text).toContain("' + owner + '");
});
