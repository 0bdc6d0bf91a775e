/**
 * What schemas ask together, merged: one plan for each set of schemas that hold at one place. Plans are made when something
 * leads to them, and know of each other what is needed to end: how deeply the shallowest value nests.
 */

import { isObject } from "../../core/json-object.ts";
import { FORMATS } from "../../core/formats/index.ts";
import type { Schema, Violation } from "../../core/validation.ts";
import type { Suggestion } from "../suggest/types.ts";
import { ArraySpec } from "./arrays.ts";
import type { Breaking } from "./breaking.ts";
import type { Choice } from "./choices.ts";
import { NumberSpec } from "./numbers.ts";
import { ObjectSpec } from "./objects.ts";
import { type All, type Atom, HUGE, type TypeName } from "./schema.ts";
import type { Check, Planner } from "./planner.ts";
import { TextSpec } from "./texts.ts";

const BITS: Readonly<Record<TypeName, number>> = {
  null: 1,
  boolean: 2,
  integer: 4,
  number: 12,
  string: 16,
  array: 32,
  object: 64,
};
const EVERY = 127;
/** What people want to see first. */
const ORDER: readonly TypeName[] = ["object", "array", "string", "number", "integer", "boolean", "null"];
/** Keywords by the type that they speak of. */
const KEYWORDS: readonly (readonly [TypeName, RegExp])[] = [
  [
    "object",
    /^(?:properties|required|additionalProperties|unevaluatedProperties|patternProperties|propertyNames|m..Properties|dependent.*)$/,
  ],
  ["array", /^(?:items|prefixItems|unevaluatedItems|m..Items|uniqueItems|contains)$/],
  ["number", /^(?:minimum|maximum|exclusive.*|multipleOf)$/],
];
/** Those that the making of a value does not follow by itself: then it is looked at before it is taken. */
const CAREFUL = /^(?:contains|dependent.*|propertyNames|patternProperties|unevaluated.*|\$dynamicRef|if)$/;

export class SchemaPlan {
  readonly planner: Planner;
  /** The schemas that hold, `$ref` and `allOf` followed. */
  readonly atoms: readonly Atom[];
  /** Keys of the named schemas on the way to them. */
  readonly names: readonly string[];
  /** Alternatives that have been decided, and exclusions that have been turned into something else. */
  readonly settled: ReadonlySet<object>;
  /** What must not hold. */
  readonly nots: readonly Schema[];
  /** The one schema that it is of, for telling that a schema is within itself. */
  readonly principal: object;
  readonly dead: boolean;
  readonly types: readonly TypeName[];
  readonly choice: Choice | undefined;
  /** A value may turn out not to fit. */
  readonly careful: boolean;
  /** Nesting of the shallowest value; infinite: there is none. Known once it was asked for. */
  height: number | undefined;
  /** The same with exclusions followed. */
  provedHeight: number | undefined;
  /** What is usually left of it when its exclusions are followed. */
  usual: { readonly plan: SchemaPlan | undefined } | undefined;
  readonly branches: (SchemaPlan | undefined)[] = [];
  readonly breaks = new Map<Schema, Breaking>();
  /** What names suggest here, where no property keeps it. */
  readonly suggestions = new Map<string, Suggestion | undefined>();
  readonly #sizes: number[] = [];
  #listed: { readonly values: readonly unknown[] | undefined } | undefined;
  #examples: readonly unknown[] | undefined;
  #check: Check | undefined;
  #object: ObjectSpec | undefined;
  #array: ArraySpec | undefined;
  #text: TextSpec | undefined;
  #number: NumberSpec | undefined;

  constructor(planner: Planner, flat: Flat, settled: ReadonlySet<object>, principal: object | undefined) {
    this.planner = planner;
    this.atoms = flat.atoms;
    this.names = flat.names;
    this.settled = settled;
    this.nots = flat.nots;
    this.dead = flat.dead;
    this.principal = principal ?? this;
    let mask = EVERY;
    let typed = false;
    let careful = flat.nots.length > 0;
    for (const atom of flat.atoms) {
      const { type } = atom;
      if (type !== undefined) {
        let own = 0;
        for (const each of Array.isArray(type) ? (type as unknown[]) : [type]) own |= BITS[each as TypeName] ?? 0; // what is no type allows nothing
        mask &= own;
        typed = true;
      }
      careful ||= Object.keys(atom).some((keyword) => CAREFUL.test(keyword));
    }
    this.careful = careful;
    this.types = typesOf(mask, typed ? undefined : flat.atoms);
    this.choice = flat.dead ? undefined : planner.parts.alternatives?.choiceOf(flat.atoms, settled);
  }

  /** `const` and `enum`: what is left of them when all else is counted. */
  get listed(): readonly unknown[] | undefined {
    if (this.#listed === undefined) {
      let values: readonly unknown[] | undefined;
      for (const atom of this.atoms) {
        if ("const" in atom) values = [atom["const"]];
        else if (Array.isArray(atom["enum"]) && (values === undefined || values.length > atom["enum"].length))
          values = atom["enum"];
        if ("const" in atom) break;
      }
      const simple =
        this.atoms.length === 1 && Object.keys(this.atoms[0] ?? {}).every((key) => key === "enum" || key === "type");
      const typed = values?.filter((value) => this.#isTyped(value));
      this.#listed = { values: simple ? typed : typed?.filter((value) => this.is(value)) };
    }
    return this.#listed.values;
  }

  #isTyped(value: unknown): boolean {
    return this.types.some((type) => {
      if (type === "null") return value === null;
      if (type === "array") return Array.isArray(value);
      if (type === "object") return isObject(value);
      return type === "integer" ? Number.isInteger(value) : typeof value === type;
    });
  }

