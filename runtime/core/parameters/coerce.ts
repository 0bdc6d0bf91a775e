/** Text → a value of the type that the schema gives it. The text is already percent-decoded. */

import type { Shape } from "../contract.ts";
import { keepsInteger, parseJson } from "../json/index.ts";
import { escapeToken } from "../pointers.ts";

/** The text does not fit. What the schema has to say about it is asked first; this is for what a schema cannot see. */
export class Misfit {
  readonly keyword: string;
  readonly message: string;
  /** The schema would say something misleading: report this and nothing else. */
  readonly final: boolean;
  /** JSON Pointer of what does not fit, in the whole value. */
  readonly pointer: string;
  /** The whole value with the text in that place, which the schema can be asked about; absent: the text itself. */
  readonly value: unknown;
  constructor(keyword: string, message: string, final = false, pointer = "", value?: unknown) {
    this.keyword = keyword;
    this.message = message;
    this.final = final;
    this.pointer = pointer;
    this.value = value;
  }
  /** The same, of this text. */
  of(text: string): Misfit {
    return new Misfit(this.keyword, this.message, this.final, this.pointer, text);
  }
}

/** Puts the entries of an array or an object together; of those that do not fit it remembers the one to report. */
export class Gathering<T extends unknown[] | Record<string, unknown>> {
  readonly #whole: T;
  #worst: Misfit | undefined;
  #key = "";
  constructor(whole: T) {
    this.#whole = whole;
  }
  add(key: string | number, entry: unknown): void {
    // Cast: an array's keys are its indices, and an object's are names.
    const whole = this.#whole as Record<string | number, unknown>;
    if (!(entry instanceof Misfit)) {
      whole[key] = entry;
      return;
    }
    whole[key] = entry.value ?? null;
    if (this.#worst !== undefined && (this.#worst.final || !entry.final)) return;
    this.#worst = entry;
    this.#key = escapeToken(String(key));
  }
  /** The array or object, or the misfit in it. */
  get value(): T | Misfit {
    const worst = this.#worst;
    if (worst === undefined) return this.#whole;
    return new Misfit(worst.keyword, worst.message, worst.final, `/${this.#key}${worst.pointer}`, this.#whole);
  }
}

const INTEGER = /^-?\d+$/;
// a digit belongs to one loop alone: two that could both take it would try each way to divide them
const NUMBER = /^-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/** @returns the value, or a {@link Misfit} */
export function coerce(text: string, shape: Shape | undefined): unknown {
  switch (shape) {
    case undefined:
    case "string":
    case "any":
    case "binary":
      return text;
    case "integer":
    case "number":
      return coerceNumber(text, shape);
    case "boolean":
      return text === "true" ? true : text === "false" ? false : new Misfit("type", "must be true or false");
    case "null":
      return text === "" || text === "null" ? null : new Misfit("type", "must be null");
  }
  if ("anyOf" in shape) return firstFit(shape.anyOf, (member) => coerce(text, member));
  if ("enum" in shape)
    return shape.enum.includes(text) ? text : new Misfit("enum", "must be one of the allowed values");
  // An array or object where a style has room for one text only: JSON, as the encoder writes it.
  return coerceJson(text, "array" in shape ? "array" : "object");
}

/** Tries each member: the first that fits wins; else the misfit that tells most is given. */
export function firstFit(members: readonly Shape[], attempt: (member: Shape) => unknown): unknown {
  let misfit = new Misfit("type", "has a type that is not allowed");
  for (const member of members) {
    const value = attempt(member);
    if (!(value instanceof Misfit)) return value;
    if (!misfit.final) misfit = value;
  }
  return misfit;
}

function coerceNumber(text: string, shape: "integer" | "number"): unknown {
  if (!(shape === "integer" ? INTEGER : NUMBER).test(text)) {
    return new Misfit("type", shape === "integer" ? "must be an integer" : "must be a number");
  }
  const value = Number(text);
  if (!Number.isFinite(value)) return new Misfit("range", "is too large for a number", true);
  if (text.length > 15 && !keepsInteger(text, value)) {
    return new Misfit("precision", "is an integer that would lose digits; send at most 15 digits", true);
  }
  return value === 0 ? 0 : value; // no negative zero
}

function coerceJson(text: string, kind: "array" | "object"): unknown {
  const misfit = new Misfit("type", kind === "array" ? "must be an array" : "must be an object");
  if (!text.startsWith(kind === "array" ? "[" : "{")) return misfit;
  try {
    return parseJson(text);
  } catch (error) {
    return new Misfit("json", (error as Error).message, true); // a JsonError, whose message is a sentence
  }
}
