/** Alternatives that only the sender has: all differences of such an alternative have one cause. */

import type { Clause } from "./clause.ts";
import { verdictOf, type Reasons } from "./reason.ts";
import type { World } from "./world.ts";

/**
 * The names of the alternatives that the sender has in addition to those of the receiver. None if the receiver has
 * alternatives of its own, because then one of them may have been renamed.
 */
export function newAlternatives(as: readonly Clause[], bs: readonly Clause[], sender: World): ReadonlySet<string> {
  const names = (clauses: readonly Clause[]): string[] => clauses.flatMap(({ branch }) => branch.slice(-1));
  const [sent, taken] = [new Set(names(as)), new Set(names(bs))];
  if (sent.size < 2 || taken.size === 0 || ![...taken].every((name) => sent.has(name))) return new Set();
  return new Set([...sent].filter((name) => !taken.has(name) && sender.follow(name) !== undefined));
}

/** The reasons, with the new alternative as their cause. An outer alternative replaces one inside it. */
export function causedBy(a: Clause, added: ReadonlySet<string>, reasons: Reasons): Reasons {
  const name = a.branch.at(-1);
  if (name === undefined || !added.has(name) || verdictOf(reasons) === "yes") return reasons;
  return reasons.map((reason) => ({ ...reason, alternative: { name, inside: reason.path.length } }));
}
