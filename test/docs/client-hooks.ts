import { hooks } from "tenon-runtime/client";
import { type Client, createClient } from "../../generated/client.ts";

export const watchedClient = (fetch: (request: Request) => Promise<Response>, log: (line: string) => void) =>
  createClient({
    baseUrl: "https://school.example",
    fetch,
    hooks: hooks<Client>({
      $every: { onError: (error, { name }) => log(`${name}: ${String(error)}`) },
      listStudents: { onRequest: (input) => ({ ...input, query: { status: "active", ...input.query } }) },
      createStudent: {
        onResponse: (result) => {
          if (result.status === 201) log(`added ${result.body.name}`);
        },
      },
    }),
  });
