// @vitest-environment happy-dom
import {
  dehydrate,
  type DehydratedState,
  hydrate,
  QueryClient,
  QueryClientProvider,
  skipToken,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useSuspenseQuery,
} from "@tanstack/react-query";
import { VueQueryPlugin, useQuery as useVueQuery } from "@tanstack/vue-query";
import { act, createElement, type ReactNode, Suspense } from "react";
import { createRoot } from "react-dom/client";
import { afterEach, describe, expect, it } from "vitest";
import { createApp, h, ref } from "vue";
import { createClient } from "../emit/goldens/queries/client.ts";
import type { Ticket } from "../emit/goldens/queries/operations.ts";
import { createQueries } from "../emit/goldens/queries/queries.ts";
import { createClient as createVueClient } from "../emit/goldens/queries-vue/client.ts";
import { createQueries as createVueQueries } from "../emit/goldens/queries-vue/queries.ts";

const ticket = (n: number, status: Ticket["status"] = "open"): Ticket => ({
  id: `t${n}`,
  title: `Ticket ${n}`,
  status,
});
const json = (body: unknown, status = 200): Response =>
  Response.json(body, {
    status,
    headers: { "Content-Type": status < 400 ? "application/json" : "application/problem+json" },
  });

interface Call {
  readonly method: string;
  readonly url: string;
  readonly body: string;
  readonly signal: AbortSignal;
}

/** A help desk with five tickets in pages of two. `hold` keeps the answers of writes back. */
function desk() {
  let tickets = [1, 2, 3, 4, 5].map((n) => ticket(n));
  const calls: Call[] = [];
  const held: (() => void)[] = [];
  const state = { hold: false, refuse: false };
  const answer = (method: string, url: URL, body: string): Response => {
    const id = url.pathname.split("/")[3];
    if (state.refuse && method !== "GET") return json({ title: "Refused" }, method === "PATCH" ? 409 : 422);
    const changes = body === "" ? {} : (JSON.parse(body) as Partial<Ticket>);
    if (method === "POST") tickets = [...tickets, { ...ticket(tickets.length + 1), ...changes }];
    if (method === "PATCH") tickets = tickets.map((each) => (each.id === id ? { ...each, ...changes } : each));
    if (method === "DELETE") tickets = tickets.filter((each) => each.id !== id);
    if (method === "DELETE") return new Response(null, { status: 204 });
    if (method === "POST") return json(tickets.at(-1), 201);
    if (id !== undefined) {
      const found = tickets.find((each) => each.id === id);
      return found ? json(found) : json({ title: `No ticket ${id}` }, 404);
    }
    const from = Number(url.searchParams.get("cursor") ?? 0);
    const status = url.searchParams.get("status");
    const some = tickets.filter((each) => status === null || each.status === status);
    return json({ items: some.slice(from, from + 2), ...(from + 2 < some.length && { nextCursor: String(from + 2) }) });
  };
  const fetch = async (request: Request): Promise<Response> => {
    const { method, url, signal } = request;
    const body = await request.text();
    calls.push({ method, url: url.replace("http://desk/api", ""), body, signal });
    if (state.hold && method !== "GET") await new Promise<void>((resolve) => held.push(resolve));
    return answer(method, new URL(url), body);
  };
  const api = createClient({ baseUrl: "http://desk/api", fetch });
  const release = (): void => held.splice(0).forEach((resolve) => resolve());
  return { api, queries: createQueries(api), calls, state, release };
}
const cacheOf = () => new QueryClient({ defaultOptions: { queries: { retry: false }, mutations: { retry: false } } });
const at = (ticketId: string) => ({ params: { ticketId } });
const until = async (holds: () => boolean): Promise<void> => {
  for (let n = 0; n < 200 && !holds(); n += 1) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(holds()).toBe(true);
};

