/** What the pages in docs/ say is tried out: the examples run, and what is printed there is what comes. */

import { createHmac } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { request as httpRequest, type Server } from "node:http";
import { request as tlsRequest } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { afterEach, describe, expect, test, vi } from "vitest";
import { DEFAULT_LIMITS } from "tenon-runtime/core";
import { FORMATS, interpretedValidators } from "tenon-runtime/validators";
import { toFetchHandler, type Handlers } from "../emit/goldens/docs/server.ts";
import { createCallbacks } from "../emit/goldens/docs/webhooks.ts";
import { blocks, page } from "../repository/pages.ts";
import { listen } from "../server/support.ts";
import type { App, School } from "./app.ts";
import { isStudent, violationsOf } from "./check.ts";
import { createHttp } from "./continue.ts";
import { isUrgent, nextStatus, statuses } from "./enums.ts";
import { createHandler } from "./fetch-handler.ts";
import "./formats.ts";
import { handlers } from "./handlers.ts";
import { hooks } from "./hooks.ts";
import { limits } from "./limits.ts";
import { start } from "./main.ts";
import { createSite } from "./mounted.ts";
import { problem } from "./own-errors.ts";
import { createFirstApp } from "./partial.ts";
import { createListener } from "./receiver.ts";
import { security } from "./security.ts";
import { createApp } from "./server.ts";
import { schoolAsSeenBy } from "./testing.ts";
import { createTls } from "./tls.ts";
import { fromUpstream } from "./upstream.ts";
import { tellAll } from "./webhooks.ts";

const READER = { authorization: "Bearer reader" };
const WRITER = { authorization: "Bearer writer" };
const school = (): School & { readonly log: ReturnType<typeof vi.fn<School["log"]>> } => ({
  students: new Map([[1, { id: 1, name: "Ada" }]]),
  photos: new Map(),
  folder: tmpdir(),
  parseXml: (text) => ({ parsed: text }),
  log: vi.fn<School["log"]>(),
});
const handle = (options: Partial<Parameters<typeof toFetchHandler<App>>[0]> = {}) =>
  toFetchHandler<App>({ handlers, security, context: school, onError: () => undefined, ...options });
const at = (path: string, init?: RequestInit) => new Request(`http://host/api/v1${path}`, init);
const post = (body: BodyInit, headers: Record<string, string> = {}): RequestInit => ({
  method: "POST",
  headers: { ...WRITER, "content-type": "application/json", ...headers },
  body,
});
const shown = (info: string): unknown => {
  const found = blocks(page("docs/server.md")).filter((block) => block.info === info);
  expect(found).toHaveLength(1);
  return JSON.parse(found[0]?.text ?? "");
};
/** The cells of the rows of a table, by the first of them. */
const rows = (markdown: string): Map<string, string[]> =>
  new Map(
    markdown
      .split("\n")
      .filter((line) => line.startsWith("| `"))
      .map((line) => line.split("|").map((cell) => cell.trim().replaceAll("`", "")))
      .map(([, first = "", ...rest]) => [first, rest]),
  );
const section = (name: string, heading: string): string =>
  page(name).split(`## ${heading}\n`)[1]?.split("\n## ")[0] ?? expect.unreachable(`no section ${heading}`);

afterEach(() => {
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
});

test("constants of enumerations are the values of the contract", () => {
  expect(statuses).toEqual(["open", "in progress", "closed"]);
  expect(statuses.map(nextStatus)).toEqual(["in progress", "closed", "closed"]);
  expect([isUrgent("phone", 2), isUrgent("mail", 1), isUrgent("mail", 2)]).toEqual([true, true, false]);
});

