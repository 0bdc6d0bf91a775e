/** OAS 3.2 §4.21 and RFC 9110 §12, §15: headers of answers, negotiation, and statuses without a body. */

import { answers, INTEGER, INTEGERS, object, ok, operation, section, STRING, type Row } from "../row.ts";

const NAMED = object({ name: STRING }, { required: ["name"] });
const ONE = answers({ "application/json": NAMED });
const TWO = answers({ "application/json": NAMED, "text/plain": STRING });
const answering = (of: Readonly<Record<string, object>>) => operation({ responses: of });
const some = (schema?: unknown, headers?: object) => ({
  description: "",
  ...(schema !== undefined && { content: { "application/json": { schema } } }),
  ...(headers && { headers }),
});
const withHeader = (schema: unknown, more: object = {}) =>
  answering({ "204": { description: "", headers: { "X-N": { schema, ...more } } } });
const get = "GET /x";
const accept = (value: string) => [["accept", value]] as const;
const when = new Date("2026-11-22T10:00:00Z");
const internal = { status: 500, headers: { "content-type": "application/problem+json" } } as const;

export const headers: readonly Row[] = [
  ...section("OAS 3.2 §4.21", [
    {
      says: "a declared header leaves",
      contract: withHeader(INTEGER),
      answer: { status: 204, headers: { "X-N": 3 } },
      send: get,
      gives: { headers: { "x-n": "3" } },
    },
    {
      says: "a header is held against its schema",
      ran: true,
      tells: [/header X-N: must be at most 2/],
      contract: withHeader({ type: "integer", maximum: 2 }),
      answer: { status: 204, headers: { "X-N": 3 } },
      send: get,
      gives: internal,
    },
    {
      says: "a required header is demanded",
      ran: true,
      tells: [/header X-N: is required/],
      contract: withHeader(INTEGER, { required: true }),
      answer: { status: 204 },
      send: get,
      gives: internal,
    },
    {
      says: "a list in a header is delimited by commas",
      contract: withHeader(INTEGERS),
      answer: { status: 204, headers: { "X-N": [1, 2] } },
      send: get,
      gives: { headers: { "x-n": "1,2" } },
    },
    {
      says: "an object in a header is names and values",
      contract: withHeader(object({ a: INTEGER })),
      answer: { status: 204, headers: { "X-N": { a: 1 } } },
      send: get,
      gives: { headers: { "x-n": "a,1" } },
    },
    {
      says: "an exploded object in a header has equals signs",
      contract: withHeader(object({ a: INTEGER }), { explode: true }),
      answer: { status: 204, headers: { "X-N": { a: 1 } } },
      send: get,
      gives: { headers: { "x-n": "a=1" } },
    },
    {
      says: "a Date in a header of date-time is its RFC 3339 text",
      contract: withHeader({ type: "string", format: "date-time" }),
      answer: { status: 204, headers: { "X-N": when } },
      send: get,
      gives: { headers: { "x-n": "2026-11-22T10:00:00.000Z" } },
    },
    {
      says: "a header with a line break does not leave",
      ran: true,
      tells: [/The value of header X-N has characters that cannot be sent/],
      contract: withHeader(STRING),
      answer: { status: 204, headers: { "X-N": "a\r\nSet-Cookie: b" } },
      send: get,
      gives: { ...internal, headers: { "set-cookie": null } },
    },
  ]),
  ...section("RFC 9110 §12.5.1", [
    {
      says: "without Accept the first declared type leaves",
      contract: TWO,
      answer: ok({ name: "a" }),
      send: get,
      gives: { status: 200, headers: { "content-type": "application/json" } },
    },
    {
      says: "the caller's choice of the declared types leaves",
      contract: TWO,
      answer: ok("a"),
      send: get,
      headers: accept("text/plain"),
      gives: { status: 200, body: "a", headers: { "content-type": /^text\/plain/ } },
    },
    {
      says: "quality decides",
      contract: TWO,
      answer: ok({ name: "a" }),
      send: get,
      headers: accept("text/plain;q=0.1, application/json"),
      gives: { status: 200, headers: { "content-type": "application/json" } },
    },
    {
      says: "a range is a choice",
      contract: TWO,
      answer: ok("a"),
      send: get,
      headers: accept("text/*"),
      gives: { status: 200, body: "a" },
    },
    {
      says: "*/* takes anything",
      contract: ONE,
      answer: ok({ name: "a" }),
      send: get,
      headers: accept("*/*"),
      gives: { status: 200 },
    },
    {
      says: "nothing of what is accepted is 406 (§15.5.7)",
      contract: ONE,
      answer: ok({ name: "a" }),
      send: get,
      headers: accept("image/png"),
      gives: { status: 406, headers: { "content-type": "application/problem+json" } },
    },
    {
      says: "a quality of zero is a refusal",
      contract: ONE,
      answer: ok({ name: "a" }),
      send: get,
      headers: accept("application/json;q=0"),
      gives: { status: 406 },
    },
    {
      says: "an operation without content has nothing to be accepted",
      contract: operation(),
      send: get,
      headers: accept("image/png"),
      got: { operation: "x" },
    },
  ]),
  ...section("RFC 9110 §15", [
    {
      says: "204 has no body",
      contract: operation(),
      send: get,
      gives: { body: "", headers: { "content-type": null } },
    },
    {
      says: "304 has no body",
      contract: answering({ "304": { description: "", headers: { ETag: { schema: STRING } } } }),
      answer: { status: 304, headers: { ETag: '"a"' } },
      send: get,
      gives: { status: 304, body: "", headers: { etag: '"a"' } },
    },
    {
      says: "a status that is none is 500",
      ran: true,
      tells: [/x answered with the status 42, which is not a number from 200 to 599/],
      contract: answering({ default: some() }),
      answer: { status: 42 },
      send: get,
      gives: internal,
    },
    {
      says: "no answer at all is 500",
      ran: true,
      tells: [/x answered undefined, not an object with a status/],
      contract: ONE,
      answer: () => undefined,
      send: get,
      gives: internal,
    },
  ]),
];
