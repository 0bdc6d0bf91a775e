/** OAS 3.2 §4.27, §4.30 and RFC 9110 §11, RFC 6750, RFC 7617: who may ask. */

import { granted, HttpProblem } from "tenon-runtime/core";
import { operation, section, type Row } from "../row.ts";

type Members = Readonly<Record<string, unknown>>;
const guarded = (schemes: Members, security: readonly Members[] = [{ s: [] }], own: Members = {}) => ({
  ...operation(own),
  security,
  components: { securitySchemes: schemes },
});
const BEARER = { s: { type: "http", scheme: "bearer" } };
const BASIC = { s: { type: "http", scheme: "basic" } };
const apiKey = (place: string, name = "key") => ({ s: { type: "apiKey", in: place, name } });
const flows = { clientCredentials: { tokenUrl: "https://example.edu/token", scopes: { read: "", write: "" } } };
const OAUTH = { s: { type: "oauth2", flows } };
const OPENID = {
  s: { type: "openIdConnect", openIdConnectUrl: "https://example.edu/.well-known/openid-configuration" },
};
const MUTUAL = { s: { type: "mutualTLS" } };
const TWO = { a: { type: "apiKey", in: "header", name: "X-A" }, b: { type: "apiKey", in: "header", name: "X-B" } };
const get = "GET /x";
/** Hands the credentials on as the result. */
const echo = { security: { s: (credentials: unknown) => credentials } };
const answering = (result: unknown) => ({ security: { s: () => result } });
const both = { security: { a: ({ value }: { value: string }) => value, b: ({ value }: { value: string }) => value } };
const authorization = (value: string) => [["authorization", value]] as const;
const refused = { status: 401, headers: { "content-type": "application/problem+json" } } as const;

