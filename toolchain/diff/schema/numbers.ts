/** Numbers: whether all that are sent are taken (JSON Schema validation §6.2). */

import { FORMATS, isMultipleOf } from "tenon-runtime/validators";
import type { Clause } from "./clause.ts";
import { formatRange, outsideFormat, WIDER } from "./formats.ts";
import { found, pointerOf, verdictOf, YES, type Ask, type Kind, type Reason, type Reasons } from "./reason.ts";
import { NOTHING, sampleClause } from "./sample.ts";

export function numberReasons(ask: Ask, a: Clause, b: Clause): Reasons {
  const reasons: Reason[] = [];
  const push = (
    kind: Kind,
    sender: string | undefined,
    receiver: string,
    text: string,
    witness: unknown,
    verdict: "no" | "unknown" = "no",
  ): void => {
    reasons.push({ kind, verdict, sender: sender ?? pointerOf(a), receiver, path: "", text, ...found(witness) });
  };
  const whole = a.integer !== undefined || a.multiples.some(({ value }) => Number.isInteger(value));
  if (b.integer !== undefined && !whole) {
    const value = sampleClause({ ...a, fraction: true }, ask.sender);
    push("type", a.typeAt || undefined, b.integer.pointer, "only whole numbers are allowed", value);
  }
  if (b.fraction && !a.fraction)
    push("condition", undefined, pointerOf(b), "whole numbers are excluded", sampleClause(a, ask.sender));
  const range = implied(a, b);
  const bounds = b.integer === undefined ? b : b;
  if (bounds.min !== undefined && outside(range.min, bounds.min, 1))
    push(
      "range",
      a.min?.pointer,
      bounds.min.pointer,
      boundText("at least", bounds.min, a.min),
      sampleClause({ ...a, max: nearer(a.max, bounds.min, -1) }, ask.sender),
    );
  if (bounds.max !== undefined && outside(range.max, bounds.max, -1))
    push(
      "range",
      a.max?.pointer,
      bounds.max.pointer,
      boundText("at most", bounds.max, a.max),
      sampleClause({ ...a, min: nearer(a.min, bounds.max, 1) }, ask.sender),
    );
  for (const { value: step, pointer } of b.multiples) {
    if (
      a.multiples.some(({ value }) => isMultipleOf(value, step)) ||
      (a.integer !== undefined && isMultipleOf(1, step))
    )
      continue;
    if (a.min !== undefined && a.max !== undefined && a.min.value === a.max.value && isMultipleOf(a.min.value, step))
      continue;
    const candidates = [
      1,
      2,
      3,
      0.5,
      step + 1,
      step / 2,
      a.min?.value,
      a.max?.value,
      ...a.multiples.map(({ value }) => value),
    ];
    const value = candidates.find((one) => one !== undefined && !isMultipleOf(one, step) && ownNumber(one, a));
    push(
      "multiple",
      a.multiples[0]?.pointer,
      pointer,
      `only multiples of ${step} are allowed`,
      value ?? NOTHING,
      value === undefined ? "unknown" : "no",
    );
  }
  for (const { value: format, pointer } of b.formats) {
    if (a.formats.some(({ value }) => value === format || (WIDER[value] ?? []).includes(format))) continue;
    if (formatRange(format) !== undefined && !outsideFormat(a, format)) continue;
    if (!FORMATS.has(format) && a.formats.length === 0) {
      push("format", undefined, pointer, `format ${format} is required, which Tenon does not know`, NOTHING, "unknown");
      continue;
    }
    const [, high] = formatRange(format) ?? [0, NaN];
    const value =
      Number.isFinite(high) && high < 2 ** 60
        ? high + 1
        : format.startsWith("int") && a.integer === undefined
          ? 0.5
          : NOTHING;
    push(
      "format",
      a.formats[0]?.pointer,
      pointer,
      a.formats[0] === undefined
        ? `only values of the format ${format} are allowed`
        : `format ${a.formats[0].value} is not ${format}`,
      value,
    );
  }
  return reasons;
}

function ownNumber(value: number, a: Clause): boolean {
  const exact: Clause = { ...a, values: undefined };
  if (a.integer !== undefined && !Number.isInteger(value)) return false;
  return verdictOf(within(value, exact)) === "yes";
}

function within(value: number, a: Clause): Reasons {
  const { min, max } = a;
  const fits =
    (min === undefined || value > min.value || (!min.exclusive && value === min.value)) &&
    (max === undefined || value < max.value || (!max.exclusive && value === max.value)) &&
    a.multiples.every(({ value: step }) => isMultipleOf(value, step));
  return fits ? YES : [{ kind: "range", verdict: "no", sender: "", receiver: "", path: "", text: "" }];
}

/** The bounds that formats give, too. */
function implied(a: Clause, b: Clause): Pick<Clause, "min" | "max"> {
  let { min, max } = a;
  for (const { value, pointer } of a.formats) {
    const range = formatRange(value);
    if (range === undefined) continue;
    if (min === undefined || min.value < range[0]) min = { value: range[0], exclusive: false, pointer };
    if (max === undefined || max.value > range[1]) max = { value: range[1], exclusive: false, pointer };
  }
  void b;
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

/** A bound on the other side of what is asked, to find a value there. */
function nearer(own: Clause["min"], asked: NonNullable<Clause["min"]>, sign: 1 | -1): NonNullable<Clause["min"]> {
  const beyond = { value: asked.value, exclusive: !asked.exclusive, pointer: asked.pointer };
  if (own === undefined) return beyond;
  return (own.value - beyond.value) * sign > 0 ? own : beyond;
}

/** Whether intervals next to one another cover one. */
export function coversNumbers(a: Clause, bs: readonly Clause[]): boolean {
  const plain = bs.filter(
    (b) =>
      b.multiples.length + b.formats.length + b.excluded.length + b.opaque.length === 0 &&
      b.values === undefined &&
      !b.fraction &&
      (b.integer === undefined || a.integer !== undefined),
  );
  let at = a.min?.value ?? -Infinity;
  let open = a.min?.exclusive ?? false; // whether `at` itself is covered already
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
