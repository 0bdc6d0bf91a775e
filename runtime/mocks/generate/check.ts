/**
 * Whether a value satisfies a schema: what the generator asks to choose a branch. It knows no formats and leaves out
 * `unevaluated*` and `$dynamicRef`; the contract's own validator has the last word on every value that leaves.
 */

import type { Schema, Schemas } from "../../core/validation.ts";
import { isObject, isSchema, lookUp, regExp, schemaList, type TypeName, typesOf } from "./schema.ts";

/** Deeper nesting than this is taken as valid. */
const DEPTH = 200;

export function satisfies(value: unknown, schema: Schema, schemas: Schemas, depth = 0): boolean {
  if (typeof schema === "boolean") return schema;
  if (depth > DEPTH) return true;
  const holds = (part: unknown, on: unknown = value): boolean =>
    !isSchema(part) || satisfies(on, part, schemas, depth + 1);

  const types = typesOf(schema);
  if (types !== undefined && !types.some((type) => isType(value, type))) return false;
  if (Array.isArray(schema["enum"]) && !(schema["enum"] as unknown[]).some((member) => equal(member, value)))
    return false;
  if ("const" in schema && !equal(schema["const"], value)) return false;

  const target = lookUp(schemas, schema["$ref"]);
  if (target !== undefined && !holds(target)) return false;
  if (!schemaList(schema["allOf"]).every((part) => holds(part))) return false;
  const any = schemaList(schema["anyOf"]);
  if (any.length > 0 && !any.some((part) => holds(part))) return false;
  const one = schemaList(schema["oneOf"]);
  if (one.length > 0 && one.filter((part) => holds(part)).length !== 1) return false;
  if (isSchema(schema["not"]) && holds(schema["not"])) return false;
  if (isSchema(schema["if"]) && !holds(holds(schema["if"]) ? schema["then"] : schema["else"])) return false;

  if (typeof value === "string") return stringHolds(value, schema);
  if (typeof value === "number") return numberHolds(value, schema);
  if (Array.isArray(value)) return arrayHolds(value, schema, holds);
  return !isObject(value) || objectHolds(value, schema, holds);
}

type Holds = (part: unknown, on: unknown) => boolean;
type Keywords = Readonly<Record<string, unknown>>;

function isType(value: unknown, type: TypeName): boolean {
  switch (type) {
    case "null":
      return value === null;
    case "array":
      return Array.isArray(value);
    case "object":
      return isObject(value);
    case "integer":
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

/** JSON Schema 2020-12 validation §6.3: lengths count code points. */
export const codePoints = (text: string): number => Array.from(text).length;

export function stringHolds(value: string, schema: Keywords): boolean {
  const { minLength, maxLength, pattern } = schema;
  if (typeof minLength === "number" && value.length < 2 * minLength && codePoints(value) < minLength) return false;
  if (typeof maxLength === "number" && value.length > maxLength && codePoints(value) > maxLength) return false;
  return typeof pattern !== "string" || regExp(pattern)?.test(value) !== false;
}

export function numberHolds(
  value: number,
  { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf }: Keywords,
): boolean {
  if (typeof minimum === "number" && value < minimum) return false;
  if (typeof maximum === "number" && value > maximum) return false;
  if (typeof exclusiveMinimum === "number" && value <= exclusiveMinimum) return false;
  if (typeof exclusiveMaximum === "number" && value >= exclusiveMaximum) return false;
  return typeof multipleOf !== "number" || Number.isInteger(value / multipleOf);
}

function arrayHolds(value: readonly unknown[], schema: Keywords, holds: Holds): boolean {
  const { minItems, maxItems, prefixItems, items, contains } = schema;
  if (typeof minItems === "number" && value.length < minItems) return false;
  if (typeof maxItems === "number" && value.length > maxItems) return false;
  if (schema["uniqueItems"] === true && !unique(value)) return false;
  const prefix: readonly unknown[] = Array.isArray(prefixItems) ? prefixItems : [];
  if (!value.every((item, index) => holds(index < prefix.length ? prefix[index] : items, item))) return false;
  if (!isSchema(contains)) return true;
  const found = value.filter((item) => holds(contains, item)).length;
  const { minContains = 1, maxContains = Infinity } = schema as { minContains?: number; maxContains?: number };
  return found >= minContains && found <= maxContains;
}

function objectHolds(value: Keywords, schema: Keywords, holds: Holds): boolean {
  const names = Object.keys(value);
  const has = (name: unknown): boolean => typeof name === "string" && Object.hasOwn(value, name);
  const { minProperties, maxProperties, required, properties, patternProperties, additionalProperties, propertyNames } =
    schema;
  if (typeof minProperties === "number" && names.length < minProperties) return false;
  if (typeof maxProperties === "number" && names.length > maxProperties) return false;
  if (Array.isArray(required) && !required.every(has)) return false;
  const declared = isObject(properties) ? properties : {};
  const patterns = isObject(patternProperties) ? Object.entries(patternProperties) : [];
  for (const name of names) {
    const item = value[name];
    let evaluated = false;
    if (Object.hasOwn(declared, name)) {
      evaluated = true;
      if (!holds(declared[name], item)) return false;
    }
    for (const [pattern, part] of patterns) {
      if (regExp(pattern)?.test(name) !== true) continue;
      evaluated = true;
      if (!holds(part, item)) return false;
    }
    if (!evaluated && !holds(additionalProperties, item)) return false;
    if (!holds(propertyNames, name)) return false;
  }
  const dependents = isObject(schema["dependentRequired"]) ? Object.entries(schema["dependentRequired"]) : [];
  if (dependents.some(([name, needed]) => has(name) && Array.isArray(needed) && !needed.every(has))) return false;
  const conditions = isObject(schema["dependentSchemas"]) ? Object.entries(schema["dependentSchemas"]) : [];
  return conditions.every(([name, part]) => !has(name) || holds(part, value));
}

/** JSON Schema 2020-12 core §4.2.2. */
export function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => equal(item, b[index]));
  if (!isObject(a) || !isObject(b)) return false;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && equal(a[name], b[name]))
  );
}

export const unique = (items: readonly unknown[]): boolean =>
  items.every((item, index) => !items.slice(0, index).some((earlier) => equal(earlier, item)));
