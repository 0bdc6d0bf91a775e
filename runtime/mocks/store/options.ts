/** What all parts of a store are made with. */

import type { Contract } from "../../core/contract.ts";
import type { Validator, Validators, Violation } from "../../core/validation.ts";
import type { Hash } from "../generate/hash.ts";
import type { Examples } from "../example-values.ts";
import type { JsonPatch, MockConversions, Resource } from "./types.ts";

/** What the store needs of value generation. */
export interface ValidValues {
  valid(
    validator: Validator,
    generation: {
      readonly hash: Hash;
      readonly given?: unknown;
      readonly examples?: boolean;
      readonly own?: boolean;
      readonly frugal?: boolean;
    },
  ): { readonly value: unknown } | { readonly violations: readonly Violation[] };
}

export interface StoreOptions {
  readonly contract: Contract;
  readonly resources: readonly Resource[];
  readonly requests: Validators;
  readonly responses: Validators;
  readonly values: ValidValues;
  readonly examples?: Examples | undefined;
  readonly seed?: number | string | undefined;
  /** Entries that a collection begins with. Default 12. */
  readonly count?: number | undefined;
  /** `invent`: a key that is unknown, and was not deleted, is made up. Default `refuse`, where the keys can be learnt. */
  readonly unknownIds?: "refuse" | "invent" | undefined;
  /** Milliseconds since 1970. Default: a clock that starts at a fixed time, or the examples' newest, and goes on by a second with each change, so that the same requests get the same answers. */
  readonly now?: (() => number) | undefined;
  /** Milliseconds by which a test has moved the clock. */
  readonly ahead?: (() => number) | undefined;
  /** Told of each change, before or after it. */
  readonly changed?: (() => void) | undefined;
  readonly jsonPatch?: JsonPatch | undefined;
  readonly conversions?: Pick<MockConversions, "table" | "copy"> | undefined;
}

/** Where the clock begins: later than anything that values are generated with. */
export const START: number = Date.UTC(2026, 0, 1);

export interface State {
  clock: number;
  /** Entries that were asked for, so that each is another one. */
  made: number;
}
