/** What making values takes and gives. */

import type { Schema, Validator, Violation } from "../../core/validation.ts";
import type { Hash } from "./hash.ts";
import type { Suggest } from "../suggest/types.ts";

// Asked once for each place of a plan; what it hands back makes each value: see the docstrings there.
export type { Make, Suggest, Suggestion, SuggestPlace } from "../suggest/types.ts";

export interface ValuesOptions {
  /** Instead of the few words that the mocks know. */
  readonly suggest?: Suggest | undefined;
}

export interface Making {
  /** Every choice follows from it and from where it is made. */
  readonly hash: Hash;
  /** Parts that are given; what is missing in them is generated around them. */
  readonly given?: unknown;
  /** Whether examples within the schema are taken; so unless it is false. */
  readonly examples?: boolean | undefined;
  /** Without what users supply. */
  readonly own?: boolean | undefined;
  /** Only what is required. */
  readonly frugal?: boolean | undefined;
  /** What the value is called, for what that suggests. */
  readonly name?: string | undefined;
}

/** Whether some value satisfies a schema. */
export type Verdict =
  | { readonly verdict: "satisfiable" }
  | {
      /** Empty: proved that there is none. Unknown: none was found, and nothing proved. */
      readonly verdict: "empty" | "unknown";
      /** JSON Pointer of what says so, from the schema or from a named one (`#/components/schemas/Student`). */
      readonly pointer: string;
      /** A sentence for a person, to follow the schema's name: `needs a "self" that …`. */
      readonly reason: string;
    };

/** Makes values for the schemas of one contract. Plans are made when they are first needed, once per schema object. */
export interface Values {
  /** @returns a value that satisfies the schema and has the given parts, or `NOTHING` */
  make(schema: Schema, making: Making): unknown;
  /** The same, checked by the contract's own validator. */
  valid(
    validator: Validator,
    making: Making,
  ): { readonly value: unknown } | { readonly violations: readonly Violation[] };
  judge(schema: Schema): Verdict;
  /** Why nothing satisfies it, where that is proved at a glance: without a value made, and without patterns followed. */
  empty(schema: Schema): { readonly pointer: string; readonly reason: string } | undefined;
}
