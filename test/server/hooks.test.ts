import express from "express";
import { describe, expect, test, vi } from "vitest";
import { interpretedValidators } from "tenon-runtime/validators";
import { type Contract, type ErrorInfo, HttpProblem, type Operation } from "tenon-runtime/core";
import {
  createServer as create,
  partial,
  toFetchHandler as fetchHandler,
  type HookContext,
  type Hooks,
} from "tenon-runtime/server";
import { createRouter, createServer, toFetchHandler } from "../emit/goldens/students/server.ts";
import { ADA, app, type App, BEARER, handlers, jsonRequest, listen, problemOf, security } from "./support.ts";

const options = (hooks: Hooks) => ({ handlers, security, context: app, hooks, onError: () => undefined });
const at = (path: string, init?: RequestInit) => new Request(`http://host${path}`, init);

describe("openapi-backend's hooks", () => {
  test("run in order and see the contract's names, decoded values and results", async () => {
    const seen: unknown[] = [];
    const note =
      (name: string) =>
      ({ operation, security: result, validation, request, response }: HookContext): void => {
        seen.push([
          name,
          operation?.operationId,
          result,
          validation?.valid,
          request.params,
          response === undefined ? undefined : (response as { status: number }).status,
        ]);
      };
    const handle = toFetchHandler(
      options({
        preRoutingHandler: note("preRouting"),
        postRoutingHandler: note("postRouting"),
        postSecurityHandler: note("postSecurity"),
        preOperationHandler: note("preOperation"),
        postResponseHandler: note("postResponse"),
      }),
    );
    const response = await handle(at(`/students/${ADA}`, { method: "DELETE", headers: BEARER }));
    expect(response.status).toBe(204);
    const params = { studentId: ADA };
    const granted = { bearerAuth: { name: "Grace" }, authorized: true };
    expect(seen).toEqual([
      ["preRouting", undefined, undefined, undefined, {}, undefined],
      ["postRouting", "deleteStudent", undefined, undefined, params, undefined],
      ["postSecurity", "deleteStudent", granted, undefined, params, undefined],
      ["preOperation", "deleteStudent", granted, true, params, undefined],
      ["postResponse", "deleteStudent", granted, true, params, 204],
    ]);
  });

  test("answer instead of the problems", async () => {
    const say = (word: string) => () => ({ status: 400, body: { word } });
    const handle = toFetchHandler(
      options({
        notFound: say("notFound"),
        methodNotAllowed: say("methodNotAllowed"),
        validationFail: say("validationFail"),
        unauthorizedHandler: say("unauthorized"),
      }),
    );
    const word = async (request: Request) => ((await (await handle(request)).json()) as { word: string }).word;
    expect(await word(at("/nowhere"))).toBe("notFound");
    expect(await word(at("/students", { method: "PUT" }))).toBe("methodNotAllowed");
    expect(await word(at("/students?limit=0"))).toBe("validationFail");
    expect(
      await word(
        at("/students", { ...jsonRequest("x", BEARER), headers: { ...BEARER, "content-type": "text/plain" } }),
      ),
    ).toBe("validationFail");
    expect(await word(at("/students", jsonRequest({ name: "a" })))).toBe("unauthorized");
    expect((await handle(at("/students", { method: "OPTIONS" }))).status).toBe(204);
  });

  test("see the violations in validationFail", async () => {
    let errors: unknown;
    const handle = toFetchHandler(
      options({ validationFail: ({ validation }) => ((errors = validation?.errors), { status: 422, body: {} }) }),
    );
    expect((await handle(at("/students?limit=0"))).status).toBe(422);
    expect(errors).toMatchObject([{ in: "query", name: "limit", keyword: "minimum" }]);
  });

  test("may write to express's response themselves", async () => {
    await using server = await listen(
      createServer(options({ notFound: (_context, _request, response) => response?.status(404).send("nothing here") })),
    );
    const response = await fetch(`${server.url}/nowhere`);
    expect([response.status, await response.text()]).toEqual([404, "nothing here"]);
  });

  test("see problems in postResponseHandler, and what it returns in their place is held against the contract", async () => {
    const statuses: number[] = [];
    const handle = toFetchHandler(
      options({ postResponseHandler: ({ response }) => void statuses.push((response as { status: number }).status) }),
    );
    await handle(at("/nowhere"));
    await handle(at("/students?limit=0"));
    await handle(at(`/students/${ADA}`));
    expect(statuses).toEqual([404, 400, 200]);
    const altered = toFetchHandler(options({ postResponseHandler: () => ({ status: 200, body: { id: ADA } }) }));
    const problem = await problemOf(await altered(at(`/students/${ADA}`)));
    expect(problem).toMatchObject({ status: 500, errors: [{ pointer: "/name", keyword: "required" }] });
  });

  test("run when the request leads nowhere, is refused or is invalid, as far as it got", async () => {
    const names = [
      "preRoutingHandler",
      "postRoutingHandler",
      "postSecurityHandler",
      "preOperationHandler",
      "postResponseHandler",
    ] as const;
    let ran: string[] = [];
    const handle = toFetchHandler(options(Object.fromEntries(names.map((name) => [name, () => void ran.push(name)]))));
    const hooks = async (path: string, init?: RequestInit) => {
      ran = [];
      const { status } = await handle(at(path, init));
      return [status, ...ran.map((name) => name.replace("Handler", ""))];
    };
    const routed = ["preRouting", "postRouting"];
    expect(await hooks("/nowhere")).toEqual([404, ...routed, "postResponse"]);
    expect(await hooks("/students", { method: "PUT" })).toEqual([405, ...routed, "postResponse"]);
    expect(await hooks("/students", jsonRequest({ name: "a" }))).toEqual([
      401,
      ...routed,
      "postSecurity",
      "postResponse",
    ]);
    expect(await hooks("/students?limit=0")).toEqual([400, ...routed, "postSecurity", "postResponse"]);
    expect(await hooks("/students")).toEqual([200, ...routed, "postSecurity", "preOperation", "postResponse"]);
  });

  test("share one context, to which they may add, are awaited, and hand nothing on by what they return", async () => {
    const seen: unknown[] = [];
    const handle = toFetchHandler(
      options({
        preRoutingHandler: async (context) => {
          await new Promise((resolve) => setTimeout(resolve, 5));
          Object.assign(context, { started: 1 });
          return { status: 500 };
        },
        preOperationHandler: (context) => ({ ...context, status: 500 }),
        postResponseHandler: (context) => void seen.push((context as { started?: number }).started),
      }),
    );
    expect((await handle(at("/students"))).status).toBe(200);
    expect(seen).toEqual([1]);
  });

  test("see the request: its raw headers, decoded parts, the body under both names, and what its host has", async () => {
    const seen: unknown[] = [];
    const hooks: Hooks = {
      preOperationHandler: ({ request, api }: HookContext, expressRequest, expressResponse) => {
        const { method, path, query, headers, cookies, body, requestBody } = request;
        seen.push([method, path, query, headers["x-raw"], cookies, body, requestBody === body]);
        seen.push([typeof api?.handleRequest, expressRequest?.originalUrl, expressResponse?.headersSent]);
      },
    };
    const init = jsonRequest({ name: "Grace" }, { ...BEARER, "X-Raw": "1" });
    await toFetchHandler(options(hooks))(at("/students", init));
    await using server = await listen(createServer(options(hooks)));
    await fetch(`${server.url}/students`, init);
    const view = ["POST", "/students", {}, "1", {}, { name: "Grace" }, true];
    expect(seen).toEqual([view, ["undefined", undefined, undefined], view, ["function", "/students", false]]);
  });

  test("that throw a problem have it answered", async () => {
    const handle = toFetchHandler(
      options({
        preOperationHandler: () => Promise.reject(new HttpProblem(429, {}, { headers: { "Retry-After": "3" } })),
      }),
    );
    const response = await handle(at("/students"));
    expect([response.status, response.headers.get("retry-after")]).toEqual([429, "3"]);
    expect((await problemOf(response)).title).toBe("Too Many Requests");
  });

  test("see in postSecurityHandler who was refused, and in unauthorizedHandler why", async () => {
    const seen: unknown[] = [];
    const handle = toFetchHandler(
      options({
        postSecurityHandler: ({ security: result }) => void seen.push(result),
        unauthorizedHandler: ({ security: result }) => (seen.push(result), { status: 403, body: { title: "No" } }),
      }),
    );
    expect((await handle(at("/students", jsonRequest({ name: "a" })))).status).toBe(403);
    expect(seen).toEqual([{ authorized: false }, { authorized: false }]);
  });

  test("answer for what is not implemented, unless the mock does", async () => {
    const partly = {
      ...options({ notImplemented: () => ({ status: 501, body: { soon: true } }) }),
      handlers: partial<typeof handlers>({}),
    };
    const own = await toFetchHandler({ ...partly, unimplemented: 501 })(at("/students"));
    expect([own.status, await own.json()]).toEqual([501, { soon: true }]);
    const mocked = await toFetchHandler({ ...partly, unimplemented: "mock" })(at("/students"));
    expect([mocked.status, mocked.headers.get("tenon-mock")]).toEqual([200, "true"]);
  });

  test("may write to express's response from every hook that answers, and nothing is sent after it", async () => {
    const onError = vi.fn<(error: unknown, info: ErrorInfo) => void>();
    const write: Hooks["notFound"] = (_context, _request, response) => response?.status(299).send("written");
    const hooks: Hooks = {
      methodNotAllowed: write,
      validationFail: write,
      unauthorizedHandler: write,
      postResponseHandler: (context, request, response) =>
        request?.path === "/students" && !response?.headersSent ? write(context, request, response) : undefined,
    };
    await using server = await listen(createServer({ ...options(hooks), onError }));
    const requests: [string, RequestInit?][] = [
      ["/students", { method: "PUT" }],
      ["/students?limit=0"],
      ["/students", jsonRequest({ name: "a" })],
      ["/students"],
    ];
    for (const [path, init] of requests) {
      const response = await fetch(server.url + path, init);
      expect([response.status, await response.text()], path).toEqual([299, "written"]);
    }
    expect(onError).not.toHaveBeenCalled();
  });

  test("get notFound for what neither the contract nor the application has, under a router's mount too", async () => {
    const outer = express();
    outer.use(
      "/api",
      createRouter(options({ notFound: ({ request }) => ({ status: 404, body: { path: request.path } }) })),
    );
    outer.get("/after", (_request, response) => void response.send("after"));
    await using server = await listen(outer);
    expect(await (await fetch(`${server.url}/api/nowhere?x=1`)).json()).toEqual({ path: "/nowhere" });
    expect(await (await fetch(`${server.url}/after`)).text()).toBe("after");
  });

  test("that throw are answered with a 500 that shows nothing", async () => {
    const onError = vi.fn<(error: unknown, info: ErrorInfo) => void>();
    const handle = toFetchHandler({
      ...options({ preOperationHandler: () => Promise.reject(new Error("secret")) }),
      onError,
    });
    const response = await handle(at("/students"));
    expect(await response.text()).not.toContain("secret");
    expect(response.status).toBe(500);
    expect(onError).toHaveBeenCalledOnce();
  });
});

