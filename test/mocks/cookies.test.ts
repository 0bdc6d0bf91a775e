/** Cookie sessions: what an answer sets, the next request sends. */

import { setupServer } from "msw/node";
import { serve } from "tenon-runtime/mocks/http";
import { mswHandlers } from "tenon-runtime/mocks/msw";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { apiOf } from "./support.ts";

const body = {
  content: { "application/json": { schema: { type: "object", properties: { user: { type: "string" } } } } },
};
const signedIn = { 200: { description: "", ...body }, 401: { description: "" } };
const DOCUMENT = {
  openapi: "3.1.0",
  info: { title: "Session", version: "1" },
  servers: [{ url: "http://session.test/api" }],
  security: [{ session: [] }],
  paths: {
    "/login": {
      post: {
        operationId: "login",
        security: [],
        responses: { 200: { description: "", ...body, headers: { "Set-Cookie": { schema: { type: "string" } } } } },
      },
    },
    "/logout": {
      post: {
        operationId: "logout",
        responses: { 204: { description: "", headers: { "Set-Cookie": { schema: { type: "string" } } } } },
      },
    },
    "/me": { get: { operationId: "me", responses: signedIn } },
  },
  components: { securitySchemes: { session: { type: "apiKey", in: "cookie", name: "sid" } } },
} as const;
const BASE = "http://session.test/api";

type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

/** Signs in, reads and signs out. @returns the statuses of reading, before, between and after */
async function session(fetch: Fetch): Promise<readonly number[]> {
  const me = async (): Promise<number> => (await fetch(`${BASE}/me`)).status;
  const before = await me();
  await fetch(`${BASE}/login`, { method: "POST" });
  const between = await me();
  await fetch(`${BASE}/logout`, { method: "POST" });
  return [before, between, await me()];
}

describe("by mocks.fetch", () => {
  it("a session begins with the cookie of the login and ends with that of the logout", async () => {
    const { mocks, faults } = await apiOf(DOCUMENT);
    expect(await session(mocks.fetch)).toEqual([401, 200, 401]);
    expect(faults).toEqual([]);
  });

  it("what an override sets counts by its attributes", async () => {
    const { mocks } = await apiOf(DOCUMENT);
    const me = async (init: RequestInit = {}): Promise<number> => (await mocks.fetch(`${BASE}/me`, init)).status;
    const login = async (cookie: string | readonly string[]): Promise<void> => {
      mocks.on["login"]!({ status: 200, body: {}, headers: { "Set-Cookie": cookie } }, { once: true });
      await mocks.fetch(`${BASE}/login`, { method: "POST" });
    };
    await login(["theme=dark; Path=/", "sid=1; Path=/api; Expires=Wed, 21 Oct 2099 07:28:00 GMT; Secure; HttpOnly"]);
    expect([await me(), await me({ credentials: "omit" })]).toEqual([200, 401]);
    await login("sid=; Max-Age=0; Path=/api");
    expect(await me()).toBe(401);
    await login("sid=1; Path=/elsewhere");
    expect(await me()).toBe(401);
    await login("sid=1"); // the path is that of the request's folder
    expect(await me()).toBe(200);
    mocks.reset();
    expect(await me()).toBe(401);
    expect(await me({ headers: { cookie: "sid=own" } })).toBe(200);
  });
});

describe("behind MSW", () => {
  const server = setupServer();
  beforeAll(() => server.listen({ onUnhandledFrame: "error" }));
  afterEach(() => server.resetHandlers());
  afterAll(() => server.close());

  it("a session lasts from login to logout", async () => {
    const { mocks } = await apiOf(DOCUMENT);
    server.use(...mswHandlers(mocks));
    expect(await session(fetch)).toEqual([401, 200, 401]);
  });
});

it("over HTTP the mocks keep no cookies: clients that share a port have their own", async () => {
  const { mocks } = await apiOf(DOCUMENT);
  const server = await serve(mocks);
  try {
    const login = await fetch(`${server.url}/api/login`, { method: "POST" });
    const [cookie = ""] = login.headers.getSetCookie();
    expect(cookie).toMatch(/^sid=[\da-f]{8}; Path=\/; HttpOnly$/);
    expect((await fetch(`${server.url}/api/me`)).status).toBe(401);
    expect((await fetch(`${server.url}/api/me`, { headers: { cookie: cookie.replace(/;.*/, "") } })).status).toBe(200);
  } finally {
    await server.close();
  }
});

describe("without credentials", () => {
  it("an override answers before authorisation where it says so", async () => {
    const { mocks } = await apiOf(DOCUMENT);
    const me = async (): Promise<number> => (await mocks.fetch(`${BASE}/me`)).status;
    mocks.on["me"]!({ status: 200, body: { user: "Ada" } });
    expect(await me()).toBe(401);
    mocks.on["me"]!({ status: 200, body: { user: "Ada" } }, { authorize: false, once: true });
    expect([await me(), await me()]).toEqual([200, 401]);
  });

  it("security: false lets all requests in", async () => {
    const { mocks } = await apiOf(DOCUMENT, { security: false });
    expect((await mocks.fetch(`${BASE}/me`)).status).toBe(200);
  });
});
