import { describe, expect, it } from "vitest";
import type { PagePlan } from "tenon-runtime/core";
import { build } from "./helpers.ts";

const text = { type: "string" };
const integer = { type: "integer" };
const entries = { type: "array", items: { type: "object", required: ["id"], properties: { id: text, name: text } } };

interface List {
  /** Query parameters. */
  readonly query?: Readonly<Record<string, object>>;
  /** Members of the body; absent: the body is the list. */
  readonly body?: Readonly<Record<string, object>>;
  readonly headers?: readonly string[];
  readonly correction?: unknown;
  /** Of one entry, at `/things/{id}`. */
  readonly item?: object;
}

async function planOf({ query = {}, body, headers = [], correction, item }: List) {
  const parameters = Object.entries(query).map(([name, schema]) => ({ name, in: "query", schema }));
  const schema = body ? { type: "object", properties: body } : entries;
  const responses = {
    "200": {
      description: "",
      content: { "application/json": { schema } },
      headers: Object.fromEntries(headers.map((name) => [name, { schema: text }])),
    },
  };
  const get = {
    operationId: "listThings",
    parameters,
    responses,
    ...(correction !== undefined && { "x-tenon-pagination": correction }),
  };
  const { contract, diagnostics } = await build({
    openapi: "3.1.0",
    info: { title: "T", version: "1" },
    paths: {
      "/things": { get },
      ...(item && {
        "/things/{id}": {
          parameters: [{ name: "id", in: "path", required: true, schema: text }],
          get: { responses: { "200": { description: "", content: { "application/json": { schema: item } } } } },
        },
      }),
    },
  });
  return {
    plan: contract?.pages.get("listThings"),
    said: diagnostics.filter(({ code }) => code === "invalid-pagination").map(({ message }) => message),
  };
}

describe("the pages of a list are inferred from its contract", () => {
  it.each<[style: string, List, PagePlan]>([
    [
      "a cursor in the body",
      { query: { cursor: text }, body: { items: entries, nextCursor: text, hasMore: { type: "boolean" } } },
      { by: "cursor", items: "/items", parameter: "cursor", next: "/nextCursor", more: "/hasMore" },
    ],
    [
      "a cursor in a member of the body",
      {
        query: { page_token: text },
        body: { data: entries, meta: { type: "object", properties: { next_page_token: text } } },
      },
      { by: "cursor", items: "/data", parameter: "page_token", next: "/meta/next_page_token" },
    ],
    [
      "a cursor in a header",
      { query: { cursor: text }, body: { items: entries }, headers: ["X-Next-Cursor"] },
      { by: "cursor", items: "/items", parameter: "cursor", next: "header X-Next-Cursor" },
    ],
    [
      "an offset",
      { query: { offset: integer, limit: integer }, body: { results: entries, count: integer, next: text } },
      { by: "offset", items: "/results", parameter: "offset", more: "/next", total: "/count" },
    ],
    [
      "an offset that counts from 1",
      { query: { startIndex: { ...integer, minimum: 1 } }, body: { Resources: entries, totalResults: integer } },
      { by: "offset", items: "/Resources", parameter: "startIndex", first: 1, total: "/totalResults" },
    ],
    [
      "a page number and a number of pages",
      { query: { page: integer }, body: { items: entries, totalPages: integer } },
      { by: "page", items: "/items", parameter: "page", pages: "/totalPages" },
    ],
    [
      "a page number that counts from 0",
      { query: { page: { ...integer, default: 0 } }, body: { content: entries, total_elements: integer } },
      { by: "page", items: "/content", parameter: "page", first: 0, total: "/total_elements" },
    ],
    [
      "a page number, and a Link header that tells the last page",
      { query: { page: integer }, headers: ["Link"] },
      { by: "page", parameter: "page", more: "header Link" },
    ],
    ["a Link header alone", { query: { per_page: integer }, headers: ["Link"] }, { by: "link" }],
    [
      "a URL in the body",
      { query: { limit: integer }, body: { items: entries, links: { type: "object", properties: { next: text } } } },
      { by: "url", items: "/items", next: "/links/next" },
    ],
    [
      "a URL in a member with a dot in its name",
      { query: { $top: integer }, body: { value: entries, "@odata.nextLink": { ...text, format: "uri" } } },
      { by: "url", items: "/value", next: "/@odata.nextLink" },
    ],
  ])("%s", async (_, list, plan) => {
    expect((await planOf(list)).plan).toEqual(plan);
  });

  it("the key of the last entry, where the list is one of a resource", async () => {
    const body = { data: entries, has_more: { type: "boolean" } };
    const query = { starting_after: text, ending_before: text };
    const { plan } = await planOf({ query, body, item: entries.items });
    expect(plan).toEqual({ by: "key", items: "/data", parameter: "starting_after", key: "id", more: "/has_more" });
    expect((await planOf({ query, body })).plan).toBeUndefined();
  });

  it("but not where nothing tells that there are pages", async () => {
    expect((await planOf({ query: { q: text }, body: { items: entries } })).plan).toBeUndefined();
    expect((await planOf({ query: { limit: integer } })).plan).toBeUndefined();
  });
});

describe("x-tenon-pagination", () => {
  const list: List = {
    query: { from: text, page: integer },
    body: { hits: { type: "object", properties: { list: entries } }, more: { type: "boolean" } },
  };

  it("is the plan", async () => {
    const correction = { by: "key", items: "/hits/list", parameter: "from", key: "id", more: "/more" };
    expect(await planOf({ ...list, correction })).toEqual({ plan: correction, said: [] });
  });

  it("takes pages away with false", async () => {
    const paged: List = { query: { page: integer }, headers: ["Link"] };
    expect((await planOf(paged)).plan).toBeDefined();
    expect(await planOf({ ...paged, correction: false })).toEqual({ plan: undefined, said: [] });
  });

  it.each([
    [true, "it must be false or an object"],
    [{ by: "scroll", items: "/hits/list" }, "`by` must be one of cursor, key, offset, page, url, link"],
    [{ by: "offset", items: "/hits/list" }, "`by: offset` needs `parameter`"],
    [{ by: "page", items: "/hits/list", parameter: "p" }, 'listThings has no query parameter "p"'],
    [{ by: "link", items: "/hits" }, 'the response of listThings has no list at "/hits"'],
    [{ by: "url", items: "/hits/list", next: "next" }, "`next` must be a JSON Pointer into the response body"],
    [{ by: "link", items: "/hits/list", size: 3 }, 'unknown member "size"'],
    [{ by: "page", items: "/hits/list", parameter: "page", first: 2 }, "`first` must be 0 or 1"],
  ])("%j is reported", async (correction, message) => {
    const { plan, said } = await planOf({ ...list, correction });
    expect(said.join()).toContain(message);
    expect(plan).toEqual((await planOf(list)).plan);
  });
});