describe("whatever an operation is called", () => {
  const names = [
    "constructor",
    "notFound",
    "then",
    "__proto__",
    "404",
    "postResponseHandler",
    "toString",
    "hasOwnProperty",
    "400",
    "notImplemented",
    "methodNotAllowed",
    "validationFail",
    "unauthorizedHandler",
    "preRoutingHandler",
    "valueOf",
    "prototype",
    "init",
    "api",
    "tenon",
  ];
  const operations = names.map((name): Operation => ({
    name,
    method: "GET",
    path: `/${name}`,
    pointer: "",
    responses: [{ status: "200", content: [{ type: "text/plain", kind: "text" }] }],
  }));
  const contract: Contract = { format: 1, title: "t", version: "1", servers: ["/"], securitySchemes: {}, operations };
  const sets = { requests: interpretedValidators({}, {}) };

  test("it is served by its own handler", async () => {
    const own: object = Object.create(null) as object;
    for (const name of names)
      Object.defineProperty(own, name, { value: () => ({ status: 200, body: name }), enumerable: true });
    const handle = fetchHandler(contract, sets, { handlers: own });
    for (const name of names) expect(await (await handle(at(`/${name}`))).text()).toBe(name);
    expect((await handle(at("/nowhere"))).status).toBe(404);
  });

  test("no handler of one is taken for a hook, nor a hook for a handler", async () => {
    const called: string[] = [];
    const own = Object.fromEntries(
      names
        .filter((name) => name !== "__proto__")
        .map((name) => [name, () => (called.push(name), { status: 200, body: name })]),
    );
    Object.defineProperty(own, "__proto__", { value: () => ({ status: 200, body: "" }), enumerable: true });
    const hooks: Hooks = {
      notFound: () => ({ status: 404, body: "the hook" }),
      validationFail: () => ({ status: 400 }),
    };
    const handle = fetchHandler(contract, sets, { handlers: own, hooks });
    expect(await (await handle(at("/nowhere"))).text()).toBe("the hook");
    expect((await handle(at("/then", { method: "POST" }))).status).toBe(405);
    expect(called).toEqual([]);
    expect(await (await handle(at("/notFound"))).text()).toBe("notFound");
  });

  test("it is not implemented when its handler is left out", async () => {
    const handle = fetchHandler(contract, sets, { handlers: {}, unimplemented: 501 });
    for (const name of names) expect((await handle(at(`/${name}`))).status, name).toBe(501);
  });

  test("what every object inherits is no handler", () => {
    expect(() => create(contract, sets, { handlers: {} })).toThrow(/No handler for constructor .*toString/);
  });
});

