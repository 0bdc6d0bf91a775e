/**
 * Starts the reference API.
 *
 * | variable        | what it says                              | default                    |
 * |-----------------|-------------------------------------------|----------------------------|
 * | `PORT`          | where to listen; 0 takes any free port    | 3000                       |
 * | `HOST`          | on which address                          | 127.0.0.1                  |
 * | `DATABASE_FILE` | where the data is kept, or `:memory:`     | school.sqlite              |
 * | `API_TOKEN`     | the bearer token that may write           | the one in `auth.ts`; none in production |
 */
import { serve } from "tenon-runtime/server";
import { createApp } from "./app.ts";
import { DEVELOPMENT_TOKEN } from "./auth.ts";
import { openDatabase } from "./database.ts";
import { seed } from "./seed.ts";

const { PORT = "3000", HOST = "127.0.0.1", DATABASE_FILE = "school.sqlite", API_TOKEN, NODE_ENV } = process.env;
if (!API_TOKEN && NODE_ENV === "production") {
  console.error("API_TOKEN is not set, and the token for development is known to everybody: set API_TOKEN.");
  process.exit(2);
}

const db = await openDatabase(DATABASE_FILE);
await seed(db);

try {
  // Requests under way are finished; what is idle or takes too long is cut off.
  const { url } = await serve(createApp({ db, token: API_TOKEN || DEVELOPMENT_TOKEN }), {
    port: Number(PORT),
    host: HOST,
    timeout: 5000,
    signals: ["SIGINT", "SIGTERM"],
    onStopped: () => db.destroy(),
  });
  console.log(`School API on ${url}, documented at ${url}/docs`);
} catch (fault) {
  console.error(`The API cannot listen on ${HOST}:${PORT}: ${(fault as Error).message}`); // what `listen` fails with
  process.exit(2);
}
