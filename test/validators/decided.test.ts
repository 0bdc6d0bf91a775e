import { expect, test } from "vitest";
import type { Schema } from "tenon-runtime/core";
import { fastTier, slowTier } from "./tiers.ts";

/** Where Tenon and Ajv disagreed, what the specification says. */
test.for<[why: string, schema: Schema, value: unknown, fits: boolean]>([
  [
    "core §10.3.1.3: an empty list has no item that fits",
    { prefixItems: [{ type: "string" }], contains: {} },
    [],
    false,
  ],
  [
    "core §10.3.1.3: the same where the first item cannot be at all",
    { prefixItems: [false], contains: { type: "string" } },
    [],
    false,
  ],
  [
    "core §7.7.1.1: what a schema that does not fit has found counts for nothing",
    { unevaluatedItems: false, if: { contains: { type: "string" } }, else: { type: "array" } },
    [null],
    false,
  ],
  [
    "core §7.7.1.1: the same for the branch of a union",
    { anyOf: [{ prefixItems: [{ type: "string" }] }, {}], unevaluatedItems: false },
    [null],
    false,
  ],
  ["validation §6.2.1: multiples are those of decimals", { multipleOf: 0.1 }, 0.3, true],
  ["validation §6.2.1: at any size", { multipleOf: 0.01 }, 4.35, true],
  ["validation §6.2.1: a double is what its shortest text says", { multipleOf: 0.1 }, 0.30000000000000004, false],
  ["validation §6.2.1: a number far beyond the divisor", { multipleOf: 0.123456789 }, 1e308, false],
  [
    "a pattern that no property has says nothing",
    // oxlint-disable-next-line unicorn/no-thenable -- a keyword
    { patternProperties: { "^a": {} }, if: false, then: { patternProperties: { "^a": false } } },
    { a: {} },
    true,
  ],
])("%s", ([, schema, value, fits]) => {
  expect([fastTier(schema).is(value), slowTier(schema).is(value)]).toEqual([fits, fits]);
});