  /** Those of the schemas that hold, the innermost schema's last. */
  get examples(): readonly unknown[] {
    return (this.#examples ??= this.atoms
      .flatMap((atom): readonly unknown[] => [
        ...(Array.isArray(atom["examples"]) ? (atom["examples"] as unknown[]) : []),
        ...("example" in atom ? [atom["example"]] : []),
      ])
      .filter((value) => this.is(value)));
  }

  /** Whether a value satisfies it. */
  is(value: unknown): boolean {
    this.#check ??= this.planner.check(this.atoms);
    return this.#check.is(value) && !this.nots.some((not) => this.planner.holds(not, value));
  }

  explain(value: unknown): readonly Violation[] {
    this.#check ??= this.planner.check(this.atoms);
    return this.#check.explain(value);
  }

  get object(): ObjectSpec {
    return (this.#object ??= new ObjectSpec(this));
  }
  get array(): ArraySpec {
    return (this.#array ??= new ArraySpec(this));
  }
  get text(): TextSpec {
    return (this.#text ??= new TextSpec(this.atoms, this.planner.parts.search));
  }
  get number(): NumberSpec {
    return (this.#number ??= new NumberSpec(this.atoms, !this.types.includes("number")));
  }

  /** The plan of one alternative. */
  branch(index: number): SchemaPlan {
    return (this.branches[index] ??= this.#branch(index));
  }

  #branch(index: number): SchemaPlan {
    const { key, branches } = this.choice!; // only asked of where there is one
    const { all, nots, tag } = branches[index]!; // counted
    const settled = [...this.settled, key];
    const besides = [...this.nots, ...nots(this.planner)];
    const { planner } = this;
    const plan = (more: All): SchemaPlan => planner.plan([...this.atoms, ...more], settled, besides, all[0]);
    if (tag === undefined) return plan(all);
    const tagged = plan([...all, tag]);
    return planner.height(tagged) === Infinity ? plan(all) : tagged;
  }

  /** How many values one has, with optional properties of so many levels; {@link HUGE} at most. */
  size(rest: number): number {
    const known = this.#sizes[rest];
    if (known !== undefined) return known;
    this.#sizes[rest] = HUGE; // what leads here again without going deeper has no end
    let size = 1;
    if (this.listed === undefined) {
      if (this.choice !== undefined) {
        const { length } = this.choice.branches;
        for (let index = 0; index < length && index < 12; index++) {
          const branch = this.branch(index);
          if (this.planner.height(branch) === Infinity) continue;
          if (rest === 0 && this.planner.height(branch) > this.planner.height(this)) continue;
          size = Math.max(size, branch.size(rest));
        }
      } else {
        const type = rest === 0 ? this.shallowest() : this.types.find((each) => this.typeHeight(each) < Infinity);
        if (type === "object") size = this.object.size(rest);
        if (type === "array") size = this.array.size(rest);
      }
    }
    return (this.#sizes[rest] = Math.min(HUGE, size));
  }

  shallowest(): TypeName | undefined {
    let best: TypeName | undefined;
    let least = Infinity;
    for (const type of this.types) {
      const height = this.typeHeight(type);
      if (height >= least) continue;
      best = type;
      least = height;
    }
    return best;
  }

  /** @param proved patterns are followed */
  typeHeight(
    type: TypeName,
    of: (plan: SchemaPlan) => number = (plan) => this.planner.height(plan),
    proved = false,
  ): number {
    if (type === "object") return this.object.height(of);
    if (type === "array") return this.array.height(of);
    if (type === "string") return (proved ? this.text.proved : this.text.impossible) === undefined ? 0 : Infinity;
    if (type === "number" || type === "integer") return this.number.impossible ? Infinity : 0;
    return 0;
  }
}

/** Schemas that hold together, as a list. */
export interface Flat {
  readonly atoms: readonly Atom[];
  readonly names: readonly string[];
  readonly nots: readonly Schema[];
  readonly dead: boolean;
}

function typesOf(mask: number, untyped: readonly Atom[] | undefined): readonly TypeName[] {
  const types = ORDER.filter((type) => {
    const bits = BITS[type];
    if (type === "integer") return (mask & 12) === 4;
    return type === "number" ? (mask & 8) !== 0 : (mask & bits) !== 0;
  });
  if (untyped === undefined) return types;
  const first = implied(untyped);
  return [first, ...types.filter((type) => type !== first)];
}

/** The type that keywords speak of where no `type` does; text where nothing does. */
function implied(atoms: readonly Atom[]): TypeName {
  for (const [type, keywords] of KEYWORDS)
    if (atoms.some((atom) => Object.keys(atom).some((keyword) => keywords.test(keyword)))) return type;
  return atoms.some(({ format }) => typeof format === "string" && FORMATS.get(format)?.type === "number")
    ? "number"
    : "string";
}
