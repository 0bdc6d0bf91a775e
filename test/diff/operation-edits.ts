/** Each kind of edit outside of schemas, by area: what a change of one thing is on the wire, in both directions. */

import { contract } from "./support.ts";

/**
 * `breaking`: a caller or a server of the base no longer works with the revision. `unknown`: that depends on what it
 * does. `same`: nothing to report.
 */
export type Verdict = "breaking" | "unknown" | "safe" | "same";

export interface OperationEdit {
  readonly one: object;
  readonly other: object;
  /** From `one` to `other`, and back. */
  readonly there: Verdict;
  readonly back: Verdict;
}

const ok = { 200: { description: "" } };
const text = { type: "string" };
const json = (schema: object): object => ({ content: { "application/json": { schema } } });
const operation = (more: object, rest: object = {}): object =>
  contract({ "/a": { post: { responses: ok, ...more } } }, rest);
const parameters = (...all: readonly object[]): object => operation({ parameters: all });
const query = (more: object = {}): object => ({ name: "p", in: "query", schema: text, ...more });
const body = (more: object): object => operation({ requestBody: more });
const answers = (responses: object): object => operation({ responses });
const answer = (more: object): object => answers({ 200: { description: "", ...more } });
const headers = (all: object): object => answer({ headers: all });
const edit = (one: object, other: object, there: Verdict, back: Verdict): OperationEdit => ({
  one,
  other,
  there,
  back,
});

const SCHEMES = {
  key: { type: "apiKey", in: "header", name: "X-Key" },
  bearer: { type: "http", scheme: "bearer" },
  login: {
    type: "oauth2",
    flows: {
      clientCredentials: { tokenUrl: "https://example.edu/token", scopes: { read: "", write: "" } },
    },
  },
};
const secured = (security: unknown, more: object = {}): object =>
  operation({ security, ...more }, { components: { securitySchemes: SCHEMES } });
const scheme = (changes: object): object =>
  operation({ security: [{ key: [] }] }, { components: { securitySchemes: { key: { ...SCHEMES.key, ...changes } } } });
const globally = (security: unknown): object =>
  contract({ "/a": { get: { responses: ok } } }, { security, components: { securitySchemes: SCHEMES } });

const paths: Readonly<Record<string, OperationEdit>> = {
  "a path": edit(contract({}), operation({}), "safe", "breaking"),
  "a method of a path": edit(
    operation({}),
    contract({ "/a": { post: { responses: ok }, put: { responses: ok } } }),
    "safe",
    "breaking",
  ),
  "another path": edit(
    contract({ "/a": { get: { responses: ok } } }),
    contract({ "/b": { get: { responses: ok } } }),
    "breaking",
    "breaking",
  ),
  "an operation id": edit(operation({ operationId: "a" }), operation({ operationId: "b" }), "safe", "safe"),
  "deprecation of an operation": edit(operation({}), operation({ deprecated: true }), "safe", "safe"),
  "a tag": edit(operation({}), operation({ tags: ["a"] }), "safe", "safe"),
  "a summary": edit(operation({}), operation({ summary: "What it does" }), "same", "same"),
  "a webhook": edit(contract({}), contract({}, { webhooks: { w: { post: { responses: ok } } } }), "safe", "breaking"),
};

