/** Listening, and stopping in order. */

import type { Cluster } from "node:cluster";
import type { RequestListener, Server as HttpServer, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { withReadiness, type ReadinessOptions } from "./readiness.ts";
import { stoppingOf } from "./stopping.ts";

export interface ShutdownOptions {
  /** Milliseconds after which requests that still run are cut off. Default 10,000. */
  readonly timeout?: number | undefined;
}

/** How often connections that have become idle are looked for, in milliseconds. */
const SWEEP = 50;

/**
 * Stops a server: it accepts no connection any more, aborts `request.stopping`, finishes the requests that run, closes
 * connections as they become idle, and cuts off after the time-out what is left. Works with whatever server `listen` has returned; a second call
 * waits for the same end.
 * @returns whether every request was finished
 */
export async function shutdown(server: HttpServer, options: ShutdownOptions = {}): Promise<boolean> {
  let finished = true;
  stoppingOf(server).begin();
  // Without a running server this ends at once; where one is closing already, with it.
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // Who is answered from now on is told not to send another request on this connection (RFC 9112 §9.6).
  const last = (_request: unknown, response: ServerResponse): void => void response.setHeader("Connection", "close");
  server.prependListener("request", last);
  // Where nobody listens to it, Node says `100 Continue` itself, and goes on as with any request.
  if (server.listenerCount("checkContinue") > 0) server.prependListener("checkContinue", last);
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP);
  const timer = setTimeout(() => {
    finished = false;
    server.closeAllConnections();
  }, options.timeout ?? 10_000);
  await closed;
  clearInterval(sweep);
  clearTimeout(timer);
  return finished;
}

export interface ServeOptions extends ShutdownOptions {
  /** Default: one that is free. */
  readonly port?: number | undefined;
  /** Default: every address of the machine, as `listen` has it. */
  readonly host?: string | undefined;
  /**
   * On which signals the server stops: `["SIGTERM", "SIGINT"]`. A second one ends the process at once, as it always does.
   * A worker of node:cluster leaves its cluster then, so that it ends. Default: none.
   */
  readonly signals?: readonly NodeJS.Signals[] | undefined;
  /** A path that tells a load balancer whether to send requests here. Default: none. */
  readonly readiness?: ReadinessOptions | undefined;
  /** Called once the server has stopped: closes what else keeps the process, a database for instance. */
  readonly onStopped?: ((finished: boolean) => unknown) | undefined;
}

export interface Serving {
  readonly server: HttpServer;
  readonly port: number;
  /** `http://127.0.0.1:3000`, without a slash at its end. */
  readonly url: string;
  /**
   * Stops in order: after the delay of `readiness` as {@link shutdown}. Then it calls `onStopped`.
   * @returns whether every request was finished
   */
  stop(): Promise<boolean>;
}

/**
 * Leaves it to whoever reads the body to say `100 Continue` (RFC 9110 §10.1.1): one that is refused by its header is then
 * never sent.
 */
function continuing(listener: RequestListener): RequestListener {
  return (request, response) => {
    const say = response.writeContinue.bind(response);
    let said = false;
    response.writeContinue = (callback) => {
      if (!said) say(callback);
      said = true;
    };
    request.on("newListener", (event) => {
      if ((event === "data" || event === "readable") && !response.headersSent) response.writeContinue();
    });
    listener(request, response);
  };
}

/**
 * Listens, and stops in order on the signals that are named.
 *
 * `const { url } = await serve(createServer(…), { port: 3000, signals: ["SIGTERM", "SIGINT"] })`
 * @throws Error when the port cannot be had
 */
export async function serve(listener: RequestListener, options: ServeOptions = {}): Promise<Serving> {
  // An import of node:http would load all that it has, `fetch` among it, which takes every server 10 ms when it starts.
  const readiness = options.readiness && withReadiness(listener, options.readiness);
  const answering = readiness?.listener ?? listener;
  const server = process.getBuiltinModule("node:http").createServer(answering);
  server.on("checkContinue", continuing(answering));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port: options.port ?? 0, host: options.host }, () => {
      server.off("error", reject);
      resolve();
    });
  });
  let stopping: Promise<boolean> | undefined;
  const stop = (): Promise<boolean> => (stopping ??= stopped());
  const stopped = async (): Promise<boolean> => {
    for (const signal of options.signals ?? []) process.off(signal, onSignal);
    await readiness?.refuse();
    const finished = await shutdown(server, options);
    await options.onStopped?.(finished);
    return finished;
  };
  const onSignal = (): void => {
    // The channel to the primary would keep a worker alive.
    const leave = (): void => {
      const { worker } = process.getBuiltinModule("node:cluster") as unknown as Cluster; // as CommonJS has it
      worker?.disconnect();
    };
    stop().then(leave, leave);
  };
  for (const signal of options.signals ?? []) process.once(signal, onSignal);
  const { address, family, port } = server.address() as AddressInfo; // it listens on a port, not on a pipe
  const name = address === "::" || address === "0.0.0.0" ? "localhost" : family === "IPv6" ? `[${address}]` : address;
  return { server, port, url: `http://${name}:${port}`, stop };
}
