/** The complement of a schema as a union of schemas, where it can be written as one. */

import { isObject } from "tenon-runtime/core";
import type { Schema } from "../../contract/index.ts";
import { type At, type SchemaObject, type World } from "./world.ts";

/** Keywords of our own in schemas that are made here: they never stand in a contract. */
export const ABSENT = "x-tenon-absent";
export const NOT_PATTERN = "x-tenon-not-pattern";
export const NOT_VALUES = "x-tenon-not-values";
export const FRACTION = "x-tenon-fraction";

export const TYPES = ["null", "boolean", "number", "string", "array", "object"] as const;
export type Type = (typeof TYPES)[number];

const MOST = 64;

/** @returns undefined where the complement cannot be told */
export function negate(schema: Schema, world: World): readonly Schema[] | undefined {
  if (typeof schema === "boolean") return schema ? [] : [true];
  if (world.derived.has(schema)) return world.derived.get(schema);
  world.derived.set(schema, undefined); // what leads back to itself has none
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
  const number = value as number;
  switch (keyword) {
    case "type": {
      const types = new Set<unknown>(Array.isArray(value) ? value : [value]);
      const integers = types.has("integer") && !types.has("number");
      if (types.has("integer")) types.add("number");
      const others = TYPES.filter((type) => !types.has(type));
      return [
        ...(others.length > 0 ? [{ type: others }] : []),
        ...(integers ? [{ type: "number", [FRACTION]: true }] : []),
      ];
    }
    case "const":
      return [{ [NOT_VALUES]: [value] }];
    case "enum":
      return [{ [NOT_VALUES]: value }];
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
    case "oneOf": {
      let product: Schema[][] = [[]];
      for (const member of value as Schema[]) {
        const part = negate(member, world);
        if (part === undefined) return undefined;
        product = product.flatMap((before) => part.map((one) => [...before, one]));
        if (product.length > MOST) return undefined;
      }
      return product.map((all) => ({ allOf: all }));
    }
    case "minimum":
      return [{ type: "number", exclusiveMaximum: number }];
    case "maximum":
      return [{ type: "number", exclusiveMinimum: number }];
    case "exclusiveMinimum":
      return [{ type: "number", maximum: number }];
    case "exclusiveMaximum":
      return [{ type: "number", minimum: number }];
    case "minLength":
      return number === 0 ? [] : [{ type: "string", maxLength: number - 1 }];
    case "maxLength":
      return [{ type: "string", minLength: number + 1 }];
    case "pattern":
      return [{ type: "string", [NOT_PATTERN]: value }];
    case "minItems":
      return number === 0 ? [] : [{ type: "array", maxItems: number - 1 }];
    case "maxItems":
      return [{ type: "array", minItems: number + 1 }];
    case "minProperties":
      return number === 0 ? [] : [{ type: "object", maxProperties: number - 1 }];
    case "maxProperties":
      return [{ type: "object", minProperties: number + 1 }];
    case "required":
      return (value as string[]).map((name) => ({ type: "object", [ABSENT]: [name] }));
    case "properties": {
      const parts: Schema[] = [];
      for (const [name, property] of Object.entries(value as Record<string, Schema>)) {
        const negated = negate(property, world);
        if (negated === undefined) return undefined;
        for (const one of negated) parts.push({ type: "object", required: [name], properties: { [name]: one } });
      }
      return parts;
    }
    case "title":
    case "description":
    case "default":
    case "examples":
    case "example":
    case "deprecated":
    case "readOnly":
    case "writeOnly":
    case "$comment":
    case "discriminator":
    case "xml":
    case "externalDocs":
    case ABSENT:
      return keyword === ABSENT ? [{ type: "object", required: value }] : [];
    default:
      return keyword.startsWith("x-") && !isTenon(keyword, schema) ? [] : undefined;
  }
}

const isTenon = (keyword: string, schema: SchemaObject): boolean =>
  (keyword === NOT_PATTERN || keyword === NOT_VALUES || keyword === FRACTION) && isObject(schema);

/** The complement at a place: what is made stands where it was made from. */
export function complement(at: At, world: World): readonly At[] | undefined {
  return negate(at.schema, world)?.map((schema) => ({ schema, pointer: at.pointer }));
}
