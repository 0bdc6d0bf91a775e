/** OAS 3.2 §4.13, §4.14, §4.26: bodies that are not forms. */

import { INTEGER, json, list, object, operation, section, STRING, takesBody, text, type Row } from "../row.ts";

const NAMED = object({ name: { type: "string", minLength: 2 } }, { required: ["name"] });
const JSON_BODY = takesBody({ "application/json": NAMED });
const OPTIONAL = takesBody({ "application/json": NAMED }, false);
const BINARY = takesBody({ "application/octet-stream": {} });
const XML = takesBody({ "application/xml": object({ a: list(INTEGER) }) });
const post = "POST /x";
const RANGES = takesBody({
  "application/json": object({ a: INTEGER }, { required: ["a"] }),
  "application/vnd.x+json": object({ b: INTEGER }, { required: ["b"] }),
  "application/*": {},
  "text/plain": { type: "string", maxLength: 3 },
  "text/*": { type: "string", maxLength: 5 },
});
const sent = (type: string, body: string | Uint8Array, ...more: readonly (readonly [string, string])[]) => ({
  headers: [["content-type", type], ...more] as const,
  body,
});

export const bodies: readonly Row[] = [
  ...section("OAS 3.2 §4.13", [
    {
      says: "a body arrives as it was sent",
      contract: JSON_BODY,
      send: post,
      ...json({ name: "Ada", more: [1, null] }),
      got: { body: { name: "Ada", more: [1, null] } },
    },
    { says: "a required body is demanded", contract: JSON_BODY, send: post, gives: { errors: ["body required"] } },
    { says: "an optional body may be left out", contract: OPTIONAL, send: post, got: { body: undefined } },
    {
      says: "an optional body is held against its schema where it is there",
      contract: OPTIONAL,
      send: post,
      ...json({}),
      gives: { errors: ["body /name required"] },
    },
    { says: "an empty body is none", contract: OPTIONAL, send: post, ...json(""), got: { body: undefined } },
    {
      says: "an empty body is not what is required",
      contract: JSON_BODY,
      send: post,
      ...json(""),
      gives: { errors: ["body required"] },
    },
    {
      says: "all violations of a body are told",
      contract: takesBody({ "application/json": object({ a: INTEGER, b: INTEGER }) }),
      send: post,
      ...json({ a: "1", b: "2" }),
      gives: { errors: ["body /a type", "body /b type"] },
    },
    {
      says: "violations of parameters and of the body are told together",
      contract: operation(
        {
          parameters: [{ name: "n", in: "query", schema: INTEGER }],
          requestBody: { content: { "application/json": { schema: NAMED } } },
        },
        "post",
      ),
      send: "POST /x?n=a",
      ...json({ name: "A" }),
      gives: { errors: ["query n type", "body /name minLength"] },
    },
    {
      says: "a top-level string is a body",
      contract: takesBody({ "application/json": STRING }),
      send: post,
      ...json('"a"'),
      got: { body: "a" },
    },
    {
      says: "a top-level number is a body",
      contract: takesBody({ "application/json": INTEGER }),
      send: post,
      ...json("0"),
      got: { body: 0 },
    },
    {
      says: "a top-level false is a body",
      contract: takesBody({ "application/json": { type: "boolean" } }),
      send: post,
      ...json("false"),
      got: { body: false },
    },
    {
      says: "a top-level null is a body",
      contract: takesBody({ "application/json": { type: "null" } }),
      send: post,
      ...json("null"),
      got: { body: null },
    },
    {
      says: "a GET may have a body where the contract says so",
      contract: operation({ requestBody: { content: { "application/json": { schema: NAMED } } } }),
      send: "GET /x",
      ...json({ name: "Ada" }),
      got: { body: { name: "Ada" } },
      only: { host: "express", because: "the Fetch standard allows no body of a GET (§5.4)" },
    },
  ]),
  ...section("OAS 3.2 §4.14", [
    {
      says: "application/json is held against its own schema",
      contract: RANGES,
      send: post,
      ...json({ b: 1 }),
      gives: { errors: ["body /a required"] },
    },
    {
      says: "a +json type is JSON and has its own schema",
      contract: RANGES,
      send: post,
      ...sent("application/vnd.x+json", '{"b":1}'),
      got: { body: { b: 1 }, contentType: "application/vnd.x+json" },
    },
    {
      says: "a +json type is held against its own schema",
      contract: RANGES,
      send: post,
      ...sent("application/vnd.x+json", '{"a":1}'),
      gives: { errors: ["body /b required"] },
    },
    {
      says: "text/plain goes before text/*",
      contract: RANGES,
      send: post,
      ...text("four"),
      gives: { errors: ["body maxLength"] },
    },
    {
      says: "a range takes what is not named",
      contract: RANGES,
      send: post,
      ...text("four", "text/csv"),
      got: { body: "four", contentType: "text/csv" },
    },
    {
      says: "a range is held against its own schema",
      contract: RANGES,
      send: post,
      ...text("a long one", "text/csv"),
      gives: { errors: ["body maxLength"] },
    },
    {
      says: "*/* takes everything",
      contract: takesBody({ "*/*": {} }),
      send: post,
      ...sent("image/png", "abc"),
      got: { contentType: "image/png" },
    },
    {
      says: "a type's name has no case",
      contract: JSON_BODY,
      send: post,
      ...sent("Application/JSON", '{"name":"Ada"}'),
      got: { body: { name: "Ada" } },
    },
    {
      says: "text/plain that looks like JSON stays text",
      contract: takesBody({ "text/plain": STRING }),
      send: post,
      ...text('{"a":1}'),
      got: { body: '{"a":1}' },
    },
    {
      says: "text/plain that looks like a number stays text",
      contract: takesBody({ "text/plain": STRING }),
      send: post,
      ...text("42"),
      got: { body: "42" },
    },
    {
      says: "an empty text is a text",
      contract: takesBody({ "text/plain": STRING }),
      send: post,
      ...text(""),
      got: { body: "" },
    },
    {
      says: "octet-stream is a stream of bytes",
      contract: BINARY,
      send: post,
      ...sent("application/octet-stream", "abc"),
      got: { body: "abc" },
    },
    {
      says: "an image is a stream of bytes",
      contract: takesBody({ "image/*": {} }),
      send: post,
      ...sent("image/png", "abc"),
      got: { body: "abc", contentType: "image/png" },
    },
    {
      says: "JSON Lines are an iterable of items",
      contract: takesBody({ "application/jsonl": { itemSchema: object({ n: INTEGER }) } }),
      send: post,
      ...sent("application/jsonl", '{"n":1}\n{"n":2}\n'),
      got: { body: [{ n: 1 }, { n: 2 }] },
    },
    {
      says: "a JSON text sequence is an iterable of items",
      contract: takesBody({ "application/json-seq": { itemSchema: object({ n: INTEGER }) } }),
      send: post,
      ...sent("application/json-seq", '\u001e{"n":1}\n\u001e{"n":2}\n'),
      got: { body: [{ n: 1 }, { n: 2 }] },
    },
  ]),
  ...section("OAS 3.2 §4.26", [
    {
      says: "an operation of nothing but XML refuses to start",
      contract: XML,
      diagnostics: ["xml-only-body"],
      refusesToStart: /takes XML only: set xml/,
    },
    {
      says: "XML is text by option",
      contract: XML,
      diagnostics: ["xml-only-body"],
      options: { xml: "text" },
      send: post,
      ...text("<a/>", "application/xml"),
      got: { body: "<a/>" },
    },
    {
      says: "XML beside JSON is 415 without the option",
      contract: takesBody({ "application/json": NAMED, "application/xml": NAMED }),
      send: post,
      ...text("<a/>", "application/xml"),
      gives: { status: 415, headers: { accept: "application/json" } },
    },
  ]),
];
