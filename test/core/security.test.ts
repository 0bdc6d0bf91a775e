import { describe, expect, test, vi } from "vitest";
import {
  createFetchHandler,
  credentialsOf,
  type ErrorInfo,
  granted,
  type FetchHostOptions,
  HttpProblem,
  type SecurityHandlers,
  type SecurityRequirement,
  type SecurityScheme,
} from "tenon-runtime/core";
import { contractOf } from "./support.ts";

const schemes: Record<string, SecurityScheme> = {
  bearer: { type: "http", scheme: "bearer" },
  basic: { type: "http", scheme: "Basic" },
  digest: { type: "http", scheme: "Digest" },
  key: { type: "apiKey", in: "header", name: "X-Key" },
  queryKey: { type: "apiKey", in: "query", name: "key" },
  cookieKey: { type: "apiKey", in: "cookie", name: "sid" },
  oauth: { type: "oauth2" },
  tls: { type: "mutualTLS" },
};
const contract = (security: SecurityRequirement[]) =>
  contractOf(
    [
      {
        name: "op",
        method: "GET",
        path: "/x",
        pointer: "",
        responses: [{ status: "200", content: [{ type: "application/json", kind: "json" }] }],
        security,
      },
    ],
    { securitySchemes: schemes },
  );

/** Answers with what reaches the handler as `auth`. */
const ask = async (
  security: SecurityRequirement[],
  handlers: object,
  init: RequestInit & { path?: string } = {},
  rest: Partial<FetchHostOptions> = {},
) => {
  const handle = createFetchHandler({
    contract: contract(security),
    requests: { schemas: {}, get: () => undefined, fits: () => true },
    security: handlers as SecurityHandlers,
    onError: () => undefined,
    respond: (_operation, _request, context) => ({ status: 200, body: { ...(context as { auth: object }).auth } }),
    ...rest,
  });
  const response = await handle(new Request(`http://host${init.path ?? "/x"}`, init));
  return {
    status: response.status,
    body: (await response.json()) as unknown,
    challenge: response.headers.get("www-authenticate"),
  };
};
const yes = (credentials: unknown) => credentials;

describe("credentials", () => {
  const of = (name: string, headers: Record<string, string>, url = "/x") => {
    const scheme = schemes[name];
    if (scheme === undefined) throw new Error(name);
    return credentialsOf(
      scheme,
      {
        method: "GET",
        url,
        header: (each) => headers[each.toLowerCase()],
        signal: AbortSignal.any([]),
        stopping: AbortSignal.any([]),
        id: "1",
      },
      ["a"],
    );
  };
  test.for<[string, Record<string, string>, string, unknown]>([
    ["bearer", { authorization: "bearer abc" }, "/x", { token: "abc" }],
    ["bearer", { authorization: "Bearer " }, "/x", undefined],
    ["bearer", { authorization: "Basic abc" }, "/x", undefined],
    ["bearer", {}, "/x", undefined],
    ["basic", { authorization: `Basic ${btoa("ada:p:w")}` }, "/x", { username: "ada", password: "p:w" }],
    [
      "basic",
      { authorization: `Basic ${Buffer.from("ä:ö").toString("base64")}` },
      "/x",
      { username: "ä", password: "ö" },
    ],
    ["basic", { authorization: "Basic !!!" }, "/x", undefined],
    ["basic", { authorization: `Basic ${btoa("nocolon")}` }, "/x", undefined],
    ["digest", { authorization: "Digest a=b" }, "/x", { scheme: "Digest", parameters: "a=b" }],
    ["key", { "x-key": "k" }, "/x", { value: "k" }],
    ["key", { "x-key": "" }, "/x", undefined],
    ["queryKey", {}, "/x?a=1&key=k%20k", { value: "k k" }],
    ["queryKey", {}, "/x?key=a&key=b", undefined],
    ["cookieKey", { cookie: "a=b; sid=k" }, "/x", { value: "k" }],
    ["oauth", { authorization: "Bearer t" }, "/x", { token: "t", scopes: ["a"] }],
    ["tls", {}, "/x", undefined],
  ])("of %s from %j and %s", ([name, headers, url, expected]) => {
    expect(of(name, headers, url)).toEqual(expected);
  });
});

