import { gzipSync, brotliCompressSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { until } from "../cli/support.ts";
import { served, wire } from "./http-support.ts";

const CONTRACT = `openapi: 3.2.0
info: { title: Bodies, version: "1" }
paths:
  /notes:
    post:
      operationId: addNote
      requestBody:
        required: true
        content: { application/json: { schema: { type: object, required: [text], properties: { text: { type: string } } } } }
      responses:
        "201": { description: "", content: { application/json: { schema: { type: object, required: [text], properties: { text: { type: string } } } } } }
  /file:
    get:
      operationId: getFile
      responses: { "200": { description: "", content: { image/png: {} } } }
    put:
      operationId: putFile
      requestBody: { required: true, content: { application/octet-stream: {} } }
      responses: { "204": { description: "" } }
  /upload:
    post:
      operationId: upload
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              required: [title, file]
              properties: { title: { type: string, minLength: 2 }, file: { type: string, contentMediaType: application/octet-stream } }
      responses: { "200": { description: "", content: { application/json: { schema: { type: object, properties: { ok: { type: boolean } } } } } } }
  /events:
    get:
      operationId: watch
      responses:
        "200":
          description: ""
          content:
            text/event-stream: { itemSchema: { type: object, required: [data], properties: { data: { type: string } } } }
            application/jsonl: { itemSchema: { type: object, required: [n], properties: { n: { type: integer } } } }
  /cookies:
    get:
      operationId: cookies
      responses: { "204": { description: "" } }
`;

const json = { "Content-Type": "application/json" };

describe("bodies over a socket", () => {
  test("events and JSON Lines come one by one, and leave while the next is being made", async () => {
    const { url, mocks } = await served(CONTRACT);
    const gate = Promise.withResolvers<undefined>();
    mocks.on["watch"]?.(() => ({
      status: 200,
      contentType: "text/event-stream",
      body: (async function* () {
        yield { data: "first" };
        await gate.promise;
        yield { data: "second" };
      })(),
    }));
    const response = await fetch(`${url}/events`, { headers: { Accept: "text/event-stream" } });
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader.read()).value).toBe("data: first\n\n");
    gate.resolve(undefined);
    expect((await reader.read()).value).toBe("data: second\n\n");
    expect((await reader.read()).done).toBe(true);

    mocks.reset();
    const lines = await (await fetch(`${url}/events`, { headers: { Accept: "application/jsonl" } })).text();
    expect(
      lines
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual(Array.from({ length: 3 }, () => ({ n: expect.any(Number) })));
  });

  test("a stream that nobody reads any more ends where it is made", async () => {
    const { url, mocks } = await served(CONTRACT);
    const ended = Promise.withResolvers<undefined>();
    mocks.on["watch"]?.(() => ({
      status: 200,
      contentType: "text/event-stream",
      body: (async function* () {
        try {
          for (;;) {
            yield { data: "more" };
            await new Promise((resolve) => setTimeout(resolve, 5));
          }
        } finally {
          ended.resolve(undefined);
        }
      })(),
    }));
    const stop = new AbortController();
    const response = await fetch(`${url}/events`, { signal: stop.signal, headers: { Accept: "text/event-stream" } });
    await response.body!.getReader().read();
    stop.abort();
    expect(await ended.promise).toBeUndefined();
  });

  test("bytes come as they are, with their length", async () => {
    const { url } = await served(CONTRACT);
    const response = await fetch(`${url}/file`);
    const bytes = new Uint8Array(await response.arrayBuffer());
    expect(response.headers.get("content-type")).toBe("image/png");
    expect(response.headers.get("content-length")).toBe(String(bytes.length));
    expect(bytes.slice(1, 4)).toEqual(new TextEncoder().encode("PNG"));
  });

  test("HEAD has the header of GET and no body, and the connection is used again", async () => {
    const { port } = await served(CONTRACT);
    const { send, has, text } = wire(port);
    send("HEAD /file HTTP/1.1\r\nHost: x\r\n\r\n");
    await has("\r\n\r\n");
    expect(text()).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(text()).toMatch(/content-length: [1-9]/i);
    expect(text().split("\r\n\r\n")[1]).toBe("");
    send("GET /cookies HTTP/1.1\r\nHost: x\r\n\r\n");
    await has("HTTP/1.1 204");
  });

  test("a multipart upload is parsed and validated, files of megabytes too", async () => {
    const { url } = await served(CONTRACT);
    const upload = async (title: string): Promise<number> => {
      const body = new FormData();
      body.set("title", title);
      body.set("file", new Blob([new Uint8Array(5 << 20)]), "zeros.bin");
      return (await fetch(`${url}/upload`, { method: "POST", body })).status;
    };
    expect(await upload("Zeros")).toBe(200);
    expect(await upload("Z")).toBe(400);
  });

  test.each([
    ["gzip", gzipSync],
    ["br", brotliCompressSync],
  ])("a body in %s is decompressed", async (coding, compress) => {
    const { url } = await served(CONTRACT);
    const post = async (text: string): Promise<Response> =>
      fetch(`${url}/notes`, {
        method: "POST",
        headers: { ...json, "Content-Encoding": coding },
        body: new Uint8Array(compress(text)),
      });
    expect((await post('{"text":"hello"}')).status).toBe(201);
    expect((await post('{"text":1}')).status).toBe(400);
  });

  test("a body that is larger than the limit is refused, and the caller reads why", async () => {
    const { url, entries } = await served(CONTRACT);
    const response = await fetch(`${url}/notes`, { method: "POST", headers: json, body: " ".repeat(2 << 20) });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ status: 413 });
    expect(entries).toMatchObject([{ status: 413, outcome: "refused", operation: "addNote" }]);
  });

  test("a decompressed body is held to the same limit", async () => {
    const { url } = await served(CONTRACT);
    const body = new Uint8Array(gzipSync(" ".repeat(8 << 20)));
    const headers = { ...json, "Content-Encoding": "gzip" };
    expect((await fetch(`${url}/notes`, { method: "POST", headers, body })).status).toBe(413);
  });

  test("a body that comes in pieces is waited for", async () => {
    const { port } = await served(CONTRACT);
    const { send, has, text } = wire(port);
    send("POST /notes HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 13\r\n\r\n");
    for (const char of '{"text":"ab"}') {
      await new Promise((resolve) => setTimeout(resolve, 3));
      send(char);
    }
    await has("\r\n\r\n{");
    expect(text()).toMatch(/^HTTP\/1\.1 201/);
  });

  test("chunks make a body", async () => {
    const { port } = await served(CONTRACT);
    const { send, has, text } = wire(port);
    send("POST /notes HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
    send('6\r\n{"text\r\n');
    send('7\r\n":"ab"}\r\n0\r\n\r\n');
    await has("\r\n\r\n{");
    expect(text()).toMatch(/^HTTP\/1\.1 201/);
  });
});

