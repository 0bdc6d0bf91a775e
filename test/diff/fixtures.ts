/** For every id a pair of contracts in which it is found. */

import { KINDS, PLACES, schemaId, type Kind } from "../../toolchain/diff/index.ts";
import { contract, header, parameter, request, response } from "./support.ts";

type Pair = readonly [base: object, revision: object];

const many = {
  allOf: [0, 1, 2].map((n) => ({
    anyOf: Array.from({ length: 8 }, (_, i) => ({ properties: { [`p${n}`]: { const: i } }, required: [`p${n}`] })),
  })),
};
const named = (name: string): object => ({ type: "object", properties: { [name]: { type: "string" } } });

/** What takes more, and what takes less. */
const SCHEMAS: Readonly<Record<Exclude<Kind, "property">, readonly [wide: object, narrow: object]>> = {
  type: [{ type: ["string", "null"] }, { type: "string" }],
  enum: [{ enum: ["a", "b"] }, { enum: ["a"] }],
  range: [
    { type: "integer", minimum: 1 },
    { type: "integer", minimum: 2 },
  ],
  multiple: [{ type: "integer" }, { type: "integer", multipleOf: 2 }],
  length: [{ type: "string" }, { type: "string", maxLength: 3 }],
  pattern: [
    { type: "string", pattern: "^[a-z]+$" },
    { type: "string", pattern: "^[a-c]+$" },
  ],
  format: [{ type: "string" }, { type: "string", format: "uuid" }],
  content: [{ type: "string" }, { type: "string", contentEncoding: "base64" }],
  contains: [{ type: "array" }, { type: "array", contains: { const: 1 } }],
  required: [named("a"), { ...named("a"), required: ["a"] }],
  undeclared: [
    { ...named("a"), additionalProperties: true },
    { ...named("a"), additionalProperties: false },
  ],
  size: [
    { type: "array", items: { type: "string" } },
    { type: "array", items: { type: "string" }, minItems: 1 },
  ],
  names: [{ type: "object" }, { type: "object", propertyNames: { pattern: "^[a-z]+$" } }],
  dependent: [
    { type: "object", properties: { a: { type: "string" }, b: { type: "string" } } },
    { type: "object", properties: { a: { type: "string" }, b: { type: "string" } }, dependentRequired: { a: ["b"] } },
  ],
  alternatives: [many, { ...many, required: ["q"] }],
  condition: [named("a"), { ...named("a"), not: { required: ["a"] } }],
  inert: [
    { type: "string", maximum: 9 },
    { type: "string", maximum: 3 },
  ],
  composition: [{ allOf: [named("a")] }, { allOf: [named("a"), named("b")] }],
};

const json = (schema: unknown): object => ({ schema: undefined, content: { "application/json": { schema } } });
const IN: Readonly<Record<(typeof PLACES)[number], (schema: object) => object>> = {
  parameter: (schema) => parameter(undefined, json(schema)),
  request: (schema) => request(schema),
  response: (schema) => response(schema),
  header: (schema) => header(undefined, json(schema)),
};

/** In a webhook it is the receiver who sends the answer. */
const received = (schema: object, inHeader: boolean): object =>
  contract(
    {},
    {
      webhooks: {
        w: {
          post: {
            responses: {
              200: {
                description: "",
                ...(inHeader ? { headers: { H: json(schema) } } : { content: { "application/json": { schema } } }),
              },
            },
          },
        },
      },
    },
  );

function schemaFixtures(): Record<string, Pair> {
  const pairs: Record<string, Pair> = {};
  for (const place of PLACES) {
    const make = IN[place];
    for (const kind of KINDS) {
      if (kind === "property") continue;
      const [wide, narrow] = SCHEMAS[kind];
      const answer = kind === "composition" && (place === "response" || place === "header");
      pairs[schemaId(place, kind, "narrowed")] = answer
        ? [received(wide, place === "header"), received(narrow, place === "header")]
        : [make(wide), make(narrow)];
      if (kind !== "composition") pairs[schemaId(place, kind, "widened")] = [make(narrow), make(wide)];
    }
    const two = { type: "object", properties: { a: { type: "string" }, b: { type: "string" } } };
    pairs[`${place}-property-added`] = [make(named("a")), make(two)];
    pairs[`${place}-property-removed`] = [make(two), make(named("a"))];
  }
  return pairs;
}

