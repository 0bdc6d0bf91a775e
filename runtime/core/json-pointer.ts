/** JSON Pointers (RFC 6901), as text and in the fragment of a URI reference. */

/** RFC 6901 §3: one token as a pointer has it. */
export const escapeToken = (token: string): string =>
  token.includes("~") || token.includes("/") ? token.replaceAll("~", "~0").replaceAll("/", "~1") : token;

/** RFC 6901 §4: the name that a token stands for. */
export const unescapeToken = (token: string): string =>
  token.includes("~") ? token.replaceAll("~1", "/").replaceAll("~0", "~") : token;

/** `/paths/~1students` → `["paths", "/students"]`; `""` is the root. */
export const parsePointer = (pointer: string): string[] => pointer.split("/").slice(1).map(unescapeToken);

/** `["paths", "/students"]` → `/paths/~1students`. */
export function formatPointer(tokens: readonly (string | number)[]): string {
  let pointer = "";
  for (const token of tokens) pointer += `/${typeof token === "number" ? token : escapeToken(token)}`;
  return pointer;
}

/** RFC 6901 §6: percent-decoded, except where the text has a bare `%`. */
export function decodeFragment(fragment: string): string {
  if (!fragment.includes("%")) return fragment;
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

/**
 * The pointer in a reference to the same document: `#/a%20b` → `/a b`.
 * @returns `undefined` for a reference to another document or to an anchor
 */
export const localPointer = (reference: string): string | undefined =>
  reference === "#" ? "" : reference.startsWith("#/") ? decodeFragment(reference.slice(1)) : undefined;

/** The own member of an object or array under a token; `undefined` when it has none. */
export function member(value: unknown, token: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, token)) return undefined;
  if (Array.isArray(value) && !/^(0|[1-9]\d*)$/.test(token)) return undefined; // "length" is an own property
  return (value as Record<string, unknown>)[token];
}

/** What a pointer leads to (RFC 6901 §4); `undefined` for nothing. */
export const valueAt = (value: unknown, pointer: string): unknown => parsePointer(pointer).reduce(member, value);
