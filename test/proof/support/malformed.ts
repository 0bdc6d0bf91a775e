/** Requests as no client should send them: each kind is bytes in slices, and what to do with the socket afterwards. */

import { gzipSync } from "node:zlib";

export interface Malformed {
  readonly name: string;
  /** Sent with a pause between them. */
  readonly slices: readonly Buffer[];
  /** `end`: this side closes its half when something has come. `destroy`: it resets the connection at once. Default `end`. */
  readonly ending?: "end" | "destroy";
}

const bytes = (text: string | Buffer): Buffer => (typeof text === "string" ? Buffer.from(text, "latin1") : text);
const kind = (name: string, ...slices: readonly (string | Buffer)[]): Malformed => ({
  name,
  slices: slices.map(bytes),
});
const request = (line: string, headers: readonly string[], body: string | Buffer = ""): Buffer =>
  Buffer.concat([bytes([line, ...headers, "", ""].join("\r\n")), bytes(body)]);
const get = (...headers: readonly string[]): Buffer => request("GET /list HTTP/1.1", ["Host: h", ...headers]);
const post = (path: string, type: string, body: string | Buffer, ...headers: readonly string[]): Buffer =>
  request(
    `POST ${path} HTTP/1.1`,
    ["Host: h", `Content-Type: ${type}`, `Content-Length: ${Buffer.byteLength(bytes(body))}`, ...headers],
    body,
  );
const json = (body: string | Buffer, ...headers: readonly string[]): Buffer =>
  post("/json", "application/json", body, ...headers);
const chunked = (path: string, type: string, ...chunks: readonly string[]): Buffer =>
  request(`POST ${path} HTTP/1.1`, ["Host: h", `Content-Type: ${type}`, "Transfer-Encoding: chunked"], chunks.join(""));
const SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n";
const smuggling = (name: string, headers: readonly string[], body: string): Malformed =>
  kind(
    `smuggling: ${name}`,
    request("POST /json HTTP/1.1", ["Host: h", "Content-Type: application/json", ...headers], body),
  );
const dripped = (whole: Buffer, size: number): readonly Buffer[] =>
  Array.from({ length: Math.ceil(whole.length / size) }, (_, index) =>
    whole.subarray(index * size, (index + 1) * size),
  );
const form = (file: Buffer, last = "--b--\r\n"): Buffer =>
  Buffer.concat([
    bytes('--b\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n'),
    file,
    bytes(`\r\n${last}`),
  ]);
const multipart = (body: Buffer, ...headers: readonly string[]): Buffer =>
  post("/upload", "multipart/form-data; boundary=b", body, ...headers);
const zipped = gzipSync('{"a":1}');
/** Larger than what the server keeps in memory: it is in a temporary file. */
const UPLOAD = 300_000;
const upload = multipart(form(Buffer.alloc(UPLOAD, 120)));

