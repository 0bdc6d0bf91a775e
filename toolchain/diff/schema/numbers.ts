/** Numbers: whether the receiver accepts all that are sent (JSON Schema validation §6.2). */

import { FORMATS, isMultipleOf } from "tenon-runtime/validators";
import type { Clause, Fact } from "./clause.ts";
import { Comparison } from "./comparison.ts";
import { formatRange, outsideFormat, WIDER } from "./formats.ts";
import { pointerOf, type Ask, type Reasons } from "./reason.ts";
import { NOTHING, sampleClause } from "./sample.ts";

export function numberReasons(ask: Ask, a: Clause, b: Clause): Reasons {
  const comparison = new Comparison(ask, a, b);
  compareWholeNumbers(comparison);
  compareBounds(comparison);
  for (const multiple of b.multiples) compareMultiple(comparison, multiple);
  for (const format of b.formats) compareFormat(comparison, format);
  return comparison.reasons;
}

function compareWholeNumbers(comparison: Comparison): void {
  const { ask, sent: a, accepted: b } = comparison;
  const whole = a.integer !== undefined || a.multiples.some(({ value }) => Number.isInteger(value));
  if (b.integer !== undefined && !whole)
    comparison.fail({
      kind: "type",
      sender: a.typeAt || undefined,
      receiver: b.integer.pointer,
      text: "only whole numbers are allowed",
      witness: sampleClause({ ...a, fraction: true }, ask.sender),
    });
  if (b.fraction && !a.fraction)
    comparison.fail({
      kind: "condition",
      receiver: pointerOf(b),
      text: "whole numbers are excluded",
      witness: sampleClause(a, ask.sender),
    });
}

function compareBounds(comparison: Comparison): void {
  const { ask, sent: a, accepted: b } = comparison;
  const range = withFormatRanges(a);
  if (b.min !== undefined && outside(range.min, b.min, 1))
    comparison.fail({
      kind: "range",
      sender: a.min?.pointer,
      receiver: b.min.pointer,
      text: boundText("at least", b.min, a.min),
      witness: sampleClause({ ...a, max: nearer(a.max, b.min, -1) }, ask.sender),
    });
  if (b.max !== undefined && outside(range.max, b.max, -1))
    comparison.fail({
      kind: "range",
      sender: a.max?.pointer,
      receiver: b.max.pointer,
      text: boundText("at most", b.max, a.max),
      witness: sampleClause({ ...a, min: nearer(a.min, b.max, 1) }, ask.sender),
    });
}

function compareMultiple(comparison: Comparison, { value: step, pointer }: Fact<number>): void {
  const { sent: a } = comparison;
  const { integer, min, max, multiples } = a;
  if (multiples.some(({ value }) => isMultipleOf(value, step)) || (integer !== undefined && isMultipleOf(1, step)))
    return;
  if (min !== undefined && max !== undefined && min.value === max.value && isMultipleOf(min.value, step)) return;
  const candidates = [1, 2, 3, 0.5, step + 1, step / 2, min?.value, max?.value, ...multiples.map(({ value }) => value)];
  const value = candidates.find((one) => one !== undefined && !isMultipleOf(one, step) && isSent(one, a));
  comparison.fail({
    kind: "multiple",
    sender: multiples[0]?.pointer,
    receiver: pointer,
    text: `only multiples of ${step} are allowed`,
    witness: value,
    verdict: value === undefined ? "unknown" : "no",
  });
}

function compareFormat(comparison: Comparison, { value: format, pointer }: Fact<string>): void {
  const { sent: a } = comparison;
  const [own] = a.formats;
  if (a.formats.some(({ value }) => value === format || (WIDER[value] ?? []).includes(format))) return;
  if (formatRange(format) !== undefined && !outsideFormat(a, format)) return;
  const failure = { kind: "format", sender: own?.pointer, receiver: pointer } as const;
  if (!FORMATS.has(format) && own === undefined) {
    const text = `format ${format} is required, which Tenon does not know`;
    comparison.fail({ ...failure, text, verdict: "unknown" });
    return;
  }
  const text =
    own === undefined ? `only values of the format ${format} are allowed` : `format ${own.value} is not ${format}`;
  comparison.fail({ ...failure, text, witness: valueOutsideFormat(format, a) });
}

