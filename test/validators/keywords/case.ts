/** A case of the keyword table, and what its schemas and values are made of. */

import type { Schema, Schemas } from "tenon-runtime/core";

export interface KeywordCase {
  readonly schema: Schema;
  /** Named schemas of the contract, to which `#/components/schemas/…` refers. */
  readonly named?: Schemas;
  readonly valid: readonly unknown[];
  readonly invalid: readonly unknown[];
}

/** Values of each type: what a keyword for another type has to accept. */
export const NOT_NUMBERS = ["5", true, null, [9], { n: 9 }];
export const NOT_TEXTS = [5, true, null, ["text"], { text: "text" }];
export const NOT_LISTS = ["list", 5, true, null, { 0: 1, length: 1 }];
export const NOT_OBJECTS = ["object", 5, true, null, ["a"]];
export const ANYTHING = [...NOT_NUMBERS, 5, 1.5, "", [], {}];

export const text = { type: "string" };
export const integer = { type: "integer" };
