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
}

/** The school's API as an express application that pages of any origin may call. */
export function createApp({ db, token }: AppOptions): Express {
  const app = express();
  app.disable("x-powered-by");
  // The caller's token is in a header that only its own code can set, so any origin may ask.
  app.use(cors({ exposedHeaders: ["Location"], maxAge: 600 }));
  app.use(
    createServer({
      handlers,
      security: { bearerAuth: bearerToken(token) },
      context: () => ({ db, now: () => new Date().toISOString() }),
    }),
  );
  return app;
}
