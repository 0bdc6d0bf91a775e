/** What generated `queries.ts` knows of an API, and the part of TanStack Query that this folder uses. */

import type { PagePlan, ResponsePlace } from "../../core/pages.ts";
import type { FailureOf } from "../types.ts";
import type { ApiError, ResponseError } from "../errors.ts";
import type { PageStart } from "../pages.ts";
import type { Result } from "../result.ts";

export interface QuerySource {
  /** The title of the API: it keeps the keys of several APIs apart in one cache. */
  readonly api: string;
  /** By name. */
  readonly operations: Readonly<Record<string, QueryOperation>>;
  readonly resources: Readonly<Record<string, CachedResource>>;
}

export interface QueryOperation {
  readonly tags?: readonly string[];
  /** For a list with pages. */
  readonly pages?: PagePlan;
  /** For an operation that changes something. */
  readonly change?: Change;
}

/** What a mutation changes. */
export interface Change {
  /** The queries whose answers it may change. */
  readonly affects: readonly string[];
  readonly does?: "create" | "replace" | "patch" | "delete";
  /** A key of {@link QuerySource.resources}. */
  readonly resource?: string;
  /** The path parameter that holds the key of the entry. */
  readonly id?: string;
  /** Where the entry is in the request body. */
  readonly from?: string;
}

/** Where the entries of a resource are in cached answers. */
export interface CachedResource {
  /** The property that tells entries apart. */
  readonly key?: string;
  readonly lists: Readonly<Record<string, CachedList>>;
  readonly reads: Readonly<Record<string, CachedRead>>;
}

export interface CachedList {
  readonly items: ResponsePlace;
  /** Query parameters that say where a page starts. */
  readonly starts?: readonly string[];
  /** Query parameters of the size of a page and of the order. */
  readonly neutral?: readonly string[];
  /** Query or path parameter → the property that has its value. */
  readonly equals?: Readonly<Record<string, string>>;
}

export interface CachedRead {
  readonly entry: ResponsePlace;
  /** The path parameter that holds the key; absent: there is one entry. */
  readonly id?: string;
}

/** A page in the cache: plain JSON. */
export interface CachedPage<Body> {
  readonly body: Body;
  /** The start of the next page; `null` on the last page. */
  readonly next: PageStart | null;
}

/** The pages of a list, and the entries of all of them. */
export interface ListData<Body, Item> {
  readonly pages: readonly CachedPage<Body>[];
  readonly pageParams: readonly (PageStart | null)[];
  readonly items: readonly Item[];
}

/** A body in the cache. TanStack Query does not cache `undefined`. */
export type Cached<S> = undefined extends S ? Exclude<S, undefined> | null : S;

/** What a call of an operation can throw. Narrow it with `api.createStudent.isError(error)`. */
export type CallError<R> = ResponseError<FailureOf<R> & Result> | ApiError;

export type CacheKey = readonly unknown[];

/** The part of a `QueryClient` that mutations use. */
export interface QueryCache {
  cancelQueries(filters: { readonly queryKey: CacheKey }): Promise<void>;
  invalidateQueries(filters: { readonly queryKey: CacheKey }): Promise<void>;
  getQueriesData(filters: { readonly queryKey: CacheKey }): [CacheKey, unknown][];
  setQueryData(queryKey: CacheKey, data: unknown): unknown;
}

/** The last argument of the callbacks of a mutation, since TanStack Query 5.89. */
export interface MutationContext {
  readonly client: QueryCache;
}

/** The cached answers before an optimistic update. */
export type Snapshot = readonly (readonly [CacheKey, unknown])[];
