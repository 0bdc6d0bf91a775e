/** Each stream and iterator that a handler hands over is closed, whatever becomes of its answer. */

import { Readable } from "node:stream";
import { interpretedValidators } from "tenon-runtime/validators";
import type { Contract, Operation } from "tenon-runtime/core";
import { createServer, toFetchHandler } from "tenon-runtime/server";
import { describe, expect, test, vi } from "vitest";
import { listen } from "./support.ts";

const media = { type: "application/octet-stream", kind: "binary" } as const;
const operation = (method: string, responses: Operation["responses"]): Operation => ({
  name: method.toLowerCase(),
  method,
  path: "/x",
  pointer: "/paths/~1x",
  responses,
});
const contractOf = (kind: "binary" | "lines"): Contract => ({
  format: 1,
  title: "t",
  version: "1",
  servers: ["/"],
  securitySchemes: {},
  operations: [
    operation("GET", [
      { status: "200", content: [kind === "binary" ? media : { type: "application/jsonl", kind: "lines" }] },
      { status: "202", headers: [{ name: "X-Must", required: true }], content: [media] },
    ]),
  ],
});
const sets = { requests: interpretedValidators({}, {}) };
const bytes = new TextEncoder().encode("hello");

/** Sources that never end, and count how often they are closed. */
const SOURCES: Readonly<Record<string, { kind: "binary" | "lines"; make(closed: () => void): unknown }>> = {
  "a web stream": {
    kind: "binary",
    make: (closed) => new ReadableStream({ pull: (controller) => controller.enqueue(bytes), cancel: closed }),
  },
  "a stream of Node": {
    kind: "binary",
    make(closed) {
      const stream = new Readable({
        read() {
          this.push(bytes);
        },
      });
      return stream.on("close", closed);
    },
  },
  "an iterator of bytes": { kind: "binary", make: (closed) => endless(bytes, closed) },
  "an iterator of items": { kind: "lines", make: (closed) => endless({ n: 1 }, closed) },
};

function endless(value: unknown, closed: () => void): AsyncIterable<unknown> {
  return {
    [Symbol.asyncIterator]: () => ({
      next: async () => ({ done: false, value }),
      async return() {
        closed();
        return { done: true, value: undefined };
      },
    }),
  };
}

/** What becomes of an answer: how it is answered, and how it is asked for. */
const PATHS: Readonly<Record<string, { answer?: object; init?: RequestInit; options?: object }>> = {
  "left out for HEAD": { init: { method: "HEAD" } },
  "of an undeclared status": { answer: { status: 418 } },
  "with a header that cannot be sent": { answer: { headers: { "X-A": "a\nb" } } },
  "without a header that is required": { answer: { status: 202 } },
  "with an unknown member": { answer: { extra: 1 } },
  "of another type": { answer: { contentType: "text/html" } },
  "replaced by a hook": { options: { hooks: { postResponseHandler: () => ({ status: 200, body: bytes }) } } },
  "after which a hook fails": {
    options: {
      hooks: {
        postResponseHandler: () => {
          throw new Error("boom");
        },
      },
    },
  },
  "left by the caller": {},
};

describe.each(Object.entries(SOURCES))("%s", (_, { kind, make }) => {
  test.each(Object.entries(PATHS))("is closed once: an answer %s", async (path, { answer, init, options }) => {
    for (const host of ["express", "web"]) {
      const closed = vi.fn<() => void>();
      const all = {
        validateResponses: "enforce" as const,
        onError: () => undefined,
        ...options,
        handlers: { get: () => ({ status: 200, body: make(closed), ...answer }) },
      };
      const abort = new AbortController();
      const ask = { ...init, signal: abort.signal };
      if (host === "web") {
        const response = await toFetchHandler(contractOf(kind), sets, all)(new Request("http://host/x", ask));
        await response.body?.cancel();
      } else {
        await using server = await listen(createServer(contractOf(kind), sets, all));
        const response = await fetch(`${server.url}/x`, ask);
        if (path === "left by the caller") await response.body?.getReader().read();
        abort.abort();
        await vi.waitFor(() => expect(closed).toHaveBeenCalled());
      }
      await vi.waitFor(() => expect(closed, host).toHaveBeenCalledOnce());
    }
  });
});
