/** Keywords that identify and refer to schemas (JSON Schema core §8). */

import type { Schema } from "tenon-runtime/core";
import { ANYTHING, integer, type KeywordCase, text } from "./case.ts";

/** A schema with an identifier, so that anchors and references by URI have a base. */
const document = (schema: object): Schema => ({ $id: "https://example.edu/root", ...schema });

export const CORE: Readonly<Record<string, readonly KeywordCase[]>> = {
  $id: [
    {
      schema: {
        $id: "https://example.edu/tree",
        $ref: "leaf",
        $defs: { leaf: { $id: "leaf", type: "integer" } },
      },
      valid: [1],
      invalid: ["1"],
    },
    {
      // A reference within an embedded document starts at that document.
      schema: {
        $id: "https://example.edu/outer",
        properties: { a: { $id: "inner", $ref: "#/$defs/x", $defs: { x: integer } } },
        $defs: { x: text },
      },
      valid: [{ a: 1 }, {}],
      invalid: [{ a: "1" }],
    },
  ],
  $schema: [
    { schema: { $schema: "https://json-schema.org/draft/2020-12/schema", ...integer }, valid: [1], invalid: ["a"] },
  ],
  $vocabulary: [{ schema: { $vocabulary: { "https://example.edu/none": false } }, valid: ANYTHING, invalid: [] }],
  $comment: [{ schema: { $comment: "type: integer" }, valid: ANYTHING, invalid: [] }],
  $defs: [
    { schema: { $defs: { unused: false } }, valid: ANYTHING, invalid: [] },
    { schema: document({ $ref: "#/$defs/x", $defs: { x: integer } }), valid: [1], invalid: ["a"] },
  ],
  $ref: [
    {
      schema: { $ref: "#/components/schemas/Node" },
      named: {
        Node: {
          type: "object",
          required: ["value"],
          properties: { value: integer, next: { $ref: "#/components/schemas/Node" } },
        },
      },
      valid: [{ value: 1 }, { value: 1, next: { value: 2, next: { value: 3 } } }],
      invalid: [{}, { value: 1, next: {} }, { value: 1, next: { value: 2, next: { value: "3" } } }],
    },
    {
      // Keywords beside a reference count, too.
      schema: { $ref: "#/components/schemas/Text", maxLength: 2 },
      named: { Text: text },
      valid: ["", "ab"],
      invalid: ["abc", 1],
    },
    {
      // Names that a pointer or a URI has to escape.
      schema: { properties: { a: { $ref: "#/components/schemas/a~1b" }, b: { $ref: "#/components/schemas/50%25" } } },
      named: { "a/b": integer, "50%": text },
      valid: [{ a: 1, b: "x" }],
      invalid: [{ a: "x" }, { b: 1 }],
    },
    {
      schema: { $ref: "#/components/schemas/No" },
      named: { No: false },
      valid: [],
      invalid: ANYTHING,
    },
  ],
  $anchor: [
    { schema: document({ $ref: "#here", $defs: { x: { $anchor: "here", ...integer } } }), valid: [1], invalid: ["a"] },
    {
      schema: document({ items: { $ref: "root#here" }, $defs: { x: { $anchor: "here", ...text } } }),
      valid: [["a"], []],
      invalid: [[1]],
    },
  ],
  $dynamicAnchor: [
    {
      schema: document({ $ref: "#node", $defs: { x: { $dynamicAnchor: "node", ...integer } } }),
      valid: [1],
      invalid: ["a"],
    },
  ],
  $dynamicRef: [
    {
      // The outermost anchor of that name decides: a list of whatever the root says.
      schema: {
        $id: "https://example.edu/numbers",
        $ref: "list",
        $defs: {
          item: { $dynamicAnchor: "item", ...integer },
          list: {
            $id: "list",
            type: "array",
            items: { $dynamicRef: "#item" },
            $defs: { default: { $dynamicAnchor: "item" } },
          },
        },
      },
      valid: [[], [1, 2]],
      invalid: [["a"], [1, "a"]],
    },
    {
      // Where no anchor is dynamic, it is an ordinary reference.
      schema: document({ $dynamicRef: "#plain", $defs: { x: { $anchor: "plain", ...integer } } }),
      valid: [1],
      invalid: ["a"],
    },
  ],
};
