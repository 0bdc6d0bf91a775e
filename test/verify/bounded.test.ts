/** A verification ends in time, verifies what it says, and keeps its findings when a part of it fails. */

import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { verifySource } from "../../toolchain/cli/verify/source.ts";
import { loadContract } from "../../toolchain/contract/index.ts";
import { fetchTarget, httpTarget, verify, type Target, type VerifySource } from "../../toolchain/verify/index.ts";
import { folder, tenon } from "../cli/support.ts";

/** What an answer is; how a server that knows one path treats others is of no interest here. */
const ANSWERS = ["server-error", "declared-status", "declared-content-type", "response-body"] as const;

const OK = { 200: { description: "ok" } };

const document = (paths: object, more: object = {}): string =>
  JSON.stringify({ openapi: "3.1.0", info: { title: "t", version: "1" }, paths, ...more });

async function sourceOf(paths: object, more: object = {}): Promise<VerifySource> {
  const cwd = folder({ "openapi.json": document(paths, more) });
  const { contract } = await loadContract(`${cwd}/openapi.json`);
  return verifySource(contract!).source;
}

async function listening(listener: RequestListener): Promise<Target> {
  const server = createServer(listener);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const target = httpTarget(new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)); // it listens on a port
  onTestFinished(async () => {
    await target.close();
    server.closeAllConnections();
    server.close();
  });
  return target;
}

describe("every kind of body is sent", () => {
  const KEY = { components: { securitySchemes: { key: { type: "apiKey", in: "header", name: "X-Key" } } } };
  const binary = { type: "string", format: "binary" };
  test.each([
    ["application/octet-stream", binary],
    ["image/png", {}],
    ["application/pdf", undefined],
    ["text/plain", { type: "string" }],
    ["application/x-www-form-urlencoded", { type: "object", properties: { a: { type: "string" } } }],
    ["multipart/form-data", { type: "object", properties: { file: binary, note: { type: "string" } } }],
    ["application/json", { type: "array", items: { type: "integer" } }],
  ])("%s, with and without credentials, to an operation that names a resource", async (type, schema) => {
    for (const security of [[], [{ key: [] }]]) {
      const put = {
        operationId: "putImage",
        parameters: [{ name: "sku", in: "path", required: true, schema: { type: "string" } }],
        requestBody: { required: true, content: { [type]: schema === undefined ? {} : { schema } } },
        responses: { 204: { description: "stored" } },
      };
      const source = await sourceOf({ "/products/{sku}/image": { put } }, { ...KEY, security });
      const sizes: number[] = [];
      const target = fetchTarget(async (request) => {
        if (request.method === "PUT") sizes.push((await request.arrayBuffer()).byteLength);
        return new Response(null, { status: 204 });
      });
      const result = await verify(source, { target, time: 3000, requests: 60, phases: ["examples", "coverage"] });
      expect(result.incidents).toEqual([]);
      expect(result.coverage.total.operations.covered).toBe(1);
      expect(Math.max(...sizes)).toBeGreaterThan(0);
    }
  });
});

describe("a failure of Tenon in one operation", () => {
  const get = (operationId: string): object => ({
    get: {
      operationId,
      responses: { 200: { description: "ok", content: { "application/json": { schema: { type: "object" } } } } },
    },
  });

  test.each(["coverage", "stateful", "fuzzing"] as const)(
    "in the phase %s loses no finding of others",
    async (phase) => {
      const source = await sourceOf({ "/a": get("getA"), "/b": get("getB") });
      const inner = fetchTarget(async () => Response.json([]));
      const target: Target = {
        ...inner,
        send: (request) =>
          request.url.startsWith("/a") ? Promise.reject(new TypeError("a fault")) : inner.send(request),
      };
      const phases = [...new Set(["coverage", phase] as const)];
      const { findings, incidents } = await verify(source, { target, time: 3000, requests: 300, phases });
      expect(findings).toContainEqual(expect.objectContaining({ operation: "getB", check: "response-body" }));
      expect(incidents).toContainEqual(expect.objectContaining({ subject: "getA", error: expect.any(TypeError) }));
    },
  );
});

describe("nothing is green that was not verified", () => {
  const run = async (paths: object, ...argv: string[]) => {
    const cwd = folder({
      "openapi.json": document(paths),
      "app.mjs": `export default { fetch: async () => Response.json({}) };\n`,
    });
    return tenon(["verify", "--app", "app.mjs", "--time", "2", "--check", ...ANSWERS, ...argv], { cwd });
  };

  test("an operation that no request can exercise is exit 2", async () => {
    // The Fetch standard lets no GET have a body.
    const body = { required: true, content: { "application/json": { schema: { type: "object" } } } };
    const { code, out } = await run({ "/a": { get: { operationId: "getA", requestBody: body, responses: OK } } });
    expect([code, out]).toEqual([2, expect.stringContaining("nothing-verified")]);
  });

  test("a limit that leaves no request is exit 2", async () => {
    const paths = { "/a": { get: { operationId: "getA", responses: OK } } };
    expect((await run(paths, "--max-requests", "0")).code).toBe(2);
    expect((await run(paths, "--phase", "coverage")).code).toBe(0);
  });
});

