import { setupServer } from "msw/node";
import { describe, expect, it, vi } from "vitest";
import { NetworkError } from "tenon-runtime/client";
import { type Exchange, NetworkFault } from "tenon-runtime/mocks";
import { serve } from "tenon-runtime/mocks/http";
import { createClient } from "../client/fixture/client.ts";
import { createMocks, type Mocks } from "../client/fixture/mocks.ts";

const studentId = "0b7f6a8e-2f7c-4a52-9d0c-6a5b1f3f2d11";
const path = `/students/${studentId}`;
const clientOf = (mocks: { fetch: Mocks["fetch"] }) =>
  createClient({ fetch: mocks.fetch, auth: { bearerAuth: "any" } });
const quiet = { onError: () => {} };
const ada = { id: studentId, name: "Ada" };

describe("a function that overrides", () => {
  it("gets what would have been answered without it, and may change that", async () => {
    const mocks = createMocks();
    const before = await clientOf(mocks).getStudent({ params: { studentId } }).orThrow();
    mocks.on.getStudent(async (_, { usual }) => {
      const answer = await usual();
      return answer.status === 200 ? { ...answer, body: { ...answer.body, name: "Changed" } } : answer;
    });
    expect(await clientOf(mocks).getStudent({ params: { studentId } }).orThrow()).toEqual({
      ...before,
      name: "Changed",
    });
  });
  it("gets what an older override answers, where there is one", async () => {
    const mocks = createMocks();
    mocks.on.getStudent({ status: 200, body: ada });
    mocks.on.getStudent(async (_, { usual }) => usual());
    mocks.on.getStudent((_, { usual }) => usual(), { once: true });
    for (let round = 0; round < 2; round += 1)
      expect(await clientOf(mocks).getStudent({ params: { studentId } }).orThrow()).toEqual(ada);
  });
  it("gets a stream as it is", async () => {
    const mocks = createMocks();
    mocks.on.watchStudents((_, { usual }) => usual());
    const response = await mocks.fetch("/students/changes", { headers: { Accept: "text/event-stream" } });
    expect((await response.text()).match(/^data: /gm)).toHaveLength(3);
  });
  it("may return a patch or a fault", async () => {
    const mocks = createMocks();
    mocks.on.getStudent(({ params }) =>
      params.studentId === studentId ? { status: 200, patch: { name: "Patched" } } : { fault: "network" },
    );
    expect((await clientOf(mocks).getStudent({ params: { studentId } }).orThrow()).name).toBe("Patched");
    await expect(mocks.fetch("/students/0b7f6a8e-2f7c-4a52-9d0c-6a5b1f3f2d12")).rejects.toThrow(TypeError);
  });
});

describe("a patch", () => {
  it("is laid over what an older override answers with the same status, headers too", async () => {
    const mocks = createMocks();
    mocks.on.listStudents({ status: 200, body: { items: [ada] }, headers: { "X-Total-Count": 41 } });
    mocks.on.listStudents({ status: 200, patch: { next: "more" } });
    const answer = await clientOf(mocks).listStudents();
    expect(answer).toMatchObject({ headers: { "X-Total-Count": 41 }, body: { items: [ada], next: "more" } });
  });
  it("of a failure asks nothing below it, which could change something", async () => {
    const mocks = createMocks();
    const below = vi.fn<() => { status: 404; body: { title: string } }>(() => ({
      status: 404,
      body: { title: "below" },
    }));
    mocks.on.getStudent(below);
    mocks.on.getStudent({ status: 404, patch: { title: "above" } });
    expect(await clientOf(mocks).getStudent({ params: { studentId } })).toMatchObject({ body: { title: "above" } });
    expect(below).not.toHaveBeenCalled();
  });
});

