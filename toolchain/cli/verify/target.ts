/** What is verified: a running server, an application of this project, the contract's own mocks. */

import { createServer as createHttpServer, Server, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { diagnostic, type Diagnostic } from "../../diagnostics/index.ts";
import type { InMemory } from "../../emit/contract/in-memory.ts";
import { fetchTarget, httpTarget, watchApplication, type Target, type VerifySource } from "../../verify/index.ts";
import type { Shell } from "../shell/shell.ts";
import { baseOf, mocksTarget } from "./source.ts";

export interface TargetFlags {
  readonly url?: string;
  readonly mock?: true;
  readonly app?: string;
  /** Instead of the path of the contract's first server. */
  readonly basePath?: string;
  readonly header?: readonly string[];
  readonly allowHost?: readonly string[];
}

export type Fields = readonly (readonly [name: string, value: string])[];

/** `X-Tenant: 7` */
export const fieldsOf = ({ header = [] }: TargetFlags): Fields =>
  header.map((line) => {
    const [name = "", ...rest] = line.split(":");
    return [name.trim(), rest.join(":").trim()];
  });

export async function openTarget(
  shell: Shell,
  flags: TargetFlags,
  source: VerifySource,
  memory: InMemory,
): Promise<{ readonly target: Target } | Diagnostic> {
  const opened = await openBare(shell, flags, source, memory);
  const own = fieldsOf(flags);
  if ("severity" in opened || own.length === 0) return opened;
  const { target } = opened;
  const send: Target["send"] = (request, options) =>
    target.send({ ...request, headers: [...own, ...request.headers] }, options);
  return { target: { ...target, send } };
}

async function openBare(
  { cwd }: Shell,
  flags: TargetFlags,
  source: VerifySource,
  memory: InMemory,
): Promise<{ readonly target: Target } | Diagnostic> {
  const base = flags.basePath?.replace(/\/+$/, "") ?? baseOf(source.contract);
  if (flags.mock === true) return { target: mocksTarget(source, memory) };
  if (flags.app !== undefined) {
    try {
      const watch = await watchApplication();
      const target = await appTarget(await applicationOf(resolve(cwd, flags.app)), base);
      const close = async (): Promise<void> => {
        await watch.close();
        await target.close();
      };
      return { target: { ...target, insight: watch.insight, close } };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return diagnostic("app-unreadable", { file: flags.app, reason });
    }
  }
  const url = targetUrl(flags.url ?? "", base, flags.allowHost);
  if (!(url instanceof URL)) return url;
  return { target: httpTarget(url) };
}

/** The URL, with the contract's base path if it has no path of its own; or why nothing is sent to it. */
export function targetUrl(text: string, base: string, allowHost: readonly string[] = []): URL | Diagnostic {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) return diagnostic("target-missing", { given: text });
  if (!isLoopback(url.hostname) && !allowHost.includes(url.hostname))
    return diagnostic("target-not-allowed", { host: url.hostname });
  // `http://host/` has a path: the root.
  if (/^[^/]*\/\/[^/?#]+$/.test(text.trim())) url.pathname = base;
  return url;
}

/** RFC 1122 §3.2.1.3, RFC 4291 §2.5.3, RFC 6761 §6.3 */
const isLoopback = (host: string): boolean =>
  host === "localhost" || host.endsWith(".localhost") || host === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(host);

/** What a module exports by default, or as `app`; a function without parameters makes it. */
async function applicationOf(file: string): Promise<unknown> {
  const module = (await import(pathToFileURL(file).href)) as { readonly default?: unknown; readonly app?: unknown };
  const exported = module.default ?? module.app;
  if (typeof exported !== "function" || exported.length > 0 || "listen" in exported) return exported;
  return (exported as () => unknown)();
}

/**
 * An express application or another listener for `node:http`, an `http.Server`, an object with `fetch`.
 * @param base the base path
 * @throws Error where it is none of these
 */
export async function appTarget(app: unknown, base: string): Promise<Target> {
  if (isFetch(app)) return fetchTarget(async (request) => app.fetch(request), `http://localhost${base}`);
  if (!(app instanceof Server) && typeof app !== "function")
    throw new Error("its default export is not an application");
  // An express application is a function like others, and a listener.
  const server = app instanceof Server ? app : createHttpServer(app as RequestListener);
  const own = !server.listening;
  if (own) await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo; // it listens on a port
  const target = httpTarget(new URL(`http://127.0.0.1:${port}${base}`));
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

const isFetch = (value: unknown): value is Fetching =>
  value !== null &&
  (typeof value === "object" || typeof value === "function") &&
  "fetch" in value &&
  typeof value.fetch === "function";
