import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { describe, expect, onTestFinished, test } from "vitest";
import { createMocks } from "tenon-runtime/mocks";
import { createProxy, serve, type ProxyOptions, type RequestEntry } from "tenon-runtime/mocks/http";
import { until } from "../cli/support.ts";
import { loaded, wire } from "./http-support.ts";

const CONTRACT = `openapi: 3.1.0
info: { title: Proxied, version: "1" }
servers: [{ url: /v1 }]
paths:
  /things:
    get:
      operationId: listThings
      responses:
        "200": { description: "", content: { application/json: { schema: { type: array, items: { $ref: "#/components/schemas/Thing" } } } } }
    post:
      operationId: addThing
      requestBody: { required: true, content: { application/json: { schema: { $ref: "#/components/schemas/Thing" } } } }
      responses:
        "201": { description: "", content: { application/json: { schema: { $ref: "#/components/schemas/Thing" } } } }
  /things/{id}:
    get:
      operationId: getThing
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      responses:
        "200": { description: "", content: { application/json: { schema: { $ref: "#/components/schemas/Thing" } } } }
        "404": { description: "", content: { application/problem+json: { schema: { type: object, required: [title], properties: { title: { type: string } } } } } }
  /events:
    get:
      operationId: events
      responses: { "200": { description: "", content: { text/event-stream: {} } } }
components:
  schemas:
    Thing: { type: object, required: [name], properties: { name: { type: string } } }
`;

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

async function real(handler: Handler): Promise<{ url: string; server: Server }> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

async function before(target: string, options: Partial<ProxyOptions> = {}) {
  const { contract, source } = await loaded(CONTRACT);
  const { requests, responses } = source;
  const proxy = createProxy({ target, contract, requests, responses, ...options });
  const entries: RequestEntry[] = [];
  const mocks = createMocks(contract, source);
  const server = await serve(mocks, { proxy, onRequest: (entry) => entries.push(entry) });
  onTestFinished(() => server.close());
  const told = async (count = 1): Promise<readonly RequestEntry[]> => {
    await until(`${count} entries`, () => entries.length >= count);
    return entries;
  };
  return { url: `${server.url}/v1`, port: server.port, told };
}

const reply = (response: ServerResponse, status: number, body: unknown, type = "application/json"): void => {
  response.writeHead(status, { "Content-Type": type }).end(typeof body === "string" ? body : JSON.stringify(body));
};

/** As express says it of what it does not know. */
const unknown: Handler = (request, response) =>
  reply(response, 404, `<pre>Cannot ${request.method} ${request.url}</pre>`, "text/html; charset=utf-8");

const post = (text: string): RequestInit => ({
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: text,
});

