/** Lists in pages. A part: only programs that follow pages bundle it. See {@link PagePlan} for what Tenon infers. */

import { valueAt } from "../core/json-pointer.ts";
import type { Operation } from "../core/contract.ts";
import type { PagePlan, ResponsePlace } from "../core/pages.ts";
import { originOf, rawResponse } from "./call.ts";
import type { AnyOperation } from "./client.ts";
import { TargetError } from "./errors.ts";
import type { CallOptions, Connection, Target } from "./types.ts";
import type { Input } from "./input.ts";

/** Where a page starts: a cursor, a number, or a URL. Plain JSON, so that it survives server rendering and storage. */
export type PageStart = string | number;

export interface Page<Body, Item> {
  readonly body: Body;
  readonly items: readonly Item[];
  /** The start of the next page; `undefined` on the last page. */
  readonly next: PageStart | undefined;
}

export interface PageOptions extends CallOptions {
  /**
   * Origins to which the URL of a next page may lead, besides that of the API: `["https://eu.api.example.com"]`. They
   * receive the credentials of the call. Default: none, a page elsewhere is a `TargetError`.
   */
  readonly allowOrigins?: readonly string[] | undefined;
}

/** What an operation with pages has besides the call. */
export interface Paged<PageInput, Body, Item> {
  /** One page. @throws ResponseError for a declared failure; ApiError */
  page(input: PageInput, options?: PageOptions & { readonly after?: PageStart | undefined }): Promise<Page<Body, Item>>;
  /** The bodies of all pages, each requested when the loop comes to it. @throws ResponseError; ApiError */
  pages(input: PageInput, options?: PageOptions): AsyncIterable<Body>;
  /** The entries of all pages. @throws ResponseError; ApiError */
  items(input: PageInput, options?: PageOptions): AsyncIterable<Item>;
}

/** What an operation with pages has that needs no input. */
export interface PlainPaged<PageInput, Body, Item> {
  /** One page. @throws ResponseError for a declared failure; ApiError */
  page(
    input?: PageInput,
    options?: PageOptions & { readonly after?: PageStart | undefined },
  ): Promise<Page<Body, Item>>;
  /** The bodies of all pages, each requested when the loop comes to it. @throws ResponseError; ApiError */
  pages(input?: PageInput, options?: PageOptions): AsyncIterable<Body>;
  /** The entries of all pages. @throws ResponseError; ApiError */
  items(input?: PageInput, options?: PageOptions): AsyncIterable<Item>;
}

/** Carries the type of the pages of an operation that is imported alone. It has no value. */
export interface HasPages<Pages> {
  readonly data: Operation;
  readonly paged?: (pages: Pages) => void;
}

/**
 * The pages of an operation that is imported alone: `paged(connection, listStudents).items({ query: { limit: 100 } })`.
 * @throws TypeError for an operation whose pages Tenon does not know
 */
export function paged<Pages extends object>(connection: Connection, operation: HasPages<Pages>): Pages {
  // Cast: generated code gives an operation its type.
  const run = operation as AnyOperation;
  const { pages: plan, name } = run.data;
  if (!plan) throw new TypeError(`${name} has no pages that Tenon knows. Describe them with x-tenon-pagination.`);

  async function page(
    input: Input = {},
    { after, allowOrigins = [], ...options }: PageOptions & { readonly after?: PageStart | undefined } = {},
  ): Promise<Page<unknown, unknown>> {
    const parameter = plan!.by === "url" || plan!.by === "link" ? undefined : plan!.parameter!;
    const url = after !== undefined && parameter === undefined ? String(after) : undefined;
    const query = after !== undefined && parameter !== undefined ? { ...input.query, [parameter]: after } : input.query;
    const from = url === undefined ? undefined : targetOf(pageUrl(url, run, connection, allowOrigins));
    const call = run(connection, { ...input, ...(query && { query }) }, options, from);
    const body = await call.orThrow();
    const result = await call;
    const items = listAt(body, plan!.items);
    const found = { body, items, headers: rawResponse(result).headers, url: originOf(result).details.url };
    return { body, items, next: nextStart(plan!, found, query) };
  }

  async function* all(input?: Input, options?: PageOptions): AsyncGenerator<Page<unknown, unknown>> {
    const starts = new Set<PageStart>();
    let after: PageStart | undefined;
    let before: readonly unknown[] | undefined;
    do {
      const found = await page(input, { ...options, after });
      // A server that ignores the parameter sends the same page for ever.
      if (before && isCounted(plan!) && isSamePage(found.items, before)) return;
      before = found.items;
      yield found;
      after = found.next;
      if (after !== undefined && starts.has(after)) return;
      if (after !== undefined) starts.add(after);
    } while (after !== undefined);
  }

  async function* pages(input?: Input, options?: PageOptions): AsyncGenerator<unknown> {
    for await (const { body } of all(input, options)) yield body;
  }
  async function* items(input?: Input, options?: PageOptions): AsyncGenerator<unknown> {
    for await (const found of all(input, options)) yield* found.items;
  }
  return { page, pages, items } satisfies PlainPaged<Input, unknown, unknown> as unknown as Pages; // as for `run`
}