describe("what docs/server.md prints is what comes", () => {
  test("as problem documents, byte for byte but for the spaces", async () => {
    const refused = await handle()(at("/students?limit=0&q=a", { headers: READER }));
    expect(await refused.text()).toBe(JSON.stringify(shown("json violations")));
    const forbidden = await handle()(at("/students", post("{}", READER)));
    expect(await forbidden.text()).toBe(JSON.stringify(shown("json forbidden")));
    const leaky = { id: 1, name: "Ada", passwordHash: "x" };
    const careless: Handlers<App> = { ...handlers, getStudent: () => ({ status: 200, body: leaky }) };
    const breach = await handle({ handlers: careless })(at("/students/1", { headers: READER }));
    expect(await breach.text()).toBe(JSON.stringify(shown("json breach")));
    for (const [mode, body] of [
      ["report", { id: 1, name: "Ada" }],
      ["off", leaky],
    ] as const) {
      const answer = await handle({ handlers: careless, validateResponses: mode })(
        at("/students/1", { headers: READER }),
      );
      expect([answer.status, await answer.json()]).toEqual([200, body]);
    }
  });

  test("about bodies that are no unambiguous JSON", async () => {
    const table = rows(section("docs/server.md", "JSON"));
    expect(table.size).toBe(5);
    for (const [body, [message]] of table) {
      const response = await handle({ invalidStatus: 422 })(at("/students", post(body)));
      expect([response.status, ((await response.json()) as { errors: unknown[] }).errors]).toMatchObject([
        400,
        [{ keyword: "json", message }],
      ]);
    }
  });

  test("about undeclared properties and defaults", async () => {
    const table = rows(section("docs/server.md", "Undeclared properties and defaults"));
    expect([...table.keys()]).toEqual(['"allow"', '"strip"', '"refuse"']);
    for (const [unknownProperties, got] of [
      ["allow", { name: "Ada", isAdmin: true }],
      ["strip", { name: "Ada" }],
      ["refuse", undefined],
    ] as const) {
      const addStudent = vi.fn<typeof handlers.addStudent>(handlers.addStudent);
      const answer = await handle({ handlers: { ...handlers, addStudent }, unknownProperties })(
        at("/students", post('{"name":"Ada","isAdmin":true}')),
      );
      expect([answer.status, addStudent.mock.calls[0]?.[0].body]).toEqual([got === undefined ? 400 : 201, got]);
    }
  });

  test("about limits: each of them, with its default", () => {
    const table = rows(section("docs/server.md", "Limits"));
    const defaults = [...table].map(([name, cells]) => [name, Number.parseInt(cells[1] ?? "")]);
    expect(Object.fromEntries(defaults)).toEqual(DEFAULT_LIMITS);
    expect(defaults.map(([name]) => name)).toEqual(Object.keys(DEFAULT_LIMITS));
    expect(() => handle({ limits })).not.toThrow();
  });
});

