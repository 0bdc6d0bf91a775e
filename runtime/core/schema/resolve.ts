/** Small readings of schemas as data: what `$ref` leads to, which defaults properties have. */

import { decodeFragment, escapeToken, member, unescapeToken } from "../json-pointer.ts";
import { isObject } from "../json-object.ts";
import type { Schema, Schemas } from "../validation.ts";

export type SchemaObject = Exclude<Schema, boolean>;

export const isSchema = (value: unknown): value is Schema => typeof value === "boolean" || isObject(value);

/** The members of `allOf`, `properties` and the like that are schemas. */
export const schemasIn = (value: unknown): Schema[] => (Array.isArray(value) ? value.filter(isSchema) : []);
export const schemaEntries = (value: unknown): [string, Schema][] =>
  isObject(value) ? Object.entries(value).filter((entry): entry is [string, Schema] => isSchema(entry[1])) : [];

/** What the reference to a named schema begins with (OAS 3.2 §4.7). */
const NAMED = "#/components/schemas/";

/** The reference to a named schema, or to a schema in it: a pointer as a URI fragment (RFC 6901 §6). */
export const schemaReference = (key: string): string => NAMED + escapeToken(key).replaceAll("%", "%25");

/** The key of a named schema, and the tokens of the path below it; `undefined` for a reference of another form. */
export function schemaPath(reference: unknown): readonly string[] | undefined {
  if (typeof reference !== "string" || !reference.startsWith(NAMED)) return undefined;
  const path = reference.slice(NAMED.length);
  return /[~%/]/.test(path) ? path.split("/").map((token) => unescapeToken(decodeFragment(token))) : [path];
}

/** The key of the named schema that a reference leads to; `undefined` for a reference of another form. */
export function schemaKey(reference: unknown): string | undefined {
  const path = schemaPath(reference);
  return path?.length === 1 ? path[0] : undefined;
}

/** The named schema, or the schema in it, that a reference leads to; `undefined` for nothing. */
export function resolveRef(reference: unknown, schemas: Schemas): Schema | undefined {
  const path = schemaPath(reference);
  if (path === undefined) return undefined;
  const target = path.reduce<unknown>(member, schemas);
  return isSchema(target) ? target : undefined;
}

/** Defaults of the properties of an object schema, through `$ref` and `allOf`. */
export function propertyDefaults(schema: Schema | undefined, schemas: Schemas): ReadonlyMap<string, unknown> {
  const defaults = new Map<string, unknown>();
  const seen = new Set<Schema>();
  const visit = (each: Schema | undefined): void => {
    if (!isObject(each) || seen.has(each)) return;
    seen.add(each);
    visit(resolveRef(each["$ref"], schemas));
    for (const member of schemasIn(each["allOf"])) visit(member);
    for (const [name, property] of schemaEntries(each["properties"])) {
      const value = isObject(property) ? (property["default"] ?? referredDefault(property, schemas)) : undefined;
      if (value !== undefined) defaults.set(name, value);
    }
  };
  visit(schema);
  return defaults;
}

function referredDefault(schema: SchemaObject, schemas: Schemas): unknown {
  const referred = resolveRef(schema["$ref"], schemas);
  return isObject(referred) ? referred["default"] : undefined;
}
