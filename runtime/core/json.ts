/** JSON from outside: bounded in depth, without keys that poison objects, without integers that lose digits. */

/** Deeper nesting is refused: validators and serialisers recurse. */
const JSON_DEPTH = 100;

/** Why a text is not taken; its message is a sentence for the caller. */
export class JsonError extends Error {
  override readonly name = "JsonError";
}

/**
 * @param depth how deep arrays and objects may nest
 * @throws JsonError
 */
export function parseJson(text: string, depth: number = JSON_DEPTH): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new JsonError((error as Error).message); // JSON.parse throws a SyntaxError and nothing else
  }
  // Depth needs at least two characters for each level; the two other checks are for texts that could fail them.
  const suspicious = text.includes("__proto__") || /\\u00[567]/i.test(text);
  if (suspicious || text.length > 2 * depth) inspect(value, depth, suspicious);
  if (/\d{16}/.test(text)) refuseRounded(text);
  return value;
}

/** JSON.parse makes `__proto__` an ordinary own property; `Object.assign` in a handler would then set the prototype. */
function inspect(value: unknown, depth: number, keys: boolean): void {
  if (typeof value !== "object" || value === null) return;
  if (depth === 0) throw new JsonError("nested too deeply");
  if (Array.isArray(value)) {
    for (const item of value) inspect(item, depth - 1, keys);
    return;
  }
  if (keys && Object.hasOwn(value, "__proto__")) throw new JsonError('the key "__proto__" is not allowed');
  for (const item of Object.values(value)) inspect(item, depth - 1, keys);
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
    // The third argument came with ES2026; without it rounding cannot be seen.
    if (typeof value === "number" && context?.source !== undefined && !keepsInteger(context.source, value)) {
      throw new JsonError(`the integer ${context.source.slice(0, 40)} would lose digits`);
    }
    return value;
  });
}
