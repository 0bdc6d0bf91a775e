/** Event streams and texts as they leave the server. */

import compression from "compression";
import { interpretedValidators } from "tenon-runtime/validators";
import type { Contract } from "tenon-runtime/core";
import { createServer, toFetchHandler } from "tenon-runtime/server";
import { describe, expect, test, vi } from "vitest";
import { listen } from "./support.ts";

const contract: Contract = {
  format: 1,
  title: "t",
  version: "1",
  servers: ["/"],
  securitySchemes: {},
  operations: [
    {
      name: "events",
      method: "GET",
      path: "/events",
      pointer: "",
      responses: [{ status: "200", content: [{ type: "text/event-stream", kind: "events" }] }],
    },
    {
      name: "text",
      method: "GET",
      path: "/text",
      pointer: "",
      responses: [{ status: "200", content: [{ type: "text/plain", kind: "text" }] }],
    },
    {
      name: "broken",
      method: "GET",
      path: "/broken",
      pointer: "/paths/~1broken/get",
      responses: [{ status: "200" }],
    },
  ],
};
const sets = { requests: interpretedValidators({}, {}), responses: () => interpretedValidators({}, {}) };

/** Events that come when they are let go, and how often their iterator was closed. */
function gate() {
  const waiting: (() => void)[] = [];
  const closed = vi.fn<() => void>();
  async function* events(): AsyncGenerator<unknown> {
    try {
      for (let n = 1; ; n++) {
        await new Promise<void>((resolve) => waiting.push(resolve));
        yield { data: { n } };
      }
    } finally {
      closed();
    }
  }
  return {
    events,
    closed,
    /** Lets the next event go. */
    async next() {
      while (waiting.length === 0 && closed.mock.calls.length === 0)
        await new Promise((resolve) => setTimeout(resolve, 5));
      waiting.shift()?.();
    },
  };
}
const options = (events: () => unknown, more: object = {}) => ({
  onError: () => undefined,
  ...more,
  handlers: {
    events: () => ({ status: 200, body: events() }),
    text: () => ({ status: 200, body: "grüß" }),
    broken: () => ({ status: 418 }),
  },
});

describe("an event stream", () => {
  test.each(["alone", "behind compression()"])(
    "sends its header before the first event, and each event at once (%s)",
    async (how) => {
      const { events, next } = gate();
      const middleware = how === "alone" ? [] : [compression()];
      await using server = await listen(createServer(contract, sets, options(events, { middleware })));
      const abort = new AbortController();
      const response = await fetch(`${server.url}/events`, { signal: abort.signal }); // before any event
      expect(Object.fromEntries(response.headers)).toMatchObject({
        "content-type": "text/event-stream",
        "cache-control": "no-cache",
        "x-accel-buffering": "no",
      });
      const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader(); // a 200 has a body
      for (const n of [1, 2]) {
        await next();
        expect((await reader.read()).value).toBe(`data: {"n":${n}}\n\n`);
      }
      abort.abort();
    },
  );

  test("is closed when the caller goes away between two events", async () => {
    const { events, next, closed } = gate();
    await using server = await listen(createServer(contract, sets, options(events)));
    const abort = new AbortController();
    const response = await fetch(`${server.url}/events`, { signal: abort.signal });
    abort.abort();
    await expect(response.text()).rejects.toThrow("aborted");
    // A generator that waits is closed when it goes on.
    while (closed.mock.calls.length === 0) await next();
    expect(closed).toHaveBeenCalledOnce();
  });

  test("keeps the headers that the handler gives", async () => {
    const handlers = {
      ...options(() => []).handlers,
      events: () => ({ status: 200, body: [], headers: { "cache-control": "no-store" } }),
    };
    const handle = toFetchHandler(contract, sets, { ...options(() => []), validateResponses: "off", handlers });
    const response = await handle(new Request("http://host/events"));
    expect(response.headers.get("cache-control")).toBe("no-store");
  });
});

test("a text says that it is UTF-8", async () => {
  const response = await toFetchHandler(
    contract,
    sets,
    options(() => []),
  )(new Request("http://host/text"));
  expect(response.headers.get("content-type")).toBe("text/plain; charset=utf-8");
});

test.each([
  ["development", true],
  ["test", true],
  ["production", false],
  ["", false],
])("with NODE_ENV %j the caller sees what broke the contract: %s", async (environment, shown) => {
  vi.stubEnv("NODE_ENV", environment);
  const onError = vi.fn<(error: unknown) => void>();
  const handle = toFetchHandler(contract, sets, { ...options(() => []), validateResponses: "enforce", onError });
  vi.unstubAllEnvs();
  const text = await (await handle(new Request("http://host/broken"))).text();
  expect(text.includes("broken")).toBe(shown);
  expect(text.includes("schemaPointer")).toBe(shown);
  expect(onError).toHaveBeenCalledOnce();
});
