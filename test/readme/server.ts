import { createServer, type Handlers } from "../../generated/server.ts";

interface App {
  context: { now: () => string };
  auth: { bearerAuth: { userId: string } };
}

export const createApp = (handlers: Handlers<App>, verify: (token: string) => { userId: string } | null) =>
  createServer({
    handlers, // does not compile while a handler is missing
    security: { bearerAuth: ({ token }) => verify(token) }, // null is a 401
    context: () => ({ now: () => new Date().toISOString() }), // passed to each handler
  });
