/** Which OpenAPI object holds which (OAS 3.2 §4): the one walk that normalising and directing share. */

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

const valued = { schema: one("schema"), content: map("mediaType"), examples: map("example") };

export const FIELDS: Readonly<Record<Kind, Readonly<Record<string, Field>>>> = {
  pathItem: {
    parameters: list("parameter"),
    ...Object.fromEntries(METHODS.map((method) => [method, one("operation")])),
    additionalOperations: map("operation"),
  },
  operation: { parameters: list("parameter"), requestBody: one("requestBody"), responses: map("response"), callbacks: map("callback") },
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

export function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Which way a value travels. Requests of callbacks and webhooks are sent by the side that owns the data. */
export type Direction = "input" | "output";

export const opposite = (direction: Direction): Direction => (direction === "input" ? "output" : "input");

/** The direction of what a field holds: `direction` is that of the operation's requests. */
export function directionOf(kind: Kind, field: string, direction: Direction): Direction {
  if (kind !== "operation") return direction;
  return field === "responses" || field === "callbacks" ? opposite(direction) : direction;
}
