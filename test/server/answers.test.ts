import { readFileSync } from "node:fs";
import { createServer as createTls, request as tlsRequest } from "node:https";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { describe, expect, test, vi } from "vitest";
import { interpretedValidators } from "tenon-runtime/validators";
import type { ClientCertificate, Contract, ErrorInfo, MediaType, Operation } from "tenon-runtime/core";
import { createServer } from "tenon-runtime/server";
import { listen } from "./support.ts";

const pdf: MediaType = { type: "application/pdf", kind: "binary" };
const operation = (name: string, content: readonly MediaType[], rest: Partial<Operation> = {}): Operation => ({
  name,
  method: "GET",
  path: `/${name}`,
  pointer: `/paths/~1${name}/get`,
  responses: [{ status: "200", content }],
  ...rest,
});
const contract: Contract = {
  format: 1,
  title: "t",
  version: "1",
  servers: ["/"],
  securitySchemes: { tls: { type: "mutualTLS" } },
  operations: [
    operation("blob", [pdf]),
    operation("file", [{ type: "image/*", kind: "binary" }]),
    operation("readable", [pdf]),
    operation("things", [
      { type: "application/json", kind: "json", schema: true },
      { type: "application/hal+json", kind: "json" },
    ]),
    operation("lines", [{ type: "application/jsonl", kind: "lines", item: "itemSchema" }]),
    operation("cached", [], { responses: [{ status: "304" }, { status: "204" }] }),
    operation("cookies", [], {
      responses: [{ status: "204", headers: [{ name: "Set-Cookie" }, { name: "X-At" }, { name: "Expires" }] }],
    }),
    operation("who", [{ type: "application/json", kind: "json" }], { security: [{ tls: [] }] }),
  ],
};
const responses = interpretedValidators(
  {},
  {
    things: { "200 application/json": { type: "object", properties: { n: { type: "integer" } }, required: ["n"] } },
    lines: { "200 application/jsonl item": { type: "object", required: ["n"] } },
    cookies: {
      "204 header Set-Cookie": { type: "string", maxLength: 20 },
      "204 header X-At": { type: "string", format: "date-time" },
    },
  },
);
const at = new Date("2026-11-22T12:00:00Z");

const started = (answers: Readonly<Record<string, () => unknown>> = {}) => {
  const onError = vi.fn<(error: unknown, info: ErrorInfo) => void>();
  const usual: Record<string, (request: unknown, context: never) => unknown> = {
    blob: () => ({ status: 200, body: new Blob(["hello"], { type: "text/html" }) }),
    file: () => ({ status: 200, body: new File(["hello"], "a.png", { type: "image/png" }) }),
    readable: () => ({ status: 200, body: Readable.from([Buffer.from("he"), Buffer.from("llo")]) }),
    things: () => ({ status: 200, body: { n: 1 } }),
    lines: () => ({ status: 200, body: [{ n: 1 }] }),
    cached: () => ({ status: 304 }),
    cookies: () => ({ status: 204, headers: { "Set-Cookie": ["a=1", "b=2; Path=/"], "X-At": at, Expires: at } }),
    who: (_request, { auth }: { auth: unknown }) => ({ status: 200, body: auth }),
    ...answers,
  };
  const security = { tls: ({ certificate }: { certificate: ClientCertificate }) => certificate.subject["CN"] };
  const options = { handlers: usual, onError, security, validateResponses: "enforce" as const };
  return {
    app: createServer(contract, { requests: interpretedValidators({}, {}), responses: () => responses }, options),
    onError,
  };
};

describe("files", () => {
  test("leave with their length and the type that the contract gives, streams of Node without a length", async () => {
    await using server = await listen(started().app);
    const of = async (path: string, method = "GET") => {
      const { status, headers, ...response } = await fetch(server.url + path, { method }).then(async (r) => ({
        status: r.status,
        headers: r.headers,
        text: await r.text(),
      }));
      return [status, headers.get("content-type"), headers.get("content-length"), response.text];
    };
    expect(await of("/file")).toEqual([200, "image/png", "5", "hello"]);
    expect(await of("/file", "HEAD")).toEqual([200, "image/png", "5", ""]);
    expect(await of("/readable")).toEqual([200, "application/pdf", null, "hello"]);
  });

  test("as streams have the length that the handler knows, and end where it is not kept", async () => {
    const sized = (length: number) => () => ({
      status: 200,
      headers: { "Content-Length": length },
      body: new Blob(["hello"]).stream(),
    });
    await using right = await listen(started({ readable: sized(5) }).app);
    const response = await fetch(`${right.url}/readable`);
    expect([response.headers.get("content-length"), await response.text()]).toEqual(["5", "hello"]);
    const tooShort = started({ readable: sized(6) });
    await using short = await listen(tooShort.app);
    await expect(fetch(`${short.url}/readable`).then((each) => each.text())).rejects.toThrow(/terminated|failed/);
    expect(tooShort.onError).toHaveBeenCalledOnce();
    const tooLong = started({ readable: sized(4) });
    await using long = await listen(tooLong.app);
    expect((await fetch(`${long.url}/readable`)).status).toBe(500); // found before the first byte
    expect(tooLong.onError).toHaveBeenCalledOnce();
  });

  test("of another type than the contract declares are a breach", async () => {
    const wrong = () => ({ status: 200, body: new Blob(["x"], { type: "text/html" }) });
    await using server = await listen(started({ file: wrong }).app);
    const response = await fetch(`${server.url}/file`);
    expect([response.status, await response.json()]).toMatchObject([
      500,
      { detail: "file answered 200 as text/html; the contract declares image/*" },
    ]);
  });
});

