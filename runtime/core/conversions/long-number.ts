/** Numbers of JSON texts that a double cannot hold. They stay literals until a program gets them as `bigint` or as text. */

import { int64 } from "../formats/plain.ts";
import { JsonError } from "../json/exact.ts";
import type { LongNumbers } from "./types.ts";

/** Bundled files of the runtime may each have the class: the brand tells its objects. */
const BRAND: unique symbol = Symbol.for("tenon.long-number") as never;

const INTEGER = /^-?\d+$/;

/** The literal of a JSON number. It compares as a number does, and `JSON.stringify` writes it as it is. */
export class LongNumber {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
    Object.defineProperty(this, BRAND, { value: true });
  }
  [Symbol.toPrimitive](hint: string): string | number | bigint {
    if (hint !== "number") return this.text;
    return INTEGER.test(this.text) ? BigInt(this.text) : Number(this.text);
  }
  /** @throws TypeError on platforms without `JSON.rawJSON` (ECMAScript 2026) */
  toJSON(): unknown {
    return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(this.text);
  }
}

export const isLong = (value: unknown): value is LongNumber =>
  typeof value === "object" && value !== null && BRAND in value;

/** As `isNumber`, for values that may have long numbers. */
export const isExactNumber = (value: unknown): value is number =>
  typeof value === "number" ? Number.isFinite(value) : isLong(value);

/** As `isInteger`, for values that may have long numbers. */
export const isExactInteger = (value: unknown): value is number =>
  typeof value === "number" ? Number.isInteger(value) : isLong(value) && INTEGER.test(value.text);

/** As `int64`, for values that may have long numbers. */
export const exactInt64 = (value: unknown): boolean =>
  typeof value === "number"
    ? int64(value)
    : isLong(value) && INTEGER.test(value.text) && BigInt.asIntN(64, BigInt(value.text)) === BigInt(value.text);

/** Sixteen digits, with or without a point among them, or an exponent: other numbers are exact. */
const SUSPICIOUS = /\d[\d.]{15}|\d[eE]/;

export const longNumbers: LongNumbers = {
  keep(text, parsed) {
    if (!SUSPICIOUS.test(text)) return parsed;
    // ECMAScript 2026 gives a reviver the source of a value; the types of TypeScript do not say so yet
    const reviver = (_: string, value: unknown, context?: { readonly source?: string }): unknown => {
      const source = context?.source;
      return typeof value === "number" && source !== undefined && losesDigits(source, value)
        ? new LongNumber(source)
        : value;
    };
    return JSON.parse(text, reviver);
  },
  settle,
};

/** Significant digits: without sign, point, exponent, and zeros at either end. */
const digits = (text: string): string =>
  text
    .replace(/[eE].*$/, "")
    .replaceAll(/[-.]/g, "")
    .replace(/^0+/, "")
    .replace(/0+$/, "");

const losesDigits = (source: string, value: number): boolean =>
  !Number.isFinite(value) || digits(source) !== digits(String(value)) || (value === 0 && digits(source) !== "");

function settle(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (isLong(value)) {
    const number = Number(value.text);
    if (INTEGER.test(value.text))
      throw new JsonError(`has the integer ${value.text.slice(0, 40)}, which would lose digits`);
    if (!Number.isFinite(number)) throw new JsonError("has a number that is too large");
    return number;
  }
  const members = value as Record<string | number, unknown>; // a list has indices
  const prototype: unknown = Object.getPrototypeOf(value);
  if (Array.isArray(value) || prototype === Object.prototype || prototype === null)
    for (const key of Object.keys(members)) {
      const member = members[key];
      if (typeof member === "object" && member !== null) members[key] = settle(member);
    }
  return value;
}
