/** JSON from outside: bounded in depth, without keys that poison objects, without integers that lose digits. */

import { JsonError, ODD, quickJson, type JsonLimits } from "./quick.ts";
import { lineAndColumn, scanJson } from "./scan.ts";

export { JsonError, type JsonLimits } from "./quick.ts";

/**
 * `JSON.parse` and one walk over what it made; only a text in which that finds something odd is looked at again.
 * A key that is there twice is refused: one program would take the first value, the next one the last (RFC 8259 §4).
 * @param line which one of a longer text it begins at
 * @throws JsonError
 */
export function parseJson(text: string, limits?: JsonLimits, line: number = 1): unknown {
  const value = quickJson(text, limits);
  if (value !== ODD) return value;
  const found = scanJson(text);
  if (found === undefined) {
    const suspected: unknown = JSON.parse(text);
    return limits?.numbers === undefined ? suspected : limits.numbers.keep(text, suspected);
  }
  if (found.kind === "duplicate")
    throw new JsonError(
      `has the key ${JSON.stringify(found.key.slice(0, 80))} twice (${lineAndColumn(text, found.offset, line)})`,
    );
  const { offset, expected } = found;
  const sign = text[offset];
  const given = sign === undefined ? "the text ends" : `found ${JSON.stringify(sign)}`;
  throw new JsonError(`is not valid JSON: expected ${expected} at ${lineAndColumn(text, offset, line)}, but ${given}`);
}