/** Whether the client counts pages or entries, so that only what a server sends ends the list. */
export const isCounted = ({ by }: PagePlan): boolean => by === "page" || by === "offset";

interface ReceivedPage {
  readonly body: unknown;
  readonly items: readonly unknown[];
  readonly headers: Headers;
  /** Of the request. */
  readonly url: string;
}

function nextStart(plan: PagePlan, page: ReceivedPage, query: Input["query"]): PageStart | undefined {
  const { by, parameter = "", first = by === "page" ? 1 : 0 } = plan;
  const { body, items, headers, url } = page;
  const at = (place: ResponsePlace | undefined): unknown =>
    place?.startsWith("header ") ? headers.get(place.slice("header ".length)) : place && valueAt(body, place);
  const count = (place: ResponsePlace | undefined): number => {
    const value = at(place);
    return value === undefined || value === null || value === "" ? NaN : Number(value);
  };
  if (plan.more && !isMore(at(plan.more))) return undefined;
  switch (by) {
    case "cursor":
      return startOf(at(plan.next));
    case "key":
      return startOf(valueAt(items.at(-1), `/${plan.key}`));
    case "url": {
      const next = at(plan.next);
      return typeof next === "string" && next ? relativeTo(next, url) : undefined;
    }
    case "link": {
      const next = nextLink(headers.get("Link"));
      return next === undefined ? undefined : relativeTo(next, url);
    }
    case "offset": {
      const next = Number(query?.[parameter] ?? first) + items.length;
      return items.length === 0 || next - first >= count(plan.total) ? undefined : next;
    }
    case "page": {
      const next = plan.next ? count(plan.next) : Number(query?.[parameter] ?? first) + 1;
      return items.length === 0 || !(next >= first) || next - first >= count(plan.pages) ? undefined : next;
    }
  }
}

function startOf(value: unknown): PageStart | undefined {
  if (typeof value === "bigint") return String(value);
  if (value instanceof Date) return value.toISOString();
  return typeof value === "number" || (typeof value === "string" && value !== "") ? value : undefined;
}

/** Whether two pages have the same entries. */
export const isSamePage = (a: readonly unknown[], b: readonly unknown[]): boolean => jsonOf(a) === jsonOf(b);

/** JSON has no big integers. */
export const jsonOf = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => (typeof part === "bigint" ? String(part) : part));

/** A boolean, the URL of a next page, or a `Link` header. */
const isMore = (value: unknown): boolean =>
  typeof value === "string" && value.includes("rel=") ? nextLink(value) !== undefined : Boolean(value);

export function listAt(body: unknown, place = ""): readonly unknown[] {
  const list = valueAt(body, place);
  return Array.isArray(list) ? (list as unknown[]) : []; // `isArray` says `any[]`
}

/** RFC 8288 §3. */
function nextLink(header: string | null): string | undefined {
  for (const link of header?.split(/,(?=\s*<)/) ?? []) {
    const [, url, parameters = ""] = /^\s*<([^>]*)>(.*)$/s.exec(link) ?? [];
    const [, quoted, token = ""] = /;\s*rel\s*=\s*(?:"([^"]*)"|([^;\s]+))/i.exec(parameters) ?? [];
    const relations = (quoted ?? token).toLowerCase().split(/\s+/);
    if (relations.includes("next")) return url;
  }
  return undefined;
}

/** Path and query of a URL of the same origin, so that a page that a server rendered is found by the browser, too. */
function relativeTo(next: string, current: string): string {
  const url = parsed(next, current);
  return url?.origin === new URL(current).origin ? url.pathname + url.search : next;
}

function pageUrl(next: string, run: AnyOperation, connection: Connection, allowed: readonly string[]): string {
  const { name, method } = run.data;
  const base = connection.base(run.data);
  const url = parsed(next, base);
  if (url && [new URL(base).origin, ...allowed].includes(url.origin)) return url.origin + url.pathname + url.search;
  const where = url ? `at ${url.origin}; allow it with \`allowOrigins\`` : "not at a valid URL";
  throw new TargetError(`the next page is ${where}`, { operation: name, method, url: next });
}

function targetOf(url: string): Target {
  const end = `${url}?`.indexOf("?");
  return { path: url.slice(0, end), query: url.slice(end + 1) };
}

/** `URL.parse` is newer than the browsers that Tenon supports. */
function parsed(url: string, base: string): URL | undefined {
  try {
    return new URL(url, base);
  } catch {
    return undefined;
  }
}
