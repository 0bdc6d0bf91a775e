/** JSON from outside: bounded in depth, without keys that poison objects, without integers that lose digits. */

import { lineAndColumn, scanJson } from "./scan.ts";

/** Deeper nesting is refused: validators and serialisers recurse. */
const JSON_DEPTH = 100;

const QUOTE = 34;
/** RFC 8259 §2. */
const isSpace = (code: number): boolean => code === 32 || code === 9 || code === 10 || code === 13;

/** Why a text is not taken; its message is a sentence for the caller. */
export class JsonError extends Error {
  override readonly name = "JsonError";
}

/** What JSON may have at most. */
export interface JsonLimits {
  readonly depth: number;
  /** Of all objects together. */
  readonly keys: number;
}
const DEFAULTS: JsonLimits = { depth: JSON_DEPTH, keys: Infinity };

/**
 * `JSON.parse` and one walk over what it made; only a text in which that finds something odd is looked at again.
 * A key that is there twice is refused: one program would take the first value, the next one the last (RFC 8259 §4).
 * @param line which one of a longer text it begins at
 * @throws JsonError
 */
export function parseJson(text: string, limits: JsonLimits = DEFAULTS, line: number = 1): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new JsonError(syntaxMessage(text, line));
  }
  if (typeof value === "object" && value !== null) {
    const walk: Walk = { keys: 0, large: false, limits };
    inspect(value, limits.depth, walk);
    if (walk.large) refuseRounded(text);
    // As many keys in the text as in the value: none was lost. A `":` within a string is rare.
    if (walk.keys > 0 && walk.keys !== countKeys(text)) refuseDuplicates(text, line);
  } else if (typeof value === "number" && !isExact(value)) refuseRounded(text);
  return value;
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

function refuseDuplicates(text: string, line: number): void {
  const found = scanJson(text);
  if (found?.kind !== "duplicate") return;
  throw new JsonError(
    `has the key ${JSON.stringify(found.key.slice(0, 80))} twice (${lineAndColumn(text, found.offset, line)})`,
  );
}

function syntaxMessage(text: string, line: number): string {
  const found = scanJson(text);
  if (found?.kind === "duplicate")
    return `has the key ${JSON.stringify(found.key.slice(0, 80))} twice (${lineAndColumn(text, found.offset, line)})`;
  const offset = found?.offset ?? text.length;
  const sign = text[offset];
  const given = sign === undefined ? "it ends" : `it has ${JSON.stringify(sign)}`;
  return `is not valid JSON: at ${lineAndColumn(text, offset, line)} ${given} in place of ${found?.expected ?? "a value"}`;
}

const INTEGER = /^-?\d+$/;
/** The greatest finite number has 309 digits; with a sign. What is longer is not made a BigInt, which takes long. */
const INTEGER_LENGTH = 310;

/**
 * Whether `value` is what was meant by an integer literal: either exactly it, or the number whose shortest notation it
 * is (a JavaScript client writes 2**60 as 1152921504606847000). Other literals are fractions, which round by nature.
 */
export function keepsInteger(text: string, value: number): boolean {
  if (!INTEGER.test(text) || String(value) === text) return true;
  return text.length <= INTEGER_LENGTH && Number.isFinite(value) && BigInt(text) === BigInt(value);
}

function refuseRounded(text: string): void {
  JSON.parse(text, (_key, value: unknown, context?: { readonly source?: string }) => {
    if (value === Infinity || value === -Infinity) throw new JsonError("has a number that is too large");
    // The third argument came with ES2026; without it rounding cannot be seen.
    if (typeof value === "number" && context?.source !== undefined && !keepsInteger(context.source, value)) {
      throw new JsonError(`has the integer ${context.source.slice(0, 40)}, which would lose digits`);
    }
    return value;
  });
}
