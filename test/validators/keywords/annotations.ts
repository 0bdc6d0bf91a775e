/** Keywords that describe and do not validate, and `format` (JSON Schema validation §7 to §9). */

import { ANYTHING, type KeywordCase, NOT_TEXTS, text } from "./case.ts";

export const ANNOTATIONS: Readonly<Record<string, readonly KeywordCase[]>> = {
  title: [{ schema: { title: "x" }, valid: ANYTHING, invalid: [] }],
  description: [{ schema: { description: "x" }, valid: ANYTHING, invalid: [] }],
  default: [{ schema: { ...text, default: 5 }, valid: ["a"], invalid: [5] }],
  deprecated: [{ schema: { properties: { a: { deprecated: true } } }, valid: [{ a: 1 }], invalid: [] }],
  readOnly: [{ schema: { ...text, readOnly: true }, valid: ["a"], invalid: [1] }],
  writeOnly: [{ schema: { ...text, writeOnly: true }, valid: ["a"], invalid: [1] }],
  examples: [{ schema: { ...text, examples: [5] }, valid: ["a"], invalid: [5] }],
  contentEncoding: [{ schema: { contentEncoding: "base64" }, valid: ["YQ==", "?", ...NOT_TEXTS], invalid: [] }],
  contentMediaType: [
    { schema: { contentMediaType: "application/json" }, valid: ["{}", "{", ...NOT_TEXTS], invalid: [] },
  ],
  contentSchema: [
    {
      schema: { contentMediaType: "application/json", contentSchema: { type: "object" } },
      valid: ["{}", "[]", ...NOT_TEXTS],
      invalid: [],
    },
  ],
};

export const FORMAT: Readonly<Record<string, readonly KeywordCase[]>> = {
  format: [
    { schema: { format: "date" }, valid: ["2028-02-29", ...NOT_TEXTS], invalid: ["2026-02-29", "tomorrow"] },
    { schema: { format: "x-of-somebody-else" }, valid: ["", "anything", 1], invalid: [] },
  ],
};
