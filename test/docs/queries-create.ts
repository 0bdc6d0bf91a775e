import { useMutation } from "@tanstack/react-query";
import { queries } from "./queries-setup.ts";

export function useAddTicket() {
  const { mutate } = useMutation(
    // The entry that the lists show until the server has answered.
    queries.createTicket.mutation({ optimistic: ({ body }) => ({ status: "open", ...body, id: crypto.randomUUID() }) }),
  );
  return (title: string) => mutate({ body: { title } });
}
