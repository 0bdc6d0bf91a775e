/** Refusals that are no findings, and those that are. */

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { verifySource } from "../../toolchain/cli/verify/source.ts";
import { loadContract } from "../../toolchain/contract/index.ts";
import { fetchTarget, verify, type Finding, type VerifyOptions } from "../../toolchain/verify/index.ts";
import { folder, tenon } from "../cli/support.ts";

const json = (schema: object): object => ({ required: true, content: { "application/json": { schema } } });
const statuses = (...all: number[]): object => Object.fromEntries(all.map((one) => [one, { description: "" }]));
const object = (properties: object, required: readonly string[]): object => ({
  type: "object",
  additionalProperties: false,
  required,
  properties,
});

type Answer = (request: {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly headers: Headers;
}) => number;

/** A number of requests gives the same result on a slow machine; a time does not. */
const BOUNDS = { time: 100_000, requests: 300 } as const;

/** What is found in a server that refuses malformed requests, and otherwise answers so. */
async function found(paths: object, answer: Answer, more: object = {}, options: Partial<VerifyOptions> = {}) {
  const cwd = folder({
    "openapi.json": JSON.stringify({ openapi: "3.1.0", info: { title: "t", version: "1" }, paths, ...more }),
  });
  const { contract } = await loadContract(`${cwd}/openapi.json`);
  const { source } = verifySource(contract!);
  const target = fetchTarget(async (request) => {
    const { pathname } = new URL(request.url);
    const text = await request.text();
    let body: unknown;
    try {
      body = text === "" ? undefined : JSON.parse(text);
    } catch {
      return new Response(null, { status: 400 });
    }
    const operation = source.contract.operations.find(
      ({ path, method }) => path === pathname && method === request.method,
    );
    if (operation === undefined) return new Response(null, { status: pathname in paths ? 405 : 404 });
    const type = operation.body === undefined || request.headers.get("content-type") === "application/json";
    if (!type) return new Response(null, { status: 415 });
    const validator = source.requests.get(operation.name, "body application/json");
    if (operation.body !== undefined && validator?.is(body) === false) return new Response(null, { status: 400 });
    const status = answer({ method: request.method, path: pathname, body, headers: request.headers });
    return new Response(null, { status });
  });
  const result = await verify(source, { target, ...BOUNDS, ...options });
  return result.findings.filter(({ check }) => check !== "method-not-allowed" || options.checks !== undefined);
}

const names = (findings: readonly Finding[]): string[] =>
  findings.map(({ check, operation }) => `${check} ${operation}`);

describe("a declared refusal for a business reason is no finding", () => {
  const login = (...declared: number[]): object => ({
    "/login": {
      post: {
        operationId: "login",
        requestBody: json(object({ user: { type: "string" }, password: { type: "string" } }, ["user", "password"])),
        responses: statuses(200, 400, 415, ...declared),
      },
    },
  });

  test.each([401, 403, 404, 409, 422, 423])("%i, to a login that knows other users", async (status) => {
    expect(names(await found(login(status), () => status))).toEqual([]);
  });

  test.each([
    ["the key of something that does not exist", "customerId", []],
    ["another value", "customer", ["valid-accepted order"]],
  ])("422, to %s", async (_, property, expected) => {
    const order = {
      post: {
        operationId: "order",
        requestBody: json(object({ [property]: { type: "string" } }, [property])),
        responses: statuses(201, 400, 415, 422),
      },
    };
    const answer: Answer = ({ body }) => (/^[\w -]+$/.test(String(Object.values(body as object)[0])) ? 201 : 422);
    expect(names(await found({ "/orders": order }, answer))).toEqual(expected);
  });

  test("but it is one when the operation does not declare it", async () => {
    expect(names(await found(login(), () => 401))).toContain("declared-status login");
  });

  test.each([400, 409, 422])("%i, to a name that is taken", async (status) => {
    const paths = {
      "/users": {
        post: {
          operationId: "createUser",
          requestBody: json(
            object({ email: { type: "string", format: "email" }, age: { type: "integer", minimum: 0, maximum: 150 } }, [
              "email",
            ]),
          ),
          responses: statuses(...new Set([201, 400, 415, status])),
        },
      },
    };
    const taken = new Set<unknown>();
    const answer: Answer = ({ body }) => {
      const { email } = body as { readonly email: unknown }; // it has been validated
      if (taken.has(email)) return status;
      taken.add(email);
      return 201;
    };
    expect(names(await found(paths, answer))).toEqual([]);
    // What depends on the value is found all the same.
    const strict: Answer = (asked) => ((asked.body as { readonly age?: number }).age === 150 ? status : answer(asked)); // as above
    taken.clear();
    const findings = await found(paths, strict);
    if (status !== 409) expect(names(findings)).toEqual(["valid-accepted createUser"]);
  });
});

