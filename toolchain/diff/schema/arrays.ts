/** Lists: whether the receiver accepts all that are sent (JSON Schema core §10.3.1, validation §6.4). */

import type { Clause, Contains, Fact } from "./clause.ts";
import { Comparison } from "./comparison.ts";
import { expand } from "./expand.ts";
import { canonical } from "./matching.ts";
import { verdictOf, type Ask, type Mode, type Reasons } from "./reason.ts";
import { itemOf, NOTHING, sample, sampleArray } from "./sample.ts";

/** Levels of the sampled values. */
const SAMPLE_DEPTH = 6;
const MOST_SAMPLED_ITEMS = 20;

export function arrayReasons(ask: Ask, a: Clause, b: Clause, mode: Mode): Reasons {
  const comparison = new Comparison(ask, a, b, mode);
  compareLength(comparison, b.minItems, a.minItems, 1);
  compareLength(comparison, b.maxItems, a.maxItems, -1);
  compareUnique(comparison);
  const prefix = Math.max(0, ...[...a.lists, ...b.lists].map((one) => one.prefix.length));
  // The item after the prefixes stands for all further ones.
  for (let index = 0; index <= prefix && index < lengthOf(a); index++) compareItem(comparison, index, prefix);
  for (const contains of b.contains) compareContains(comparison, contains);
  return comparison.reasons;
}

/** @param sign 1 for the smallest length, -1 for the largest */
function compareLength(
  comparison: Comparison,
  required: Fact<number> | undefined,
  own: Fact<number> | undefined,
  sign: 1 | -1,
): void {
  const { ask, sent: a } = comparison;
  if (required === undefined || (own !== undefined && (own.value - required.value) * sign >= 0)) return;
  const implied =
    sign === 1
      ? a.contains.reduce((most, { min }) => Math.max(most, min), 0) >= required.value
      : lengthOf(a) <= required.value;
  if (implied) return;
  const length = sign === 1 ? Math.min(required.value - 1, own?.value ?? 0) : required.value + 1;
  comparison.fail({
    kind: "size",
    sender: own?.pointer,
    receiver: required.pointer,
    text: `${sign === 1 ? "at least" : "at most"} ${required.value} items${own === undefined ? "" : `, not ${own.value}`}`,
    witness: sampleArray(a, ask.sender, SAMPLE_DEPTH, length),
  });
}

function compareUnique(comparison: Comparison): void {
  const { ask, sent: a, accepted: b } = comparison;
  if (b.unique === undefined || a.unique !== undefined || lengthOf(a) <= 1) return;
  const item = sample(itemOf(a, 0), ask.sender, SAMPLE_DEPTH);
  comparison.fail({
    kind: "size",
    receiver: b.unique.pointer,
    text: "items must be unique",
    witness: item === NOTHING ? NOTHING : [item, item],
  });
}

function compareItem(comparison: Comparison, index: number, prefix: number): void {
  const { ask, sent: a, accepted: b, mode } = comparison;
  const item = itemOf(a, index);
  const required = itemOf(b, index);
  if (required.length === 0 || expand(item, ask.sender).length === 0) return;
  for (const { witness, ...reason } of ask.check(item, required, mode)) {
    const path = `/${index === prefix ? "*" : index}${reason.path}`;
    const value = witness && listWith(witness.value, index, prefix, comparison);
    comparison.add([{ ...reason, path, ...(value !== undefined && { witness: { value } }) }]);
  }
}

/** A list that has the item at an index, and the other items that the sender always sends. */
function listWith(item: unknown, index: number, prefix: number, { ask, sent: a }: Comparison): unknown[] {
  const others: unknown[] = [];
  const count = Math.min(Math.max(index, (a.minItems?.value ?? 0) - 1), MOST_SAMPLED_ITEMS);
  for (let i = 0; i < count; i++) {
    const other = sample(itemOf(a, i < index ? i : i + 1), ask.sender, SAMPLE_DEPTH);
    if (other !== NOTHING) others.push(other);
  }
  const contained = a.contains
    .filter(({ min }) => min > 0)
    .map(({ at }) => sample([at, ...itemOf(a, prefix + 1)], ask.sender, SAMPLE_DEPTH))
    .filter((one) => one !== NOTHING);
  return [...others.toSpliced(Math.min(index, others.length), 0, item), ...contained];
}

function compareContains(comparison: Comparison, { at, min, max }: Contains): void {
  const { ask, sent: a } = comparison;
  const same = a.contains.some(
    (own) =>
      (min === 0 || own.min >= min) &&
      own.max <= max &&
      verdictOf(ask.check([own.at], [at])) === "yes" &&
      (max === Infinity || canonical(own.at.schema) === canonical(at.schema)),
  );
  if (same) return;
  const least = a.minItems?.value ?? 0;
  const all = min > 0 && max === Infinity && least >= min && verdictOf(ask.check(itemOf(a, 0), [at])) === "yes";
  if (all) return;
  const canBeEmpty = min > 0 && least === 0 && a.contains.length === 0;
  comparison.fail({
    kind: "contains",
    sender: a.contains[0]?.at.pointer,
    receiver: at.pointer,
    text: `${max < Infinity ? `at most ${max}` : `at least ${min}`} of the items must match \`contains\``,
    witness: canBeEmpty ? [] : NOTHING,
  });
}

/** The largest possible length. */
const lengthOf = (a: Clause): number => {
  const closed = a.lists.filter(({ rest }) => rest?.schema === false).map(({ prefix }) => prefix.length);
  return Math.min(a.maxItems?.value ?? Infinity, ...closed);
};
