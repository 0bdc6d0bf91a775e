/** Keywords that validate (JSON Schema validation §6). */

import { ANYTHING, type KeywordCase, NOT_LISTS, NOT_NUMBERS, NOT_OBJECTS, NOT_TEXTS } from "./case.ts";

export const VALIDATION: Readonly<Record<string, readonly KeywordCase[]>> = {
  type: [
    { schema: { type: "null" }, valid: [null], invalid: [0, "", false, [], {}] },
    { schema: { type: "boolean" }, valid: [true, false], invalid: [0, "true", null] },
    { schema: { type: "integer" }, valid: [0, -1, 2.0, 1e30], invalid: [0.5, "1", null, true] },
    { schema: { type: "number" }, valid: [0, 0.5, -1e-9], invalid: ["1", null, true, []] },
    { schema: { type: "string" }, valid: ["", "a"], invalid: [1, null, ["a"]] },
    { schema: { type: "array" }, valid: [[], [1]], invalid: [{}, "a", null] },
    { schema: { type: "object" }, valid: [{}, { a: 1 }], invalid: [[], null, "a"] },
    { schema: { type: ["string", "null"] }, valid: ["a", null], invalid: [1, []] },
    { schema: { type: ["integer", "array"] }, valid: [1, []], invalid: [1.5, {}] },
  ],
  const: [
    { schema: { const: 1 }, valid: [1, 1.0], invalid: ["1", true, 2] },
    { schema: { const: null }, valid: [null], invalid: [0, "", false] },
    {
      schema: { const: { a: [1, { b: "x" }] } },
      valid: [{ a: [1, { b: "x" }] }],
      invalid: [{ a: [1, { b: "y" }] }, {}],
    },
    { schema: { const: [false] }, valid: [[false]], invalid: [[0], [], [[false]]] },
    { schema: { const: "é" }, valid: ["é"], invalid: ["e\u0301"] },
  ],
  enum: [
    { schema: { enum: ["a", 1, null] }, valid: ["a", 1, null], invalid: ["b", "1", false] },
    { schema: { enum: [{ a: 1, b: 2 }, []] }, valid: [{ b: 2, a: 1 }, []], invalid: [{ a: 1 }, {}, [[]]] },
    { schema: { enum: [false] }, valid: [false], invalid: [0, null, ""] },
    {
      schema: { enum: Array.from({ length: 50 }, (_, index) => `word${index}`) },
      valid: ["word49"],
      invalid: ["word50"],
    },
  ],
  multipleOf: [
    { schema: { multipleOf: 3 }, valid: [0, 9, -3, ...NOT_NUMBERS], invalid: [10, 1.5] },
    { schema: { multipleOf: 0.01 }, valid: [0.07, 4.35, 1.1, -0.29], invalid: [0.001, 4.355] },
  ],
  maximum: [{ schema: { maximum: 3 }, valid: [3, 2.9, -9, ...NOT_NUMBERS], invalid: [3.1, 4] }],
  exclusiveMaximum: [{ schema: { exclusiveMaximum: 3 }, valid: [2.9, -9, ...NOT_NUMBERS], invalid: [3, 4] }],
  minimum: [{ schema: { minimum: -1 }, valid: [-1, 0, ...NOT_NUMBERS], invalid: [-1.1, -2] }],
  exclusiveMinimum: [{ schema: { exclusiveMinimum: -1 }, valid: [-0.9, 0, ...NOT_NUMBERS], invalid: [-1, -2] }],
  maxLength: [
    // Characters count, not code units.
    { schema: { maxLength: 2 }, valid: ["", "ab", "🎓🎓", ...NOT_TEXTS], invalid: ["abc", "🎓🎓🎓"] },
    { schema: { maxLength: 0 }, valid: [""], invalid: ["a"] },
  ],
  minLength: [{ schema: { minLength: 2 }, valid: ["ab", "🎓🎓", ...NOT_TEXTS], invalid: ["", "a", "🎓"] }],
  pattern: [
    { schema: { pattern: "b" }, valid: ["b", "abc", ...NOT_TEXTS], invalid: ["", "ac"] },
    { schema: { pattern: "^\\p{L}{2,3}$" }, valid: ["ab", "éàü"], invalid: ["a", "a1", "abcd"] },
    { schema: { pattern: "^.$" }, valid: ["a", "🎓"], invalid: ["", "ab"] },
    { schema: { pattern: "^a+$" }, valid: ["a", "aaa"], invalid: ["aab", "a\n"] },
  ],
  maxItems: [{ schema: { maxItems: 2 }, valid: [[], [1, 2], ...NOT_LISTS], invalid: [[1, 2, 3]] }],
  minItems: [{ schema: { minItems: 1 }, valid: [[1], ...NOT_LISTS], invalid: [[]] }],
  uniqueItems: [
    {
      schema: { uniqueItems: true },
      valid: [[], [1, "1", true, [1], { a: 1 }], [0, false, "", null], [{ a: 1 }, { a: 2 }], ...NOT_LISTS],
      invalid: [
        [1, 1],
        [1, 1.0],
        [
          { a: 1, b: 2 },
          { b: 2, a: 1 },
        ],
        [[1], [1]],
        ["a", null, "a"],
      ],
    },
    { schema: { uniqueItems: false }, valid: [[1, 1]], invalid: [] },
  ],
  maxContains: [
    { schema: { contains: { const: 1 }, maxContains: 1 }, valid: [[1], [1, 2]], invalid: [[], [2], [1, 1]] },
    { schema: { maxContains: 0 }, valid: [[], [1], ...NOT_LISTS], invalid: [] },
  ],
  minContains: [
    {
      schema: { contains: { const: 1 }, minContains: 2 },
      valid: [
        [1, 1],
        [1, 2, 1],
      ],
      invalid: [[1], []],
    },
    { schema: { contains: { const: 1 }, minContains: 0 }, valid: [[], [2], [1]], invalid: [] },
    { schema: { minContains: 5 }, valid: [[], ...NOT_LISTS], invalid: [] },
  ],
  maxProperties: [{ schema: { maxProperties: 1 }, valid: [{}, { a: 1 }, ...NOT_OBJECTS], invalid: [{ a: 1, b: 2 }] }],
  minProperties: [{ schema: { minProperties: 1 }, valid: [{ a: null }, ...NOT_OBJECTS], invalid: [{}] }],
  required: [
    {
      schema: { required: ["a", "b c"] },
      valid: [{ a: null, "b c": 1 }, ...NOT_OBJECTS],
      invalid: [{}, { a: 1 }, { "b c": 1 }],
    },
    {
      schema: { required: ["toString", "__proto__"] },
      valid: [JSON.parse('{"toString":1,"__proto__":1}')],
      invalid: [{}],
    },
    { schema: { required: ["25%", "a/b~c", '"'] }, valid: [{ "25%": 1, "a/b~c": 1, '"': 1 }], invalid: [{ "25%": 1 }] },
    { schema: { required: [] }, valid: ANYTHING, invalid: [] },
  ],
  dependentRequired: [
    {
      schema: { dependentRequired: { a: ["b", "c"], d: [] } },
      valid: [{}, { a: 1, b: 1, c: 1 }, { b: 1 }, { d: 1 }, ...NOT_OBJECTS],
      invalid: [{ a: 1 }, { a: 1, b: 1 }],
    },
  ],
};
