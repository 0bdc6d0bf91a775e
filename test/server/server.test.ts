import express from "express";
import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { describe, expect, test, vi } from "vitest";
import { type ErrorInfo, HttpProblem } from "tenon-runtime/core";
import { partial } from "tenon-runtime/server";
import { createRouter, createServer, toFetchHandler, type Handlers } from "../emit/goldens/students/server.ts";
import {
  ADA,
  app,
  BEARER,
  handlers,
  jsonRequest,
  listen,
  NOBODY,
  problemOf,
  security,
  type Options,
} from "./support.ts";

const options = () => {
  const context = app();
  return { handlers, security, context: () => context, onError: () => undefined };
};

describe("createServer", () => {
  test("answers what the handlers answer, with decoded parameters and their defaults", async () => {
    await using server = await listen(createServer(options()));
    const list = await fetch(`${server.url}/students?q=Ad`);
    expect(list.status).toBe(200);
    expect(list.headers.get("x-total-count")).toBe("1");
    expect(list.headers.get("content-type")).toBe("application/json");
    expect(await list.json()).toEqual({ items: [{ id: ADA, name: "Ada" }] });
    const created = await fetch(`${server.url}/students`, jsonRequest({ name: "Grace" }, BEARER));
    expect([created.status, created.headers.get("location")]).toEqual([201, `/students/${NOBODY}`]);
    const gone = await fetch(`${server.url}/students/${NOBODY}`, { method: "DELETE", headers: { "x-key": "key" } });
    expect([gone.status, await gone.text()]).toEqual([204, ""]);
  });

  test("answers with a problem document that has all violations of the request", async () => {
    await using server = await listen(createServer(options()));
    const response = await fetch(`${server.url}/students?limit=zero&nope=1&q=a&q=b`);
    expect(response.status).toBe(400);
    const problem = await problemOf(response);
    expect(problem).toMatchObject({ type: "about:blank", title: "Bad Request", status: 400 });
    expect(problem.errors?.map(({ in: place, name, keyword }) => [place, name, keyword])).toEqual([
      ["query", "limit", "type"],
      ["query", "q", "repeated"],
      ["query", "nope", "unknown"],
    ]);
  });

  test("points at each violation of a body, in the body and in the contract", async () => {
    await using server = await listen(createServer(options()));
    const problem = await problemOf(
      await fetch(`${server.url}/students`, jsonRequest({ name: "", id: "1", password: 5 }, BEARER)),
    );
    expect(problem.errors).toEqual([
      {
        in: "body",
        pointer: "/id",
        keyword: "readOnly",
        message: '"id" is read-only: a request must not contain it',
        schemaPointer: "#/components/schemas/StudentInput/properties/id",
      },
      {
        in: "body",
        pointer: "/name",
        keyword: "minLength",
        message: "must have at least 1 character",
        schemaPointer: "#/components/schemas/StudentInput/properties/name/minLength",
      },
      {
        in: "body",
        pointer: "/password",
        keyword: "type",
        message: "must be a string",
        schemaPointer: "#/components/schemas/StudentInput/properties/password/type",
      },
    ]);
  });

  test("serves HEAD by GET, OPTIONS with 204 and Allow, and refuses other methods with 405 and Allow", async () => {
    await using server = await listen(createServer(options()));
    const head = await fetch(`${server.url}/students/${ADA}`, { method: "HEAD" });
    const length = new TextEncoder().encode(JSON.stringify({ id: ADA, name: "Ada" })).length;
    expect([head.status, head.headers.get("content-length"), await head.text()]).toEqual([200, String(length), ""]);
    const options204 = await fetch(`${server.url}/students`, { method: "OPTIONS" });
    expect([options204.status, options204.headers.get("allow")]).toEqual([204, "GET, POST, HEAD, OPTIONS"]);
    const patch = await fetch(`${server.url}/students`, { method: "PATCH" });
    expect([patch.status, patch.headers.get("allow")]).toEqual([405, "GET, POST, HEAD, OPTIONS"]);
    expect((await problemOf(patch)).status).toBe(405);
  });

  test("answers 404 with a problem where neither the contract nor the application has the path", async () => {
    const server = createServer(options());
    server.get("/health", (_request, response) => void response.send("fine"));
    await using running = await listen(server);
    expect((await problemOf(await fetch(`${running.url}/nowhere`))).status).toBe(404);
    expect(await (await fetch(`${running.url}/health`)).text()).toBe("fine");
    expect((await problemOf(await fetch(`${running.url}/nowhere`))).status).toBe(404);
  });

  test("runs the middleware it is given first", async () => {
    const server = createServer({
      ...options(),
      middleware: [(_request, response, next) => (response.setHeader("X-Seen", "1"), next())],
    });
    await using running = await listen(server);
    expect((await fetch(`${running.url}/students`)).headers.get("x-seen")).toBe("1");
  });

  test("answers a malformed percent sign with 400", async () => {
    await using server = await listen(createServer(options()));
    const response = await fetch(`${server.url}/students/%zz`);
    expect(response.status).toBe(400);
    expect((await problemOf(response)).errors?.[0]).toMatchObject({
      in: "path",
      name: "studentId",
      keyword: "encoding",
    });
  });

  test("refuses bodies of another type with 415, too large ones with 413, broken ones with 400", async () => {
    await using server = await listen(createServer({ ...options(), limits: { body: 50 } }));
    const send = (init: RequestInit) => fetch(`${server.url}/students`, init);
    const text = await send({ method: "POST", body: "x", headers: { "content-type": "text/plain", ...BEARER } });
    expect([text.status, text.headers.get("accept")]).toEqual([415, "application/json"]);
    expect((await problemOf(await send(jsonRequest({ name: "a".repeat(60) }, BEARER)))).status).toBe(413);
    expect((await problemOf(await send(jsonRequest("{", BEARER)))).errors?.[0]).toMatchObject({
      in: "body",
      keyword: "json",
    });
    expect((await problemOf(await send({ method: "POST", headers: BEARER }))).errors).toMatchObject([
      { in: "body", keyword: "required" },
    ]);
    const klingon = await send(
      jsonRequest({ name: "a" }, { ...BEARER, "content-type": "application/json; charset=klingon" }),
    );
    expect(klingon.status).toBe(415);
  });

  test("stops reading a body without a length when it grows past the limit", async () => {
    await using server = await listen(createServer({ ...options(), limits: { body: 1000 } }));
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const request = httpRequest(
        `${server.url}/students`,
        { method: "POST", headers: { "content-type": "application/json", ...BEARER } },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      );
      request.on("error", reject);
      for (let i = 0; i < 20; i++) request.write("x".repeat(100));
      request.end();
    });
    expect(status).toBe(413);
  });

  test("does not read a body before the caller is known", async () => {
    await using server = await listen(createServer({ ...options(), limits: { body: 5 } }));
    expect((await fetch(`${server.url}/students`, jsonRequest({ name: "long enough" }))).status).toBe(401);
  });

  test("keeps what an earlier middleware has parsed", async () => {
    const outer = express();
    outer.use(express.json());
    outer.use(createRouter(options()));
    await using server = await listen(outer);
    expect((await fetch(`${server.url}/students`, jsonRequest({ name: "Grace" }, BEARER))).status).toBe(201);
  });

  test("survives names of the prototype in bodies and queries", async () => {
    await using server = await listen(createServer(options()));
    const poisoned = await fetch(
      `${server.url}/students`,
      jsonRequest('{"name":"a","__proto__":{"admin":true},"__proto__":{"admin":true}}', BEARER),
    );
    expect(poisoned.status).toBe(400);
    const query = await fetch(`${server.url}/students?__proto__=1&constructor=2&toString=3`);
    expect((await problemOf(query)).errors?.map(({ name }) => name)).toEqual(["__proto__", "constructor", "toString"]);
    expect(({} as { admin?: unknown }).admin).toBeUndefined();
  });

  test("aborts the signal of the request when the caller goes away", async () => {
    const aborted = Promise.withResolvers<string>();
    const started = Promise.withResolvers<void>();
    const onError = vi.fn<(error: unknown, info: ErrorInfo) => void>();
    const slow: Handlers<Options> = {
      ...handlers,
      getStudent: async (_request, { request }) => {
        started.resolve();
        await new Promise((_resolve, reject) =>
          request.signal.addEventListener("abort", () => reject(request.signal.reason as Error)),
        );
        return { status: 404, body: { title: "never" } };
      },
    };
    await using server = await listen((request, response) => {
      response.on("close", () => aborted.resolve("closed"));
      createServer({ ...options(), handlers: slow, onError })(request, response);
    });
    const { port } = new URL(server.url);
    const socket = connect(Number(port), "127.0.0.1");
    socket.write(`GET /students/${ADA} HTTP/1.1\r\nHost: x\r\n\r\n`);
    await started.promise;
    socket.destroy();
    expect(await aborted.promise).toBe("closed");
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(onError).not.toHaveBeenCalled();
  });

  test("refuses to start without a handler, and answers 501 where that is asked for", async () => {
    const some = partial<Handlers<Options>>({ getStudent: handlers.getStudent });
    expect(() => createServer({ ...options(), handlers: some })).toThrow(
      /listStudents \(GET \/students\), createStudent .*unimplemented: "mock" or 501/,
    );
    await using server = await listen(createServer({ ...options(), handlers: some, unimplemented: 501 }));
    expect((await fetch(`${server.url}/students/${ADA}`)).status).toBe(200);
    expect((await problemOf(await fetch(`${server.url}/students`))).status).toBe(501);
  });

  test("refuses to start without a security handler", () => {
    const { apiKey: _apiKey, ...rest } = security;
    expect(() => createServer({ ...options(), security: rest as typeof security })).toThrow(
      "No security handler for apiKey",
    );
  });
});

