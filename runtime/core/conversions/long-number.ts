/** Numbers of JSON texts that a double cannot hold. They stay literals until a program gets them as `bigint` or as text. */

import { parseJson } from "../json/index.ts";
import { DEFAULTS, JsonError } from "../json/quick.ts";
import { coerceScalar, Misfit } from "../parameters/scalar.ts";
import type { Shape } from "../contract.ts";
import { BRAND, isLong, type Long } from "../schema/long.ts";
import type { LongNumbers } from "./types.ts";

const INTEGER = /^-?\d+$/;

/** The literal of a JSON number. It compares as a number does, and `JSON.stringify` writes it as it is. */
export class LongNumber implements Long {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
    Object.defineProperty(this, BRAND, { value: true });
  }
  toString(): string {
    return this.text;
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
  parse: (text) => parseJson(text, { ...DEFAULTS, numbers: longNumbers }),
  shape: exactShape,
  settle,
};

/** Significant digits: without sign, point, exponent, and zeros at either end. */
function digits(text: string): string {
  const all = text
    .replace(/[eE].*$/, "")
    .replaceAll(/[-.]/g, "")
    .replace(/^0+/, "");
  // An expression such as `0+$` takes quadratic time on a number with many zeros inside.
  let end = all.length;
  while (all[end - 1] === "0") end -= 1;
  return all.slice(0, end);
}

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

function exactShape<S extends Shape | undefined>(shape: S): S | Shape {
  if (shape === "long" || shape === "decimal") return { read: (text) => readLong(text, shape) };
  if (typeof shape !== "object") return shape;
  if ("array" in shape) return { array: exactShape(shape.array), parse: longNumbers.parse };
  if ("anyOf" in shape) return { anyOf: shape.anyOf.map(exactShape) };
  if (!("object" in shape)) return shape;
  const object = Object.fromEntries(Object.entries(shape.object).map(([name, each]) => [name, exactShape(each)]));
  return { object, parse: longNumbers.parse, ...(shape.rest !== undefined && { rest: exactShape(shape.rest) }) };
}

/** As a number where a double holds all digits. */
function readLong(text: string, shape: "long" | "decimal"): unknown {
  const value = coerceScalar(text, shape);
  const isLost = value instanceof Misfit ? value.final : String(value as number) !== text;
  return isLost ? new LongNumber(text) : value;
}