describe("an override of every operation", () => {
  it("may be of some methods alone, and what is overridden later goes before it", async () => {
    const mocks = createMocks();
    mocks.onEvery({ fault: "network" }, { methods: ["GET"] });
    mocks.on.getStudent({ status: 200, body: ada });
    await expect(mocks.fetch("/students")).rejects.toThrow(TypeError);
    expect((await mocks.fetch(path)).status).toBe(200);
    expect((await mocks.fetch(path, { method: "DELETE", headers: { Authorization: "Bearer x" } })).status).toBe(204);
  });
  it("is held against the contract when it is given", async () => {
    const mocks = createMocks(quiet);
    mocks.onEvery({ status: 200, body: { nonsense: true } });
    expect((await mocks.fetch(path)).status).toBe(500);
  });
});

describe("a fault of the network", () => {
  it("rejects as fetch does, and the client says so", async () => {
    const mocks = createMocks();
    mocks.on.getStudent({ fault: "network" }, { times: 2 });
    await expect(mocks.fetch(path)).rejects.toBeInstanceOf(NetworkFault);
    await expect(clientOf(mocks).getStudent({ params: { studentId } })).rejects.toBeInstanceOf(NetworkError);
    expect((await mocks.fetch(path)).status).toBe(200);
  });
  it("is one behind MSW too", async () => {
    const mocks = createMocks({ baseUrl: "http://api.test/v1" });
    mocks.on.getStudent({ fault: "network" });
    const server = setupServer(...mocks.handlers);
    server.listen();
    try {
      await expect(fetch(`http://api.test/v1${path}`)).rejects.toThrow(TypeError);
    } finally {
      server.close();
    }
  });
  it("closes the connection over HTTP", async () => {
    const mocks = createMocks();
    mocks.on.getStudent({ fault: "network" });
    const server = await serve(mocks);
    try {
      await expect(fetch(`${server.url}${path}`)).rejects.toThrow(TypeError);
    } finally {
      await server.close();
    }
  });
});

describe("a fault of time", () => {
  it("lasts until the caller gives up", async () => {
    const mocks = createMocks();
    mocks.on.getStudent({ fault: "timeout" });
    await expect(mocks.fetch(path, { signal: AbortSignal.timeout(30) })).rejects.toThrow(/timeout/i);
  });
  it("ends when the mocks are reset", async () => {
    const mocks = createMocks();
    mocks.on.getStudent({ fault: "timeout" });
    const waiting = mocks.fetch(path);
    setTimeout(() => mocks.reset(), 20);
    await expect(waiting).rejects.toBeInstanceOf(NetworkFault);
  });
});

describe("an answer that is malformed on purpose", () => {
  it("is the usual one, broken off", async () => {
    const mocks = createMocks();
    const whole = await (await mocks.fetch(path)).text();
    mocks.on.getStudent({ fault: "malformed" });
    const response = await mocks.fetch(path);
    const text = await response.text();
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "application/json"]);
    expect(whole.startsWith(text)).toBe(true);
    expect(() => void JSON.parse(text)).toThrow(SyntaxError);
  });
  it("is whatever is given, although the contract has none of it, and nobody is told of an error", async () => {
    const onError = vi.fn<() => void>();
    const mocks = createMocks({ onError });
    mocks.on.getStudent({
      fault: "malformed",
      answer: { status: 502, contentType: "text/html", body: "<h1>Bad gateway</h1>" },
    });
    const response = await mocks.fetch(path);
    expect([response.status, response.headers.get("content-type"), await response.text()]).toEqual([
      502,
      "text/html",
      "<h1>Bad gateway</h1>",
    ]);
    expect(onError).not.toHaveBeenCalled();
  });
});

describe("a delay", () => {
  it("of all mocks can be set at run time, is a range too, and reset takes it back", async () => {
    const mocks = createMocks();
    const lasted = async (): Promise<number> => {
      const start = performance.now();
      await mocks.fetch(path);
      return performance.now() - start;
    };
    await lasted();
    mocks.delay = [40, 50];
    expect(await lasted()).toBeGreaterThanOrEqual(38);
    mocks.reset();
    expect(mocks.delay).toBeUndefined();
    mocks.delay = 40;
    mocks.on.getStudent({ status: 200, body: ada }, { delay: 0 });
    expect(await lasted()).toBeLessThan(38);
  });
});

