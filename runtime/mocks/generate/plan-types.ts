/** Types of plans. They refer to one another, so they stand in one file; each class of this folder implements one. */

import type { Schema, Schemas, Validator, Violation } from "../../core/validation.ts";
import type { Suggestion } from "../suggest/types.ts";
import type { SearchPart } from "./automaton.ts";
import type { Hash } from "./hash.ts";
import type { NumberSpec } from "./numbers.ts";
import type { All, Atom, EMPTY, Nothing, TypeName } from "./schema.ts";

/** The schemas that must hold at one place of a value, merged. */
export interface SchemaPlan {
  readonly planner: Planner;
  /** The schemas that hold, with `$ref` and `allOf` resolved. */
  readonly atoms: readonly Atom[];
  /** Keys of the named schemas that led to these. */
  readonly names: readonly string[];
  /** Alternatives that have been decided, and exclusions that other schemas replace. */
  readonly settled: ReadonlySet<object>;
  /** Schemas that must not hold. */
  readonly nots: readonly Schema[];
  /** The schema that identifies the plan, to recognise recursion. */
  readonly principal: object;
  readonly dead: boolean;
  readonly types: readonly TypeName[];
  readonly choice: Choice | undefined;
  /** A generated value can be invalid, so it is validated before it is used. */
  readonly careful: boolean;
  /** Nesting of the shallowest value; Infinity: the plan has no value; undefined: not computed yet. */
  height: number | undefined;
  /** The same with exclusions and patterns followed. */
  provedHeight: number | undefined;
  /** The plan that usually remains when the exclusions are followed. */
  usual: { readonly plan: SchemaPlan | undefined } | undefined;
  readonly breaks: Map<Schema, Breaking>;
  /** What names suggest here, for values that are no property. */
  readonly suggestions: Map<string, Suggestion | undefined>;
  /** The values of `const` and `enum` that satisfy the plan. */
  readonly listed: readonly unknown[] | undefined;
  /** Valid examples of the schemas, those of the innermost schema last. */
  readonly examples: readonly unknown[];
  readonly object: ObjectSpec;
  readonly array: ArraySpec;
  readonly text: TextSpec;
  readonly number: NumberSpec;
  /** Whether a value satisfies the plan. */
  is(value: unknown): boolean;
  explain(value: unknown): readonly Violation[];
  /** The plan of one alternative. */
  branch(index: number): SchemaPlan;
  /** How many values one value contains, with optional properties for so many levels; at most `HUGE`. */
  size(rest: number): number;
  typeHeight(type: TypeName, heights?: Heights): number;
}

/** How the height of a plan is computed. */
export interface Heights {
  /** The height of another plan. */
  readonly of: (plan: SchemaPlan) => number;
  /** Follow patterns, which takes longer, to prove that no text matches. */
  readonly followPatterns?: boolean;
}

/** Makes each plan once. */
export interface Planner {
  readonly schemas: Schemas;
  readonly parts: ValueParts;
  /** @param of the schema that identifies the plan, to recognise recursion */
  plan(all: All, settled?: readonly object[], nots?: readonly Schema[], of?: Schema): SchemaPlan;
  /** The one schema that requires a pattern. */
  matching(pattern: string): Schema;
  check(all: All): Check;
  /** Whether a value satisfies a schema. */
  holds(schema: Schema, value: unknown): boolean;
  /** Nesting of the shallowest value; Infinity if it is proved that there is none. */
  height(plan: SchemaPlan): number;
  /** Computes the least fixed point: a plan that requires itself without end has no value. */
  settle(
    start: SchemaPlan,
    field: "height" | "provedHeight",
    evaluate: (plan: SchemaPlan, of: (plan: SchemaPlan) => number) => number,
  ): number;
}

export type Check = Pick<Validator, "is" | "explain">;

/** A property that is declared or required. */
export interface PropertySlot {
  readonly name: string;
  readonly required: boolean;
  /** What the property's name suggests, by the plan that has it. */
  readonly suggestions: Map<
    SchemaPlan,
    { readonly parent: string | undefined; readonly found: Suggestion | undefined }
  >;
  /** Names of the object's properties. */
  readonly siblings: readonly string[];
  readonly plan: SchemaPlan;
}

