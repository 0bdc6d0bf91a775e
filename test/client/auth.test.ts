import { describe, expect, it } from "vitest";
import { createUntypedClient as createClient, type Auths } from "tenon-runtime/client";
import type { Contract, SecurityRequirement } from "tenon-runtime/core";

const contractOf = (security: readonly SecurityRequirement[]): Contract => ({
  format: 1,
  title: "",
  version: "",
  servers: ["http://api.test"],
  securitySchemes: {
    bearer: { type: "http", scheme: "Bearer" },
    basic: { type: "http", scheme: "basic" },
    digest: { type: "http", scheme: "Digest" },
    oauth: { type: "oauth2" },
    inHeader: { type: "apiKey", in: "header", name: "X-Key" },
    inQuery: { type: "apiKey", in: "query", name: "key" },
    inCookie: { type: "apiKey", in: "cookie", name: "sid" },
    tls: { type: "mutualTLS" },
  },
  operations: [
    {
      name: "op",
      method: "GET",
      path: "/x",
      pointer: "",
      parameters: [
        { name: "q", in: "query" },
        { name: "c", in: "cookie" },
      ],
      responses: [{ status: "204" }, { status: "404" }],
      security,
    },
  ],
});

async function sent(
  security: readonly SecurityRequirement[],
  auth: Auths,
  input: object = {},
  status = 204,
): Promise<{ request: Request; outcome: unknown }> {
  const requests: Request[] = [];
  const api = createClient(contractOf(security), {
    auth,
    fetch: async (request) => (requests.push(request), new Response(null, { status })),
  });
  const outcome = await api["op"]?.(input)
    .orThrow()
    .catch((error: unknown) => error);
  const [request] = requests;
  if (request === undefined) throw new TypeError("nothing was sent");
  return { request, outcome };
}
const authorization = async (security: readonly SecurityRequirement[], auth: Auths) =>
  (await sent(security, auth)).request.headers.get("authorization");

describe("credentials", () => {
  it("go where their scheme says", async () => {
    expect(await authorization([{ bearer: [] }], { bearer: "t" })).toBe("Bearer t");
    expect(await authorization([{ oauth: ["read"] }], { oauth: "t" })).toBe("Bearer t");
    expect(await authorization([{ digest: [] }], { digest: "username=x" })).toBe("Digest username=x");
    expect(await authorization([{ basic: [] }], { basic: { username: "ü", password: "p:w" } })).toBe(
      `Basic ${Buffer.from("ü:p:w").toString("base64")}`,
    );
    const { request } = await sent(
      [{ inHeader: [], inQuery: [], inCookie: [], tls: [] }],
      { inHeader: "h", inQuery: "q&", inCookie: "c" },
      { query: { q: "1" }, cookies: { c: "2" } },
    );
    expect([request.headers.get("x-key"), request.url, request.headers.get("cookie")]).toEqual([
      "h",
      "http://api.test/x?q=1&key=q%26",
      "c=2; sid=c",
    ]);
  });
  it("are percent-encoded in a cookie, as the server reads them", async () => {
    const { request } = await sent([{ inCookie: [] }], { inCookie: "a%41; b=é" });
    expect(request.headers.get("cookie")).toBe("sid=a%2541%3B%20b%3D%C3%A9");
  });
  it.for<[SecurityRequirement, Auths, RequestRedirect]>([
    [{ inHeader: [] }, { inHeader: "k" }, "manual"],
    [{ inQuery: [] }, { inQuery: "k" }, "manual"],
    [{ inCookie: [] }, { inCookie: "k" }, "follow"],
    [{ bearer: [] }, { bearer: "k" }, "follow"],
    [{ inHeader: [] }, {}, "follow"],
  ])("are not taken along by redirects: %j %j is sent with %s", async ([requirement, auth, redirect]) => {
    expect((await sent([requirement], auth)).request.redirect).toBe(redirect);
    let direct: Request | undefined;
    const api = createClient<{ $fetch: { GET(path: string): Promise<unknown> } }>(contractOf([requirement]), {
      auth,
      fetch: async (request) => ((direct = request), new Response(null, { status: 204 })),
    });
    await api.$fetch.GET("/x");
    expect(direct?.redirect).toBe(redirect);
  });
  it("that a redirect would take along make it an undeclared status", async () => {
    const { outcome } = await sent([{ inHeader: [] }], { inHeader: "k" }, {}, 302);
    expect(outcome).toMatchObject({ name: "UnexpectedStatusError", status: 302 });
  });
  it("are asked for at each call, and may be absent", async () => {
    let token = undefined as string | undefined;
    const auth = { bearer: async () => token };
    expect(await authorization([{ bearer: [] }], auth)).toBe(null);
    token = "later";
    expect(await authorization([{ bearer: [] }], auth)).toBe("Bearer later");
  });
  it("are those of the first alternative that has all of them; an anonymous one is the last resort", async () => {
    const both = { bearer: "b", inHeader: "h" };
    const { request } = await sent([{ basic: [], bearer: [] }, { inHeader: [] }, { bearer: [] }], both);
    expect([request.headers.get("authorization"), request.headers.get("x-key")]).toEqual([null, "h"]);
    expect(await authorization([{}, { bearer: [] }], both)).toBe("Bearer b");
    expect(await authorization([{}, { bearer: [] }], {})).toBe(null);
    expect(await authorization([], both)).toBe(null);
  });
  it("are not shown in errors", async () => {
    const { outcome } = await sent([{ inQuery: [] }], { inQuery: "secret" }, {}, 404);
    expect(outcome).toMatchObject({ name: "ResponseError", url: "http://api.test/x?key=***" });
    expect(JSON.stringify(outcome) + String(outcome)).not.toContain("secret");
  });
  it("of the wrong kind are refused with their name", async () => {
    expect(
      (await createClient(contractOf([{ basic: [] }]), { auth: { basic: "x" } })
        ["op"]?.({})
        .catch(String)) ?? "",
    ).toMatch(/auth\.basic takes \{ username, password \}/);
    expect(
      (await createClient(contractOf([{ bearer: [] }]), { auth: { bearer: { username: "", password: "" } } })
        ["op"]?.({})
        .catch(String)) ?? "",
    ).toMatch(/auth\.bearer takes a string/);
  });
  it("go with requests through openapi-fetch too, once", async () => {
    const seen: (string | null)[] = [];
    const api = createClient<{ op: () => Promise<unknown>; $fetch: { GET(path: string): Promise<unknown> } }>(
      contractOf([{ bearer: [], inQuery: [] }]),
      {
        auth: { bearer: "t", inQuery: "k" },
        fetch: async (request) => (
          seen.push(request.url, request.headers.get("authorization")),
          new Response(null, { status: 204 })
        ),
      },
    );
    await api.$fetch.GET("/x");
    await api.op();
    expect(seen).toEqual(["http://api.test/x?key=k", "Bearer t", "http://api.test/x?key=k", "Bearer t"]);
  });
});

