/** One engine, three hosts: what one of them answers, the others answer. */

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { interpretedValidators } from "tenon-runtime/validators";
import { granted, type Contract, type FetchHandler, type MediaType } from "tenon-runtime/core";
import { createMocks } from "tenon-runtime/mocks";
import { createServer, toFetchHandler } from "tenon-runtime/server";
import { listen, type Running } from "./support.ts";

const json: MediaType = { type: "application/json", kind: "json", schema: true };
const contract: Contract = {
  format: 1,
  title: "t",
  version: "1",
  servers: ["/"],
  securitySchemes: { oauth: { type: "oauth2" }, tls: { type: "mutualTLS" } },
  operations: [
    {
      name: "getThing",
      method: "GET",
      path: "/things/{id}",
      pointer: "/paths/~1things~1{id}/get",
      parameters: [
        { name: "id", in: "path", required: true, shape: "integer", pointer: "1/parameters/0" },
        { name: "limit", in: "query", shape: "integer" },
      ],
      responses: [{ status: "200", content: [json, { type: "application/hal+json", kind: "json", schema: true }] }],
    },
    {
      name: "addThing",
      method: "POST",
      path: "/things",
      pointer: "/paths/~1things/post",
      body: { required: true, content: [json], pointer: "/components/requestBodies/Thing" },
      responses: [{ status: "204" }],
      security: [{ oauth: ["write"] }],
    },
    {
      name: "watch",
      method: "GET",
      path: "/watch",
      pointer: "/paths/~1watch/get",
      responses: [
        {
          status: "200",
          content: [
            { type: "application/jsonl", kind: "lines", item: "itemSchema" },
            { type: "text/event-stream", kind: "events", item: "itemSchema" },
          ],
        },
      ],
    },
    {
      name: "robot",
      method: "GET",
      path: "/robot",
      pointer: "/paths/~1robot/get",
      responses: [{ status: "204" }],
      security: [{ tls: [] }],
    },
  ],
};
const Thing = { type: "object", required: ["id"], properties: { id: { type: "integer", minimum: 1, maximum: 5 } } };
const requests = interpretedValidators(
  {},
  {
    getThing: { "path id": { type: "integer", minimum: 1 }, "query limit": { type: "integer", maximum: 9 } },
    addThing: { "body application/json": Thing },
  },
);
const responses = interpretedValidators(
  {},
  {
    getThing: { "200 application/json": Thing, "200 application/hal+json": Thing },
    watch: { "200 application/jsonl item": Thing, "200 text/event-stream item": Thing },
  },
);
const options = {
  handlers: {
    getThing: () => ({ status: 200, body: { id: 1 } }),
    addThing: () => ({ status: 204 }),
    watch: () => ({ status: 200, body: [{ id: 1 }] }),
    robot: () => ({ status: 204 }),
  },
  security: { oauth: () => granted(1, "write"), tls: () => 1 },
  onError: () => undefined,
};

const source = { requests, responses: () => responses };
const mocks = createMocks(contract, { requests, responses }, { onError: () => undefined });
let handle: FetchHandler;
let running: Running;
beforeAll(async () => {
  handle = toFetchHandler(contract, source, options);
  running = await listen(createServer(contract, source, options));
});
afterAll(() => running[Symbol.asyncDispose]());

const NAMES = ["content-type", "allow", "www-authenticate", "vary", "accept"];
const seen = async (response: Response) => {
  const text = await response.text();
  return {
    status: response.status,
    headers: NAMES.map((name) => response.headers.get(name)),
    body: text === "" ? "" : (JSON.parse(text) as unknown),
  };
};
const everywhere = async (path: string, init: RequestInit = {}) => {
  const [first, ...others] = await Promise.all(
    [
      fetch(running.url + path, init),
      handle(new Request(`http://host${path}`, init)),
      mocks.fetch(new Request(`http://host${path}`, init)),
    ].map(async (response) => seen(await response)),
  );
  for (const other of others) expect(other).toEqual(first);
  return first;
};

describe("the server, the fetch handler and the mocks refuse alike", () => {
  const post = { method: "POST", headers: { "content-type": "application/json", authorization: "Bearer x" } };
  test.for<[string, number, string, RequestInit]>([
    ["what nobody accepts", 406, "/things/1", { headers: { accept: "text/html" } }],
    ["an unknown path", 404, "/nothing", {}],
    ["another method", 405, "/things/1", { method: "DELETE" }],
    ["no token", 401, "/things", { ...post, headers: {}, body: "{}" }],
    [
      "another media type",
      415,
      "/things",
      { ...post, headers: { ...post.headers, "content-type": "text/plain" }, body: "x" },
    ],
  ])("%s", async ([, status, path, init]) => {
    expect(await everywhere(path, init)).toMatchObject({ status, body: { status } });
  });

  test("parameters that do not fit, all of them, each with its place in the contract", async () => {
    expect(await everywhere("/things/0?limit=10&page=1&limit=11")).toMatchObject({
      status: 400,
      body: {
        errors: [
          { in: "path", name: "id", schemaPointer: "#/paths/~1things~1{id}/parameters/0/schema/minimum" },
          { in: "query", name: "limit", schemaPointer: "#/paths/~1things~1{id}/get/parameters/0/schema" },
          { in: "query", name: "page", keyword: "unknown", schemaPointer: "#/paths/~1things~1{id}/get" },
        ],
      },
    });
  });

  test("bodies that do not fit, or are not there", async () => {
    const at = "#/components/requestBodies/Thing";
    expect(await everywhere("/things", { ...post, body: '{"id":0}' })).toMatchObject({
      status: 400,
      body: {
        errors: [
          { in: "body", pointer: "/id", schemaPointer: `${at}/content/application~1json/schema/properties/id/minimum` },
        ],
      },
    });
    expect(await everywhere("/things", post)).toMatchObject({
      status: 400,
      body: { errors: [{ in: "body", keyword: "required", schemaPointer: `${at}/required` }] },
    });
  });
});

describe("the mocks", () => {
  test("stream items that fit, as what the caller accepts", async () => {
    const ask = async (accept: string) =>
      (await mocks.fetch(new Request("http://host/watch", { headers: { accept } }))).text();
    const items = (await ask("application/jsonl")).trim().split("\n");
    const events = (await ask("text/event-stream")).trim().split("\n\n");
    const validator = responses.get("watch", "200 application/jsonl item");
    for (const text of [...items, ...events.map((event) => event.replace(/^data: /, ""))])
      expect(validator?.is(JSON.parse(text)), text).toBe(true);
    expect([items.length, events.length]).toEqual([3, 3]);
  });

  test("take every token for one with all scopes, and every caller for one with a certificate", async () => {
    const body = '{"id":1}';
    const headers = { "content-type": "application/json", authorization: "Bearer x" };
    expect((await mocks.fetch(new Request("http://host/things", { method: "POST", headers, body }))).status).toBe(204);
    expect((await mocks.fetch(new Request("http://host/robot"))).status).toBe(204);
    expect((await handle(new Request("http://host/robot"))).status).toBe(401);
  });
});
