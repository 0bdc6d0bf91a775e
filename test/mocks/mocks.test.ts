import { setupServer } from "msw/node";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { interpretedValidators } from "tenon-runtime/validators";
import { ResponseError } from "tenon-runtime/client";
import type { Contract } from "tenon-runtime/core";
import { createMocks as createUntypedMocks, type MockReport } from "tenon-runtime/mocks";
import { serve } from "tenon-runtime/mocks/http";
import { createClient } from "../client/fixture/client.ts";
import { createMocks, make } from "../client/fixture/mocks.ts";
import { responses } from "../client/fixture/validators.ts";

const studentId = "0b7f6a8e-2f7c-4a52-9d0c-6a5b1f3f2d11";
const quiet = { onError: () => {} };
const clientOf = (mocks: { fetch(request: Request): Promise<Response> }) =>
  createClient({ fetch: (request) => mocks.fetch(request), auth: { bearerAuth: "any" } });

describe("the default answer", () => {
  it("is valid, has its required headers, and is the same for the same request and seed", async () => {
    const first = await clientOf(createMocks({ seed: 7 })).listStudents({ query: { limit: 3 } });
    const again = await clientOf(createMocks({ seed: 7 })).listStudents({ query: { limit: 3 } });
    const other = await clientOf(createMocks({ seed: 8 })).listStudents({ query: { limit: 3 } });
    expect(first.status).toBe(200);
    expect(responses.get("listStudents", "200 application/json")?.is(first.body)).toBe(true);
    expect(again).toEqual(first);
    expect(other.body).not.toEqual(first.body);
  });
  it("does not depend on what was asked before", async () => {
    const mocks = createMocks();
    const before = await clientOf(mocks).getStudent({ params: { studentId } }).orThrow();
    await clientOf(mocks).listStudents();
    expect(await clientOf(mocks).getStudent({ params: { studentId } }).orThrow()).toEqual(before);
  });
  it("is the resource that the path names", async () => {
    expect(await clientOf(createMocks()).getStudent({ params: { studentId } }).orThrow()).toMatchObject({
      id: studentId,
    });
  });
  it("has entries that differ in a list", async () => {
    const { items } = await clientOf(createMocks()).listStudents().orThrow();
    expect(items.length).toBeGreaterThan(1);
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
  });
  it("is the contract's example, whether that comes as data or as JSON text", async () => {
    const contract: Contract = {
      format: 1,
      title: "T",
      version: "1",
      servers: ["/"],
      securitySchemes: {},
      operations: [
        {
          name: "getThing",
          method: "GET",
          path: "/thing",
          pointer: "/paths/~1thing/get",
          responses: [{ status: "200", content: [{ type: "application/json", kind: "json", schema: true }] }],
        },
      ],
    };
    const validators = interpretedValidators({}, { getThing: { "200 application/json": '{"type":"object"}' } });
    const named = { first: 1, second: { said: "it's" } };
    for (const examples of [named, JSON.stringify(named)]) {
      const reports: MockReport[] = [];
      const mocks = createUntypedMocks(
        contract,
        {
          requests: validators,
          responses: validators,
          examples: { getThing: { "200 application/json": examples } },
        },
        { onReport: (report) => reports.push(report) },
      );
      for (let round = 0; round < 2; round += 1)
        expect(await (await mocks.fetch("/thing")).json()).toEqual({ said: "it's" });
      expect(reports).toMatchObject([{ code: "invalid-example", example: "first" }]);
    }
  });
  it("has no body where none is declared, and bytes of the type where bytes are", async () => {
    const api = clientOf(createMocks());
    expect(await api.deleteStudent({ params: { studentId } })).toEqual({ status: 204, body: undefined });
    const photo = await api.putPhoto({ params: { studentId }, body: new Uint8Array([1]), contentType: "image/png" });
    expect(photo.contentType).toBe("image/png");
    expect((await photo.body.bytes()).slice(1, 4)).toEqual(new TextEncoder().encode("PNG"));
  });
  it("streams events and lines", async () => {
    const events = await createMocks().fetch("/students/changes", { headers: { Accept: "text/event-stream" } });
    expect(events.headers.get("content-type")).toBe("text/event-stream");
    expect((await events.text()).match(/^data: /gm)).toHaveLength(3);
    const lines = await createMocks().fetch("/students/changes", { headers: { Accept: "application/jsonl" } });
    expect(
      (await lines.text())
        .trim()
        .split("\n")
        .map((line) => typeof JSON.parse(line)),
    ).toEqual(["object", "object", "object"]);
  });
});

