/** Small readings of schemas as data: what `$ref` leads to, which defaults properties have. */

import type { Schema, Schemas } from "../validation.ts";

export type SchemaObject = Exclude<Schema, boolean>;

export const isSchemaObject = (value: unknown): value is SchemaObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);
export const isSchema = (value: unknown): value is Schema => typeof value === "boolean" || isSchemaObject(value);

/** The members of `allOf`, `properties` and the like that are schemas. */
export const schemasIn = (value: unknown): Schema[] => (Array.isArray(value) ? value.filter(isSchema) : []);
export const schemaEntries = (value: unknown): [string, Schema][] =>
  isSchemaObject(value) ? Object.entries(value).filter((entry): entry is [string, Schema] => isSchema(entry[1])) : [];

const ROOT = "#/components/schemas/";

/** What a `$ref` of the form `#/components/schemas/Key…` leads to; `undefined` for nothing. */
export function resolveRef(ref: string, schemas: Schemas): Schema | undefined {
  if (!ref.startsWith(ROOT)) return undefined;
  let value: unknown = schemas;
  for (const token of ref.slice(ROOT.length).split("/")) {
    const key = unescape(token);
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key]; // an own property of an object
  }
  return isSchema(value) ? value : undefined;
}

/** RFC 6901 §6: percent-decoded first, then `~1` and `~0`. */
function unescape(token: string): string {
  let text = token;
  try {
    text = decodeURIComponent(token);
  } catch {
    // not percent-encoded: the key has a bare %
  }
  return text.replaceAll("~1", "/").replaceAll("~0", "~");
}

/** Defaults of the properties of an object schema, through `$ref` and `allOf`. */
export function propertyDefaults(schema: Schema | undefined, schemas: Schemas): ReadonlyMap<string, unknown> {
  const defaults = new Map<string, unknown>();
  const seen = new Set<Schema>();
  const visit = (each: Schema | undefined): void => {
    if (!isSchemaObject(each) || seen.has(each)) return;
    seen.add(each);
    if (typeof each["$ref"] === "string") visit(resolveRef(each["$ref"], schemas));
    for (const member of schemasIn(each["allOf"])) visit(member);
    for (const [name, property] of schemaEntries(each["properties"])) {
      const value = isSchemaObject(property) ? (property["default"] ?? referredDefault(property, schemas)) : undefined;
      if (value !== undefined) defaults.set(name, value);
    }
  };
  visit(schema);
  return defaults;
}

function referredDefault(schema: SchemaObject, schemas: Schemas): unknown {
  const referred = typeof schema["$ref"] === "string" ? resolveRef(schema["$ref"], schemas) : undefined;
  return isSchemaObject(referred) ? referred["default"] : undefined;
}
