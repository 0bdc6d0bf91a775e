import {
  type InfiniteData,
  QueryClient,
  skipToken,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useSuspenseQuery,
} from "@tanstack/react-query";
import * as solid from "@tanstack/solid-query";
import * as svelte from "@tanstack/svelte-query";
import * as vue from "@tanstack/vue-query";
import { expectTypeOf, it } from "vitest";
import type { ApiError } from "tenon-runtime/client";
import type { CachedPage } from "tenon-runtime/queries";
import { createClient } from "../emit/goldens/queries/client.ts";
import type { ListTickets200Body, Problem, Ticket } from "../emit/goldens/queries/operations.ts";
import { createQueries } from "../emit/goldens/queries/queries.ts";
import { createClient as createSolidClient, type Client as SolidClient } from "../emit/goldens/queries-solid/client.ts";
import { createQueries as createSolid } from "../emit/goldens/queries-solid/queries.ts";
import { createClient as createSvelteClient } from "../emit/goldens/queries-svelte/client.ts";
import { createQueries as createSvelte } from "../emit/goldens/queries-svelte/queries.ts";
import { createClient as createVueClient } from "../emit/goldens/queries-vue/client.ts";
import { createQueries as createVue } from "../emit/goldens/queries-vue/queries.ts";

const api = createClient();
const queries = createQueries(api);
const cache = new QueryClient();
const ticketId = "1";

it("a query has the type of the success, and errors that narrow", () => {
  const { data, error } = useQuery(queries.getTicket.options({ params: { ticketId } }));
  expectTypeOf(data).toEqualTypeOf<Ticket | undefined>();
  expectTypeOf(error).toExtend<ApiError | null>();
  if (api.getTicket.isError(error)) expectTypeOf(error.result.body).toEqualTypeOf<Problem>();
  expectTypeOf(useSuspenseQuery(queries.getTicket.options({ params: { ticketId } })).data).toEqualTypeOf<Ticket>();
  const title = useQuery({ ...queries.getTicket.options({ params: { ticketId } }), select: (ticket) => ticket.title });
  expectTypeOf(title.data).toEqualTypeOf<string | undefined>();
  // @ts-expect-error the ticket is missing
  queries.getTicket.options({});
  // @ts-expect-error no such parameter
  queries.listTickets.options({ query: { color: "red" } });
});

it("a query can be skipped, but not in suspense", () => {
  const options = queries.getTicket.options(Math.random() > 0.5 ? { params: { ticketId } } : skipToken);
  expectTypeOf(useQuery(options).data).toEqualTypeOf<Ticket | undefined>();
  // @ts-expect-error a skipped query never has data
  useSuspenseQuery(options);
});

it("a list has its entries", () => {
  const { data } = useInfiniteQuery(queries.listTickets.infinite({ query: { limit: 20 } }));
  expectTypeOf(data?.items).toEqualTypeOf<readonly Ticket[] | undefined>();
  expectTypeOf(data?.pages[0]?.body).toEqualTypeOf<ListTickets200Body | undefined>();
  // @ts-expect-error one ticket has no pages
  void queries.getTicket.infinite;
});

it("a mutation takes the input of its operation", () => {
  const { mutate, error, data } = useMutation(queries.updateTicket.mutation({ optimistic: true }));
  mutate({ params: { ticketId }, body: { title: "x" } });
  expectTypeOf(data).toEqualTypeOf<Ticket | undefined>();
  if (api.updateTicket.isError(error)) expectTypeOf(error.result.status).toEqualTypeOf<409>();
  // @ts-expect-error a ticket has no color
  mutate({ params: { ticketId }, body: { color: "red" } });
  // @ts-expect-error `create` needs a function that makes the entry
  queries.createTicket.mutation({ optimistic: true });
  // @ts-expect-error Tenon does not know what this changes in a ticket
  queries.escalateTicket.mutation({ optimistic: true });
  queries.createTicket.mutation({ optimistic: ({ body }) => ({ status: "open", ...body, id: "new" }) });
  // @ts-expect-error the entry has no id
  queries.createTicket.mutation({ optimistic: ({ body }) => ({ status: "open" as const, ...body }) });
});

it("keys are typed for the cache", () => {
  const { queryKey } = queries.getTicket.options({ params: { ticketId } });
  expectTypeOf(cache.getQueryData(queryKey)).toEqualTypeOf<Ticket | undefined>();
  const pages = cache.getQueryData(queries.listTickets.infinite().queryKey);
  expectTypeOf(pages).toEqualTypeOf<InfiniteData<CachedPage<ListTickets200Body>, string | number | null> | undefined>();
  queries.$key({ tag: "admin" });
  // @ts-expect-error no such tag
  queries.$key({ tag: "nobody" });
});

it("options have the same types in Vue, Solid and Svelte", () => {
  interface Note {
    id: string;
    text: string;
  }
  const input = { params: { id: "1" } };
  const ofVue = createVue(createVueClient());
  expectTypeOf(vue.useQuery(() => ofVue.getNote.options(input)).data.value).toEqualTypeOf<Note | undefined>();
  expectTypeOf(vue.useInfiniteQuery(() => ofVue.listNotes.infinite()).data.value?.items).toEqualTypeOf<
    readonly Note[] | undefined
  >();
  vue.useMutation(ofVue.addNote.mutation()).mutate({ body: { id: "1", text: "x" } });

  const ofSolid = createSolid(createSolidClient());
  const { error } = solid.useQuery(() => ofSolid.getNote.options(input));
  expectTypeOf(solid.useQuery(() => ofSolid.getNote.options(input)).data).toEqualTypeOf<Note | undefined>();
  const solidClient: SolidClient = createSolidClient();
  if (solidClient.getNote.isError(error)) expectTypeOf(error.result.body.reason).toEqualTypeOf<string>();
  expectTypeOf(solid.useInfiniteQuery(() => ofSolid.listNotes.infinite()).data?.items).toEqualTypeOf<
    readonly Note[] | undefined
  >();
  solid.useMutation(() => ofSolid.addNote.mutation()).mutate({ body: { id: "1", text: "x" } });

  const ofSvelte = createSvelte(createSvelteClient());
  expectTypeOf(svelte.createQuery(() => ofSvelte.getNote.options(input)).data).toEqualTypeOf<Note | undefined>();
  expectTypeOf(svelte.createInfiniteQuery(() => ofSvelte.listNotes.infinite()).data?.items).toEqualTypeOf<
    readonly Note[] | undefined
  >();
  svelte.createMutation(() => ofSvelte.addNote.mutation()).mutate({ body: { id: "1", text: "x" } });
});