describe("a request that the contract does not allow", () => {
  it.each([
    ["an unknown path", "/teachers", {}, 404],
    ["a method that the path has not", "/students", { method: "DELETE" }, 405],
    ["a parameter that is not valid", "/students?limit=0", {}, 400],
    [
      "a missing credential",
      "/students",
      { method: "POST", body: "{}", headers: { "Content-Type": "application/json" } },
      401,
    ],
    [
      "a body that is not valid",
      "/students",
      { method: "POST", body: "{}", headers: { "Content-Type": "application/json", Authorization: "Bearer x" } },
      400,
    ],
    [
      "a body of another type",
      "/students",
      {
        method: "POST",
        body: "a=1",
        headers: { "Content-Type": "application/x-www-form-urlencoded", Authorization: "Bearer x" },
      },
      415,
    ],
  ])("gets a problem document: %s", async (_, path, init, status) => {
    const response = await createMocks(quiet).fetch(path, init);
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(await response.json()).toMatchObject({ status });
  });
});

describe("an override", () => {
  it("answers as given, the newest first", async () => {
    const mocks = createMocks();
    mocks.on.getStudent({ status: 404, body: { title: "Gone" } });
    expect(await clientOf(mocks).getStudent({ params: { studentId } })).toMatchObject({
      status: 404,
      body: { title: "Gone" },
    });
    mocks.on.getStudent({ status: 200, body: { id: studentId, name: "Ada" } });
    expect(await clientOf(mocks).getStudent({ params: { studentId } }).orThrow()).toEqual({
      id: studentId,
      name: "Ada",
    });
  });
  it("is merged into a generated answer as a patch, in lists too", async () => {
    const mocks = createMocks();
    mocks.on.listStudents({
      status: 200,
      patch: { items: [{ name: "Ada" }, {}, { school: { city: "Oslo" } }], next: undefined },
    });
    const { items, ...rest } = await clientOf(mocks).listStudents().orThrow();
    expect(rest).toEqual({});
    expect(items).toHaveLength(3);
    expect(items[0]).toMatchObject({ name: "Ada", id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string });
    expect(items[2]?.school?.city).toBe("Oslo");
    expect(items[2]?.school?.founded).toBeGreaterThanOrEqual(1400);
  });
  it("of another status takes the contract's example for the rest", async () => {
    const mocks = createMocks();
    mocks.on.getStudent({ status: 404, patch: {} });
    expect(await clientOf(mocks).getStudent({ params: { studentId } })).toMatchObject({
      status: 404,
      body: { title: "No such student", status: 404 },
    });
  });
  it("can be an async handler, which gets the decoded request and may ask for its headers", async () => {
    const mocks = createMocks();
    mocks.on.listStudents(async ({ query }, { request }) => ({
      status: 200,
      headers: { "X-Total-Count": query.limit },
      body: { items: [], next: request.header("accept") ?? null },
    }));
    expect(await clientOf(mocks).listStudents()).toMatchObject({
      headers: { "X-Total-Count": 20 },
      body: { items: [], next: "application/json, application/problem+json" },
    });
  });
  it("ends after once and times, when what was there before applies again", async () => {
    const mocks = createMocks();
    const statuses = async () => [
      (await clientOf(mocks).getStudent({ params: { studentId } })).status,
      (await clientOf(mocks).getStudent({ params: { studentId } })).status,
      (await clientOf(mocks).getStudent({ params: { studentId } })).status,
    ];
    mocks.on.getStudent({ status: 404, body: { title: "" } }, { once: true });
    expect(await statuses()).toEqual([404, 200, 200]);
    mocks.on.getStudent({ status: 404, body: { title: "" } }, { times: 2 });
    expect(await statuses()).toEqual([404, 404, 200]);
  });
  it("that breaks the contract at run time is a 500 with a report, and is told of", async () => {
    const onError = vi.fn<(error: unknown) => void>();
    const mocks = createMocks({ onError });
    mocks.on.getStudent({
      status: 200,
      body: { id: studentId, name: "Ada", secret: "x" } as { id: string; name: string },
    });
    const response = await mocks.fetch(`/students/${studentId}`);
    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({ errors: [{ pointer: "/secret" }] });
    mocks.on.getStudent({ status: 200, patch: { name: "" } });
    expect((await mocks.fetch(`/students/${studentId}`)).status).toBe(500);
    expect(onError).toHaveBeenCalledTimes(2);
  });
  it("waits for its delay, and no longer than its caller does", async () => {
    const mocks = createMocks();
    mocks.on.getStudent({ status: 404, body: { title: "" } }, { delay: [30, 40] });
    const start = performance.now();
    await mocks.fetch(`/students/${studentId}`);
    expect(performance.now() - start).toBeGreaterThanOrEqual(28);
    mocks.on.getStudent({ status: 404, body: { title: "" } }, { delay: 60_000 });
    await expect(mocks.fetch(`/students/${studentId}`, { signal: AbortSignal.timeout(20) })).rejects.toThrow(
      /timeout/i,
    );
  });
});

