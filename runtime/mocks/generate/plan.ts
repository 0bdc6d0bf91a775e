/**
 * Merges the schemas that hold at one place into a plan. Plans are made on first use. The height of a plan, which is the
 * nesting of its shallowest value, tells where recursion ends.
 */

import { isObject } from "../../core/json-object.ts";
import { FORMATS } from "../../core/formats/index.ts";
import type { Schema, Violation } from "../../core/validation.ts";
import type { Suggestion } from "../suggest/types.ts";
import { MergedArraySpec } from "./arrays.ts";
import { NumberSpec } from "./numbers.ts";
import { MergedObjectSpec } from "./objects.ts";
import type {
  ArraySpec,
  Breaking,
  Check,
  Choice,
  Heights,
  ObjectSpec,
  Planner,
  SchemaPlan,
  TextSpec,
} from "./plan-types.ts";
import { type All, type Atom, HUGE, type TypeName } from "./schema.ts";
import { MergedTextSpec } from "./texts.ts";

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
/** The most informative type first. */
const ORDER: readonly TypeName[] = ["object", "array", "string", "number", "integer", "boolean", "null"];
/** The keywords of each type. */
const KEYWORDS: readonly (readonly [TypeName, RegExp])[] = [
  [
    "object",
    /^(?:properties|required|additionalProperties|unevaluatedProperties|patternProperties|propertyNames|m..Properties|dependent.*)$/,
  ],
  ["array", /^(?:items|prefixItems|unevaluatedItems|m..Items|uniqueItems|contains)$/],
  ["number", /^(?:minimum|maximum|exclusive.*|multipleOf)$/],
];
/** Keywords that the maker does not follow. A value of such a schema is validated before it is used. */
const CAREFUL = /^(?:contains|dependent.*|propertyNames|patternProperties|unevaluated.*|\$dynamicRef|if)$/;

export class MergedSchemaPlan implements SchemaPlan {
  readonly planner: Planner;
  readonly atoms: readonly Atom[];
  readonly names: readonly string[];
  readonly settled: ReadonlySet<object>;
  readonly nots: readonly Schema[];
  readonly principal: object;
  readonly dead: boolean;
  readonly types: readonly TypeName[];
  readonly choice: Choice | undefined;
  readonly careful: boolean;
  height: number | undefined;
  provedHeight: number | undefined;
  usual: { readonly plan: SchemaPlan | undefined } | undefined;
  readonly breaks = new Map<Schema, Breaking>();
  readonly suggestions = new Map<string, Suggestion | undefined>();
  readonly #branches: (SchemaPlan | undefined)[] = [];
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
        for (const each of Array.isArray(type) ? (type as unknown[]) : [type]) own |= BITS[each as TypeName] ?? 0; // an unknown type allows nothing
        mask &= own;
        typed = true;
      }
      careful ||= Object.keys(atom).some((keyword) => CAREFUL.test(keyword));
    }
    this.careful = careful;
    this.types = typesOf(mask, typed ? undefined : flat.atoms);
    this.choice = flat.dead ? undefined : planner.parts.alternatives?.choiceOf(flat.atoms, settled);
  }

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

  get examples(): readonly unknown[] {
    return (this.#examples ??= this.atoms
      .flatMap((atom): readonly unknown[] => [
        ...(Array.isArray(atom["examples"]) ? (atom["examples"] as unknown[]) : []),
        ...("example" in atom ? [atom["example"]] : []),
      ])
      .filter((value) => this.is(value)));
  }

  is(value: unknown): boolean {
    this.#check ??= this.planner.check(this.atoms);
    return this.#check.is(value) && !this.nots.some((not) => this.planner.holds(not, value));
  }

  explain(value: unknown): readonly Violation[] {
    this.#check ??= this.planner.check(this.atoms);
    return this.#check.explain(value);
  }

  get object(): ObjectSpec {
    return (this.#object ??= new MergedObjectSpec(this));
  }
  get array(): ArraySpec {
    return (this.#array ??= new MergedArraySpec(this));
  }
  get text(): TextSpec {
    return (this.#text ??= new MergedTextSpec(this.atoms, this.planner.parts.search));
  }
  get number(): NumberSpec {
    return (this.#number ??= new NumberSpec(this.atoms, !this.types.includes("number")));
  }

  branch(index: number): SchemaPlan {
    return (this.#branches[index] ??= this.#branch(index));
  }

  #branch(index: number): SchemaPlan {
    const { key, branches } = this.choice!; // called only for plans that have a choice
    const { all, nots, tag } = branches[index]!; // below the number of branches
    const settled = [...this.settled, key];
    const besides = [...this.nots, ...nots(this.planner)];
    const { planner } = this;
    const plan = (more: All): SchemaPlan => planner.plan([...this.atoms, ...more], settled, besides, all[0]);
    if (tag === undefined) return plan(all);
    const tagged = plan([...all, tag]);
    return planner.height(tagged) === Infinity ? plan(all) : tagged;
  }

  size(rest: number): number {
    const known = this.#sizes[rest];
    if (known !== undefined) return known;
    this.#sizes[rest] = HUGE; // recursion without end has this size
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
        const type = rest === 0 ? this.#shallowest() : this.types.find((each) => this.typeHeight(each) < Infinity);
        if (type === "object") size = this.object.size(rest);
        if (type === "array") size = this.array.size(rest);
      }
    }
    return (this.#sizes[rest] = Math.min(HUGE, size));
  }

  #shallowest(): TypeName | undefined {
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

  typeHeight(type: TypeName, { of, followPatterns }: Heights = { of: (plan) => this.planner.height(plan) }): number {
    if (type === "object") return this.object.height(of);
    if (type === "array") return this.array.height(of);
    if (type === "string")
      return (followPatterns === true ? this.text.proved : this.text.impossible) === undefined ? 0 : Infinity;
    if (type === "number" || type === "integer") return this.number.impossible ? Infinity : 0;
    return 0;
  }
}

/** Schemas that all hold, as a list. */
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

/** The type that the keywords imply if there is no `type`; otherwise a string. */
function implied(atoms: readonly Atom[]): TypeName {
  for (const [type, keywords] of KEYWORDS)
    if (atoms.some((atom) => Object.keys(atom).some((keyword) => keywords.test(keyword)))) return type;
  return atoms.some(({ format }) => typeof format === "string" && FORMATS.get(format)?.type === "number")
    ? "number"
    : "string";
}
