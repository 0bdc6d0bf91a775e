/** JSON in which no integer loses digits. */

import { keepsInteger } from "./integers.ts";

/** Why a text is refused; its message is a sentence for the caller. */
export class JsonError extends Error {
  override readonly name = "JsonError";
}

/** Numbers that a double may not hold: 16 digits before the point, or an exponent. In a text they are rare. */
const SUSPICIOUS = /(?:^|[[:,\s])-?(?:\d{16}|[\d.]+e)/i;
/** Strings, so that numbers in them are passed over, and numbers. */
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;

/**
 * `JSON.parse` that refuses integers which would lose digits, and numbers that would be infinite.
 * @throws JsonError for such a number, SyntaxError for what is no JSON
 */
export function parseExactJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  if (SUSPICIOUS.test(text)) refuseRounded(text);
  return value;
}

/** @param text JSON @throws JsonError for a number that would lose digits or be infinite */
export function refuseRounded(text: string): void {
  for (const [token] of text.matchAll(TOKEN)) {
    if (token.startsWith('"')) continue;
    const value = Number(token);
    if (!Number.isFinite(value)) throw new JsonError("has a number that is too large");
    if (!keepsInteger(token, value))
      throw new JsonError(`has the integer ${token.slice(0, 40)}, which would lose digits`);
  }
}