describe("createRouter", () => {
  test("mounts under any path, beside what else the application has", async () => {
    const outer = express();
    outer.use("/api/v1", createRouter(options()));
    outer.use("/api/v1", (_request, response) => void response.status(418).send("beside"));
    await using server = await listen(outer);
    expect((await fetch(`${server.url}/api/v1/students?limit=1`)).status).toBe(200);
    expect(await (await fetch(`${server.url}/api/v1/other`)).text()).toBe("beside");
    expect((await fetch(`${server.url}/students`)).status).toBe(404);
  });

  test("leaves errors of middleware before it to express", async () => {
    const outer = express();
    outer.use((_request, _response, next) => next(new Error("before")));
    outer.use(createRouter(options()));
    outer.use(
      ((error: Error, _request, response, _next) =>
        void response.status(599).send(error.message)) satisfies express.ErrorRequestHandler,
    );
    await using server = await listen(outer);
    const response = await fetch(`${server.url}/students`);
    expect([response.status, await response.text()]).toEqual([599, "before"]);
  });

  test("keeps the Vary and Set-Cookie headers that middleware has set", async () => {
    const outer = express();
    outer.use((_request, response, next) => {
      response.setHeader("Vary", "Origin");
      response.setHeader("Set-Cookie", "a=1");
      next();
    });
    const cookies: Handlers<Options> = {
      ...handlers,
      getStudent: () => ({
        status: 404,
        body: { title: "x" },
        headers: { "Set-Cookie": ["b=2", "c=3"], Vary: "Accept" },
      }),
    };
    outer.use(createRouter({ ...options(), handlers: cookies }));
    await using server = await listen(outer);
    const response = await fetch(`${server.url}/students/${ADA}`);
    expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2", "c=3"]);
    expect(response.headers.get("vary")).toBe("Origin, Accept");
  });
});

