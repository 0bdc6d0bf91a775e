import type { RequestListener } from "node:http";
import { connect } from "node:net";
import type { RequestHandler } from "express";
import { describe, expect, test } from "vitest";
import { interpretedValidators } from "tenon-runtime/validators";
import { createServer, serve, toFetchHandler } from "tenon-runtime/server";
import { bodyServer, contractWith, head, until, wire } from "./bodies-support.ts";
import { listen } from "./support.ts";

const streaming = contractWith([
  {
    name: "stream",
    method: "HEAD",
    path: "/stream",
    pointer: "/paths/~1stream/head",
    responses: [{ status: "200", content: [{ type: "application/octet-stream", kind: "binary" }] }],
  },
]);
const nothing = { requests: interpretedValidators({}, {}) };

/** A stream that cannot be left. */
const stubborn = (cancel: () => Promise<void>): ReadableStream<Uint8Array> =>
  new ReadableStream<Uint8Array>({ pull: (controller) => controller.enqueue(new Uint8Array(1)), cancel });

describe("an answer to HEAD whose stream", () => {
  const options = (told: unknown[], cancel: () => Promise<void>) => ({
    onError: (error: unknown) => told.push(error),
    handlers: { stream: () => ({ status: 200, body: stubborn(cancel) }) },
  });
  const failing = async (): Promise<void> => {
    throw new Error("cannot be left");
  };

  test("fails when it is left is an answer, and the failure is told", async () => {
    const told: unknown[] = [];
    const web = toFetchHandler(streaming, nothing, options(told, failing));
    expect((await web(new Request("http://h/stream", { method: "HEAD" }))).status).toBe(200);
    await using server = await listen(createServer(streaming, nothing, options(told, failing)));
    expect((await fetch(`${server.url}/stream`, { method: "HEAD" })).status).toBe(200);
    expect(await until(() => told.length === 2)).toBe(true);
    expect(told.map(String)).toEqual(["Error: cannot be left", "Error: cannot be left"]);
  });

  test("never ends when it is left is an answer all the same", async () => {
    await using server = await listen(
      createServer(
        streaming,
        nothing,
        options([], () => new Promise(() => undefined)),
      ),
    );
    expect((await fetch(`${server.url}/stream`, { method: "HEAD" })).status).toBe(200);
  });
});

describe("a body whose pieces come as texts, since middleware has set an encoding", () => {
  const encoded =
    (encoding: BufferEncoding): RequestHandler =>
    (request, _response, next) => {
      request.setEncoding(encoding);
      next();
    };
  test.each(["utf8", "latin1", "hex"] as const)("is read as the bytes that it was (%s)", async (encoding) => {
    await using server = await bodyServer({ middleware: [encoded(encoding)] });
    const json = wire(server.url, head("/json", "Content-Type: application/json", "Transfer-Encoding: chunked"));
    json.socket.write('4\r\n{"a"\r\n');
    await new Promise((resolve) => setTimeout(resolve, 30));
    json.socket.write('6\r\n:"\u00e4"}\r\n0\r\n\r\n');
    expect(await until(() => json.text().includes("\r\n\r\n"))).toBe(true);
    expect(Buffer.from(json.text(), "latin1").toString()).toContain('"body":{"a":"ä"}');
    json.socket.destroy();
    const bytes = await fetch(`${server.url}/bytes`, {
      method: "POST",
      headers: { "content-type": "application/octet-stream" },
      body: "äöü".repeat(1000),
    });
    expect(await bytes.json()).toMatchObject({ read: 6000 });
  });
});