const LINES: readonly Malformed[] = [
  kind("nothing but a line break", "\r\n\r\n"),
  kind("bytes at random", Buffer.from([0, 1, 2, 255, 254, 13, 10, 13, 10])),
  kind("a TLS hello", Buffer.from("160301020001000001fc0303", "hex")),
  kind("the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
  kind("HTTP/0.9", "GET /list\r\n"),
  kind("HTTP/1.0 without a host", "GET /list HTTP/1.0\r\n\r\n"),
  kind("HTTP/1.0 that keeps the connection", "GET /list HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"),
  kind("HTTP/1.0 with a chunked body", "POST /json HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
  kind("HTTP/9.9", "GET /list HTTP/9.9\r\nHost: h\r\n\r\n"),
  kind("no version", "GET /list \r\nHost: h\r\n\r\n"),
  kind("an unknown method", "BREW /list HTTP/1.1\r\nHost: h\r\n\r\n"),
  kind("a method in lower case", "get /list HTTP/1.1\r\nHost: h\r\n\r\n"),
  kind("the target *", "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n"),
  kind("the target * with GET", "GET * HTTP/1.1\r\nHost: h\r\n\r\n"),
  kind("an absolute target", "GET http://h/list?a=1 HTTP/1.1\r\nHost: h\r\n\r\n"),
  kind("an absolute target of another scheme", "GET ftp://h/list HTTP/1.1\r\nHost: h\r\n\r\n"),
  kind("an absolute target that is no URL", "GET http://[::1/list HTTP/1.1\r\nHost: h\r\n\r\n"),
  kind("CONNECT", "CONNECT h:443 HTTP/1.1\r\nHost: h\r\n\r\n"),
  kind("a target without a slash", "GET list HTTP/1.1\r\nHost: h\r\n\r\n"),
  kind("a target of slashes", "GET //// HTTP/1.1\r\nHost: h\r\n\r\n"),
  kind("a target with dots", "GET /../../etc/passwd HTTP/1.1\r\nHost: h\r\n\r\n"),
  kind("a target with a percent sign alone", "GET /%zz HTTP/1.1\r\nHost: h\r\n\r\n"),
  kind("a target with a NUL", "GET /li\0st HTTP/1.1\r\nHost: h\r\n\r\n"),
  kind("a target with bytes above ASCII", "GET /l\xefst HTTP/1.1\r\nHost: h\r\n\r\n"),
  kind("a target of 100 kB", `GET /${"a".repeat(100_000)} HTTP/1.1\r\nHost: h\r\n\r\n`),
  kind("a query of 5,000 fields", `GET /list?${"a=1&".repeat(2000)} HTTP/1.1\r\nHost: h\r\n\r\n`),
  kind("a fragment in the target", "GET /list#a HTTP/1.1\r\nHost: h\r\n\r\n"),
];

const HEADERS: readonly Malformed[] = [
  kind("no host", "GET /list HTTP/1.1\r\n\r\n"),
  kind("two hosts", "GET /list HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
  kind("a header without a colon", get("Bad")),
  kind("a header without a name", get(": x")),
  kind("a space before the colon", get("A : x")),
  kind("a line that goes on (obs-fold)", get("A: x\r\n y")),
  kind("a NUL in a value", get("A: x\0y")),
  kind("a carriage return in a value", get("A: x\ry")),
  kind("line feeds alone", "GET /list HTTP/1.1\nHost: h\n\n"),
  kind("a header of 100 kB", get(`A: ${"a".repeat(100_000)}`)),
  kind("500 headers", get(...Array.from({ length: 500 }, (_, index) => `A${index}: x`))),
  kind("150 headers of one name", get(...Array.from({ length: 150 }, () => "A: x"))),
  kind("an Accept that is none", get("Accept: ;;;q=,/,*/")),
  kind("an Accept of 3,000 types", get(`Accept: ${"a/b;q=0.1,".repeat(1000)}`)),
  kind("a cookie that is none", get('Cookie: =;;a="\\;%zz=%zz')),
  kind("an upgrade to a WebSocket", get("Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Key: x")),
  kind("an upgrade to HTTP/2", get("Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAA")),
  kind("an expectation that is unknown", get("Expect: a-miracle")),
  kind("Expect: 100-continue, and then the body", json('{"a":1}', "Expect: 100-continue").subarray(0, -7), '{"a":1}'),
  kind(
    "Expect: 100-continue, and no body",
    request("POST /json HTTP/1.1", [
      "Host: h",
      "Content-Type: application/json",
      "Content-Length: 7",
      "Expect: 100-continue",
    ]),
  ),
  kind("headers that come byte by byte", ...dripped(get("A: x"), 2)),
  kind(
    "headers that never end",
    get().subarray(0, -2),
    ...Array.from({ length: 60 }, (_, index) => `A${index}: x\r\n`),
  ),
  kind("a head that ends in the middle", get().subarray(0, 20)),
];

const SMUGGLING: readonly Malformed[] = [
  smuggling(
    "Content-Length and Transfer-Encoding",
    ["Content-Length: 4", "Transfer-Encoding: chunked"],
    `0\r\n\r\n${SMUGGLED}`,
  ),
  smuggling("two Content-Lengths", ["Content-Length: 2", "Content-Length: 40"], `{}${SMUGGLED}`),
  smuggling("a list of Content-Lengths", ["Content-Length: 2, 2"], `{}${SMUGGLED}`),
  smuggling("a negative Content-Length", ["Content-Length: -1"], SMUGGLED),
  smuggling("a Content-Length with a sign", ["Content-Length: +2"], `{}${SMUGGLED}`),
  smuggling("a hexadecimal Content-Length", ["Content-Length: 0x2"], `{}${SMUGGLED}`),
  smuggling("a Content-Length that overflows", ["Content-Length: 99999999999999999999"], `{}${SMUGGLED}`),
  smuggling(
    "a Transfer-Encoding that is misspelt",
    ["Transfer-Encoding: xchunked", "Content-Length: 2"],
    `{}${SMUGGLED}`,
  ),
  smuggling("chunked that is not last", ["Transfer-Encoding: chunked, identity"], `0\r\n\r\n${SMUGGLED}`),
  smuggling("chunked twice", ["Transfer-Encoding: chunked, chunked"], `0\r\n\r\n${SMUGGLED}`),
  smuggling("a tab before chunked", ["Transfer-Encoding:\tchunked", "Content-Length: 2"], `0\r\n\r\n${SMUGGLED}`),
  smuggling("an obs-fold before chunked", ["Transfer-Encoding:\r\n chunked", "Content-Length: 2"], `{}${SMUGGLED}`),
  smuggling("a header name with a space", ["Content-Length : 2"], `{}${SMUGGLED}`),
];

const BODIES: readonly Malformed[] = [
  kind("a chunk size that is no number", chunked("/json", "application/json", "zz\r\n{}\r\n0\r\n\r\n")),
  kind("a chunk size that overflows", chunked("/json", "application/json", "fffffffffffffffff\r\n{}\r\n")),
  kind("a chunk that is longer than it says", chunked("/json", "application/json", "1\r\n{}\r\n0\r\n\r\n")),
  kind(
    "a chunk with an extension of 30 kB",
    chunked("/json", "application/json", `2;${"a".repeat(30_000)}\r\n{}\r\n0\r\n\r\n`),
  ),
  kind("chunks without an end", chunked("/json", "application/json", "2\r\n{}\r\n")),
  kind("trailers", chunked("/json", "application/json", "2\r\n{}\r\n0\r\nA: x\r\nContent-Length: 9\r\n\r\n")),
  kind(
    "a thousand chunks of a byte",
    chunked("/bytes", "application/octet-stream", "1\r\na\r\n".repeat(1000), "0\r\n\r\n"),
  ),
  kind("a body that ends early", json('{"a":1}').subarray(0, -3)),
  kind("a body that comes slowly", ...dripped(json(`{"a":"${"x".repeat(120)}"}`), 10)),
  kind("a body that stops coming", json('{"a":1}').subarray(0, -3), "", "", "", "", ""),
  kind("a body that is too large, announced", post("/json", "application/json", "x".repeat(100_000))),
  kind(
    "a body that is too large, in chunks",
    chunked(
      "/json",
      "application/json",
      "1000\r\n",
      "x".repeat(4096),
      "\r\n",
      `1000\r\n${"x".repeat(4096)}\r\n`.repeat(30),
      "0\r\n\r\n",
    ),
  ),
  kind("a body of a GET", request("GET /list HTTP/1.1", ["Host: h", "Content-Length: 2"], "{}")),
  kind(
    "a body with the wrong Content-Length",
    request("POST /json HTTP/1.1", ["Host: h", "Content-Type: application/json", "Content-Length: 1"], '{"a":1}'),
  ),
  kind("JSON that is cut", json('{"a":')),
  kind("JSON that nests 5,000 levels", json("[".repeat(5000))),
  kind("JSON with a NUL", json('{"a":"\0"}')),
  kind("JSON in UTF-16", json(Buffer.from('{"a":1}', "utf16le"))),
  kind("JSON that is no UTF-8", json(Buffer.from([0x22, 0xff, 0xfe, 0x22]))),
  kind("JSON with __proto__", json('{"__proto__":{"a":1}}')),
  kind("a charset that is unknown", post("/json", "application/json; charset=klingon", "{}")),
  kind("a media type that is none", post("/json", '/;="', "{}")),
  kind("gzip that is none", json("junk", "Content-Encoding: gzip")),
  kind("gzip that is cut", json(zipped.subarray(0, -5), "Content-Encoding: gzip")),
  kind("gzip with rubbish after it", json(Buffer.concat([zipped, Buffer.alloc(1000)]), "Content-Encoding: gzip")),
  kind("gzip that swells", json(gzipSync(Buffer.alloc(5 << 20)), "Content-Encoding: gzip")),
  kind("gzip in gzip", json(gzipSync(zipped), "Content-Encoding: gzip, gzip")),
  kind("a coding that is unknown", json("{}", "Content-Encoding: zip")),
  kind("a form with malformed percent signs", post("/form", "application/x-www-form-urlencoded", "a=%zz&%=&=&&")),
  kind("a form of 5,000 fields", post("/form", "application/x-www-form-urlencoded", "a=1&".repeat(5000))),
  kind("lines that are no JSON", post("/lines", "application/jsonl", "{}\n{\n{}\n")),
  kind("a line without an end", post("/lines", "application/jsonl", `"${"x".repeat(50_000)}`)),
  kind("a multipart body without a boundary", post("/upload", "multipart/form-data", form(Buffer.alloc(10)))),
  kind(
    "a multipart body with another boundary",
    post("/upload", "multipart/form-data; boundary=c", form(Buffer.alloc(10))),
  ),
  kind("a multipart body without its last boundary", multipart(form(Buffer.alloc(100_000), "--b\r\n"))),
  kind("a part without a header", multipart(bytes("--b\r\n\r\nx\r\n--b--\r\n"))),
  kind(
    "a part with a header of 20 kB",
    multipart(bytes(`--b\r\nContent-Disposition: form-data; name="${"n".repeat(20_000)}"\r\n\r\nx\r\n--b--\r\n`)),
  ),
  kind(
    "a part with a name of line breaks",
    multipart(
      bytes('--b\r\nContent-Disposition: form-data; name="a%0d%0ab"; filename="..%2f%00"\r\n\r\nx\r\n--b--\r\n'),
    ),
  ),
  kind(
    "2,000 parts",
    multipart(bytes(`${'--b\r\nContent-Disposition: form-data; name="n"\r\n\r\n1\r\n'.repeat(2000)}--b--\r\n`)),
  ),
  kind(
    "an upload that is refused while it comes",
    request(
      "POST /unread HTTP/1.1",
      ["Host: h", "Content-Type: application/octet-stream", "Content-Length: 900000"],
      Buffer.alloc(900_000),
    ),
  ),
  kind(
    "an upload to no operation",
    request("POST /nowhere HTTP/1.1", ["Host: h", "Content-Length: 900000"], Buffer.alloc(900_000)),
  ),
];

const ORDER: readonly Malformed[] = [
  kind("20 requests in a row", Buffer.concat(Array.from({ length: 20 }, () => get()))),
  kind("requests in a row, the second broken", Buffer.concat([get(), bytes("BROKEN\r\n\r\n"), get()])),
  kind("a request in a row behind a body that is refused", Buffer.concat([json("{"), get()])),
  kind("a request behind Connection: close", Buffer.concat([get("Connection: close"), get()])),
  kind("HEAD and GET in a row", Buffer.concat([request("HEAD /list HTTP/1.1", ["Host: h"]), get()])),
  kind("events, half closed", request("GET /events HTTP/1.1", ["Host: h"])),
  { ...kind("events, reset", request("GET /events HTTP/1.1", ["Host: h"])), ending: "destroy" },
  { ...kind("a request, reset at once", get()), ending: "destroy" },
  { ...kind("half a head, reset", get().subarray(0, 10)), ending: "destroy" },
];

/** An upload that stops at every 10 kB, half closed and reset. */
const ABORTED: readonly Malformed[] = Array.from({ length: UPLOAD / 10_000 }, (_, index) => index * 10_000).flatMap(
  (at) => {
    const slices = [upload.subarray(0, upload.length - UPLOAD + at)];
    return [
      { name: `an upload, half closed after ${at} bytes`, slices },
      { name: `an upload, reset after ${at} bytes`, slices, ending: "destroy" } as const,
    ];
  },
);

export const KINDS: readonly Malformed[] = [...LINES, ...HEADERS, ...SMUGGLING, ...BODIES, ...ORDER];
export const ABORTED_UPLOADS: readonly Malformed[] = ABORTED;
