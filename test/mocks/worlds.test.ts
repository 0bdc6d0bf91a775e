import { describe, expect, it, vi } from "vitest";
import { serve } from "tenon-runtime/mocks/http";
import { createClient } from "../../generated/client.ts";
import { createMocks, type Mocks } from "../../generated/mocks.ts";

const body = { name: "Grace Hopper", email: "grace@navy.example", status: "active" } as const;
const apiOf = ({ fetch }: Pick<Mocks, "fetch">, scenario?: string) =>
  createClient({
    baseUrl: "http://school.test",
    auth: { bearerAuth: "any" },
    fetch: (request) => {
      if (scenario !== undefined) request.headers.set("Tenon-Scenario", scenario);
      return fetch(request);
    },
  });
const count = async (api: ReturnType<typeof apiOf>): Promise<number> =>
  (await api.listStudents({ query: { limit: 100 } }).orThrow()).items.length;

describe("what is kept", () => {
  it("is answered before examples and generated values, and overrides before that", async () => {
    const mocks = createMocks();
    const outcomes: string[] = [];
    mocks.observe(({ outcome }) => outcomes.push(outcome));
    const api = apiOf(mocks);
    const { id } = await api.createStudent({ body }).orThrow();
    expect(await api.getStudent({ params: { studentId: id } }).orThrow()).toMatchObject(body);
    mocks.on.getStudent({ status: 404, patch: {} }, { once: true });
    expect((await api.getStudent({ params: { studentId: id } })).status).toBe(404);
    expect(outcomes).toEqual(["store", "store", "override"]);
  });
  it("is what a patch is laid over, and stays as it is", async () => {
    const mocks = createMocks();
    const student = mocks.db.students.add(body);
    const params = { studentId: student.id };
    mocks.on.getStudent({ status: 200, patch: { name: "Patched" } });
    expect(await apiOf(mocks).getStudent({ params }).orThrow()).toEqual({ ...student, name: "Patched" });
    expect(mocks.db.students.get(student.id)).toEqual(student);
  });
  it("a patch over an id that nobody knows answers that id, unless the patch has another", async () => {
    for (const mocks of [createMocks(), createMocks({ stateful: false })]) {
      const studentId = "00000000-0000-4000-8000-000000000001";
      const id = "00000000-0000-4000-8000-000000000002";
      mocks.on.getStudent({ status: 200, patch: { name: "Patched" } });
      const asked = () => apiOf(mocks).getStudent({ params: { studentId } }).orThrow();
      expect(await asked()).toMatchObject({ id: studentId, name: "Patched" });
      mocks.on.getStudent({ status: 200, patch: { id } });
      expect(await asked()).toMatchObject({ id });
    }
  });
  it("is what `usual` gives, of which a change changes nothing that is kept", async () => {
    const mocks = createMocks();
    const student = mocks.db.students.add(body);
    mocks.on.getStudent(async (_, { usual }) => {
      const answer = await usual();
      if (answer.status === 200) answer.body.name = "Changed";
      return answer;
    });
    const params = { studentId: student.id };
    expect((await apiOf(mocks).getStudent({ params }).orThrow()).name).toBe("Changed");
    expect(mocks.db.students.get(student.id)?.name).toBe(body.name);
  });
  it("is nothing where mocks are not stateful: the same request gets the same answer", async () => {
    const mocks = createMocks({ stateful: false });
    const api = apiOf(mocks);
    const { id } = await api.createStudent({ body }).orThrow();
    await api.deleteStudent({ params: { studentId: id } });
    expect((await api.getStudent({ params: { studentId: id } }).orThrow()).id).toBe(id);
  });
  it("does not grow when an answer fails on purpose before it is given", async () => {
    const mocks = createMocks();
    const before = mocks.db.students.list().length;
    mocks.on.createStudent({ status: 409, patch: {} });
    expect((await apiOf(mocks).createStudent({ body })).status).toBe(409);
    expect(mocks.db.students.list()).toHaveLength(before);
  });
});

describe("reset", () => {
  it("takes back overrides, scenario, delay and data; db.reset takes back data alone", async () => {
    const mocks = createMocks();
    mocks.scenario("empty", ({ db }) => db.students.clear());
    const usual = mocks.db.students.list();
    mocks.use("empty");
    mocks.on.listCourses({ fault: "network" });
    mocks.delay = 1;
    mocks.db.reset();
    expect(mocks.db.students.list()).toEqual(usual);
    expect([mocks.active, mocks.delay]).toEqual([["empty"], 1]);
    await expect(mocks.fetch("/courses")).rejects.toThrow(TypeError);
    mocks.db.students.clear();
    mocks.reset();
    expect(mocks.db.students.list()).toEqual(usual);
    expect([mocks.active, mocks.delay]).toEqual([[], undefined]);
    expect((await mocks.fetch("/courses")).status).toBe(200);
  });
});

