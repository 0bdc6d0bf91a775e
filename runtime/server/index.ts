/** The server: openapi-backend and express on top of the pipeline. */

import express, { type RequestHandler } from "express";
import {
  createPipeline,
  createWebHandler,
  CutOff,
  HookScope,
  pageOutcome,
  runPipeline,
  type AnyHooks,
  type BodySource,
  type Contract,
  type EncodedAnswer,
  type FetchHandler,
  type MultipartParser,
  type Page,
  type Pipeline,
  type ReceivedRequest,
  type Routing,
} from "../core/index.ts";
import { ALL_PARTS } from "../core/pipeline/all-parts.ts";
import { COMMON_OPTIONS, pipelineOptions } from "../fetch/options.ts";
import { mountDirectly } from "./bypass.ts";
import { Gone, nodeBody, NodeRequest, pathBelow, send } from "./node.ts";
import { createBackend, type Backend, type RunBackend } from "./openapi-backend.ts";
import { createPages, type FindPage } from "./pages.ts";
import type { AnyServerOptions, Server, ServerRouter, ServerSource } from "./types.ts";

export { accepts } from "../core/index.ts";
export { mergeHandlers, partial, type Merged } from "../fetch/handlers.ts";
export type { ReadinessOptions } from "./readiness.ts";
export { serve, shutdown, type ServeOptions, type Serving, type ShutdownOptions } from "./shutdown.ts";
export type { HookRequest, HookResponse } from "../core/index.ts";
export type { MockAnswers, RequestIdOptions, ScopedSecurityHandler, SecurityHandler } from "../fetch/types.ts";
export type {
  Hook,
  HookContext,
  Hooks,
  Server,
  ServerOptions,
  ServerRequest,
  ServerRouter,
  ServerSource,
} from "./types.ts";

/**
 * An express application that serves the contract, under the paths of its servers. A path that neither the contract nor the
 * application knows is a 404 problem.
 * @param options of the generated `ServerOptions<O>`, which says what handlers and security handlers there must be
 * @throws Error when a handler or a security handler is missing, for an unknown handler or option, or when the contract was generated for another runtime
 */
export function createServer(contract: Contract, source: ServerSource, options: AnyServerOptions): Server {
  const app = express();
  app.disable("x-powered-by");
  for (const middleware of options.middleware ?? []) app.use(middleware);
  const host = createHost(contract, source, options);
  const last = expressHandler(host, { answersUnknown: true });
  let closed = false;
  const first = expressHandler(host, {
    answersUnknown: false,
    onUnknown() {
      // Appended with the first request that is not the contract's, so that it comes after all that was mounted.
      if (!closed) app.use(last);
      closed = true;
    },
  });
  if ((options.middleware ?? []).length > 0) app.use(first);
  else
    mountDirectly(app, first, (request, response, enter) => {
      const path = pathBelow(request);
      const routing = host.pipeline.router.find(request.method, path);
      // A target that is no URL leads nowhere, and express would have Node warn of it.
      if (routing.kind === "none" && (path.startsWith("/") || path === "*")) return false;
      answer(host, new NodeRequest(request, response, host, enter), path, routing);
      return true;
    });
  return app;
}

/**
 * The same as an express router, to be mounted anywhere: `app.use("/api", createRouter(…))`. The paths of the contract's
 * servers do not count. A path that the contract does not have goes on to the next middleware.
 * @throws as {@link createServer}
 */
export function createRouter(contract: Contract, source: ServerSource, options: AnyServerOptions): ServerRouter {
  const router = express.Router();
  const host = createHost(contract, source, { ...options, basePath: options.basePath ?? "" });
  router.use(expressHandler(host, { answersUnknown: false }));
  return router;
}

/**
 * The same for hosts of web standards: no socket, no express.
 * @throws as {@link createServer}
 */
export function toFetchHandler(contract: Contract, source: ServerSource, options: AnyServerOptions): FetchHandler {
  const { pipeline, trusted, pages, stopping } = createParts(contract, source, options);
  return createWebHandler(pipeline, { trusted, pages, stopping, hooks: options.hooks as AnyHooks | undefined }); // called with a context alone
}

/** The names of the options of an express server. */
const OPTIONS = {
  ...COMMON_OPTIONS,
  openapi: true,
  docs: true,
  middleware: true,
} satisfies Record<keyof AnyServerOptions, true>;

/** What express and web standards have in common. */
interface HostParts {
  readonly pipeline: Pipeline;
  readonly pages: FindPage | undefined;
  /** Whether callers may choose the id of a request. */
  readonly trusted: boolean;
  readonly stopping: AbortSignal | undefined;
}

interface Host extends HostParts {
  readonly backend: Backend;
  readonly run: RunBackend;
  /** Absent where the application has no hook. */
  readonly hooks: AnyHooks | undefined;
}