const parameterEdits: Readonly<Record<string, OperationEdit>> = {
  // A server ignores parameters that its contract does not declare.
  "an optional parameter": edit(operation({}), parameters(query()), "safe", "safe"),
  "a required parameter": edit(operation({}), parameters(query({ required: true })), "breaking", "safe"),
  "a required parameter with a default": edit(
    operation({}),
    parameters(query({ required: true, schema: { ...text, default: "x" } })),
    "breaking",
    "safe",
  ),
  "an optional header": edit(operation({}), parameters({ name: "X-P", in: "header", schema: text }), "safe", "safe"),
  "whether a parameter is required": edit(
    parameters(query()),
    parameters(query({ required: true })),
    "breaking",
    "safe",
  ),
  // The old parameter is ignored, and the new one is optional.
  "the place of a parameter": edit(parameters(query()), parameters(query({ in: "header" })), "safe", "safe"),
  "the place of a required parameter": edit(
    parameters(query({ required: true })),
    parameters(query({ required: true, in: "header" })),
    "breaking",
    "breaking",
  ),
  "the case of a header's name": edit(
    parameters({ name: "X-P", in: "header", schema: text }),
    parameters({ name: "x-p", in: "header", schema: text }),
    "same",
    "same",
  ),
  "a parameter moved to its path": edit(
    parameters(query()),
    contract({ "/a": { parameters: [query()], post: { responses: ok } } }),
    "same",
    "same",
  ),
  "the style of a list": edit(
    parameters(query({ schema: { type: "array", items: text }, style: "pipeDelimited", explode: false })),
    parameters(query({ schema: { type: "array", items: text }, explode: false })),
    "breaking",
    "breaking",
  ),
  "whether a list is exploded": edit(
    parameters(query({ schema: { type: "array", items: text }, explode: false })),
    parameters(query({ schema: { type: "array", items: text }, explode: true })),
    "breaking",
    "breaking",
  ),
  "the type of a parameter": edit(
    parameters(query()),
    parameters(query({ schema: { type: "integer" } })),
    "breaking",
    "safe",
  ),
  "deprecation of a parameter": edit(parameters(query()), parameters(query({ deprecated: true })), "safe", "safe"),
  // Only the server knows what it did with the old default.
  "the default of a parameter": edit(
    parameters(query({ schema: { ...text, default: "x" } })),
    parameters(query({ schema: { ...text, default: "y" } })),
    "unknown",
    "unknown",
  ),
};

const bodyEdits: Readonly<Record<string, OperationEdit>> = {
  "an optional body": edit(operation({}), body(json(text)), "safe", "breaking"),
  "a required body": edit(operation({}), body({ required: true, ...json(text) }), "breaking", "breaking"),
  "whether a body is required": edit(body(json(text)), body({ required: true, ...json(text) }), "breaking", "safe"),
  "a media type of a body": edit(
    body(json(text)),
    body({ content: { "application/json": { schema: text }, "text/plain": { schema: text } } }),
    "safe",
    "breaking",
  ),
  "a range in place of a media type of a body": edit(
    body({ content: { "text/plain": { schema: text } } }),
    body({ content: { "text/*": { schema: text } } }),
    "safe",
    "breaking",
  ),
  "the encoding of a part": edit(
    body({ content: { "multipart/form-data": { schema: { type: "object", properties: { a: text } } } } }),
    body({
      content: {
        "multipart/form-data": {
          schema: { type: "object", properties: { a: text } },
          encoding: { a: { contentType: "application/json" } },
        },
      },
    }),
    "breaking",
    "breaking",
  ),
  // An undeclared property is ignored as well.
  "a property": edit(
    body({ required: true, ...json({ type: "object", properties: {} }) }),
    body({ required: true, ...json({ type: "object", properties: { a: text } }) }),
    "safe",
    "safe",
  ),
  "a required property": edit(
    body({ required: true, ...json({ type: "object", properties: {} }) }),
    body({ required: true, ...json({ type: "object", properties: { a: text }, required: ["a"] }) }),
    "breaking",
    "safe",
  ),
};

