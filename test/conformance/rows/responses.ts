/** OAS 3.2 §4.14.2, §4.16, §4.17: what a handler answers, and what leaves. */

import { answers, INTEGER, list, object, ok, operation, section, STRING, type Row } from "../row.ts";

const NAMED = object({ name: STRING }, { required: ["name"] });
const ONE = answers({ "application/json": NAMED });
const answering = (of: Readonly<Record<string, object>>) => operation({ responses: of });
const some = (schema?: unknown, headers?: object) => ({
  description: "",
  ...(schema !== undefined && { content: { "application/json": { schema } } }),
  ...(headers && { headers }),
});
const get = "GET /x";
const when = new Date("2026-11-22T10:00:00Z");
async function* two(): AsyncGenerator<object> {
  yield { n: 1 };
  yield { n: 2 };
}
const internal = { status: 500, headers: { "content-type": "application/problem+json" } } as const;

export const responses: readonly Row[] = [
  ...section("OAS 3.2 §4.16", [
    {
      says: "a declared answer leaves",
      contract: ONE,
      answer: ok({ name: "Ada" }),
      send: get,
      gives: { status: 200, body: { name: "Ada" }, headers: { "content-type": "application/json" } },
    },
    {
      says: "an undeclared status is 500, and the report names it",
      contract: ONE,
      answer: { status: 202 },
      send: get,
      gives: { ...internal, has: { status: 500 } },
    },
    {
      says: "an undeclared status is let pass where it is only reported",
      contract: ONE,
      answer: { status: 202, body: { a: 1 } },
      options: { validateResponses: "report" },
      send: get,
      gives: { status: 202 },
    },
    {
      says: "a range takes its statuses",
      contract: answering({ "4XX": some(NAMED) }),
      answer: { status: 418, body: { name: "teapot" } },
      send: get,
      gives: { status: 418, body: { name: "teapot" } },
    },
    {
      says: "a range is held against its schema",
      contract: answering({ "4XX": some(NAMED) }),
      answer: { status: 418, body: {} },
      send: get,
      gives: internal,
    },
    {
      says: "an exact status goes before its range",
      contract: answering({ "404": some(INTEGER), "4XX": some(NAMED) }),
      answer: { status: 404, body: 1 },
      send: get,
      gives: { status: 404, body: 1 },
    },
    {
      says: "default takes what is left",
      contract: answering({ "200": some(INTEGER), default: some(NAMED) }),
      answer: { status: 503, body: { name: "later" } },
      send: get,
      gives: { status: 503, body: { name: "later" } },
    },
    {
      says: "a range goes before default",
      contract: answering({ "5XX": some(INTEGER), default: some(NAMED) }),
      answer: { status: 503, body: 5 },
      send: get,
      gives: { status: 503, body: 5 },
    },
  ]),
  ...section("OAS 3.2 §4.17", [
    {
      says: "a body that breaks its schema is 500 with the place",
      contract: ONE,
      answer: ok({ name: 5 }),
      send: get,
      gives: { ...internal, has: { errors: [{ pointer: "/name", keyword: "type" }] } },
    },
    {
      says: "it leaves where it is only reported",
      contract: ONE,
      answer: ok({ name: 5 }),
      options: { validateResponses: "report" },
      send: get,
      gives: { status: 200, body: { name: 5 } },
    },
    {
      says: "it leaves where nobody looks",
      contract: ONE,
      answer: ok({ name: 5 }),
      options: { validateResponses: "off" },
      send: get,
      gives: { status: 200, body: { name: 5 } },
    },
    {
      says: "an undeclared property is 500",
      contract: ONE,
      answer: ok({ name: "a", secret: 1 }),
      send: get,
      gives: internal,
    },
    {
      says: "an undeclared property is dropped by option",
      contract: ONE,
      answer: ok({ name: "a", secret: 1 }),
      options: { undeclared: "drop" },
      send: get,
      gives: { status: 200, body: { name: "a" } },
    },
    { says: "a missing body is 500", contract: ONE, answer: { status: 200 }, send: get, gives: internal },
    {
      says: "a body where none is declared is 500",
      contract: answering({ "200": some() }),
      answer: ok({ a: 1 }),
      send: get,
      gives: internal,
    },
    {
      says: "a Date in a body is its RFC 3339 text",
      contract: answers({ "application/json": object({ at: { type: "string", format: "date-time" } }) }),
      answer: ok({ at: when }),
      send: get,
      gives: { status: 200, body: { at: "2026-11-22T10:00:00.000Z" } },
    },
    {
      says: "a Date in a list is one too",
      contract: answers({ "application/json": list({ type: "string", format: "date-time" }) }),
      answer: ok([when]),
      send: get,
      gives: { status: 200, body: ["2026-11-22T10:00:00.000Z"] },
    },
    {
      says: "a Date that is none is 500",
      contract: answers({ "application/json": object({ at: { type: "string", format: "date-time" } }) }),
      answer: ok({ at: new Date(Number.NaN) }),
      send: get,
      gives: internal,
    },
    {
      says: "undefined is left out",
      contract: ONE,
      answer: ok({ name: "a", more: undefined }),
      send: get,
      gives: { status: 200, body: { name: "a" } },
    },
    {
      says: "a top-level scalar leaves as JSON",
      contract: answers({ "application/json": INTEGER }),
      answer: ok(0),
      send: get,
      gives: { status: 200, body: "0" },
    },
    {
      says: "a top-level null leaves as JSON",
      contract: answers({ "application/json": { type: "null" } }),
      answer: ok(null),
      send: get,
      gives: { status: 200, body: "null" },
    },
    {
      says: "text leaves as text",
      contract: answers({ "text/plain": STRING }),
      answer: ok("é"),
      send: get,
      gives: { status: 200, body: "é", headers: { "content-type": /^text\/plain/ } },
    },
    {
      says: "bytes leave as bytes",
      contract: answers({ "image/png": {} }),
      answer: ok(new Uint8Array([65, 66])),
      send: get,
      gives: { status: 200, body: "AB", headers: { "content-type": "image/png" } },
    },
    {
      says: "a file leaves as bytes",
      contract: answers({ "application/octet-stream": {} }),
      answer: ok(new Blob(["AB"])),
      send: get,
      gives: { status: 200, body: "AB" },
    },
    {
      says: "a stream leaves as it comes",
      contract: answers({ "application/octet-stream": {} }),
      answer: () => ok(new Blob(["AB"]).stream()),
      send: get,
      gives: { status: 200, body: "AB" },
    },
    {
      says: "a +json type is JSON",
      contract: answers({ "application/hal+json": NAMED }),
      answer: ok({ name: "a" }),
      send: get,
      gives: { status: 200, body: { name: "a" }, headers: { "content-type": "application/hal+json" } },
    },
    {
      says: "a +json type is held against its schema",
      contract: answers({ "application/hal+json": NAMED }),
      answer: ok({}),
      send: get,
      gives: internal,
    },
  ]),
  ...section("OAS 3.2 §4.14.2", [
    {
      says: "JSON Lines come from an iterable",
      contract: answers({ "application/jsonl": { itemSchema: object({ n: INTEGER }) } }),
      answer: () => ok(two()),
      send: get,
      gives: { status: 200, body: '{"n":1}\n{"n":2}\n', headers: { "content-type": "application/jsonl" } },
    },
    {
      says: "a JSON text sequence comes from an iterable",
      contract: answers({ "application/json-seq": { itemSchema: object({ n: INTEGER }) } }),
      answer: () => ok(two()),
      send: get,
      gives: { status: 200, body: '\u001e{"n":1}\n\u001e{"n":2}\n' },
    },
    {
      says: "events come from an iterable",
      contract: answers({ "text/event-stream": { itemSchema: object({ data: STRING }) } }),
      answer: () => ok([{ data: "a\nb", event: "x" }]),
      options: { undeclared: "allow" },
      send: get,
      gives: { status: 200, body: "event: x\ndata: a\ndata: b\n\n", headers: { "content-type": "text/event-stream" } },
    },
  ]),
];