const ok = { 200: { description: "" } };
const paths = (operation: object, more: object = {}): object =>
  contract({ "/a": { post: { responses: ok, ...operation } } }, more);
const body = (more: object = {}): object => ({
  requestBody: { content: { "application/json": { schema: {} } }, ...more },
});
const answers = (responses: object): object => contract({ "/a": { get: { responses } } });
const text = { description: "", content: { "text/plain": { schema: { type: "string" } } } };
const withHeader = (required: boolean): object =>
  answers({ 200: { description: "", headers: { H: { required, schema: { type: "string" } } } } });
const secured = (security: unknown, key = "header"): object =>
  paths(security === undefined ? {} : { security }, {
    components: {
      securitySchemes: { k: { type: "apiKey", in: key, name: "X" }, o: { type: "http", scheme: "bearer" } },
    },
  });
const webhook = (there: boolean): object => contract({}, there ? { webhooks: { w: { post: { responses: ok } } } } : {});
const callback = (there: boolean): object =>
  paths(there ? { callbacks: { c: { "{$request.body#/url}": { post: { responses: ok } } } } } : {});
const both = (one: object, other: object, there: string, gone: string): Record<string, Pair> => ({
  [there]: [one, other],
  [gone]: [other, one],
});

const schemas = (all: object): object => contract({}, { components: { schemas: all } });
const linked = (links: object): object =>
  contract({
    "/a": { get: { responses: { 200: { description: "", links } } } },
    "/b": { get: { operationId: "b", responses: ok } },
    "/c": { get: { operationId: "c", responses: ok } },
  });

function annotationFixtures(): Record<string, Pair> {
  const member = (keywords: object): object => ({ type: "object", properties: { a: { type: "string", ...keywords } } });
  const kind = { type: "object", required: ["kind"], properties: { kind: { type: "string" } } };
  const union = (mapping: object): object => ({
    oneOf: [{ $ref: "#/components/schemas/Cat" }, { $ref: "#/components/schemas/Dog" }],
    discriminator: { propertyName: "kind", mapping },
  });
  const pairs: Record<string, Pair> = {};
  for (const [place, make] of [
    ["request", request],
    ["response", response],
  ] as const) {
    const of = (mapping: object): object =>
      make(union(mapping), { components: { schemas: { Cat: { ...kind, minProperties: 2 }, Dog: kind } } });
    const mapping = { cat: "#/components/schemas/Cat", dog: "#/components/schemas/Dog" };
    pairs[`${place}-discriminator-changed`] = [
      of(mapping),
      of(place === "request" ? { cat: mapping.cat, hound: mapping.dog } : { ...mapping, hound: mapping.dog }),
    ];
    pairs[`${place}-default-changed`] = [make(member({ default: "x" })), make(member({ default: "y" }))];
    pairs[`${place}-access-changed`] = [make(member({})), make(member({ readOnly: true }))];
    pairs[`${place}-property-deprecated`] = [make(member({})), make(member({ deprecated: true }))];
  }
  return pairs;
}

