/** Requests that no value describes: malformed JSON, odd queries, paths and headers. A server must not fail on them. */

import type { CaseRequest } from "../cases/index.ts";
import type { Random } from "./random.ts";

/** Deeper than parsers that call themselves can follow in some servers. */
const DEEP = 3000;
const MANY = 2000;

type Rewrite = (json: string, random: Random) => string | Uint8Array<ArrayBuffer>;

const bytes = (...parts: (string | readonly number[])[]): Uint8Array<ArrayBuffer> =>
  new Uint8Array(Buffer.concat(parts.map((part) => Buffer.from(part as string)))); // a text or a list of bytes

const BODIES: Readonly<Record<string, Rewrite>> = {
  "an unpaired surrogate": (json) => json.replace(/"([^"\\]*)"(?!\s*:)/, String.raw`"$1\ud800"`),
  "a NUL": (json) => json.replace(/"([^"\\]*)"(?!\s*:)/, String.raw`"$1\u0000"`),
  "a key twice": (json) => json.replace(/^\{("(?:[^"\\]|\\.)*":)/, "{$1null,$1"),
  "a deep list": () => "[".repeat(DEEP) + "]".repeat(DEEP),
  "a deep object": () => `${'{"a":'.repeat(DEEP)}1${"}".repeat(DEEP)}`,
  "a deep property": (json) => json.replace(/^\{/, `{"deep":${"[".repeat(DEEP)}${"]".repeat(DEEP)},`),
  "a trailing comma": (json) => json.replace(/\}$/, ",}"),
  "a comment": (json) => `/* */${json}`,
  NaN: (json) => json.replace(/:-?\d+/, ":NaN"),
  "a number without end": (json) => json.replace(/:-?\d+/, `:${"9".repeat(400)}`),
  "a huge exponent": (json) => json.replace(/:-?\d+/, ":1e400"),
  "a negative zero": (json) => json.replace(/:-?\d+/, ":-0"),
  "a byte order mark": (json) => `\ufeff${json}`,
  "bytes that are not UTF-8": (json) => bytes(json.slice(0, -1), ',"x":"', [0xc3, 0x28, 0xff], '"}'),
  "UTF-16": (json) => new Uint8Array(Buffer.from(json, "utf16le")),
  "a cut text": (json, random) => json.slice(0, random.below(json.length)),
  "two documents": (json) => json + json,
  null: () => "null",
  "a text": () => '"text"',
  "a number": () => "1",
  "an empty list": () => "[]",
  "a list of it": (json) => `[${json}]`,
  "an empty object": () => "{}",
  "many properties": (json) =>
    json.replace(/^\{/, `{${Array.from({ length: MANY }, (_, index) => `"p${index}":1,`).join("")}`),
  "a name without end": (json) => json.replace(/^\{/, `{"${"n".repeat(MANY)}":1,`),
  "the property __proto__": (json) => json.replace(/^\{/, '{"__proto__":{"polluted":true},'),
  "all values null": (json) => json.replaceAll(/:("(?:[^"\\]|\\.)*"|-?\d[\d.e+-]*|true|false)/g, ":null"),
  "all values lists": (json) => json.replaceAll(/:("(?:[^"\\]|\\.)*"|-?\d[\d.e+-]*|true|false)/g, ":[$1]"),
};

const QUERIES = [
  "a=1&a=2",
  "a[]=1",
  "a[b][c]=1",
  "__proto__[x]=1",
  "%",
  "=",
  "&&&",
  "a=%ff%fe",
  `a=${"x".repeat(MANY)}`,
  Array.from({ length: 300 }, (_, index) => `p${index}=1`).join("&"),
];

const SEGMENTS = ["%00", "..%2f..%2f", "%ff", "%2e%2e", "a%0d%0ab", "%F0%9F%98%80", "-1", "0", "NaN", "null", "1e309"];

const HEADERS: readonly (readonly [string, string])[] = [
  ["Accept", "a/b;q=x, */*"],
  ["Accept-Language", "xx-YY;q=2, *;q=-1"],
  ["Accept-Encoding", "gzip;q=9, unknown"],
  ["Range", "bytes=abc-"],
  ["Range", "bytes=0-0"],
  ["If-None-Match", '"x'],
  ["If-Match", "W/"],
  ["If-Modified-Since", "yesterday"],
  ["Cookie", ";=;a;=b;%ZZ=%ZZ"],
  ["X-Forwarded-For", "not an address"],
  ["X-Forwarded-Host", "a b"],
  ["Origin", "null"],
  ["Prefer", "=;,"],
  ["Content-Type", "application/json; charset=utf-7"],
  ["X-HTTP-Method-Override", "NONSENSE"],
  ["Authorization", "Basic !!!"],
  ["Authorization", "Bearer a.b.c"],
  ["Authorization", "Bearer e30.e30.e30"],
];

/** A valid request, changed so that it says nothing certain. */
export function malformed(
  request: CaseRequest,
  random: Random,
): { readonly name: string; readonly request: CaseRequest } {
  const kind = request.body === undefined ? 6 + random.below(4) : random.below(10);
  if (kind < 6) return ofBody(request, random);
  if (kind === 6) return ofPath(request, random);
  if (kind < 9) {
    const query = random.pick(QUERIES) ?? "";
    const url = `${request.url}${request.url.includes("?") ? "&" : "?"}${query}`;
    return { name: "an odd query", request: { ...request, url } };
  }
  const [name, value] = random.pick(HEADERS) ?? ["Accept", "*/*"];
  const others = request.headers.filter(([each]) => each.toLowerCase() !== name.toLowerCase());
  return { name: `the header ${name}: ${value}`, request: { ...request, headers: [...others, [name, value]] } };
}

function ofBody(request: CaseRequest, random: Random): { readonly name: string; readonly request: CaseRequest } {
  const name = random.pick(Object.keys(BODIES)) ?? "null";
  const made = BODIES[name]?.(new TextDecoder().decode(request.body), random) ?? "";
  const body = typeof made === "string" ? bytes(made) : made;
  return { name: `a body with ${name}`, request: { ...request, body } };
}

/** Another last segment. */
function ofPath(request: CaseRequest, random: Random): { readonly name: string; readonly request: CaseRequest } {
  const [path = "", query] = request.url.split("?", 2);
  const url = path.replace(/[^/]+$/, random.pick(SEGMENTS) ?? "0") + (query === undefined ? "" : `?${query}`);
  return { name: "an odd path", request: { ...request, url } };
}