export const security: readonly Row[] = [
  ...section("OAS 3.2 §4.27", [
    {
      says: "a bearer token reaches its handler, and the result the operation's",
      contract: guarded(BEARER),
      options: echo,
      send: get,
      headers: authorization("Bearer t0k.en="),
      got: { auth: { s: { token: "t0k.en=" } } },
    },
    {
      says: "a scheme's name has no case (RFC 9110 §11.1)",
      contract: guarded(BEARER),
      options: echo,
      send: get,
      headers: authorization("bearer a"),
      got: { auth: { s: { token: "a" } } },
    },
    {
      says: "no credentials are 401 with a challenge (RFC 9110 §11.6.1)",
      contract: guarded(BEARER),
      options: echo,
      send: get,
      gives: { status: 401, headers: { "www-authenticate": /^Bearer/, "content-type": "application/problem+json" } },
    },
    {
      says: "another scheme's credentials are 401",
      contract: guarded(BEARER),
      options: echo,
      send: get,
      headers: authorization("Basic YTpi"),
      gives: refused,
    },
    {
      says: "basic credentials are name and password (RFC 7617 §2)",
      contract: guarded(BASIC),
      options: echo,
      send: get,
      headers: authorization("Basic YWRhOnA6dw=="),
      got: { auth: { s: { username: "ada", password: "p:w" } } },
    },
    {
      says: "basic credentials may be UTF-8 (RFC 7617 §2.1)",
      contract: guarded(BASIC),
      options: echo,
      send: get,
      headers: authorization("Basic w6k6w6k="),
      got: { auth: { s: { username: "é", password: "é" } } },
    },
    {
      says: "basic credentials that are none are 401",
      contract: guarded(BASIC),
      options: echo,
      send: get,
      headers: authorization("Basic ???"),
      gives: { status: 401, headers: { "www-authenticate": /^Basic/ } },
    },
    {
      says: "a key in a header",
      contract: guarded(apiKey("header", "X-Key")),
      options: echo,
      send: get,
      headers: [["x-key", "k"]],
      got: { auth: { s: { value: "k" } } },
    },
    {
      says: "a key in the query, which is no unknown parameter",
      contract: guarded(apiKey("query")),
      options: echo,
      send: "GET /x?key=k%20k",
      got: { auth: { s: { value: "k k" } } },
    },
    {
      says: "a key in a cookie",
      contract: guarded(apiKey("cookie")),
      options: echo,
      send: get,
      headers: [["cookie", "a=b; key=k"]],
      got: { auth: { s: { value: "k" } } },
    },
    { says: "a missing key is 401", contract: guarded(apiKey("query")), options: echo, send: get, gives: refused },
    {
      says: "an OAuth token that has the scope passes",
      contract: guarded(OAUTH, [{ s: ["read"] }]),
      options: {
        security: { s: ({ token }: { token: string }) => granted(token, "read write") },
      },
      send: get,
      headers: authorization("Bearer a"),
      got: { auth: { s: "a" } },
    },
    {
      says: "an OpenID token that has the scope passes",
      contract: guarded(OPENID, [{ s: ["read"] }]),
      options: { security: { s: () => granted("ada", ["read"]) } },
      send: get,
      headers: authorization("Bearer a"),
      got: { auth: { s: "ada" } },
    },
    {
      says: "a missing scope is 403 with a challenge (RFC 6750 §3.1)",
      contract: guarded(OAUTH, [{ s: ["write"] }]),
      options: { security: { s: () => granted("ada", "read") } },
      send: get,
      headers: authorization("Bearer a"),
      gives: { status: 403, has: { status: 403 }, headers: { "www-authenticate": /insufficient_scope/ } },
    },
    {
      says: "a thrown 403 is answered as it is",
      contract: guarded(BEARER),
      options: {
        security: {
          s: () => {
            throw new HttpProblem(403, { detail: "banned" });
          },
        },
      },
      send: get,
      headers: authorization("Bearer a"),
      gives: { status: 403, has: { detail: "banned" } },
    },
    {
      says: "mutual TLS without a certificate is 401",
      contract: guarded(MUTUAL),
      options: answering("ada"),
      send: get,
      gives: refused,
    },
    {
      says: "a scheme that the contract does not define refuses to start",
      contract: operation({ security: [{ nowhere: [] }] }),
      diagnostics: ["unknown-security-scheme"],
      refusesToStart: /does not define the security scheme nowhere/,
    },
  ]),
  ...section("OAS 3.2 §4.30", [
    {
      says: "one of several alternatives suffices",
      contract: guarded(TWO, [{ a: [] }, { b: [] }]),
      options: both,
      send: get,
      headers: [["x-b", "1"]],
      got: { auth: { b: "1" } },
    },
    {
      says: "all schemes of an alternative are needed",
      contract: guarded(TWO, [{ a: [], b: [] }]),
      options: both,
      send: get,
      headers: [["x-b", "1"]],
      gives: refused,
    },
    {
      says: "all schemes of an alternative are given",
      contract: guarded(TWO, [{ a: [], b: [] }]),
      options: both,
      send: get,
      headers: [
        ["x-a", "1"],
        ["x-b", "2"],
      ],
      got: { auth: { a: "1", b: "2" } },
    },
    {
      says: "an empty alternative lets the anonymous in",
      contract: guarded(BEARER, [{ s: [] }, {}]),
      options: echo,
      send: get,
      got: { auth: {} },
    },
    {
      says: "an empty alternative knows who comes with credentials",
      contract: guarded(BEARER, [{}, { s: [] }]),
      options: echo,
      send: get,
      headers: authorization("Bearer a"),
      got: { auth: { s: { token: "a" } } },
    },
    {
      says: "an operation's security replaces the contract's",
      contract: guarded(BEARER, [{ s: [] }], { security: [] }),
      options: {},
      send: get,
      got: { auth: {} },
    },
    {
      says: "null is a refusal",
      contract: guarded(BEARER),
      options: answering(null),
      send: get,
      headers: authorization("Bearer a"),
      gives: refused,
    },
    {
      says: "undefined is a refusal",
      contract: guarded(BEARER),
      options: answering(undefined),
      send: get,
      headers: authorization("Bearer a"),
      gives: refused,
    },
    {
      says: "false is a refusal",
      contract: guarded(BEARER),
      options: answering(false),
      send: get,
      headers: authorization("Bearer a"),
      gives: refused,
    },
    {
      says: "a handler that throws is an outage that says nothing",
      tells: [/database password/],
      contract: guarded(BEARER),
      options: {
        security: {
          s: () => {
            throw new Error("database password");
          },
        },
      },
      send: get,
      headers: authorization("Bearer a"),
      gives: {
        status: 500,
        headers: { "www-authenticate": null },
        body: { type: "about:blank", title: "Internal Server Error", status: 500 },
      },
    },
    {
      says: "a result of 0 is a result",
      contract: guarded(BEARER),
      options: answering(0),
      send: get,
      headers: authorization("Bearer a"),
      got: { auth: { s: 0 } },
    },
    {
      says: "a result with an error field is a result",
      contract: guarded(BEARER),
      options: answering({ error: "none" }),
      send: get,
      headers: authorization("Bearer a"),
      got: { auth: { s: { error: "none" } } },
    },
    {
      says: "security comes before validation",
      contract: guarded(BEARER, [{ s: [] }], { parameters: [{ name: "n", in: "query", required: true, schema: {} }] }),
      options: echo,
      send: get,
      gives: refused,
    },
  ]),
  // What no standard says, or leaves open.
  ...section("Tenon", [
    {
      says: "a handler that does not say which scopes there are lets nobody in",
      tells: [/The security handler s did not say which scopes the caller has: return/],
      contract: guarded(OAUTH, [{ s: ["write"] }]),
      options: answering("ada"),
      send: get,
      headers: authorization("Bearer a"),
      gives: { status: 403 },
    },
    {
      says: "a scheme without a handler refuses to start",
      contract: guarded(BEARER),
      options: {},
      refusesToStart: /No security handler for s/,
    },
  ]),
];