describe("what the real server has is answered by it, and the rest by the mock", () => {
  test("an answer passes as it is, and its request as it was, but for what is about the connection", async () => {
    let seen: IncomingMessage | undefined;
    const { url: target } = await real((request, response) => {
      seen = request;
      response.writeHead(
        200,
        "Fine",
        [
          ["Content-Type", "application/json"],
          ["Connection", "X-Private"],
          ["X-Private", "1"],
          ["Set-Cookie", "a=1; Domain=real.test; Path=/"],
          ["Set-Cookie", "b=2"],
          ["X-Kept", "yes"],
        ].flat(),
      );
      response.end('[ {"name":"real"} ]');
    });
    const { url, told } = await before(target);
    const response = await fetch(`${url}/things?q=a%20b`, {
      headers: { Authorization: "Bearer t", "Proxy-Authorization": "secret", Forwarded: "for=192.0.2.1", "X-Own": "1" },
    });
    expect(await response.text()).toBe('[ {"name":"real"} ]');
    expect([response.status, response.statusText]).toEqual([200, "Fine"]);
    expect(response.headers.get("x-kept")).toBe("yes");
    expect(response.headers.get("x-private")).toBeNull();
    expect(response.headers.getSetCookie()).toEqual(["a=1; Path=/", "b=2"]);
    const { host } = new URL(target);
    expect(seen?.url).toBe("/v1/things?q=a%20b");
    expect(seen?.headers).toMatchObject({
      host,
      authorization: "Bearer t",
      "x-own": "1",
      "x-forwarded-for": "127.0.0.1",
      "x-forwarded-host": new URL(url).host,
      forwarded: `for=192.0.2.1, for=127.0.0.1;host="${new URL(url).host}";proto=http`,
    });
    expect(seen?.headers).not.toHaveProperty("proxy-authorization");
    expect(await told()).toMatchObject([{ operation: "listThings", outcome: "proxied", status: 200 }]);
  });

  test.each([
    ["501", (_: IncomingMessage, response: ServerResponse) => reply(response, 501, {})],
    ["405", (_: IncomingMessage, response: ServerResponse) => reply(response, 405, {})],
    ["a 404 that the contract does not have", unknown],
  ])("%s means that it is not there yet", async (_, handler) => {
    const { url, told } = await before((await real(handler)).url);
    expect(await (await fetch(`${url}/things`)).json()).toEqual(expect.arrayContaining([{ name: expect.any(String) }]));
    const made = await fetch(`${url}/things`, post('{"name":"Ada"}'));
    expect([made.status, await made.json()]).toEqual([201, expect.objectContaining({ name: "Ada" })]);
    for (const { outcome } of await told(2)) expect(outcome).not.toBe("proxied");
  });

  test("a 404 of the route is told from one of the thing by what the server says of nowhere", async () => {
    const { url: target } = await real((request, response) => {
      if (request.url === "/v1/things/7") reply(response, 404, { title: "No thing 7" }, "application/problem+json");
      else unknown(request, response);
    });
    const { url, told } = await before(target);
    const gone = await fetch(`${url}/things/7`);
    expect([gone.status, await gone.json()]).toEqual([404, { title: "No thing 7" }]);
    expect((await fetch(`${url}/things`)).status).toBe(200);
    await fetch(`${url}/things/8`);
    const [first, , last] = await told(3);
    expect(first).toMatchObject({ outcome: "proxied", status: 404 });
    expect(last?.outcome).not.toBe("proxied");
  });

  test("where the server says nothing of nowhere, a 404 that is as the contract has it is the thing's", async () => {
    const { url: target } = await real((request, response) => {
      if (request.url === "/v1/things/7") reply(response, 404, { title: "No thing 7" }, "application/problem+json");
      else if (request.url === "/v1/things/8") reply(response, 404, "nothing", "text/plain");
      else reply(response, 401, {});
    });
    const { url, told } = await before(target);
    expect((await fetch(`${url}/things/7`)).status).toBe(404);
    await fetch(`${url}/things/8`);
    const [first, second] = await told(2);
    expect(first?.outcome).toBe("proxied");
    expect(second?.outcome).not.toBe("proxied");
  });

  test("where nobody listens all is mocked, which is said once, and bodies are not lost", async () => {
    const { url: target, server } = await real(unknown);
    await new Promise((resolve) => server.close(resolve));
    const reasons: string[] = [];
    const { url, told } = await before(target, { onUnreachable: (reason) => reasons.push(reason) });
    expect(await (await fetch(`${url}/things`, post('{"name":"Ada"}'))).json()).toMatchObject({ name: "Ada" });
    expect((await fetch(`${url}/things`)).status).toBe(200);
    for (const { outcome } of await told(2)) expect(outcome).not.toBe("proxied");
    expect(reasons).toHaveLength(1);
    expect(reasons[0]).toContain("ECONNREFUSED");
  });

  test("a path that the contract has not is the real server's, whatever it says", async () => {
    const { url: target } = await real((request, response) => reply(response, 418, { path: request.url }));
    const { url } = await before(target);
    expect((await fetch(`${url}/extra`)).status).toBe(418);
  });

  test("a path in the real server's URL stands instead of the contract's own", async () => {
    const { url: target } = await real((request, response) => reply(response, 200, [{ name: request.url }]));
    const { url } = await before(`${target}/api/v2/`);
    expect(await (await fetch(`${url}/things?x=1`)).json()).toEqual([{ name: "/api/v2/things?x=1" }]);
  });
});

