/** Clauses of the normal form: all requirements for the values of one type. */

import type { At, Expression } from "./world.ts";
import type { Type } from "./negate.ts";

/** A requirement and its place. */
export interface Fact<T> {
  readonly value: T;
  readonly pointer: string;
}

export interface Bound extends Fact<number> {
  readonly exclusive: boolean;
}

/** `properties`, `patternProperties` and what is beside them, of one schema object. */
export interface ObjectLayer {
  readonly names: ReadonlyMap<string, At>;
  readonly patterns: readonly (Fact<string> & { readonly at: At })[];
  /** `additionalProperties` or `unevaluatedProperties`. */
  readonly rest?: At;
  /** It comes with a member (`dependentSchemas`). */
  readonly conditional?: true | undefined;
  /** Whether it applies depends on more than the clause says. */
  readonly uncertain?: true | undefined;
}

export interface ArrayLayer {
  readonly prefix: readonly At[];
  readonly rest?: At;
}

export interface Contains {
  readonly at: At;
  readonly min: number;
  readonly max: number;
}

/** Before types are separated: the requirements of a branch of a schema for every value. */
export interface Form {
  types: ReadonlySet<Type> | undefined;
  values: readonly unknown[] | undefined;
  valuesAt: string;
  typeAt: string;
  excluded: readonly Fact<unknown>[];
  /** Schemas that it is made of, the first the outermost. */
  origin: readonly At[];
  /** Alternatives that were taken: their keys or places. */
  branch: readonly string[];
  /** Which alternative of which `oneOf`: `pointer#index`. */
  exclusive: readonly string[];
  integer: Fact<true> | undefined;
  fraction: boolean;
  min: Bound | undefined;
  max: Bound | undefined;
  multiples: readonly Fact<number>[];
  formats: readonly Fact<string>[];
  minLength: Fact<number> | undefined;
  maxLength: Fact<number> | undefined;
  patterns: readonly Fact<string>[];
  notPatterns: readonly Fact<string>[];
  encoding: Fact<string> | undefined;
  mediaType: Fact<string> | undefined;
  content: Expression;
  lists: readonly ArrayLayer[];
  minItems: Fact<number> | undefined;
  maxItems: Fact<number> | undefined;
  unique: Fact<true> | undefined;
  contains: readonly Contains[];
  layers: readonly ObjectLayer[];
  /** Name → pointer of its requirement. */
  required: ReadonlyMap<string, string>;
  absent: ReadonlyMap<string, string>;
  dependent: readonly (Fact<string> & { readonly needs: string })[];
  propertyNames: Expression;
  minProperties: Fact<number> | undefined;
  maxProperties: Fact<number> | undefined;
  /** What cannot be taken apart, by its own text. */
  opaque: readonly Fact<string>[];
}

export interface Clause extends Form {
  readonly type: Type;
  /**
   * Requirements for a type that the schema never has (`maximum` beside `type: string`). JSON Schema ignores them, but
   * their author meant something.
   */
  readonly inert: readonly Fact<string>[];
}

export const EMPTY_FORM: Form = {
  types: undefined,
  values: undefined,
  valuesAt: "",
  typeAt: "",
  excluded: [],
  origin: [],
  branch: [],
  exclusive: [],
  integer: undefined,
  fraction: false,
  min: undefined,
  max: undefined,
  multiples: [],
  formats: [],
  minLength: undefined,
  maxLength: undefined,
  patterns: [],
  notPatterns: [],
  encoding: undefined,
  mediaType: undefined,
  content: [],
  lists: [],
  minItems: undefined,
  maxItems: undefined,
  unique: undefined,
  contains: [],
  layers: [],
  required: new Map(),
  absent: new Map(),
  dependent: [],
  propertyNames: [],
  minProperties: undefined,
  maxProperties: undefined,
  opaque: [],
};
