/** URLs in answers lead to the mock and never to the contract's own server. */

import { serve } from "tenon-runtime/mocks/http";
import { mswHandlers } from "tenon-runtime/mocks/msw";
import { setupServer } from "msw/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiOf } from "./support.ts";

const PRODUCTION = "https://api.shop.example/v2";
const text = { type: "string" };
const uri = { type: "string", format: "uri" };
const answer = (schema: object, more: object = {}) => ({
  description: "",
  content: { "application/json": { schema, ...more } },
});
const Order = {
  type: "object",
  required: ["id", "self", "docs"],
  properties: { id: { type: "integer" }, self: uri, docs: uri, fixed: { const: `${PRODUCTION}/fixed` } },
};
const order = (id: number) => ({
  id,
  self: `${PRODUCTION}/orders/${id}`,
  docs: "https://docs.shop.example/v2/orders",
  fixed: `${PRODUCTION}/fixed`,
});
const ref = { $ref: "#/components/schemas/Order" };
const page = {
  type: "object",
  required: ["next", "results", "count"],
  properties: {
    count: { type: "integer" },
    next: { type: ["string", "null"], format: "uri" },
    results: { type: "array", items: ref },
  },
};
const query = ["limit", "offset"].map((name) => ({ name, in: "query", schema: { type: "integer" } }));
const DOCUMENT = {
  openapi: "3.1.0",
  info: { title: "Shop", version: "1" },
  servers: [{ url: PRODUCTION }],
  paths: {
    "/orders": {
      get: {
        operationId: "listOrders",
        parameters: query,
        responses: { 200: { ...answer(page), headers: { Link: { schema: text } } } },
      },
      post: {
        operationId: "createOrder",
        requestBody: { content: { "application/json": { schema: { type: "object", properties: { docs: uri } } } } },
        responses: { 201: { ...answer(ref), headers: { Location: { required: true, schema: uri } } } },
      },
    },
    "/orders/{id}": {
      parameters: [{ name: "id", in: "path", required: true, schema: { type: "integer" } }],
      get: {
        operationId: "getOrder",
        responses: { 200: answer(ref, { example: order(1) }), 404: { description: "" } },
      },
    },
    "/report": {
      get: {
        operationId: "getReport",
        responses: {
          200: answer(
            { type: "object", properties: { best: ref, all: { type: "array", items: uri } } },
            { example: { best: order(5), all: [`${PRODUCTION}?x=1`, "https://api.shop.example/v20"] } },
          ),
        },
      },
    },
  },
  components: { schemas: { Order } },
} as const;

/** Follows `next` to the end. @returns the URLs that were requested */
async function walk(start: string, ask: (url: string) => Promise<Response>): Promise<readonly string[]> {
  const urls: string[] = [];
  for (let url: string | null = start; url !== null && urls.length < 20;) {
    urls.push(url);
    const body = (await (await ask(url)).json()) as { readonly next: string | null };
    url = body.next;
  }
  return urls;
}

const startsWith = (base: string) => (url: string) => url.startsWith(`${base}/`);

describe("links lead to the mock", () => {
  it("by mocks.fetch: to the origin and base path of the request", async () => {
    const { mocks, faults } = await apiOf(DOCUMENT, { baseUrl: "/api" });
    const base = "http://app.test:3000/api";
    const urls = await walk(`${base}/orders?limit=5`, (url) => mocks.fetch(url));
    expect(urls.length).toBe(3);
    expect(urls.every(startsWith(base))).toBe(true);
    const one = await (await mocks.fetch(`${base}/orders/1`)).json();
    expect(one).toEqual({ ...order(1), self: `${base}/orders/1` });
    const created = await mocks.fetch(`${base}/orders`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{}",
    });
    expect(created.headers.get("location")).toMatch(/^http:\/\/app\.test:3000\/api\/orders\/\d+$/);
    expect(faults).toEqual([]);
  });

  it("in examples, in patches of them and in what a function gets as usual; complete answers stay", async () => {
    const { mocks } = await apiOf(DOCUMENT);
    const report = async () => (await mocks.fetch("http://localhost:1/v2/report")).json();
    const reached = {
      best: { ...order(5), self: "http://localhost:1/v2/orders/5" },
      all: ["http://localhost:1/v2?x=1", "https://api.shop.example/v20"],
    };
    expect(await report()).toEqual(reached);
    mocks.on["getReport"]!({ status: 200, patch: { best: { docs: "https://a.example/" } } }, { once: true });
    expect(await report()).toEqual({ ...reached, best: { ...reached.best, docs: "https://a.example/" } });
    mocks.on["getReport"]!(
      async (_, context) => (context as { usual(): Promise<{ status: number; body: unknown }> }).usual(),
      { once: true },
    );
    expect(await report()).toEqual(reached);
    mocks.on["getReport"]!({ status: 200, body: { best: order(9) } }, { once: true });
    expect(await report()).toEqual({ best: order(9) });
  });

  it("over HTTP: to the host that the client has used", async () => {
    const { mocks } = await apiOf(DOCUMENT);
    const server = await serve(mocks);
    try {
      for (const base of [`${server.url}/v2`, `http://localhost:${server.port}/v2`]) {
        const urls = await walk(`${base}/orders?limit=6`, (url) => fetch(url));
        expect(urls.length).toBe(2);
        expect(urls.every(startsWith(base))).toBe(true);
        const response = await fetch(`${base}/orders?limit=6`);
        expect(response.headers.get("link")).toContain(`<${base}/orders?limit=6&offset=6>; rel="next"`);
      }
    } finally {
      await server.close();
    }
  });
});

describe("behind MSW with a baseUrl", () => {
  const server = setupServer();
  beforeAll(() => server.listen({ onUnhandledFrame: "error" }));
  afterAll(() => server.close());

  it("links lead to the baseUrl", async () => {
    const base = "https://mock.app.test/backend";
    const { mocks } = await apiOf(DOCUMENT, { baseUrl: base });
    server.use(...mswHandlers(mocks));
    const urls = await walk(`${base}/orders?limit=4`, (url) => fetch(url));
    expect(urls.length).toBe(3);
    expect(urls.every(startsWith(base))).toBe(true);
  });
});
