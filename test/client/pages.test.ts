import { describe, expect, it } from "vitest";
import {
  apiKey,
  connect,
  createClient,
  type HasPages,
  operation,
  paged,
  type PlainConnectedOperation,
  type PlainPaged,
  type Result,
  ResponseError,
  TargetError,
} from "tenon-runtime/client";
import type { Operation, PagePlan } from "tenon-runtime/core";

interface Thing {
  readonly id: string;
}
type Things = PlainPaged<{ readonly query?: object }, unknown, Thing>;

const things = (count: number, from = 0): Thing[] => Array.from({ length: count }, (_, n) => ({ id: `t${from + n}` }));
const dataOf = (pages: PagePlan): Operation => ({
  name: "listThings",
  method: "GET",
  path: "/things",
  responses: [
    { status: "200", content: [{ type: "application/json", kind: "json" }] },
    { status: "503", content: [{ type: "application/problem+json", kind: "json" }] },
  ],
  security: [{ key: [] }],
  pages,
});

type Answer = { readonly body: unknown; readonly headers?: Record<string, string>; readonly status?: number };

/** The pages of a list that a function answers. `urls` holds what was requested. */
function listOf(plan: PagePlan, answer: (url: URL) => Answer, baseUrl = "https://api.example/v1") {
  const urls: string[] = [];
  const fetch = async (request: Request): Promise<Response> => {
    urls.push(request.url.replace(/^https:\/\/api\.example/, ""));
    if (urls.length > 20) throw new Error("the client does not stop");
    const { body, headers, status = 200 } = answer(new URL(request.url));
    const contentType = status === 200 ? "application/json" : "application/problem+json";
    return Response.json(body, { status, headers: { ...headers, "Content-Type": contentType } });
  };
  const api = { format: 1, servers: ["/"], schemes: { key: apiKey("query", "api_key") } };
  const listThings: PlainConnectedOperation<object, Result, unknown> & HasPages<Things> = operation(dataOf(plan));
  return { urls, things: paged(connect(api, { baseUrl, fetch }), listThings), api, fetch, baseUrl, listThings };
}
async function all<T>(list: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const each of list) found.push(each);
  return found;
}
const idsOf = async (list: AsyncIterable<Thing>): Promise<string[]> => (await all(list)).map(({ id }) => id);
const ids = (count: number): string[] => things(count).map(({ id }) => id);
const number = (url: URL, name: string, otherwise: number): number => Number(url.searchParams.get(name) ?? otherwise);

describe("the client follows the pages of a list", () => {
  it("by cursor, until there is none", async () => {
    const { things: list, urls } = listOf(
      { by: "cursor", items: "/items", parameter: "cursor", next: "/meta/next" },
      (url) => {
        const from = number(url, "cursor", 0);
        return { body: { items: things(2, from), meta: { next: from < 4 ? String(from + 2) : null } } };
      },
    );
    expect(await idsOf(list.items({ query: { q: "a b" } }))).toEqual(ids(6));
    expect(urls).toEqual(["/v1/things?q=a%20b", "/v1/things?q=a%20b&cursor=2", "/v1/things?q=a%20b&cursor=4"]);
  });

  it("by cursor, until the response says that there is no more", async () => {
    const { things: list, urls } = listOf(
      { by: "cursor", parameter: "after", next: "header X-Next", more: "header X-More" },
      () => ({ body: things(1), headers: { "X-Next": "again" } }),
    );
    expect(await idsOf(list.items())).toEqual(["t0"]);
    expect(urls).toHaveLength(1);
  });

  it("by the key of the last entry", async () => {
    const { things: list, urls } = listOf(
      { by: "key", items: "/data", parameter: "starting_after", key: "id", more: "/has_more" },
      (url) =>
        url.searchParams.has("starting_after")
          ? { body: { data: things(1, 2), has_more: false } }
          : { body: { data: things(2), has_more: true } },
    );
    expect(await idsOf(list.items())).toEqual(ids(3));
    expect(urls[1]).toBe("/v1/things?starting_after=t1");
  });

  it.each([
    ["a total", { total: "/total" }, 2],
    ["an empty page", {}, 4],
  ])("by offset, until %s", async (_, more, requests) => {
    const { things: list, urls } = listOf({ by: "offset", items: "/items", parameter: "offset", ...more }, (url) => {
      const from = number(url, "offset", 0);
      return { body: { items: things(Math.min(2, 5 - from), from), total: 4 } };
    });
    const found = await idsOf(list.items());
    expect([found, urls.length]).toEqual([ids("total" in more ? 4 : 5), requests]);
  });

  it("by an offset that counts from 1", async () => {
    const { things: list, urls } = listOf(
      { by: "offset", items: "/Resources", parameter: "startIndex", first: 1, total: "/totalResults" },
      (url) => ({ body: { Resources: things(2, number(url, "startIndex", 1) - 1), totalResults: 4 } }),
    );
    expect(await idsOf(list.items())).toEqual(ids(4));
    expect(urls).toEqual(["/v1/things", "/v1/things?startIndex=3"]);
  });

  it.each<[string, Partial<PagePlan>, first: number]>([
    ["a number of pages", { pages: "/pages" }, 1],
    ["a number of pages, counted from 0", { pages: "/pages", first: 0 }, 0],
    ["the number of the next page", { next: "/next" }, 1],
    ["a Link header without a next page", { more: "header Link" }, 1],
  ])("by page number, until %s", async (_, plan, first) => {
    const { things: list, urls } = listOf({ by: "page", items: "/items", parameter: "page", ...plan }, (url) => {
      const page = number(url, "page", first) - first;
      const link =
        page < 2 ? '</things?page=9>; rel="last", </things?page=2>; title="a, b"; rel="x next"' : "<a>; rel=last";
      return {
        body: { items: things(2, page * 2), pages: 3, next: page < 2 ? page + first + 1 : null },
        headers: { Link: link },
      };
    });
    expect(await idsOf(list.items())).toEqual(ids(6));
    expect(urls.map((url) => url.split("page=")[1])).toEqual([undefined, String(first + 1), String(first + 2)]);
  });

  it("by a URL in the body, which may be relative, and sends an API key once", async () => {
    const { urls, api, fetch, baseUrl, listThings } = listOf({ by: "url", items: "/items", next: "/next" }, (url) => {
      const page = number(url, "p", 1);
      const next = ["?p=2&api_key=secret", "https://api.example/other?p=3&q=a?b#end", undefined][page - 1];
      return { body: { items: things(1, page - 1), next } };
    });
    const list = paged(connect(api, { baseUrl, fetch, auth: { key: "secret" } }), listThings);
    expect(await idsOf(list.items())).toEqual(ids(3));
    expect(urls).toEqual([
      "/v1/things?api_key=secret",
      "/v1/things?p=2&api_key=secret",
      "/other?p=3&q=a?b&api_key=secret",
    ]);
  });

  it("by a Link header", async () => {
    const { things: list } = listOf({ by: "link" }, (url) => {
      const page = number(url, "page", 1);
      return {
        body: things(1, page - 1),
        headers: page < 3 ? { Link: `<${url.pathname}?page=${page + 1}>; rel=next` } : {},
      };
    });
    expect(await idsOf(list.items())).toEqual(ids(3));
  });

  it("one page at a time, from a start that is plain JSON", async () => {
    const { things: list } = listOf({ by: "url", items: "/items", next: "/next" }, (url) => ({
      body: { items: things(1, number(url, "p", 0)), next: url.search ? null : "/v1/things?p=1" },
    }));
    const first = await list.page();
    expect(first).toEqual({
      body: { items: things(1), next: "/v1/things?p=1" },
      items: things(1),
      next: "/v1/things?p=1",
    });
    const second = await list.page({}, { after: first.next });
    expect([second.items, second.next]).toEqual([things(1, 1), undefined]);
  });

  it("also as members of the operations of a client", async () => {
    const { api, fetch, baseUrl, listThings } = listOf({ by: "offset", parameter: "offset" }, (url) => ({
      body: things(url.search ? 0 : 2),
    }));
    const client = createClient<{ listThings: Things }>(api, [listThings], { baseUrl, fetch }, paged);
    expect(await idsOf(client.listThings.items())).toEqual(ids(2));
    expect(await all(client.listThings.pages())).toEqual([things(2), []]);
  });
});

