/**
 * Serves the page, from another origin than the API's, as front end and back end are apart in production.
 *
 * With `--mock` it runs on a service worker, and there is no API. Else:
 *
 * | variable    | what it says                         | default                  |
 * |-------------|--------------------------------------|--------------------------|
 * | `WEB_PORT`  | where to listen; the next free port  | 5173                     |
 * | `API_URL`   | where the API is                     | http://127.0.0.1:3000    |
 * | `API_TOKEN` | the token that the page starts with  | the API's own default    |
 */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { createServer, type Plugin } from "vite";
import type { Config } from "./config.ts";

const { WEB_PORT = "5173", API_URL = "http://127.0.0.1:3000", API_TOKEN = "school-development-token" } = process.env;
const mock = process.argv.includes("--mock");
const config: Config = mock
  ? { mock, apiBaseUrl: "/api", token: API_TOKEN }
  : { apiBaseUrl: API_URL, token: API_TOKEN };

const server = await createServer({
  configFile: fileURLToPath(new URL("vite.config.ts", import.meta.url)),
  logLevel: "warn",
  server: { host: "127.0.0.1", port: Number(WEB_PORT) },
  plugins: [
    answer("/config.json", "application/json", () => JSON.stringify(config)),
    // Straight from the installed package, so that it always is the one that fits it.
    answer("/mockServiceWorker.js", "text/javascript", () =>
      readFile(fileURLToPath(import.meta.resolve("msw/mockServiceWorker.js"))),
    ),
  ],
});
await server.listen();
console.log(`School page on ${server.resolvedUrls?.local[0]} ${mock ? "(mocked)" : `for the API on ${API_URL}`}`);
if (!mock && !(await fetch(API_URL).catch(() => undefined))) {
  console.log(`Nothing answers on ${API_URL} yet: npm run api starts the reference API.`);
}

const stop = (): void => void server.close().then(() => process.exit(0));
process.once("SIGINT", stop);
process.once("SIGTERM", stop);

/** A file that is not on disk. */
function answer(path: string, type: string, text: () => string | Promise<Buffer>): Plugin {
  return {
    name: `serve ${path}`,
    configureServer({ middlewares }) {
      middlewares.use(path, (_request, response, next) => {
        Promise.resolve(text()).then((body) => response.setHeader("Content-Type", type).end(body), next);
      });
    },
  };
}
