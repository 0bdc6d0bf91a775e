/** Every keyword and format of JSON Schema 2020-12, in both tiers; Ajv confirms the table. */

import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Schema } from "tenon-runtime/core";
import { describe, expect, test } from "vitest";
import type { KeywordCase } from "./keywords/case.ts";
import { FORMATS } from "./keywords/formats.ts";
import { KEYWORDS, OTHERS } from "./keywords/index.ts";
import { ajvCheck, isAjvWrong } from "./oracle.ts";
import { fastTier, slowTier } from "./tiers.ts";

/** The keywords of the meta-schema's vocabularies, from Ajv's copy of them. */
function keywordsOfMetaSchema(): string[] {
  const ajv = dirname(createRequire(import.meta.url).resolve("ajv/package.json"));
  const folder = join(ajv, "dist/refs/json-schema-2020-12/meta");
  return readdirSync(folder).flatMap((file) => {
    // Cast: a meta-schema has properties.
    const { properties } = JSON.parse(readFileSync(join(folder, file), "utf8")) as { readonly properties: object };
    return Object.keys(properties);
  });
}

/** Schemas with these keywords are documents of their own, with a base URI, which the oracle is not asked about. */
const isDocument = (schema: Schema): boolean =>
  /"\$(?:id|anchor|dynamicRef|dynamicAnchor)":/.test(JSON.stringify(schema));
/** Ajv loads no other meta-schema than the one it was made for, and knows no format that it was not given. */
const isForeign = (schema: Schema): boolean => /"(?:\$schema|\$vocabulary|format)":/.test(JSON.stringify(schema));

function verdictsOf({ schema, named = {} }: KeywordCase): (value: unknown) => Readonly<Record<string, boolean>> {
  const fast = fastTier(schema, named);
  const slow = slowTier(schema, named);
  const noOracle = isDocument(schema) || isForeign(schema) || isAjvWrong([schema]);
  const oracle = noOracle ? undefined : ajvCheck(schema, named);
  return (value) => ({
    "emitted code": fast.is(value),
    interpreter: slow.is(value),
    explanations: slow.explain(value).length === 0,
    ...(oracle !== undefined && { Ajv: oracle(value) === true }),
  });
}

function check(each: KeywordCase): void {
  const verdicts = verdictsOf(each);
  for (const [values, expected] of [
    [each.valid, true],
    [each.invalid, false],
  ] as const)
    for (const value of values) {
      const found = verdicts(value);
      const same = Object.fromEntries(Object.keys(found).map((tier) => [tier, expected]));
      expect(found, `${JSON.stringify(value)} in ${JSON.stringify(each.schema)}`).toEqual(same);
    }
}

test("the table has every keyword of JSON Schema 2020-12", () => {
  expect(Object.keys(KEYWORDS).sort()).toEqual(keywordsOfMetaSchema().sort());
});

describe("both tiers know", () => {
  test.each(Object.entries({ ...KEYWORDS, ...OTHERS }))("the keyword %s", (_, cases) => {
    expect(cases.flatMap(({ valid, invalid }) => [...valid, ...invalid]).length).toBeGreaterThan(0);
    for (const each of cases) check(each);
  });

  test.each(Object.entries(FORMATS))("the format %s", (format, [valid, invalid]) => {
    expect(Math.min(valid.length, invalid.length)).toBeGreaterThan(0);
    check({ schema: { type: "string", format }, valid, invalid });
  });
});