test("docs/validation.md lists the formats that are checked", () => {
  const [, list = ""] = section("docs/validation.md", "Formats").split("\n\n");
  expect([...list.matchAll(/`([^`]+)`/g)].map((match) => match[1])).toEqual([...FORMATS.keys()]);
});

describe("the example's server", () => {
  test("runs as createServer, with its documentation and ids, as a router, and without express", async () => {
    const own = school();
    await using server = await listen(createApp(own));
    const ada = await fetch(`${server.url}/api/v1/students/1`, { headers: READER });
    expect([await ada.json(), ada.headers.has("x-request-id")]).toEqual([{ id: 1, name: "Ada" }, true]);
    expect((await fetch(`${server.url}/docs`)).headers.get("content-type")).toContain("text/html");
    await using site = await listen(createSite(own));
    expect((await fetch(`${site.url}/office/students/1`, { headers: READER })).status).toBe(200);
    expect(await (await fetch(`${site.url}/health`)).text()).toBe("ok");
    const response = await createHandler(own)(new Request("http://host/students/1", { headers: READER }));
    expect(response.status).toBe(200);
  });

  test("starts, and stops in order", async () => {
    const own = school();
    vi.stubEnv("PORT", "0");
    const stop = await start(own);
    const [[line]] = own.log.mock.calls as [[string]]; // it says where it listens
    const [url = ""] = /http:.*/.exec(line) ?? [];
    expect((await fetch(`${url}/api/v1/students/1`, { headers: READER })).status).toBe(200);
    expect(await stop()).toBe(true);
    expect(own.log).toHaveBeenLastCalledWith("stopped");
  });

  test("has mocks for what is not written", async () => {
    await using server = await listen(createFirstApp(school()));
    const mocked = await fetch(`${server.url}/api/v1/students`, { headers: READER });
    expect([mocked.status, mocked.headers.get("tenon-mock")]).toEqual([200, "true"]);
    expect((await fetch(`${server.url}/api/v1/students`)).status).toBe(401);
  });

  test("is called by the typed client without a socket", async () => {
    const api = schoolAsSeenBy("writer", school());
    expect(await api.getStudent({ params: { studentId: 1 } })).toMatchObject({ status: 200, body: { name: "Ada" } });
    const added = { name: "Grace", email: "grace@school.example" };
    expect(await api.addStudent({ body: added })).toMatchObject({ status: 201, body: { id: 2, ...added } });
    const form = { contentType: "application/x-www-form-urlencoded", body: added } as const;
    expect(await api.addStudent(form)).toMatchObject({ status: 409, body: { title: "E-mail already in use" } });
  });

  test("takes files, streams of bytes, XML and compressed bodies", async () => {
    const own = school();
    const office = handle({ context: () => own, xml: "text", limits: { memory: 10 } });
    const form = new FormData();
    form.append("photo", new File(["x".repeat(1000)], "a/../ada.png", { type: "image/png" }));
    form.append("width", "3");
    const put = await office(at("/students/1/photo", { method: "PUT", headers: READER, body: form }));
    expect(put.status).toBe(204);
    expect(own.log).toHaveBeenCalledWith("ada.png: 1000 bytes. ");
    const photo = await office(at("/students/1/photo", { headers: READER }));
    expect([photo.headers.get("content-length"), (await photo.text()).length]).toEqual(["1000", 1000]);
    const xml = post("<a/>", { "content-type": "application/xml" });
    expect((await office(at("/import", xml))).status).toBe(204);
    expect(own.log).toHaveBeenCalledWith({ parsed: "<a/>" });
    expect((await handle()(at("/import", xml))).status).toBe(415);
    await using server = await listen(createApp(own));
    for (const [coding, status, bytes] of [
      ["gzip", 201, gzipSync('{"name":"Zip"}')],
      ["deflate", 201, deflateSync('{"name":"Zip"}')],
      ["br", 201, brotliCompressSync('{"name":"Zip"}')],
      ["zstd", 415, Buffer.from("x")],
    ] as const) {
      const response = await fetch(`${server.url}/api/v1/students`, post(bytes, { "content-encoding": coding }));
      expect(response.status, coding).toBe(status);
    }
  });

  test("writes a stream of bytes to disk for whoever has a certificate", async () => {
    const tls = new URL("../server/fixture/tls/", import.meta.url);
    const [key, cert] = await Promise.all(
      ["key.pem", "certificate.pem"].map((name) => readFile(new URL(name, tls), "utf8")),
    );
    if (key === undefined || cert === undefined) throw new Error("no certificate");
    const folder = await mkdtemp(join(tmpdir(), "tenon-docs-"));
    const http = createTls({ ...school(), folder }, { key, cert, ca: cert });
    await using server = await listening(http);
    const put = (own: object) =>
      new Promise<number | undefined>((resolve, reject) => {
        const options = { method: "PUT", ca: cert, servername: "localhost", agent: false, ...own };
        const headers = { "content-type": "application/octet-stream" };
        tlsRequest(`https://127.0.0.1:${server.port}/api/v1/backup`, { ...options, headers }, (response) => {
          response.resume().on("end", () => resolve(response.statusCode));
        })
          .on("error", reject)
          .end("backup");
      });
    try {
      expect(await put({ key, cert })).toBe(204);
      expect(await readFile(join(folder, "localhost"), "utf8")).toBe("backup");
      expect(await put({})).toBe(401);
    } finally {
      await rm(folder, { recursive: true });
    }
    const unknown = await handle()(at("/backup", { method: "PUT", body: new Blob(["x"]) }));
    expect(unknown.status).toBe(401);
  });

  test("answers in the media type that the caller prefers", async () => {
    const list = (accept: string) => handle()(at("/students", { headers: { ...READER, accept } }));
    const csv = await list("text/csv");
    expect([csv.headers.get("vary"), await csv.text()]).toEqual(["Accept", "Ada\r\n"]);
    expect(await (await list("*/*")).json()).toEqual([{ id: 1, name: "Ada" }]);
    expect((await list("image/png")).status).toBe(406);
    const watch = async (accept: string) => (await handle()(at("/events", { headers: { accept } }))).text();
    expect(await watch("text/event-stream")).toBe('event: student\ndata: {"id":1,"name":"Ada"}\n\n');
    expect(await watch("application/jsonl")).toBe('{"id":1,"name":"Ada"}\n');
  });

  test("words errors otherwise, runs hooks, and refuses by option", async () => {
    const own = await handle({ problem })(at("/students/x", { headers: READER }));
    expect(await own.json()).toEqual({ code: 400, message: "The request is invalid", fields: [""] });
    const log = vi.fn<School["log"]>();
    const hooked = handle({ hooks: hooks(log) });
    await hooked(at("/students/1", { headers: READER }));
    expect(log).toHaveBeenCalledWith("getStudent", true);
    expect(await (await hooked(at("/nowhere"))).json()).toEqual({ message: "Nothing found at /api/v1/nowhere" });
    const extra = post('{"name":"Grace","extra":1}');
    expect((await handle()(at("/students", extra))).status).toBe(201);
    expect((await handle({ unknownProperties: "refuse" })(at("/students", extra))).status).toBe(400);
    expect((await handle({ invalidStatus: 422 })(at("/students/0", { headers: READER }))).status).toBe(422);
  });

  test("takes statuses of others, as far as they are declared", async () => {
    const upstream = vi.fn<typeof fetch>(async () => new Response("", { status: 404 }));
    vi.stubGlobal("fetch", upstream);
    const office = handle({ handlers: { ...handlers, getStudent: fromUpstream("http://old") } });
    expect((await office(at("/students/1", { headers: READER }))).status).toBe(404);
    upstream.mockResolvedValue(new Response("", { status: 410 }));
    expect((await office(at("/students/1", { headers: READER }))).status).toBe(500);
  });

  test("says 100 Continue only to those whose body it wants", async () => {
    await using server = await listening(createHttp(school()));
    const continued = (headers: Record<string, string>) =>
      new Promise<readonly [boolean, number | undefined]>((resolve, reject) => {
        let asked = false;
        const request = httpRequest(`http://127.0.0.1:${server.port}/api/v1/students`, {
          method: "POST",
          headers: { "content-type": "application/json", "content-length": 14, expect: "100-continue", ...headers },
        });
        request.on("continue", () => {
          asked = true;
          request.end('{"name":"Ida"}');
        });
        request.on("response", (response) => {
          resolve([asked, response.statusCode]);
          request.destroy();
        });
        request.on("error", reject).flushHeaders();
      });
    expect(await continued({})).toEqual([false, 401]);
    expect(await continued(WRITER)).toEqual([true, 201]);
  });
});

