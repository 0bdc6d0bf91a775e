/** Requests that are almost right: a case of the contract, changed at random in a few places. */

import type { CaseRequest } from "../../../toolchain/verify/cases/index.ts";

/** Numbers in [0, 1). */
export type Random = () => number;

export interface Sent {
  /** What is put on the wire. */
  readonly bytes: Buffer;
  /** How many answers there are to be; absent: as many as there are, and the connection ends. */
  readonly answers?: number;
  /** Which requests are HEAD. */
  readonly heads?: readonly boolean[];
  /** What was done, for a person. */
  readonly kind: string;
}

interface Draft {
  method: string;
  url: string;
  headers: [string, string][];
  body: Buffer | undefined;
}

const ID = /[0-9a-f]{8}-[0-9a-f-]{27}/gi;

const pick = <T>(random: Random, items: readonly T[]): T => {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined && items.length === 0) throw new RangeError("nothing to pick from");
  return item as T; // within its bounds
};
const below = (random: Random, end: number): number => Math.floor(random() * end);

/** Every method that node:http passes on and that has an answer like any other. */
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "QUERY", "PROPFIND", "LINK"];
/** What parsers, databases and templates stumble over. */
const TOKENS = [
  "__proto__",
  "constructor",
  "toString",
  "null",
  "undefined",
  "NaN",
  "-0",
  "1e999",
  "1e-999",
  "0x10",
  "9007199254740993",
  "99999999999999999999",
  "true",
  "[]",
  "{}",
  "''",
  '"',
  "'; DROP TABLE students; --",
  "%",
  "_",
  "\\",
  "..",
  ".",
  "//",
  "%00",
  "%2F",
  "%2e%2e",
  "%ZZ",
  "%E0%A4%A",
  "%C0%AF",
  "%ED%A0%80",
  "%F4%90%80%80",
  "+",
  "%2B",
  "&",
  "=",
  "[",
  "]",
  "[0]",
  "[a][b]",
  ";",
  ",",
  "|",
  "#",
  "?",
  "@",
  ":",
  "*",
  "~",
  "a".repeat(300),
  "%F0%9D%94%9E",
  "2026-02-30",
  "0000-00-00",
  "active",
  "-createdAt",
  "eyJ9",
  "WyJuYW1lIiwiQWxhbiBUdXJpbmciXQ",
  "W10",
  "bnVsbA",
  "W251bGwsbnVsbF0",
  "WzEsMl0",
  "WyIiLCIiLCIiXQ",
];
const VALUES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e308,
  -0,
  "",
  "\0",
  "\ud800",
  "𝔞",
  "a".repeat(5000),
  [],
  {},
  [[]],
  [null],
  { a: 1 },
  "2026-02-30",
  { __proto__: null, toString: 1 },
  Array.from({ length: 200 }, () => 1),
];
const HEADERS: readonly (readonly [string, string])[] = [
  ["Content-Type", "application/json; charset=utf-16"],
  ["Content-Type", "application/json;;;"],
  ["Content-Type", ";"],
  ["Content-Type", "multipart/form-data; boundary="],
  ["Content-Type", "application/x-www-form-urlencoded"],
  ["Content-Type", "application/merge-patch+json"],
  ["Content-Encoding", "gzip"],
  ["Content-Encoding", "br, gzip"],
  ["Content-Encoding", "deflate"],
  ["Accept", "text/html"],
  ["Accept", "*/*;q=0"],
  ["Accept", ",,;q=,"],
  ["Accept", "application/json;q=abc"],
  ["Authorization", "Bearer"],
  ["Authorization", "Bearer  "],
  ["Authorization", "Basic %%%"],
  ["Authorization", "Bearer ÿÿÿ"],
  ["Cookie", "a=b; =; ;;; __proto__=1"],
  ["Cookie", "=".repeat(500)],
  ["X-Request-Id", "a".repeat(500)],
  ["Origin", "null"],
  ["Origin", "https://school.example"],
  ["Access-Control-Request-Method", "PUT"],
  ["If-None-Match", "*"],
  ["Range", "bytes=0-0"],
  ["X-HTTP-Method-Override", "DELETE"],
  ["X-Forwarded-For", "a"],
  ["Expect", "100-continue"],
  ["Upgrade", "websocket"],
  ["Upgrade-Insecure-Requests", "1"],
  ["TE", "trailers"],
  ["constructor", "1"],
  ["__proto__", "1"],
  ["Host", "[::1"],
  ["Forwarded", "for=_a"],
  ["Accept-Encoding", "gzip"],
  ["traceparent", "00-0-0-00"],
];

