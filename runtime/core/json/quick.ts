/** JSON from outside, as far as it can be judged fast: nearly always. */

import type { LongNumbers } from "../conversions/types.ts";
import { JsonError, refuseRounded } from "./exact.ts";

export { JsonError } from "./exact.ts";

/** Deeper nesting is refused: validators and serialisers recurse. */
const JSON_DEPTH = 100;

const QUOTE = 34;
/** RFC 8259 §2. */
const isSpace = (code: number): boolean => code === 32 || code === 9 || code === 10 || code === 13;

/** What JSON may have at most. */
export interface JsonLimits {
  readonly depth: number;
  /** Of all objects together. */
  readonly keys: number;
  /** Keeps numbers that would lose digits. Absent: they are refused. */
  readonly numbers?: LongNumbers | undefined;
}
export const DEFAULTS: JsonLimits = { depth: JSON_DEPTH, keys: Infinity };

/** It has to be read token by token: `JSON.parse` refuses it, or a key may be there twice. */
export const ODD: unique symbol = Symbol("odd");

/**
 * `JSON.parse` and one walk over what it made.
 * @returns the value, or {@link ODD}
 * @throws JsonError
 */
export function quickJson(text: string, limits: JsonLimits = DEFAULTS): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return ODD;
  }
  if (typeof value === "object" && value !== null) {
    const walk: Walk = { keys: 0, large: false, limits };
    inspect(value, limits.depth, walk);
    if (walk.large && limits.numbers === undefined) refuseRounded(text);
    // As many keys in the text as in the value: none was lost. A `":` within a string is rare.
    if (walk.keys > 0 && walk.keys !== countKeys(text)) return ODD;
  } else if (typeof value === "number" && !isExact(value) && limits.numbers === undefined) refuseRounded(text);
  return limits.numbers === undefined ? value : limits.numbers.keep(text, value);
}

interface Walk {
  keys: number;
  /** A number was seen that its literal may not have meant. */
  large: boolean;
  readonly limits: JsonLimits;
}

/** Every integer below 2^53 is what its literal says; beyond may be a rounded one, or the infinity that `1e400` becomes. */
const isExact = (value: number): boolean => value <= Number.MAX_SAFE_INTEGER && value >= Number.MIN_SAFE_INTEGER;

/** JSON.parse makes `__proto__` an ordinary own property; `Object.assign` in a handler would then set the prototype. */
function inspect(value: object, depth: number, walk: Walk): void {
  if (depth === 0) throw new JsonError(`is nested more than ${walk.limits.depth} levels deep`);
  if (Array.isArray(value)) {
    for (const item of value as unknown[]) look(item, depth, walk);
    return;
  }
  for (const key in value) {
    if (key === "__proto__") throw new JsonError('has the key "__proto__", which is not allowed');
    if (++walk.keys > walk.limits.keys) throw new JsonError(`has more than ${walk.limits.keys} keys`);
    look((value as Readonly<Record<string, unknown>>)[key], depth, walk); // an own property: JSON.parse made it
  }
}

function look(item: unknown, depth: number, walk: Walk): void {
  if (typeof item === "object") {
    if (item !== null) inspect(item, depth - 1, walk);
  } else if (typeof item === "number" && !isExact(item)) walk.large = true;
}

/**
 * How many quotes have a colon after them: at least as many as there are keys.
 * @returns -1 where it cannot be told so fast: white space stands before a colon
 */
function countKeys(text: string): number {
  let count = 0;
  for (let at = text.indexOf(":"); at !== -1; at = text.indexOf(":", at + 1)) {
    const before = text.charCodeAt(at - 1);
    if (before === QUOTE) count += 1;
    else if (isSpace(before)) return -1;
  }
  return count;
}