describe("security results", () => {
  const contract: Contract = {
    format: 1,
    title: "t",
    version: "1",
    servers: ["/"],
    securitySchemes: { key: { type: "apiKey", in: "query", name: "key" } },
    operations: [
      {
        name: "who",
        method: "GET",
        path: "/who",
        pointer: "",
        security: [{ key: [] }],
        responses: [{ status: "200", content: [{ type: "application/json", kind: "json" }] }],
      },
    ],
  };
  const answer = async (result: () => unknown) => {
    const handlers = {
      who: (_request: unknown, { auth }: { auth: { key: unknown } }) => ({ status: 200, body: { key: auth.key } }),
    };
    const handle = fetchHandler(
      contract,
      { requests: interpretedValidators({}, {}) },
      { handlers, security: { key: result }, onError: () => undefined },
    );
    const response = await handle(at("/who?key=1"));
    return [response.status, await response.json()] as const;
  };

  test.for<[string, unknown]>([
    ["0", 0],
    ["an empty text", ""],
    ["an object with an error field", { error: "none", id: 1 }],
  ])("%s is a result like any other", async ([, value]) => {
    expect(await answer(() => value)).toEqual([200, { key: value }]);
  });

  test.for<[string, () => unknown]>([
    ["null", () => null],
    ["undefined", () => undefined],
    ["false", () => false],
    ["a promise of null", () => Promise.resolve(null)],
  ])("%s is a 401", async ([, result]) => {
    expect((await answer(result))[0]).toBe(401);
  });

  test.for<[string, () => unknown]>([
    [
      "a throw",
      () => {
        throw new Error("no");
      },
    ],
    ["a rejection with nothing", () => Promise.reject(null)],
  ])("%s is a 500", async ([, result]) => {
    expect((await answer(result))[0]).toBe(500);
  });

  test("a thrown problem passes through", async () => {
    const [status, body] = await answer(() => {
      throw new HttpProblem(403, { detail: "not you" });
    });
    expect([status, body]).toEqual([403, { type: "about:blank", title: "Forbidden", status: 403, detail: "not you" }]);
  });
});

test("a context that cannot be made is a 500, not a lack of credentials", async () => {
  const onError = vi.fn<(error: unknown, info: ErrorInfo) => void>();
  const handle = toFetchHandler({
    ...options({}),
    context: () => Promise.reject<App>(new Error("no database")),
    onError,
  });
  expect((await handle(at("/students", jsonRequest({ name: "a" }, BEARER)))).status).toBe(500);
  expect(onError).toHaveBeenCalledOnce();
});
