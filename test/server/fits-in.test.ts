/** The router in an application that has middleware of its own, with the packages that applications really use. */
import compression from "compression";
import cors from "cors";
import express from "express";
import session from "express-session";
import helmet from "helmet";
import { request as httpRequest } from "node:http";
import { Readable } from "node:stream";
import { pino } from "pino";
import { pinoHttp } from "pino-http";
import { describe, expect, test } from "vitest";
import { createMocks } from "../emit/goldens/students/mocks.ts";
import { createRouter, createServer, type Handlers, toFetchHandler } from "../emit/goldens/students/server.ts";
import { ADA, app, BEARER, handlers, jsonRequest, listen, type Options, problemOf, security } from "./support.ts";

const options = () => {
  const context = app();
  return { handlers, security, context: () => context, onError: () => undefined };
};

declare module "express-session" {
  interface SessionData {
    visits: number;
  }
}

describe("createRouter beside other middleware", () => {
  test("under any path, parameters of the mount included", async () => {
    const outer = express();
    outer.use("/schools/:school/api/v1", createRouter(options()));
    await using server = await listen(outer);
    const response = await fetch(`${server.url}/schools/north/api/v1/students/${ADA}`);
    expect([response.status, await response.json()]).toEqual([200, { id: ADA, name: "Ada" }]);
    expect((await fetch(`${server.url}/students/${ADA}`)).status).toBe(404);
  });

  test("twice in one application, each with its own handlers", async () => {
    const outer = express();
    const other: Handlers<Options> = { ...handlers, getStudent: () => ({ status: 404, body: { title: "other" } }) };
    outer.use("/v1", createRouter(options()));
    outer.use("/v2", createRouter({ ...options(), handlers: other }));
    await using server = await listen(outer);
    expect((await fetch(`${server.url}/v1/students/${ADA}`)).status).toBe(200);
    expect((await fetch(`${server.url}/v2/students/${ADA}`)).status).toBe(404);
  });

  test("leaves what is not the contract's to what comes before and after it, errors too", async () => {
    const outer = express();
    outer.get("/api/before", (_request, response) => void response.send("before"));
    outer.use("/api", createRouter(options()));
    outer.get("/api/after", (_request, response) => void response.send("after"));
    outer.get("/api/fails", () => {
      throw new Error("the application's own");
    });
    const last: express.ErrorRequestHandler = (error: Error, _request, response, _next) =>
      void response.status(500).send(error.message);
    outer.use(last);
    await using server = await listen(outer);
    const text = async (path: string) => (await fetch(server.url + path)).text();
    expect([await text("/api/before"), await text("/api/after"), await text("/api/fails")]).toEqual([
      "before",
      "after",
      "the application's own",
    ]);
  });

  test("cors answers preflights, and its headers stay on answers and problems", async () => {
    const outer = express();
    outer.use(cors({ origin: "https://page.example", credentials: true }));
    outer.use("/api", createRouter(options()));
    await using server = await listen(outer);
    const preflight = await fetch(`${server.url}/api/students`, {
      method: "OPTIONS",
      headers: { origin: "https://page.example", "access-control-request-method": "POST" },
    });
    expect([preflight.status, preflight.headers.get("access-control-allow-methods")]).toEqual([
      204,
      "GET,HEAD,PUT,PATCH,POST,DELETE",
    ]);
    for (const path of ["/api/students", "/api/students?limit=0", "/api/students/nobody"]) {
      const { headers } = await fetch(server.url + path, { headers: { origin: "https://page.example" } });
      expect(headers.get("access-control-allow-origin"), path).toBe("https://page.example");
      expect(headers.get("vary"), path).toContain("Origin");
    }
  });

  test("helmet's headers stay, and what it takes away is not brought back", async () => {
    const outer = express();
    outer.use(helmet());
    outer.use("/api", createRouter(options()));
    await using server = await listen(outer);
    const { headers } = await fetch(`${server.url}/api/students`);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("content-security-policy")).toContain("default-src 'self'");
    expect(headers.get("x-powered-by")).toBeNull();
    expect(headers.get("content-type")).toBe("application/json");
  });

  test("pino-http logs each request once, with its id, which is the context's too", async () => {
    const lines: { req: { id: string; url: string }; res: { statusCode: number } }[] = [];
    const ids: string[] = [];
    const outer = express();
    let count = 0;
    const logger = pino({}, { write: (line: string) => void lines.push(JSON.parse(line) as (typeof lines)[number]) });
    outer.use(pinoHttp({ logger, genReqId: () => `log-${(count += 1)}` }));
    const { context } = options();
    outer.use("/api", createRouter({ ...options(), context: (request) => (ids.push(request.id), context()) }));
    await using server = await listen(outer);
    await fetch(`${server.url}/api/students`);
    await fetch(`${server.url}/api/students/${ADA}`, { method: "DELETE" });
    expect(lines.map(({ req, res }) => [req.id, req.url, res.statusCode])).toEqual([
      ["log-1", "/api/students", 200],
      ["log-2", `/api/students/${ADA}`, 401],
    ]);
    expect(ids).toEqual(["log-1", "log-2"]);
  });

  test("a session is read and kept by what the application hands to its handlers", async () => {
    const outer = express();
    outer.use(session({ secret: "of this test", resave: false, saveUninitialized: false }));
    const { context } = options();
    const seen: number[] = [];
    const sessions = {
      ...options(),
      context: ({ express: given }: { express?: { request: express.Request } }) => {
        if (given !== undefined) seen.push((given.request.session.visits = (given.request.session.visits ?? 0) + 1));
        return context();
      },
    };
    outer.use("/api", createRouter(sessions));
    await using server = await listen(outer);
    const first = await fetch(`${server.url}/api/students`);
    const [cookie = ""] = first.headers.getSetCookie();
    expect(cookie).toMatch(/^connect\.sid=/);
    const second = await fetch(`${server.url}/api/students`, { headers: { cookie: cookie.split(";")[0] ?? "" } });
    expect([first.status, second.status, ...seen]).toEqual([200, 200, 1, 2]);
  });

  test("compression compresses answers, and what is small it leaves", async () => {
    const outer = express();
    outer.use(compression({ threshold: 500 }));
    const { context } = options();
    const many = context();
    for (let index = 0; index < 20; index += 1) {
      const id = `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
      many.students.set(id, { id, name: `Student ${index}` });
    }
    outer.use("/api", createRouter({ ...options(), context: () => many }));
    await using server = await listen(outer);
    const raw = (path: string) =>
      new Promise<[string | undefined, number]>((resolve) => {
        httpRequest(`${server.url}${path}`, { headers: { "accept-encoding": "gzip" } }, (response) => {
          let length = 0;
          response.on("data", (chunk: Buffer) => (length += chunk.length));
          response.on("end", () => resolve([response.headers["content-encoding"], length]));
        }).end();
      });
    const [encoding, length] = await raw("/api/students");
    expect(encoding).toBe("gzip");
    const plain = await (await fetch(`${server.url}/api/students`)).text();
    expect(length).toBeLessThan(Buffer.byteLength(plain) / 2);
    expect((JSON.parse(plain) as { items: unknown[] }).items).toHaveLength(20);
    expect(await raw(`/api/students/${ADA}`)).toEqual([undefined, `{"id":"${ADA}","name":"Ada"}`.length]);
  });

  test("a body that express.json() has parsed is validated and handed on as it is", async () => {
    const outer = express();
    outer.use(express.json());
    outer.use("/api", createRouter(options()));
    await using server = await listen(outer);
    const made = await fetch(`${server.url}/api/students`, jsonRequest({ name: "Grace" }, BEARER));
    expect([made.status, ((await made.json()) as { name: string }).name]).toEqual([201, "Grace"]);
    const wrong = await problemOf(await fetch(`${server.url}/api/students`, jsonRequest({ name: "" }, BEARER)));
    expect(wrong.errors).toMatchObject([{ in: "body", pointer: "/name", keyword: "minLength" }]);
  });

  test("all of them together", async () => {
    const outer = express();
    outer.use(pinoHttp({ logger: pino({ level: "silent" }) }), helmet(), cors(), compression(), express.json());
    outer.use(session({ secret: "of this test", resave: false, saveUninitialized: false }));
    outer.use("/api", createRouter(options()));
    await using server = await listen(outer);
    const made = await fetch(`${server.url}/api/students`, jsonRequest({ name: "Grace" }, BEARER));
    expect([made.status, ((await made.json()) as { name: string }).name]).toEqual([201, "Grace"]);
    expect((await fetch(`${server.url}/api/students`)).status).toBe(200);
    expect((await fetch(`${server.url}/api/students?limit=0`)).status).toBe(400);
  });
});

describe("toFetchHandler on other hosts", () => {
  /** What adapters of web standards do on node:http: no express anywhere. */
  const onNode = (handle: (request: Request) => Promise<Response>) =>
    listen((message, response) => {
      const bodiless = message.method === "GET" || message.method === "HEAD";
      const request = new Request(`http://host${message.url ?? "/"}`, {
        method: message.method ?? "GET",
        headers: Object.entries(message.headers).map(([name, value]): [string, string] => [name, String(value)]),
        ...(bodiless ? {} : { body: Readable.toWeb(message) as ReadableStream, duplex: "half" }), // node's type of the same class
      });
      void handle(request).then(async (answer) => {
        response.writeHead(answer.status, Object.fromEntries(answer.headers));
        response.end(Buffer.from(await answer.arrayBuffer()));
      });
    });

  test("on node:http without express", async () => {
    await using server = await onNode(toFetchHandler(options()));
    const made = await fetch(`${server.url}/students`, jsonRequest({ name: "Grace" }, BEARER));
    expect([made.status, ((await made.json()) as { name: string }).name]).toEqual([201, "Grace"]);
    expect((await fetch(`${server.url}/students?limit=0`)).status).toBe(400);
  });

  test("by itself, as a service worker or an edge function would call it", async () => {
    const handle = toFetchHandler(options());
    const listener = { fetch: (request: Request) => handle(request) };
    const response = await listener.fetch(new Request(`https://edge.example/students/${ADA}`));
    expect([response.status, await response.json()]).toEqual([200, { id: ADA, name: "Ada" }]);
  });

  test("with a method that node:http does not know", async () => {
    const handle = toFetchHandler(options());
    const response = await handle(new Request("http://host/students", { method: "BREW" }));
    expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, POST, HEAD, OPTIONS"]);
  });

  test("and where the server's mocks take over a part, they are the same to the caller", async () => {
    const server = toFetchHandler(options());
    const mocks = createMocks({ baseUrl: "/" });
    for (const path of ["/students?limit=0", "/students/nobody", "/nowhere"]) {
      const [own, mocked] = [await server(new Request(`http://host${path}`)), await mocks.fetch(`http://host${path}`)];
      expect([mocked.status, await mocked.text()], path).toEqual([own.status, await own.text()]);
    }
  });
});

test("createServer is an express application like any other", async () => {
  const application = createServer(options());
  application.set("trust proxy", true);
  application.get("/ip", (request, response) => void response.send(request.ip));
  const outer = express();
  outer.use("/inner", application);
  await using server = await listen(outer);
  const ip = await fetch(`${server.url}/inner/ip`, { headers: { "x-forwarded-for": "192.0.2.7" } });
  expect(await ip.text()).toBe("192.0.2.7");
  expect((await fetch(`${server.url}/inner/students/${ADA}`)).status).toBe(200);
});
