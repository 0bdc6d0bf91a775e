/** The server: openapi-backend and express on top of core. */

import type { ServerResponse } from "node:http";
import express, { type RequestHandler } from "express";
import {
  bodySource,
  CutOff,
  fieldsOf,
  HttpProblem,
  pathOf,
  releasing,
  WebRequest,
  webResponse,
  type Contract,
  type EncodedAnswer,
  type FetchHandler,
  type RequestInfo,
  type Routing,
} from "../core/index.ts";
import { fitsHeader, isHeaderName } from "../core/http/headers.ts";
import { Exchange } from "./exchange.ts";
import { createLifecycle, type Lifecycle } from "./lifecycle.ts";
import { Gone, nodeBody, NodeRequest, pathBelow, send, type HttpRequest } from "./node.ts";
import { createPages, type FindPage, type Page } from "./pages.ts";
import type { AnyServerOptions, Server, ServerRouter, ServerSource } from "./types.ts";

export { accepts } from "../core/index.ts";
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
  const first = expressHandler(host, false, () => {
    // Appended with the first request that is not the contract's, so that it comes after all that was mounted.
    if (!closed) app.use(last);
    closed = true;
  });
  if ((options.middleware ?? []).length === 0) answerFirst(app, host, first);
  else app.use(first);
  return app;
}

/** What express does with a request, which its types do not tell. */
interface Application {
  handle(request: HttpRequest, response: ServerResponse, callback?: (error?: unknown) => void): void;
}

/**
 * Mounts the handler so that express, which costs as much as all the rest, is not asked about requests that come to the
 * handler anyway. Whoever looks at `request.express` sees them as express has made them: they are sent through it then,
 * up to the handler, which knows that they are being answered.
 */
function answerFirst(app: Server, host: Host, handler: RequestHandler): void {
  const entered = new WeakSet<object>();
  const mounted: RequestHandler = (request, response, next) => {
    if (!entered.has(request)) handler(request, response, next);
  };
  app.use(mounted);
  const application = app as Server & Application;
  const handle = application.handle.bind(app);
  application.handle = (request, response, callback) => {
    // Not where it is mounted in another application, nor where something has been put before the handler or around it.
    if (callback === undefined && app.router.stack[0]?.handle === mounted && app.disabled("x-powered-by")) {
      const path = pathBelow(request);
      const routing = host.engine.route(request.method, path);
      if (routing.kind !== "none") {
        const info = new NodeRequest(request, response, host.trusted, () => {
          entered.add(request);
          handle(request, response);
        });
        void answer(host, info, path, routing);
        return;
      }
    }
    handle(request, response, callback);
  };
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
  const host = createHost(contract, source, options);
  const { engine, run, pages, trusted } = host;
  const answerTo = async (info: WebRequest): Promise<EncodedAnswer> => {
    const path = pathOf(info.url);
    const routing = engine.route(info.method, path);
    let exchange: Exchange | undefined;
    try {
      const tooMany = engine.tooManyHeaders(fieldsOf(info.web));
      if (tooMany !== undefined) return await engine.refusal(undefined, tooMany, info);
      const page = routing.kind === "none" ? pages?.(info.method, path) : undefined;
      if (page !== undefined) return await page();
      exchange = new Exchange(info, path, routing, bodySource(info.web));
      const answer = await run(exchange);
      return await releasing(answer ?? (await engine.refusal(undefined, new HttpProblem(500), info)), exchange.body);
    } catch (error) {
      return releasing(await engine.refusal(undefined, error, info), exchange?.body);
    }
  };
  const handle = async (request: Request): Promise<globalThis.Response> => {
    const info = new WebRequest(request, trusted);
    return webResponse(identified(host, await answerTo(info), info), request.method === "HEAD", reporter(host, info));
  };
  return Object.assign(handle, {
    matches: (method: string, pathname: string): boolean =>
      engine.route(method.toUpperCase(), pathname).kind !== "none" ||
      pages?.(method.toUpperCase(), pathname) !== undefined,
  });
}

interface Host extends Lifecycle {
  /** The header of every answer that says the request's id. */
  readonly idHeader: string | undefined;
  readonly pages: FindPage | undefined;
  /** Whether callers may say what a request's id is. */
  readonly trusted: boolean;
  /** Whether the application answers itself what the contract does not have. */
  readonly notFound: boolean;
}

function createHost(contract: Contract, source: ServerSource, options: AnyServerOptions): Host {
  const lifecycle = createLifecycle(contract, source, options);
  const idHeader = options.requestId?.header;
  if (idHeader !== undefined && !isHeaderName(idHeader))
    throw new Error(`The option "requestId.header" is ${JSON.stringify(idHeader)}, which no header can be called`);
  return {
    ...lifecycle,
    idHeader,
    pages: createPages(source, options, lifecycle.engine),
    trusted: options.requestId?.trust === true,
    notFound: options.hooks?.notFound !== undefined,
  };
}

/** The answer with the request's id, which middleware may have made of anything. */
function identified({ idHeader }: Host, answer: EncodedAnswer, { id }: RequestInfo): EncodedAnswer {
  if (idHeader === undefined) return answer;
  const lower = idHeader.toLowerCase();
  const others = answer.headers.filter(([name]) => name.toLowerCase() !== lower);
  const text = fitsHeader(id) ? id : encodeURIComponent(id.toWellFormed());
  return { ...answer, headers: [...others, [idHeader, text]] };
}

const reporter =
  ({ engine }: Host, request: RequestInfo): ((error: unknown) => void) =>
  (error) =>
    engine.reportError(error, { during: "response", request });

/** @param answers404 whether a path that the contract does not have is answered here, or left to what comes next */
function expressHandler(host: Host, answers404: boolean, onUnknown?: () => void): RequestHandler {
  const { engine, pages } = host;
  return (request, response, next) => {
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
  const { request, response } = info;
  const exchange = new Exchange(info, path, routing, nodeBody(request, response), response);
  try {
    const tooMany = host.engine.tooManyHeaders(request.rawHeaders.length / 2);
    const answer =
      tooMany === undefined ? await host.run(exchange) : await host.engine.refusal(undefined, tooMany, info);
    const sending = answer && send(request, response, identified(host, answer, info), reporter(host, info));
    if (sending !== undefined) await sending;
  } catch (error) {
    // What has begun to leave cannot be taken back: the caller sees that it is cut off.
    if (!(error instanceof Gone || error instanceof CutOff)) reporter(host, info)(error);
    response.destroy();
  }
  const release = exchange.body?.release;
  if (release !== undefined) await release().catch(reporter(host, info));
}

async function answerPage(host: Host, info: NodeRequest, page: Page): Promise<void> {
  const { request, response } = info;
  try {
    let answer: EncodedAnswer;
    try {
      answer = await page();
    } catch (error) {
      answer = await host.engine.refusal(undefined, error, info);
    }
    await send(request, response, identified(host, answer, info), reporter(host, info));
  } catch {
    response.destroy(); // the caller went away, or middleware has answered
  }
}
