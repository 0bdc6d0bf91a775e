/** What a schema says of its types, without printing anything. */

import { isObject } from "tenon-runtime/core";
import type { Schema } from "../../contract/model.ts";

export type ObjectSchema = Exclude<Schema, boolean>;

export const record = (value: unknown): Readonly<Record<string, unknown>> => (isObject(value) ? value : {});
export const strings = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];

/** `type` as a list; where it is missing it follows from keywords that only one type has. */
export function typesOf(schema: ObjectSchema): readonly string[] | undefined {
  const type = schema["type"];
  if (typeof type === "string") return [type];
  if (Array.isArray(type)) return strings(type);
  if (["properties", "additionalProperties", "patternProperties", "propertyNames"].some((k) => schema[k] !== undefined))
    return ["object"];
  if (schema["items"] !== undefined || schema["prefixItems"] !== undefined) return ["array"];
  return undefined;
}

/** Bytes: OAS 3.0's `format: binary`, or a media type without a text encoding (OAS 3.2 §4.15.4). */
export function isBinary(schema: Schema): boolean {
  if (typeof schema === "boolean") return false;
  return (
    schema["format"] === "binary" ||
    (typeof schema["contentMediaType"] === "string" &&
      schema["contentEncoding"] === undefined &&
      !/json|^text\//.test(schema["contentMediaType"]))
  );
}
