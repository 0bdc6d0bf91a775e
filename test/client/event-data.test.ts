/** The `data` of events as its schema describes it, on all sides, by the golden `events`. */

import { describe, expect, test } from "vitest";
import { validation } from "tenon-runtime/client";
import { createClient } from "../emit/goldens/events/client.ts";
import { contract } from "../emit/goldens/events/contract.ts";
import { type Handlers, toFetchHandler } from "../emit/goldens/events/handler.ts";
import { createMocks } from "../emit/goldens/events/mocks.ts";
import { requests } from "../emit/goldens/events/validators/requests.ts";
import { responses } from "../emit/goldens/events/validators/responses.ts";

async function* each<T>(...items: readonly T[]): AsyncGenerator<T, void, undefined> {
  yield* items;
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

const validate = validation({ contract, requests, responses });
const stream = (text: string) => async (): Promise<Response> =>
  new Response(text, { headers: { "Content-Type": "text/event-stream" } });

const received: unknown[] = [];
const HANDLERS: Handlers = {
  watchProgress: () => ({
    status: 200,
    body: each({ data: { done: 1 } }, { id: "2", data: { done: 2, note: "a\nb" } }),
  }),
  watchLog: () => ({ status: 200, body: each({ data: "{" }, { data: "line\nline" }) }),
  watchChanges: () => ({
    status: 200,
    body: each({ event: "added", data: { done: 3 } }, { event: "ping", data: "now" }),
  }),
  sendEvents: async ({ body }) => {
    received.push(...(await all(body)));
    return { status: 204 };
  },
};

describe("events of a server", () => {
  const handler = toFetchHandler({ handlers: HANDLERS, onError: () => undefined });
  const api = createClient({ baseUrl: "http://localhost", fetch: handler, validate });

  test("JSON by an ordinary schema is a value on both sides", async () => {
    expect(await all(await api.watchProgress().orThrow())).toEqual([
      { data: { done: 1 } },
      { id: "2", data: { done: 2, note: "a\nb" } },
    ]);
    const response = await handler(new Request("http://localhost/progress"));
    expect(await response.text()).toBe('data: {"done":1}\n\nid: 2\ndata: {"done":2,"note":"a\\nb"}\n\n');
  });

  test("a text by an ordinary schema stays a text, JSON or not", async () => {
    expect(await all(await api.watchLog().orThrow())).toEqual([{ data: "{" }, { data: "line\nline" }]);
  });

  test("events with JSON and events with text in one stream", async () => {
    expect(await all(await api.watchChanges().orThrow())).toEqual([
      { event: "added", data: { done: 3 } },
      { event: "ping", data: "now" },
    ]);
  });

  test("events that a client sends reach the handler as values", async () => {
    const result = await api.sendEvents({ body: each({ data: { done: 4 } }) });
    expect(result.status).toBe(204);
    expect(received).toEqual([{ data: { done: 4 } }]);
  });

  test("an event whose data breaks its schema is refused by the server", async () => {
    const body = 'data: {"done":-1}\n\n';
    const headers = { "Content-Type": "text/event-stream" };
    const refused = await handler(new Request("http://localhost/upload", { method: "POST", headers, body }));
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ errors: [{ pointer: "/0/data/done" }] });
  });
});

describe("events that a client receives", () => {
  test("`[DONE]` ends a stream of JSON", async () => {
    const api = createClient({ baseUrl: "http://localhost", fetch: stream('data: {"done":1}\n\ndata: [DONE]\n\n') });
    expect(await all(await api.watchProgress().orThrow())).toEqual([{ data: { done: 1 } }]);
  });

  test.each([
    ["is no JSON", "data: {\n\n", undefined],
    ["does not fit, with a validator", 'data: {"done":"x"}\n\n', validate],
  ])("data that %s is a DecodeError", async (_, text, policy) => {
    const api = createClient({ baseUrl: "http://localhost", fetch: stream(text), validate: policy });
    await expect(all(await api.watchProgress().orThrow())).rejects.toThrow(
      expect.objectContaining({ name: "DecodeError" }),
    );
  });
});

test("mocks send events that fit, without names and times that the contract does not ask for", async () => {
  const mocks = createMocks();
  const api = createClient({ baseUrl: "http://localhost", fetch: mocks.fetch, validate });
  const progress = await all(await api.watchProgress().orThrow());
  expect(progress).toHaveLength(3);
  expect(progress.map((event) => Object.keys(event).toSorted())).toEqual(Array(3).fill(["data", "id"]));
  expect(await all(await api.watchLog().orThrow())).toHaveLength(3);
  expect(await all(await api.watchChanges().orThrow())).toHaveLength(3);
});