/** What scanners of lists and parameters go over again and again where they are not careful. */
const PIECES = ['"', '""', '"\\', ';a="x', ';a="', '",', " ", "; ", ";a=", "=", ","];

/** What requests are made from. */
export interface Material {
  readonly valid: readonly CaseRequest[];
  readonly invalid: readonly CaseRequest[];
  /** Of things that exist. */
  readonly ids: readonly string[];
}

/** One request, or several in a row, mutated from cases. */
export function mutant(random: Random, material: Material): Sent {
  const roll = random();
  if (roll < 0.86) return { ...framed(random, material), answers: 1 };
  if (roll < 0.9) return pipelined(random, material);
  const { bytes, kind } = framed(random, material);
  return { bytes: corrupt(random, bytes), kind: `${kind}, bytes changed` };
}

function pipelined(random: Random, material: Material): Sent {
  const all = Array.from({ length: 2 + below(random, 8) }, () => framed(random, material));
  return {
    bytes: Buffer.concat(all.map(({ bytes }) => bytes)),
    answers: all.length,
    heads: all.map(({ bytes }) => bytes.toString("latin1", 0, 5) === "HEAD "),
    kind: `${all.length} in a row`,
  };
}

function framed(random: Random, { valid, invalid, ids }: Material): Sent {
  const { method, url, headers, body } = pick(random, random() < 0.75 ? valid : invalid);
  const draft: Draft = { method, url, headers: headers.map(([...pair]) => pair), body: body && Buffer.from(body) };
  // Things that exist are asked for, changed and deleted; otherwise nearly everything would be a 404, or a cursor of no page.
  const existing = (text: string): string => text.replaceAll(ID, () => pick(random, ids));
  if (random() < 0.8) {
    draft.url = existing(draft.url).replace(/cursor=[^&]*&?/, "");
    if (draft.body !== undefined) draft.body = Buffer.from(existing(draft.body.toString("latin1")), "latin1");
  }
  const done: string[] = [];
  for (let count = pick(random, [0, 0, 1, 1, 1, 2, 3]); count > 0; count -= 1) {
    const change = pick(random, CHANGES);
    change(draft, random);
    done.push(change.name);
  }
  return { bytes: written(draft, random), kind: done.join(", ") || "as it is" };
}

