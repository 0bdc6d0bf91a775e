import { skipToken, useInfiniteQuery, useMutation, useQuery } from "@tanstack/react-query";
import { api, queries } from "./queries-setup.ts";

export function useTicket(ticketId: string | undefined) {
  const { data, error } = useQuery(queries.getTicket.options(ticketId ? { params: { ticketId } } : skipToken));
  // A failure that the contract declares narrows by status; others are an ApiError.
  const missing = api.getTicket.isError(error) && error.result.status === 404 ? error.result.body.title : undefined;
  return { title: data?.title, missing };
}

export function useOpenTickets() {
  const { data, hasNextPage, fetchNextPage } = useInfiniteQuery(
    queries.listTickets.infinite({ query: { status: "open", limit: 20 } }),
  );
  return { tickets: data?.items ?? [], more: hasNextPage ? fetchNextPage : undefined };
}

export function useRename(ticketId: string) {
  // The lists and the ticket change at once. A refusal takes the change back.
  const { mutate } = useMutation(queries.updateTicket.mutation({ optimistic: true }));
  return (title: string) => mutate({ params: { ticketId }, body: { title } });
}
