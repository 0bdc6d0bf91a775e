/** The types of JSON Schema. */

import { isObject } from "tenon-runtime/core";

/** Whether a JSON value is of a type of JSON Schema 2020-12 (validation §6.1.1). */
export function isOfType(type: string, value: unknown): boolean {
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
