/** A graceful stop: load balancers learn of it, streams come to their end, workers leave their cluster. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as after } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, test, vi } from "vitest";
import type { Contract, RequestInfo as TenonRequest } from "tenon-runtime/core";
import { createServer, serve, toFetchHandler, type ReadinessOptions } from "tenon-runtime/server";
import { interpretedValidators } from "tenon-runtime/validators";

const contract: Contract = {
  format: 1,
  title: "t",
  version: "1",
  servers: ["/"],
  securitySchemes: {},
  operations: [
    {
      name: "watch",
      method: "GET",
      path: "/watch",
      responses: [{ status: "200", content: [{ type: "text/event-stream", kind: "events" }] }],
    },
  ],
};
const source = { requests: interpretedValidators({}, {}), responses: () => interpretedValidators({}, {}) };

/** Sends one event, and another one when the server stops. */
async function* untilStop({ stopping }: TenonRequest): AsyncGenerator<unknown> {
  yield { data: "begun" };
  if (!stopping.aborted) await once(stopping, "abort");
  yield { data: "bye" };
}
const handlers = {
  watch: (_request: unknown, { request }: { readonly request: TenonRequest }) => ({
    status: 200,
    contentType: "text/event-stream",
    body: untilStop(request),
  }),
};

describe("a server that stops", () => {
  test("tells running streams, which end in order", async () => {
    const serving = await serve(createServer(contract, source, { handlers }), { host: "127.0.0.1", timeout: 5000 });
    const responses = await Promise.all([1, 2, 3].map(() => fetch(`${serving.url}/watch`)));
    expect(await serving.stop()).toBe(true);
    for (const response of responses) expect(await response.text()).toBe("data: begun\n\ndata: bye\n\n");
  });

  test("is not ready from then on, and goes on for as long as a load balancer needs", async () => {
    const serving = await serve(createServer(contract, source, { handlers }), {
      host: "127.0.0.1",
      readiness: { delay: 300 },
    });
    const ready = (): Promise<Response> => fetch(`${serving.url}/readyz`);
    expect([(await ready()).status, await (await ready()).text()]).toEqual([200, "ready"]);
    const began = Date.now();
    const stopped = serving.stop();
    await vi.waitFor(async () => expect((await ready()).status).toBe(503));
    expect((await ready()).headers.get("cache-control")).toBe("no-store");
    expect((await fetch(`${serving.url}/nowhere`)).status).toBe(404); // requests are answered meanwhile
    expect(await stopped).toBe(true);
    expect(Date.now() - began).toBeGreaterThanOrEqual(290);
    await expect(ready()).rejects.toThrow("fetch failed");
  });

  test.each([
    [{ path: "ready" }, 'The option "readiness.path" is "ready"; it is a path'],
    [{ delay: -1 }, 'The option "readiness.delay" is -1; it is a number of milliseconds'],
    [{ wait: 1 }, 'There is no option "readiness.wait"'],
  ])("does not start with readiness %j", async (readiness, message) => {
    await expect(serve(() => undefined, { readiness: readiness as ReadinessOptions })).rejects.toThrow(message);
  });

  test("lets go of the signal of each response, so that a server collects none", async () => {
    const signals: AbortSignal[] = [];
    const quick = (_request: unknown, { request }: { readonly request: TenonRequest }) => {
      signals.push(request.stopping, request.stopping);
      return { status: 200, contentType: "text/event-stream", body: (async function* () {})() };
    };
    const serving = await serve(createServer(contract, source, { handlers: { watch: quick } }), { host: "127.0.0.1" });
    await (await fetch(`${serving.url}/watch`)).text();
    await after(20);
    await serving.stop();
    expect(signals[0]).toBe(signals[1]);
    expect(signals[0]?.aborted).toBe(false);
  });
});

test("a host of web standards, and an application that stops by itself, say when with `stopping`", async () => {
  const stop = new AbortController();
  const options = { handlers, stopping: stop.signal };
  const serving = await serve(createServer(contract, source, options), { host: "127.0.0.1" });
  const responses = [
    await toFetchHandler(contract, source, options)(new Request("http://h/watch")),
    await fetch(`${serving.url}/watch`),
  ];
  stop.abort();
  for (const response of responses) expect(await response.text()).toBe("data: begun\n\ndata: bye\n\n");
  await serving.stop();
});

test("a worker of a cluster ends at the first signal", async () => {
  const script = fileURLToPath(new URL("fixture/cluster.ts", import.meta.url));
  const child = spawn(process.execPath, ["--conditions=tenon-source", script], {
    env: { ...process.env, NODE_OPTIONS: "" },
    stdio: "pipe",
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const late = setTimeout(() => child.kill("SIGKILL"), 10_000);
  await once(child, "exit");
  clearTimeout(late);
  expect(said).toBe("listening\nexit 0 null\n");
}, 15_000);