function valueOutsideFormat(format: string, a: Clause): unknown {
  const [, high] = formatRange(format) ?? [0, NaN];
  if (Number.isFinite(high) && high < 2 ** 60) return high + 1;
  return format.startsWith("int") && a.integer === undefined ? 0.5 : NOTHING;
}

/** Whether a number is among the sent ones, apart from listed values. */
function isSent(value: number, { integer, min, max, multiples }: Clause): boolean {
  if (integer !== undefined && !Number.isInteger(value)) return false;
  return (
    (min === undefined || value > min.value || (!min.exclusive && value === min.value)) &&
    (max === undefined || value < max.value || (!max.exclusive && value === max.value)) &&
    multiples.every(({ value: step }) => isMultipleOf(value, step))
  );
}

/** The bounds of a clause and of its formats. */
function withFormatRanges(a: Clause): Pick<Clause, "min" | "max"> {
  let { min, max } = a;
  for (const { value, pointer } of a.formats) {
    const range = formatRange(value);
    if (range === undefined) continue;
    if (min === undefined || min.value < range[0]) min = { value: range[0], exclusive: false, pointer };
    if (max === undefined || max.value > range[1]) max = { value: range[1], exclusive: false, pointer };
  }
  return { min, max };
}

const outside = (own: Clause["min"], asked: NonNullable<Clause["min"]>, sign: 1 | -1): boolean => {
  if (own === undefined) return true;
  const difference = (own.value - asked.value) * sign;
  return difference < 0 || (difference === 0 && asked.exclusive && !own.exclusive);
};

const boundText = (word: string, asked: NonNullable<Clause["min"]>, own: Clause["min"]): string =>
  `${word} ${shownBound(asked)}${own === undefined ? "" : `, not ${shownBound(own)}`}`;

const shownBound = ({ value, exclusive }: NonNullable<Clause["min"]>): string =>
  `${value}${exclusive ? " (excluded)" : ""}`;

/** A bound beyond the required one, to find a refused value. */
function nearer(own: Clause["min"], asked: NonNullable<Clause["min"]>, sign: 1 | -1): NonNullable<Clause["min"]> {
  const beyond = { value: asked.value, exclusive: !asked.exclusive, pointer: asked.pointer };
  if (own === undefined) return beyond;
  return (own.value - beyond.value) * sign > 0 ? own : beyond;
}

/** Whether several intervals together cover one. */
export function coversNumbers(a: Clause, bs: readonly Clause[]): boolean {
  const plain = bs.filter(
    (b) =>
      b.multiples.length + b.formats.length + b.excluded.length + b.opaque.length === 0 &&
      b.values === undefined &&
      !b.fraction &&
      (b.integer === undefined || a.integer !== undefined),
  );
  let at = a.min?.value ?? -Infinity;
  let open = a.min?.exclusive ?? false; // whether `at` itself is covered
  const end = a.max?.value ?? Infinity;
  for (let i = 0; i <= plain.length; i++) {
    let best: { value: number; covered: boolean } | undefined;
    for (const { min, max } of plain) {
      const low = min?.value ?? -Infinity;
      const reaches =
        low < at ||
        (low === at && (open || !(min?.exclusive ?? false) || low === -Infinity)) ||
        (a.integer !== undefined && open && low <= at + 1 && !(min?.exclusive ?? false));
      if (!reaches) continue;
      const high = max?.value ?? Infinity;
      const covered = !(max?.exclusive ?? false);
      if (best === undefined || high > best.value || (high === best.value && covered)) best = { value: high, covered };
    }
    if (best === undefined || best.value < at) return false;
    if (best.value > end || (best.value === end && (best.covered || (a.max?.exclusive ?? false) || end === Infinity)))
      return true;
    at = best.value;
    open = best.covered;
  }
  return false;
}