describe("keys", () => {
  const { queries } = desk();
  const keys = [
    queries.getTicket.options(at("t1")).queryKey,
    queries.getTicket.options(at("t2")).queryKey,
    queries.listTickets.options().queryKey,
    queries.listTickets.options({ query: { status: "open" } }).queryKey,
    queries.listTickets.infinite().queryKey,
    queries.listComments.options({ query: { ticketId: "t1" } }).queryKey,
  ];

  it("are apart for each operation, input and kind of query", () => {
    expect(new Set(keys.map((key) => JSON.stringify(key))).size).toBe(keys.length);
  });

  it("may hold big integers, which JSON has not", () => {
    const input = { query: { ticketId: 9007199254740993n } };
    const { queryKey } = queries.listComments.options(input as never);
    const cache = cacheOf();
    cache.setQueryData<unknown>(queryKey, []);
    expect(cache.getQueriesData({ queryKey: queries.listComments.key(input as never) })).toHaveLength(1);
  });

  it.each([
    ["everything", queries.$key(), 6],
    ["a tag", queries.$key({ tag: "tickets" }), 5],
    ["a tag of no query", queries.$key({ tag: "admin" }), 0],
    ["an operation", queries.listTickets.key(), 3],
    ["an operation with a part of its input", queries.listTickets.key({ query: { status: "open" } }), 1],
    ["an operation with its input", queries.getTicket.key(at("t1")), 1],
  ])("match %s", (_, queryKey, count) => {
    const cache = cacheOf();
    for (const key of keys) cache.setQueryData<unknown>(key, {});
    expect(cache.getQueriesData({ queryKey })).toHaveLength(count);
  });
});

describe("a query", () => {
  it("is rendered on the server, and used from the page's cache", async () => {
    const server = desk();
    const first = cacheOf();
    await first.prefetchQuery(server.queries.getTicket.options(at("t1")));
    await first.prefetchInfiniteQuery(server.queries.listTickets.infinite());
    const page = JSON.parse(JSON.stringify(dehydrate(first))) as DehydratedState;
    const browser = desk();
    const second = cacheOf();
    hydrate(second, page);
    expect(second.getQueryData(browser.queries.getTicket.options(at("t1")).queryKey)).toEqual(ticket(1));
    const options = { ...browser.queries.listTickets.infinite(), pages: 3, staleTime: 0 };
    expect((await second.fetchInfiniteQuery(options)).pages.map(({ body }) => body.items.length)).toEqual([2, 2, 1]);
  });

  it("passes the signal on, so that a query that nobody needs is aborted", async () => {
    const { api, calls } = desk();
    const cache = cacheOf();
    const slow = createQueries(
      createClient({
        baseUrl: "http://desk/api",
        fetch: (request) =>
          new Promise((_, reject) => {
            calls.push({ method: request.method, url: request.url, body: "", signal: request.signal });
            request.signal.addEventListener("abort", () => reject(request.signal.reason as Error));
          }),
      }),
    );
    void cache.fetchQuery(slow.getTicket.options(at("t1"))).catch(() => undefined);
    await until(() => calls.length === 1);
    await cache.cancelQueries({ queryKey: slow.$key() });
    expect(calls[0]?.signal.aborted).toBe(true);
    expect(api).toBeDefined();
  });

  it("throws the error of the operation", async () => {
    const { api, queries } = desk();
    const error: unknown = await cacheOf()
      .fetchQuery(queries.getTicket.options(at("none")))
      .catch((thrown: unknown) => thrown);
    expect(api.getTicket.isError(error) && error.result.body.title).toBe("No ticket none");
  });
});