describe("scenarios", () => {
  it("are switched at run time, each from a clean table, and taken back by reset", async () => {
    const mocks = createMocks();
    mocks.scenario("empty-school", (m) => m.on.listStudents({ status: 200, patch: { items: [] } }));
    mocks.scenario("nobody", (m) => m.on.getStudent({ status: 404, patch: { title: "Nobody" } }));
    mocks.use("empty-school");
    expect((await clientOf(mocks).listStudents().orThrow()).items).toEqual([]);
    mocks.use("nobody");
    expect((await clientOf(mocks).listStudents().orThrow()).items).not.toEqual([]);
    await expect(clientOf(mocks).getStudent({ params: { studentId } }).orThrow()).rejects.toBeInstanceOf(ResponseError);
    mocks.reset();
    expect((await clientOf(mocks).getStudent({ params: { studentId } })).status).toBe(200);
    expect(() => mocks.use("nowhere")).toThrow(/empty-school, nobody/);
  });
});

describe("factories", () => {
  it("make values that are valid, keep what is given, and differ from call to call", () => {
    const [one, two] = [make.student({ name: "Ada", school: { city: "Oslo" } }), make.student()];
    expect(one).toMatchObject({ name: "Ada", school: { city: "Oslo" } });
    expect(one.id).not.toBe(two.id);
    expect(responses.get("getStudent", "200 application/json")?.is(one)).toBe(true);
    expect(() => make.student({ name: "" })).toThrow(/StudentOutput/);
  });
});

describe("the base URL", () => {
  it("is where the API is; anything else does not match", () => {
    const mocks = createMocks({ baseUrl: "http://api.test/v1/" });
    const matches = (url: string) => mocks.matches(new Request(url));
    expect(matches("http://api.test/v1/students")).toBe(true);
    expect(matches("http://api.test/v1/unknown")).toBe(true);
    expect(matches("http://api.test/v10/students")).toBe(false);
    expect(matches("http://other.test/v1/students")).toBe(false);
  });
  it("that is all of localhost leaves paths alone that are not the contract's", () => {
    const mocks = createMocks();
    expect(mocks.matches(new Request("http://localhost:3000/students"))).toBe(true);
    expect(mocks.matches(new Request("http://localhost:3000/index.html"))).toBe(false);
    expect(mocks.matches(new Request("http://elsewhere.test/students"))).toBe(false);
  });
});

describe("behind MSW", () => {
  const mocks = createMocks({ baseUrl: "http://api.test/v1" });
  const unhandled: string[] = [];
  const server = setupServer(...mocks.handlers);
  beforeAll(() =>
    server.listen({
      onUnhandledFrame: ({ frame, defaults }) => (
        unhandled.push(String((frame as { data?: { request?: Request } }).data?.request?.url)),
        defaults.error()
      ),
    }),
  );
  afterAll(() => server.close());

  it("is one handler, whatever the number of operations", () => expect(mocks.handlers).toHaveLength(1));
  it("answers a client that was created before", async () => {
    const api = createClient({ baseUrl: "http://api.test/v1", auth: { bearerAuth: "t" } });
    expect((await api.listStudents().orThrow()).items.length).toBeGreaterThan(0);
    expect((await api.createStudent({ body: { name: "Ada" } })).status).toBe(201);
  });
  it("answers an unknown path below the base with the problem that the server gives, and leaves the rest to MSW", async () => {
    expect((await fetch("http://api.test/v1/unknown")).status).toBe(404);
    await expect(fetch("http://elsewhere.test/students")).rejects.toThrow(/fetch/i);
    expect(unhandled).toHaveLength(1);
  });
});

describe("over HTTP", () => {
  it("answers, streams and lets pages of other origins in", async () => {
    const log: unknown[] = [];
    await using served = await (async () => {
      const server = await serve(createMocks(), {
        onRequest: (entry) => log.push([entry.method, entry.url, entry.status]),
      });
      return { server, [Symbol.asyncDispose]: () => server.close() };
    })();
    const { url } = served.server;
    const api = createClient({ baseUrl: url, auth: { bearerAuth: "t" } });
    expect((await api.createStudent({ body: { name: "Ada" } })).status).toBe(201);
    const preflight = await fetch(`${url}/students`, {
      method: "OPTIONS",
      headers: {
        Origin: "http://page.test",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization",
      },
    });
    expect([
      preflight.status,
      preflight.headers.get("access-control-allow-methods"),
      preflight.headers.get("access-control-allow-headers"),
    ]).toEqual([204, "POST", "authorization"]);
    const list = await fetch(`${url}/students?limit=1`, { headers: { Origin: "http://page.test" } });
    expect(list.headers.get("access-control-allow-origin")).toBe("http://page.test");
    expect(list.headers.get("access-control-expose-headers")).toContain("x-total-count");
    expect(await (await fetch(`${url}/students/changes`)).text()).toContain("data: ");
    expect((await fetch(`${url}/nothing`)).status).toBe(404);
    expect(log).toContainEqual(["GET", "/nothing", 404]);
  });
});