// Loaded with the first body that needs it.
const multipart: MultipartParser = async (body, rules) =>
  (await import("../multipart/index.ts")).readMultipart(body, rules);

function createParts(contract: Contract, source: ServerSource, options: AnyServerOptions): HostParts {
  // Cast: the hooks of a server are called with express's request and response after their context.
  const hooks = options.hooks as AnyHooks | undefined;
  const pipeline = createPipeline(
    pipelineOptions(contract, source, { ...options, hooks }, OPTIONS, multipart),
    ALL_PARTS,
  );
  return {
    pipeline,
    pages: createPages(contract, source, options, pipeline.router),
    trusted: options.requestId?.trust === true,
    stopping: options.stopping,
  };
}

function createHost(contract: Contract, source: ServerSource, options: AnyServerOptions): Host {
  const parts = createParts(contract, source, options);
  const { hooks } = options;
  const hooked = Object.values(hooks ?? {}).some((hook) => hook !== undefined);
  const { steps } = parts.pipeline;
  const backend = createBackend(steps, { hooked });
  return {
    ...parts,
    backend,
    // Only a hook can see the life cycle of openapi-backend. Without one the same steps run in the same order, faster.
    run: hooked ? backend.run : (received, deliver) => runPipeline(steps, received).then(deliver),
    hooks: hooked ? (hooks as AnyHooks) : undefined, // as above
  };
}

interface UnknownPaths {
  /** Whether a path that the contract does not have is answered here, or left to what comes next. */
  readonly answersUnknown: boolean;
  /** Called with a request that is left to what comes next. */
  readonly onUnknown?: () => void;
}

function expressHandler(host: Host, { answersUnknown, onUnknown }: UnknownPaths): RequestHandler {
  const { pipeline, pages, hooks } = host;
  return (request, response, next) => {
    const path = pathBelow(request);
    const routing = pipeline.router.find(request.method, path);
    const page = routing.kind === "none" ? pages?.(request.method, path) : undefined;
    if (routing.kind === "none" && page === undefined && !answersUnknown && hooks?.["notFound"] === undefined) {
      onUnknown?.();
      next();
      return;
    }
    answer(host, new NodeRequest(request, response, host), path, routing, page);
  };
}

function answer(host: Host, info: NodeRequest, path: string, routing: Routing, page?: Page): void {
  const { pipeline, run } = host;
  const received = new NodeReceived(host, info, path, routing);
  const deliver = (encoded: EncodedAnswer | undefined): void => received.deliver(encoded);
  if (page === undefined) void run(received, deliver);
  else void encodePage(pipeline, received, page).then(deliver);
}

/** A request of node:http on its way through the pipeline. */
class NodeReceived implements ReceivedRequest {
  readonly info: NodeRequest;
  readonly path: string;
  readonly routing: Routing;
  readonly headerCount: number;
  readonly scope: HookScope | undefined;
  readonly #pipeline: Pipeline;

  constructor({ pipeline, hooks, backend }: Host, info: NodeRequest, path: string, routing: Routing) {
    this.info = info;
    this.path = path;
    this.routing = routing;
    this.headerCount = info.request.rawHeaders.length / 2;
    this.scope = hooks && scopeOf(hooks, info, path, backend);
    this.#pipeline = pipeline;
  }

  source(): BodySource | undefined {
    return nodeBody(this.info.request, this.info.response);
  }

  isAnswered(): boolean {
    return this.info.response.headersSent;
  }

  /** Sends the answer. Never throws. */
  deliver(encoded: EncodedAnswer | undefined): void {
    if (encoded === undefined) return;
    const { request, response } = this.info;
    try {
      const sending = send(request, response, encoded, (error) => this.#report(error));
      if (sending !== undefined) sending.catch((error: unknown) => this.#failed(error));
    } catch (error) {
      this.#failed(error);
    }
  }

  /** The part of the answer that has left cannot be taken back: the caller sees that it is cut off. */
  #failed(error: unknown): void {
    if (!(error instanceof Gone || error instanceof CutOff)) this.#report(error);
    this.info.response.destroy();
  }

  #report(error: unknown): void {
    this.#pipeline.report(error, { during: "response", request: this.info });
  }
}

async function encodePage(
  { steps }: Pipeline,
  received: ReceivedRequest,
  page: Page,
): Promise<EncodedAnswer | undefined> {
  return steps.encode({ kind: "answered", received, outcome: await pageOutcome(page) });
}

const scopeOf = (hooks: AnyHooks, info: NodeRequest, path: string, { api }: Backend): HookScope =>
  new HookScope(hooks, {
    info,
    path,
    headers: () => info.express.request.headers,
    arguments: () => [info.express.request, info.express.response],
    context: { api },
  });
