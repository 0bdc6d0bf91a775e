import { describe, expect, test } from "vitest";
import type { Schema, Schemas } from "tenon-runtime/core";
import { slowTier } from "./tiers.ts";

const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });
const reported = (schema: Schema, value: unknown, schemas: Schemas = {}): [pointer: string, message: string][] =>
  slowTier(schema, schemas)
    .explain(value)
    .map(({ pointer, message }) => [pointer, message]);

/** An object whose `kind` has one of the values, with another property. */
const kind = (values: readonly unknown[], property: string, type: string, more: object = {}): Schema => ({
  type: "object",
  required: ["kind", property],
  properties: { kind: { enum: values }, [property]: { type } },
  ...more,
});

const Circle = kind(["circle"], "radius", "number");
const Square = kind(["square", "rectangle"], "side", "number");
const schemas: Schemas = {
  Circle,
  Square,
  Base: { type: "object", required: ["kind"], properties: { kind: { type: "string" } } },
  Line: { allOf: [ref("Base"), { properties: { kind: { const: "line" }, length: { type: "number" } } }] },
  Kind: { const: "dot" },
  Dot: { type: "object", required: ["x"], properties: { kind: ref("Kind"), x: { type: "integer" } } },
  Free: { type: "object", required: ["name"], properties: { kind: { type: "string" }, name: { type: "string" } } },
};
const names = ["Circle", "Square", "Line", "Dot"];
const mapping = { circle: "#/components/schemas/Circle", round: "#/components/schemas/Circle" };
const discriminator = { propertyName: "kind" };

const unions: readonly [what: string, schema: Schema][] = (["oneOf", "anyOf"] as const).flatMap(
  (keyword) =>
    [
      [
        `${keyword} with a discriminator and a mapping`,
        { [keyword]: names.map(ref), discriminator: { ...discriminator, mapping } },
      ],
      [`${keyword} with a discriminator alone`, { [keyword]: names.map(ref), discriminator }],
      [`${keyword} without a discriminator`, { [keyword]: names.map(ref) }],
      [`${keyword} beside a scalar`, { [keyword]: [...names.map(ref), { type: "integer" }] }],
    ] as [string, Schema][],
);

describe.each(unions)("the report of %s", (_, schema) => {
  test.each<[value: object, report: [string, string][]]>([
    [{ kind: "circle", radius: "1" }, [["/radius", "must be a number"]]],
    [{ kind: "circle" }, [["/radius", '"radius" is required']]],
    [{ kind: "rectangle", side: "1" }, [["/side", "must be a number"]]],
    [{ kind: "line", length: "1" }, [["/length", "must be a number"]]],
    [{ kind: "dot", x: 0.5 }, [["/x", "must be an integer"]]],
  ])("on %j is about the branch that the value selects", (value, report) => {
    expect(reported(schema, value, schemas)).toEqual(report);
  });

  test("on a value that selects no branch names the values that do", () => {
    const [[pointer, message] = []] = reported(schema, { kind: "triangle" }, schemas);
    expect(pointer).toBe("/kind");
    expect(message).toMatch(/^must be one of "circle", "square", "rectangle", "line", "dot"$/);
  });
});

describe("the report of a union", () => {
  test("takes the mapping before the values, and the name of a schema last", () => {
    const schema = { oneOf: [ref("Free"), ref("Circle")], discriminator };
    expect(reported(schema, { kind: "Free", name: 1 }, schemas)).toEqual([["/name", "must be a string"]]);
    expect(reported(schema, { kind: "other", name: 1 }, schemas)).toEqual([
      ["/kind", 'must be one of "Free", "circle"'],
    ]);
    const swapped = { ...discriminator, mapping: { circle: "#/components/schemas/Free" } };
    expect(
      reported({ oneOf: [ref("Free"), ref("Circle")], discriminator: swapped }, { kind: "circle" }, schemas),
    ).toEqual([["/name", '"name" is required']]);
  });

  test("names values that are no strings", () => {
    const schema = { oneOf: [kind([1], "a", "string"), kind([2, true], "b", "string")] };
    expect(reported(schema, { kind: 2, b: 1 })).toEqual([["/b", "must be a string"]]);
    expect(reported(schema, { kind: "2" })).toEqual([["/kind", "must be one of 1, 2, true"]]);
  });

  test("is about the nearest branch where nothing selects one", () => {
    const schema = { oneOf: [{ required: ["a", "b"] }, { required: ["a", "c", "d"] }] };
    expect(reported(schema, { a: 1 })).toEqual([
      ["/b", '"b" is required'],
      ["", "must match exactly one of the alternatives"],
    ]);
    const any = { anyOf: [{ minimum: 3 }, { multipleOf: 2, minimum: 4 }] };
    expect(reported(any, 1)).toEqual([
      ["", "must be at least 3"],
      ["", "must match at least one of the alternatives"],
    ]);
  });

  test("names the types when no branch takes the value's", () => {
    expect(reported({ oneOf: [Circle, Square, { type: ["string", "null"] }] }, 5)).toEqual([
      ["", "must be an object or a string or null"],
    ]);
  });

  test("says of a value that several branches match what is wrong", () => {
    expect(reported({ oneOf: [{ minimum: 1 }, { minimum: 2 }] }, 3)).toEqual([
      ["", "must match exactly one of the alternatives, but matches more than one"],
    ]);
  });
});
