/** Equality, uniqueness, multiples and lengths of values. Emitted code and the interpreter share them. */

import type { JsonObject } from "../json-object.ts";

export const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);
export const isInteger = (value: unknown): value is number => Number.isInteger(value);

/** An own member of an object; inherited members are `undefined`. */
export const own = (value: JsonObject, name: string): unknown => (Object.hasOwn(value, name) ? value[name] : undefined);

/** How deep a value may nest where its schema is recursive: the stack is not to be had for it. */
export const DEEPEST = 500;

/**
 * How often recursive schemas may be asked of one value. One that can be read in two ways at every level would be read in
 * 2ⁿ ways; a body of a megabyte has fewer members than this.
 */
export const MOST_STEPS = 2_000_000;
let stepsLeft = 0;

/** Whether emitted code that calls itself has gone too far. At a depth of 0 it begins. */
export function tooDeep(depth: number): boolean {
  if (depth === 0) {
    stepsLeft = MOST_STEPS;
    return false;
  }
  return depth > DEEPEST || --stepsLeft < 0;
}

/** Equality of JSON values (JSON Schema 2020-12 core §4.2.2): numbers by value, objects whatever their order. */
export function equal(a: unknown, b: unknown, depth = 0): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null || depth > DEEPEST) return false;
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false;
    for (let i = 0; i < a.length; i++) if (!equal(a[i], b[i], depth + 1)) return false;
    return true;
  }
  if (Array.isArray(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  for (const key of keys)
    if (!Object.hasOwn(b, key) || !equal((a as JsonObject)[key], (b as JsonObject)[key], depth + 1)) return false;
  return true;
}

/** Whether one of the values equals it. */
export function isOneOf(value: unknown, values: readonly unknown[]): boolean {
  for (const each of values) if (equal(value, each)) return true;
  return false;
}

/** Two items that are equal, by index, the later one first; `undefined`: all differ. Linear in the size of the items. */
export function equalItems(items: readonly unknown[]): readonly [later: number, earlier: number] | undefined {
  const seen = new Map<unknown, number>();
  for (let i = 0; i < items.length; i++) {
    const item = items[i];
    // texts are kept apart from the texts that stand for objects
    const key =
      typeof item === "object" && item !== null ? canonical(item, 0) : typeof item === "string" ? `"${item}` : item;
    const earlier = seen.get(key);
    if (earlier !== undefined) return [i, earlier];
    seen.set(key, i);
  }
  return undefined;
}

/** Whether no two items are equal. */
export function unique(items: readonly unknown[]): boolean {
  const { length } = items;
  if (length < 2) return true;
  if (length > 8) return equalItems(items) === undefined;
  for (let i = 1; i < length; i++) {
    const item = items[i];
    for (let j = 0; j < i; j++) if (equal(item, items[j])) return false;
  }
  return true;
}

/** The same text for equal values. Deeper than the bound, a text that no other value has. */
function canonical(value: unknown, depth: number): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "undefined";
  if (depth > DEEPEST) return `${unlike++}`;
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item, depth + 1)).join(",")}]`;
  const object = value as JsonObject;
  const members = Object.keys(object)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(object[key], depth + 1)}`);
  return `{${members.join(",")}}`;
}
let unlike = 0;

/** Code points of a text: what `minLength` and `maxLength` count. */
export function codePoints(text: string): number {
  let count = text.length;
  for (let at = 0; at < text.length - 1; at++) {
    if ((text.charCodeAt(at) & 0xfc00) !== 0xd800 || (text.charCodeAt(at + 1) & 0xfc00) !== 0xdc00) continue;
    count--;
    at++;
  }
  return count;
}

/** A divisor as `units / scale`, both whole; `undefined` where that takes more digits than a double has. */
export function asFraction(divisor: number): readonly [units: number, scale: number] | undefined {
  const [digits, exponent] = decimal(divisor);
  if (exponent < -22) return undefined;
  const units = exponent >= 0 ? divisor : Number(digits);
  return Number.isSafeInteger(units) ? [units, exponent >= 0 ? 1 : 10 ** -exponent] : undefined;
}

/**
 * Whether a number is a multiple of `units / scale`, in decimals as it is written and not as it is stored:
 * 0.3 is a multiple of 0.1.
 */
export function isMultiple(value: number, units: number, scale: number): boolean {
  const scaled = scale === 1 ? value : Math.round(value * scale);
  if (Math.abs(scaled) <= Number.MAX_SAFE_INTEGER)
    return scaled % units === 0 && (scale === 1 || scaled / scale === value);
  return isMultipleOf(value, units / scale);
}

/** The same for any divisor, at any size. */
export function isMultipleOf(value: number, divisor: number): boolean {
  if (!Number.isFinite(Number(value))) return false;
  const [a, aExponent] = decimal(value);
  const [b, bExponent] = decimal(divisor);
  const shift = aExponent - bExponent;
  return shift >= 0 ? (a * 10n ** BigInt(shift)) % b === 0n : a % (b * 10n ** BigInt(-shift)) === 0n;
}

/** A number as digits and a power of ten, as its shortest text has them. */
function decimal(value: number): readonly [digits: bigint, exponent: number] {
  const [mantissa = "0", exponent = "0"] = String(value).split("e");
  const [whole = "0", fraction = ""] = mantissa.split(".");
  return [BigInt(whole + fraction), Number(exponent) - fraction.length];
}
