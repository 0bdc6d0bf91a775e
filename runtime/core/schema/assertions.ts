/** Keywords that look at one value alone (JSON Schema 2020-12 validation §6, §7). */

import { isObject, type JsonObject } from "../json-object.ts";
import { exactInt64, isExactInteger, isExactNumber, isLong } from "./long.ts";
import { addedFormat, FORMATS, isFormat, type Formats } from "../formats/index.ts";
import { patternOf } from "../pattern/index.ts";
import {
  count,
  duplicateItems,
  enumMessage,
  formatMessage,
  json,
  quoted,
  required,
  requiredWith,
  typeMessage,
} from "./messages.ts";
import type { Check, State } from "./node.ts";
import { asFraction, codePoints, equal, equalItems, isMultiple, isMultipleOf, isOneOf } from "./values.ts";

type Assertion = (value: unknown, at: string, formats: Formats) => Check | undefined;

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === "string",
  number: isExactNumber,
  integer: isExactInteger,
  boolean: (value) => typeof value === "boolean",
  array: (value) => Array.isArray(value),
  object: isObject,
  null: (value) => value === null,
};

/** @throws Error for an unknown type */
export function hasType(value: unknown, types: readonly string[]): boolean {
  for (const type of types) if (TYPES[type]?.(value)) return true;
  return false;
}

/** A long number compares as a number does. */
const number = (value: unknown): value is number => typeof value === "number" || isLong(value);
const text = (value: unknown): value is string => typeof value === "string";
const array: (value: unknown) => value is readonly unknown[] = Array.isArray;

/** A check of values of one kind; others fit. */
function of<T>(
  is: (value: unknown) => value is T,
  fits: (value: T) => boolean,
  keyword: string,
  at: string,
  message: string,
): Check {
  const pointer = `${at}/${keyword}`;
  return (value, state) => !is(value) || fits(value) || state.fail(keyword, pointer, message);
}

function counted<T>(
  keyword: string,
  is: (value: unknown) => value is T,
  length: (value: T) => number,
  most: boolean,
  unit: readonly [one: string, many: string],
): readonly [string, Assertion] {
  return [
    keyword,
    (limit, at) => {
      if (!number(limit)) return undefined;
      const message = `must have at ${most ? "most" : "least"} ${count(limit, ...unit)}`;
      return of(is, most ? (value) => length(value) <= limit : (value) => length(value) >= limit, keyword, at, message);
    },
  ];
}

function bound(
  keyword: string,
  words: string,
  fits: (value: number, limit: number) => boolean,
): readonly [string, Assertion] {
  return [
    keyword,
    (limit, at) =>
      number(limit) ? of(number, (value) => fits(value, limit), keyword, at, `must be ${words} ${limit}`) : undefined,
  ];
}

const CHARACTERS = ["character", "characters"] as const;
const ITEMS = ["item", "items"] as const;
const PROPERTIES = ["property", "properties"] as const;
const size = (value: JsonObject): number => Object.keys(value).length;
const length = (value: readonly unknown[]): number => value.length;

export const ASSERTIONS: ReadonlyMap<string, Assertion> = new Map<string, Assertion>([
  ["type", typeCheck],
  ["enum", enumCheck],
  [
    "const",
    (constant, at) => (value, state) =>
      equal(value, constant) || state.fail("const", `${at}/const`, `must be ${json(constant)}`),
  ],
  counted("minLength", text, codePoints, false, CHARACTERS),
  counted("maxLength", text, codePoints, true, CHARACTERS),
  counted("minItems", array, length, false, ITEMS),
  counted("maxItems", array, length, true, ITEMS),
  counted("minProperties", isObject, size, false, PROPERTIES),
  counted("maxProperties", isObject, size, true, PROPERTIES),
  bound("minimum", "at least", (value, limit) => value >= limit),
  bound("maximum", "at most", (value, limit) => value <= limit),
  bound("exclusiveMinimum", "greater than", (value, limit) => value > limit),
  bound("exclusiveMaximum", "less than", (value, limit) => value < limit),
  ["multipleOf", multipleOf],
  ["pattern", pattern],
  ["format", format],
  ["uniqueItems", uniqueItems],
  ["required", requiredCheck],
  ["dependentRequired", dependentRequired],
]);

