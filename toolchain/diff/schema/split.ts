/** Forms by type: what is left of each, and which are the same. */

import { codePoints, equal, FORMATS, isNumber } from "tenon-runtime/validators";
import type { Bound, Clause, Fact, Form } from "./clause.ts";
import { canonical, matches } from "./matching.ts";
import { TYPES, type Type } from "./negate.ts";

/** What says something of each type only. */
const SAYS: Readonly<Record<Type, (form: Form) => readonly (Fact<unknown> | undefined)[]>> = {
  null: () => [],
  boolean: () => [],
  number: (form) => [form.min, form.max, ...form.multiples],
  string: (form) => [form.minLength, form.maxLength, ...form.patterns, form.encoding, form.mediaType],
  array: (form) => [form.minItems, form.maxItems],
  object: () => [],
};

const NUMBER_FORMATS = new Set([
  "int8",
  "int16",
  "int32",
  "int64",
  "uint8",
  "uint16",
  "uint32",
  "uint64",
  "float",
  "double",
  "decimal",
]);

export function split(forms: readonly Form[]): readonly Clause[] {
  const present = new Set(forms.flatMap((form) => [...(form.types ?? TYPES)]));
  const clauses: Clause[] = [];
  const seen = new Set<string>();
  for (const form of forms) {
    for (const type of form.types ?? TYPES) {
      const inert = TYPES.filter((other) => !present.has(other)).flatMap((other) =>
        SAYS[other](form).flatMap((one) =>
          one === undefined
            ? []
            : [
                {
                  value: `${one.pointer.slice(one.pointer.lastIndexOf("/") + 1)} ${JSON.stringify(one.value)}`,
                  pointer: one.pointer,
                },
              ],
        ),
      );
      const foreign = form.formats.filter(({ value }) => FORMATS.has(value) && !present.has(FORMATS.get(value)!.type));
      inert.push(...foreign.map(({ value, pointer }) => ({ value: `format ${JSON.stringify(value)}`, pointer })));
      const clause = ofType(form, type, inert);
      if (clause === undefined) continue;
      const key = signature(clause);
      if (seen.has(key)) continue;
      seen.add(key);
      clauses.push(clause);
    }
  }
  return clauses;
}

/** Alternatives often differ in what they say of another type: of this one they say the same. */
function signature(clause: Clause): string {
  const { type } = clause;
  const common = [
    type,
    clause.values && canonical(clause.values),
    clause.excluded.map((one) => canonical(one.value)),
    clause.opaque.map((one) => one.value),
  ];
  if (type === "object" || type === "array")
    return `${JSON.stringify(common)} ${clause.branch.join(" ")} ${[...clause.required.keys()].join(",")} ${[...clause.absent.keys()].join(",")} ${clause.origin.map(({ pointer }) => pointer).join(" ")}`;
  if (type === "number")
    return JSON.stringify([
      common,
      clause.integer?.value,
      clause.fraction,
      bare(clause.min),
      bare(clause.max),
      clause.multiples.map(bare),
      clause.formats.map(bare),
    ]);
  return JSON.stringify([
    common,
    bare(clause.minLength),
    bare(clause.maxLength),
    clause.patterns.map(bare),
    clause.notPatterns.map(bare),
    clause.formats.map(bare),
    bare(clause.encoding),
    bare(clause.mediaType),
    clause.content.map(({ pointer }) => pointer),
  ]);
}

const bare = (fact: (Fact<unknown> & { readonly exclusive?: boolean }) | undefined): unknown =>
  fact && [fact.value, fact.exclusive];

export const typeOfValue = (value: unknown): Type =>
  value === null ? "null" : Array.isArray(value) ? "array" : (typeof value as Type);

/** @returns undefined where no value of the type is left */
function ofType(form: Form, type: Type, inert: readonly Fact<string>[]): Clause | undefined {
  const clause: Clause = { ...form, type, inert };
  if (type === "null") clause.values = (form.values ?? [null]).filter((value) => value === null);
  else if (type === "boolean")
    clause.values = (form.values ?? [true, false]).filter((value) => typeof value === "boolean");
  else if (form.values !== undefined)
    clause.values = form.values.filter((value) => typeOfValue(value) === type && fitsScalar(value, form));
  if (clause.values !== undefined) {
    clause.values = clause.values.filter((value) => !form.excluded.some((one) => equal(one.value, value)));
    if (clause.values.length === 0) return undefined;
  }
  if (clause.excluded.length > 0) clause.excluded = clause.excluded.filter((one) => typeOfValue(one.value) === type);
  if (type === "number" || type === "string")
    clause.formats = form.formats.filter(({ value }) => (type === "number") === NUMBER_FORMATS.has(value));
  if (type === "number") {
    if (form.integer !== undefined) {
      if (form.fraction) return undefined;
      clause.min = whole(form.min, 1);
      clause.max = whole(form.max, -1);
    }
    const { min, max } = clause;
    if (min !== undefined && max !== undefined)
      if (min.value > max.value || (min.value === max.value && (min.exclusive || max.exclusive))) return undefined;
  }
  if (type === "string" && over(form.minLength, form.maxLength)) return undefined;
  if (type === "array" && over(form.minItems, form.maxItems)) return undefined;
  if (type === "array" && form.contains.some(({ min }) => min > (form.maxItems?.value ?? Infinity))) return undefined;
  if (type === "object" && over(form.minProperties, form.maxProperties)) return undefined;
  return clause;
}

const over = (min: Fact<number> | undefined, max: Fact<number> | undefined): boolean =>
  min !== undefined && max !== undefined && min.value > max.value;

/** Of whole numbers every bound can be written as one that is itself allowed. */
function whole(bound: Bound | undefined, sign: 1 | -1): Bound | undefined {
  if (bound === undefined) return undefined;
  const { value } = bound;
  const inward = sign === 1 ? Math.ceil(value) : Math.floor(value);
  return { ...bound, exclusive: false, value: bound.exclusive && inward === value ? value + sign : inward };
}

/** Whether a listed number or text obeys the keywords of its type, apart from formats. */
function fitsScalar(value: unknown, form: Form): boolean {
  if (isNumber(value)) {
    const { min, max } = form;
    if (form.integer !== undefined && !Number.isInteger(value)) return false;
    if (form.fraction && Number.isInteger(value)) return false;
    if (min !== undefined && (value < min.value || (min.exclusive && value === min.value))) return false;
    if (max !== undefined && (value > max.value || (max.exclusive && value === max.value))) return false;
    return form.multiples.every(({ value: step }) => Number.isInteger(Number((value / step).toPrecision(15))));
  }
  if (typeof value === "string") {
    const length = codePoints(value);
    if (length < (form.minLength?.value ?? 0) || length > (form.maxLength?.value ?? Infinity)) return false;
    return (
      form.patterns.every((pattern) => matches(pattern.value, value)) &&
      !form.notPatterns.some((pattern) => matches(pattern.value, value))
    );
  }
  return true;
}
