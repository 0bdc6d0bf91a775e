/** OAS 3.2 §4.5, §4.8–4.10 and RFC 9110 §9, §15.5: which operation a request is for. */

import { INTEGER, list, object, operation, path, query, section, STRING, takesAt, type Row } from "../row.ts";

const to = (operationId: string, ...parameters: readonly object[]) => ({
  operationId,
  ...(parameters.length > 0 && { parameters }),
  responses: { "204": { description: "" } },
});
const USERS = {
  paths: {
    "/users/me": { get: to("getMe") },
    "/users/{id}": { get: to("getUser", path("id", STRING)), delete: to("deleteUser", path("id", STRING)) },
  },
};
const FILES = {
  paths: {
    "/f/{name}.json": { get: to("asJson", path("name", STRING)) },
    "/f/{name}": { get: to("asIs", path("name", STRING)) },
  },
};
const RANGE = takesAt("/r/{x}-{y}", path("x", INTEGER), path("y", INTEGER));
const COPY = { paths: { "/x": { additionalOperations: { COPY: to("copy") } } } };
const ODD = {
  paths: { "/x/{n}": { parameters: [path("n", INTEGER)], additionalOperations: { FROBNICATE: to("frobnicate") } } },
};
const under = (...urls: readonly string[]) => ({ ...operation(), servers: urls.map((url) => ({ url })) });
const QUERY = {
  paths: {
    "/x": {
      query: {
        ...to("search"),
        requestBody: { required: true, content: { "application/json": { schema: object({ n: INTEGER }) } } },
      },
    },
  },
};

