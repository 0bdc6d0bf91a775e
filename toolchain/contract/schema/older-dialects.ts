/** Keywords of OpenAPI 3.0 and older drafts of JSON Schema in the words of 2020-12. */

import type { Schema } from "../model.ts";
import { isAnnotation } from "../schema-keywords.ts";
import { type Node } from "../structure.ts";
import type { SchemaDraft } from "./context.ts";

/** `minimum: 1, exclusiveMinimum: true` → `exclusiveMinimum: 1` */
export function moveBooleanBounds(draft: SchemaDraft, schema: Node): void {
  for (const [exclusive, bound] of [
    ["exclusiveMinimum", "minimum"],
    ["exclusiveMaximum", "maximum"],
  ] as const) {
    if (schema[exclusive] !== true || typeof draft[bound] !== "number") continue;
    draft[exclusive] = draft[bound];
    delete draft[bound];
  }
}

/** `example` → `examples` with one item */
export function addExample(draft: SchemaDraft, schema: Node): void {
  if (schema["example"] !== undefined && draft["examples"] === undefined) draft["examples"] = [schema["example"]];
}

/** Gives binary and base64 texts the same keywords in all dialects. True if it added a keyword. */
export function addBinaryFormat(draft: SchemaDraft, schema: Node): boolean {
  if (schema["type"] === "file") {
    draft["format"] = "binary";
    return false; // the type has changed already
  }
  if (draft["format"] === "byte" && draft["contentEncoding"] === undefined) {
    draft["contentEncoding"] = "base64";
    return true;
  }
  if (!isBinary(draft)) return false;
  draft["format"] = "binary";
  return true;
}

/** Bytes as OpenAPI 3.1 writes them: a media type that is no text, and no encoding (OAS 3.2 §4.24.4.2). */
function isBinary(schema: Node): boolean {
  const media = schema["contentMediaType"];
  return (
    typeof media === "string" &&
    schema["contentEncoding"] === undefined &&
    schema["format"] === undefined &&
    (schema["type"] === undefined || schema["type"] === "string") &&
    !/^text\/|json|xml|yaml|javascript/i.test(media)
  );
}

const COMPOSITION: ReadonlySet<string> = new Set(["$ref", "allOf", "anyOf", "oneOf", "not"]);

/** `nullable: true` of OpenAPI 3.0: null becomes one of the types, or one of two alternatives. */
export function withNull(draft: SchemaDraft): Exclude<Schema, boolean> {
  const values = draft["enum"];
  if (Array.isArray(values) && !values.includes(null)) draft["enum"] = [...(values as unknown[]), null];
  const keys = Object.keys(draft).filter((key) => !isAnnotation(key));
  const types = draft["type"];
  if (types !== undefined && !keys.some((key) => COMPOSITION.has(key))) {
    if (typeof types === "string" && types !== "null") draft["type"] = [types, "null"];
    else if (Array.isArray(types) && !types.includes("null")) draft["type"] = [...(types as unknown[]), "null"];
    return draft;
  }
  if (keys.length === 0 || (keys.length === 1 && keys[0] === "enum")) return draft; // it allows null already
  const outer: SchemaDraft = {};
  const inner: SchemaDraft = {};
  for (const key of Object.keys(draft)) (isAnnotation(key) ? outer : inner)[key] = draft[key];
  const members = keys.length === 1 && Array.isArray(inner["anyOf"]) ? (inner["anyOf"] as Schema[]) : [inner];
  outer["anyOf"] = [...members, { type: "null" }];
  return outer;
}