function schools(): Mocks {
  const mocks = createMocks(quiet);
  mocks.scenario("empty", (m) => m.on.listStudents({ status: 200, patch: { items: [] } }));
  mocks.scenario("nobody", (m) => m.on.getStudent({ status: 404, patch: { title: "Nobody" } }));
  mocks.scenario("both", (m) => m.use("empty", "nobody"));
  return mocks;
}
const asked = async (mocks: Pick<Mocks, "fetch">, init?: RequestInit): Promise<[items: number, status: number]> => [
  ((await (await mocks.fetch("/students", init)).json()) as { items: unknown[] }).items.length,
  (await mocks.fetch(path, init)).status,
];

describe("named scenarios", () => {
  it("that fail say so to who names them, and to who observes", async () => {
    const onError = vi.fn<(error: unknown) => void>();
    const mocks = createMocks({ onError });
    mocks.scenario("broken", () => {
      throw new TypeError("there are no students");
    });
    const seen: Exchange[] = [];
    mocks.observe((exchange) => seen.push(exchange));
    const answer = await mocks.fetch(path, { headers: { "Tenon-Scenario": "broken", authorization: "Bearer x" } });
    expect([answer.status, await answer.json()]).toEqual([
      500,
      expect.objectContaining({ detail: 'The scenario "broken" fails: TypeError: there are no students' }),
    ]);
    expect(onError).toHaveBeenCalledTimes(1);
    expect(seen).toMatchObject([{ status: 500, error: new TypeError("there are no students") }]);
  });
  it("are listed, laid one over the other, and can be made of others", async () => {
    const mocks = schools();
    expect(mocks.scenarios).toEqual(["empty", "nobody", "both"]);
    expect(mocks.active).toEqual([]);
    mocks.use("empty", "nobody");
    expect(mocks.active).toEqual(["empty", "nobody"]);
    expect(await asked(mocks)).toEqual([0, 404]);
    mocks.use("both");
    expect(await asked(mocks)).toEqual([0, 404]);
    mocks.use();
    expect(mocks.active).toEqual([]);
    expect((await asked(mocks))[1]).toBe(200);
  });
  it("that are not there change nothing", async () => {
    const mocks = schools();
    mocks.use("empty");
    expect(() => mocks.use("nobody", "emtpy")).toThrow(/did you mean "empty"/);
    expect(mocks.active).toEqual(["empty"]);
  });
  it("are those of one request that names them, and nobody else's", async () => {
    const mocks = schools();
    const headers = { "Tenon-Scenario": "empty, nobody" };
    expect(await asked(mocks, { headers })).toEqual([0, 404]);
    expect((await asked(mocks))[0]).toBeGreaterThan(0);
    expect(mocks.active).toEqual([]);
    mocks.use("nobody");
    const [items, status] = await asked(mocks, { headers: { "Tenon-Scenario": "empty" } });
    expect([items, status]).toEqual([0, 200]);
  });
  it("run once for the requests that name them, so that these have a state of their own", async () => {
    const mocks = createMocks();
    const fill = vi.fn<(m: Mocks) => void>((m) => m.on.getStudent({ status: 404, patch: {} }, { once: true }));
    mocks.scenario("late", fill);
    const headers = { "Tenon-Scenario": "late" };
    expect((await mocks.fetch(path, { headers })).status).toBe(404);
    expect((await mocks.fetch(path, { headers })).status).toBe(200);
    expect(fill).toHaveBeenCalledTimes(1);
    mocks.reset();
    expect((await mocks.fetch(path, { headers })).status).toBe(404);
  });
  it("that a request names and nobody knows are a 400 which says what there is", async () => {
    const seen: Exchange[] = [];
    const mocks = schools();
    mocks.observe((exchange) => seen.push(exchange));
    const response = await mocks.fetch(path, { headers: { "Tenon-Scenario": "summer" } });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      detail: 'There is no scenario "summer"; there are both, empty, nobody',
    });
    expect(seen).toMatchObject([{ outcome: "refused", status: 400, operation: "getStudent" }]);
  });
  it("work over HTTP, by the header", async () => {
    const server = await serve(schools());
    try {
      const response = await fetch(`${server.url}/students`, { headers: { "Tenon-Scenario": "empty" } });
      expect(await response.json()).toMatchObject({ items: [] });
    } finally {
      await server.close();
    }
  });
});

