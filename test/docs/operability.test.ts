/** Rate limits and repeated requests as docs/server.md shows them, with the real packages. */

import { RateLimiterMemory } from "rate-limiter-flexible";
import { expect, test } from "vitest";
import { toFetchHandler, type ServerOptions } from "../emit/goldens/docs/server.ts";
import type { App, School } from "./app.ts";
import { handlers } from "./handlers.ts";
import { repeatable } from "./idempotency.ts";
import { rateLimit } from "./rate-limit.ts";
import { security } from "./security.ts";

const options = (rest: Partial<ServerOptions<App>>): ServerOptions<App> => {
  const school: School = {
    students: new Map([[1, { id: 1, name: "Ada" }]]),
    photos: new Map(),
    folder: "",
    parseXml: (text) => text,
    log: () => undefined,
  };
  return { handlers, security, xml: "text", context: () => school, ...rest };
};

test("a caller that asks too often is a 429, which says when to come again; another caller is not", async () => {
  const limiter = new RateLimiterMemory({ points: 2, duration: 60 });
  const handle = toFetchHandler<App>(options({ hooks: rateLimit(limiter) }));
  const ask = (token: string): Promise<Response> =>
    handle(new Request("http://h/api/v1/students/1", { headers: { authorization: `Bearer ${token}` } }));
  expect([(await ask("reader")).status, (await ask("reader")).status]).toEqual([200, 200]);
  const refused = await ask("reader");
  expect(refused.status).toBe(429);
  expect(refused.headers.get("retry-after")).toMatch(/^\d+$/);
  expect(refused.headers.get("ratelimit")).toMatch(/^"default";r=0;t=\d+$/);
  expect(refused.headers.get("ratelimit-policy")).toBe('"default";q=2;w=60');
  expect((await ask("writer")).status).not.toBe(429);
});

test("a request that is sent again gets the answer to the first", async () => {
  const handle = toFetchHandler<App>(options({ handlers: repeatable }));
  const post = async (): Promise<string | null> => {
    const headers = { authorization: "Bearer writer", "content-type": "application/json", "idempotency-key": "1" };
    const init = { method: "POST", headers, body: '{"name":"Grace"}' };
    return (await handle(new Request("http://h/api/v1/students", init))).headers.get("location");
  };
  expect([await post(), await post()]).toEqual(["/api/v1/students/2", "/api/v1/students/2"]);
});