const responseEdits: Readonly<Record<string, OperationEdit>> = {
  // A caller may treat every other success as it treats this one, or not.
  "a success status": edit(answers(ok), answers({ ...ok, 202: { description: "" } }), "unknown", "breaking"),
  "another success status": edit(answers(ok), answers({ 201: { description: "" } }), "breaking", "breaking"),
  "an error status": edit(answers(ok), answers({ ...ok, 404: { description: "" } }), "safe", "safe"),
  "a body of a response": edit(answers(ok), answer(json(text)), "safe", "breaking"),
  "a media type of a response": edit(
    answer(json(text)),
    answer({ content: { "application/json": { schema: text }, "text/plain": { schema: text } } }),
    "safe",
    "breaking",
  ),
  "another media type of a response": edit(
    answer(json(text)),
    answer({ content: { "text/plain": { schema: text } } }),
    "breaking",
    "breaking",
  ),
  // Without a schema nothing is known of the values.
  "the schema of a response": edit(
    answer({ content: { "application/json": {} } }),
    answer(json(text)),
    "safe",
    "unknown",
  ),
  "a description of a response": edit(answers(ok), answers({ 200: { description: "Fine" } }), "same", "same"),
  // It was optional, and may still come as an undeclared property.
  "a property of a response": edit(
    answer(json({ type: "object", properties: {} })),
    answer(json({ type: "object", properties: { a: text } })),
    "safe",
    "safe",
  ),
  "whether a property of a response is required": edit(
    answer(json({ type: "object", properties: { a: text } })),
    answer(json({ type: "object", properties: { a: text }, required: ["a"] })),
    "safe",
    "breaking",
  ),
  "an optional header of a response": edit(answers(ok), headers({ H: { schema: text } }), "safe", "safe"),
  "a required header of a response": edit(
    answers(ok),
    headers({ H: { required: true, schema: text } }),
    "safe",
    "breaking",
  ),
  "whether a header of a response is required": edit(
    headers({ H: { schema: text } }),
    headers({ H: { required: true, schema: text } }),
    "safe",
    "breaking",
  ),
  "the type of a header of a response": edit(
    headers({ H: { schema: { type: "integer" } } }),
    headers({ H: { schema: { ...text, pattern: "^[a-z]+$" } } }),
    "breaking",
    "breaking",
  ),
};

const securityEdits: Readonly<Record<string, OperationEdit>> = {
  "a requirement where none was needed": edit(secured([]), secured([{ key: [] }]), "breaking", "safe"),
  "an alternative requirement": edit(
    secured([{ key: [] }]),
    secured([{ key: [] }, { bearer: [] }]),
    "safe",
    "breaking",
  ),
  "a second scheme of a requirement": edit(
    secured([{ key: [] }]),
    secured([{ key: [], bearer: [] }]),
    "breaking",
    "safe",
  ),
  "another scheme": edit(secured([{ key: [] }]), secured([{ bearer: [] }]), "breaking", "breaking"),
  "a scope": edit(secured([{ login: ["read"] }]), secured([{ login: ["read", "write"] }]), "breaking", "safe"),
  "the place of a key": edit(scheme({}), scheme({ in: "query" }), "breaking", "breaking"),
  "the name of a key": edit(scheme({}), scheme({ name: "X-Other" }), "breaking", "breaking"),
  "a requirement for all operations": edit(globally([]), globally([{ key: [] }]), "breaking", "safe"),
  "a requirement moved to the operation": edit(
    globally([{ key: [] }]),
    contract(
      { "/a": { get: { responses: ok, security: [{ key: [] }] } } },
      { components: { securitySchemes: SCHEMES } },
    ),
    "same",
    "same",
  ),
};

const callback = (more: object): object => ({
  callbacks: { c: { "{$request.body#/url}": { post: { responses: ok, ...more } } } },
});

const otherEdits: Readonly<Record<string, OperationEdit>> = {
  "a callback": edit(operation({}), operation(callback({})), "safe", "breaking"),
  "what a callback sends": edit(
    operation(callback({ requestBody: { required: true, ...json({ ...text, maxLength: 9 }) } })),
    operation(callback({ requestBody: { required: true, ...json({ ...text, maxLength: 5 }) } })),
    "safe",
    "breaking",
  ),
  "an unused schema": edit(operation({}), operation({}, { components: { schemas: { Unused: text } } }), "safe", "safe"),
  "a schema put behind a reference": edit(
    body(json({ type: "object", properties: { a: text } })),
    operation(
      { requestBody: json({ $ref: "#/components/schemas/A" }) },
      { components: { schemas: { A: { type: "object", properties: { a: text } } } } },
    ),
    "safe",
    "safe",
  ),
  "the version of the contract": edit(
    operation({}),
    { ...operation({}), info: { title: "t", version: "2" } },
    "same",
    "same",
  ),
};

export const OPERATION_EDITS: Readonly<Record<string, Readonly<Record<string, OperationEdit>>>> = {
  paths,
  parameters: parameterEdits,
  "request bodies": bodyEdits,
  responses: responseEdits,
  security: securityEdits,
  "callbacks and components": otherEdits,
};
