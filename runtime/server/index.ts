/** The server: openapi-backend and express on top of core. */

import express, {
  type Request as ExpressRequest,
  type RequestHandler,
  type Response as ExpressResponse,
} from "express";
import {
  bodySource,
  CutOff,
  DEFAULT_LIMITS,
  HttpProblem,
  pathOf,
  releasing,
  WebRequest,
  webResponse,
  type Contract,
  type EncodedAnswer,
  type FetchHandler,
  type Routing,
} from "../core/index.ts";
import { Exchange } from "./exchange.ts";
import { createLifecycle, type Lifecycle } from "./lifecycle.ts";
import { Gone, nodeBody, NodeRequest, pathBelow, send } from "./node.ts";
import { createPages, type FindPage, type Page } from "./pages.ts";
import type { AnyServerOptions, Server, ServerRouter, ServerSource } from "./types.ts";

export { mergeHandlers, partial, type Merged } from "./handlers.ts";
export { serve, shutdown, type ServeOptions, type Serving, type ShutdownOptions } from "./shutdown.ts";
export type {
  Hook,
  HookContext,
  HookRequest,
  Hooks,
  MockAnswers,
  RequestIdOptions,
  ScopedSecurityHandler,
  SecurityHandler,
  Server,
  ServerOptions,
  ServerRequest,
  ServerRouter,
  ServerSource,
} from "./types.ts";

/**
 * An express application that serves the contract, under the paths of its servers. What it does not know is a 404 problem,
 * after whatever the application mounts behind it.
 * @param options of the generated `ServerOptions<O>`, which says what handlers and security handlers there must be
 * @throws Error when a handler or a security handler is missing, a handler or an option has a name that nobody knows, or the contract was generated for another runtime
 */
export function createServer(contract: Contract, source: ServerSource, options: AnyServerOptions): Server {
  const app = express();
  app.disable("x-powered-by");
  for (const middleware of options.middleware ?? []) app.use(middleware);
  const host = createHost(contract, source, options);
  const last = expressHandler(host, true);
  let closed = false;
  app.use(
    expressHandler(host, false, () => {
      // Appended with the first request that is not the contract's, so that it comes after all that was mounted.
      if (!closed) app.use(last);
      closed = true;
    }),
  );
  return app;
}

/**
 * The same as an express router, to be mounted anywhere: `app.use("/api", createRouter(…))`. The paths of the contract's
 * servers do not count; what it does not know goes on to the next middleware.
 * @throws as {@link createServer}
 */
export function createRouter(contract: Contract, source: ServerSource, options: AnyServerOptions): ServerRouter {
  const router = express.Router();
  router.use(expressHandler(createHost(contract, source, { ...options, basePath: options.basePath ?? "" }), false));
  return router;
}

/**
 * The same for hosts of web standards: no socket, no express.
 * @throws as {@link createServer}
 */
export function toFetchHandler(contract: Contract, source: ServerSource, options: AnyServerOptions): FetchHandler {
  const { engine, run, pages, trusted } = createHost(contract, source, options);
  const answerTo = async (info: WebRequest): Promise<EncodedAnswer> => {
    const path = pathOf(info.url);
    const routing = engine.route(info.method, path);
    try {
      const page = routing.kind === "none" ? pages?.(info.method, path) : undefined;
      if (page !== undefined) return await page();
      const exchange = new Exchange(info, path, routing, bodySource(info.web));
      const answer = await run(exchange);
      return await releasing(answer ?? (await engine.refusal(undefined, new HttpProblem(500), info)), exchange.body);
    } catch (error) {
      return engine.refusal(undefined, error, info);
    }
  };
  const handle = async (request: Request): Promise<globalThis.Response> =>
    webResponse(await answerTo(new WebRequest(request, trusted)), request.method === "HEAD");
  return Object.assign(handle, {
    matches: (method: string, pathname: string): boolean =>
      engine.route(method.toUpperCase(), pathname).kind !== "none" ||
      pages?.(method.toUpperCase(), pathname) !== undefined,
  });
}

interface Host extends Lifecycle {
  /** How many header fields a request may have. */
  readonly headers: number;
  readonly pages: FindPage | undefined;
  /** Whether callers may say what a request's id is. */
  readonly trusted: boolean;
  /** Whether the application answers itself what the contract does not have. */
  readonly notFound: boolean;
}

function createHost(contract: Contract, source: ServerSource, options: AnyServerOptions): Host {
  const lifecycle = createLifecycle(contract, source, options);
  return {
    ...lifecycle,
    headers: options.limits?.headers ?? DEFAULT_LIMITS.headers,
    pages: createPages(source, options, lifecycle.engine),
    trusted: options.requestId?.trust === true,
    notFound: options.hooks?.notFound !== undefined,
  };
}

/** @param answers404 whether a path that the contract does not have is answered here, or left to what comes next */
function expressHandler(host: Host, answers404: boolean, onUnknown?: () => void): RequestHandler {
  const { engine, pages } = host;
  return (request: ExpressRequest, response: ExpressResponse, next) => {
    const path = pathBelow(request);
    const routing = engine.route(request.method, path);
    const page = routing.kind === "none" ? pages?.(request.method, path) : undefined;
    if (routing.kind === "none" && page === undefined && !answers404 && !host.notFound) {
      onUnknown?.();
      next();
      return;
    }
    const info = new NodeRequest(request, response, host.trusted);
    void (page === undefined ? answer(host, info, path, routing) : answerPage(host, info, page));
  };
}

async function answer(host: Host, info: NodeRequest, path: string, routing: Routing): Promise<void> {
  const { request, response } = info.express;
  const exchange = new Exchange(info, path, routing, nodeBody(request, response));
  try {
    const answer =
      request.rawHeaders.length > 2 * host.headers ? await tooManyHeaders(host, info) : await host.run(exchange);
    if (answer !== undefined) await send(request, response, answer);
  } catch (error) {
    // What has begun to leave cannot be taken back: the caller sees that it is cut off.
    if (!(error instanceof Gone || error instanceof CutOff))
      host.engine.reportError(error, { during: "response", request: info });
    response.destroy();
  }
  const release = exchange.body?.release;
  if (release !== undefined)
    await release().catch((error: unknown) => host.engine.reportError(error, { during: "response", request: info }));
}

function tooManyHeaders({ engine, headers }: Host, info: NodeRequest): EncodedAnswer | Promise<EncodedAnswer> {
  const detail = `A request may have at most ${headers} header fields`;
  return engine.refusal(undefined, new HttpProblem(431, { detail }, { headers: { Connection: "close" } }), info);
}

async function answerPage({ engine }: Host, info: NodeRequest, page: Page): Promise<void> {
  const { request, response } = info.express;
  try {
    let answer: EncodedAnswer;
    try {
      answer = await page();
    } catch (error) {
      answer = await engine.refusal(undefined, error, info);
    }
    await send(request, response, answer);
  } catch {
    response.destroy(); // the caller went away, or middleware has answered
  }
}
