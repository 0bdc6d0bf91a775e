/** Mocks over HTTP, for whatever cannot take a function: mobile apps, mini-programs, other languages. Node only. */

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream as NodeReadableStream } from "node:stream/web";
import type { Mocks } from "./types.ts";

export interface ServeOptions {
  /** Default: one that is free. */
  readonly port?: number | undefined;
  /** Default `127.0.0.1`: this machine only. */
  readonly host?: string | undefined;
  /** Lets pages of every origin in (Fetch standard, CORS protocol). Default true. */
  readonly cors?: boolean | undefined;
  /** Told of every request that was answered. */
  readonly onRequest?: ((entry: RequestEntry) => void) | undefined;
}

export interface RequestEntry {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly status: number;
  readonly milliseconds: number;
}

export interface MockServer {
  /** Without a slash at its end; the API is below it where the contract's server or `baseUrl` says. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Answers HTTP requests with `mocks.fetch`, until it is closed. Rejects when the port cannot be had. */
export async function serve(mocks: Pick<Mocks<unknown>, "fetch">, options: ServeOptions = {}): Promise<MockServer> {
  const { host = "127.0.0.1", cors = true, onRequest } = options;
  const server = createServer((message, response) => {
    const start = performance.now();
    // A caller that goes away while it is answered is no fault of ours; there is nobody left to tell.
    void answer(mocks, message, response, cors)
      .catch(() => response.destroy())
      .finally(() =>
        onRequest?.({
          method: message.method ?? "",
          url: message.url ?? "",
          status: response.statusCode,
          milliseconds: performance.now() - start,
        }),
      );
  });
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
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}

async function answer(
  mocks: Pick<Mocks<unknown>, "fetch">,
  message: IncomingMessage,
  response: ServerResponse,
  cors: boolean,
): Promise<void> {
  const { origin } = message.headers;
  if (cors && origin !== undefined) {
    response.setHeader("Access-Control-Allow-Origin", origin);
    response.setHeader("Access-Control-Allow-Credentials", "true");
    response.setHeader("Vary", "Origin");
    const wanted = message.headers["access-control-request-method"];
    if (message.method === "OPTIONS" && wanted !== undefined) {
      response.setHeader("Access-Control-Allow-Methods", wanted);
      const headers = message.headers["access-control-request-headers"];
      if (headers !== undefined) response.setHeader("Access-Control-Allow-Headers", headers);
      response.setHeader("Access-Control-Max-Age", "600");
      response.writeHead(204).end();
      return;
    }
  }
  const gone = new AbortController();
  response.once("close", () => {
    if (!response.writableFinished) gone.abort();
  });
  const request = requestOf(message, gone.signal);
  if (request === undefined) {
    response
      .writeHead(400, { "Content-Type": "application/problem+json" })
      .end(JSON.stringify({ type: "about:blank", title: "Bad Request", status: 400 }));
    return;
  }
  const result = await mocks.fetch(request);
  for (const [name, value] of result.headers) if (name !== "set-cookie") response.setHeader(name, value);
  const cookies = result.headers.getSetCookie();
  if (cookies.length > 0) response.setHeader("Set-Cookie", cookies);
  if (cors && origin !== undefined)
    response.setHeader("Access-Control-Expose-Headers", [...result.headers.keys()].join(", "));
  response.writeHead(result.status);
  if (result.body === null) response.end();
  // The web's stream type and Node's are one at run time.
  else await pipeline(Readable.fromWeb(result.body as NodeReadableStream), response);
}

/** `undefined` for what is no request of the web's: a method that fetch refuses, a target that is no URL. */
function requestOf(message: IncomingMessage, signal: AbortSignal): Request | undefined {
  const headers = new Headers();
  for (let index = 0; index + 1 < message.rawHeaders.length; index += 2)
    headers.append(message.rawHeaders[index] ?? "", message.rawHeaders[index + 1] ?? "");
  const method = message.method ?? "GET";
  const hasBody =
    method !== "GET" &&
    method !== "HEAD" &&
    (message.headers["content-length"] !== undefined || message.headers["transfer-encoding"] !== undefined);
  try {
    const url = new URL(message.url ?? "/", `http://${message.headers.host ?? "localhost"}`);
    return new Request(url, {
      method,
      headers,
      signal,
      ...(hasBody ? { body: Readable.toWeb(message) as ReadableStream<Uint8Array>, duplex: "half" } : {}),
    } as RequestInit); // `duplex` is not in the DOM's types yet
  } catch {
    return undefined;
  }
}
