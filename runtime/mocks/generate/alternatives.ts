/**
 * What few contracts ask for: `oneOf`, `anyOf`, `if`, what depends on a property, and `not`. Generated code hands it in where
 * its contract has one of them.
 */

import { breaksOf, without } from "./breaking.ts";
import { choiceOf } from "./choices.ts";
import { integer, mix } from "./hash.ts";
import type { Maker } from "./make.ts";
import type { Alternatives, Excluding } from "./parts.ts";
import { EMPTY, type FoundValue, isWithin, type ValuePlace, ROOT, TRIES } from "./place.ts";
import type { SchemaPlan } from "./plan.ts";
import { NOTHING } from "./schema.ts";

export const alternatives: Alternatives = { choiceOf, order, excluding };

/** Branches take turns; what is within itself, and `null`, come last. Where nothing optional is wanted, the shallowest. */
function order(plan: SchemaPlan, given: unknown, place: ValuePlace): readonly number[] {
  const { planner, choice } = plan;
  const { length } = choice!.branches;
  const turn = integer(mix(place.hash, "branch"), 0, length - 1);
  const ranked: { readonly index: number; readonly rank: number }[] = [];
  // The first that is usual is usually taken: no need to look at the others.
  for (let step = 0; step < length; step++) {
    const index = (step + turn) % length;
    const branch = plan.branch(index);
    const height = planner.height(branch);
    if (height === Infinity && given === undefined) continue;
    const isNull = branch.types.length === 1 && branch.types[0] === "null";
    const rank =
      place.rest <= 0 ? height * 2 + Number(!isNull) : isWithin(branch.principal, place.path) ? 1 : isNull ? 2 : 0;
    ranked.push({ index, rank });
  }
  return ranked.toSorted((a, b) => a.rank - b.rank).map(({ index }) => index);
}

/** A value of a plan that the usual way has none of, by ruling out what must not hold. */
function excluding(
  maker: Maker,
  plan: SchemaPlan,
  given: unknown,
  { place, tries, usual, value }: Excluding,
): FoundValue | typeof EMPTY | undefined {
  if (usual && given === undefined) {
    const found = usually(maker, plan);
    // where nothing was found at leisure, nothing is searched for again
    if (found === undefined) tries.left = Math.min(tries.left, 2);
    const other = found === undefined || found === plan ? NOTHING : maker.branching(found, undefined, place);
    if (other !== NOTHING && plan.is(other)) return { value: other, plan };
  }
  const { planner } = plan;
  const bad = plan.nots.find((not) => value === NOTHING || planner.holds(not, value));
  if (bad === undefined) return undefined;
  const others = plan.nots.filter((not) => not !== bad);
  const { parts, whole } = breaksOf(plan, bad);
  let open = !whole;
  for (const part of parts) {
    if (tries.left-- <= 0 || maker.again-- <= 0) return undefined;
    const next = without(plan, bad, part, others);
    if (planner.height(next) === Infinity) continue;
    open = true;
    const found =
      next.choice === undefined
        ? maker.excluding(next, given, place, tries, false)
        : { value: maker.branching(next, given, place), plan: next };
    if (found !== undefined && found !== EMPTY && found.value !== NOTHING && plan.is(found.value)) return found;
  }
  return open ? undefined : EMPTY;
}

/** A plan with exclusions that a value of this one was found by; the same whatever is made first. */
function usually(maker: Maker, plan: SchemaPlan): SchemaPlan | undefined {
  if (plan.usual === undefined) {
    plan.usual = { plan: undefined };
    // by one of its own: what this one has made so far must not count
    const found = maker.fresh().excluding(plan, undefined, { ...ROOT, rest: 2 }, { left: TRIES }, false);
    plan.usual = { plan: found === EMPTY ? undefined : found?.plan };
  }
  return plan.usual.plan;
}
