/** Lists that no store keeps: their pages agree with one another, and end. */

import { expect, it } from "vitest";
import { apiOf } from "./support.ts";

const integer = { type: "integer" };
const text = { type: "string" };
const uri = { type: ["string", "null"], format: "uri" };
const query = (...names: readonly string[]) =>
  names.map((name) => ({
    name,
    in: "query",
    schema: /cursor/.test(name) ? text : { ...integer, minimum: /page/.test(name) ? 1 : 0 },
  }));
const items = {
  type: "array",
  items: { type: "object", required: ["label"], properties: { label: text, rank: integer } },
};
const page = (properties: Readonly<Record<string, object>>) => ({
  type: "object",
  required: Object.keys(properties),
  properties,
});

async function listed(parameters: readonly object[], schema: object, example?: unknown) {
  const { mocks, faults, resources } = await apiOf({
    openapi: "3.1.0",
    info: { title: "T", version: "1" },
    servers: [{ url: "https://api.production.example/v1" }],
    paths: {
      "/users/{user}/tops": {
        parameters: [{ name: "user", in: "path", required: true, schema: text }],
        get: {
          operationId: "listTops",
          parameters,
          responses: {
            200: {
              description: "",
              content: { "application/json": { schema, ...(example !== undefined && { example }) } },
            },
          },
        },
      },
    },
  });
  expect(resources).toEqual([]);
  const get = async (path: string) =>
    (await mocks.fetch(`http://mock.test/v1/users/7/tops${path}`)).json() as Promise<Record<string, unknown>>;
  return { get, faults, mocks };
}

const rows = (body: Record<string, unknown>): readonly unknown[] => body["items"] as readonly unknown[];

it("by offset: limit, total and next agree, links lead to the mock, and the last page says so", async () => {
  const { get, faults, mocks } = await listed(
    query("limit", "offset"),
    page({ items, total: integer, limit: integer, offset: integer, next: uri, previous: uri }),
  );
  const first = await get("?limit=5");
  expect(first).toMatchObject({ total: 23, limit: 5, offset: 0, previous: null });
  const all = [...rows(first)];
  let pages = 1;
  for (let next = first["next"] as string | null; next !== null && pages < 20; pages += 1) {
    expect(next).toMatch(/^http:\/\/mock\.test\/v1\/users\/7\/tops\?/);
    const body = (await (await mocks.fetch(next)).json()) as Record<string, unknown>;
    all.push(...rows(body));
    next = body["next"] as string | null;
  }
  expect([pages, all.length]).toEqual([5, 23]);
  expect(all).toEqual(rows(await get("?limit=100")));
  expect(rows(await get("?limit=5&offset=5"))).toEqual(all.slice(5, 10));
  expect(await get("?offset=40")).toMatchObject({ items: [], next: null });
  expect(faults).toEqual([]);
});

it("by page number", async () => {
  const { get } = await listed(
    query("page", "per_page"),
    page({ items, page: integer, total_pages: integer, total_count: integer }),
  );
  expect(await get("?page=3&per_page=10")).toMatchObject({ page: 3, total_pages: 3, total_count: 23 });
  expect(rows(await get("?page=3&per_page=10")).length).toBe(3);
  expect(rows(await get("?page=4&per_page=10"))).toEqual([]);
});

it("by cursor", async () => {
  const { get } = await listed(
    query("cursor", "limit"),
    page({ items, next_cursor: { type: ["string", "null"] }, has_more: { type: "boolean" } }),
  );
  const all: unknown[] = [];
  let cursor: string | null = "";
  for (let asked = 0; cursor !== null && asked < 20; asked += 1) {
    const body = await get(`?limit=10${cursor === "" ? "" : `&cursor=${cursor}`}`);
    all.push(...rows(body));
    cursor = body["next_cursor"] as string | null;
    expect(body["has_more"]).toBe(cursor !== null);
  }
  expect(all.length).toBe(23);
});

it("without pages the total is the number of entries", async () => {
  const { get } = await listed([], page({ items, total_count: integer }));
  const body = await get("");
  expect(body["total_count"]).toBe(rows(body).length);
});

it("an example has the entries that it has", async () => {
  const example = {
    items: [{ label: "a" }, { label: "b" }, { label: "c" }],
    total: 5000,
    next: "https://api.production.example/v1/users/7/tops?offset=3",
  };
  const { get } = await listed(query("limit", "offset"), page({ items, total: integer, next: uri }), example);
  expect(await get("?limit=2")).toMatchObject({ items: [{ label: "a" }, { label: "b" }], total: 3 });
  expect(await get("?limit=2&offset=2")).toMatchObject({ items: [{ label: "c" }], total: 3, next: null });
});

it("stays valid where the contract wants more entries than a page has", async () => {
  const { get, faults } = await listed(
    query("limit", "offset"),
    page({ items: { ...items, minItems: 4 }, total: integer }),
  );
  expect(rows(await get("?limit=2")).length).toBeGreaterThanOrEqual(4);
  expect(faults).toEqual([]);
});

it("headers of a bare list have the total and the links, and the last page has no next", async () => {
  const header = (schema: object) => ({ schema });
  const { mocks, faults } = await apiOf({
    openapi: "3.1.0",
    info: { title: "T", version: "1" },
    paths: {
      "/tops": {
        get: {
          parameters: query("page", "per_page"),
          responses: {
            200: {
              description: "",
              headers: { Link: header(text), "X-Total-Count": header(integer), "X-Next-Page": header(integer) },
              content: { "application/json": { schema: items } },
            },
          },
        },
      },
    },
  });
  const at = (path: string) => mocks.fetch(`http://mock.test${path}`);
  let response = await at("/tops?per_page=10");
  expect(response.headers.get("x-total-count")).toBe("23");
  let count = 0;
  let pages = 0;
  for (; pages < 10; pages += 1) {
    count += ((await response.json()) as unknown[]).length;
    const next = /<([^>]+)>; rel="next"/.exec(response.headers.get("link") ?? "")?.[1];
    expect(response.headers.has("x-next-page")).toBe(next !== undefined);
    if (next === undefined) break;
    expect(next).toMatch(/^http:\/\/mock\.test\/tops\?/);
    response = await mocks.fetch(next);
  }
  expect([count, pages]).toEqual([23, 2]);
  expect(faults).toEqual([]);
});
