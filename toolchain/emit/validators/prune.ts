/** Removes keywords that neither validate nor help to generate values. */

import { isSchema, schemaKey } from "tenon-runtime/core";
import type { Schema } from "../../contract/model.ts";

/** Keywords of JSON Schema 2020-12 by the kind of their value. */
const SCHEMA = new Set(
  "items contains additionalProperties propertyNames unevaluatedItems unevaluatedProperties not if then else contentSchema".split(
    " ",
  ),
);
const SCHEMA_LIST = new Set(["allOf", "anyOf", "oneOf", "prefixItems"]);
const SCHEMA_MAP = new Set(["properties", "patternProperties", "dependentSchemas", "$defs"]);

/** Kept unchanged. `x-faker` is a hint to the mocks; annotations that only people read are removed. */
const KEPT = new Set(
  (
    "$ref $dynamicRef $dynamicAnchor $anchor type enum const required format pattern minLength maxLength minimum maximum " +
    "exclusiveMinimum exclusiveMaximum multipleOf minItems maxItems uniqueItems minContains maxContains minProperties " +
    "maxProperties dependentRequired discriminator contentEncoding contentMediaType default readOnly writeOnly x-tenon-readOnly x-tenon-writeOnly x-faker"
  ).split(" "),
);

/** Limits of examples, because they add to every bundle: the length as JSON, and the number. */
const LONGEST_EXAMPLE = 200;
const MOST_EXAMPLES = 3;

type Json = { [key: string]: unknown };

/** @param reached receives the keys of the named schemas that the schema refers to */
export function prunedSchema(schema: Schema, reached: Set<string>): Schema {
  if (typeof schema === "boolean") return schema;
  const out: Json = {};
  for (const keyword of Object.keys(schema)) {
    const value = schema[keyword];
    if (KEPT.has(keyword)) out[keyword] = value;
    else if (SCHEMA.has(keyword)) out[keyword] = prunedValue(value, reached);
    else if (SCHEMA_LIST.has(keyword) && Array.isArray(value))
      out[keyword] = value.map((each) => prunedValue(each, reached));
    else if (SCHEMA_MAP.has(keyword) && isSchema(value) && typeof value === "object")
      out[keyword] = prunedMembers(value, reached);
    else if (keyword === "examples" && Array.isArray(value)) {
      const short = value.filter((example) => (JSON.stringify(example)?.length ?? 0) <= LONGEST_EXAMPLE);
      if (short.length > 0) out[keyword] = short.slice(0, MOST_EXAMPLES);
    }
  }
  reach(schema["$ref"], reached);
  const mapping = isSchema(schema["discriminator"]) ? (schema["discriminator"] as Json)["mapping"] : undefined;
  if (isSchema(mapping)) for (const target of Object.values(mapping)) reach(target, reached);
  return out;
}

const prunedValue = (value: unknown, reached: Set<string>): unknown =>
  isSchema(value) ? prunedSchema(value, reached) : value;

function prunedMembers(members: Readonly<Record<string, unknown>>, reached: Set<string>): Json {
  const out: Json = {};
  for (const key of Object.keys(members)) {
    const value = prunedValue(members[key], reached);
    // a schema may be called `__proto__`, and assigning to that would set the prototype
    if (key === "__proto__")
      Object.defineProperty(out, key, { value, enumerable: true, writable: true, configurable: true });
    else out[key] = value;
  }
  return out;
}

function reach(ref: unknown, reached: Set<string>): void {
  const key = schemaKey(ref);
  if (key !== undefined) reached.add(key);
}