describe("a mutation", () => {
  async function loaded() {
    const help = desk();
    const cache = cacheOf();
    const { listTickets, getTicket } = help.queries;
    const keys = {
      all: listTickets.infinite().queryKey,
      open: listTickets.options({ query: { status: "open" } }).queryKey,
      closed: listTickets.options({ query: { status: "closed" } }).queryKey,
      later: listTickets.options({ query: { cursor: "2" } }).queryKey,
      one: getTicket.options(at("t1")).queryKey,
    };
    await cache.prefetchInfiniteQuery({ ...listTickets.infinite(), pages: 3 });
    await cache.prefetchQuery(listTickets.options({ query: { status: "open" } }));
    await cache.prefetchQuery(listTickets.options({ query: { status: "closed" } }));
    await cache.prefetchQuery(listTickets.options({ query: { cursor: "2" } }));
    await cache.prefetchQuery(getTicket.options(at("t1")));
    const titles = () => ({
      all: cache.getQueryData(keys.all)?.pages.map(({ body }) => body.items.map(({ title }) => title)),
      open: cache.getQueryData(keys.open)?.items.map(({ title }) => title),
      closed: cache.getQueryData(keys.closed)?.items.map(({ title }) => title),
      later: cache.getQueryData(keys.later)?.items.map(({ title }) => title),
      one: cache.getQueryData(keys.one)?.title,
    });
    const stale = (): number =>
      cache
        .getQueryCache()
        .getAll()
        .filter((query) => query.state.isInvalidated).length;
    return { ...help, cache, titles, stale };
  }
  const BEFORE = {
    all: [["Ticket 1", "Ticket 2"], ["Ticket 3", "Ticket 4"], ["Ticket 5"]],
    open: ["Ticket 1", "Ticket 2"],
    closed: [],
    later: ["Ticket 3", "Ticket 4"],
    one: "Ticket 1",
  };
  /** Runs it without a component, as `useMutation` does. */
  const run = <Input, Data>(
    cache: QueryClient,
    options: { mutationFn: (input: Input) => Promise<Data> },
    input: Input,
  ): Promise<unknown> =>
    cache
      .getMutationCache()
      .build(cache, options as never)
      .execute(input as never);

  it("makes the answers stale that it may have changed", async () => {
    const { cache, queries, stale } = await loaded();
    await run(cache, queries.escalateTicket.mutation(), at("t1")).catch(() => undefined);
    expect(stale()).toBe(5);
  });

  it("changes lists, pages and the entry before the server has answered", async () => {
    const { cache, queries, state, titles, release } = await loaded();
    expect(titles()).toEqual(BEFORE);
    state.hold = true;
    const running = run(cache, queries.updateTicket.mutation({ optimistic: true }), {
      ...at("t1"),
      body: { title: "New" },
    });
    await until(() => titles().one === "New");
    expect(titles()).toEqual({
      ...BEFORE,
      all: [["New", "Ticket 2"], ["Ticket 3", "Ticket 4"], ["Ticket 5"]],
      open: ["New", "Ticket 2"],
      one: "New",
    });
    await until(() => (release(), true));
    await running;
  });

  it("takes the change back when the server refuses", async () => {
    const { cache, queries, state, titles, stale, api } = await loaded();
    state.refuse = true;
    const error: unknown = await run(cache, queries.updateTicket.mutation({ optimistic: true }), {
      ...at("t1"),
      body: { title: "New" },
    }).catch((thrown: unknown) => thrown);
    expect(api.updateTicket.isError(error)).toBe(true);
    expect([titles(), stale()]).toEqual([BEFORE, 5]);
  });

  it("removes an entry", async () => {
    const { cache, queries, state, titles, release } = await loaded();
    state.hold = true;
    const running = run(cache, queries.deleteTicket.mutation({ optimistic: true }), at("t3"));
    await until(() => titles().later?.length === 1);
    expect(titles()).toEqual({
      ...BEFORE,
      all: [["Ticket 1", "Ticket 2"], ["Ticket 4"], ["Ticket 5"]],
      later: ["Ticket 4"],
    });
    release();
    await running;
  });

  it("adds an entry to the first page of the lists that it belongs to", async () => {
    const { cache, queries, state, titles, release } = await loaded();
    state.hold = true;
    const optimistic = ({ body }: { body: { title: string } }): Ticket => ({ status: "open", ...body, id: "new" });
    const running = run(cache, queries.createTicket.mutation({ optimistic }), { body: { title: "New" } });
    await until(() => titles().open?.length === 3);
    expect(titles()).toEqual({
      ...BEFORE,
      all: [["New", "Ticket 1", "Ticket 2"], ["Ticket 3", "Ticket 4"], ["Ticket 5"]],
      open: ["New", "Ticket 1", "Ticket 2"],
    });
    release();
    await running;
  });
});