describe("who says which it is", () => {
  test.each([
    ["Prefer", "example=one"],
    ["Prefer", "code=200"],
    ["Tenon-Mock", "true"],
  ])("a caller, by %s: %s", async (name, value) => {
    const { url: target } = await real((_, response) => reply(response, 200, [{ name: "real" }]));
    const { url, told } = await before(target);
    await fetch(`${url}/things`, { headers: { [name]: value } });
    expect((await told())[0]?.outcome).not.toBe("proxied");
  });

  test("a preference that is not the mock's goes on to the real server", async () => {
    const { url: target } = await real((request, response) =>
      reply(response, 200, [{ name: request.headers["prefer"] }]),
    );
    const { url } = await before(target);
    const response = await fetch(`${url}/things`, { headers: { Prefer: "return=minimal" } });
    expect(await response.json()).toEqual([{ name: "return=minimal" }]);
  });

  test("the person, by operations that are never asked for", async () => {
    const { url: target } = await real((_, response) => reply(response, 200, [{ name: "real" }]));
    const { url, told } = await before(target, { mockOnly: ({ name }) => name === "listThings" });
    await fetch(`${url}/things`);
    await fetch(`${url}/things/1`);
    const [list, get] = await told(2);
    expect(list?.outcome).not.toBe("proxied");
    expect(get?.outcome).toBe("proxied");
  });

  test("the person, by operations that are there for sure: their 404 is theirs, and nobody there is a 502", async () => {
    const { url: target, server } = await real(unknown);
    const { url, told } = await before(target, { proxyOnly: ({ name }) => name === "getThing" });
    expect((await fetch(`${url}/things/1`)).headers.get("content-type")).toContain("text/html");
    expect((await fetch(`${url}/things`)).status).toBe(200);
    expect((await told(2)).map(({ outcome }) => outcome === "proxied")).toEqual([true, false]);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    const response = await fetch(`${url}/things/1`);
    expect([response.status, response.headers.get("content-type")]).toEqual([502, "application/problem+json"]);
  });
});

describe("what passes is held against the contract", () => {
  const wrong: Handler = (_, response) => {
    response.writeHead(200, { "Content-Type": "application/json", "Content-Encoding": "gzip" });
    response.end(gzipSync('[{"name":1}]'));
  };

  test("and leaves as it is, with what is wrong in the log", async () => {
    const { url, told } = await before((await real(wrong)).url);
    expect(await (await fetch(`${url}/things`)).json()).toEqual([{ name: 1 }]);
    expect(await told()).toMatchObject([
      { outcome: "proxied", status: 200, violations: [{ where: "answer body", pointer: "/0/name" }] },
    ]);
  });

  test.each([
    ["an undeclared status", 299, "application/json", "[]", "answer status"],
    ["an undeclared type", 200, "text/html", "<p>", "answer body"],
    ["what is no JSON", 200, "application/json", "{", "answer body"],
  ])("%s is told", async (_, status, type, body, where) => {
    const { url: target } = await real((_request, response) => reply(response, status, body, type));
    const { url, told } = await before(target);
    expect((await fetch(`${url}/things`)).status).toBe(status);
    expect((await told())[0]?.violations).toMatchObject([{ where }]);
  });

  test("a request too", async () => {
    const { url: target } = await real((_, response) => reply(response, 201, { name: "made anyway" }));
    const { url, told } = await before(target);
    expect((await fetch(`${url}/things`, post('{"name":1}'))).status).toBe(201);
    expect((await told())[0]?.violations).toMatchObject([{ where: "body", pointer: "/name" }]);
  });

  test("strictly: a request is refused before it gets there, and an answer becomes a 502", async () => {
    let asked = 0;
    const { url: target } = await real((request, response) => {
      asked += 1;
      wrong(request, response);
    });
    const { url, told } = await before(target, { strict: true });
    expect((await fetch(`${url}/things`, post('{"name":1}'))).status).toBe(400);
    expect(asked).toBe(0);
    const response = await fetch(`${url}/things`);
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({ detail: expect.stringContaining("answer body /0/name") });
    expect((await told(2)).map(({ outcome }) => outcome)).toEqual(["refused", "proxied"]);
  });

  test("strictly, what is coded in a way that nobody here can read passes, and is not judged", async () => {
    const { url: target } = await real((_, response) => {
      response.writeHead(200, { "Content-Type": "application/json", "Content-Encoding": "x-secret" });
      response.end("neither JSON nor anything");
    });
    const { url, told } = await before(target, { strict: true });
    const response = await fetch(`${url}/things`);
    expect([response.status, await response.text()]).toEqual([200, "neither JSON nor anything"]);
    const [entry] = await told();
    expect(entry).not.toHaveProperty("violations");
  });

  test("strictly, what fits passes", async () => {
    const { url: target } = await real((request, response) => {
      request.pipe(response.writeHead(201, { "Content-Type": "application/json" }));
    });
    const { url } = await before(target, { strict: true });
    expect(await (await fetch(`${url}/things`, post('{"name":"Ada"}'))).json()).toEqual({ name: "Ada" });
  });
});