describe("authorisation", () => {
  test("any alternative suffices, and its results reach the handler by scheme", async () => {
    const handlers = { bearer: () => null, key: ({ value }: { value: string }) => ({ robot: value }) };
    const { status, body } = await ask([{ bearer: [] }, { key: [] }], handlers, {
      headers: { authorization: "Bearer x", "x-key": "k" },
    });
    expect([status, body]).toEqual([200, { key: { robot: "k" } }]);
  });

  test("all schemes of an alternative are needed", async () => {
    const both = [{ bearer: [], key: [] }];
    expect((await ask(both, { bearer: yes, key: yes }, { headers: { authorization: "Bearer x" } })).status).toBe(401);
    const { status, body } = await ask(
      both,
      { bearer: yes, key: yes },
      { headers: { authorization: "Bearer x", "x-key": "k" } },
    );
    expect([status, body]).toEqual([200, { bearer: { token: "x" }, key: { value: "k" } }]);
  });

  test("an empty alternative lets anonymous requests pass, and known ones be known", async () => {
    const optional = [{}, { bearer: [] }];
    const handlers = { bearer: ({ token }: { token: string }) => (token === "good" ? { id: 1 } : null) };
    expect(await ask(optional, handlers)).toMatchObject({ status: 200, body: {} });
    expect(await ask(optional, handlers, { headers: { authorization: "Bearer good" } })).toMatchObject({
      status: 200,
      body: { bearer: { id: 1 } },
    });
  });

  test("invalid credentials are a 401 also where anonymous requests are allowed, unless the option says otherwise", async () => {
    const bad = { headers: { authorization: "Bearer bad" } };
    const optional = [{}, { bearer: [] }];
    expect((await ask(optional, { bearer: () => null }, bad)).status).toBe(401);
    expect(await ask(optional, { bearer: () => null }, bad, { invalidCredentials: "anonymous" })).toMatchObject({
      status: 200,
      body: {},
    });
  });

  test.each([[[{ bearer: [] }]], [[{}, { bearer: [] }]], [[{ bearer: [] }, { key: [] }]]])(
    "an outage is a 500, and never a pass (%j)",
    async (requirements) => {
      const handlers = { bearer: () => Promise.reject(new Error("no database")), key: yes };
      const onError = vi.fn<(error: unknown, info: ErrorInfo) => void>();
      for (const invalidCredentials of ["refuse", "anonymous"] as const) {
        onError.mockClear();
        const headers = { authorization: "Bearer x" };
        const settings = { onError, invalidCredentials };
        expect((await ask(requirements, handlers, { headers }, settings)).status).toBe(500);
        expect(onError).toHaveBeenCalledOnce();
      }
    },
  );

  test("an outage of one handler does not matter where another alternative is met", async () => {
    const handlers = { bearer: () => Promise.reject(new Error("no database")), key: yes };
    const headers = { authorization: "Bearer x", "x-key": "k" };
    expect((await ask([{ bearer: [] }, { key: [] }], handlers, { headers })).status).toBe(200);
  });

  test("a refusal names what would be taken", async () => {
    const missing = await ask([{ bearer: [] }, { basic: [] }, { key: [] }], { bearer: yes, basic: yes, key: yes });
    expect(missing).toEqual({
      status: 401,
      challenge: 'Bearer realm="api", Basic realm="api", charset="UTF-8", ApiKey in="header", name="X-Key"',
      body: { type: "about:blank", title: "Unauthorized", status: 401, detail: "Credentials are required" },
    });
    const wrong = await ask([{ bearer: [] }], { bearer: () => null }, { headers: { authorization: "Bearer x" } });
    expect(wrong).toMatchObject({
      challenge: 'Bearer realm="api", error="invalid_token"',
      body: { detail: "The credentials are invalid" },
    });
  });

  test("what a handler throws is not shown, and is reported", async () => {
    const onError = vi.fn<(error: unknown, info: ErrorInfo) => void>();
    const error = new Error("database password");
    const { status, body } = await ask(
      [{ bearer: [] }],
      { bearer: () => Promise.reject(error) },
      { headers: { authorization: "Bearer x" } },
      { onError },
    );
    expect([status, JSON.stringify(body)]).toEqual([500, expect.not.stringContaining("database")]);
    expect(onError).toHaveBeenCalledExactlyOnceWith(error, expect.objectContaining({ during: "security" }));
  });

  test("a thrown problem passes through, unless another alternative is met", async () => {
    const forbid = () => {
      throw new HttpProblem(403, { detail: "not here" });
    };
    const headers = { authorization: "Bearer x", "x-key": "k" };
    expect((await ask([{ bearer: [] }, {}], { bearer: forbid }, { headers })).status).toBe(403);
    expect((await ask([{ bearer: [] }, { key: [] }], { bearer: forbid, key: yes }, { headers })).status).toBe(200);
  });

  test("each handler is asked once, with scopes, the request and the application's context", async () => {
    const bearer = vi.fn<(credentials: unknown, details: unknown) => null>(() => null);
    await ask(
      [{ oauth: ["read"], key: [] }, { oauth: ["read"] }],
      { oauth: bearer, key: yes },
      { headers: { authorization: "Bearer x" } },
      { context: () => ({ db: 1 }) },
    );
    expect(bearer).toHaveBeenCalledExactlyOnceWith(
      { token: "x", scopes: ["read"] },
      expect.objectContaining({ scheme: "oauth", scopes: ["read"], context: { db: 1 } }),
    );
  });

  test("a scheme without a handler refuses to start, also when its name is inherited", () => {
    const start = (security: SecurityRequirement[], handlers: object) => () =>
      createFetchHandler({
        contract: contract(security),
        requests: { schemas: {}, get: () => undefined, fits: () => true },
        security: handlers as SecurityHandlers,
        respond: () => ({ status: 204 }),
      });
    expect(start([{ bearer: [] }], {})).toThrow("No security handler for bearer");
    expect(start([{ toString: [] }], {})).toThrow("The contract does not define the security scheme toString");
    expect(start([{}], {})).not.toThrow();
  });

  test("nothing is asked where the operation has no security", async () => {
    expect(await ask([], {})).toMatchObject({ status: 200, body: {} });
  });
});

