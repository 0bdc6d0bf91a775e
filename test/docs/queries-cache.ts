import { dehydrate, QueryClient } from "@tanstack/react-query";
import { queries } from "./queries-setup.ts";

/** On the server: the page starts with the ticket and the first page of the list. */
export async function prefetch(ticketId: string) {
  const cache = new QueryClient();
  await cache.prefetchQuery(queries.getTicket.options({ params: { ticketId } }));
  await cache.prefetchInfiniteQuery(queries.listTickets.infinite());
  return dehydrate(cache); // plain JSON
}

export async function refresh(cache: QueryClient): Promise<void> {
  await cache.invalidateQueries({ queryKey: queries.listTickets.key() }); // each list of tickets
  await cache.invalidateQueries({ queryKey: queries.listTickets.key({ query: { status: "open" } }) });
  await cache.invalidateQueries({ queryKey: queries.$key({ tag: "tickets" }) }); // each query of a tag
  await cache.invalidateQueries({ queryKey: queries.$key() }); // each query of the API
}

export const cachedTitle = (cache: QueryClient, ticketId: string): string | undefined =>
  cache.getQueryData(queries.getTicket.options({ params: { ticketId } }).queryKey)?.title;
