/** Schemas that are made while comparing. */

import type { Type } from "./negate.ts";
import { canonical } from "./matching.ts";

const constants = new Map<string, Readonly<Record<string, unknown>>>();

/** The same object for the same text, so that it is the same schema for a world. */
export const constOf = (schema: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
  const key = canonical(schema);
  const known = constants.get(key);
  if (known === undefined) constants.set(key, schema);
  return known ?? schema;
};

export const TEXT = { type: "string" } as const;

/** The schema that this list or object alone fits, one level of it. */
export function literal(value: unknown): Readonly<Record<string, unknown>> {
  if (Array.isArray(value))
    return constOf({
      type: "array",
      prefixItems: value.map((item) => ({ const: item as unknown })),
      items: false,
      minItems: value.length,
    });
  if (typeof value === "object" && value !== null)
    return constOf({
      type: "object",
      required: Object.keys(value),
      properties: Object.fromEntries(
        Object.entries(value).map(([name, member]) => [name, { const: member as unknown }]),
      ),
      additionalProperties: false,
    });
  return constOf({ const: value });
}

export const typeName = (value: unknown): Type =>
  value === null ? "null" : Array.isArray(value) ? "array" : (typeof value as Type);