describe("the client stops", () => {
  it("when a cursor repeats", async () => {
    const { things: list, urls } = listOf(
      { by: "cursor", items: "/items", parameter: "cursor", next: "/next" },
      () => ({
        body: { items: things(1), next: "same" },
      }),
    );
    expect(await idsOf(list.items())).toEqual(["t0", "t0"]);
    expect(urls).toHaveLength(2);
  });

  it("when a server ignores the number of the page", async () => {
    const { things: list, urls } = listOf({ by: "page", items: "/items", parameter: "page" }, () => ({
      body: { items: things(2), time: Math.random() },
    }));
    expect(await idsOf(list.items())).toEqual(ids(2));
    expect(urls).toHaveLength(2);
  });

  it("when the loop does", async () => {
    const { things: list, urls } = listOf({ by: "offset", parameter: "offset" }, (url) => ({
      body: things(2, number(url, "offset", 0)),
    }));
    for await (const { id } of list.items()) if (id === "t2") break;
    expect(urls).toHaveLength(2);
  });

  it("with the error of a page", async () => {
    const { things: list } = listOf({ by: "offset", parameter: "offset" }, (url) =>
      url.search ? { status: 503, body: { title: "Down" } } : { body: things(2) },
    );
    const found: string[] = [];
    const loop = async (): Promise<void> => {
      for await (const { id } of list.items()) found.push(id);
    };
    await expect(loop()).rejects.toThrow(ResponseError);
    expect(found).toEqual(ids(2));
  });
});

describe("a next page at another origin", () => {
  const elsewhere = (next: string) =>
    listOf({ by: "url", items: "/items", next: "/next" }, (url) => ({
      body: { items: things(1), next: url.search ? null : next },
    }));

  it.each(["https://evil.example/things?p=2", "//evil.example/?p=2", "http://api.example/v1/things?p=2"])(
    "%s receives no request and no credentials",
    async (next) => {
      const { things: list, urls } = elsewhere(next);
      await expect(idsOf(list.items())).rejects.toThrow(TargetError);
      expect(urls).toHaveLength(1);
      await expect(list.page({}, { after: next })).rejects.toThrow("allow it with `allowOrigins`");
    },
  );

  it("is requested when the caller allows the origin", async () => {
    const { things: list, urls } = elsewhere("https://eu.example/things?p=2");
    expect(await idsOf(list.items({}, { allowOrigins: ["https://eu.example"] }))).toEqual(["t0", "t0"]);
    expect(urls[1]).toBe("https://eu.example/things?p=2");
  });

  it("cannot be one without an origin", async () => {
    const { things: list } = elsewhere("javascript:alert(1)?p=2");
    await expect(idsOf(list.items({}, { allowOrigins: ["https://eu.example"] }))).rejects.toThrow(TargetError);
  });
});
