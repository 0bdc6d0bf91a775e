/**
 * Alternatives (`oneOf`, `anyOf`, `if`, `dependent…`) and exclusions (`not`). Generated code passes this part only if its
 * contract has one of these keywords.
 */

import { breaksOf, without } from "./breaking.ts";
import { choiceOf } from "./choices.ts";
import { integer, mix } from "./hash.ts";
import { isWithin, ROOT, TRIES } from "./place.ts";
import type { Alternatives, Exclusion, FoundValue, SchemaPlan, ValueMaker, ValuePlace } from "./plan-types.ts";
import { EMPTY, NOTHING } from "./schema.ts";

export const alternatives: Alternatives = { choiceOf, order, excluding };

/** Branches take turns. Recursive branches and `null` come last. Without optional parts, the shallowest branch is first. */
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

/** Makes a value of a plan with exclusions: replaces an exclusion by schemas that rule it out. */
function excluding(
  maker: ValueMaker,
  plan: SchemaPlan,
  given: unknown,
  { place, tries, usual }: Exclusion,
  refused: unknown,
): FoundValue | typeof EMPTY | undefined {
  if (usual && given === undefined) {
    const found = usually(maker, plan);
    // if the search without limits found nothing, a shorter one does not either
    if (found === undefined) tries.left = Math.min(tries.left, 2);
    const other = found === undefined || found === plan ? NOTHING : maker.branching(found, undefined, place);
    if (other !== NOTHING && plan.is(other)) return { value: other, plan };
  }
  const { planner } = plan;
  const bad = plan.nots.find((not) => refused === NOTHING || planner.holds(not, refused));
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
        ? maker.excluding(next, given, { place, tries, usual: false })
        : { value: maker.branching(next, given, place), plan: next };
    if (found !== undefined && found !== EMPTY && found.value !== NOTHING && plan.is(found.value)) return found;
  }
  return open ? undefined : EMPTY;
}

/** The plan without exclusions that a value was found by. It does not depend on earlier values. */
function usually(maker: ValueMaker, plan: SchemaPlan): SchemaPlan | undefined {
  if (plan.usual === undefined) {
    plan.usual = { plan: undefined };
    // a maker of its own, so that the counters of this one do not matter
    const found = maker
      .fresh()
      .excluding(plan, undefined, { place: { ...ROOT, rest: 2 }, tries: { left: TRIES }, usual: false });
    plan.usual = { plan: found === EMPTY ? undefined : found?.plan };
  }
  return plan.usual.plan;
}