function typeCheck(type: unknown, at: string): Check {
  const types = (Array.isArray(type) ? type : [type]).map(String);
  for (const each of types) if (!Object.hasOwn(TYPES, each)) throw new Error(`unknown type ${quoted(each)}`);
  const message = typeMessage(types);
  const [only] = types;
  const is = types.length === 1 && only !== undefined ? TYPES[only] : undefined;
  const pointer = `${at}/type`;
  if (is !== undefined) return (value, state) => is(value) || state.fail("type", pointer, message);
  return (value, state) => hasType(value, types) || state.fail("type", pointer, message);
}

function enumCheck(values: unknown, at: string): Check | undefined {
  if (!Array.isArray(values)) return undefined;
  const plain = new Set<unknown>(values.filter((each) => typeof each !== "object" || each === null));
  const composed = values.filter((each) => typeof each === "object" && each !== null);
  const fits = (value: unknown): boolean => plain.has(value) || (composed.length > 0 && isOneOf(value, composed));
  return (value, state) => fits(value) || state.fail("enum", `${at}/enum`, state.report ? enumMessage(values) : "");
}

function multipleOf(divisor: unknown, at: string): Check | undefined {
  if (!number(divisor) || !(divisor > 0)) return undefined;
  const fraction = asFraction(divisor);
  const fits = fraction
    ? (value: number) => (isLong(value) ? isMultipleOf(value, divisor) : isMultiple(value, fraction[0], fraction[1]))
    : (value: number) => isMultipleOf(value, divisor);
  return of(number, fits, "multipleOf", at, `must be a multiple of ${divisor}`);
}

function pattern(source: unknown, at: string): Check | undefined {
  if (!text(source)) return undefined;
  const found = patternOf(source);
  return of(text, (value) => found.test(value), "pattern", at, `must match ${source}`);
}

function format(name: unknown, at: string, formats: Formats): Check | undefined {
  if (!text(name)) return undefined;
  const known = formats.get(name);
  if (known === undefined) {
    if (formats.size === 0 || FORMATS.has(name)) return undefined;
    return (value, state) =>
      isFormat(name, value) || state.fail("format", `${at}/format`, formatMessage(name, addedFormat(name)));
  }
  const message = formatMessage(name, known);
  return known.type === "string"
    ? of(text, known.check, "format", at, message)
    : of(number, name === "int64" ? exactInt64 : (value) => known.check(Number(value)), "format", at, message);
}

function uniqueItems(unique: unknown, at: string): Check | undefined {
  if (unique !== true) return undefined;
  return (value, state) => {
    const found = Array.isArray(value) && value.length > 1 ? equalItems(value) : undefined;
    return found === undefined || state.fail("uniqueItems", `${at}/uniqueItems`, duplicateItems(found[1], found[0]));
  };
}

/** Whether an object has a property of its own with a value. */
export const has = (value: JsonObject, name: string): boolean =>
  value[name] !== undefined && Object.hasOwn(value, name);

function requiredCheck(names: unknown, at: string): Check | undefined {
  if (!Array.isArray(names)) return undefined;
  const pointer = `${at}/required`;
  const wanted = names.filter(text);
  return (value, state) => !isObject(value) || allThere(value, wanted, state, "required", pointer, required);
}

function dependentRequired(dependencies: unknown, at: string): Check | undefined {
  if (!isObject(dependencies)) return undefined;
  const pointer = `${at}/dependentRequired`;
  const entries = Object.entries(dependencies).map(
    ([name, names]) => [name, Array.isArray(names) ? names.filter(text) : []] as const,
  );
  return (value, state) => {
    if (!isObject(value)) return true;
    let fits = true;
    for (const [given, names] of entries) {
      if (!has(value, given)) continue;
      const say = (name: string): string => requiredWith(name, given);
      if (!allThere(value, names, state, "dependentRequired", pointer, say)) fits = false;
    }
    return fits;
  };
}

function allThere(
  value: JsonObject,
  names: readonly string[],
  state: State,
  keyword: string,
  pointer: string,
  say: (name: string) => string,
): boolean {
  let fits = true;
  for (const name of names) {
    if (has(value, name)) continue;
    fits = false;
    if (state.full) return false;
    state.fail(keyword, pointer, say(name), name);
  }
  return fits;
}