describe("toFetchHandler", () => {
  test("gives the same answers as the express server", async () => {
    await using server = await listen(createServer(options()));
    const handle = toFetchHandler(options());
    const requests: [string, RequestInit?][] = [
      ["/students"],
      [`/students/${ADA}`],
      [`/students/${NOBODY}`],
      ["/students/not-a-uuid"],
      ["/students/%zz"],
      ["/students/"],
      ["/students?limit=0&limit=2"],
      ["/students?limit=99999999999999999999"],
      ["/nowhere"],
      ["/students", { method: "PATCH" }],
      ["/students", jsonRequest({ name: "x" })],
      ["/students", jsonRequest({ name: "x" }, { authorization: "Bearer wrong" })],
      ["/students", jsonRequest({ name: "" }, BEARER)],
      ["/students", jsonRequest("[", BEARER)],
      [
        "/students",
        { method: "POST", body: "a=1", headers: { ...BEARER, "content-type": "application/x-www-form-urlencoded" } },
      ],
      ["/students", { method: "POST", headers: BEARER }],
      [`/students/${ADA}`, { method: "DELETE" }],
    ];
    for (const [path, init] of requests) {
      const overHttp = await fetch(server.url + path, init);
      const direct = await handle(new Request(`http://host${path}`, init));
      const seen = async (response: Response) => [
        response.status,
        await response.text(),
        ...["content-type", "allow", "www-authenticate", "accept", "x-total-count"].map((name) =>
          response.headers.get(name),
        ),
      ];
      expect(await seen(direct), `${init?.method ?? "GET"} ${path}`).toEqual(await seen(overHttp));
    }
  });

  test("says which paths are the contract's", () => {
    const handle = toFetchHandler(options());
    expect([
      handle.matches("GET", "/students/1"),
      handle.matches("PUT", "/students"),
      handle.matches("GET", "/other"),
    ]).toEqual([true, true, false]);
  });

  test("a thrown problem that the contract does not declare is a 500 with a report in enforce mode, and passes in others", async () => {
    const teapot: Handlers<Options> = {
      ...handlers,
      getStudent: () => {
        throw new HttpProblem(418, { title: "Teapot" });
      },
    };
    const ask = async (mode: "enforce" | "report" | "off") => {
      const handle = toFetchHandler({ ...options(), handlers: teapot, validateResponses: mode });
      return problemOf(await handle(new Request(`http://host/students/${ADA}`)));
    };
    expect(await ask("enforce")).toMatchObject({
      status: 500,
      detail: expect.stringMatching(/^getStudent answered 418 which the contract does not declare/) as string,
    });
    expect(await ask("report")).toMatchObject({ status: 418, title: "Teapot" });
    expect(await ask("off")).toMatchObject({ status: 418, title: "Teapot" });
  });
});
