/**
 * Options of TanStack Query for the operations of a client. It depends on no framework: `skipToken` comes from generated
 * code, and a mutation receives its `QueryClient` from TanStack Query.
 */

import type { PagePlan } from "../../core/pages.ts";
import { isCounted, isSamePage, jsonOf, listAt, type Page, type PageStart } from "../pages.ts";
import type { Call, CallOptions } from "../types.ts";
import type { Input } from "../input.ts";
import type { Result } from "../result.ts";
import { edited } from "./optimistic.ts";
import type {
  CachedPage,
  CacheKey,
  Change,
  ListData,
  MutationContext,
  QueryOperation,
  QuerySource,
  Snapshot,
} from "./types.ts";

export type * from "./types.ts";

interface ClientOperation {
  (input: object, options: CallOptions): Call<Result, unknown>;
  page(input: object, options: CallOptions & { after: PageStart | undefined }): Promise<Page<unknown, unknown>>;
}

type Context = { readonly signal: AbortSignal };
type PageContext = Context & { readonly pageParam: PageStart | null };
type Pages = Omit<ListData<unknown, unknown>, "items">;
type MutationSettings = CallOptions & { readonly optimistic?: true | ((input: Input) => unknown) };

/**
 * For each operation of the client that TanStack Query can call, functions that make its options and keys.
 * @param client what `createClient` returned
 * @param skipToken that of the framework's package
 */
export function createQueries<Queries extends object>(client: object, source: QuerySource, skipToken: symbol): Queries {
  // Cast: generated code gives the client and the result their types.
  const calls = client as Readonly<Record<string, ClientOperation>>;
  const { api, operations } = source;
  const queries = Object.create(null) as Record<string, unknown>; // `Object.create` is typed `any`
  for (const [name, operation] of Object.entries(operations)) {
    const of = { name, call: calls[name]!, whole: wholeKey(api, name, operation), source };
    const key = (input?: object): CacheKey =>
      input === undefined ? [{ api, operation: name }] : [{ api, operation: name }, inKey(input)];
    queries[name] = operation.change
      ? { key, mutation: mutationOf(of, operation.change) }
      : {
          key,
          options: optionsOf(of, skipToken),
          ...(operation.pages && { infinite: infiniteOf(of, operation.pages, skipToken) }),
        };
  }
  queries["$key"] = ({ tag }: { tag?: string } = {}): CacheKey => [
    tag === undefined ? { api } : { api, tags: { [tag]: true } },
  ];
  return queries as Queries;
}

interface QueryOf {
  readonly name: string;
  readonly call: ClientOperation;
  /** The first member of the keys of the operation. TanStack Query compares it member by member, so that parts of it match. */
  readonly whole: object;
  readonly source: QuerySource;
}

/** An input as JSON, because TanStack Query cannot hash big integers. */
const inKey = (input: object): unknown => JSON.parse(jsonOf(input));

const wholeKey = (api: string, operation: string, { tags = [] }: QueryOperation): object => ({
  api,
  operation,
  tags: Object.fromEntries(tags.map((tag) => [tag, true])),
});

function optionsOf(
  { call, whole }: QueryOf,
  skipToken: symbol,
): (input?: object | symbol, options?: CallOptions) => object {
  return (input = {}, options = {}) =>
    typeof input === "symbol"
      ? { queryKey: [whole], queryFn: skipToken }
      : {
          queryKey: [whole, inKey(input)],
          // A query function may not return `undefined`.
          queryFn: async ({ signal }: Context) => (await call(input, { ...options, signal }).orThrow()) ?? null,
        };
}

function infiniteOf(
  { call, whole }: QueryOf,
  plan: PagePlan,
  skipToken: symbol,
): (input?: object | symbol, options?: CallOptions) => object {
  const itemsOf = ({ body }: CachedPage<unknown>): readonly unknown[] => listAt(body, plan.items);
  // One function for all calls, so that TanStack Query runs it once for each change of the data.
  const select = (data: Pages): ListData<unknown, unknown> => ({ ...data, items: data.pages.flatMap(itemsOf) });
  /** A server that ignores the number of the page sends the same page for ever. */
  const repeats = (last: CachedPage<unknown>, before: CachedPage<unknown> | undefined): boolean =>
    before !== undefined && isCounted(plan) && isSamePage(itemsOf(last), itemsOf(before));
  const getNextPageParam = (
    last: CachedPage<unknown>,
    pages: readonly CachedPage<unknown>[],
    _: unknown,
    starts: readonly unknown[],
  ): PageStart | undefined =>
    last.next === null || starts.includes(last.next) || repeats(last, pages.at(-2)) ? undefined : last.next;
  return (input = {}, options = {}) => ({
    queryKey: typeof input === "symbol" ? [{ ...whole, pages: true }] : [{ ...whole, pages: true }, inKey(input)],
    queryFn:
      typeof input === "symbol"
        ? skipToken
        : async ({ signal, pageParam }: PageContext): Promise<CachedPage<unknown>> => {
            const { body, next } = await call.page(input, { ...options, signal, after: pageParam ?? undefined });
            return { body, next: next ?? null };
          },
    initialPageParam: null,
    getNextPageParam,
    select,
  });
}

function mutationOf({ name, call, whole, source }: QueryOf, change: Change): (settings?: MutationSettings) => object {
  const { api } = source;
  const keys = change.affects.map((operation): [string, CacheKey] => [operation, [{ api, operation }]]);
  return ({ optimistic, ...options } = {}) => ({
    mutationKey: [whole],
    mutationFn: (input: Input = {}) => call(input, options).orThrow(),
    ...(optimistic && {
      async onMutate(input: Input = {}, { client }: MutationContext): Promise<Snapshot> {
        const resource = source.resources[change.resource ?? ""];
        if (!resource) throw new TypeError(`${name} changes no resource that Tenon knows: it has no optimistic update`);
        await Promise.all(keys.map(([, queryKey]) => client.cancelQueries({ queryKey })));
        const created = typeof optimistic === "function" ? optimistic(input) : undefined;
        const edit = { change, resource, input, created };
        return keys.flatMap(([operation, queryKey]) =>
          client.getQueriesData({ queryKey }).map(([key, before]) => {
            const after = edited(before, operation, (key[1] ?? {}) as Input, edit); // as `optionsOf` makes keys
            if (after !== before) client.setQueryData(key, after);
            return [key, before] as const;
          }),
        );
      },
      onError(_: unknown, __: unknown, snapshot: Snapshot | undefined, { client }: MutationContext): void {
        for (const [key, before] of snapshot ?? []) client.setQueryData(key, before);
      },
    }),
    async onSettled(_: unknown, __: unknown, ___: unknown, ____: unknown, { client }: MutationContext): Promise<void> {
      await Promise.all(keys.map(([, queryKey]) => client.invalidateQueries({ queryKey })));
    },
  });
}
