/**
 * The contract as JSON, and a page that shows it and tries it out. Both are for paths that the contract has not, so that
 * no request for an operation pays for them.
 */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Contract, EncodedAnswer, Page, Router } from "../core/index.ts";
import { documentOf, readDocument, type ServedDocument } from "./document.ts";
import { html, packageFolder, policy, script, UI_FILES } from "./swagger-ui.ts";
import type { AnyServerOptions, ServerSource } from "./types.ts";

/** The page of a path, where there is one. */
export type FindPage = (method: string, path: string) => Page | undefined;

/**
 * @returns `undefined` when no page is asked for: nothing is looked for then
 * @throws Error for a path that is none or that the contract has, and when the document or Swagger UI is missing
 */
export function createPages(
  contract: Contract,
  source: ServerSource,
  options: AnyServerOptions,
  router: Router,
): FindPage | undefined {
  const { docs, basePath } = options;
  const openapi = options.openapi ?? (docs === undefined ? undefined : `${docs.replace(/\/$/, "")}/openapi.json`);
  if (openapi === undefined) return undefined;
  const pages = new Map<string, Page>();
  const add = (option: "docs" | "openapi", path: string, page: Page): void => {
    refusePath(option, path, router);
    pages.set(path, page);
  };

  const read = documentOf(source);
  let document: Promise<ServedDocument> | undefined;
  const loaded = (): Promise<ServedDocument> =>
    (document ??= readDocument(read, (path) => relative(openapi, basePath ?? path)).catch((error: unknown) => {
      document = undefined; // the next attempt may succeed
      throw error;
    }));
  add("openapi", openapi, async () => answer("application/json", (await loaded()).text));

  if (docs !== undefined) {
    const folder = packageFolder();
    const [bare, below] = docs.endsWith("/") ? [docs.slice(0, -1), docs] : [docs, `${docs}/`];
    add("docs", docs, async () => {
      const page = html(contract.title, relative(docs, below));
      return answer("text/html; charset=utf-8", page, {
        "Content-Security-Policy": policy((await loaded()).origins),
        "Referrer-Policy": "no-referrer",
      });
    });
    const other = docs === bare ? below : bare;
    if (other !== "") add("docs", other, () => redirect(relative(other, docs)));
    const start = script(relative(docs, openapi), relative(docs, below));
    add("docs", `${below}start.js`, () => answer("text/javascript; charset=utf-8", start));
    for (const [name, type] of Object.entries(UI_FILES)) {
      add("docs", below + name, async () =>
        answer(type, await readFile(join(folder, name)), { "Cache-Control": "public, max-age=3600" }),
      );
    }
  }
  return (method, path) => (method === "GET" || method === "HEAD" ? pages.get(path) : undefined);
}

function refusePath(option: string, path: string, router: Router): void {
  if (!/^\/[\w.~/-]*$/.test(path) || path.includes("//"))
    throw new Error(`${option}: ${JSON.stringify(path)} is no path; write "/docs" for instance`);
  const routing = router.find("GET", path);
  if (routing.kind === "none") return;
  const whose = routing.kind === "found" ? `, of ${routing.operation.name}` : "";
  throw new Error(`${option}: the contract has the path ${path}${whose}; choose another one`);
}

/** The reference from one path to another (RFC 3986 §4.2): it holds wherever the server is mounted, and behind proxies. */
const relative = (from: string, to: string): string =>
  ("../".repeat(from.split("/").length - 2) || "./") + to.replace(/^\//, "");

function answer(
  type: string,
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): EncodedAnswer {
  const all = { "Content-Type": type, "X-Content-Type-Options": "nosniff", "Cache-Control": "no-cache", ...headers };
  return { status: 200, headers: Object.entries(all), body };
}

const redirect = (location: string): EncodedAnswer => ({
  status: 308,
  headers: [["Location", location]],
  body: undefined,
});
