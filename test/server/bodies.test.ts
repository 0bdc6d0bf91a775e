import { Duplex, Transform } from "node:stream";
import { brotliCompressSync, createBrotliDecompress, createGunzip, deflateSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { createServer } from "tenon-runtime/server";
import { interpretedValidators } from "tenon-runtime/validators";
import type { Decoder } from "../../runtime/core/body/source.ts";
import { decodedSource } from "../../runtime/core/http/codings.ts";
import { bodyServer, contractWith, head, until, wire } from "./bodies-support.ts";
import { problemOf } from "./support.ts";

const post = (body: BodyInit, type: string, headers: Record<string, string> = {}): RequestInit => ({
  method: "POST",
  body,
  headers: { "content-type": type, ...headers },
});
const JSON_TYPE = "application/json";

describe("a JSON body over a socket", () => {
  test("is read whether it comes with its header, later, or in pieces", async () => {
    await using server = await bodyServer();
    const whole = wire(server.url, head("/json", "Content-Type: application/json", "Content-Length: 7") + '{"a":1}');
    const later = wire(server.url, head("/json", "Content-Type: application/json", "Transfer-Encoding: chunked"));
    await new Promise((resolve) => setTimeout(resolve, 30));
    later.socket.write('3\r\n{"a\r\n');
    await new Promise((resolve) => setTimeout(resolve, 30));
    later.socket.write('4\r\n":1}\r\n0\r\n\r\n');
    for (const each of [whole, later]) {
      expect(await until(() => each.text().includes('{"body":{"a":1},"contentType":"application/json"}'))).toBe(true);
      expect(each.text()).toMatch(/^HTTP\/1.1 200/);
      each.socket.destroy();
    }
  });

  test("of more than one buffer arrives whole", async () => {
    await using server = await bodyServer();
    const text = "ä".repeat(200_000);
    const response = await fetch(`${server.url}/json`, post(JSON.stringify(text), JSON_TYPE));
    expect(((await response.json()) as { body: string }).body).toBe(text);
  });

  test("may be a scalar, begin with a byte order mark, and have a type that a range covers", async () => {
    await using server = await bodyServer();
    const send = async (body: string, type: string) =>
      (await fetch(`${server.url}/json`, post(body, type))).json() as Promise<unknown>;
    expect(await send("5", JSON_TYPE)).toEqual({ body: 5, contentType: JSON_TYPE });
    expect(await send('\uFEFF"a"', JSON_TYPE)).toEqual({ body: "a", contentType: JSON_TYPE });
    expect(await send("[true]", "application/vnd.x+json")).toMatchObject({ body: [true] });
    expect(await send('{"a":1}', "text/plain")).toEqual({ body: '{"a":1}', contentType: "text/plain" });
  });

  test("in another charset that is known is decoded; in one that is not it is a 415", async () => {
    await using server = await bodyServer();
    const utf16 = Buffer.from('"ä"', "utf16le");
    const known = await fetch(`${server.url}/json`, post(utf16, `${JSON_TYPE};charset=utf-16le`));
    expect(await known.json()).toMatchObject({ body: "ä" });
    expect((await fetch(`${server.url}/json`, post("1", `${JSON_TYPE};charset=klingon`))).status).toBe(415);
  });

  test("that is malformed is a 400 which says where, also where invalid ones are 422", async () => {
    await using server = await bodyServer({ invalidStatus: 422 });
    const problem = async (body: string) => {
      const response = await fetch(`${server.url}/json`, post(body, JSON_TYPE));
      return [response.status, (await problemOf(response)).errors?.map((each) => [each.keyword, each.message])];
    };
    expect(await problem('{"a":\n}')).toEqual([
      400,
      [["json", 'is not valid JSON: expected a value at line 2, column 1, but found "}"']],
    ]);
    expect((await problem('{"a":1,"a":2}'))[0]).toBe(400);
    expect((await problem('{"a":1e400}'))[0]).toBe(400);
    expect((await problem("true"))[0]).toBe(422);
    expect((await fetch(`${server.url}/json?x=1`, post("1", JSON_TYPE))).status).toBe(422);
    expect((await fetch(`${server.url}/json`, { method: "POST" })).status).toBe(422);
  });

  test("that is optional may be absent", async () => {
    await using server = await bodyServer();
    expect(await (await fetch(`${server.url}/optional`, { method: "POST" })).json()).toEqual({ given: false });
    expect(await (await fetch(`${server.url}/optional`, post("1", JSON_TYPE))).json()).toEqual({ given: true });
  });
});

describe("a compressed body", () => {
  test.for<[string, (bytes: Buffer<ArrayBuffer>) => Buffer<ArrayBuffer>]>([
    ["gzip", gzipSync],
    ["X-GZIP", gzipSync],
    ["deflate", deflateSync],
    ["br", brotliCompressSync],
    ["identity", (bytes) => bytes],
  ])("by %s is read, as JSON and as a stream", async ([coding, compress]) => {
    await using server = await bodyServer();
    const headers = { "content-encoding": coding };
    const sent = await fetch(`${server.url}/json`, post(compress(Buffer.from('{"a":"ä"}')), JSON_TYPE, headers));
    expect(await sent.json()).toMatchObject({ body: { a: "ä" } });
    const bytes = compress(Buffer.alloc(300_000));
    const streamed = await fetch(`${server.url}/bytes`, post(bytes, "application/octet-stream", headers));
    expect(await streamed.json()).toMatchObject({ read: 300_000 });
  });

  test("by something else is a 415 that says what is taken", async () => {
    await using server = await bodyServer();
    for (const coding of ["zstd", "gzip, gzip", "constructor"]) {
      const response = await fetch(`${server.url}/json`, post("1", JSON_TYPE, { "content-encoding": coding }));
      expect([response.status, response.headers.get("accept-encoding")]).toEqual([415, "gzip, deflate, br"]);
    }
  });

  test("that is corrupt or cut off is a 400", async () => {
    await using server = await bodyServer();
    const headers = { "content-encoding": "gzip" };
    const whole = gzipSync(Buffer.from('{"a":1}'));
    for (const body of [Buffer.from("nonsense"), whole.subarray(0, whole.length - 6)]) {
      const response = await fetch(`${server.url}/json`, post(body, JSON_TYPE, headers));
      expect([response.status, (await problemOf(response)).errors?.[0]?.message]).toEqual([400, "is not valid gzip"]);
    }
    const corrupt = await fetch(`${server.url}/bytes`, post("nonsense", "application/octet-stream", headers));
    expect(corrupt.status).toBe(400);
    expect(server.errors).toEqual([]);
  });

  test.for(["gzip", "br"])("that is a bomb (%s) stops at the limit", async (coding) => {
    await using server = await bodyServer();
    const zeros = Buffer.alloc(200 << 20);
    const bomb = coding === "gzip" ? gzipSync(zeros) : brotliCompressSync(zeros.subarray(0, 100 << 20));
    expect(bomb.length).toBeLessThan(1 << 20);
    const response = await fetch(`${server.url}/json`, post(bomb, JSON_TYPE, { "content-encoding": coding }));
    expect(response.status).toBe(413);
    let made = 0;
    const decoder = () => {
      const inflate = coding === "gzip" ? createGunzip() : createBrotliDecompress();
      const counting = new Transform({
        transform(chunk: Buffer, _encoding, callback) {
          made += chunk.length;
          callback(null, chunk);
        },
      });
      const counted = Duplex.from({ writable: inflate, readable: inflate.pipe(counting) });
      return Duplex.toWeb(counted) as unknown as Decoder; // node's types of the same classes
    };
    const source = { bytes: () => bomb, stream: () => new Blob([bomb]).stream(), decoder };
    const read = Promise.resolve(decodedSource(source, coding).bytes(1 << 20, 0));
    await expect(read).rejects.toMatchObject({ status: 413 });
    expect(made).toBeGreaterThan(1 << 20);
    expect(made).toBeLessThan(2 << 20);
  });
});

describe("a body that is refused", () => {
  test("for its length is answered before it is sent, and the connection is closed", async () => {
    await using server = await bodyServer();
    const each = wire(server.url, head("/json", "Content-Type: application/json", "Content-Length: 99999999"));
    expect(await until(() => each.text().includes("\r\n\r\n{"))).toBe(true);
    expect(each.text()).toMatch(/^HTTP\/1.1 413 [^]*\r\nConnection: close\r\n/i);
    expect(each.text()).toMatch(/"in":"body","pointer":"","message":"[^"]*","keyword":"limit"/);
    each.socket.write("x".repeat(1000));
    each.socket.end();
    await each.closed;
    expect(server.calls()).toBe(0);
  });

  test("while it is sent leaves the caller time to read why", async () => {
    await using server = await bodyServer();
    const each = wire(server.url, head("/json", "Content-Type: application/json", "Transfer-Encoding: chunked"));
    const chunk = `10000\r\n${"x".repeat(0x10000)}\r\n`;
    for (let sent = 0; sent < 100 && !each.socket.destroyed; sent += 1) {
      each.socket.write(chunk);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    each.socket.write("0\r\n\r\n");
    await each.closed;
    expect(each.text()).toMatch(/^HTTP\/1.1 413 /);
    expect(each.text()).toMatch(/\}$/);
  });

  test("is not read where the caller is not known: a small one keeps the connection, a large one closes it", async () => {
    await using server = await bodyServer();
    const small = wire(
      server.url,
      head("/secret", "Content-Type: application/json", "Content-Length: 3"),
      "123" + head("/secret", "X-Key: k", "Content-Type: application/json", "Content-Length: 1") + "7",
    );
    small.socket.write("");
    const large = wire(
      server.url,
      head("/secret", "Content-Type: application/octet-stream", "Content-Length: 9000000"),
    );
    expect(await until(() => large.text().includes("\r\n\r\n{"))).toBe(true);
    expect(large.text()).toMatch(/^HTTP\/1.1 401 [^]*Connection: close/i);
    large.socket.destroy();
    small.socket.destroy();
    const agent = { method: "POST", headers: { "content-type": JSON_TYPE, connection: "keep-alive" }, body: "123" };
    expect((await fetch(`${server.url}/secret`, agent)).headers.get("connection")).toBe("keep-alive");
  });

  test("that the handler leaves unread does not break the connection's next request", async () => {
    await using server = await bodyServer();
    const each = wire(
      server.url,
      `${head("/unread", "Content-Type: application/octet-stream", "Content-Length: 3")}abc${head("/json", "Content-Type: application/json", "Content-Length: 1")}5`,
    );
    expect(await until(() => each.text().includes('"body":5'))).toBe(true);
    each.socket.destroy();
    const large = await fetch(`${server.url}/unread`, post(new Uint8Array(5 << 20), "application/octet-stream"));
    expect(await large.json()).toEqual({ read: 0 });
  });

  test("by its header is not asked for with 100 Continue, where the server leaves that to the application", async () => {
    await using server = await bodyServer();
    const [app] = server.http.listeners("request");
    server.http.on("checkContinue", app as (...parameters: unknown[]) => void); // an application is such a listener
    const expecting = (...more: string[]) => head("/secret", "Expect: 100-continue", "Content-Length: 3", ...more);
    const unknown = wire(server.url, expecting("Content-Type: application/json"));
    expect(await until(() => unknown.text().includes("HTTP/1.1 401"))).toBe(true);
    expect(unknown.text()).not.toContain("100 Continue");
    const known = wire(server.url, expecting("Content-Type: application/json", "X-Key: k"));
    expect(await until(() => known.text().startsWith("HTTP/1.1 100 Continue\r\n\r\n"))).toBe(true);
    known.socket.write("123");
    expect(await until(() => known.text().includes('"body":123'))).toBe(true);
    unknown.socket.destroy();
    known.socket.destroy();
  });
});

describe("a slow body", () => {
  test("is given up with 408, and the connection is closed", async () => {
    await using server = await bodyServer({ limits: { bodyTimeout: 150 } });
    const type = {
      json: "application/json",
      bytes: "application/octet-stream",
      upload: "multipart/form-data; boundary=b",
    };
    for (const [path, each] of Object.entries(type)) {
      const slow = wire(server.url, head(`/${path}`, `Content-Type: ${each}`, "Content-Length: 100") + "--b\r\n");
      expect(await until(() => slow.text().startsWith("HTTP/1.1 408 "))).toBe(true);
      expect(slow.text()).toMatch(/Connection: close/i);
      slow.socket.end();
      await slow.closed;
    }
    expect(server.errors).toEqual([]);
  });

  test("that trickles is given up too, unless it is a stream in which something comes", async () => {
    await using server = await bodyServer({ limits: { bodyTimeout: 200 } });
    const trickle = async (path: string, type: string): Promise<string> => {
      const slow = wire(server.url, head(path, `Content-Type: ${type}`, "Content-Length: 8"));
      for (let sent = 0; sent < 8; sent += 1) {
        await new Promise((resolve) => setTimeout(resolve, 60));
        slow.socket.write("1");
      }
      await until(() => slow.text() !== "");
      slow.socket.destroy();
      return slow.text().slice(0, 12);
    };
    expect(await Promise.all([trickle("/json", JSON_TYPE), trickle("/bytes", "application/octet-stream")])).toEqual([
      "HTTP/1.1 408",
      "HTTP/1.1 200",
    ]);
  });

  test("whose caller goes away calls no handler and reports nothing", async () => {
    await using server = await bodyServer();
    const gone = wire(server.url, head("/json", "Content-Type: application/json", "Content-Length: 100") + "12");
    await new Promise((resolve) => setTimeout(resolve, 50));
    gone.socket.destroy();
    await gone.closed;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect([server.calls(), server.errors]).toEqual([0, []]);
  });
});

test("a request with too many header fields is a 431", async () => {
  await using server = await bodyServer({ limits: { headers: 20 } });
  const headers = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`x-${index}`, "1"]));
  expect((await fetch(`${server.url}/json`, post("1", JSON_TYPE, headers))).status).toBe(431);
  expect((await fetch(`${server.url}/json`, post("1", JSON_TYPE))).status).toBe(200);
});

