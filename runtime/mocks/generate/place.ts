/** Where in a value something is made, in what order it is tried, and how much of it is made there. */

import type { Hash } from "./hash.ts";
import type { Slot } from "./objects.ts";
import type { SchemaPlan } from "./plan.ts";
import type { TypeName } from "./schema.ts";

/** A part of a value is made as deep as it has no more values than this, by the depth where it is. */
const ALLOWED = [Infinity, 600, 200, 60, 25, 10];

/** What is not larger has its own properties, wherever it is: nobody expects an object without any. */
const LEAST = 40;

/** So many ways are tried at one place of a value that does not fit by itself. */
export const TRIES = 60;
/** It is proved that there is no value. */
export const EMPTY: unique symbol = Symbol("empty");

export interface FoundValue {
  readonly value: unknown;
  readonly plan: SchemaPlan;
}

/** The schemas that a place is within. */
export interface Path {
  readonly principal: object;
  readonly outer: Path | undefined;
}

export interface ValuePlace {
  readonly hash: Hash;
  /** Of the object that it is a property of. */
  readonly object: Hash;
  readonly depth: number;
  /** Optional properties are made for so many levels further; a half: here, and in nothing below. */
  readonly rest: number;
  readonly name: string;
  readonly parent: string | undefined;
  /** What its name suggests is kept there. */
  readonly slot: Slot | undefined;
  readonly path: Path | undefined;
  /** In an entry of a list other than its first: examples would make all entries alike. */
  readonly repeated: boolean;
}

export const ROOT: ValuePlace = {
  hash: 0,
  object: 0,
  depth: 0,
  rest: 0,
  name: "",
  parent: undefined,
  slot: undefined,
  path: undefined,
  repeated: true,
};

export function isWithin(principal: object, path: Path | undefined): boolean {
  for (let at = path; at !== undefined; at = at.outer) if (at.principal === principal) return true;
  return false;
}

/** How deep a part is filled in: what is within itself not at all, what is large less. */
export function restOf(part: SchemaPlan, { depth, rest, path }: ValuePlace): number {
  if (rest < 1 || isWithin(part.principal, path)) return 0;
  const allowed = ALLOWED[Math.min(depth + 1, ALLOWED.length - 1)]!;
  let deep = 0;
  while (deep <= rest - 2 && part.size(deep + 1) <= allowed) deep++;
  if (deep > 0) return deep;
  const list = part.types[0] === "array" ? 1 : 0;
  return part.size(list + 1) <= LEAST ? list + 0.5 : 0;
}

/** Whether a part that may be left out is: it is within itself, large even without what is optional in it, or would be an object of nothing. */
export function isTooMuch(part: SchemaPlan, place: ValuePlace): boolean {
  if (isWithin(part.principal, place.path)) return true;
  if (part.size(0) > ALLOWED[Math.min(place.depth + 1, ALLOWED.length - 1)]!) return true;
  return (
    part.size(0) === 1 &&
    part.types[0] === "object" &&
    part.choice === undefined &&
    part.listed === undefined &&
    part.object.slots.length > 0 &&
    restOf(part, place) === 0
  );
}

export const byHeight = (plan: SchemaPlan): readonly TypeName[] =>
  plan.types.length < 2
    ? plan.types
    : plan.types
        .map((type, index) => ({ type, index, height: plan.typeHeight(type) }))
        .filter(({ height }) => height < Infinity)
        .toSorted((a, b) => a.height - b.height || b.index - a.index)
        .map(({ type }) => type);

/** The schema's keywords as one: of several, the first that has it. */
export function mergedView(plan: SchemaPlan): Readonly<Record<string, unknown>> {
  const [only] = plan.atoms;
  return plan.atoms.length === 1 && only !== undefined ? only : Object.assign({}, ...plan.atoms.toReversed());
}

/** `students` → `student`, so that entries are named as one of them. */
export const singular = (name: string): string => name.replace(/(?<=[a-z]{2})s$/, "");
