/**
 * Types and validators agree on which properties are required, wherever `required` stands. All values are compiled at
 * once: a value without a property has an error on its line exactly where the validator refuses it.
 */

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Schema, Schemas } from "tenon-runtime/core";
import { emit } from "../../toolchain/emit/index.ts";
import { contractOf } from "../contract/helpers.ts";
import { fastTier, slowTier } from "./tiers.ts";

const TSC = join(import.meta.dirname, "../../node_modules/typescript-7/bin/tsc");

/** Names that pointers, references, identifiers and prototypes could get wrong. */
const NAMES = ["a", "b", "25%", "a/b~c", "~1", "#x", "q\"'`\\", "", "naïve 名", "x-y", "$ref"] as const;
type Properties = Record<string, Schema>;
type Parts = { [keyword: string]: unknown };

const names = fc.uniqueArray(fc.constantFrom(...NAMES), { maxLength: 5 });
const properties = names.map((list): Properties => Object.fromEntries(list.map((name) => [name, { type: "string" }])));

/** A schema of objects; properties and what requires them may stand in different parts. */
const { schema } = fc.letrec<{ schema: Parts; part: Parts }>((tie) => ({
  schema: fc.record({
    type: fc.constant("object"),
    properties,
    allOf: fc.array(tie("part"), { maxLength: 3 }),
    required: names,
  }),
  part: fc.oneof(
    { maxDepth: 2 },
    fc.record({ required: names }),
    fc.record({ type: fc.constant("object"), properties, required: names }),
    fc.record({ $ref: fc.constantFrom("#/components/schemas/Base", "#/components/schemas/Closed") }),
    tie("schema"),
  ),
}));

const NAMED: Record<string, Schema> = {
  Base: { type: "object", required: ["25%"], properties: { "25%": { type: "string" }, b: { type: "string" } } },
  Closed: { allOf: [{ $ref: "#/components/schemas/Base" }, { required: ["b", "25%"] }] },
};

function declaredIn(part: unknown): string[] {
  const { properties: own = {}, allOf = [], $ref } = part as { properties?: object; allOf?: unknown[]; $ref?: string };
  const target = $ref === undefined ? [] : declaredIn(NAMED[$ref.slice($ref.lastIndexOf("/") + 1)]);
  return [...Object.keys(own), ...allOf.flatMap(declaredIn), ...target];
}

/** Without empty lists, and without the names that no part declares: no type can say what those are. */
function cleaned(part: Parts, declared: ReadonlySet<string>): Schema {
  const { required, allOf, ...rest } = part as { required?: string[]; allOf?: Parts[] };
  const wanted = required?.filter((name) => declared.has(name)) ?? [];
  return {
    ...rest,
    ...(wanted.length > 0 && { required: wanted }),
    ...(allOf !== undefined && allOf.length > 0 && { allOf: allOf.map((each) => cleaned(each, declared)) }),
  };
}

async function typesOf(schemas: Schemas): Promise<string> {
  const paths = Object.fromEntries(
    Object.keys(schemas).map((name) => [
      `/${name}`,
      {
        get: {
          operationId: `get${name}`,
          responses: {
            200: {
              description: "",
              content: { "application/json": { schema: { $ref: `#/components/schemas/${name}` } } },
            },
          },
        },
      },
    ]),
  );
  const contract = await contractOf({
    openapi: "3.1.0",
    info: { title: "T", version: "1" },
    paths,
    components: { schemas },
  });
  const { files } = await emit(contract, { source: "openapi.json", importExtension: ".ts" });
  return files.find(({ path }) => path === "types.ts")?.text ?? "";
}

/** Lines of a file that do not compile. */
function linesWithErrors(files: Readonly<Record<string, string>>, of: string): ReadonlySet<number> {
  const folder = mkdtempSync(join(tmpdir(), "tenon-optionality-"));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const options = ["--noEmit", "--strict", "--skipLibCheck", "--allowImportingTsExtensions", "--types", ""];
    const { stdout } = spawnSync(process.execPath, [TSC, ...options, join(folder, of)], {
      encoding: "utf8",
      cwd: folder,
    });
    const found = [...stdout.matchAll(/^(.*)\((\d+),\d+\): error/gm)];
    const others = found.filter(([, file = ""]) => !file.endsWith(of)).map(([line]) => line);
    expect(others).toEqual([]);
    return new Set(found.map(([, , line]) => Number(line)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test("a property is required in the type where the validator requires it", { timeout: 60_000 }, async () => {
  const drawn = fc.sample(schema, { numRuns: 150, ...(process.env["SEED"] && { seed: Number(process.env["SEED"]) }) });
  const schemas: Record<string, Schema> = { ...NAMED };
  for (const [i, each] of drawn.entries()) schemas[`S${i}`] = cleaned(each, new Set(declaredIn(each)));
  const lines = [
    'import type { components } from "./types.ts";',
    'type Of<K extends keyof components["schemas"]> = components["schemas"][K];',
  ];
  const expected: { readonly line: number; readonly refused: boolean; readonly what: string }[] = [];
  for (const [name, each] of Object.entries(schemas)) {
    const all = [...new Set(declaredIn(each))];
    const [fast, slow] = [fastTier(each, schemas), slowTier(each, schemas)];
    for (const without of [undefined, ...all]) {
      const value = Object.fromEntries(all.filter((one) => one !== without).map((one) => [one, "x"]));
      expect(fast.is(value)).toBe(slow.is(value));
      lines.push(`export const v${lines.length}: Of<${JSON.stringify(name)}> = ${JSON.stringify(value)};`);
      const what = `${JSON.stringify(each)} without ${JSON.stringify(without)}`;
      expected.push({ line: lines.length, refused: !slow.is(value), what });
    }
  }
  const errors = linesWithErrors({ "types.ts": await typesOf(schemas), "values.ts": lines.join("\n") }, "values.ts");
  expect(expected.filter(({ refused }) => refused).length).toBeGreaterThan(50);
  expect(expected.filter(({ refused }) => !refused).length).toBeGreaterThan(200);
  expect(
    expected.flatMap(({ line, refused, what }) =>
      errors.has(line) === refused ? [] : [`type and validator differ: ${what}`],
    ),
  ).toEqual([]);
});
