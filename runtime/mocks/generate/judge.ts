/** Says why a schema has no value. */

import type { Schema } from "../../core/validation.ts";
import { breaksOf, without } from "./breaking.ts";
import { Maker } from "./make.ts";
import type { ValueMaking } from "./making.ts";
import type { SchemaPlan } from "./plan-types.ts";
import { heightOf } from "./planner.ts";
import { reasonOf } from "./reasons.ts";
import { NOTHING } from "./schema.ts";
import type { Values, Verdict } from "./types.ts";

/** Adds the reasons why there is no value. */
export function judged({ planner, suggest, make, valid }: ValueMaking): Values {
  return {
    make,
    valid(validator, making) {
      const found = valid(validator, making);
      if ("value" in found || found.violations.length > 0) return found;
      const verdict = judge(validator.schema);
      const message = verdict.verdict === "empty" ? verdict.reason : "no value was found that satisfies the schema";
      const schemaPointer = verdict.verdict === "satisfiable" ? "" : verdict.pointer;
      return { violations: [{ keyword: "", pointer: "", schemaPointer, message }] };
    },
    judge,
    empty(schema) {
      const plan = planner.plan([schema]);
      const height = (each: SchemaPlan): number => planner.height(each);
      return height(plan) === Infinity ? reasonOf(plan, height) : undefined;
    },
  };

  function judge(schema: Schema): Verdict {
    const plan = planner.plan([schema]);
    if (planner.height(plan) < Infinity) {
      for (let hash = 0; hash < 4; hash++) {
        const value = new Maker(suggest, { examples: hash > 0 }).root(plan, { hash, frugal: hash % 2 === 0 });
        if (value !== NOTHING && plan.is(value)) return { verdict: "satisfiable" };
      }
      if (provedHeight(plan) < Infinity)
        return { verdict: "unknown", ...reasonOf(plan, (each) => planner.height(each)) };
    }
    return { verdict: "empty", ...reasonOf(plan, (each) => provedHeight(each)) };
  }
}

/** Nesting of the shallowest value, with exclusions followed, which takes longer. */
const provedHeight = (plan: SchemaPlan): number =>
  plan.provedHeight ?? plan.planner.settle(plan, "provedHeight", (each, of) => provedHeightOf(each, of));

/** An exclusion leaves one of several plans. Only a complete list of them proves anything. */
function provedHeightOf(plan: SchemaPlan, of: (plan: SchemaPlan) => number): number {
  if (plan.dead) return Infinity;
  if (plan.nots.length === 0 || plan.listed !== undefined || plan.choice !== undefined)
    return heightOf(plan, { of, followPatterns: true });
  const [fewest] = ruledOut(plan);
  if (fewest === undefined || !fewest.whole) return heightOf(plan, { of, followPatterns: true });
  let least = Infinity;
  for (const part of fewest.parts) least = Math.min(least, of(part));
  return least;
}

interface RuledOut {
  readonly not: Schema;
  /** Each value that is not excluded satisfies one of the parts. */
  readonly whole: boolean;
  readonly parts: readonly SchemaPlan[];
}

/** The exclusions of a plan, which never change: a cache. */
const ruledOutBy = new WeakMap<SchemaPlan, readonly RuledOut[]>();

/** For each exclusion, the plans that rule it out and may have a value. Complete lists come first, the shortest of them at the start. */
function ruledOut(plan: SchemaPlan): readonly RuledOut[] {
  let found = ruledOutBy.get(plan);
  if (found === undefined) {
    const { planner, nots } = plan;
    found = nots
      .map((not) => {
        const others = nots.filter((other) => other !== not);
        const { parts, whole } = breaksOf(plan, not);
        const plans = parts.map((part) => without(plan, not, part, others));
        return { not, whole, parts: plans.filter((each) => planner.height(each) < Infinity) };
      })
      .toSorted((a, b) => Number(b.whole) - Number(a.whole) || a.parts.length - b.parts.length);
    ruledOutBy.set(plan, found);
  }
  return found;
}
