/** `createServer` answers requests without asking express, as long as nobody looks; to whoever looks all is as express makes it. */
import express, { type ErrorRequestHandler, type Request, type RequestHandler, type Response } from "express";
import { createServer as createHttp, IncomingMessage, type RequestListener } from "node:http";
import { describe, expect, test } from "vitest";
import type { ServerRequest } from "tenon-runtime/server";
import { HttpProblem } from "tenon-runtime/core";
import { createServer, type Handlers } from "../emit/goldens/students/server.ts";
import { ADA, app, BEARER, handlers, listen, type Options, security } from "./support.ts";

type Look = (request: Request, response: Response) => void;

/** @param look at the express request, for each request */
const options = (look?: Look) => {
  const context = app();
  return {
    handlers,
    security,
    onError: () => undefined,
    context: ({ express: seen }: { readonly express?: ServerRequest["express"] }) => {
      if (seen !== undefined) look?.(seen.request, seen.response);
      return context;
    },
  };
};
/** Looks at nothing, not even at `express`. */
const blind = () => ({
  ...options(),
  context: (() => {
    const context = app();
    return () => context;
  })(),
});

const ONE = `/students/${ADA}`;

/** Where the request came along, with what each of them saw. */
async function traced(
  listener: RequestListener,
  path: string,
): Promise<{ response: globalThis.Response; raw: IncomingMessage }> {
  let raw: IncomingMessage | undefined;
  await using server = await listen((request, response) => {
    raw = request;
    listener(request, response);
  });
  const response = await fetch(server.url + path);
  await response.clone().text();
  if (raw === undefined) throw new Error("no request came");
  return { response, raw };
}

describe("a request of the contract", () => {
  test("does not go through express when nobody looks at it there", async () => {
    const { response, raw } = await traced(createServer(blind()), ONE);
    expect(response.status).toBe(200);
    expect(Object.getPrototypeOf(raw)).toBe(IncomingMessage.prototype);
  });

  test("is what express makes of it to the context that looks", async () => {
    const seen: unknown[] = [];
    const server = createServer(
      options((request, response) => {
        response.cookie("seen", "1");
        seen.push(
          [request.app === server, response.app === server, request.res === response, response.req === request],
          [request.baseUrl, request.originalUrl, request.path, request.get("host")?.startsWith("127.")],
          [request.ip, request.query, { ...response.locals }, typeof request.next],
        );
      }),
    );
    server.set("trust proxy", true);
    await using running = await listen(server);
    const response = await fetch(`${running.url}/students?q=Ad`, { headers: { "x-forwarded-for": "192.0.2.7" } });
    expect([response.status, response.headers.get("set-cookie")]).toEqual([200, "seen=1; Path=/"]);
    expect(seen).toEqual([
      [true, true, true, true],
      ["", "/students?q=Ad", "/students", true],
      ["192.0.2.7", { q: "Ad" }, {}, "function"],
    ]);
  });

  test("is answered once, however often and whenever somebody looks", async () => {
    let calls = 0;
    const getStudent: Handlers<Options>["getStudent"] = async (_request, { request }) => {
      calls += 1;
      await new Promise((resolve) => setTimeout(resolve, 5));
      const { express: late } = request as ServerRequest;
      expect(late?.request).toBe((request as ServerRequest).express?.request);
      return { status: 200, body: { id: ADA, name: late?.request.hostname ?? "" } };
    };
    const { response } = await traced(createServer({ ...blind(), handlers: { ...handlers, getStudent } }), ONE);
    expect([await response.json(), calls]).toEqual([{ id: ADA, name: "127.0.0.1" }, 1]);
  });

  test("that a hook answers with express leaves as the hook has made it", async () => {
    const hooks = {
      postSecurityHandler: (_context: object, _request: unknown, response?: Response) =>
        void response?.status(418).json({ tea: true }),
    };
    const { response } = await traced(createServer({ ...blind(), hooks }), ONE);
    expect([response.status, await response.json()]).toEqual([418, { tea: true }]);
  });

  test("whose handler's promise is another library's fails as one does", async () => {
    const gone = new HttpProblem(404, { title: "No such student" });
    // oxlint-disable-next-line unicorn/no-thenable -- that is what it is about
    const query = { then: (_done: unknown, failed: (error: unknown) => void) => failed(gone) };
    // Cast: builders of queries say that they are promises.
    const getStudent = (() => query) as unknown as Handlers<Options>["getStudent"];
    const seen: unknown[] = [];
    const hooks = { postResponseHandler: ({ response }: { readonly response?: unknown }) => void seen.push(response) };
    const { response } = await traced(createServer({ ...blind(), hooks, handlers: { ...handlers, getStudent } }), ONE);
    expect([response.status, seen]).toMatchObject([404, [{ status: 404 }]]);
  });
});

