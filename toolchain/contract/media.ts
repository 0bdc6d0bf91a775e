/** What kind of body a media type stands for; decided once, from its name and, where that says nothing, its schema. */

import { isObject } from "tenon-runtime/core";
import type { BodyKind, Schema } from "./model.ts";

const LINES =
  /^application\/(x-)?(ndjson|jsonl|jsonlines|json-lines|json-seq|stream\+json)$|\+(json-seq|jsonl|ndjson)$/;
const TEXTUAL =
  /^text\/|^application\/(x-)?(yaml|graphql|javascript|ecmascript|jwt|toml|sql|pem-certificate-chain|pgp-signature)$|\+yaml$/;

/** A multipart type whose parts Tenon neither writes nor reads: all but forms (RFC 2046 §5.1). */
export const isWhole = (type: string): boolean => /^multipart\/(?!form-data\b|\*)/.test(type);

/**
 * @param type lower-case, may have parameters or be a range
 * @param schema with references resolved; undefined where there is none
 */
export function bodyKind(type: string, schema: Schema | undefined): BodyKind {
  const name = type.split(";")[0]!.trim();
  if (LINES.test(name)) return "lines";
  if (name === "text/event-stream") return "events";
  if (name === "application/x-www-form-urlencoded") return "form";
  // Its parts have names and no order. Programs write and read others themselves.
  if (isWhole(name)) return "binary";
  if (name.startsWith("multipart/")) return "multipart";
  if (/^(application|text)\/(x-)?json$|[+*]json$|^application\/json/.test(name)) return "json";
  // Bytes, under any name (OpenAPI 3.0, Data Types): a CSV file need not be in UTF-8.
  if (isObject(schema) && schema["type"] === "string" && schema["format"] === "binary") return "binary";
  if (/^(application|text)\/xml$|\+xml$/.test(name)) return "xml";
  if (TEXTUAL.test(name)) return "text";
  // `*/*`, `application/*` and vendors' own types: what the schema describes is what is sent.
  return describes(schema);
}

function describes(schema: Schema | undefined): BodyKind {
  if (!isObject(schema) || schema["format"] === "binary") return "binary";
  const types = [schema["type"]].flat();
  if (types.includes("object") || types.includes("array")) return "json";
  if (types.includes("string")) return "text";
  return ["properties", "allOf", "anyOf", "oneOf", "items", "additionalProperties"].some((key) => key in schema) ||
    types.some((type) => typeof type === "string")
    ? "json"
    : "binary";
}
