/* oxlint-disable unicorn/no-thenable -- `then` is a keyword of JSON Schema */
/** Keywords that apply schemas to a value and its parts (JSON Schema core §10 and §11). */

import { ANYTHING, integer, type KeywordCase, NOT_LISTS, NOT_OBJECTS, text } from "./case.ts";

export const APPLICATORS: Readonly<Record<string, readonly KeywordCase[]>> = {
  allOf: [
    { schema: { allOf: [{ minimum: 2 }, { maximum: 4 }] }, valid: [2, 3, 4, "x"], invalid: [1, 5] },
    { schema: { allOf: [true, false] }, valid: [], invalid: ANYTHING },
    { schema: { allOf: [{ allOf: [text] }, { minLength: 1 }] }, valid: ["a"], invalid: ["", 1] },
  ],
  anyOf: [
    { schema: { anyOf: [text, { minimum: 2 }] }, valid: ["", 2, null, []], invalid: [1, -5] },
    { schema: { anyOf: [false, false] }, valid: [], invalid: ANYTHING },
    { schema: { minimum: 3, anyOf: [integer, { type: "null" }] }, valid: [3, null], invalid: [2, 3.5, "x"] },
  ],
  oneOf: [
    { schema: { oneOf: [integer, { minimum: 2 }] }, valid: [1, 2.5, "x"], invalid: [3, 1.5] },
    { schema: { oneOf: [true, true] }, valid: [], invalid: ANYTHING },
    {
      schema: {
        oneOf: [
          { required: ["a"], properties: { kind: { const: "a" } } },
          { required: ["b"], properties: { kind: { const: "b" } } },
        ],
      },
      valid: [{ a: 1, kind: "a" }, { b: 1, kind: "b" }, { a: 1 }],
      invalid: [{}, { a: 1, b: 1 }, { a: 1, kind: "b" }],
    },
  ],
  not: [
    { schema: { not: integer }, valid: ["a", 1.5, null], invalid: [1, 1.0] },
    { schema: { not: {} }, valid: [], invalid: ANYTHING },
    { schema: { not: { not: text } }, valid: ["a"], invalid: [1] },
    {
      schema: { not: { required: ["a"], properties: { a: text } } },
      valid: [{}, { a: 1 }],
      invalid: [{ a: "x" }, 5, null],
    },
  ],
  if: [
    {
      schema: { if: { minimum: 10 }, then: { multipleOf: 10 }, else: { maximum: 5 } },
      valid: [10, 20, 5, -1],
      invalid: [15, 6, 9],
    },
    { schema: { if: false, then: false }, valid: ANYTHING, invalid: [] },
  ],
  then: [
    {
      schema: { if: { required: ["a"] }, then: { required: ["b"] } },
      valid: [{}, { a: 1, b: 1 }, { b: 1 }],
      invalid: [{ a: 1 }],
    },
    { schema: { then: false }, valid: ANYTHING, invalid: [] },
  ],
  else: [
    { schema: { if: text, else: { minimum: 0 } }, valid: ["a", 0, null], invalid: [-1] },
    { schema: { else: false }, valid: ANYTHING, invalid: [] },
  ],
  dependentSchemas: [
    {
      schema: { dependentSchemas: { card: { required: ["address"], properties: { address: text } }, never: false } },
      valid: [{}, { card: 1, address: "x" }, { address: 1 }, ...NOT_OBJECTS],
      invalid: [{ card: 1 }, { card: 1, address: 5 }, { never: null }],
    },
  ],
  prefixItems: [
    {
      schema: { prefixItems: [integer, text] },
      valid: [[], [1], [1, "a"], [1, "a", null], ...NOT_LISTS],
      invalid: [["a"], [1, 2]],
    },
    { schema: { prefixItems: [true, false] }, valid: [[], [1]], invalid: [[1, 2]] },
  ],
  items: [
    { schema: { items: integer }, valid: [[], [1, 2], ...NOT_LISTS], invalid: [["a"], [1, "a"]] },
    { schema: { prefixItems: [text], items: integer }, valid: [[], ["a"], ["a", 1]], invalid: [[1], ["a", "b"]] },
    { schema: { prefixItems: [text], items: false }, valid: [[], ["a"]], invalid: [["a", 1]] },
    { schema: { items: { items: { items: text } } }, valid: [[], [[]], [[["a"]]]], invalid: [[[[1]]]] },
  ],
  contains: [
    { schema: { contains: { minimum: 5 } }, valid: [[5], [1, 6], ["a"], ...NOT_LISTS], invalid: [[], [1, 4]] },
    { schema: { contains: true }, valid: [[1]], invalid: [[]] },
    { schema: { contains: false }, valid: NOT_LISTS, invalid: [[], [1]] },
  ],
  properties: [
    {
      schema: { properties: { a: integer, "b c": text, no: false } },
      valid: [{}, { a: 1 }, { "b c": "x", d: null }, ...NOT_OBJECTS],
      invalid: [{ a: "x" }, { "b c": 1 }, { no: 1 }],
    },
    {
      // Names that every object inherits are properties like others.
      schema: { properties: { constructor: integer, toString: { properties: { length: text } } } },
      valid: [{}, { constructor: 1 }, { toString: { length: "x" } }],
      invalid: [{ constructor: "x" }, { toString: { length: 1 } }, JSON.parse('{"constructor":null}')],
    },
  ],
  patternProperties: [
    {
      schema: { patternProperties: { "^x-": integer, o$: text } },
      valid: [{}, { "x-a": 1 }, { foo: "a" }, { bar: null }, ...NOT_OBJECTS],
      invalid: [{ "x-a": "x" }, { foo: 1 }, { "x-o": 1 }],
    },
  ],
  additionalProperties: [
    { schema: { additionalProperties: integer }, valid: [{}, { a: 1 }, ...NOT_OBJECTS], invalid: [{ a: "x" }] },
    {
      schema: { properties: { a: true }, patternProperties: { "^x-": true }, additionalProperties: false },
      valid: [{}, { a: null, "x-b": 1 }],
      invalid: [{ b: 1 }, { A: 1 }],
    },
    {
      // What a subschema declares does not count.
      schema: { allOf: [{ properties: { a: true } }], additionalProperties: false },
      valid: [{}],
      invalid: [{ a: 1 }],
    },
  ],
  propertyNames: [
    {
      schema: { propertyNames: { maxLength: 2 } },
      valid: [{}, { ab: 1 }, ...NOT_OBJECTS],
      invalid: [{ abc: 1 }, { a: 1, abc: 1 }],
    },
    { schema: { propertyNames: { enum: ["a", "b"] } }, valid: [{ a: 1, b: 2 }], invalid: [{ c: 1 }] },
    { schema: { propertyNames: false }, valid: [{}], invalid: [{ a: 1 }] },
  ],
  unevaluatedItems: [
    {
      schema: { prefixItems: [text], unevaluatedItems: integer },
      valid: [[], ["a"], ["a", 1], ...NOT_LISTS],
      invalid: [["a", "b"], [1]],
    },
    {
      schema: { allOf: [{ prefixItems: [true, true] }], unevaluatedItems: false },
      valid: [[], [1, 2]],
      invalid: [[1, 2, 3]],
    },
    {
      schema: { anyOf: [{ prefixItems: [text] }, { prefixItems: [true, integer] }], unevaluatedItems: false },
      valid: [["a"], ["a", 1], [1, 1]],
      invalid: [
        ["a", "b"],
        [1, 1, 1],
      ],
    },
    {
      schema: { contains: { type: "string" }, unevaluatedItems: integer },
      valid: [["a"], ["a", 1]],
      invalid: [["a", null], [1]],
    },
  ],
  unevaluatedProperties: [
    {
      schema: { allOf: [{ properties: { a: text } }], properties: { b: true }, unevaluatedProperties: false },
      valid: [{}, { a: "x", b: 1 }, ...NOT_OBJECTS],
      invalid: [{ c: 1 }, { a: 1 }],
    },
    {
      // Only a branch that is valid evaluates.
      schema: {
        anyOf: [
          { properties: { kind: { const: "a" }, a: true }, required: ["kind"] },
          { properties: { kind: { const: "b" }, b: true }, required: ["kind"] },
        ],
        unevaluatedProperties: false,
      },
      valid: [
        { kind: "a", a: 1 },
        { kind: "b", b: 1 },
      ],
      invalid: [{ kind: "a", b: 1 }, { kind: "a", a: 1, b: 1 }, {}],
    },
    {
      schema: {
        if: { properties: { a: { const: 1 } }, required: ["a"] },
        then: { properties: { b: text } },
        else: { properties: { c: text } },
        unevaluatedProperties: integer,
      },
      valid: [{ a: 1, b: "x" }, { c: "x" }, { a: 1, c: 2 }],
      invalid: [{ a: 1, c: "x" }, { b: "x" }, { c: 1 }],
    },
    {
      schema: { $ref: "#/components/schemas/Base", properties: { b: true }, unevaluatedProperties: false },
      named: { Base: { properties: { a: text } } },
      valid: [{ a: "x", b: 1 }],
      invalid: [{ c: 1 }, { a: 1 }],
    },
    { schema: { not: { properties: { a: true } }, unevaluatedProperties: false }, valid: [], invalid: [{ a: 1 }, {}] },
  ],
};