describe("--time bounds everything", () => {
  const stream = (type: string, itemSchema?: object): object => ({
    "/events": {
      get: {
        operationId: "watch",
        responses: { 200: { description: "e", content: { [type]: itemSchema === undefined ? {} : { itemSchema } } } },
      },
    },
  });
  const endless =
    (type: string, item: (n: number) => string, pause: number): RequestListener =>
    (_, response) => {
      response.writeHead(200, { "Content-Type": type });
      let n = 0;
      const timer = setInterval(() => response.write(item((n += 1))), pause);
      response.on("close", () => clearInterval(timer));
    };

  test.each([
    ["text/event-stream", (n: number) => `data: ${n}\n\n`],
    ["application/jsonl", (n: number) => `{"n":${n}}\n`],
    ["application/jsonl", () => ""],
  ])("an endless stream of %s is read up to a limit, checked and closed", async (type, item) => {
    const source = await sourceOf(stream(type));
    let open = 0;
    const target = await listening((request, response) => {
      open += 1;
      response.on("close", () => (open -= 1));
      endless(type, item, 20)(request, response);
    });
    const { findings, coverage, milliseconds } = await verify(source, { target, time: 1500, checks: ANSWERS });
    expect(findings).toEqual([]);
    expect(coverage.total.operations.covered).toBe(1);
    expect(milliseconds).toBeLessThan(3500);
    await expect.poll(() => open).toBe(0);
  });

  test("in the process, too: the stream of an application is cancelled", async () => {
    const source = await sourceOf(stream("text/event-stream"));
    let cancelled = 0;
    const target = fetchTarget(async () => {
      const body = new ReadableStream({
        start: (controller) => controller.enqueue(new TextEncoder().encode("data: 1\n\n")),
        cancel: () => void (cancelled += 1),
      });
      return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
    });
    const { findings, milliseconds } = await verify(source, { target, time: 1500, requests: 10, checks: ANSWERS });
    expect(findings).toEqual([]);
    expect(cancelled).toBeGreaterThan(0);
    expect(milliseconds).toBeLessThan(4500);
  });

  test("an invalid item of an endless stream is a finding", async () => {
    const source = await sourceOf(
      stream("application/jsonl", { type: "object", required: ["n"], properties: { n: { type: "integer" } } }),
    );
    const target = await listening(endless("application/jsonl", (n) => `{"n":${n > 2 ? '"x"' : n}}\n`, 5));
    const { findings } = await verify(source, { target, time: 1500, phases: ["coverage"], checks: ANSWERS });
    expect(findings).toEqual([expect.objectContaining({ check: "response-body", operation: "watch" })]);
  });

  test.each([
    ["never answers", (() => undefined) satisfies RequestListener],
    ["never ends its answer", ((_, response) => void response.writeHead(200).write("{")) satisfies RequestListener],
  ])("a server that %s ends no later", async (_, listener) => {
    const source = await sourceOf({
      "/a": { get: { operationId: "getA", responses: OK } },
      "/b": { get: { operationId: "getB", responses: OK } },
    });
    const target = await listening(listener);
    const { findings, milliseconds, stopped } = await verify(source, { target, time: 3000 });
    expect(milliseconds).toBeLessThan(4500);
    expect(stopped).toBe("time");
    expect(findings).toContainEqual(expect.objectContaining({ check: "server-error", operation: "getA" }));
  });

  test("collecting cases of a large schema ends no later", async () => {
    const many = (count: number, of: object): object =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`p${i}`, of]));
    const leaf = {
      type: "object",
      properties: many(20, { type: "string", minLength: 1, maxLength: 9, pattern: "^[a-z]+$" }),
    };
    const schema = { type: "object", properties: many(30, leaf) };
    const post = {
      operationId: "post",
      requestBody: { required: true, content: { "application/json": { schema } } },
      responses: OK,
    };
    const source = await sourceOf({ "/a": { post } });
    const target = fetchTarget(async () => new Response(null));
    const { milliseconds, requests } = await verify(source, { target, time: 1500 });
    expect(milliseconds).toBeLessThan(4000);
    expect(requests).toBeGreaterThan(10);
  });
});

test("the request that ends a server is the finding, and what follows is none", async () => {
  const schema = { type: "object", required: ["n"], properties: { n: { type: "integer", minimum: 0 } } };
  const patch = {
    operationId: "patch",
    requestBody: { required: true, content: { "application/json": { schema } } },
    responses: { 200: { description: "ok" }, 400: { description: "bad" } },
  };
  const source = await sourceOf({ "/a": { patch }, "/b": { get: { operationId: "getB", responses: OK } } });
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString()));
    request.on("end", () => {
      if (!/^\{"n":0[,}]/.test(text)) return response.end();
      server.close();
      server.closeAllConnections();
      return undefined;
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const target = httpTarget(new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)); // it listens on a port
  const { findings, stopped } = await verify(source, { target, time: 5000, workers: 1, checks: ["server-error"] });
  await target.close();
  expect(stopped).toBe("gone");
  expect(findings).toEqual([expect.objectContaining({ operation: "patch", check: "server-error" })]);
  expect(new TextDecoder().decode(findings[0]!.requests.at(-1)!.body)).toMatch(/^\{"n":0[,}]/);
});