export interface ObjectSpec {
  readonly slots: readonly PropertySlot[];
  readonly least: number;
  readonly most: number;
  readonly patterns: readonly string[];
  /** A property that is not declared. */
  extra(name: string): PropertySlot;
  /** The schemas for names of undeclared properties; undefined: such properties are forbidden. */
  readonly nameRule: All | undefined;
  height(of: (plan: SchemaPlan) => number): number;
  size(rest: number): number;
}

export interface ArraySpec {
  readonly least: number;
  readonly most: number;
  readonly unique: boolean;
  /** How many first places have a schema of their own. */
  readonly tuple: number;
  item(index: number): SchemaPlan;
  /** All values that an item can have, if they are few. */
  domain(index: number): readonly unknown[] | undefined;
  height(of: (plan: SchemaPlan) => number): number;
  size(rest: number): number;
}

export interface TextSpec {
  readonly least: number;
  readonly most: number;
  readonly format: string | undefined;
  readonly pattern: string | undefined;
  fits(text: string): boolean;
  /** Why no text satisfies the schemas, where that can be seen without following patterns. */
  readonly impossible: string | undefined;
  /** The same with patterns followed, which takes longer. */
  readonly proved: string | undefined;
  /** @param wanted a plausible text: cut where it is too long */
  make(hash: Hash, name: string, wanted?: unknown): string | Nothing;
}

export interface Branch {
  /** The schemas that hold in it. */
  readonly all: All;
  /** The schemas that must not hold in it. */
  readonly nots: (planner: Planner) => readonly Schema[];
  /** The discriminator's value, used where it is possible. */
  readonly tag?: Schema | undefined;
}

export interface Choice {
  /** Identifies the choice. */
  readonly key: object;
  readonly branches: readonly Branch[];
  /** The choice matters only for objects that can have this property. */
  readonly dependsOn?: string;
}

/** Schemas that rule out another one. */
export interface Breaking {
  readonly parts: readonly Schema[];
  /** Each value that does not satisfy the schema satisfies one of the parts. */
  readonly whole: boolean;
}

/** The schemas around a place. */
export interface Path {
  readonly principal: object;
  readonly outer: Path | undefined;
}

/** A place in a value. */
export interface ValuePlace {
  readonly hash: Hash;
  /** The hash of the object that has the value as a property. */
  readonly object: Hash;
  readonly depth: number;
  /** Optional properties are generated for so many more levels; a half: here, and in nothing below. */
  readonly rest: number;
  readonly name: string;
  readonly parent: string | undefined;
  /** The property, which keeps what its name suggests. */
  readonly slot: PropertySlot | undefined;
  readonly path: Path | undefined;
  /** In an entry of a list other than its first: examples would make all entries alike. */
  readonly repeated: boolean;
}

export interface FoundValue {
  readonly value: unknown;
  readonly plan: SchemaPlan;
}

/** How a value is searched for in a plan with exclusions. */
export interface Exclusion {
  readonly place: ValuePlace;
  readonly tries: { left: number };
  /** Try first what excludes most of the plan's values. */
  readonly usual: boolean;
}

/** Makes one value. */
export interface ValueMaker {
  /** How many more attempts the value may take. */
  again: number;
  /** Follows alternatives one after another, then makes the value. */
  branching(plan: SchemaPlan, given: unknown, place: ValuePlace): unknown;
  excluding(plan: SchemaPlan, given: unknown, exclusion: Exclusion): FoundValue | typeof EMPTY | undefined;
  /** Another maker with counters of its own. */
  fresh(): ValueMaker;
}

/** Alternatives and exclusions. */
export interface Alternatives {
  /** The first choice that is not settled yet. */
  choiceOf(atoms: readonly Atom[], settled: ReadonlySet<object>): Choice | undefined;
  /** The order in which branches are tried. */
  order(plan: SchemaPlan, given: unknown, place: ValuePlace): readonly number[];
  /** @param refused a value that was made and does not fit */
  excluding(
    maker: ValueMaker,
    plan: SchemaPlan,
    given: unknown,
    exclusion: Exclusion,
    refused: unknown,
  ): FoundValue | typeof EMPTY | undefined;
}

/** Code that only some contracts need. Generated code passes it, so that other pages do not load it. */
export interface ValueParts {
  /** For `oneOf`, `anyOf`, `if`, `not`, `dependentRequired` and `dependentSchemas`. */
  readonly alternatives?: Alternatives;
  /** For patterns that random texts of one pattern do not satisfy. */
  readonly search?: SearchPart;
}