describe("credentials", () => {
  const paths = { "/me": { get: { operationId: "me", responses: statuses(200, 401) } } };
  const secured = (scheme: object): object => ({
    security: [{ auth: [] }],
    components: { securitySchemes: { auth: scheme } },
  });

  test.each([
    ["bearer", { type: "http", scheme: "bearer" }, "Bearer secret"],
    ["BEARER", { type: "http", scheme: "BEARER" }, "Bearer secret"],
    ["basic", { type: "http", scheme: "basic" }, `Basic ${btoa("secret")}`],
    ["an OpenID provider", { type: "openIdConnect", openIdConnectUrl: "https://example.com" }, "Bearer secret"],
    ["a scheme of its own", { type: "http", scheme: "x-token" }, "x-token secret"],
  ])("for %s are spelled as servers expect them", async (_, scheme, expected) => {
    const answer: Answer = ({ headers }) => (headers.get("authorization") === expected ? 200 : 401);
    expect(names(await found(paths, answer, secured(scheme), { credentials: { auth: "secret" } }))).toEqual([]);
  });

  test("that the server refuses although they were given are a finding", async () => {
    const findings = await found(paths, () => 401, secured({ type: "http", scheme: "bearer" }), {
      credentials: { auth: "secret" },
    });
    expect(names(findings)).toContain("valid-accepted me");
  });
});

test("a 405 without Allow is one finding for all operations", async () => {
  const get = (operationId: string): object => ({ get: { operationId, responses: statuses(200) } });
  const paths = { "/a": get("a"), "/b": get("b"), "/c": get("c") };
  const findings = await found(paths, () => 200, {}, { checks: ["method-not-allowed"] });
  expect(findings).toEqual([expect.objectContaining({ message: "405 came without Allow" })]);
  expect(findings[0]!.more).toBeGreaterThan(5);
});

test("the expected refusal names the statuses that the operation declares", async () => {
  const post = {
    operationId: "make",
    requestBody: json(object({ n: { type: "integer" } }, ["n"])),
    responses: statuses(201, 415, 422),
  };
  const cwd = folder({
    "openapi.json": JSON.stringify({ openapi: "3.1.0", info: { title: "t", version: "1" }, paths: { "/a": { post } } }),
    "app.mjs": `export default { fetch: async () => new Response(null, { status: 201 }) };\n`,
  });
  const { out } = await tenon(["verify", "--app", "app.mjs", "--time", "2", "--check", "invalid-rejected"], { cwd });
  expect(out).toContain("expected: a refusal (422 or 415)");
  expect(out).not.toContain("(400)");
});

test.each([
  ["", [], "/v1/a"],
  ["/", [], "/a"],
  ["/api/v2", [], "/api/v2/a"],
  ["", ["--base-path", "/"], "/a"],
  ["", ["--base-path", "/other/"], "/other/a"],
])("requests to a URL with the path '%s' and %j go to %s", async (path, argv, expected) => {
  const urls: string[] = [];
  const server = createServer((request, response) => {
    urls.push(request.url ?? "");
    response.end();
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(() => void server.close());
  const paths = { "/a": { get: { operationId: "a", responses: statuses(200) } } };
  const servers = [{ url: "https://example.com/v1" }];
  const cwd = folder({
    "openapi.json": JSON.stringify({ openapi: "3.1.0", info: { title: "t", version: "1" }, servers, paths }),
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`; // it listens on a port
  await tenon(["verify", "--url", url, "--max-requests", "1", ...argv], { cwd });
  expect(urls).toEqual([expected]);
});
