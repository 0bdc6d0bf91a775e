/** Types of `queries.ts`: they need those of the framework's package, which only the project has. */

import { type Code, type Ref, blankLine, code, join } from "../code.ts";
import { CLIENT, QUERIES, type } from "../context.ts";
import { comment } from "../doors.ts";

/** @param packageName `@tanstack/react-query` and the like */
export function queryTypes(packageName: string): Code {
  const of = (name: string): Ref => type(packageName, name);
  return join([queryOptions(of), infiniteOptions(of), mutationOptions(of)], blankLine);
}

/** A type of the framework's package. */
type OfFramework = (name: string) => Ref;

const CALL_ERROR = type(QUERIES, "CallError");
const CACHED_PAGE = type(QUERIES, "CachedPage");
const PAGE_START = type(CLIENT, "PageStart");
const CALL_OPTIONS = type(CLIENT, "CallOptions");

function queryOptions(of: OfFramework): Code {
  const [queryKey, tag, skip] = [of("QueryKey"), of("DataTag"), of("SkipToken")];
  const cached = type(QUERIES, "Cached");
  return code`
    interface Keyed<Input> {
      ${comment("A key that matches all queries of the operation, or those whose input has these values.")}
      key(input?: Input): ${queryKey};
    }

    ${comment("For `useQuery`, `useSuspenseQuery`, `prefetchQuery` and the like. `queryKey` is typed for `getQueryData`.")}
    export interface QueryOptions<Body, R, Function = (context: { signal: AbortSignal }) => Promise<${cached}<Body>>> {
      queryKey: ${tag}<${queryKey}, ${cached}<Body>, ${CALL_ERROR}<R>>;
      queryFn: Function;
      ${comment("Never set: it carries the type of the error.")}
      retry?: (failureCount: number, error: ${CALL_ERROR}<R>) => boolean;
    }

    type Skipped<F> = F | ${skip};
    type RunQuery<Body> = (context: { signal: AbortSignal }) => Promise<${cached}<Body>>;
    type RunPage<Body> = (context: { signal: AbortSignal; pageParam: ${PAGE_START} | null }) => Promise<${CACHED_PAGE}<Body>>;

    export interface Query<Input, Body, R> extends Keyed<Input> {
      options(input: Input, options?: ${CALL_OPTIONS}): QueryOptions<Body, R>;
      options(input: Input | ${skip}, options?: ${CALL_OPTIONS}): QueryOptions<Body, R, Skipped<RunQuery<Body>>>;
    }

    export interface PlainQuery<Input, Body, R> extends Keyed<Input> {
      options(input?: Input, options?: ${CALL_OPTIONS}): QueryOptions<Body, R>;
      options(input?: Input | ${skip}, options?: ${CALL_OPTIONS}): QueryOptions<Body, R, Skipped<RunQuery<Body>>>;
    }
  `;
}

function infiniteOptions(of: OfFramework): Code {
  const [queryKey, tag, infinite, skip] = [of("QueryKey"), of("DataTag"), of("InfiniteData"), of("SkipToken")];
  const [listData, pageOptions] = [type(QUERIES, "ListData"), type(CLIENT, "PageOptions")];
  return code`
    ${comment("For `useInfiniteQuery` and the like. `data.items` has the entries of all pages.")}
    export interface InfiniteOptions<Body, Item, R, Function = RunPage<Body>> {
      queryKey: ${tag}<${queryKey}, ${infinite}<${CACHED_PAGE}<Body>, ${PAGE_START} | null>, ${CALL_ERROR}<R>>;
      queryFn: Function;
      initialPageParam: ${PAGE_START} | null;
      getNextPageParam: (
        last: ${CACHED_PAGE}<Body>,
        pages: ${CACHED_PAGE}<Body>[],
        start: ${PAGE_START} | null,
        starts: (${PAGE_START} | null)[],
      ) => ${PAGE_START} | undefined;
      select: (data: ${infinite}<${CACHED_PAGE}<Body>, ${PAGE_START} | null>) => ${listData}<Body, Item>;
      ${comment("Never set: it carries the type of the error.")}
      retry?: (failureCount: number, error: ${CALL_ERROR}<R>) => boolean;
    }

    export interface Infinite<Input, Body, Item, R> {
      infinite(input: Input, options?: ${pageOptions}): InfiniteOptions<Body, Item, R>;
      infinite(input: Input | ${skip}, options?: ${pageOptions}): InfiniteOptions<Body, Item, R, Skipped<RunPage<Body>>>;
    }

    export interface PlainInfinite<Input, Body, Item, R> {
      infinite(input?: Input, options?: ${pageOptions}): InfiniteOptions<Body, Item, R>;
      infinite(input?: Input | ${skip}, options?: ${pageOptions}): InfiniteOptions<Body, Item, R, Skipped<RunPage<Body>>>;
    }
  `;
}

function mutationOptions(of: OfFramework): Code {
  const queryKey = of("QueryKey");
  const [context, snapshot] = [type(QUERIES, "MutationContext"), type(QUERIES, "Snapshot")];
  return code`
    ${comment("For `useMutation`. When the mutation has settled, it refetches the queries whose answers it may have changed.")}
    export interface MutationOptions<Input, Body, R> {
      mutationKey: ${queryKey};
      mutationFn: (input: Input) => Promise<Body>;
      ${comment("Only with `optimistic`.")}
      onMutate?: (input: Input, context: ${context}) => Promise<${snapshot}>;
      onError?: (error: ${CALL_ERROR}<R>, input: Input, snapshot: ${snapshot} | undefined, context: ${context}) => void;
      onSettled: (
        data: Body | undefined,
        error: ${CALL_ERROR}<R> | null,
        input: Input,
        snapshot: ${snapshot} | undefined,
        context: ${context},
      ) => Promise<void>;
    }

    export interface Mutation<Input, Body, Optimistic, R> {
      ${comment("`optimistic: true` changes the cached lists and entries at once, and takes the change back after an error.")}
      mutation(options?: ${CALL_OPTIONS} & { optimistic?: Optimistic }): MutationOptions<Input, Body, R>;
      key(): ${queryKey};
    }

    export interface Creation<Input, Body, Entry, R> {
      ${comment("`optimistic` makes the entry that the cached lists show until the server has answered.")}
      mutation(options?: ${CALL_OPTIONS} & { optimistic?: (input: Input) => Entry }): MutationOptions<Input, Body, R>;
      key(): ${queryKey};
    }
  `;
}