describe("connections", () => {
  test("who asks before sending a body is told to go on, or refused by the header alone", async () => {
    const { port } = await served(CONTRACT);
    const good = wire(port);
    good.send(
      "POST /notes HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Type: application/json\r\nContent-Length: 13\r\n\r\n",
    );
    await good.has("HTTP/1.1 100 Continue\r\n\r\n");
    good.send('{"text":"ab"}');
    await good.has("HTTP/1.1 201");
    const bad = wire(port);
    bad.send(
      "POST /notes HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Type: text/csv\r\nContent-Length: 999999\r\n\r\n",
    );
    await bad.has("HTTP/1.1 415");
    expect(bad.text()).not.toContain("100 Continue");
  });

  test("one connection carries several requests, also when they come at once", async () => {
    const { port } = await served(CONTRACT);
    const { send, has, text } = wire(port);
    send("GET /cookies HTTP/1.1\r\nHost: x\r\n\r\n".repeat(3));
    await has(/(HTTP\/1\.1 204[\s\S]*){3}/);
    expect(text().match(/HTTP\/1\.1 204/g)).toHaveLength(3);
  });

  test("a caller that goes away ends the wait for it", async () => {
    const { port, mocks } = await served(CONTRACT);
    const aborted = Promise.withResolvers<undefined>();
    mocks.on["cookies"]?.((_: object, context: object) => {
      const { signal } = (context as { request: { signal: AbortSignal } }).request;
      return new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => {
          aborted.resolve(undefined);
          reject(signal.reason as Error);
        });
      });
    });
    const { send, socket } = wire(port);
    send("GET /cookies HTTP/1.1\r\nHost: x\r\n\r\n");
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.destroy();
    expect(await aborted.promise).toBeUndefined();
  });

  test("a fault of the network closes the connection without an answer", async () => {
    const { port, mocks, entries } = await served(CONTRACT);
    mocks.on["cookies"]?.({ fault: "network" });
    const { send, closed, text } = wire(port);
    send("GET /cookies HTTP/1.1\r\nHost: x\r\n\r\n");
    await closed;
    expect(text()).toBe("");
    expect(entries).toMatchObject([{ operation: "cookies", status: 0, outcome: "fault" }]);
  });

  test("a path of two slashes names no host, an absolute target is one of this server, and what is no target is refused", async () => {
    const { port } = await served(CONTRACT);
    const { send, has, text } = wire(port);
    send("GET //cookies HTTP/1.1\r\nHost: x\r\n\r\n");
    await has("HTTP/1.1 404");
    send("GET http://elsewhere.test/cookies HTTP/1.1\r\nHost: x\r\n\r\n");
    await has("HTTP/1.1 204");
    send("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n");
    await has("HTTP/1.1 400");
    expect(text().match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 404", "HTTP/1.1 204", "HTTP/1.1 400"]);
  });

  test("several cookies are several fields", async () => {
    const { url, mocks } = await served(CONTRACT);
    mocks.on["cookies"]?.({ status: 204, headers: { "Set-Cookie": ["a=1", "b=2"] } });
    expect((await fetch(`${url}/cookies`)).headers.getSetCookie()).toEqual(["a=1", "b=2"]);
  });
});

