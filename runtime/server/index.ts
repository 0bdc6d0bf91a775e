/** The server: openapi-backend and express on top of core. */

import express, {
  type Request as ExpressRequest,
  type RequestHandler,
  type Response as ExpressResponse,
} from "express";
import {
  bodySource,
  HttpProblem,
  pathOf,
  requestInfo,
  webResponse,
  type Contract,
  type FetchHandler,
  type HandlerOptions,
} from "../core/index.ts";
import { Exchange } from "./exchange.ts";
import { createLifecycle, type Lifecycle } from "./lifecycle.ts";
import { Gone, nodeBody, NodeRequest, pathBelow, send } from "./node.ts";
import type { AnyServerOptions, Server, ServerOptions, ServerRequest, ServerRouter, ValidatorSets } from "./types.ts";

export { partial } from "./types.ts";
export type {
  Hook,
  HookContext,
  HookRequest,
  Hooks,
  SecurityHandler,
  Server,
  ServerOptions,
  ServerRequest,
  ServerRouter,
  ValidatorSets,
} from "./types.ts";

/**
 * An express application that serves the contract, under the paths of its servers. What it does not know is a 404 problem,
 * after whatever the application mounts behind it.
 * @throws Error when a handler or a security handler is missing, a handler or an option has a name that nobody knows, or the contract was generated for another runtime
 */
export function createServer<O extends HandlerOptions, Handlers, Security>(
  contract: Contract,
  sets: ValidatorSets,
  options: ServerOptions<O, Handlers, Security>,
): Server {
  const anyOptions = options as unknown as AnyServerOptions; // the same with its type parameters forgotten
  const app = express();
  app.disable("x-powered-by");
  for (const middleware of anyOptions.middleware ?? []) app.use(middleware);
  const lifecycle = createLifecycle(contract, sets, anyOptions);
  const last = expressHandler(lifecycle, anyOptions, true);
  let closed = false;
  app.use(
    expressHandler(lifecycle, anyOptions, false, () => {
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
export function createRouter<O extends HandlerOptions, Handlers, Security>(
  contract: Contract,
  sets: ValidatorSets,
  options: ServerOptions<O, Handlers, Security>,
): ServerRouter {
  const anyOptions = options as unknown as AnyServerOptions; // the same with its type parameters forgotten
  const lifecycle = createLifecycle(contract, sets, { basePath: "", ...anyOptions });
  const router = express.Router();
  router.use(expressHandler(lifecycle, anyOptions, false));
  return router;
}

/**
 * The same for hosts of web standards: no socket, no express.
 * @throws as {@link createServer}
 */
export function toFetchHandler<O extends HandlerOptions, Handlers, Security>(
  contract: Contract,
  sets: ValidatorSets,
  options: ServerOptions<O, Handlers, Security>,
): FetchHandler {
  const lifecycle = createLifecycle(contract, sets, options as unknown as AnyServerOptions); // the same with its type parameters forgotten
  const handle = async (request: Request): Promise<globalThis.Response> => {
    const info: ServerRequest = { ...requestInfo(request), web: request };
    const answer = await lifecycle.run(new Exchange(info, pathOf(info.url), bodySource(request)));
    return webResponse(
      answer ?? (await lifecycle.engine.refusal(undefined, new HttpProblem(500), info)),
      request.method === "HEAD",
    );
  };
  return Object.assign(handle, {
    matches: (method: string, pathname: string): boolean =>
      lifecycle.engine.route(method.toUpperCase(), pathname).kind !== "none",
  });
}

/** @param answers404 whether a path that the contract does not have is answered here, or left to what comes next */
function expressHandler(
  lifecycle: Lifecycle,
  options: AnyServerOptions,
  answers404: boolean,
  onUnknown?: () => void,
): RequestHandler {
  return (request: ExpressRequest, response: ExpressResponse, next) => {
    const path = pathBelow(request);
    if (
      !answers404 &&
      options.hooks?.notFound === undefined &&
      lifecycle.engine.route(request.method, path).kind === "none"
    ) {
      onUnknown?.();
      next();
      return;
    }
    void serve(lifecycle, request, response, path);
  };
}

async function serve(
  lifecycle: Lifecycle,
  request: ExpressRequest,
  response: ExpressResponse,
  path: string,
): Promise<void> {
  const info = new NodeRequest(request, response);
  try {
    const answer = await lifecycle.run(new Exchange(info, path, nodeBody(request)));
    if (answer !== undefined) await send(request, response, answer);
  } catch (error) {
    // What has begun to leave cannot be taken back: the caller sees that it is cut off.
    if (!(error instanceof Gone)) lifecycle.engine.reportError(error, { during: "response", request: info });
    response.destroy();
  }
}