describe("the id of a request, in a header of every answer", () => {
  const requestId = { header: "X-Id" };
  const settings = {
    requestId,
    limits: { headers: 20 },
    openapi: "/openapi.json",
  };
  const source = { ...nothing, document: () => "{}" };
  const many = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`x-${i}`, "1"]));
  const handlers = { stream: () => ({ status: 200, body: stubborn(async () => undefined) }) };

  test("is on a 431, a 404, and the document", async () => {
    const web = toFetchHandler(streaming, source, { ...settings, handlers });
    await using server = await listen(createServer(streaming, source, { ...settings, handlers }));
    const ask = (host: string, path: string, headers: Record<string, string> = {}): Promise<Response> =>
      host === "web" ? web(new Request(`http://h${path}`, { headers })) : fetch(server.url + path, { headers });
    for (const host of ["web", "express"]) {
      const answers = [await ask(host, "/stream", many), await ask(host, "/nowhere"), await ask(host, "/openapi.json")];
      expect(answers.map(({ status }) => status)).toEqual([431, 404, 200]);
      for (const answer of answers)
        expect(answer.headers.get("x-id"), `${host} ${answer.status}`).toMatch(/^[\da-z]+-[\da-z]+$/);
    }
  });

  test("is encoded where middleware made it of what no header can have", async () => {
    const named: RequestHandler = (request, _response, next) => {
      Object.assign(request, { id: "ä\r\nb €\ud800" });
      next();
    };
    const own = { requestId: { ...requestId, instance: true }, middleware: [named], handlers };
    await using server = await listen(createServer(streaming, nothing, own));
    const answer = await fetch(`${server.url}/nowhere`);
    expect(answer.status).toBe(404);
    expect(decodeURIComponent(answer.headers.get("x-id") ?? "")).toBe("ä\r\nb €\ufffd");
  });

  test.each(["X Id", "", "Content-Length", "ä"])("cannot be called %j", (header) => {
    const start = (): unknown => createServer(streaming, nothing, { requestId: { header }, handlers });
    expect(start).toThrow("requestId.header");
  });
});

test("a path that is no URL is not found, whatever a hook looks at", async () => {
  const seen: unknown[] = [];
  const options = {
    handlers: { stream: () => ({ status: 204 }) },
    hooks: {
      notFound: ({ request }: { request: { query: object } }) => {
        seen.push(request.query);
        return { status: 404 };
      },
    },
  };
  await using server = await listen(createServer(streaming, nothing, options));
  for (const path of ["//", "//?a=1", "/nowhere?b=2&b=3"]) {
    const each = wire(server.url, `GET ${path} HTTP/1.1\r\nHost: h\r\n\r\n`);
    expect(await until(() => each.text().startsWith("HTTP/1.1 404"))).toBe(true);
    each.socket.destroy();
  }
  expect(seen).toEqual([{}, { a: "1" }, { b: "3" }]);
});

describe("Expect: 100-continue, where serve() listens", () => {
  const expecting = (path: string) =>
    `POST ${path} HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n`;
  const reading: RequestListener = (request, response) => {
    if (request.url === "/no") {
      response.statusCode = 403;
      response.end();
      return;
    }
    const read = async (): Promise<void> => {
      let text = "";
      for await (const chunk of request as AsyncIterable<Buffer>) text += chunk.toString(); // no encoding was set
      response.end(text);
    };
    void read();
  };

  test("is answered by 100 once the body is read, and only then", async () => {
    const serving = await serve(reading, { host: "127.0.0.1" });
    const yes = wire(serving.url, expecting("/yes"));
    expect(await until(() => yes.text() === "HTTP/1.1 100 Continue\r\n\r\n")).toBe(true);
    yes.socket.write("abc");
    expect(await until(() => yes.text().endsWith("abc"))).toBe(true);
    const no = wire(serving.url, expecting("/no"));
    expect(await until(() => no.text().startsWith("HTTP/1.1 403"))).toBe(true);
    expect(no.text()).not.toContain("100 Continue");
    yes.socket.destroy();
    no.socket.destroy();
    expect(await serving.stop()).toBe(true);
  });

  test("says that the connection closes while the server stops", async () => {
    let answer = (): void => undefined;
    const serving = await serve((_request, response) => void (answer = () => void response.end("done")), {
      host: "127.0.0.1",
    });
    const open = connect(serving.port, "127.0.0.1");
    let text = "";
    open.on("data", (chunk: Buffer) => (text += chunk.toString()));
    open.write("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n");
    await new Promise((resolve) => setTimeout(resolve, 50));
    const stopped = serving.stop();
    open.write("Content-Length: 0\r\n\r\n");
    await new Promise((resolve) => setTimeout(resolve, 50));
    answer();
    expect(await until(() => text.includes("done"))).toBe(true);
    expect(text).toMatch(/Connection: close/i);
    expect(await stopped).toBe(true);
  });
});
