/** Which schemas the options `dates`, `bigint` and `decimals` are about. Types, conversions, shapes and checks all ask here. */

import { isSchema, schemasIn } from "tenon-runtime/core";
import type { Schema } from "../../contract/model.ts";
import { type ObjectSchema, record } from "../types/schemas.ts";

/** What formats become in programs. Default: what JSON has. */
export interface ValueOptions {
  /** `format: date-time` and `date`. */
  readonly dates?: "string" | "date" | undefined;
  /** `format: int64` and `uint64`. */
  readonly bigint?: "number" | "int64" | undefined;
  /** `format: decimal` of numbers. */
  readonly decimals?: "number" | "string" | undefined;
}

/** The name of the conversion in `tenon-runtime/conversions`. */
export type ValueKind = "dateTime" | "date" | "int64" | "int64Text" | "decimal";

/**
 * What a value of one JSON type is converted to; nothing where it stays as it is. Constants stay as they are.
 * @param type one of those that the schema allows
 */
export function valueKind(type: string, schema: ObjectSchema, options: ValueOptions): ValueKind | undefined {
  const { format } = schema;
  if (schema["enum"] !== undefined || schema["const"] !== undefined) return undefined;
  if (options.dates === "date" && type === "string") {
    if (format === "date-time") return "dateTime";
    if (format === "date") return "date";
  }
  if (options.bigint === "int64" && (format === "int64" || format === "uint64")) {
    if (type === "integer" || type === "number") return "int64";
    if (type === "string") return "int64Text";
  }
  return options.decimals === "string" && format === "decimal" && type === "number" ? "decimal" : undefined;
}

/** Whether JSON may have numbers that a program does not get as numbers. */
export const hasLongNumbers = ({ bigint, decimals }: ValueOptions): boolean =>
  bigint === "int64" || decimals === "string";

/** The schemas in a schema that are about the value itself or a part of it. */
export function partsOf(schema: ObjectSchema): readonly Schema[] {
  return [
    ...["allOf", "anyOf", "oneOf", "prefixItems"].flatMap((keyword) => schemasIn(schema[keyword])),
    ...["items", "additionalProperties", "unevaluatedProperties", "then", "else"]
      .map((keyword) => schema[keyword])
      .filter(isSchema),
    ...["properties", "patternProperties", "dependentSchemas"].flatMap((keyword) =>
      Object.values(record(schema[keyword])).filter(isSchema),
    ),
  ];
}
