/**
 * Whether a value fits a schema, as far as that can be told by looking at the two, without making anything: most examples
 * of most contracts can be passed so. What it cannot tell is the interpreter's business.
 */

import { isObject, resolveRef } from "tenon-runtime/core";
import type { Formats } from "tenon-runtime/validators";
import type { Schema } from "./model.ts";
import { isAnnotation } from "./schema-keywords.ts";
import { type Node } from "./structure.ts";

const DEPTH = 200;

/** @returns false: it does not, or it cannot be told */
export type PlainlyFits = (schema: unknown, value: unknown) => boolean;

export function createPlainFit(schemas: Readonly<Record<string, Schema>>, formats: Formats): PlainlyFits {
  const fits = (schema: unknown, value: unknown, depth: number): boolean => {
    if (!isObject(schema)) return schema === true;
    if (depth > DEPTH) return false;
    for (const keyword in schema) {
      const rule = schema[keyword];
      switch (keyword) {
        case "type":
          if (
            typeof rule === "string" ? !isOf(rule, value) : !(rule as readonly string[]).some((one) => isOf(one, value))
          )
            return false;
          break;
        case "$ref":
          if (!fits(resolveRef(rule, schemas), value, depth + 1)) return false;
          break;
        case "properties":
          if (isObject(value))
            for (const name in value)
              if (Object.hasOwn(rule as Node, name) && !fits((rule as Node)[name], value[name], depth + 1))
                return false;
          break;
        case "additionalProperties":
          if (rule !== true && isObject(value)) {
            const declared = (schema["properties"] ?? {}) as Node; // normalised
            if (schema["patternProperties"] !== undefined) return false;
            for (const name in value)
              if (!Object.hasOwn(declared, name) && !fits(rule, value[name], depth + 1)) return false;
          }
          break;
        case "required":
          if (isObject(value) && !(rule as readonly string[]).every((name) => Object.hasOwn(value, name))) return false;
          break;
        case "items":
          if (schema["prefixItems"] !== undefined) return false;
          if (Array.isArray(value)) for (const item of value) if (!fits(rule, item, depth + 1)) return false;
          break;
        case "enum":
          if (!(rule as readonly unknown[]).includes(value)) return false;
          break;
        case "allOf":
          if (!(rule as readonly Schema[]).every((part) => fits(part, value, depth + 1))) return false;
          break;
        case "anyOf":
          if (!(rule as readonly Schema[]).some((part) => fits(part, value, depth + 1))) return false;
          break;
        case "oneOf": {
          const branches = rule as readonly Schema[];
          const one = branches.findIndex((branch) => fits(branch, value, depth + 1));
          if (one < 0 || !branches.every((branch, index) => index === one || breaks(branch, value, depth + 1)))
            return false;
          break;
        }
        // Characters are of one or two units.
        case "minLength":
          if (typeof value === "string" && value.length < 2 * (rule as number)) return false;
          break;
        case "maxLength":
          if (typeof value === "string" && value.length > (rule as number)) return false;
          break;
        case "minItems":
          if (Array.isArray(value) && value.length < (rule as number)) return false;
          break;
        case "maxItems":
          if (Array.isArray(value) && value.length > (rule as number)) return false;
          break;
        case "minimum":
          if (typeof value === "number" && value < (rule as number)) return false;
          break;
        case "maximum":
          if (typeof value === "number" && value > (rule as number)) return false;
          break;
        case "format": {
          const format = formats.get(String(rule));
          if (format?.type === "string" && typeof value === "string" && !format.check(value)) return false;
          if (format?.type === "number" && typeof value === "number" && !format.check(value)) return false;
          break;
        }
        default:
          if (!isAnnotation(keyword) && keyword !== "discriminator") return false;
      }
    }
    return true;
  };
  /** Surely does not fit; false: it does, or it cannot be told. */
  const breaks = (schema: unknown, value: unknown, depth: number): boolean => {
    if (!isObject(schema)) return schema === false;
    if (depth > DEPTH) return false;
    const { type, required, properties, $ref } = schema;
    if (typeof type === "string" && !isOf(type, value)) return true;
    if (Array.isArray(type) && !type.some((one) => isOf(String(one), value))) return true;
    if (typeof $ref === "string" && breaks(resolveRef($ref, schemas), value, depth + 1)) return true;
    if (Array.isArray(schema["enum"]) && typeof value !== "object" && !schema["enum"].includes(value)) return true;
    if (!isObject(value)) return false;
    if (Array.isArray(required) && required.some((name) => !Object.hasOwn(value, String(name)))) return true;
    for (const name in isObject(properties) ? properties : {})
      if (Object.hasOwn(value, name) && breaks((properties as Node)[name], value[name], depth + 1)) return true;
    return false;
  };
  return (schema, value) => fits(schema, value, 0);
}

/** Whether a JSON value is of a type of JSON Schema. */
export function isOf(type: string, value: unknown): boolean {
  switch (type) {
    case "integer":
      return Number.isInteger(value);
    case "null":
      return value === null;
    case "array":
      return Array.isArray(value);
    case "object":
      return isObject(value);
    default:
      return type === typeof value;
  }
}
