// @vitest-environment happy-dom
/** The programs of docs/queries.md run. */

import { type DehydratedState, hydrate, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, createElement } from "react";
import { createRoot } from "react-dom/client";
import { beforeEach, expect, test, vi } from "vitest";
import { cachedTitle, prefetch, refresh } from "./queries-cache.ts";
import { useAddTicket } from "./queries-create.ts";
import { useOpenTickets, useRename, useTicket } from "./queries-react.ts";
import config from "./queries.config.ts";

const ticket = { id: "t1", title: "Printer", status: "open" };

beforeEach(() => {
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input) => {
    const { method, url } = input as Request; // openapi-fetch passes a request
    const body = method === "GET" && new URL(url).pathname === "/api/tickets" ? { items: [ticket] } : ticket;
    if (url.endsWith("/none"))
      return Response.json(
        { title: "No such ticket" },
        { status: 404, headers: { "Content-Type": "application/problem+json" } },
      );
    return Response.json(body, { status: method === "POST" ? 201 : 200 });
  });
});

test("the hooks show tickets, failures and changes", async () => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
  const root = createRoot(document.body.appendChild(document.createElement("div")));
  let rename: ((title: string) => void) | undefined;
  let add: ((title: string) => void) | undefined;
  const Page = (): string => {
    rename = useRename("t1");
    add = useAddTicket();
    const tickets = useOpenTickets().tickets.map(({ title }) => title);
    return [useTicket("t1").title, useTicket("none").missing, useTicket(undefined).title, ...tickets].join();
  };
  const cache = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  await act(async () => root.render(createElement(QueryClientProvider, { client: cache }, createElement(Page))));
  const shows = (text: string): Promise<void> =>
    vi.waitFor(async () => {
      await act(async () => undefined);
      expect(document.body.textContent).toBe(text);
    });
  await shows("Printer,No such ticket,,Printer");
  await act(async () => rename?.("Scanner"));
  await act(async () => add?.("Mouse"));
  const requests = vi.mocked(fetch).mock.calls.map(([request]) => (request as Request).method);
  expect(requests).toEqual(expect.arrayContaining(["PATCH", "POST"]));
  await shows("Printer,No such ticket,,Printer");
  await act(async () => root.unmount());
});

test("the cache of the server fills that of the page, and keys find what is in it", async () => {
  const cache = new QueryClient();
  hydrate(cache, JSON.parse(JSON.stringify(await prefetch("t1"))) as DehydratedState);
  expect(cachedTitle(cache, "t1")).toBe("Printer");
  await refresh(cache);
  expect(
    cache
      .getQueryCache()
      .getAll()
      .every(({ state }) => state.isInvalidated),
  ).toBe(true);
});

test("the configuration asks for React", () => {
  expect(config.emit).toEqual({ queries: "react" });
});