describe("an XML body", () => {
  const xml = { type: "application/xml", kind: "xml" } as const;
  const contractOf = (types: readonly { type: string; kind: "xml" | "json" }[]) =>
    contractWith([
      {
        name: "addPet",
        method: "POST",
        path: "/pets",
        pointer: "/paths/~1pets/post",
        body: { required: true, content: types },
        responses: [{ status: "200", content: [{ type: "application/json", kind: "json" }] }],
      },
    ]);
  const source = { requests: interpretedValidators({}, {}) };
  const handlers = { addPet: ({ body }: { body: unknown }) => ({ status: 200, body: { body } }) };

  test("keeps a server from starting where nothing else is taken and nobody has said who parses it", () => {
    expect(() => createServer(contractOf([xml]), source, { handlers })).toThrow(
      /^addPet \(POST \/pets, \/paths\/~1pets\/post\/requestBody\) takes XML only: set xml: "text"/,
    );
  });

  test("reaches the handler as text by option, and is a 415 without it where something else is taken", async () => {
    const { toFetchHandler } = await import("tenon-runtime/server");
    const request = () =>
      new Request("http://h/pets", { method: "POST", headers: { "content-type": "application/xml" }, body: "<a/>" });
    const both = contractOf([{ type: "application/json", kind: "json" }, xml]);
    const refused = await toFetchHandler(both, source, { handlers })(request());
    expect([refused.status, refused.headers.get("accept")]).toEqual([415, "application/json"]);
    const taken = await toFetchHandler(contractOf([xml]), source, { handlers, xml: "text" })(request());
    expect(await taken.json()).toEqual({ body: "<a/>" });
  });
});
