/** What is asked of those who know what a place's name, format or schema suggests. */

import type { Violation } from "../../core/validation.ts";
import type { Hash } from "../generate/hash.ts";
import type { TypeName } from "../generate/schema.ts";

/** A place for which values are wanted, as a plan knows it: nothing in it differs from value to value. */
export interface SuggestPlace {
  /** The property's name as the contract has it; for an entry, that of its list in the singular; `""` where there is none. */
  readonly name: string;
  /** What has the property: the nearest named schema (`Student`), else the name of the property that holds the object. */
  readonly parent?: string | undefined;
  /** The one type that is wanted. */
  readonly type: TypeName;
  /**
   * The schema with its `$ref`s and `allOf`s merged, by keyword: `format`, `x-faker`, `pattern`, bounds …; of a bound that
   * is there several times the tightest, or else the first: what does not hold is dropped in any case.
   */
  readonly schema: Readonly<Record<string, unknown>>;
  /** The named schemas that the place is of, by key, outermost first: `["StudentOutput"]`. */
  readonly schemas: readonly string[];
  /** The names of all properties of the object; the same for each of them. */
  readonly siblings?: readonly string[] | undefined;
  /** What does not hold here, all keywords counted: nothing where all does. Asked of what users supply alone. */
  readonly explain?: ((value: unknown) => readonly Violation[]) | undefined;
}

/**
 * A value for one place; pure. Two hashes of one place give two values, as far as there are any.
 * @param hash of the place
 * @param object hash of the object that has the property, from which what belongs together is made (name and email,
 *   created and updated). An entry of a list is an object of its own, and so is a root: there it is `hash` again.
 * @returns `undefined` where it knows none this time
 */
export type Make = (hash: Hash, object: Hash) => unknown;

export interface Suggestion {
  /** Comes after `const`, `enum` and examples, and before what format and pattern alone give. Whoever asked clips or drops what does not hold. */
  readonly make: Make;
  /**
   * What a user supplied, which comes before all of these: held against the schema and not clipped.
   * @param given parts that are laid over it
   */
  readonly supplied?: (hash: Hash, given: unknown) => unknown;
}

/** Asked once for each place of a plan. `undefined`: the place suggests nothing. */
export type Suggest = (place: SuggestPlace) => Suggestion | undefined;
