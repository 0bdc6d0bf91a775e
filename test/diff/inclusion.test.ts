/* oxlint-disable unicorn/no-thenable -- `then` is a keyword of JSON Schema */
/** Inclusion against the validators: what it says of two schemas, values bear out. */

import fc from "fast-check";
import { interpretedValidators } from "tenon-runtime/validators";
import { describe, expect, test } from "vitest";
import { Inclusion } from "../../toolchain/diff/schema/include.ts";
import { verdictOf } from "../../toolchain/diff/schema/reason.ts";
import { World } from "../../toolchain/diff/schema/world.ts";
import type { Schema } from "../../toolchain/contract/index.ts";

/** Values that the schemas below are about. */
const scalars = [null, true, false, -1, 0, 0.5, 1, 2, 3, 4, 6, "", "a", "b", "ab", "abc", "1", "bb"];
const lists = [[], [1], [1, 1], [1, 2], ["a"], ["a", 1], [null], [[]], [1, 2, 3]];
const objects = [
  {},
  { a: 1 },
  { a: "a" },
  { b: 1 },
  { a: 1, b: 1 },
  { a: 1, b: "b" },
  { a: 2, b: 2 },
  { a: null },
  { a: {} },
  { a: [1] },
  { b: { a: 1 } },
];
const VALUES: readonly unknown[] = [...scalars, ...lists, ...objects];

const value = fc.constantFrom(...scalars);
const small = fc.integer({ min: 0, max: 3 });
const pattern = fc.constantFrom("^a", "b$", "^[ab]+$", "^(a|ab)(b|c)?$", "a{2}", "^$", "[0-9]");

/** Objects are closed: of open ones the model says something else than JSON Schema does. */
const schema: fc.Arbitrary<Schema> = fc.letrec<{ schema: Schema }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.oneof(
      fc.constantFrom<Schema>(
        true,
        false,
        {},
        { type: "string" },
        { type: "integer" },
        { type: "number" },
        { type: "null" },
        { type: "boolean" },
        { type: ["string", "null"] },
        { type: ["integer", "boolean"] },
      ),
      fc.record({ const: value }),
      fc.record({ enum: fc.uniqueArray(value, { minLength: 1, maxLength: 4 }) }),
      fc.record({ type: fc.constantFrom("integer", "number"), minimum: fc.integer({ min: -1, max: 3 }) }),
      fc.record({ type: fc.constantFrom("integer", "number"), exclusiveMaximum: fc.integer({ min: 0, max: 4 }) }),
      fc.record({ type: fc.constant("number"), multipleOf: fc.constantFrom(0.5, 1, 2, 3) }),
      fc.record({ type: fc.constant("string"), minLength: small }),
      fc.record({ type: fc.constant("string"), maxLength: small }),
      fc.record({ type: fc.constant("string"), pattern }),
      fc.record({ pattern }),
      fc.record({ minimum: small }),
    ),
    fc.record({ type: fc.constant("array"), items: tie("schema") }),
    fc.record({
      type: fc.constant("array"),
      prefixItems: fc.array(tie("schema"), { minLength: 1, maxLength: 2 }),
      items: tie("schema"),
      maxItems: small,
    }),
    fc.record({ type: fc.constant("array"), minItems: small, uniqueItems: fc.boolean() }),
    fc.record({ type: fc.constant("array"), contains: tie("schema") }),
    fc.record({
      type: fc.constant("object"),
      properties: fc.record({ a: tie("schema"), b: tie("schema") }),
      required: fc.subarray(["a", "b"]),
      additionalProperties: fc.constant(false),
    }),
    fc.record({ allOf: fc.array(tie("schema"), { minLength: 1, maxLength: 2 }) }),
    fc.record({ anyOf: fc.array(tie("schema"), { minLength: 1, maxLength: 3 }) }),
    fc.record({ not: tie("schema") }),
    fc.record({ if: tie("schema"), then: tie("schema"), else: tie("schema") }),
  ) as fc.Arbitrary<Schema>, // records of keywords are schemas
})).schema;

function compare(a: Schema, b: Schema): ReturnType<Inclusion["check"]> {
  const [sender, receiver] = [new World(new Map(), "input", true), new World(new Map(), "input", false)];
  return new Inclusion(sender, receiver).check([{ schema: a, pointer: "/a" }], [{ schema: b, pointer: "/b" }]);
}

const fits = (one: Schema): ((value: unknown) => boolean) => {
  const validator = interpretedValidators({}, { o: { p: one } }).get("o", "p")!;
  return (candidate) => validator.is(candidate);
};

describe("inclusion", () => {
  test("never says that all values are taken where one is not", () => {
    const missed = (a: Schema, b: Schema): readonly unknown[] => {
      const [sent, taken] = [fits(a), fits(b)];
      const refused = VALUES.filter((one) => sent(one) && !taken(one));
      return refused.length > 0 && verdictOf(compare(a, b)) === "yes" ? refused : [];
    };
    const run = fc.check(
      fc.property(schema, schema, (a, b) => missed(a, b).length === 0),
      { numRuns: 3000, seed: 1 },
    );
    expect(run.counterexample).toBeNull();
  });

  test("says of nine in ten that a value is rejected, and a value bears it out", () => {
    let said = 0;
    const unborne: unknown[] = [];
    fc.assert(
      fc.property(schema, schema, (a, b) => {
        const reasons = compare(a, b).filter(({ verdict, doubtful }) => verdict === "no" && doubtful !== true);
        if (reasons.length === 0) return;
        said++;
        const [sent, taken] = [fits(a), fits(b)];
        const all = [...VALUES, ...reasons.flatMap(({ witness }) => (witness === undefined ? [] : [witness.value]))];
        if (!all.some((one) => sent(one) && !taken(one))) unborne.push([a, b, reasons[0]]);
      }),
      { numRuns: 2000, seed: 2 },
    );
    expect(said).toBeGreaterThan(500);
    expect(unborne.length / said, JSON.stringify(unborne.slice(0, 6))).toBeLessThan(0.1);
  });

  test("says of a schema that it is among itself, among its alternatives, and has its conjunctions", () => {
    fc.assert(
      fc.property(schema, schema, (a, b) => {
        expect(verdictOf(compare(a, a))).toBe("yes");
        expect(verdictOf(compare(a, { anyOf: [b, a] }))).toBe("yes");
        expect(verdictOf(compare({ allOf: [a, b] }, b))).toBe("yes");
      }),
      { numRuns: 1500, seed: 3 },
    );
  });
});