describe("a refresh", () => {
  /** A client of two operations; the server accepts the tokens that `refresh` makes. */
  function clientOf(refreshes: Readonly<Record<string, () => unknown>>, accepts: (token: string) => boolean) {
    const tokens: Record<string, string> = { bearer: "old", inHeader: "old" };
    const sent: string[] = [];
    const [operation] = contractOf([{ bearer: [] }]).operations;
    const contract: Contract = {
      ...contractOf([]),
      operations: [
        { ...operation!, name: "a", security: [{ bearer: [] }] },
        { ...operation!, name: "b", method: "POST", security: [{ inHeader: [] }], body: { content: [binary] } },
      ],
    };
    const auth = Object.fromEntries(
      Object.entries(refreshes).map(([name, refresh]) => [
        name,
        { token: () => tokens[name], refresh: async () => ((tokens[name] = String(await refresh())), undefined) },
      ]),
    );
    const api = createClient(contract, {
      auth,
      fetch: async (request) => {
        await request.text();
        const token = (request.headers.get("authorization") ?? request.headers.get("x-key") ?? "").replace(
          "Bearer ",
          "",
        );
        sent.push(token);
        return new Response(null, { status: accepts(token) ? 204 : 401 });
      },
    });
    return { sent, call: (name: string, input: object = {}) => api[name]!(input).then(({ status }) => status, String) };
  }
  const binary = { type: "application/octet-stream", kind: "binary" } as const;
  const isNew = (token: string): boolean => token.startsWith("new");

  it("runs once for all calls that are refused meanwhile, and each of them is sent once more", async () => {
    let refreshes = 0;
    const { sent, call } = clientOf({ bearer: () => `new${++refreshes}` }, isNew);
    expect(await Promise.all([call("a"), call("a"), call("a")])).toEqual([204, 204, 204]);
    expect([refreshes, sent]).toEqual([1, ["old", "old", "old", "new1", "new1", "new1"]]);
  });
  it("of one scheme does not stand for that of another", async () => {
    const { call } = clientOf({ bearer: () => "new bearer", inHeader: () => "new key" }, isNew);
    expect(await Promise.all([call("a"), call("b")])).toEqual([204, 204]);
  });
  it("runs no second time for a call whose new token is refused, too", async () => {
    let refreshes = 0;
    const { sent, call } = clientOf({ bearer: () => `bad${++refreshes}` }, isNew);
    expect(await call("a")).toContain("received 401");
    expect([refreshes, sent]).toEqual([1, ["old", "bad1"]]);
  });
  it("that fails rejects the calls that wait for it, and the next call tries again", async () => {
    let refreshes = 0;
    const { call } = clientOf(
      { bearer: () => (++refreshes === 1 ? Promise.reject(new Error("no session")) : "new") },
      isNew,
    );
    expect(await Promise.all([call("a"), call("a")])).toEqual(["Error: no session", "Error: no session"]);
    expect([await call("a"), refreshes]).toEqual([204, 2]);
  });
  it("is not for a body that is a stream, because it is gone; bytes are sent again", async () => {
    let refreshes = 0;
    const { sent, call } = clientOf({ inHeader: () => `new${++refreshes}` }, isNew);
    expect(await call("b", { body: new Blob(["x"]).stream() })).toContain("received 401");
    expect([refreshes, sent]).toEqual([0, ["old"]]);
    expect(await call("b", { body: new Uint8Array([1]) })).toBe(204);
    expect([refreshes, sent]).toEqual([1, ["old", "old", "new1"]]);
  });
});