const CHANGES: readonly ((draft: Draft, random: Random) => void)[] = [
  function urlToken(draft, random) {
    const at = 1 + below(random, draft.url.length);
    draft.url = draft.url.slice(0, at) + pick(random, TOKENS) + draft.url.slice(at + below(random, 4));
  },
  function queryField(draft, random) {
    const field = `${pick(random, [...TOKENS, "limit", "cursor", "q", "status", "sort"])}=${pick(random, TOKENS)}`;
    draft.url += `${draft.url.includes("?") ? "&" : "?"}${field}`;
  },
  function queryValue(draft, random) {
    draft.url = draft.url.replace(/=[^&]*/, () => `=${pick(random, TOKENS)}`);
  },
  function urlBytes(draft, random) {
    const at = 1 + below(random, draft.url.length);
    draft.url = draft.url.slice(0, at) + String.fromCharCode(0x21 + below(random, 94)) + draft.url.slice(at + 1);
  },
  function otherMethod(draft, random) {
    draft.method = pick(random, METHODS);
  },
  function header(draft, random) {
    const [name, value] = pick(random, HEADERS);
    if (random() < 0.5) draft.headers = draft.headers.filter(([other]) => other !== name);
    draft.headers.push([name, value]);
  },
  function repeatedHeader(draft, random) {
    const name = pick(random, ["Accept", "Content-Type", "Cookie", "Authorization", "Accept-Encoding"]);
    const start = pick(random, ["", "application/json", "a=", "Basic "]);
    draft.headers = draft.headers.filter(([other]) => other !== name);
    draft.headers.push([name, start + repeated(random, 12_000)]);
  },
  function repeatedDisposition(draft, random) {
    const part = `--b\r\nContent-Disposition: form-data${repeated(random, 8000)}\r\n\r\nx\r\n`;
    draft.headers = draft.headers.filter(([name]) => name !== "Content-Type");
    draft.headers.push(["Content-Type", "multipart/form-data; boundary=b"]);
    draft.body = Buffer.from(`${part.repeat(1 + below(random, 20))}--b--\r\n`);
  },
  function noHeader(draft, random) {
    draft.headers.splice(below(random, draft.headers.length + 1), 1);
  },
  function headerValue(draft, random) {
    const header = draft.headers[below(random, draft.headers.length)];
    if (header !== undefined) header[1] = header[1].slice(0, below(random, 20)) + pick(random, TOKENS);
  },
  function bodyValue(draft, random) {
    const value = parsed(draft.body);
    if (typeof value !== "object" || value === null) return;
    const keys = [...Object.keys(value), pick(random, TOKENS)];
    draft.body = Buffer.from(JSON.stringify({ ...value, [pick(random, keys)]: pick(random, VALUES) }));
  },
  function bodyBytes(draft, random) {
    if (draft.body === undefined || draft.body.length === 0) return;
    draft.body = corrupt(random, draft.body);
  },
  function bodyToken(draft, random) {
    const body = draft.body ?? Buffer.alloc(0);
    const at = below(random, body.length + 1);
    draft.body = Buffer.concat([body.subarray(0, at), Buffer.from(pick(random, TOKENS)), body.subarray(at)]);
  },
  function noBody(draft) {
    draft.body = undefined;
  },
  function deepBody(draft, random) {
    const depth = below(random, 3000);
    draft.body = Buffer.from(pick(random, ["[", '{"a":']).repeat(depth) + pick(random, ["", "1", "]".repeat(depth)]));
  },
  function manyFields(draft, random) {
    draft.url += `${draft.url.includes("?") ? "&" : "?"}${"a=1&".repeat(below(random, 1500))}`;
  },
];

function repeated(random: Random, length: number): string {
  const piece = pick(random, PIECES);
  return piece.repeat(below(random, length / piece.length));
}

function parsed(body: Buffer | undefined): unknown {
  try {
    return JSON.parse(body?.toString() ?? "");
  } catch {
    return undefined;
  }
}

/** A few bytes changed, taken out, doubled or cut off. */
function corrupt(random: Random, bytes: Buffer): Buffer {
  let changed = Buffer.from(bytes);
  for (let count = 1 + below(random, 4); count > 0 && changed.length > 0; count -= 1) {
    const at = below(random, changed.length);
    const how = random();
    if (how < 0.4) changed[at] = below(random, 256);
    else if (how < 0.6) changed = Buffer.concat([changed.subarray(0, at), changed.subarray(at + 1 + below(random, 8))]);
    else if (how < 0.8)
      changed = Buffer.concat([
        changed.subarray(0, at),
        Buffer.from(pick(random, ["\r\n", "\0", "\n", " ", "\u00e9", ":"])),
        changed.subarray(at),
      ]);
    else if (how < 0.95) changed = Buffer.concat([changed, changed.subarray(at, at + 40)]);
    else changed = changed.subarray(0, at);
  }
  return changed;
}

/** HTTP/1.1 whose framing is right, whatever else is not (RFC 9112 §6); the body whole or in chunks. */
function written({ method, url, headers, body }: Draft, random: Random): Buffer {
  const lines = [`${method} ${url} HTTP/1.1`];
  if (!headers.some(([name]) => name === "Host")) lines.push("Host: school.example");
  lines.push(...headers.map(([name, value]) => `${name}: ${value}`));
  const chunked = body !== undefined && random() < 0.15;
  if (chunked) lines.push("Transfer-Encoding: chunked");
  else if (body !== undefined) lines.push(`Content-Length: ${body.length}`);
  const head = Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1");
  if (body === undefined) return head;
  if (!chunked) return Buffer.concat([head, body]);
  const parts: Buffer[] = [head];
  for (let at = 0; at < body.length;) {
    const chunk = body.subarray(at, at + 1 + below(random, Math.max(1, body.length)));
    parts.push(Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from("\r\n"));
    at += chunk.length;
  }
  parts.push(Buffer.from(random() < 0.2 ? "0\r\nX-Trailer: a\r\n\r\n" : "0\r\n\r\n"));
  return Buffer.concat(parts);
}
