/**
 * A quick check whether a value is valid. It looks only at the schema and the value, and makes nothing. Most examples of most
 * contracts pass it. The interpreter checks the others.
 */

import { isObject, resolveRef } from "tenon-runtime/core";
import type { Formats } from "tenon-runtime/validators";
import { isOfType } from "./json-types.ts";
import type { Schema } from "./model.ts";
import { isAnnotation } from "./schema-keywords.ts";
import { type Node } from "./structure.ts";

const MOST_LEVELS = 200;

export class QuickCheck {
  readonly #schemas: Readonly<Record<string, Schema>>;
  readonly #formats: Formats;

  constructor(schemas: Readonly<Record<string, Schema>>, formats: Formats) {
    this.#schemas = schemas;
    this.#formats = formats;
  }

  /** Whether the value is certainly valid. `false`: it is invalid, or the quick check cannot tell. */
  isCertainlyValid(schema: unknown, value: unknown): boolean {
    return this.#isValid(schema, value, 0);
  }

  #isValid(schema: unknown, value: unknown, level: number): boolean {
    if (!isObject(schema)) return schema === true;
    if (level > MOST_LEVELS) return false;
    for (const keyword in schema) if (!this.#obeys(keyword, schema, value, level + 1)) return false;
    return true;
  }

  #obeys(keyword: string, schema: Node, value: unknown, level: number): boolean {
    const rule = schema[keyword];
    switch (keyword) {
      case "$ref":
        return this.#isValid(resolveRef(rule, this.#schemas), value, level);
      case "properties":
        return !isObject(value) || this.#propertiesValid(rule as Node, value, level);
      case "additionalProperties":
        return rule === true || !isObject(value) || this.#additionalValid(rule, schema, value, level);
      case "items":
        if (schema["prefixItems"] !== undefined) return false;
        return !Array.isArray(value) || value.every((item) => this.#isValid(rule, item, level));
      case "allOf":
        return (rule as readonly Schema[]).every((branch) => this.#isValid(branch, value, level));
      case "anyOf":
        return (rule as readonly Schema[]).some((branch) => this.#isValid(branch, value, level));
      case "oneOf":
        return this.#isValidForOne(rule as readonly Schema[], value, level);
      default:
        return this.#obeysAssertion(keyword, rule, value);
    }
  }

  #propertiesValid(properties: Node, value: Node, level: number): boolean {
    for (const name in value)
      if (Object.hasOwn(properties, name) && !this.#isValid(properties[name], value[name], level)) return false;
    return true;
  }

  #additionalValid(rule: unknown, schema: Node, value: Node, level: number): boolean {
    if (schema["patternProperties"] !== undefined) return false;
    const declared = (schema["properties"] ?? {}) as Node; // normalised
    for (const name in value)
      if (!Object.hasOwn(declared, name) && !this.#isValid(rule, value[name], level)) return false;
    return true;
  }

  #isValidForOne(branches: readonly Schema[], value: unknown, level: number): boolean {
    const first = branches.findIndex((branch) => this.#isValid(branch, value, level));
    return (
      first >= 0 && branches.every((branch, index) => index === first || this.#isCertainlyInvalid(branch, value, level))
    );
  }

  #obeysAssertion(keyword: string, rule: unknown, value: unknown): boolean {
    switch (keyword) {
      case "type":
        return isOfAnyType(rule, value);
      case "required":
        return !isObject(value) || (rule as readonly string[]).every((name) => Object.hasOwn(value, name));
      case "enum":
        return (rule as readonly unknown[]).includes(value);
      case "minLength": // a character has one or two code units
        return typeof value !== "string" || value.length >= 2 * (rule as number);
      case "maxLength":
        return typeof value !== "string" || value.length <= (rule as number);
      case "minItems":
        return !Array.isArray(value) || value.length >= (rule as number);
      case "maxItems":
        return !Array.isArray(value) || value.length <= (rule as number);
      case "minimum":
        return typeof value !== "number" || value >= (rule as number);
      case "maximum":
        return typeof value !== "number" || value <= (rule as number);
      case "format":
        return this.#hasFormat(String(rule), value);
      default:
        return isAnnotation(keyword) || keyword === "discriminator";
    }
  }

  #hasFormat(name: string, value: unknown): boolean {
    const format = this.#formats.get(name);
    if (format?.type === "string") return typeof value !== "string" || format.check(value);
    if (format?.type === "number") return typeof value !== "number" || format.check(value);
    return true;
  }

  /** Whether the value is certainly invalid. `false`: it is valid, or the quick check cannot tell. */
  #isCertainlyInvalid(schema: unknown, value: unknown, level: number): boolean {
    if (!isObject(schema)) return schema === false;
    if (level > MOST_LEVELS) return false;
    const { type, required, properties, $ref } = schema;
    if (type !== undefined && !isOfAnyType(type, value)) return true;
    if (typeof $ref === "string" && this.#isCertainlyInvalid(resolveRef($ref, this.#schemas), value, level + 1))
      return true;
    if (Array.isArray(schema["enum"]) && typeof value !== "object" && !schema["enum"].includes(value)) return true;
    if (!isObject(value)) return false;
    if (Array.isArray(required) && required.some((name) => !Object.hasOwn(value, String(name)))) return true;
    for (const name in isObject(properties) ? properties : {})
      if (Object.hasOwn(value, name) && this.#isCertainlyInvalid((properties as Node)[name], value[name], level + 1))
        return true;
    return false;
  }
}

/** @param types a type or a list of types */
const isOfAnyType = (types: unknown, value: unknown): boolean =>
  typeof types === "string"
    ? isOfType(types, value)
    : (types as readonly string[]).some((type) => isOfType(type, value));
