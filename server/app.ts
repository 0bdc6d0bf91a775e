import cors from "cors";
import express, { type Express } from "express";
import { createServer } from "../generated/server.ts";
import { bearerToken } from "./auth.ts";
import type { Database } from "./database.ts";
import { handlers } from "./handlers/index.ts";

export interface AppOptions {
  readonly db: Database;
  /** The bearer token that may write. */
  readonly token: string;
  /** Where faults are told that callers are not shown; each line begins with the request's id. Default: standard error. */
  readonly log?: (line: string, fault: unknown) => void;
}

/** The school's API as an express application that pages of any origin may call, with its documentation at `/docs`. */
// oxlint-disable-next-line no-console -- a server's log is its standard error
export function createApp({ db, token, log = console.error }: AppOptions): Express {
  const app = express();
  app.disable("x-powered-by");
  // The caller's token is in a header that only its own code can set, so any origin may ask.
  app.use(cors({ exposedHeaders: ["Location", "X-Request-Id"], maxAge: 600 }));
  app.use(
    createServer({
      handlers,
      security: { bearerAuth: bearerToken(token) },
      context: () => ({ db, now: () => new Date().toISOString() }),
      docs: "/docs",
      openapi: "/openapi.json",
      // What a caller reports is found in the log.
      requestId: { header: "X-Request-Id" },
      onError: (fault, { request, operation, during }) =>
        log(`${request.id} ${request.method} ${request.url} (${operation ?? "no operation"}, ${during})`, fault),
    }),
  );
  return app;
}
