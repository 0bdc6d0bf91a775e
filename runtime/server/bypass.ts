/**
 * A way around express for requests that come to the contract anyway.
 *
 * Express's own work for a request (its router, its prototypes, its wrappers) costs as much as everything that Tenon does
 * for it. An application that `createServer` made has nothing before the contract as long as the user mounts nothing there,
 * so its requests need not go through express. A hook, a handler's context or middleware that looks at the express request
 * still sees it as express makes it: the request is sent through express then, up to the contract's handler.
 *
 * This looks at two things that express does not document: that `app.handle` is what `app` calls with a request, and that
 * `app.router.stack` has the mounted handlers in their order. Where either is not as expected, all requests go by express.
 */

import type { ServerResponse } from "node:http";
import type { RequestHandler } from "express";
import type { HttpRequest } from "../node/index.ts";
import type { Server } from "./types.ts";

type Handle = (request: HttpRequest, response: ServerResponse, callback?: (error?: unknown) => void) => void;

/**
 * Mounts a handler in an application, and takes it past express where that changes nothing.
 * @param direct answers a request of the contract; `enter` makes express know the request. False: it is not the contract's
 */
export function mountDirectly(
  app: Server,
  handler: RequestHandler,
  direct: (request: HttpRequest, response: ServerResponse, enter: () => void) => boolean,
): void {
  const entered = new WeakSet<object>();
  const mounted: RequestHandler = (request, response, next) => {
    if (!entered.has(request)) handler(request, response, next);
  };
  app.use(mounted);
  const application = app as unknown as { handle?: Handle }; // not in express's types
  const handle = application.handle?.bind(app);
  if (handle === undefined) return;
  application.handle = (request, response, callback) => {
    const answered =
      // Not where the application is mounted in another one.
      callback === undefined &&
      isFirst(app, mounted) &&
      direct(request, response, () => {
        entered.add(request);
        handle(request, response);
      });
    if (!answered) handle(request, response, callback);
  };
}

/** Whether nothing is mounted before the handler or around it. */
function isFirst(app: Server, mounted: RequestHandler): boolean {
  try {
    const { router } = app as unknown as { readonly router?: { readonly stack?: readonly { handle?: unknown }[] } }; // not in express's types
    return router?.stack?.[0]?.handle === mounted && app.disabled("x-powered-by");
  } catch {
    return false; // express 4 throws where `app.router` is read
  }
}
