/** The options `dates`, `bigint` and `decimals` on all sides, by the golden `values`. */

import { describe, expect, test } from "vitest";
import { validation } from "tenon-runtime/client";
import { createClient } from "../emit/goldens/values/client.ts";
import { contract } from "../emit/goldens/values/contract.ts";
import { type Handlers, toFetchHandler } from "../emit/goldens/values/handler.ts";
import { createMocks, make } from "../emit/goldens/values/mocks.ts";
import type { Fields, Order } from "../emit/goldens/values/operations.ts";
import { requests } from "../emit/goldens/values/validators/requests.ts";
import { responses } from "../emit/goldens/values/validators/responses.ts";

/** No double holds it: a number would be …992. */
const LONG = 9_007_199_254_740_993n;

const ORDER: Order = {
  id: LONG,
  placedAt: new Date(1e12),
  due: new Date("2026-01-02"),
  total: "12.10000000000000000001",
  big: 5n,
  text: 18_446_744_073_709_551_615n,
  state: { kind: "open", at: new Date(0) },
  log: { packed: new Date("2020-02-03") },
  parent: { id: 1n, placedAt: new Date(5), total: "1", state: { kind: "closed", at: "2020-01-01T00:00:00Z" } },
};

const HEADERS = { "X-Id": LONG, "X-Ids": [LONG, -LONG], "X-Total": "0.10000000000000000001", "X-Order": { id: LONG } };

const FIELDS: Fields = {
  id: LONG,
  ids: [LONG, -LONG],
  total: "12.10000000000000000001",
  at: new Date(1e12),
  text: 18_446_744_073_709_551_615n,
};

function served(): { readonly handler: (request: Request) => Promise<Response>; readonly seen: unknown[] } {
  const seen: unknown[] = [];
  const handlers: Handlers = {
    listOrders: ({ query }) => {
      seen.push(query);
      return { status: 200, headers: { "X-Until": new Date(7) }, body: { items: [ORDER] } };
    },
    createOrder: ({ body }) => {
      seen.push(body);
      return { status: 201, body: { ...body, id: LONG } };
    },
    getOrder: ({ params }) => {
      seen.push(params);
      return { status: 200, body: ORDER };
    },
    sendForm: ({ body }) => {
      seen.push(body);
      return { status: 204, headers: HEADERS };
    },
    sendParts: ({ body }) => {
      seen.push(body);
      return { status: 204, headers: HEADERS };
    },
    feed: () => ({
      status: 200,
      body: (async function* () {
        yield ORDER;
      })(),
    }),
  };
  return { handler: toFetchHandler({ handlers, validateResponses: "enforce" }), seen };
}

const validate = validation({ contract, requests, responses });
const created = (handler: (request: Request) => Promise<Response>, body: string): Promise<Response> =>
  handler(
    new Request("http://localhost/orders", { method: "POST", headers: { "Content-Type": "application/json" }, body }),
  );

