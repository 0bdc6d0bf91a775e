/** Walks over normalised schemas: every place that holds a schema is known by its keyword. */

import { isObject, schemaKey } from "tenon-runtime/core";
import type { Schema } from "./model.ts";
import { RULES } from "./schema-keywords.ts";
import { type Node } from "./structure.ts";

/** Keywords that apply to the same value as the schema they stand in (JSON Schema 2020-12 §10.2). */
export const IN_PLACE: ReadonlySet<string> = new Set([
  "allOf",
  "anyOf",
  "oneOf",
  "not",
  "if",
  "then",
  "else",
  "dependentSchemas",
]);

/** The key that a schema refers to, when it refers to one. */
export const referredKey = (schema: unknown): string | undefined =>
  isObject(schema) ? schemaKey(schema["$ref"]) : undefined;

/** Calls back for each schema that stands directly in another. */
export function eachSubschema(
  schema: Schema,
  visit: (sub: Schema, keyword: string, name: string | undefined) => void,
): void {
  if (typeof schema === "boolean") return;
  for (const keyword in schema) {
    const value = schema[keyword];
    switch (keyword === "items" ? "schema" : RULES.get(keyword)) {
      case "schema":
        visit(value as Schema, keyword, undefined);
        break;
      case "schemas":
        for (const sub of value as Schema[]) visit(sub, keyword, undefined);
        break;
      case "named":
        for (const name in value as Node) visit((value as Record<string, Schema>)[name]!, keyword, name);
        break;
      default: // no schema in it
    }
  }
}

/** The schema with each schema directly in it replaced; itself when nothing changed. */
export function mapSubschemas(
  schema: Schema,
  map: (sub: Schema, keyword: string, name: string | undefined) => Schema,
): Schema {
  if (typeof schema === "boolean") return schema;
  let out: Record<string, unknown> | undefined;
  for (const keyword in schema) {
    const value = schema[keyword];
    let after: unknown = value;
    switch (keyword === "items" ? "schema" : RULES.get(keyword)) {
      case "schema":
        after = map(value as Schema, keyword, undefined);
        break;
      case "schemas": {
        const list = (value as Schema[]).map((sub) => map(sub, keyword, undefined));
        if (list.some((sub, index) => sub !== (value as Schema[])[index])) after = list;
        break;
      }
      case "named": {
        let named: Record<string, Schema> | undefined;
        for (const name in value as Node) {
          const sub = (value as Record<string, Schema>)[name]!;
          const result = map(sub, keyword, name);
          if (result !== sub) (named ??= { ...(value as Record<string, Schema>) })[name] = result;
        }
        if (named !== undefined) after = named;
        break;
      }
      default: // no schema in it
    }
    if (after !== value) (out ??= { ...schema })[keyword] = after;
  }
  return out ?? schema;
}