export const routing: readonly Row[] = [
  ...section("OAS 3.2 §4.8.2", [
    {
      says: "a concrete path goes before a template",
      contract: USERS,
      send: "GET /users/me",
      got: { operation: "getMe" },
    },
    {
      says: "a template takes what no concrete path has",
      contract: USERS,
      send: "GET /users/you",
      got: { operation: "getUser", params: { id: "you" } },
    },
    {
      says: "a concrete path without the method is 405 where a template has it",
      contract: USERS,
      send: "DELETE /users/me",
      gives: { status: 405, headers: { allow: "GET, HEAD, OPTIONS" } },
    },
    {
      says: "two parameters stand in one segment",
      contract: RANGE,
      send: "GET /r/3-7",
      got: { params: { x: 3, y: 7 } },
    },
    {
      says: "each of two parameters in one segment is held against its schema",
      contract: RANGE,
      send: "GET /r/3-a",
      gives: { errors: ["path y type"] },
    },
    { says: "one segment of two parameters needs both", contract: RANGE, send: "GET /r/3-", gives: { status: 404 } },
    {
      says: "a suffix is not part of the value",
      contract: FILES,
      send: "GET /f/a.json",
      got: { operation: "asJson", params: { name: "a" } },
    },
    {
      says: "without the suffix the plain template is taken",
      contract: FILES,
      send: "GET /f/a.xml",
      got: { operation: "asIs", params: { name: "a.xml" } },
    },
    {
      says: "a value may contain its suffix",
      contract: FILES,
      send: "GET /f/a.json.json",
      got: { params: { name: "a.json" } },
    },
    {
      says: "a prefix is not part of the value",
      contract: takesAt("/v{n}/x", path("n", INTEGER)),
      send: "GET /v2/x",
      got: { params: { n: 2 } },
    },
    { says: "a path parameter is never empty", contract: USERS, send: "GET /users/", gives: { status: 404 } },
    { says: "a template does not span segments", contract: USERS, send: "GET /users/a/b", gives: { status: 404 } },
    { says: "paths are case-sensitive", contract: USERS, send: "GET /Users/me", gives: { status: 404 } },
    {
      says: "a path that the contract does not have is a 404 problem",
      contract: USERS,
      send: "GET /nowhere",
      gives: {
        status: 404,
        headers: { "content-type": "application/problem+json" },
        has: { status: 404, title: "Not Found" },
      },
    },
    {
      says: "a parameter called __proto__ is one as any other",
      contract: takesAt("/x/{__proto__}", path("__proto__", STRING)),
      send: "GET /x/a",
      got: { params: JSON.parse('{"__proto__":"a"}') },
    },
  ]),
  ...section("OAS 3.2 §4.9", [
    {
      says: "the path item's parameters are the operation's",
      contract: { paths: { "/x": { parameters: [query("n", INTEGER)], get: to("x") } } },
      send: "GET /x?n=1",
      got: { query: { n: 1 } },
    },
    {
      says: "an operation's parameter replaces the path item's",
      contract: { paths: { "/x": { parameters: [query("n", INTEGER)], get: to("x", query("n", STRING)) } } },
      send: "GET /x?n=1",
      got: { query: { n: "1" } },
    },
    {
      says: "a parameter of another place replaces none",
      contract: { paths: { "/x/{n}": { parameters: [path("n", INTEGER)], get: to("x", query("n", STRING)) } } },
      send: "GET /x/1?n=a",
      got: { params: { n: 1 }, query: { n: "a" } },
    },
    {
      says: "a path item may be a reference",
      contract: {
        paths: { "/x": { $ref: "#/components/pathItems/X" } },
        components: { pathItems: { X: { get: to("x") } } },
      },
      send: "GET /x",
      got: { operation: "x" },
    },
    {
      says: "a QUERY has a body",
      contract: QUERY,
      send: "QUERY /x",
      headers: [["content-type", "application/json"]],
      body: '{"n":1}',
      got: { operation: "search", body: { n: 1 } },
    },
    {
      says: "a QUERY's body is held against its schema",
      contract: QUERY,
      send: "QUERY /x",
      headers: [["content-type", "application/json"]],
      body: '{"n":"1"}',
      gives: { errors: ["body /n type"] },
    },
    {
      says: "QUERY is in Allow",
      contract: QUERY,
      send: "GET /x",
      gives: { status: 405, headers: { allow: "QUERY, OPTIONS" } },
    },
    { says: "an additional operation is served", contract: COPY, send: "COPY /x", got: { operation: "copy" } },
    {
      says: "an additional operation is in Allow",
      contract: COPY,
      send: "GET /x",
      gives: { status: 405, headers: { allow: "COPY, OPTIONS" } },
    },
    {
      says: "a method that node:http does not know is a warning, and works without it",
      contract: ODD,
      diagnostics: ["method-unknown-to-node"],
      send: "FROBNICATE /x/3",
      got: { operation: "frobnicate", params: { n: 3 } },
    },
    {
      says: "TRACE is served over a socket",
      contract: { paths: { "/x": { trace: to("trace") } } },
      send: "TRACE /x",
      got: { operation: "trace" },
      only: { host: "express", because: "the Fetch standard forbids TRACE (§2.2.1)" },
    },
  ]),
  ...section("OAS 3.2 §4.10", [
    {
      says: "an operation without operationId has a name and is served",
      contract: {
        paths: {
          "/things/{id}": { get: { parameters: [path("id", INTEGER)], responses: { "204": { description: "" } } } },
        },
      },
      diagnostics: ["missing-operation-id"],
      send: "GET /things/3",
      got: { operation: "getThingsById", params: { id: 3 } },
    },
    {
      says: "an operation called constructor is served",
      contract: { paths: { "/x": { get: to("constructor") } } },
      diagnostics: ["reserved-operation-id"],
      send: "GET /x",
      gives: { status: 204 },
    },
    {
      says: "an operation called notFound is served",
      contract: { paths: { "/x": { get: to("notFound") } } },
      diagnostics: ["reserved-operation-id"],
      send: "GET /x",
      gives: { status: 204 },
    },
    {
      says: "an operation called then is served",
      contract: { paths: { "/x": { get: to("then") } } },
      diagnostics: ["reserved-operation-id"],
      send: "GET /x",
      gives: { status: 204 },
    },
    {
      says: "an operation called __proto__ is served",
      contract: { paths: { "/x": { get: to("__proto__") } } },
      diagnostics: ["reserved-operation-id"],
      send: "GET /x",
      gives: { status: 204 },
    },
  ]),
  ...section("OAS 3.2 §4.5", [
    {
      says: "the server's path is the base",
      contract: under("https://api.example.edu/v1"),
      send: "GET /v1/x",
      got: { operation: "x" },
    },
    {
      says: "without the base nothing is there",
      contract: under("https://api.example.edu/v1"),
      send: "GET /x",
      gives: { status: 404 },
    },
    { says: "a relative server is a base", contract: under("/api/"), send: "GET /api/x", got: { operation: "x" } },
    {
      says: "each of several servers is a base",
      contract: under("/v1", "/v2"),
      send: "GET /v2/x",
      got: { operation: "x" },
    },
    {
      says: "a variable has its default",
      contract: { ...operation(), servers: [{ url: "/{stage}", variables: { stage: { default: "prod" } } }] },
      send: "GET /prod/x",
      got: { operation: "x" },
    },
    { says: "without servers the base is the root", contract: operation(), send: "GET /x", got: { operation: "x" } },
    {
      says: "an operation's servers replace the contract's",
      contract: { ...operation({ servers: [{ url: "/own" }] }), servers: [{ url: "/v1" }] },
      send: "GET /own/x",
      got: { operation: "x" },
    },
    {
      says: "an option replaces all of them",
      contract: under("/v1"),
      options: { basePath: "/mine" },
      send: "GET /mine/x",
      got: { operation: "x" },
    },
  ]),
  ...section("RFC 9110 §9", [
    {
      says: "HEAD is answered from GET, without its body",
      contract: operation({
        responses: { "200": { description: "", content: { "application/json": { schema: list(INTEGER) } } } },
      }),
      answer: { status: 200, body: [1, 2] },
      send: "HEAD /x",
      got: { operation: "x" },
      gives: { status: 200, body: "", headers: { "content-type": "application/json", "content-length": "5" } },
    },
    {
      says: "a declared HEAD is served by itself",
      contract: { paths: { "/x": { get: to("get"), head: to("head") } } },
      send: "HEAD /x",
      got: { operation: "head" },
    },
    {
      says: "OPTIONS tells what there is",
      contract: USERS,
      send: "OPTIONS /users/1",
      gives: { status: 204, headers: { allow: "GET, DELETE, HEAD, OPTIONS" } },
    },
    {
      says: "a declared OPTIONS is served by itself",
      contract: operation({}, "options"),
      send: "OPTIONS /x",
      got: { operation: "x" },
    },
    {
      says: "another method is 405 with Allow",
      contract: USERS,
      send: "POST /users/1",
      gives: {
        status: 405,
        headers: { allow: "GET, DELETE, HEAD, OPTIONS", "content-type": "application/problem+json" },
        has: { status: 405 },
      },
    },
    {
      says: "Allow does not offer HEAD without GET",
      contract: operation({}, "post"),
      send: "GET /x",
      gives: { status: 405, headers: { allow: "POST, OPTIONS" } },
    },
  ]),
];