describe("the application", () => {
  test("may be mounted in another one, whose request it then sees", async () => {
    const bases: string[] = [];
    const urls: string[] = [];
    const inner = createServer({
      ...options(({ baseUrl, app: seen }) => bases.push(baseUrl, String(seen === inner))),
      handlers: {
        ...handlers,
        getStudent: (_request, { request }) => (urls.push(request.url), { status: 404, body: { title: "none" } }),
      },
    });
    const outer = express();
    const before: RequestHandler = (_request, response, next) => {
      response.setHeader("X-Before", "1");
      next();
    };
    outer.use("/api", before, inner);
    outer.use("/by-hand", (request, response) => inner(request, response));
    for (const mount of ["/api", "/by-hand"]) {
      const { response } = await traced(outer, mount + ONE);
      expect([response.status, response.headers.get("x-before")]).toEqual([404, mount === "/api" ? "1" : null]);
    }
    expect(bases).toEqual(["/api", "true", "/by-hand", "true"]);
    expect(urls).toEqual([`/api${ONE}`, `/by-hand${ONE}`]);
    expect(inner.mountpath).toBe("/api");
  });

  test("has what is mounted behind the contract reached by what the contract does not have, errors too", async () => {
    const server = createServer(blind());
    const paths: string[] = [];
    server.use((request, _response, next) => {
      paths.push(request.path);
      next();
    });
    server.get("/more", (_request, response) => void response.send("more"));
    server.get("/fails", () => {
      throw new Error("the application's own");
    });
    const last: ErrorRequestHandler = (error: Error, _request, response, _next) =>
      void response.status(500).send(error.message);
    server.use(last);
    await using running = await listen(server);
    const text = async (path: string) => (await fetch(running.url + path)).text();
    expect([await text("/more"), await text("/fails")]).toEqual(["more", "the application's own"]);
    const [known, unknown, method] = await Promise.all(
      ["/students", "/nowhere", ONE].map((path, i) => fetch(running.url + path, { method: i === 2 ? "PATCH" : "GET" })),
    );
    expect([known?.status, unknown?.status, method?.status, method?.headers.get("allow")]).toEqual([
      200,
      404,
      405,
      "GET, DELETE, HEAD, OPTIONS",
    ]);
    expect(paths).toEqual(["/more", "/fails", "/nowhere"]);
  });

  test("has what is put before the contract, or around it, asked first", async () => {
    const server = createServer(blind());
    server.use((_request, response, next) => {
      response.setHeader("X-First", "1");
      next();
    });
    const [contract, added] = server.router.stack.splice(0);
    if (contract === undefined || added === undefined) throw new Error("two layers were expected");
    server.router.stack.push(added, contract);
    expect((await traced(server, ONE)).response.headers.get("x-first")).toBe("1");
    // As tracers do it.
    const { handle } = contract;
    let entered = 0;
    contract.handle = (request, response, next) => {
      entered += 1;
      handle(request, response, next);
    };
    server.router.stack.reverse();
    expect([(await traced(server, ONE)).response.status, entered]).toEqual([200, 1]);
  });

  test("says what it is made with where that is switched on", async () => {
    const server = createServer(blind());
    expect((await traced(server, ONE)).response.headers.get("x-powered-by")).toBeNull();
    server.enable("x-powered-by");
    expect((await traced(server, ONE)).response.headers.get("x-powered-by")).toBe("Express");
  });

  test("listens by itself and by node:http, and calls the middleware that it was given", async () => {
    const ids: string[] = [];
    const middleware: RequestHandler = (request, _response, next) => {
      Object.assign(request, { id: "from-middleware" });
      next();
    };
    const getStudent: Handlers<Options>["getStudent"] = (_request, { request }) => {
      ids.push(request.id);
      return { status: 200, body: { id: ADA, name: "Ada" } };
    };
    const server = createServer({ ...blind(), handlers: { ...handlers, getStudent }, middleware: [middleware] });
    const http = server.listen(0, "127.0.0.1");
    await new Promise((resolve) => http.once("listening", resolve));
    const address = http.address();
    if (typeof address !== "object" || address === null) throw new Error("it does not listen on a port");
    expect((await fetch(`http://127.0.0.1:${address.port}${ONE}`, { headers: BEARER })).status).toBe(200);
    http.closeAllConnections();
    http.close();
    expect(
      (await traced((request, response) => createHttp(server).emit("request", request, response), ONE)).response.status,
    ).toBe(200);
    expect(ids).toEqual(["from-middleware", "from-middleware"]);
  });
});