describe("an answer", () => {
  test("of HEAD and GET have the same headers", async () => {
    await using server = await listen(started().app);
    const of = async (method: string) => {
      const { status, headers } = await fetch(`${server.url}/things`, {
        method,
        headers: { accept: "application/hal+json" },
      });
      return [status, headers.get("content-type"), headers.get("content-length"), headers.get("vary")];
    };
    expect(await of("GET")).toEqual([200, "application/hal+json", "7", "Accept"]);
    expect(await of("HEAD")).toEqual(await of("GET"));
  });

  test("of 304 has no content and no length", async () => {
    await using server = await listen(started().app);
    const response = await fetch(`${server.url}/cached`);
    expect([response.status, response.headers.get("content-length"), await response.text()]).toEqual([304, null, ""]);
  });

  test("to another method is a 405 with Allow, to OPTIONS a 204 with it", async () => {
    await using server = await listen(started().app);
    for (const [method, status] of [
      ["POST", 405],
      ["OPTIONS", 204],
    ] as const) {
      const response = await fetch(`${server.url}/things`, { method });
      expect([response.status, response.headers.get("allow")]).toEqual([status, "GET, HEAD, OPTIONS"]);
    }
  });

  test("that nobody accepts is a 406", async () => {
    await using server = await listen(started().app);
    const response = await fetch(`${server.url}/things`, { headers: { accept: "text/html" } });
    expect([response.status, response.headers.get("content-type")]).toEqual([406, "application/problem+json"]);
  });

  test("that breaks the contract is a 500 that names the operation and where the contract says so", async () => {
    await using server = await listen(started({ things: () => ({ status: 200, body: { n: "one" } }) }).app);
    expect(await (await fetch(`${server.url}/things`)).json()).toMatchObject({
      status: 500,
      detail: "things answered 200 with an invalid body",
      operation: "things",
      schemaPointer: "#/paths/~1things/get/responses/200",
      errors: [
        {
          in: "body",
          pointer: "/n",
          schemaPointer: "#/paths/~1things/get/responses/200/content/application~1json/schema/properties/n/type",
        },
      ],
    });
  });

  test("has a Set-Cookie for each cookie, timestamps as they are declared and dates of HTTP else", async () => {
    await using server = await listen(started().app);
    const { headers } = await fetch(`${server.url}/cookies`);
    expect(headers.getSetCookie()).toEqual(["a=1", "b=2; Path=/"]);
    expect(headers.get("x-at")).toBe("2026-11-22T12:00:00.000Z");
    expect(headers.get("expires")).toBe("Sun, 22 Nov 2026 12:00:00 GMT");
  });

  test("with one cookie that does not fit is a breach", async () => {
    const cookies = () => ({ status: 204, headers: { "Set-Cookie": ["a=1", `b=${"x".repeat(30)}`] } });
    await using server = await listen(started({ cookies }).app);
    expect(await (await fetch(`${server.url}/cookies`)).json()).toMatchObject({
      errors: [{ in: "header", name: "Set-Cookie", keyword: "maxLength" }],
    });
  });
});

test("a stream with an item that breaks the contract is cut off, and reported once", async () => {
  async function* items() {
    yield { n: 1 };
    await new Promise((resolve) => setTimeout(resolve, 20));
    yield {};
  }
  const { app, onError } = started({ lines: () => ({ status: 200, body: items() }) });
  await using server = await listen(app);
  const response = await fetch(`${server.url}/lines`);
  expect(response.status).toBe(200);
  await expect(response.text()).rejects.toThrow("terminated");
  expect(onError).toHaveBeenCalledOnce();
  expect(onError.mock.calls[0]?.[1]).toMatchObject({ during: "response", operation: "lines" });
});

describe("mutual TLS", () => {
  const folder = new URL("fixture/tls/", import.meta.url);
  const own = { key: readFileSync(new URL("key.pem", folder)), cert: readFileSync(new URL("certificate.pem", folder)) };

  const ask = async (client: object, rest: object = {}): Promise<readonly [number | undefined, unknown]> => {
    const server = createTls(
      { ...own, ca: own.cert, requestCert: true, rejectUnauthorized: false, ...rest },
      started().app,
    );
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo; // it listens on a port
    try {
      return await new Promise((resolve, reject) => {
        tlsRequest(
          { host: "127.0.0.1", port, path: "/who", ca: own.cert, servername: "localhost", agent: false, ...client },
          (response) => {
            const chunks: Buffer[] = [];
            response
              .on("data", (chunk: Buffer) => chunks.push(chunk))
              .on("end", () => {
                resolve([response.statusCode, JSON.parse(Buffer.concat(chunks).toString())]);
              });
          },
        )
          .on("error", reject)
          .end();
      });
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  };

  test("gives its handler the certificate of the caller", async () => {
    expect(await ask(own)).toEqual([200, { tls: "localhost" }]);
  });

  test("is a 401 without a certificate, with one that is not trusted, and without TLS", async () => {
    expect((await ask({}))[0]).toBe(401);
    // Known to nobody: the server trusts the usual authorities only.
    expect((await ask(own, { ca: undefined }))[0]).toBe(401);
    await using server = await listen(started().app);
    expect((await fetch(`${server.url}/who`)).status).toBe(401);
  });
});