describe("server and client", () => {
  test("a handler receives what a caller passes, and a caller what a handler returns", async () => {
    const { handler, seen } = served();
    const api = createClient({ baseUrl: "http://localhost", fetch: handler, validate });
    expect(await api.getOrder({ params: { id: LONG } }).orThrow()).toEqual(ORDER);
    const query = { since: new Date(3), day: new Date("2026-05-06"), above: -LONG };
    const list = await api.listOrders({ query });
    expect(list).toMatchObject({ status: 200, headers: { "X-Until": new Date(7) }, body: { items: [ORDER] } });
    const body = { placedAt: new Date(9), total: "0.1", big: LONG };
    expect(await api.createOrder({ body }).orThrow()).toEqual({ ...body, id: LONG });
    expect(seen).toEqual([{ id: LONG }, query, body]);
    for await (const order of await api.feed().orThrow()) expect(order).toEqual(ORDER);
  });

  test("fields of forms, parts of multipart bodies and headers keep all their digits", async () => {
    const { handler, seen } = served();
    const api = createClient({ baseUrl: "http://localhost", fetch: handler, validate });
    expect(await api.sendForm({ body: FIELDS })).toEqual({ status: 204, headers: HEADERS });
    const parts = { ...FIELDS, order: { placedAt: new Date(9), total: "0.1", big: LONG } };
    expect(await api.sendParts({ body: parts })).toEqual({ status: 204, headers: HEADERS });
    expect(seen).toEqual([FIELDS, parts]);
  });

  test("a field that is no integer of 64 bits is refused, and never rounded", async () => {
    const { handler } = served();
    const headers = { "Content-Type": "application/x-www-form-urlencoded" };
    const sent = (body: string) => handler(new Request("http://localhost/forms", { method: "POST", headers, body }));
    expect((await sent(`id=${LONG}`)).status).toBe(204);
    for (const body of ["id=1.5", "id=1e400", "id=9223372036854775808", "id="])
      expect((await sent(body)).status, body).toBe(400);
  });

  test("mocks fill headers with values of these types", async () => {
    const api = createClient({ baseUrl: "http://localhost", fetch: createMocks({ seed: 3 }).fetch, validate });
    const { headers } = await api.sendForm({ body: FIELDS });
    expect(typeof headers["X-Id"]).toBe("bigint");
  });

  test("JSON has texts and numbers with all their digits", async () => {
    const { handler } = served();
    const text = await (await handler(new Request(`http://localhost/orders/${LONG}`))).text();
    for (const part of [
      '"id":9007199254740993',
      '"total":12.10000000000000000001',
      '"text":"18446744073709551615"',
      '"due":"2026-01-02"',
      '"placedAt":"2001-09-09T01:46:40.000Z"',
    ])
      expect(text).toContain(part);
  });

  test("a request is validated before it is converted, and bounds hold for long integers", async () => {
    const { handler } = served();
    const refused = await created(handler, '{"placedAt":"x","total":1,"big":9223372036854775808}');
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ errors: [{ pointer: "/placedAt" }, { pointer: "/big" }] });
    const fits = await created(handler, '{"placedAt":"2020-01-01T00:00:00Z","total":1,"big":9223372036854775807}');
    expect(fits.status).toBe(201);
    expect(await fits.text()).toContain('"big":9223372036854775807');
  });

  test("an integer without the format is refused where it would lose digits", async () => {
    const { handler } = served();
    const refused = await created(handler, '{"placedAt":"2020-01-01T00:00:00Z","total":1,"count":9007199254740993}');
    expect(refused.status).toBe(400);
    expect(await refused.text()).toContain("has the integer 9007199254740993, which would lose digits");
  });

  test.each([
    ["a date that is none", '"placedAt":"yesterday"', "/placedAt must be a date and time"],
    ["an integer that would lose digits", '"placedAt":"2020-01-01T00:00:00Z","count":9007199254740993', "lose digits"],
  ])("the client throws a DecodeError for %s", async (_, members, message) => {
    const headers = { "Content-Type": "application/json" };
    const answer = `{"id":1,"total":1,${members}}`;
    const api = createClient({ baseUrl: "http://localhost", fetch: async () => new Response(answer, { headers }) });
    await expect(api.getOrder({ params: { id: 1n } })).rejects.toThrow(message);
  });

  test("a leap second is the second after it", async () => {
    const headers = { "Content-Type": "application/json" };
    const answer = '{"id":1,"total":1,"placedAt":"2016-12-31T23:59:60Z"}';
    const api = createClient({ baseUrl: "http://localhost", fetch: async () => new Response(answer, { headers }) });
    expect((await api.getOrder({ params: { id: 1n } }).orThrow()).placedAt).toEqual(new Date("2017-01-01T00:00:00Z"));
  });
});

describe("mocks", () => {
  test("tables, factories and overrides have the program's values, and answers have JSON", async () => {
    const mocks = createMocks();
    const api = createClient({ baseUrl: "http://localhost", fetch: mocks.fetch, validate });
    const made = await api.createOrder({ body: { placedAt: new Date(9), total: "0.1", big: LONG } }).orThrow();
    expect(made).toMatchObject({ placedAt: new Date(9), total: "0.1", big: LONG });
    expect(mocks.db.orders.get(made.id)).toEqual(made);
    expect(mocks.db.orders.add({ id: LONG, placedAt: new Date(11) })).toMatchObject({ id: LONG });
    expect((await api.getOrder({ params: { id: LONG } }).orThrow()).placedAt).toEqual(new Date(11));
    expect(mocks.db.orders.list({ placedAt: new Date(11) })).toHaveLength(1);
    expect(mocks.db.orders.list(({ placedAt }) => placedAt.getTime() === 11)).toHaveLength(1);
    mocks.db.orders.update(LONG, { due: new Date("2020-01-01") });
    expect((await api.getOrder({ params: { id: LONG } }).orThrow()).due).toEqual(new Date("2020-01-01"));
    expect(make.order({ placedAt: new Date(4) })).toMatchObject({ placedAt: new Date(4), total: expect.any(String) });
  });

  test("an override receives and returns the program's values, a patch too", async () => {
    const mocks = createMocks();
    const api = createClient({ baseUrl: "http://localhost", fetch: mocks.fetch });
    mocks.on.getOrder(({ params }) => ({ status: 200, body: { ...ORDER, id: params.id } }), { once: true });
    expect(await api.getOrder({ params: { id: 77n } }).orThrow()).toEqual({ ...ORDER, id: 77n });
    mocks.on.getOrder({ status: 200, patch: { placedAt: new Date(123) } }, { once: true });
    expect((await api.getOrder({ params: { id: 1n } }).orThrow()).placedAt).toEqual(new Date(123));
  });
});