test("a contract of another format refuses to start and names the command", () => {
  const start = () =>
    createFetchHandler({
      contract: { ...contract([]), format: 99 },
      requests: { schemas: {}, get: () => undefined, fits: () => true },
      respond: () => ({ status: 204 }),
    });
  expect(start).toThrow(/format 99.*reads 1: run `npx tenon generate`/);
});

test("a context that is no plain object keeps its prototype", async () => {
  class Context {
    greet(): string {
      return "hello";
    }
  }
  const shared = new Context();
  let greeting: unknown;
  await ask(
    [],
    {},
    {},
    {
      context: () => shared,
      respond: (_o, _r, context) => ((greeting = (context as Context).greet()), { status: 200, body: {} }),
    },
  );
  expect([greeting, Object.keys(shared)]).toEqual(["hello", []]);
});

describe("scopes", () => {
  const bearer = { headers: { authorization: "Bearer x" } };
  test("that the caller has let the request pass, and the result reaches the handler without them", async () => {
    const oauth = () => granted({ id: 7 }, ["read", "write"]);
    expect(await ask([{ oauth: ["read"] }], { oauth }, bearer)).toMatchObject({
      status: 200,
      body: { oauth: { id: 7 } },
    });
    const text = () => Promise.resolve(granted("ada", "read  write"));
    expect(await ask([{ oauth: ["read", "write"] }], { oauth: text }, bearer)).toMatchObject({
      status: 200,
      body: { oauth: "ada" },
    });
  });

  test("that are missing are a 403 that names them (RFC 6750 §3.1)", async () => {
    const oauth = () => granted({ id: 7 }, ["read"]);
    expect(await ask([{ oauth: ["read", "write"] }], { oauth }, bearer)).toEqual({
      status: 403,
      challenge: 'Bearer realm="api", error="insufficient_scope", scope="read write"',
      body: {
        type: "about:blank",
        title: "Forbidden",
        status: 403,
        detail: "The credentials lack the scope read write",
      },
    });
  });

  test("that are missing do not matter where another alternative is met", async () => {
    const oauth = () => granted({ id: 7 }, []);
    const both = { headers: { ...bearer.headers, "x-key": "k" } };
    expect((await ask([{ oauth: ["read"] }, { key: [] }], { oauth, key: yes }, both)).body).toEqual({
      key: { value: "k" },
    });
    expect((await ask([{ oauth: ["read"] }, {}], { oauth }, bearer)).body).toEqual({});
    expect(
      (await ask([{ oauth: ["admin"] }, { oauth: ["read"] }], { oauth: () => granted(1, "read") }, bearer)).status,
    ).toBe(200);
  });

  test("of which an OAuth handler says nothing are none: it fails closed, and onError is told what to write", async () => {
    const onError = vi.fn<(error: unknown, info: ErrorInfo) => void>();
    expect((await ask([{ oauth: ["read"] }], { oauth: () => ({ id: 7 }) }, bearer, { onError })).status).toBe(403);
    expect(String(onError.mock.calls[0]?.[0])).toContain("return granted(user, scopes)");
    expect((await ask([{ oauth: [] }], { oauth: () => ({ id: 7 }) }, bearer)).status).toBe(200);
  });

  test("of other schemes are roles: looked at where the handler grants them", async () => {
    expect((await ask([{ bearer: ["admin"] }], { bearer: () => granted(1, []) }, bearer)).status).toBe(403);
    expect((await ask([{ bearer: ["admin"] }], { bearer: () => 1 }, bearer)).status).toBe(200);
  });

  test("of nobody are a 401: granting null is refusing", async () => {
    expect((await ask([{ oauth: ["read"] }], { oauth: () => granted(null, ["read"]) }, bearer)).status).toBe(401);
  });

  test("are named with the challenge of a 401", async () => {
    expect((await ask([{ oauth: ["read"] }, { oauth: ["write"] }], { oauth: yes })).challenge).toBe(
      'Bearer realm="api", scope="read", Bearer realm="api", scope="write"',
    );
  });
});

