import { describe, expect, it } from "vitest";
import { type Api, apiOf, type Reply } from "./support.ts";

const text = { type: "string" };
const integer = { type: "integer" };
const Thing = {
  type: "object",
  required: ["id", "name"],
  properties: {
    id: { ...integer, minimum: 1 },
    name: text,
    price: { type: "number" },
    tags: { type: "array", items: text },
    createdAt: { type: "string", format: "date-time", readOnly: true },
  },
};
const ref = { $ref: "#/components/schemas/Thing" };
const list = { type: "array", items: ref };
const query = (name: string, schema: object): object => ({ name, in: "query", schema });

/** `/things` as a list of this kind, and `/things/{id}`. */
const document = (parameters: readonly object[], schema: object, headers: object = {}): object => ({
  openapi: "3.1.0",
  info: { title: "T", version: "1" },
  paths: {
    "/things": {
      get: {
        operationId: "listThings",
        parameters,
        responses: { "200": { description: "", headers, content: { "application/json": { schema } } } },
      },
    },
    "/things/{id}": {
      get: {
        operationId: "getThing",
        parameters: [{ name: "id", in: "path", required: true, schema: integer }],
        responses: {
          "200": { description: "", content: { "application/json": { schema: ref } } },
          "404": { description: "" },
        },
      },
    },
  },
  components: { schemas: { Thing } },
});
const envelope = (properties: object, required = Object.keys(properties)): object => ({
  type: "object",
  required: ["data", ...required],
  properties: { data: list, ...properties },
});

type Next = (reply: Reply, asked: string) => string | undefined;
interface Kind {
  readonly name: string;
  readonly parameters: readonly object[];
  readonly schema: object;
  readonly headers?: object;
  readonly first: string;
  readonly next: Next;
  /** What the first page of 25 says besides. */
  readonly says?: object;
}

const path = (url: unknown): string | undefined =>
  typeof url === "string" ? new URL(url).pathname + new URL(url).search : undefined;
const bumped = (asked: string, name: string, by: number): string => {
  const url = new URL(asked, "http://x");
  url.searchParams.set(name, String(Number(url.searchParams.get(name) ?? 0) + by));
  return url.pathname + url.search;
};
const entries = ({ body }: Reply): readonly { readonly id: number; readonly name: string }[] =>
  (Array.isArray(body) ? body : (body["data"] ?? (body["result"] as Reply["body"])["items"])) as readonly {
    id: number;
    name: string;
  }[]; // of these documents

const KINDS: readonly Kind[] = [
  {
    name: "by offset and limit, with a total",
    parameters: [query("offset", integer), query("limit", integer)],
    schema: envelope({ total: integer, offset: integer, limit: integer }),
    first: "/things?limit=7&offset=0",
    next: ({ body }, asked) =>
      Number(body["offset"]) + 7 < Number(body["total"]) ? bumped(asked, "offset", 7) : undefined,
    says: { total: 25, offset: 0, limit: 7 },
  },
  {
    name: "by page and per_page, with links in a header",
    parameters: [query("page", { ...integer, minimum: 1 }), query("per_page", integer)],
    schema: list,
    headers: { Link: { schema: text }, "X-Total-Count": { schema: integer } },
    first: "/things?per_page=7",
    next: ({ headers }) => path(/<([^>]*)>; rel="next"/.exec(headers.get("link") ?? "")?.[1]),
  },
  {
    name: "by a page that begins with 0, with the number of pages",
    parameters: [query("page", { ...integer, minimum: 0, default: 0 }), query("size", { ...integer, default: 7 })],
    schema: envelope({ totalPages: integer, totalElements: integer, number: integer, page: integer }),
    first: "/things?page=0",
    next: ({ body }, asked) =>
      Number(body["page"]) + 1 < Number(body["totalPages"]) ? bumped(asked, "page", 1) : undefined,
    says: { totalPages: 4, totalElements: 25, page: 0 },
  },
  {
    name: "by the last entry, with has_more",
    parameters: [query("starting_after", text), query("ending_before", text), query("limit", integer)],
    schema: envelope({ has_more: { type: "boolean" } }),
    first: "/things?limit=7",
    next: (reply) =>
      reply.body["has_more"] === true ? `/things?limit=7&starting_after=${entries(reply).at(-1)!.id}` : undefined,
    says: { has_more: true },
  },
  {
    name: "by a token that is empty at the end",
    parameters: [query("page_token", text), query("page_size", integer)],
    schema: envelope({ next_page_token: text }),
    first: "/things?page_size=7",
    next: ({ body }) =>
      body["next_page_token"] === "" ? undefined : `/things?page_size=7&page_token=${String(body["next_page_token"])}`,
  },
  {
    name: "by a cursor in a part of its own, left out at the end",
    parameters: [query("cursor", text), query("limit", integer)],
    schema: envelope({ response_metadata: { type: "object", properties: { next_cursor: text } } }),
    first: "/things?limit=7",
    next: ({ body }) => {
      const cursor = (body["response_metadata"] as Record<string, string> | undefined)?.["next_cursor"];
      return cursor === undefined ? undefined : `/things?limit=7&cursor=${cursor}`;
    },
  },
  {
    name: "by URLs in the answer, null at the end",
    parameters: [query("offset", integer), query("limit", integer)],
    schema: envelope({
      next: { type: ["string", "null"], format: "uri" },
      previous: { type: ["string", "null"], format: "uri" },
      count: integer,
    }),
    first: "/things?limit=7",
    next: ({ body }) => path(body["next"]),
    says: { count: 25, previous: null },
  },
  {
    name: "by the number of the next page, in an answer that is wrapped",
    parameters: [query("page", integer), query("limit", integer)],
    schema: {
      type: "object",
      required: ["result"],
      properties: {
        result: {
          type: "object",
          required: ["items", "nextPage"],
          properties: { items: list, nextPage: { type: ["integer", "null"] } },
        },
      },
    },
    first: "/things?limit=7",
    next: ({ body }) => {
      const page = (body["result"] as Record<string, number | null>)["nextPage"];
      return page === null || page === undefined ? undefined : `/things?limit=7&page=${page}`;
    },
  },
];

