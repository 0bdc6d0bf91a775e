import cors from "cors";
import express, { type Express } from "express";
import { createServer } from "../generated/server.ts";
import { bearerToken } from "./auth.ts";
import type { Database } from "./database.ts";
import { handlers } from "./handlers/index.ts";

export interface AppOptions {
  readonly db: Database;
  /** The bearer token for write operations. */
  readonly token: string;
  /** Logs errors that callers do not see. Each line starts with the ID of the request. Default: standard error. */
  readonly log?: (line: string, fault: unknown) => void;
}

/** The school's API as an express application that pages of any origin may call, with its documentation at `/docs`. */
// oxlint-disable-next-line no-console -- a server's log is its standard error
export function createApp({ db, token, log = console.error }: AppOptions): Express {
  const app = express();
  app.disable("x-powered-by");
  // Callers send the token in a header, which only their own code can set. So any origin is allowed.
  app.use(cors({ exposedHeaders: ["Location", "X-Request-Id"], maxAge: 600 }));
  app.use(
    createServer({
      handlers,
      security: { bearerAuth: bearerToken(token) },
      context: () => ({ db, now: () => new Date().toISOString() }),
      docs: "/docs",
      openapi: "/openapi.json",
      // Callers can report this ID, and the log contains it.
      requestId: { header: "X-Request-Id" },
      onError: (fault, { request, operation, during }) =>
        log(`${request.id} ${request.method} ${request.url} (${operation ?? "no operation"}, ${during})`, fault),
    }),
  );
  return app;
}
