/** Mocks over HTTP, for whatever cannot take a function: mobile apps, mini-programs, other languages. Node only. */

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { wholeBody, withBody } from "../core/web.ts";
import { isObject } from "../core/json-object.ts";
import { encodeProblem, type EncodedAnswer } from "../core/answer/index.ts";
import { HttpProblem } from "../core/problem/index.ts";
import { nodeBody, originForm, send, type HttpRequest } from "../node/index.ts";
import type { Exchange } from "./exchange.ts";
import type { Proxy } from "./proxy/index.ts";
import type { PlacedViolation, RequestEntry } from "./request-entry.ts";
import type { Mocks } from "./types.ts";

export type { PlacedViolation, RequestEntry } from "./request-entry.ts";
export { createProxy, type Passed, type Proxy, type ProxyOptions } from "./proxy/index.ts";

export interface ServeOptions {
  /** Default: one that is free. */
  readonly port?: number | undefined;
  /** Default `127.0.0.1`: this machine only. */
  readonly host?: string | undefined;
  /**
   * Whose pages may read the answers (Fetch standard, CORS protocol): those of every origin, those of this machine, nobody's.
   * Default true; with a proxy `"local"`, since behind that there is more than mocks.
   */
  readonly cors?: boolean | "local" | undefined;
  /** What is implemented goes there. */
  readonly proxy?: Proxy | undefined;
  /** Called after every request that was answered. */
  readonly onRequest?: ((entry: RequestEntry) => void) | undefined;
}