const seeded = async (document: object, count: number): Promise<Api> => {
  const api = await apiOf(document);
  api.mocks.db["things"]!.seed(count);
  return api;
};

describe.each(KINDS)("a list $name", ({ parameters, schema, headers, first, next, says }) => {
  it.each([0, 1, 7, 25])("has each of %i entries on one page", async (count) => {
    const api = await seeded(document(parameters, schema, headers), count);
    const seen: number[] = [];
    let asked: string | undefined = first;
    for (let pages = 0; asked !== undefined && pages < 20; pages += 1) {
      const reply: Reply = await api.call("GET", asked);
      expect(reply.status).toBe(200);
      expect(entries(reply).length).toBeLessThanOrEqual(7);
      seen.push(...entries(reply).map(({ id }) => id));
      asked = next(reply, asked);
    }
    expect(asked).toBeUndefined();
    expect(seen).toEqual(api.mocks.db["things"]!.list().map((entry) => entry["id"]));
    expect(seen).toHaveLength(count);
    expect(api.faults).toEqual([]);
  });
  it("says what it is", async () => {
    const api = await seeded(document(parameters, schema, headers), 25);
    const { body, headers: fields } = await api.call("GET", first);
    expect(body).toMatchObject(says ?? {});
    if (headers !== undefined) expect(fields.get("x-total-count")).toBe("25");
  });
});

describe("a list without pages", () => {
  it("has all entries", async () => {
    const api = await seeded(document([], list), 40);
    expect(entries(await api.call("GET", "/things"))).toHaveLength(40);
  });
  it("goes on where the entry of a cursor has been deleted", async () => {
    const api = await seeded(
      document([query("starting_after", text), query("limit", integer)], envelope({ has_more: { type: "boolean" } })),
      9,
    );
    api.mocks.db["things"]!.remove(3);
    expect(entries(await api.call("GET", "/things?limit=2&starting_after=3")).map(({ id }) => id)).toEqual([4, 5]);
    expect(entries(await api.call("GET", "/things?limit=2"))[0]!.id).toBe(1);
  });
  it("goes back by what comes before", async () => {
    const api = await seeded(
      document([query("ending_before", text), query("limit", integer)], envelope({ has_more: { type: "boolean" } })),
      9,
    );
    expect(entries(await api.call("GET", "/things?limit=2&ending_before=6")).map(({ id }) => id)).toEqual([4, 5]);
  });
});

describe("parameters that name properties", () => {
  const parameters = [
    query("name", text),
    query("ids", { type: "array", items: integer }),
    query("min_price", { type: "number" }),
    query("price_max", { type: "number" }),
    query("tag", text),
    query("created_after", { type: "string", format: "date-time" }),
    query("search", text),
    query("sort_by", text),
    query("order", { enum: ["asc", "desc"] }),
  ];
  const api = async (): Promise<Api> => {
    const made = await apiOf(document(parameters, list));
    made.mocks.db["things"]!.seed([
      { id: 1, name: "Fork", price: 3, tags: ["metal"], createdAt: "2026-01-01T00:00:00Z" },
      { id: 2, name: "spoon", price: 2, tags: ["metal", "wood"], createdAt: "2026-02-01T00:00:00Z" },
      { id: 3, name: "Knife", price: 10, tags: [], createdAt: "2026-03-01T00:00:00Z" },
    ]);
    return made;
  };
  it.each([
    ["name=Fork", [1]],
    ["name=Fork,Knife", [1, 3]],
    ["ids=1&ids=3", [1, 3]],
    ["min_price=3", [1, 3]],
    ["price_max=3", [1, 2]],
    ["min_price=2.5&price_max=9", [1]],
    ["tag=wood", [2]],
    ["created_after=2026-01-15T00:00:00Z", [2, 3]],
    ["search=OO", [2]],
    ["search=wood", [2]],
    ["search=2026", []],
    ["search=1", []],
    ["sort_by=name", [1, 3, 2]],
    ["sort_by=price&order=desc", [3, 1, 2]],
    ["sort_by=price:desc", [3, 1, 2]],
    ["sort_by=-created", [3, 2, 1]],
    ["order=desc", [3, 2, 1]],
  ])("%s", async (asked, ids) => {
    const reply = await (await api()).call("GET", `/things?${asked}`);
    expect(entries(reply).map(({ id }) => id)).toEqual(ids);
  });
});