describe("on the way", () => {
  test("events leave as they come, and the end of one side is the end of the other", async () => {
    let answer: ServerResponse | undefined;
    const { url: target } = await real((_, response) => {
      answer = response.writeHead(200, { "Content-Type": "text/event-stream" });
      answer.flushHeaders();
    });
    const { url } = await before(target);
    const stop = new AbortController();
    const reader = (await fetch(`${url}/events`, { signal: stop.signal })).body!.getReader();
    answer?.write("data: 1\n\n");
    expect(new TextDecoder().decode((await reader.read()).value)).toBe("data: 1\n\n");
    const closed = new Promise((resolve) => answer?.once("close", resolve));
    stop.abort();
    await closed;
  });

  test("large bodies pass both ways", async () => {
    const { url: target } = await real((request, response) => {
      request.pipe(response.writeHead(200, { "Content-Type": "application/octet-stream" }));
    });
    const { url } = await before(target);
    const body = new Uint8Array(48 << 20).fill(7);
    const response = await fetch(`${url}/extra`, { method: "POST", body });
    expect((await response.arrayBuffer()).byteLength).toBe(body.length);
  });

  test("a server that does not answer in time is a 504, and is not asked again", async () => {
    let asked = 0;
    const { url: target } = await real(() => void (asked += 1));
    const { url } = await before(target, { timeout: 50 });
    expect((await fetch(`${url}/things`)).status).toBe(504);
    expect(asked).toBe(1);
  });

  test("a connection that breaks before the answer is a 502", async () => {
    const { url: target } = await real((request) => void request.socket.destroy());
    const { url } = await before(target);
    expect((await fetch(`${url}/things`)).status).toBe(502);
  });

  test("a redirect is the caller's to follow, and leads here where it led there", async () => {
    const { url: target } = await real((_, response) => {
      response.writeHead(302, { Location: `${target}/v1/things/1?a=b` }).end();
    });
    const { url } = await before(target);
    const response = await fetch(`${url}/extra`, { redirect: "manual" });
    expect(response.headers.get("location")).toBe(`${url}/things/1?a=b`);
    const elsewhere = await before(
      (await real((_, to) => to.writeHead(302, { Location: "https://a.test/" }).end())).url,
    );
    expect((await fetch(`${elsewhere.url}/extra`, { redirect: "manual" })).headers.get("location")).toBe(
      "https://a.test/",
    );
  });

  test("a proxy that leads to itself ends there", async () => {
    let to = "";
    const { url: target } = await real((request, response) => {
      const { url, headers } = request;
      void fetch(`${to}${url?.slice(3)}`, { headers: { Via: headers.via ?? "" } }).then(({ status }) =>
        response.writeHead(status).end(),
      );
    });
    const { url } = await before(target);
    to = url;
    expect((await fetch(`${url}/extra`)).status).toBe(508);
  });

  test("who asks before sending a body is told to go on", async () => {
    const { url: target } = await real((request, response) => {
      request.pipe(response.writeHead(201, { "Content-Type": "application/json" }));
    });
    const { port } = await before(target);
    const { send, has, text } = wire(port);
    send(
      "POST /v1/things HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Type: application/json\r\nContent-Length: 13\r\n\r\n",
    );
    await has("100 Continue\r\n\r\n");
    send('{"name":"ab"}');
    await has('{"name":"ab"}');
    expect(text()).toContain("HTTP/1.1 201");
  });

  test("pages of this machine may read the answers, and no others; the real server's word on it does not count", async () => {
    const { url: target } = await real((_, response) => {
      response.writeHead(200, { "Content-Type": "application/json", "Access-Control-Allow-Origin": "*" }).end("[]");
    });
    const { url } = await before(target);
    const allowed = async (origin: string): Promise<string | null> =>
      (await fetch(`${url}/things`, { headers: { Origin: origin } })).headers.get("access-control-allow-origin");
    expect(await allowed("http://localhost:5173")).toBe("http://localhost:5173");
    expect(await allowed("https://page.test")).toBeNull();
  });

  test.each(["localhost:3000", "ftp://host", "file:///etc/passwd", "http://user:pass@host", "http://host/?q"])(
    "%s is no real server",
    async (target) => {
      const { contract, source } = await loaded(CONTRACT);
      const { requests, responses } = source;
      expect(() => createProxy({ target, contract, requests, responses })).toThrow(TypeError);
    },
  );
});