describe("results", () => {
  test.for<[string, unknown]>([
    ["0", 0],
    ["an empty text", ""],
    ["an object with an error", { error: "none" }],
    ["NaN", Number.NaN],
    ["a function's promise of true", Promise.resolve(true)],
  ])("of %s let the request pass", async ([, result]) => {
    expect(
      (await ask([{ bearer: [] }], { bearer: () => result }, { headers: { authorization: "Bearer x" } })).status,
    ).toBe(200);
  });

  test.for<[string, unknown]>([
    ["null", null],
    ["undefined", undefined],
    ["false", false],
    ["a promise of null", Promise.resolve(null)],
  ])("of %s do not", async ([, result]) => {
    expect(
      (await ask([{ bearer: [] }], { bearer: () => result }, { headers: { authorization: "Bearer x" } })).status,
    ).toBe(401);
  });
});

describe("a certificate", () => {
  const certificate = {
    subject: { CN: "robot" },
    issuer: { CN: "ca" },
    serialNumber: "01",
    fingerprint256: "AA",
    raw: new Uint8Array(),
  };
  const tls = ({ certificate: { subject } }: { certificate: { subject: object } }) => subject;
  test("that the host has verified reaches its handler", async () => {
    expect(await ask([{ tls: [] }], { tls }, {}, { certificate: () => certificate })).toMatchObject({
      status: 200,
      body: { tls: { CN: "robot" } },
    });
  });
  test("that nobody has seen is a 401, and its handler is not called", async () => {
    const handler = vi.fn<() => object>(() => ({}));
    expect(await ask([{ tls: [] }], { tls: handler })).toMatchObject({
      status: 401,
      challenge: 'MutualTLS realm="api"',
    });
    expect(handler).not.toHaveBeenCalled();
  });
});