export const FIXTURES: Readonly<Record<string, Pair>> = {
  ...schemaFixtures(),
  ...both(contract({}), paths({}), "operation-added", "operation-removed"),
  "operation-retired": [paths({ "x-sunset": "2020-01-31" }), contract({})],
  "sunset-changed": [paths({ deprecated: true }), paths({ deprecated: true, "x-sunset": "2020-01-31" })],
  "stability-changed": [paths({ "x-stability-level": "beta" }), paths({})],
  "operation-id-changed": [paths({ operationId: "a" }), paths({ operationId: "b" })],
  "operation-deprecated": [paths({}), paths({ deprecated: true })],
  "tags-changed": [paths({ tags: ["a"] }), paths({ tags: ["b"] })],
  "path-parameter-renamed": ["a", "b"].map((name) =>
    contract({
      [`/a/{${name}}`]: {
        get: { parameters: [{ name, in: "path", required: true, schema: { type: "string" } }], responses: ok },
      },
    }),
  ) as unknown as Pair, // two of them
  ...both(webhook(false), webhook(true), "webhook-added", "webhook-removed"),
  ...both(callback(false), callback(true), "callback-added", "callback-removed"),
  ...both(answers(ok), parameter({ type: "string" }), "parameter-added", "parameter-removed"),
  "parameter-required-added": [answers(ok), parameter({ type: "string" }, { required: true })],
  ...both(
    parameter({ type: "string" }),
    parameter({ type: "string" }, { required: true }),
    "parameter-required",
    "parameter-optional",
  ),
  "parameter-style-changed": [
    parameter({ type: "array", items: {} }),
    parameter({ type: "array", items: {} }, { explode: false }),
  ],
  "parameter-default-changed": [parameter({ type: "integer", default: 1 }), parameter({ type: "integer", default: 2 })],
  ...both(paths({}), paths(body()), "request-body-added", "request-body-removed"),
  ...both(paths(body()), paths(body({ required: true })), "request-body-required", "request-body-optional"),
  ...both(
    paths(body()),
    paths({ requestBody: { content: { "application/json": { schema: {} }, "text/plain": {} } } }),
    "request-media-type-added",
    "request-media-type-removed",
  ),
  "request-encoding-changed": [{}, { encoding: { a: { contentType: "text/plain" } } }].map((more) =>
    paths({ requestBody: { content: { "multipart/form-data": { schema: named("a"), ...more } } } }),
  ) as unknown as Pair, // two of them
  ...both(
    answers(ok),
    answers({ ...ok, 201: { description: "" } }),
    "response-status-added",
    "response-status-removed",
  ),
  ...both(answers(ok), answers({ ...ok, 404: { description: "" } }), "response-error-added", "response-error-removed"),
  ...both(answers(ok), answers({ 200: text }), "response-body-added", "response-body-removed"),
  ...both(
    answers({ 200: text }),
    answers({ 200: { description: "", content: { ...text.content, "application/json": {} } } }),
    "response-media-type-added",
    "response-media-type-removed",
  ),
  "response-schema-removed": [
    response({ type: "string" }),
    answers({ 200: { description: "", content: { "application/json": {} } } }),
  ],
  ...both(answers(ok), withHeader(true), "header-added", "header-removed"),
  "header-dropped": [withHeader(false), answers(ok)],
  ...both(withHeader(false), withHeader(true), "header-required", "header-optional"),
  "security-added": [secured([]), secured([{ k: [] }])],
  "security-unsaid": [secured(undefined), secured([{ k: [] }])],
  "security-tightened": [secured([{ k: [] }]), secured([{ o: [] }])],
  "security-loosened": [secured([{ k: [] }]), secured([{ k: [] }, { o: [] }])],
  "security-scheme-changed": [secured([{ k: [] }]), secured([{ k: [] }], "query")],
  "parameter-deprecated": [parameter({ type: "string" }), parameter({ type: "string" }, { deprecated: true })],
  ...annotationFixtures(),
  ...both(linked({}), linked({ next: { operationId: "b" } }), "link-added", "link-removed"),
  "link-changed": [linked({ next: { operationId: "b" } }), linked({ next: { operationId: "c" } })],
  ...both(contract({}), schemas({ A: named("a") }), "schema-added", "schema-removed"),
  "schema-renamed": [schemas({ A: named("a") }), schemas({ B: named("a") })],
  ...both(contract({}), contract({}, { servers: [{ url: "https://a.example" }] }), "server-added", "server-removed"),
};
