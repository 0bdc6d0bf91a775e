/** Which OpenAPI object holds which (OAS 3.2 §4): the one walk that normalising and directing share. */

import { isObject } from "tenon-runtime/core";

export type Node = Readonly<Record<string, unknown>>;

export type Kind =
  | "pathItem"
  | "operation"
  | "parameter"
  | "header"
  | "requestBody"
  | "response"
  | "mediaType"
  | "encoding"
  | "example"
  | "link"
  | "callback"
  | "securityScheme";

/** What a field holds: one object, a list of them, or a map by names. */
interface Field {
  readonly form: "one" | "list" | "map";
  readonly kind: Kind | "schema";
}

const one = (kind: Field["kind"]): Field => ({ form: "one", kind });
const list = (kind: Field["kind"]): Field => ({ form: "list", kind });
const map = (kind: Field["kind"]): Field => ({ form: "map", kind });

export const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"] as const;

/** What `node:http` lets through; a server that is built on it refuses other methods before any handler. */
export const NODE_METHODS: ReadonlySet<string> = new Set(
  (
    "ACL BIND CHECKOUT CONNECT COPY DELETE GET HEAD LINK LOCK M-SEARCH MERGE MKACTIVITY MKCALENDAR MKCOL MOVE NOTIFY " +
    "OPTIONS PATCH POST PROPFIND PROPPATCH PURGE PUT QUERY REBIND REPORT SEARCH SOURCE SUBSCRIBE TRACE UNBIND UNLINK " +
    "UNLOCK UNSUBSCRIBE"
  ).split(" "),
);

const valued = { schema: one("schema"), content: map("mediaType"), examples: map("example") };

export const FIELDS: Readonly<Record<Kind, Readonly<Record<string, Field>>>> = {
  pathItem: {
    parameters: list("parameter"),
    ...Object.fromEntries(METHODS.map((method) => [method, one("operation")])),
    additionalOperations: map("operation"),
  },
  operation: {
    parameters: list("parameter"),
    requestBody: one("requestBody"),
    responses: map("response"),
    callbacks: map("callback"),
  },
  parameter: valued,
  header: valued,
  requestBody: { content: map("mediaType") },
  response: { headers: map("header"), content: map("mediaType"), links: map("link") },
  mediaType: {
    schema: one("schema"),
    itemSchema: one("schema"),
    examples: map("example"),
    encoding: map("encoding"),
    prefixEncoding: list("encoding"),
    itemEncoding: one("encoding"),
  },
  encoding: { headers: map("header") },
  example: {},
  link: {},
  callback: {}, // a map from expressions to path items: see the walk
  securityScheme: {},
};

/** What a field that holds no further object may be; fields that the specification does not know are not carried over. */
type Leaf = "text" | "texts" | "boolean" | "object" | "objects" | "any";

const leaves = (types: Readonly<Partial<Record<Leaf, string>>>): ReadonlyMap<string, Leaf> =>
  new Map(Object.entries(types).flatMap(([type, keys]) => keys.split(" ").map((key) => [key, type as Leaf] as const)));

const styled = "required deprecated explode allowReserved allowEmptyValue";

const LEAVES: Readonly<Record<Kind, ReadonlyMap<string, Leaf>>> = {
  pathItem: leaves({ text: "summary description", objects: "servers" }),
  operation: leaves({
    text: "operationId summary description",
    texts: "tags",
    boolean: "deprecated",
    object: "externalDocs",
    objects: "security servers",
  }),
  parameter: leaves({ text: "name in description style", boolean: styled, any: "example" }),
  header: leaves({ text: "description style", boolean: styled, any: "example" }),
  requestBody: leaves({ text: "description", boolean: "required" }),
  response: leaves({ text: "summary description" }),
  mediaType: leaves({ any: "example", text: "description" }),
  encoding: leaves({ text: "contentType style", boolean: "explode allowReserved" }),
  example: leaves({ text: "summary description externalValue serializedValue", any: "value dataValue" }),
  link: leaves({ text: "operationId operationRef description", object: "parameters server", any: "requestBody" }),
  callback: leaves({}),
  securityScheme: leaves({
    text: "type description name in scheme bearerFormat openIdConnectUrl oauth2MetadataUrl",
    object: "flows",
    boolean: "deprecated",
  }),
};

/** Whether a field of an object can stay: it is an extension, or what the specification has there. */
export function isLeaf(kind: Kind, key: string, value: unknown): "valid" | "invalid" | "unknown" {
  if (key.startsWith("x-")) return "valid";
  switch (LEAVES[kind].get(key)) {
    case undefined:
      return "unknown";
    case "any":
      return "valid";
    case "text":
    case "boolean":
      return typeof value === (LEAVES[kind].get(key) === "text" ? "string" : "boolean") ? "valid" : "invalid";
    case "object":
      return isObject(value) ? "valid" : "invalid";
    case "texts":
      return Array.isArray(value) && value.every((item) => typeof item === "string") ? "valid" : "invalid";
    case "objects":
      return Array.isArray(value) && value.every(isObject) ? "valid" : "invalid";
  }
}

/** The section of `components` that holds a kind; path items, media types and encodings are written in place. */
export const SECTIONS = {
  parameter: "parameters",
  header: "headers",
  requestBody: "requestBodies",
  response: "responses",
  example: "examples",
  link: "links",
  callback: "callbacks",
  securityScheme: "securitySchemes",
} as const satisfies Partial<Record<Kind, string>>;

/** Kinds that may be referred to. */
export type ComponentKind = keyof typeof SECTIONS;

/** Which way a value travels. Requests of callbacks and webhooks are sent by the side that owns the data. */
export type Direction = "input" | "output";

const opposite = (direction: Direction): Direction => (direction === "input" ? "output" : "input");

/** The direction of what a field holds: `direction` is that of the operation's requests. */
export function directionOf(kind: Kind, field: string, direction: Direction): Direction {
  if (kind !== "operation") return direction;
  return field === "responses" || field === "callbacks" ? opposite(direction) : direction;
}
