/** An application that a module exports, as something that answers requests. */

import { createServer as createHttpServer, Server, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { pathToFileURL } from "node:url";
import { fetchTarget, httpTarget, type Target } from "../../../verify/target.ts";

/** What a module exports by default, or as `app`; a function without parameters makes it. */
export async function applicationOf(file: string): Promise<unknown> {
  const module = (await import(pathToFileURL(file).href)) as { readonly default?: unknown; readonly app?: unknown };
  const exported = module.default ?? module.app;
  if (typeof exported !== "function" || exported.length > 0 || "listen" in exported) return exported;
  return (exported as () => unknown)();
}

/**
 * An express application or another listener for `node:http`, an `http.Server`, an object with `fetch`.
 * @param base the base path
 * @param port where a listener is served; default: any that is free
 * @throws Error where it is none of these
 */
export async function appTarget(app: unknown, base: string, port = 0): Promise<Target> {
  if (isFetch(app)) return fetchTarget(async (request) => app.fetch(request), `http://localhost${base}`);
  if (!(app instanceof Server) && typeof app !== "function")
    throw new Error("its default export is not an application");
  // An express application is a function like others, and a listener.
  const server = app instanceof Server ? app : createHttpServer(app as RequestListener);
  const own = !server.listening;
  if (own) await new Promise<void>((done) => server.listen(port, "127.0.0.1", done));
  const { port: bound } = server.address() as AddressInfo; // it listens on a port
  const target = httpTarget(new URL(`http://127.0.0.1:${bound}${base}`));
  const close = async (): Promise<void> => {
    await target.close();
    if (!own) return;
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  };
  return { ...target, close };
}

interface Fetching {
  fetch(request: Request): Response | Promise<Response>;
}

export const isFetch = (value: unknown): value is Fetching =>
  value !== null &&
  (typeof value === "object" || typeof value === "function") &&
  "fetch" in value &&
  typeof value.fetch === "function";
