/** Resolves a `$ref` of the model's form: `#/components/schemas/Key`, and pointers below it. */

import type { Schema } from "../../contract/model.ts";

/** Named schemas by key. */
export type Named = ReadonlyMap<string, Schema>;

const ROOT = "#/components/schemas/";
const HAS_SYNTAX = /[/%~]/;

/** The key and the path below it; `undefined` for a reference of another form. */
export function pathOf(reference: string): readonly string[] | undefined {
  if (!reference.startsWith(ROOT)) return undefined;
  const path = reference.slice(ROOT.length);
  if (!HAS_SYNTAX.test(path)) return [path];
  return path.split("/").map((token) => decoded(token).replaceAll("~1", "/").replaceAll("~0", "~"));
}

export const referenceTo = (key: string): string =>
  ROOT + encodeURIComponent(key.replaceAll("~", "~0").replaceAll("/", "~1"));

export function resolved(reference: string, named: Named): Schema | undefined {
  const [key, ...rest] = pathOf(reference) ?? [];
  let value: unknown = key === undefined ? undefined : named.get(key);
  for (const token of rest) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, token)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[token]; // its own
  }
  return typeof value === "boolean" || (typeof value === "object" && value !== null && !Array.isArray(value))
    ? (value as Schema)
    : undefined;
}

function decoded(token: string): string {
  if (!token.includes("%")) return token;
  try {
    return decodeURIComponent(token);
  } catch {
    return token; // a bare %
  }
}
