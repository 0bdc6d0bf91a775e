/**
 * One item of a sequential media type (OAS 3.2 §4.14.2). An event of `text/event-stream` is an object of `data`, `event`,
 * `id` and `retry` (§4.14.4), and its `data` is a text. Programs get `data` as its schema describes it: JSON where that is
 * an ordinary schema (OAS 3.1, as frameworks publish it), or where `contentMediaType` says so.
 */

import { isSchema, schemaKey, schemasIn } from "tenon-runtime/core";
import type { MediaType as MediaTypeData } from "tenon-runtime/core";
import type { MediaType, Schema } from "../../contract/model.ts";
import { type ObjectSchema, record, typesOf } from "../types/schemas.ts";

/** What an item is, by what describes it. */
export interface SequenceItem extends Required<Pick<MediaTypeData, "item">>, Pick<MediaTypeData, "data"> {
  readonly schema: Schema;
}

type Lookup = (key: string) => Schema | undefined;

/** Nothing where the contract describes no item, or the body is no sequence. */
export function sequenceItem(media: MediaType, lookup: Lookup): SequenceItem | undefined {
  const { body, schema, itemSchema } = media;
  if (body !== "events" && body !== "lines") return undefined;
  if (itemSchema !== undefined) return described(body, itemSchema, "itemSchema", lookup);
  const items = typeof schema === "object" && schema["type"] === "array" ? schema["items"] : undefined;
  if (isSchema(items)) return described(body, items, "items", lookup);
  // lines have no fields besides their value: a schema that is no list says nothing of one line
  return body === "lines" || schema === undefined ? undefined : described(body, schema, "schema", lookup);
}

function described(body: "events" | "lines", schema: Schema, item: SequenceItem["item"], lookup: Lookup): SequenceItem {
  if (body === "lines") return { schema, item };
  if (item === "itemSchema" || isEvent(schema, lookup)) return withContent(schema, item, lookup);
  const data = kindOfPayload(schema, lookup);
  return { schema: eventOf(schema), item, ...(data && { data }) };
}

const FIELDS: ReadonlySet<string> = new Set(["data", "event", "id", "retry"]);

/** Whether a schema describes the fields of an event, and not what its `data` holds. */
function isEvent(schema: Schema, lookup: Lookup): boolean {
  const names = Object.keys(record(resolved(schema, lookup)["properties"]));
  return names.includes("data") && names.every((name) => FIELDS.has(name));
}

const eventOf = (data: Schema): Schema => ({
  type: "object",
  required: ["data"],
  properties: { data, event: { type: "string" }, id: { type: "string" }, retry: { type: "integer" } },
});

/** A payload that is a text is sent as it is; any other is JSON. */
function kindOfPayload(schema: Schema, lookup: Lookup): "json" | "either" | undefined {
  const types = typesOf(resolved(schema, lookup));
  if (types?.length === 1 && types[0] === "string") return undefined;
  const choices = ["oneOf", "anyOf"].flatMap((keyword) => schemasIn(resolved(schema, lookup)[keyword]));
  const kinds = choices.map((choice) => kindOfPayload(choice, lookup));
  return types?.includes("string") === true || kinds.some((kind) => kind !== "json") ? "either" : "json";
}

function resolved(schema: Schema, lookup: Lookup, hops = 0): ObjectSchema {
  if (typeof schema === "boolean") return {};
  const key = schemaKey(schema["$ref"]);
  const target = key === undefined || hops > 20 ? undefined : lookup(key);
  return target === undefined ? schema : resolved(target, lookup, hops + 1);
}

interface ItemForms {
  json: boolean;
  text: boolean;
}

/** An event whose `data` is JSON by `contentMediaType`: with what the JSON is in its place. */
function withContent(schema: Schema, item: SequenceItem["item"], lookup: Lookup): SequenceItem {
  const found: ItemForms = { json: false, text: false };
  const changed = replaced(schema, lookup, found, []);
  if (!found.json) return { schema, item };
  return { schema: changed, item, data: found.text ? "either" : "json" };
}

function replaced(schema: Schema, lookup: Lookup, found: ItemForms, path: readonly string[]): Schema {
  if (typeof schema === "boolean") return schema;
  const key = schemaKey(schema["$ref"]);
  const target = key === undefined || path.includes(key) ? undefined : lookup(key);
  if (key !== undefined && target !== undefined) {
    const own = { ...found, json: false };
    const inPlace = replaced(target, lookup, own, [...path, key]);
    found.text ||= own.text;
    if (!own.json) return schema;
    found.json = true;
    const { $ref: _, ...rest } = schema;
    return Object.keys(rest).length === 0 ? inPlace : { ...rest, allOf: [inPlace, ...schemasIn(rest["allOf"])] };
  }
  const out: Record<string, unknown> = { ...schema };
  for (const keyword of ["allOf", "oneOf", "anyOf"])
    if (Array.isArray(schema[keyword]))
      out[keyword] = schemasIn(schema[keyword]).map((part) => replaced(part, lookup, found, path));
  const { data, ...others } = record(schema["properties"]);
  if (!isSchema(data)) return out;
  const content = contentOf(resolved(data, lookup));
  if (content !== undefined) {
    found.json = true;
    return { ...out, properties: { ...others, data: content } };
  }
  // beside alternatives with JSON it says no more than that `data` is a text before it is read
  const isBare = typeof data === "object" && Object.keys(data).every((keyword) => BARE.has(keyword));
  if (isBare && found.json) return { ...out, properties: { ...others, data: true } };
  found.text = true;
  return out;
}

const BARE: ReadonlySet<string> = new Set(["type", "description", "title"]);

function contentOf({ contentMediaType, contentSchema }: ObjectSchema): Schema | undefined {
  if (typeof contentMediaType !== "string" || !/[/+]json\s*(?:;|$)/i.test(contentMediaType)) return undefined;
  return isSchema(contentSchema) ? contentSchema : true;
}
