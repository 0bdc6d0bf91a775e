/** JSON Pointers (RFC 6901) and the references that carry them in a fragment (RFC 3986 §3.5). */

/** One token as it stands in a pointer: `~` and `/` escaped. */
export function escapeToken(token: string): string {
  return token.includes("~") || token.includes("/") ? token.replaceAll("~", "~0").replaceAll("/", "~1") : token;
}

/** `/paths/~1students` → `["paths", "/students"]`; `""` is the root. */
export function parsePointer(pointer: string): string[] {
  if (pointer === "") return [];
  return pointer
    .slice(1)
    .split("/")
    .map((token) => (token.includes("~") ? token.replaceAll("~1", "/").replaceAll("~0", "~") : token));
}

export function formatPointer(tokens: readonly (string | number)[]): string {
  let pointer = "";
  for (const token of tokens) pointer += `/${typeof token === "number" ? token : escapeToken(token)}`;
  return pointer;
}

/**
 * The pointer in a reference to the same document: `#/a%20b` → `/a b`.
 * `undefined` for what is no such reference: another document, an anchor, text that is not percent-encoded properly.
 */
export function localPointer(reference: string): string | undefined {
  if (reference === "#") return "";
  if (!reference.startsWith("#/")) return undefined;
  const fragment = reference.slice(1);
  if (!fragment.includes("%")) return fragment;
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

/** The own member of an object or array under a token; `undefined` when there is none. */
export function member(value: unknown, token: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, token)) return undefined;
  if (Array.isArray(value) && !/^(0|[1-9]\d*)$/.test(token)) return undefined; // "length" is an own property
  return (value as Record<string, unknown>)[token];
}