describe("the examples of docs/webhooks.md", () => {
  test("send what is signed to those who may be asked, and receive it", async () => {
    const heard: string[] = [];
    await using server = await listen(createListener("k1", "secret", (name) => heard.push(name)));
    // The example asks https alone: the socket stands in for it.
    const real = globalThis.fetch;
    const sent = vi.fn<typeof fetch>((input) => {
      const request = input as Request; // the client gives one
      return real(new Request(request.url.replace("https://listener.example", server.url), request));
    });
    vi.stubGlobal("fetch", sent);
    const urls = ["https://listener.example/hooks/studentAdded", "http://listener.example/hooks/studentAdded"];
    const told = await tellAll(urls, { id: 1, name: "Ada" }, "k1", "secret");
    expect(told.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect(told[1]).toMatchObject({ reason: { name: "TargetError" } });
    expect(heard).toEqual(["Ada"]);
    const signature = createHmac("sha256", "secret").update('{"id":1,"name":"Ada"}').digest("hex");
    const [[request]] = sent.mock.calls as unknown as [[Request]]; // it was called
    expect(request.headers.get("x-signature")).toBe(signature);
    for (const [key, secret] of [
      ["k2", "secret"],
      ["k1", "guessed"],
    ] as const) {
      const [refused] = await tellAll(urls.slice(0, 1), { id: 1, name: "Ada" }, key, secret);
      expect(refused).toMatchObject({ status: "rejected", reason: { status: 401 } });
    }
    expect(heard).toEqual(["Ada"]);
  });

  test("refuse a callback into one's own network", async () => {
    const own = school();
    const answer = await handle({ context: () => own })(
      at("/subscriptions", post('{"url":"http://169.254.169.254/latest"}', READER)),
    );
    expect(answer.status).toBe(202);
    await vi.waitFor(() => expect(own.log).toHaveBeenCalledWith(expect.objectContaining({ name: "TargetError" })));
    // @ts-expect-error `allow` has to be given
    expect(() => createCallbacks({})).toThrow("allow");
  });
});

describe("the examples of docs/validation.md", () => {
  test("ask validators directly, with formats of one's own", () => {
    expect([isStudent({ name: "Ada" }), isStudent({ name: "" })]).toEqual([true, false]);
    expect(violationsOf({ name: "" })).toMatchObject([{ pointer: "/name", keyword: "minLength" }]);
    const code = interpretedValidators({}, { courses: { code: { type: "string", format: "course-code" } } });
    expect(["CS-101", "101"].map((text) => code.get("courses", "code")?.is(text))).toEqual([true, false]);
  });

  test("patterns that could keep an engine busy do not", () => {
    const validators = interpretedValidators({}, { x: { y: { type: "string", pattern: "^(a+)+$" } } });
    expect(validators.get("x", "y")?.is(`${"a".repeat(50_000)}b`)).toBe(false); // a backtracking engine would not end
  });
});

async function listening(http: Server) {
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  return {
    port: (http.address() as AddressInfo).port, // it listens on a port
    async [Symbol.asyncDispose]() {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}
