/** RFC 8259 and RFC 9110 §8, §15.5: what a body may be made of, its charset, its coding and its size. */

import { json, object, section, STRING, takesBody, text, type Row } from "../row.ts";

const NAMED = object({ name: { type: "string", minLength: 2 } }, { required: ["name"] });
const JSON_BODY = takesBody({ "application/json": NAMED });
const anyJson = takesBody({ "application/json": {} });
const BINARY = takesBody({ "application/octet-stream": {} });
const post = "POST /x";
const sent = (type: string, body: string | Uint8Array, ...more: readonly (readonly [string, string])[]) => ({
  headers: [["content-type", type], ...more] as const,
  body,
});
const gzipped = new Uint8Array(
  await new Response(new Blob(['{"name":"Ada"}']).stream().pipeThrough(new CompressionStream("gzip"))).arrayBuffer(),
);
const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);

export const codings: readonly Row[] = [
  ...section("RFC 8259", [
    { says: "what is no JSON is 400", contract: JSON_BODY, send: post, ...json("{"), gives: { errors: ["body json"] } },
    { says: "a NaN is no JSON", contract: anyJson, send: post, ...json("[NaN]"), gives: { errors: ["body json"] } },
    {
      says: "__proto__ as a key is refused (§4)",
      contract: anyJson,
      send: post,
      ...json('{"__proto__":{"admin":true}}'),
      gives: { errors: ["body json"] },
    },
    {
      says: "an escaped __proto__ is refused (§4)",
      contract: anyJson,
      send: post,
      ...json('{"__pr\\u006fto__":{}}'),
      gives: { errors: ["body json"] },
    },
    {
      says: "constructor as a key is an ordinary one (§4)",
      contract: anyJson,
      send: post,
      ...json('{"constructor":{"prototype":1}}'),
      got: { body: { constructor: { prototype: 1 } } },
    },
    {
      says: "duplicate keys are refused: which of them counts is not defined (§4)",
      contract: anyJson,
      send: post,
      ...json('{"n":"a","n":2}'),
      gives: { errors: ["body json"] },
    },
    {
      says: "duplicate keys are refused at every depth (§4)",
      contract: anyJson,
      send: post,
      ...json('[{"a":{"n":1,"\u006e":2}}]'),
      gives: { errors: ["body json"] },
    },
    {
      says: "nesting has a limit (§9)",
      contract: anyJson,
      send: post,
      ...json(nested(101)),
      gives: { errors: ["body json"] },
    },
    {
      says: "nesting up to the limit is taken (§9)",
      contract: takesBody({ "application/json": {} }),
      send: post,
      ...json(nested(5)),
      options: { limits: { depth: 5 } },
      got: { body: [[[[[]]]]] },
    },
    {
      says: "an integer that would be rounded is refused (§6)",
      contract: anyJson,
      send: post,
      ...json('{"n":9007199254740993}'),
      gives: { errors: ["body json"] },
    },
    {
      says: "bytes that are not UTF-8 are refused (§8.1)",
      contract: JSON_BODY,
      send: post,
      ...sent("application/json", new Uint8Array([0x22, 0xff, 0x22])),
      gives: { errors: ["body charset"] },
    },
  ]),
  ...section("RFC 9110 §17.5", [
    {
      says: "the keys of a body have a limit",
      contract: anyJson,
      send: post,
      ...json('[{"a":1,"b":2},{"c":3}]'),
      options: { limits: { keys: 2 } },
      gives: { errors: ["body json"] },
    },
    {
      says: "the header fields of a request have a limit (RFC 6585 §5)",
      contract: JSON_BODY,
      send: post,
      headers: Array.from({ length: 101 }, (_, i) => [`x-${i}`, "1"] as const),
      only: { host: "express", because: "a host of web standards bounds them itself" },
      gives: { status: 431, headers: { "content-type": "application/problem+json" } },
    },
  ]),
  ...section("RFC 9110 §8.3", [
    {
      says: "charset=utf-8 is taken",
      contract: JSON_BODY,
      send: post,
      ...sent('application/json; charset="UTF-8"', '{"name":"Ada"}'),
      got: { body: { name: "Ada" } },
    },
    {
      says: "text in another charset is decoded",
      contract: takesBody({ "text/plain": STRING }),
      send: post,
      ...sent("text/plain; charset=iso-8859-1", new Uint8Array([0xe9])),
      got: { body: "é" },
    },
    {
      says: "JSON in another charset is decoded by it",
      contract: JSON_BODY,
      send: post,
      ...sent(
        "application/json; charset=utf-16le",
        new Uint8Array(Array.from('{"name":"Ada"}').flatMap((c) => [c.charCodeAt(0), 0])),
      ),
      got: { body: { name: "Ada" } },
    },
    {
      says: "an unknown charset is 415",
      contract: takesBody({ "text/plain": STRING }),
      send: post,
      ...text("a", "text/plain; charset=x-none"),
      gives: { status: 415 },
    },
  ]),
  ...section("RFC 9110 §15.5.16", [
    {
      says: "a type that is not declared is 415, and Accept tells what is",
      contract: JSON_BODY,
      send: post,
      ...text("a", "application/xml"),
      gives: { status: 415, headers: { accept: "application/json", "content-type": "application/problem+json" } },
    },
    {
      says: "a body without a type is 415",
      contract: JSON_BODY,
      send: post,
      body: new Uint8Array([1]),
      gives: { status: 415 },
    },
    {
      says: "a body without a type is a sequence of bytes (§8.3)",
      contract: BINARY,
      send: post,
      body: new Uint8Array([65]),
      got: { body: "A" },
    },
    {
      says: "a Content-Type that is none is 415",
      contract: JSON_BODY,
      send: post,
      ...text("{}", "json"),
      gives: { status: 415 },
    },
  ]),
  ...section("RFC 9110 §8.4", [
    {
      says: "gzip is undone",
      contract: JSON_BODY,
      send: post,
      ...sent("application/json", gzipped, ["content-encoding", "gzip"]),
      got: { body: { name: "Ada" } },
    },
    {
      says: "x-gzip is gzip (§8.4.1.3)",
      contract: JSON_BODY,
      send: post,
      ...sent("application/json", gzipped, ["content-encoding", "X-GZIP"]),
      got: { body: { name: "Ada" } },
    },
    {
      says: "an unknown coding is 415, and Accept-Encoding tells what is known",
      contract: JSON_BODY,
      send: post,
      ...sent("application/json", "{}", ["content-encoding", "lzma"]),
      gives: { status: 415, headers: { "accept-encoding": /identity|gzip/ } },
    },
    {
      says: "what is no gzip is 400",
      contract: JSON_BODY,
      send: post,
      ...sent("application/json", "{}", ["content-encoding", "gzip"]),
      gives: { status: 400 },
    },
    {
      says: "what becomes too large undone is 413",
      contract: JSON_BODY,
      send: post,
      ...sent("application/json", gzipped, ["content-encoding", "gzip"]),
      options: { limits: { body: 10 } },
      gives: { status: 413 },
    },
    {
      says: "identity is nothing",
      contract: JSON_BODY,
      send: post,
      ...sent("application/json", '{"name":"Ada"}', ["content-encoding", "identity"]),
      got: { body: { name: "Ada" } },
    },
  ]),
  ...section("RFC 9110 §15.5.14", [
    {
      says: "a body past the limit is 413",
      contract: JSON_BODY,
      send: post,
      ...json({ name: "x".repeat(200) }),
      options: { limits: { body: 100 } },
      gives: { status: 413, headers: { "content-type": "application/problem+json" } },
    },
    {
      says: "more than a MiB of JSON is 413 unless told",
      contract: JSON_BODY,
      send: post,
      ...json({ name: "x".repeat(1 << 20) }),
      gives: { status: 413 },
    },
  ]),
];