describe("pages of other origins", () => {
  const asking = (origin: string) => ({
    method: "OPTIONS",
    headers: { Origin: origin, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "x-a" },
  });

  test("may ask and read, headers too, and every request is logged once", async () => {
    const { url, entries } = await served(CONTRACT);
    const allowed = await fetch(`${url}/notes`, asking("https://page.test"));
    expect([allowed.status, allowed.headers.get("access-control-allow-methods")]).toEqual([204, "POST"]);
    expect(allowed.headers.get("access-control-allow-headers")).toBe("x-a");
    const read = await fetch(`${url}/file`, { headers: { Origin: "https://page.test" } });
    expect(read.headers.get("access-control-allow-origin")).toBe("https://page.test");
    expect(read.headers.get("access-control-expose-headers")).toContain("content-type");
    expect(read.headers.get("vary")).toMatch(/origin/i);
    await until("two entries", () => entries.length === 2);
    expect(entries).toMatchObject([
      { method: "OPTIONS", status: 204 },
      { method: "GET", operation: "getFile" },
    ]);
  });

  test.each([
    ["http://localhost:5173", "http://localhost:5173"],
    ["http://app.localhost", "http://app.localhost"],
    ["http://[::1]:3000", "http://[::1]:3000"],
    ["https://page.test", null],
    ["https://localhost.page.test", null],
    ["null", null],
  ])("where only those of this machine may, %s gets %s", async (origin, expected) => {
    const { url } = await served(CONTRACT, { cors: "local" });
    const { headers } = await fetch(`${url}/file`, { headers: { Origin: origin } });
    expect(headers.get("access-control-allow-origin")).toBe(expected);
  });
});

test("a caller that goes away in the middle of a body is no error of anybody's", async () => {
  const errors: unknown[] = [];
  const { port, entries } = await served(CONTRACT, {}, { onError: (error) => errors.push(error) });
  const { socket, send } = wire(port);
  send("POST /notes HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{");
  await new Promise((resolve) => setTimeout(resolve, 50));
  socket.destroy();
  await until("an entry", () => entries.length === 1);
  expect(errors).toEqual([]);
  expect(entries).toMatchObject([{ method: "POST", outcome: "fault", status: 0 }]);
});
