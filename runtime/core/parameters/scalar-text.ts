/** A single value → its text: what every style and every body is made of. Apart from the styles, so that a page need not load them. */

import type { MediaType } from "../contract.ts";

/** The contract gives no way to send this value. */
export class EncodeError extends TypeError {
  override readonly name = "EncodeError";
}

/** Puts the name of the encoded thing in front of the message of an {@link EncodeError}. */
export function naming<T>(what: string, encode: () => T): T {
  try {
    return encode();
  } catch (error) {
    throw error instanceof EncodeError ? new EncodeError(`${what}: ${error.message}`) : error;
  }
}

/** A single value as text: a date in RFC 3339, a nested object or array as JSON. */
export function scalarText(value: unknown): string {
  if (typeof value === "string") return value;
  if (value instanceof Date) return value.toISOString();
  if (typeof value === "object" && value !== null) return JSON.stringify(value);
  return String(value);
}

/** @throws EncodeError */
export function jsonText(value: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (error) {
    throw new EncodeError(`the body is not JSON: ${String((error as Error).message.split("\n")[0])}`); // a BigInt, a circle
  }
  if (text === undefined) throw new EncodeError(`a ${typeof value} is not JSON`);
  return text;
}

/** A range (`text/*`) is declared, but something definite must be sent. */
export const concreteType = (media: MediaType, otherwise: string): string =>
  media.type.includes("*") ? otherwise : media.type;

/** A value as it is named in an error. */
export const describe = (value: unknown): string =>
  value === null
    ? "null"
    : Array.isArray(value)
      ? "an array"
      : typeof value === "object"
        ? (value.constructor?.name ?? "an object")
        : `a ${typeof value}`;