export interface MockServer {
  /** Without a slash at its end; the API is below it where the contract's server or `baseUrl` says. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** What is served: mocks, or whatever else answers by the runtime's engine. */
export type Answering = Pick<Mocks<unknown>, "fetch"> & Partial<Pick<Mocks<unknown>, "observe" | "respond">>;

/** Answers HTTP requests with `mocks.fetch`, until it is closed. Rejects when the port cannot be had. */
export async function serve(mocks: Answering, options: ServeOptions = {}): Promise<MockServer> {
  const { host = "127.0.0.1", proxy, onRequest = () => {} } = options;
  const cors = options.cors ?? (proxy === undefined ? true : "local");
  // The mocks know best what became of a request; the rest is told here.
  const stop = mocks.observe?.((exchange) => onRequest(entryOf(exchange)));
  const handle = (message: IncomingMessage, response: ServerResponse): void => {
    const start = performance.now();
    void answer({ mocks, proxy, cors }, message as HttpRequest, response) // a server's request has a URL and a method
      // A caller that goes away while it is answered is no fault of ours.
      .catch((): Handled => {
        response.destroy();
        return {};
      })
      .then((handled) => {
        if (handled === "mocked" && stop !== undefined) return;
        onRequest({
          method: message.method ?? "",
          url: message.url ?? "",
          status: response.headersSent ? response.statusCode : 0,
          milliseconds: performance.now() - start,
          ...(handled === "mocked" ? {} : handled),
        });
      });
  };
  const server = createServer(handle);
  // Who asks before sending a body is told once somebody reads it (RFC 9110 §10.1.1).
  server.on("checkContinue", handle);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  const { port } = server.address() as AddressInfo; // it listens on a port, not on a pipe
  const name = host === "0.0.0.0" || host === "::" ? "localhost" : host.includes(":") ? `[${host}]` : host;
  return {
    url: `http://${name}:${port}`,
    port,
    close: () =>
      new Promise((resolve, reject) => {
        stop?.();
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}

function entryOf(exchange: Exchange): RequestEntry {
  const { request, status, milliseconds, operation, outcome, violations } = exchange;
  const told = violations?.map(({ in: place, name, pointer, message }): PlacedViolation => ({
    where: name === undefined ? place : `${place} ${name}`,
    pointer,
    message,
  }));
  const reason = reasonOf(exchange);
  const first = told === undefined && reason !== undefined ? [{ where: "", pointer: "", message: reason }] : told;
  return {
    method: request.method,
    url: request.url,
    status,
    milliseconds,
    ...(operation !== undefined && { operation }),
    outcome,
    ...(first !== undefined && first.length > 0 && { violations: first }),
  };
}

/** Why a request failed, if the log would not say it otherwise. */
function reasonOf({ status, outcome, problem, answer, error }: Exchange): string | undefined {
  if (status < 400) return undefined;
  if (outcome === "refused") return problem?.detail ?? problem?.title;
  const body = answer?.body;
  if (outcome === "store" && isObject(body))
    return [body["detail"], body["message"], body["title"]].find((each) => typeof each === "string");
  return error instanceof Error ? error.message : undefined;
}

interface Host {
  readonly mocks: Answering;
  readonly proxy: Proxy | undefined;
  readonly cors: boolean | "local";
}

/** `mocked`: the mocks tell of it themselves. */
type Handled = "mocked" | Pick<RequestEntry, "operation" | "outcome" | "violations">;

async function answer(host: Host, message: HttpRequest, response: ServerResponse): Promise<Handled> {
  const letIn = allowed(host.cors, message.headers.origin);
  if (letIn && preflight(message, response)) return {};
  const gone = new AbortController();
  response.once("close", () => {
    if (!response.writableFinished) gone.abort();
  });
  const request = requestOf(message, gone.signal);
  if (request === undefined) {
    await reply(message, response, encodeProblem(new HttpProblem(400, { detail: "This is no HTTP request" })));
    return {};
  }
  let source = nodeBody(message, response);
  if (host.proxy !== undefined) {
    const proxied = await host.proxy({ request, message, response, cors: host.cors !== false });
    if (proxied.kind === "answered") return { outcome: "proxied", ...proxied.told };
    source = proxied.body ?? source;
  }
  let result: Response;
  try {
    // The callers of a port keep their cookies themselves.
    const answering = host.mocks.respond ?? host.mocks.fetch;
    result = await answering(source === undefined ? request : withBody(request, source));
  } catch {
    response.destroy();
    return "mocked"; // a fault of the network, which was asked for, or a caller that went away
  }
  if (letIn) response.setHeader("Access-Control-Expose-Headers", [...result.headers.keys()].join(", "));
  await reply(message, response, {
    status: result.status,
    headers: [...result.headers],
    body: wholeBody(result) ?? result.body ?? undefined,
  });
  return "mocked";
}

/** What a stream throws that nobody reads is of no interest: the mocks have been told. */
const reply = (message: HttpRequest, response: ServerResponse, encoded: EncodedAnswer): Promise<void> | undefined =>
  send(message, response, encoded, () => {});

const LOCAL = /^https?:\/\/(?:localhost|[\w.-]+\.localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?$/i;

const allowed = (cors: boolean | "local", origin: string | undefined): boolean =>
  origin !== undefined && (cors === true || (cors === "local" && LOCAL.test(origin)));

/** Says whose page may read the answer. @returns whether that was the whole question */
function preflight(message: IncomingMessage, response: ServerResponse): boolean {
  const { origin = "", "access-control-request-method": wanted } = message.headers;
  response.setHeader("Access-Control-Allow-Origin", origin);
  response.setHeader("Access-Control-Allow-Credentials", "true");
  response.setHeader("Vary", "Origin");
  if (message.method !== "OPTIONS" || wanted === undefined) return false;
  response.setHeader("Access-Control-Allow-Methods", wanted);
  const headers = message.headers["access-control-request-headers"];
  if (headers !== undefined) response.setHeader("Access-Control-Allow-Headers", headers);
  response.setHeader("Access-Control-Max-Age", "600");
  response.writeHead(204).end();
  return true;
}

const HOST = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d+)?$/i;

/** `undefined` for what is no request of the web's: a method that fetch refuses, a target that is no URL. */
function requestOf(message: HttpRequest, signal: AbortSignal): Request | undefined {
  const { rawHeaders, method } = message;
  const headers = new Headers();
  const path = originForm(message.url);
  const host = message.headers.host ?? "";
  try {
    for (let index = 0; index + 1 < rawHeaders.length; index += 2)
      headers.append(rawHeaders[index] ?? "", rawHeaders[index + 1] ?? "");
    if (!path.startsWith("/")) return undefined;
    // Put together as text: a path of `//x` names no host.
    return new Request(`http://${HOST.test(host) ? host : "localhost"}${path}`, { method, headers, signal });
  } catch {
    return undefined;
  }
}
