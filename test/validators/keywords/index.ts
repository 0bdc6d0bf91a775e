/** Every keyword of JSON Schema 2020-12, with values that are valid and values that are not. */

import { ANNOTATIONS, FORMAT } from "./annotations.ts";
import { APPLICATORS } from "./applicators.ts";
import { ANYTHING, type KeywordCase } from "./case.ts";
import { CORE } from "./core.ts";
import { VALIDATION } from "./validation.ts";

export const KEYWORDS: Readonly<Record<string, readonly KeywordCase[]>> = {
  ...CORE,
  ...APPLICATORS,
  ...VALIDATION,
  ...ANNOTATIONS,
  ...FORMAT,
};

/** Schemas that are no object, and keywords that JSON Schema does not have. */
export const OTHERS: Readonly<Record<string, readonly KeywordCase[]>> = {
  "the schema true": [{ schema: true, valid: ANYTHING, invalid: [] }],
  "the schema false": [{ schema: false, valid: [], invalid: ANYTHING }],
  "the empty schema": [{ schema: {}, valid: ANYTHING, invalid: [] }],
  "unknown keywords": [{ schema: { "x-type": "integer", minimumLength: 5 }, valid: ANYTHING, invalid: [] }],
};
