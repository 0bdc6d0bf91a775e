/** Defaults of schemas, filled into valid values. */

import { describe, expect, test } from "vitest";
import { createDefaults } from "../../runtime/core/body/defaults.ts";
import type { Schema, Schemas } from "tenon-runtime/core";
import { interpretedValidators } from "tenon-runtime/validators";

const size: Schema = { type: "integer", default: 10 };
const schemas: Schemas = {
  Page: { type: "object", properties: { size } },
  Size: size,
  Node: {
    type: "object",
    properties: { depth: { default: 0 }, next: { $ref: "#/components/schemas/Node" } },
  },
  Cat: { type: "object", required: ["kind"], properties: { kind: { const: "cat" }, lives: { default: 9 } } },
  Dog: { type: "object", required: ["kind"], properties: { kind: { const: "dog" }, legs: { default: 4 } } },
  "a/b": { properties: { x: { default: null } } },
};
const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });
const fill = (schema: Schema, value: unknown): unknown =>
  createDefaults(interpretedValidators(schemas, {}))(schema, value, value);

describe("defaults are filled in", () => {
  test.for<[string, Schema, unknown, unknown]>([
    ["through a reference", ref("Page"), {}, { size: 10 }],
    ["of a referred property", { properties: { size: ref("Size") } }, {}, { size: 10 }],
    [
      "that stand beside a reference",
      { properties: { size: { $ref: "#/components/schemas/Size", default: 5 } } },
      {},
      { size: 5 },
    ],
    [
      "of all parts of allOf",
      { allOf: [ref("Page"), { properties: { q: { default: "" } } }] },
      {},
      { size: 10, q: "" },
    ],
    ["of a property that allOf describes", { properties: { a: { allOf: [ref("Size")] } } }, {}, { a: 10 }],
    [
      "in the branch of oneOf that the value fits",
      { oneOf: [ref("Cat"), ref("Dog")] },
      { kind: "dog" },
      { kind: "dog", legs: 4 },
    ],
    ["in items", { items: ref("Page") }, [{}, { size: 1 }], [{ size: 10 }, { size: 1 }]],
    [
      "in items by position",
      { prefixItems: [ref("Page")], items: ref("Cat") },
      [{}, { kind: "cat" }],
      [{ size: 10 }, { kind: "cat", lives: 9 }],
    ],
    ["in additional properties", { additionalProperties: ref("Page") }, { a: {} }, { a: { size: 10 } }],
    [
      "in properties by pattern",
      { patternProperties: { "^a": ref("Page") }, additionalProperties: ref("Cat") },
      { ab: {} },
      { ab: { size: 10 } },
    ],
    [
      "in a recursive value, as deep as it is",
      ref("Node"),
      { next: { next: {} } },
      { depth: 0, next: { depth: 0, next: { depth: 0 } } },
    ],
    [
      "by a condition",
      {
        if: { required: ["a"] },
        // oxlint-disable-next-line unicorn/no-thenable -- a keyword
        then: { properties: { b: { default: 1 } } },
        else: { properties: { c: { default: 2 } } },
      },
      { a: 1 },
      { a: 1, b: 1 },
    ],
    [
      "by the other arm of a condition",
      { if: { required: ["a"] }, else: { properties: { c: { default: 2 } } } },
      {},
      { c: 2 },
    ],
    [
      "that depend on a property",
      { dependentSchemas: { a: { properties: { b: { default: 1 } } } } },
      { a: 1 },
      { a: 1, b: 1 },
    ],
    ["that are null", ref("a/b".replace("/", "~1")), {}, { x: null }],
  ])("%s", ([, schema, value, filled]) => {
    expect(fill(schema, value)).toEqual(filled);
  });

  test.for<[string, Schema, unknown]>([
    ["where the property is there", ref("Page"), { size: null }],
    ["in a branch that the value does not fit", { anyOf: [ref("Cat"), true] }, { kind: "x" }],
    ["in what a default holds", { properties: { page: ref("Page") } }, {}],
    ["in a value of another type", ref("Page"), "text"],
  ])("but not %s", ([, schema, value]) => {
    expect(fill(schema, value)).toBe(value);
  });

  test("in a copy: neither the body nor the contract is changed", () => {
    const schema: Schema = { properties: { tags: { default: ["a"] }, page: ref("Page") } };
    const value = { page: {} };
    const first = fill(schema, value) as { readonly tags: string[] };
    first.tags.push("b");
    expect([value, fill(schema, {})]).toEqual([{ page: {} }, { tags: ["a"] }]);
  });
});