describe("credentials", () => {
  const init = (authorization?: string): RequestInit => ({
    method: "POST",
    body: JSON.stringify({ name: "Ada" }),
    headers: {
      "Content-Type": "application/json",
      ...(authorization !== undefined && { Authorization: authorization }),
    },
  });
  it("that are well-formed will do, and without them it is a 401", async () => {
    const mocks = createMocks();
    expect((await mocks.fetch("/students", init("Bearer whatever"))).status).toBe(201);
    expect((await mocks.fetch("/students", init())).status).toBe(401);
    expect((await mocks.fetch("/students", init("Basic YTpi"))).status).toBe(401);
  });
  it("are refused where the mocks are told so, by the server's own function", async () => {
    const mocks = createMocks({
      security: { bearerAuth: ({ token }: { token: string }) => (token === "expired" ? null : { token }) },
    });
    expect((await mocks.fetch("/students", init("Bearer fresh"))).status).toBe(201);
    expect((await mocks.fetch("/students", init("Bearer expired"))).status).toBe(401);
    expect(() => createMocks({ security: { bearerauth: () => true } })).toThrow(/did you mean "bearerAuth"/);
  });
});

describe("observers", () => {
  it("are told of each request: who answered, and what was wrong", async () => {
    const seen: Exchange[] = [];
    const mocks = createMocks();
    const stop = mocks.observe((exchange) => seen.push(exchange));
    await mocks.fetch("/students?limit=3", { headers: { "X-Trace": "1" } });
    await mocks.fetch("/students?limit=0");
    await mocks.fetch("/nothing");
    mocks.on.getStudent({ fault: "network" }, { once: true });
    await mocks.fetch(path).catch(() => {});
    mocks.on.getStudent({ status: 200, body: ada });
    await mocks.fetch(path);
    stop();
    await mocks.fetch(path);
    expect(seen.map(({ operation, status, outcome }) => [operation, status, outcome])).toEqual([
      ["listStudents", 200, expect.stringMatching(/store|generated|example/)],
      ["listStudents", 400, "refused"],
      [undefined, 404, "refused"],
      ["getStudent", 0, "fault"],
      ["getStudent", 200, "override"],
    ]);
    expect(seen[0]).toMatchObject({
      request: { method: "GET", url: "/students?limit=3" },
      decoded: { query: { limit: 3 } },
    });
    expect(seen[0]?.request.headers.get("x-trace")).toBe("1");
    expect(seen[0]?.milliseconds).toBeGreaterThan(0);
    expect(seen[1]?.violations).toMatchObject([{ in: "query", name: "limit", keyword: "minimum" }]);
    expect(seen[2]?.problem).toMatchObject({ status: 404 });
  });
  it("that throw do not take the answer with them", async () => {
    const onError = vi.fn<() => void>();
    const mocks = createMocks({ onError });
    mocks.observe(() => {
      throw new Error("observer");
    });
    expect((await mocks.fetch(path)).status).toBe(200);
    expect(onError).toHaveBeenCalledTimes(1);
  });
});

it("a request that was given up before it was sent reaches nobody", async () => {
  const mocks = createMocks();
  const seen = vi.fn<() => void>();
  mocks.observe(seen);
  await expect(mocks.fetch(path, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
  expect(seen).not.toHaveBeenCalled();
});