describe("in React", () => {
  let unmount = (): void => {};
  afterEach(() => unmount());
  async function render(cache: QueryClient, component: () => ReactNode): Promise<HTMLElement> {
    Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
    const root = createRoot(document.body.appendChild(document.createElement("div")));
    unmount = () => act(() => root.unmount());
    const suspense = createElement(Suspense, { fallback: "loading" }, createElement(component));
    await act(async () => root.render(createElement(QueryClientProvider, { client: cache }, suspense)));
    return document.body.lastElementChild as HTMLElement;
  }
  const shows = async (page: HTMLElement, text: string): Promise<void> => {
    for (let n = 0; n < 200 && page.textContent !== text; n += 1)
      await act(() => new Promise((resolve) => setTimeout(resolve, 5)));
    expect(page.textContent).toBe(text);
  };

  it("a list scrolls, an entry suspends, and a change shows at once", async () => {
    const { queries, state, release } = desk();
    let more: (() => unknown) | undefined;
    let rename: ((title: string) => void) | undefined;
    const page = await render(cacheOf(), () => {
      const list = useInfiniteQuery(queries.listTickets.infinite());
      const one = useSuspenseQuery(queries.getTicket.options(at("t1")));
      const { mutate } = useMutation(queries.updateTicket.mutation({ optimistic: true }));
      more = list.hasNextPage ? list.fetchNextPage : undefined;
      rename = (title) => mutate({ ...at("t1"), body: { title } });
      return `${one.data.title}: ${list.data?.items.map(({ id }) => id).join() ?? ""}`;
    });
    await shows(page, "Ticket 1: t1,t2");
    for (const text of ["t1,t2,t3,t4", "t1,t2,t3,t4,t5"]) {
      await act(async () => more?.());
      await shows(page, `Ticket 1: ${text}`);
    }
    expect(more).toBeUndefined();
    state.hold = true;
    await act(async () => rename?.("New"));
    await shows(page, "New: t1,t2,t3,t4,t5");
    release();
    await shows(page, "New: t1,t2,t3,t4,t5");
  });

  it("a query that is skipped sends no request", async () => {
    const { queries, calls } = desk();
    const page = await render(cacheOf(), () => useQuery(queries.getTicket.options(skipToken)).fetchStatus);
    await shows(page, "idle");
    expect(calls).toEqual([]);
  });
});

it("in Vue a query follows its input", async () => {
  const urls: string[] = [];
  const fetch = async ({ url }: Request): Promise<Response> => {
    urls.push(url);
    return json({ id: url.at(-1), text: `Note ${url.at(-1)}` });
  };
  const queries = createVueQueries(createVueClient({ baseUrl: "http://notes", fetch }));
  const id = ref("1");
  const app = createApp({
    setup() {
      const { data } = useVueQuery(() => queries.getNote.options({ params: { id: id.value } }));
      return () => h("p", data.value?.text);
    },
  });
  app.use(VueQueryPlugin);
  const page = document.body.appendChild(document.createElement("div"));
  app.mount(page);
  await until(() => page.textContent === "Note 1");
  id.value = "2";
  await until(() => page.textContent === "Note 2");
  expect(urls).toEqual(["http://notes/notes/1", "http://notes/notes/2"]);
  app.unmount();
});