describe("reset", () => {
  it("begins delays that vary from the start again: the same requests take the same time", async () => {
    const mocks = createMocks({ delay: [1, 40] });
    const waited = async (): Promise<readonly unknown[]> => {
      const timeouts = vi.spyOn(globalThis, "setTimeout");
      for (let count = 0; count < 4; count += 1) await mocks.fetch("/courses");
      const all = timeouts.mock.calls.map(([, milliseconds]) => milliseconds);
      timeouts.mockRestore();
      return all;
    };
    const first = await waited();
    expect(new Set(first).size).toBeGreaterThan(1);
    mocks.reset();
    expect(await waited()).toEqual(first);
  });
});

describe("scenarios in force", () => {
  it("are each named once, and named again they come to the same", () => {
    const mocks = createMocks();
    mocks.scenario("empty", ({ db }) => db.students.clear());
    mocks.scenario("slow", (inner) => {
      inner.use("empty");
      inner.delay = 1;
    });
    mocks.use("slow");
    const { active } = mocks;
    mocks.use(...active);
    expect(mocks.active).toEqual(active);
    expect(new Set(active).size).toBe(active.length);
  });
});

describe("a scenario that requests name", () => {
  it("has data of its own, which lasts from request to request and is nobody else's", async () => {
    const mocks = createMocks();
    mocks.scenario("empty", ({ db }) => db.students.clear());
    const [api, empty] = [apiOf(mocks), apiOf(mocks, "empty")];
    const before = await count(api);
    expect(before).toBeGreaterThan(0);
    expect(await count(empty)).toBe(0);
    await empty.createStudent({ body }).orThrow();
    expect(await count(empty)).toBe(1);
    expect(await count(api)).toBe(before);
    mocks.use("empty");
    expect([await count(api), await count(empty)]).toEqual([0, 1]);
    mocks.reset();
    expect(await count(empty)).toBe(0);
  });
  it("is the same however its name is written, so that the header cannot make ever more data", async () => {
    const mocks = createMocks();
    mocks.scenario("empty", ({ db }) => db.students.clear());
    await apiOf(mocks, "empty").createStudent({ body }).orThrow();
    for (const header of ["empty,empty", " empty , empty", "empty,\tempty,empty"])
      expect(await count(apiOf(mocks, header)), header).toBe(1);
  });
  it("is forgotten when a hundred others have been asked for since", async () => {
    const mocks = createMocks();
    const made = { count: 0 };
    const names = Array.from({ length: 101 }, (_, index) => `s${index}`);
    for (const name of names)
      mocks.scenario(name, ({ db }) => {
        made.count += 1;
        db.students.clear();
      });
    const [first = "", second = ""] = names;
    for (const name of names.slice(0, 100)) await count(apiOf(mocks, name));
    await count(apiOf(mocks, first));
    expect(made.count).toBe(100);
    await count(apiOf(mocks, names.at(-1)));
    await count(apiOf(mocks, first));
    expect(made.count).toBe(101);
    await count(apiOf(mocks, second));
    expect(made.count).toBe(102);
  });
  it("may be another for each caller at the same time, over HTTP too", async () => {
    const mocks = createMocks();
    mocks.scenario("empty", ({ db }) => db.students.clear());
    mocks.scenario("one", ({ db }) => db.students.seed([body]));
    const server = await serve(mocks);
    try {
      const asked = async (name: string) => {
        const response = await fetch(`${server.url}/students`, { headers: { "Tenon-Scenario": name } });
        return ((await response.json()) as { items: unknown[] }).items.length;
      };
      expect(await Promise.all(["empty", "one", "empty", "one"].map(asked))).toEqual([0, 1, 0, 1]);
    } finally {
      await server.close();
    }
  });
});

it("who may call is decided by the server's own functions, as generated code types them", async () => {
  const mocks = createMocks({
    security: { bearerAuth: ({ token }) => (token.startsWith("expired") ? null : { name: token }) },
  });
  const create = (bearerAuth: string) =>
    createClient({ fetch: mocks.fetch, auth: { bearerAuth } }).createStudent({
      body: { ...body, email: `${bearerAuth}@x.example` },
    });
  expect((await create("fresh")).status).toBe(201);
  expect((await create("expired1")).status).toBe(401);
  // @ts-expect-error no such scheme
  expect(() => createMocks({ security: { bearer: () => ({}) } })).toThrow(/there are bearerAuth/);
});
