import { retry, validation } from "tenon-runtime/client";
import { createClient } from "../emit/goldens/docs/client.ts";
import { contract } from "../emit/goldens/docs/contract.ts";

interface Session {
  token: string | undefined;
  renew(): Promise<void>;
}

export const clientOf = (session: Session, fetch?: (request: Request) => Promise<Response>) =>
  createClient({
    baseUrl: "https://school.example/api/v1",
    fetch,
    // The client calls `token` before each request, and `refresh` once after a 401, however many calls are refused.
    auth: { oauth: { token: () => session.token, refresh: () => session.renew() } },
    headers: ({ method }) => (method === "GET" ? {} : { "X-CSRF-Token": "from-a-cookie" }),
    timeout: 10_000, // milliseconds, with all repetitions
    retry: retry({ attempts: 2, delay: 1 }),
    validate: validation({
      contract,
      // Loaded with the first response.
      responses: async () => (await import("../emit/goldens/docs/validators/responses.ts")).responses,
    }),
  });
