/** The server of the proof `hunt`, in a process of its own: `fork` it with `--expose-gc`. */

import { readdirSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import type { BinaryOutput, Contract, MediaType, Operation, RequestInfo } from "tenon-runtime/core";
import { createServer, serve } from "tenon-runtime/server";
import { interpretedValidators } from "tenon-runtime/validators";

/** What the process holds, after a collection. */
export interface Holdings {
  /** Bytes. */
  readonly heap: number;
  readonly rss: number;
  /** Open file descriptors. */
  readonly descriptors: number;
  /** What was reported, and every path that reached a handler. */
  readonly reported: readonly string[];
  readonly paths: readonly string[];
  /** Folders of uploads that are still there. */
  readonly folders: number;
}

/** Milliseconds after which a slow body is refused; headers may take twice as long. */
export const SLOW = 400;

const media = (type: string, kind: MediaType["kind"], rest: Partial<MediaType> = {}): MediaType => ({
  type,
  kind,
  ...rest,
});
const post = (name: string, content: MediaType): Operation => ({
  name,
  method: "POST",
  path: `/${name}`,
  body: { required: true, content: [content] },
  responses: [{ status: "204" }],
});
const contract: Contract = {
  format: 1,
  title: "hunted",
  version: "1",
  servers: ["/"],
  securitySchemes: {},
  operations: [
    {
      name: "list",
      method: "GET",
      path: "/list",
      responses: [{ status: "200", content: [media("application/json", "json")] }],
    },
    { name: "smuggled", method: "GET", path: "/smuggled", responses: [{ status: "204" }] },
    {
      name: "events",
      method: "GET",
      path: "/events",
      responses: [{ status: "200", content: [media("text/event-stream", "events")] }],
    },
    post("json", media("application/json", "json", { schema: true })),
    post("form", media("application/x-www-form-urlencoded", "form", { shape: { object: { a: "string" } } })),
    post("bytes", media("application/octet-stream", "binary")),
    post("unread", media("application/octet-stream", "binary")),
    post("lines", media("application/jsonl", "lines", { item: "itemSchema" })),
    post("upload", media("multipart/form-data", "multipart", { shape: { object: { file: "binary", n: "integer" } } })),
  ],
};

async function* events({ signal }: RequestInfo): AsyncGenerator<unknown> {
  for (let n = 0; n < 20 && !signal.aborted; n++) {
    yield { data: `${n}` };
    await wait(5);
  }
}

async function main(): Promise<void> {
  const reported: string[] = [];
  const paths: string[] = [];
  const counted =
    (handle: (request: { readonly body: never }, context: { readonly request: RequestInfo }) => unknown) =>
    (request: { readonly body: never }, context: { readonly request: RequestInfo }): unknown => {
      paths.push(context.request.url);
      return handle(request, context);
    };
  const done = { status: 204 };
  const app = createServer(
    contract,
    {
      requests: interpretedValidators({}, { json: { "body application/json": { type: "object", maxProperties: 50 } } }),
    },
    {
      limits: { bodyTimeout: SLOW, body: 64 << 10, upload: 1 << 20, file: 1 << 20, memory: 16 << 10 },
      onError: (error) => reported.push(String(error)),
      handlers: Object.fromEntries(
        Object.entries({
          list: () => ({ status: 200, body: [1, 2, 3] }),
          smuggled: () => done,
          events: (_, { request }) => ({ status: 200, contentType: "text/event-stream", body: events(request) }),
          json: () => done,
          form: () => done,
          unread: () => done,
          upload: () => done,
          bytes: async ({ body }) => {
            for await (const _ of (body as BinaryOutput).stream);
            return done;
          },
          lines: async ({ body }) => {
            for await (const _ of body as AsyncIterable<unknown>);
            return done;
          },
        } satisfies Record<string, Parameters<typeof counted>[0]>).map(([name, handle]) => [name, counted(handle)]),
      ),
    },
  );
  const { server, port } = await serve(app, { host: "127.0.0.1" });
  server.headersTimeout = 2 * SLOW;
  server.requestTimeout = 4 * SLOW;
  const look = async (): Promise<Holdings> => {
    for (let round = 0; round < 3; round += 1) {
      globalThis.gc?.();
      await wait(50);
    }
    const { heapUsed: heap, rss } = process.memoryUsage();
    const holdings = {
      heap,
      rss,
      descriptors: readdirSync("/proc/self/fd").length,
      reported: reported.slice(0, 20),
      paths: [...new Set(paths)],
      folders: readdirSync(process.env["TMPDIR"] ?? "/tmp").filter((name) => name.startsWith("tenon-upload-")).length,
    };
    paths.length = 0;
    return holdings;
  };
  process.on("message", () => void look().then((holdings) => process.send?.(holdings)));
  process.send?.(port);
}

if (process.send !== undefined && process.argv[1] === import.meta.filename) await main();
