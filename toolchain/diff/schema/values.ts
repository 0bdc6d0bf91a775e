/** Values that are written out: whether a clause takes them. */

import { codePoints, equal, isMultipleOf } from "tenon-runtime/validators";
import type { Clause } from "./clause.ts";
import { formatTakes } from "./formats.ts";
import { inert } from "./inert.ts";
import { typeName } from "./literal.ts";
import { matches } from "./matching.ts";
import { memberReasons } from "./membership.ts";
import { numberReasons } from "./numbers.ts";
import { pointerOf, verdictOf, YES, type Ask, type Kind, type Reasons } from "./reason.ts";
import { contentReasons } from "./strings.ts";

export function takes(ask: Ask, value: unknown, b: Clause): "yes" | "no" | "unknown" {
  const one: Clause = { ...b, values: [value] };
  return verdictOf(valueReasons(ask, value, one, b));
}

export function valuesReasons(ask: Ask, a: Clause, bs: readonly Clause[]): Reasons {
  const refused: unknown[] = [];
  const doubtful: unknown[] = [];
  let why: Reasons = [];
  for (const value of a.values!) {
    const judged = bs.map((b) => valueReasons(ask, value, a, b));
    if (judged.some((reasons) => verdictOf(reasons) === "yes")) continue;
    const open = judged.some((reasons) => verdictOf(reasons) === "unknown");
    (open ? doubtful : refused).push(value);
    why = judged[0]!;
  }
  if (refused.length + doubtful.length === 0) return bs.some((b) => inert(a, b).length === 0) ? YES : inert(a, bs[0]!);
  const by = bs.find(({ values }) => values !== undefined);
  const shown = (refused.length > 0 ? refused : doubtful)
    .slice(0, 8)
    .map((value) => JSON.stringify(value))
    .join(", ");
  const whole = by === undefined && why[0] !== undefined ? why[0] : undefined;
  return [
    {
      kind: whole?.kind ?? (a.type === "null" ? "type" : "enum"),
      verdict: refused.length > 0 ? "no" : "unknown",
      sender: a.valuesAt || a.typeAt || pointerOf(a),
      receiver: whole?.receiver ?? (by?.valuesAt || pointerOf(bs[0]!)),
      path: "",
      text: whole?.text ?? `${shown} ${refused.length + doubtful.length > 1 ? "are" : "is"} not among the values`,
      ...(refused.length > 0 && { witness: { value: refused[0] } }),
    },
  ];
}

/** One value against a clause. */
export function valueReasons(ask: Ask, value: unknown, a: Clause, b: Clause): Reasons {
  const no = (kind: Kind, receiver: string, text: string): Reasons => [
    { kind, verdict: "no", sender: a.valuesAt || pointerOf(a), receiver, path: "", text, witness: { value } },
  ];
  if (b.type !== typeName(value)) return no("type", b.typeAt || pointerOf(b), `${b.type} is required`);
  if (b.values !== undefined && !b.values.some((one) => equal(one, value)))
    return no("enum", b.valuesAt || pointerOf(b), `${JSON.stringify(value)} is not an allowed value`);
  const excluded = b.excluded.find((one) => equal(one.value, value));
  if (excluded !== undefined) return no("enum", excluded.pointer, `${JSON.stringify(value)} is excluded`);
  // Listed values are meant to be allowed with any format. Bounds and patterns have been checked.
  if (b.values !== undefined) return opaqueReasons(a, b);
  const single: Clause = { ...a, values: undefined, min: undefined, max: undefined };
  if (typeof value === "number") {
    const bound = { value, exclusive: false, pointer: a.valuesAt };
    const exact = {
      ...single,
      min: bound,
      max: bound,
      integer: Number.isInteger(value) ? { value: true as const, pointer: a.valuesAt } : undefined,
      fraction: !Number.isInteger(value),
      multiples: [...b.multiples.filter(({ value: step }) => isMultipleOf(value, step)), ...a.multiples],
    };
    const formats = [...a.formats, ...b.formats.filter(({ value: name }) => formatTakes(name, value))];
    return [...numberReasons(ask, { ...exact, formats }, b), ...opaqueReasons(a, b)];
  }
  if (typeof value === "string") return [...textReasons(ask, value, a, b), ...opaqueReasons(a, b)];
  if (value === null || typeof value === "boolean") return opaqueReasons(a, b);
  if (b.opaque.length > 0) return opaqueReasons(a, b);
  const sender = a.valuesAt || pointerOf(a);
  const scalar = (one: unknown, clause: Clause): Reasons =>
    valueReasons(ask, one, { ...clause, values: [one] }, clause);
  // A list or an object, by what narrows its type.
  const reasons = memberReasons({ ask, scalar }, value as Readonly<Record<string, unknown>>, b);
  return reasons.map((reason) => (reason.sender === "" ? { ...reason, sender } : reason));
}

function textReasons(ask: Ask, value: string, a: Clause, b: Clause): Reasons {
  const no = (kind: Kind, receiver: string, text: string): Reasons => [
    { kind, verdict: "no", sender: a.valuesAt || pointerOf(a), receiver, path: "", text, witness: { value } },
  ];
  const length = codePoints(value);
  if (b.minLength !== undefined && length < b.minLength.value)
    return no("length", b.minLength.pointer, `${JSON.stringify(value)} is shorter than ${b.minLength.value}`);
  if (b.maxLength !== undefined && length > b.maxLength.value)
    return no("length", b.maxLength.pointer, `${JSON.stringify(value)} is longer than ${b.maxLength.value}`);
  for (const { value: pattern, pointer } of b.patterns)
    if (!matches(pattern, value)) return no("pattern", pointer, `${JSON.stringify(value)} does not match ${pattern}`);
  for (const { value: pattern, pointer } of b.notPatterns)
    if (matches(pattern, value)) return no("pattern", pointer, `${JSON.stringify(value)} matches ${pattern}`);
  for (const { value: format, pointer } of b.formats)
    if (!formatTakes(format, value)) return no("format", pointer, `${JSON.stringify(value)} is not a valid ${format}`);
  return contentReasons(ask, a, b);
}

export function opaqueReasons(a: Clause, b: Clause): Reasons {
  return b.opaque
    .filter(({ value }) => !a.opaque.some((one) => one.value === value))
    .map(({ value, pointer }) => {
      const keyword = value.slice(0, value.indexOf(" "));
      return {
        kind: "condition" as const,
        verdict: "unknown" as const,
        sender: pointerOf(a),
        receiver: pointer,
        path: "",
        text: `Tenon cannot express what \`${keyword}\` excludes`,
      };
    });
}
