/** Conversions of lists, objects and alternatives, put together from those of their parts. */

import { escapeToken } from "../json-pointer.ts";
import type { Conversion } from "./types.ts";

/** An array. @param first of the items that `prefixItems` describes */
export const list =
  (item: Conversion | undefined, first: readonly (Conversion | undefined)[] = []): Conversion =>
  (value, direction, pointer) => {
    if (!Array.isArray(value)) return value;
    return value.map((each: unknown, index) => {
      const convert = index < first.length ? first[index] : item;
      return convert === undefined ? each : convert(each, direction, `${pointer}/${index}`);
    });
  };

/** The conversions of an object's properties. */
export interface Members {
  readonly named?: Readonly<Record<string, Conversion>>;
  /** `patternProperties`: those of all patterns that match. */
  readonly patterns?: readonly (readonly [pattern: RegExp, conversion: Conversion])[];
  /** Properties that have neither name nor pattern; `known` are those that have a name and no conversion. */
  readonly rest?: Conversion;
  readonly known?: readonly string[];
}

/** An object. */
export function object({ named = {}, patterns = [], rest, known = [] }: Members): Conversion {
  return (value, direction, pointer) => {
    if (!isRecord(value)) return value;
    const converted: Record<string, unknown> = { ...value };
    for (const key of Object.keys(value)) {
      const at = `${pointer}/${escapeToken(key)}`;
      const own = Object.hasOwn(named, key) ? named[key] : undefined;
      const matching = patterns.flatMap(([pattern, conversion]) => (pattern.test(key) ? [conversion] : []));
      if (own === undefined && matching.length === 0 && (rest === undefined || known.includes(key))) continue;
      const all = own === undefined && matching.length === 0 ? [rest!] : [...(own ? [own] : []), ...matching];
      converted[key] = all.reduce((each, convert) => convert(each, direction, at), value[key]);
    }
    return converted;
  };
}

/** Plain objects: a file, a Date or a stream has no members to convert. */
function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || !(Symbol.toStringTag in value || isBuiltIn(value));
}

const isBuiltIn = (value: object): boolean =>
  Array.isArray(value) || value instanceof Date || value instanceof RegExp || Symbol.toPrimitive in value;

/** All of them, one after the other (`allOf`). */
export const all =
  (...conversions: readonly Conversion[]): Conversion =>
  (value, direction, pointer) =>
    conversions.reduce((each, convert) => convert(each, direction, pointer), value);

/** Made on first use: schemas may be recursive, and a bundler sees that nothing happens before. */
export function later(make: () => Conversion): Conversion {
  let made: Conversion | undefined;
  return (value, direction, pointer) => (made ??= make())(value, direction, pointer);
}

/** One alternative of `oneOf` or `anyOf`. */
export interface Alternative {
  /** JSON types; absent: any. */
  readonly types?: readonly string[];
  readonly required?: readonly string[];
  /** Properties that have one of these values. */
  readonly values?: Readonly<Record<string, readonly unknown[]>>;
  /** Absent: nothing is converted. */
  readonly conversion?: Conversion;
}

/** The first alternative whose type, required properties and constants a value has. */
export function oneOf(alternatives: readonly Alternative[]): Conversion {
  return (value, direction, pointer) => {
    let failure: Error | undefined;
    for (const alternative of alternatives) {
      if (!fits(value, alternative)) continue;
      try {
        return alternative.conversion === undefined ? value : alternative.conversion(value, direction, pointer);
      } catch (error) {
        failure ??= error as Error; // conversions throw errors
      }
    }
    if (failure !== undefined) throw failure;
    return value;
  };
}

function fits(value: unknown, { types, required = [], values = {} }: Alternative): boolean {
  if (types?.includes(typeOf(value)) === false) return false;
  if (!isRecord(value)) return true;
  return (
    required.every((key) => value[key] !== undefined) &&
    Object.entries(values).every(([key, allowed]) => value[key] === undefined || allowed.includes(value[key]))
  );
}

/** The JSON type of a value on either side. */
function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (value instanceof Date) return "string";
  if (typeof value === "bigint" || (typeof value === "object" && Symbol.toPrimitive in value)) return "number";
  return typeof value;
}
