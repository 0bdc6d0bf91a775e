/** Decides how large the part of a value at one place is, and which types are tried there first. */

import type { Path, SchemaPlan, ValuePlace } from "./plan-types.ts";
import type { TypeName } from "./schema.ts";

/** The largest size of a part, by its depth. */
const ALLOWED = [Infinity, 600, 200, 60, 25, 10];

/** A part of at most this size keeps its own properties at every depth, so that objects are not empty. */
const LEAST = 40;

/** The number of attempts at one place of a value that does not fit at first. */
export const TRIES = 60;
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

/** For how many levels a part gets optional properties: a recursive part for none, a large part for few. */
export function restOf(part: SchemaPlan, { depth, rest, path }: ValuePlace): number {
  if (rest < 1 || isWithin(part.principal, path)) return 0;
  const allowed = ALLOWED[Math.min(depth + 1, ALLOWED.length - 1)]!;
  let deep = 0;
  while (deep <= rest - 2 && part.size(deep + 1) <= allowed) deep++;
  if (deep > 0) return deep;
  const list = part.types[0] === "array" ? 1 : 0;
  return part.size(list + 1) <= LEAST ? list + 0.5 : 0;
}

/** Whether an optional part is omitted: it is recursive, large even without its optional parts, or would be an empty object. */
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

/** The keywords of all schemas in one object. The first schema that has a keyword wins. */
export function mergedView(plan: SchemaPlan): Readonly<Record<string, unknown>> {
  const [only] = plan.atoms;
  return plan.atoms.length === 1 && only !== undefined ? only : Object.assign({}, ...plan.atoms.toReversed());
}

/** `students` → `student`: the name for the entries of a list. */
export const singular = (name: string): string => name.replace(/(?<=[a-z]{2})s$/, "");
