/** The complement of a schema as a union of schemas, if it can be written as one. */

import { isObject } from "tenon-runtime/core";
import type { Schema } from "../../contract/index.ts";
import { type At, type SchemaObject, type World } from "./world.ts";

/** Keywords of Tenon in schemas that are made here. Contracts never have them. */
export const ABSENT = "x-tenon-absent";
export const NOT_PATTERN = "x-tenon-not-pattern";
export const NOT_VALUES = "x-tenon-not-values";
export const FRACTION = "x-tenon-fraction";

export const TYPES = ["null", "boolean", "number", "string", "array", "object"] as const;
export type Type = (typeof TYPES)[number];

const MOST = 64;

/** `undefined` if the complement cannot be written. */
export function negate(schema: Schema, world: World): readonly Schema[] | undefined {
  if (typeof schema === "boolean") return schema ? [] : [true];
  if (world.derived.has(schema)) return world.derived.get(schema);
  world.derived.set(schema, undefined); // a schema that refers to itself has none
  const parts: Schema[] = [];
  for (const keyword of Object.keys(schema)) {
    const negated = negateKeyword(keyword, schema[keyword], schema, world);
    if (negated === undefined) return undefined;
    parts.push(...negated);
    if (parts.length > MOST) return undefined;
  }
  world.derived.set(schema, parts);
  return parts;
}

function negateKeyword(
  keyword: string,
  value: unknown,
  schema: SchemaObject,
  world: World,
): readonly Schema[] | undefined {
  switch (keyword) {
    case "$ref": {
      const target = world.follow(value as string);
      return target === undefined ? undefined : negate(target.schema, world);
    }
    case "not":
      return [value as Schema];
    case "allOf": {
      const parts = (value as Schema[]).map((member) => negate(member, world));
      return parts.includes(undefined) ? undefined : parts.flatMap((part) => part ?? []);
    }
    case "anyOf":
    case "oneOf":
      return negateAlternatives(value as Schema[], world);
    case "properties":
      return negateProperties(value as Record<string, Schema>, world);
    default:
      if (Object.hasOwn(ASSERTIONS, keyword)) return ASSERTIONS[keyword]!(value);
      if (ANNOTATIONS.has(keyword)) return [];
      return keyword.startsWith("x-") && !isTenon(keyword, schema) ? [] : undefined;
  }
}

/** No alternative fits: a complement of each, in all combinations. */
function negateAlternatives(members: readonly Schema[], world: World): readonly Schema[] | undefined {
  let product: Schema[][] = [[]];
  for (const member of members) {
    const part = negate(member, world);
    if (part === undefined) return undefined;
    product = product.flatMap((before) => part.map((one) => [...before, one]));
    if (product.length > MOST) return undefined;
  }
  return product.map((all) => ({ allOf: all }));
}

function negateProperties(properties: Readonly<Record<string, Schema>>, world: World): readonly Schema[] | undefined {
  const parts: Schema[] = [];
  for (const [name, property] of Object.entries(properties)) {
    const negated = negate(property, world);
    if (negated === undefined) return undefined;
    for (const one of negated) parts.push({ type: "object", required: [name], properties: { [name]: one } });
  }
  return parts;
}

function negateType(value: unknown): readonly Schema[] {
  const types = new Set<unknown>(Array.isArray(value) ? value : [value]);
  const integers = types.has("integer") && !types.has("number");
  if (types.has("integer")) types.add("number");
  const others = TYPES.filter((type) => !types.has(type));
  return [
    ...(others.length > 0 ? [{ type: others }] : []),
    ...(integers ? [{ type: "number", [FRACTION]: true }] : []),
  ];
}

const less = (value: unknown): number => (value as number) - 1;
const more = (value: unknown): number => (value as number) + 1;

/** Keyword → its complement. */
const ASSERTIONS: Readonly<Record<string, (value: unknown) => readonly Schema[]>> = {
  type: negateType,
  const: (value) => [{ [NOT_VALUES]: [value] }],
  enum: (value) => [{ [NOT_VALUES]: value }],
  minimum: (value) => [{ type: "number", exclusiveMaximum: value }],
  maximum: (value) => [{ type: "number", exclusiveMinimum: value }],
  exclusiveMinimum: (value) => [{ type: "number", maximum: value }],
  exclusiveMaximum: (value) => [{ type: "number", minimum: value }],
  minLength: (value) => (value === 0 ? [] : [{ type: "string", maxLength: less(value) }]),
  maxLength: (value) => [{ type: "string", minLength: more(value) }],
  pattern: (value) => [{ type: "string", [NOT_PATTERN]: value }],
  minItems: (value) => (value === 0 ? [] : [{ type: "array", maxItems: less(value) }]),
  maxItems: (value) => [{ type: "array", minItems: more(value) }],
  minProperties: (value) => (value === 0 ? [] : [{ type: "object", maxProperties: less(value) }]),
  maxProperties: (value) => [{ type: "object", minProperties: more(value) }],
  required: (value) => (value as string[]).map((name) => ({ type: "object", [ABSENT]: [name] })),
  [ABSENT]: (value) => [{ type: "object", required: value }],
};

/** Keywords that allow every value. */
const ANNOTATIONS: ReadonlySet<string> = new Set(
  "title description default examples example deprecated readOnly writeOnly $comment discriminator xml externalDocs".split(
    " ",
  ),
);

const isTenon = (keyword: string, schema: SchemaObject): boolean =>
  (keyword === NOT_PATTERN || keyword === NOT_VALUES || keyword === FRACTION) && isObject(schema);

/** The complement, with the pointer of the schema. */
export function complement(at: At, world: World): readonly At[] | undefined {
  return negate(at.schema, world)?.map((schema) => ({ schema, pointer: at.pointer }));
}
