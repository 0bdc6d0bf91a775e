/** Text → a scalar of the type that the schema gives it: all that most parameters are. The text is already percent-decoded. */

import type { Shape } from "../contract.ts";
import { keepsInteger } from "../json/integers.ts";

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

/** A shape of which one text is one value, and never JSON. */
export type Scalar = Extract<Shape, string> | Extract<Shape, { enum: unknown } | { read: unknown }>;

export const isScalar = (shape: Shape | undefined): shape is Scalar | undefined =>
  typeof shape !== "object" || "enum" in shape || "read" in shape;

const INTEGER = /^-?\d+$/;
// a digit belongs to one loop alone: two that could both take it would try each way to divide them
const NUMBER = /^-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/** @returns the value, or a {@link Misfit} */
export function coerceScalar(text: string, shape: Scalar | undefined): unknown {
  switch (shape) {
    case undefined:
    case "string":
    case "any":
    case "binary":
      return text;
    case "integer":
    case "long":
      return coerceNumber(text, "integer");
    case "number":
    case "decimal":
      return coerceNumber(text, "number");
    case "boolean":
      return text === "true" ? true : text === "false" ? false : new Misfit("type", "must be true or false");
    case "null":
      return text === "" || text === "null" ? null : new Misfit("type", "must be null");
  }
  if ("read" in shape) return shape.read(text);
  return shape.enum.includes(text) ? text : new Misfit("enum", "must be one of the allowed values");
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
