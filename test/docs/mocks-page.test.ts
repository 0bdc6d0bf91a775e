/** What docs/mocks.md says is tried out: its examples run, and so do its tables. */

import { parse } from "yaml";
import { afterEach, describe, expect, test, vi } from "vitest";
import { createMocks as createUntyped } from "tenon-runtime/mocks";
import { record } from "tenon-runtime/mocks/recorder";
import { persist } from "tenon-runtime/mocks/persist";
import { createClient } from "../../generated/client.ts";
import { createMake, createMocks, make, type Mocks } from "../../generated/mocks.ts";
import { inMemory } from "../../toolchain/emit/contract/in-memory.ts";
import { loadedValidators } from "../../toolchain/cli/generate/loaded-validators.ts";
import { build } from "../contract/helpers.ts";
import { blocks, page } from "../repository/pages.ts";
import { arrange } from "./mocks-db.ts";
import { override } from "./mocks-overrides.ts";
import { scenarios } from "./mocks-scenarios.ts";
import { createSchool } from "./mocks-values.ts";

const NOBODY = "00000000-0000-4000-8000-000000000000";
const apiOf = (mocks: Mocks) => createClient({ fetch: mocks.fetch, auth: { bearerAuth: "any" } });
const quiet = { onError: () => {} };
const newcomer = { name: "Ida", email: "ida@school.example", status: "active" } as const;
/** A block of YAML of the page. */
const yaml = (info: string): Record<string, object> => {
  const [block] = blocks(page("docs/mocks.md")).filter((each) => each.info === info);
  return parse(block?.text ?? expect.unreachable(`no block ${info}`)) as Record<string, object>; // as the page has it
};

describe("what mocks do by themselves", () => {
  test("an answer that the contract does not declare is a 500 that says what is wrong", async () => {
    const onError = vi.fn<() => void>();
    const mocks = createMocks({ onError });
    mocks.onEvery({ status: 200, body: { nope: 1 } });
    const response = await mocks.fetch("/students");
    expect([response.status, await response.text()]).toEqual([500, expect.stringContaining("/nope")]);
    expect(onError).toHaveBeenCalledOnce();
  });

  test.each([
    [400, "/students?limit=0", {}],
    [401, "/students", { method: "POST", body: JSON.stringify(newcomer), headers: { "content-type": "text/json" } }],
    [404, "/teachers", {}],
    [405, "/students", { method: "DELETE" }],
    [406, "/students", { headers: { accept: "image/png" } }],
    [415, "/students", { method: "POST", body: "x", headers: { authorization: "Bearer x" } }],
  ] satisfies [number, string, RequestInit][])("%i: %s", async (status, path, init) => {
    const response = await createMocks().fetch(path, init);
    expect([response.status, response.headers.get("content-type")]).toEqual([status, "application/problem+json"]);
  });

  test("errors come in the form that the contract declares, where it declares them", async () => {
    const json = (schema: object) => ({ description: "", content: { "application/json": { schema } } });
    const thing = {
      type: "object",
      required: ["id"],
      properties: { id: { type: "string" }, name: { type: "string" } },
    };
    const own = { type: "object", required: ["code"], properties: { code: { type: "integer" } } };
    const id = { name: "id", in: "path", required: true, schema: { type: "string" } };
    const both = (name: string, refusals: object) => ({
      [`/${name}`]: { get: { responses: { 200: json({ type: "array", items: thing }) } } },
      [`/${name}/{id}`]: { get: { parameters: [id], responses: { 200: json(thing), ...refusals } } },
    });
    const { contract } = await build({
      openapi: "3.1.0",
      info: { title: "Things", version: "1" },
      paths: { ...both("things", { 404: json(own) }), ...both("others", {}) },
    });
    if (contract === undefined) throw new Error("no contract");
    const memory = inMemory(contract);
    const mocks = createUntyped(memory.contract, { ...loadedValidators(memory), resources: contract.resources });
    const refused = await mocks.fetch("/things/x");
    expect([refused.status, await refused.json()]).toEqual([404, { code: 404 }]);
    expect((await mocks.fetch("/others/x")).status).toBe(200);
  });

  test("the same requests get the same answers, and another seed gives others", async () => {
    const answer = async (seed: number) => (await createMocks({ seed }).fetch("/courses")).text();
    expect(await answer(1)).toBe(await answer(1));
    expect(await answer(1)).not.toBe(await answer(2));
  });

  test("Prefer goes before an override, that before the store, that before examples", async () => {
    const mocks = createMocks();
    const outcomes: string[] = [];
    mocks.observe(({ outcome, status }) => outcomes.push(`${outcome} ${status}`));
    const [{ id } = { id: "" }] = mocks.db.students.list();
    await mocks.fetch(`/students/${id}`);
    mocks.on.getStudent({ status: 200, patch: { name: "Patched" } });
    mocks.on.getStudent({ status: 200, body: mocks.db.students.add() }, { once: true });
    for (const prefer of ["", "", "code=404", "example=ada", "dynamic=true"])
      await mocks.fetch(`/students/${id}`, { headers: prefer === "" ? {} : { prefer } });
    expect(outcomes).toEqual([
      "store 200",
      "override 200",
      "override 200",
      "example 404",
      "example 200",
      "generated 200",
    ]);
  });
});

describe("data", () => {
  test("is created, unique, related, and deleted with what belongs to it", async () => {
    const mocks = createMocks();
    const api = apiOf(mocks);
    expect(mocks.db.students.list()).toHaveLength(12);
    const created = await api.createStudent({ body: newcomer });
    if (created.status !== 201) throw new Error("not created");
    expect(created.headers?.Location).toBe(`/students/${created.body.id}`);
    expect((await api.createStudent({ body: newcomer })).status).toBe(409);
    const params = { studentId: created.body.id };
    expect(await api.getStudent({ params }).orThrow()).toEqual(created.body);
    const [course] = mocks.db.courses.list();
    await api.createEnrolment({ body: { studentId: created.body.id, courseId: course?.id ?? "" } }).orThrow();
    for (const { studentId } of mocks.db.enrolments.list()) expect(mocks.db.students.get(studentId)).toBeDefined();
    expect((await api.deleteStudent({ params })).status).toBe(204);
    expect((await api.getStudent({ params })).status).toBe(404);
    expect(mocks.db.enrolments.list({ studentId: created.body.id })).toEqual([]);
  });

  test("is what tests make it", () => {
    const { gone, graduated, all } = arrange(createMocks());
    expect([gone, all.length]).toEqual([undefined, 3]);
    expect(graduated).toContainEqual(expect.objectContaining({ email: "ada@school.example" }));
  });

  test("that does not fit throws; reset gives what there was in the beginning", () => {
    const { db } = createMocks();
    expect(() => db.students.add({ name: "" })).toThrow(TypeError);
    const before = db.students.list();
    db.students.clear();
    expect(db.students.list()).toEqual([]);
    db.reset();
    expect(db.students.list()).toEqual(before);
  });

  test("is not kept with stateful: false, and made up with unknownIds: invent", async () => {
    const params = { studentId: NOBODY };
    expect((await apiOf(createMocks()).getStudent({ params })).status).toBe(404);
    const plain = apiOf(createMocks({ stateful: false }));
    await plain.deleteStudent({ params }).orThrow();
    expect((await plain.getStudent({ params })).status).toBe(200);
    const inventive = apiOf(createMocks({ unknownIds: "invent" }));
    expect((await inventive.getStudent({ params }).orThrow()).id).toBe(NOBODY);
    await inventive.deleteStudent({ params }).orThrow();
    expect((await inventive.getStudent({ params })).status).toBe(404);
  });

  test("has the time that it is given", async () => {
    const now = (): number => Date.UTC(2031, 4, 1);
    const created = await apiOf(createMocks({ now })).createStudent({ body: newcomer }).orThrow();
    expect(created.createdAt).toMatch(/^2031-05-01/);
  });

  test("is corrected by x-tenon-resource as the page says", async () => {
    const { paths } = yaml("yaml resource") as { paths: Record<string, Record<string, unknown>> };
    const json = (schema: object) => ({
      responses: { 200: { description: "", content: { "application/json": { schema } } } },
    });
    const pupil = { $ref: "#/components/schemas/Pupil" };
    const list = json({ type: "array", items: pupil });
    const number = { name: "number", in: "path", required: true, schema: { type: "integer" } };
    const text = { type: "string" };
    const { contract, diagnostics } = await build({
      openapi: "3.1.0",
      info: { title: "Register", version: "1" },
      paths: {
        "/register": { get: { operationId: "list", ...list } },
        "/register/{number}": {
          ...paths["/register/{number}"],
          get: { operationId: "read", parameters: [number], ...json(pupil) },
        },
        "/search": { get: { operationId: "search", ...(paths["/search"]?.["get"] as object), ...list } },
        "/health": {
          ...paths["/health"],
          get: { operationId: "health", ...json({ type: "object", properties: { ok: { type: "boolean" } } }) },
        },
      },
      components: {
        schemas: {
          Pupil: {
            type: "object",
            required: ["number", "email", "school"],
            properties: { id: text, number: { type: "integer" }, email: text, school: text },
          },
        },
      },
    });
    expect(diagnostics).toEqual([]);
    expect(contract?.resources).toMatchObject([
      {
        name: "pupils",
        key: "number",
        unique: [["email"], ["school", "number"]],
        operations: { search: { does: "list" } },
      },
    ]);
    expect(contract?.resources).toHaveLength(1);
  });
});

describe("overrides", () => {
  test("are whole answers, parts, functions and faults", async () => {
    const mocks = createMocks(quiet);
    override(mocks);
    const api = apiOf(mocks);
    const [{ id: studentId } = { id: "" }] = mocks.db.students.list();
    const params = { studentId };
    expect((await api.deleteStudent({ params })).status).toBe(404);
    expect(await api.getStudent({ params }).orThrow()).toEqual({ ...mocks.db.students.get(studentId), name: "Ada" });
    const found = async () => (await api.listStudents({ query: { q: "a" } }).orThrow()).items.length;
    expect([await found(), await found(), (await found()) > 0]).toEqual([0, 0, true]);
    const broken = await mocks.fetch("/courses");
    expect([broken.status, await broken.text()]).toEqual([502, "<h1>Bad Gateway</h1>"]);
    const change = () => api.updateStudent({ params, body: { status: "on-leave" } }).orThrow();
    await expect(change()).rejects.toMatchObject({ name: "NetworkError" });
    expect((await change()).status).toBe("on-leave");
  });

  test("break off what would have been answered, and leave who waits to itself", async () => {
    const mocks = createMocks();
    const whole = await (await mocks.fetch("/students")).text();
    mocks.on.listStudents({ fault: "malformed" });
    const half = await (await mocks.fetch("/students")).text();
    expect([whole.startsWith(half), half.length < whole.length]).toEqual([true, true]);
    mocks.on.listStudents({ fault: "timeout" });
    await expect(apiOf(mocks).listStudents({}, { timeout: 20 })).rejects.toMatchObject({ name: "TimeoutError" });
  });
});

describe("scenarios", () => {
  test("are begun by use, afresh each time, and ended by reset", async () => {
    const mocks = createMocks();
    scenarios(mocks);
    mocks.use("full-school");
    expect([mocks.db.students.list().length, mocks.db.enrolments.list().length]).toEqual([500, 500]);
    mocks.db.students.clear();
    mocks.use("bad-train");
    expect([mocks.db.students.list().length, mocks.delay]).toEqual([500, [1000, 4000]]);
    mocks.on.listStudents({ fault: "network" });
    const recorder = record(mocks);
    mocks.reset();
    expect([mocks.active, mocks.delay, mocks.db.students.list().length]).toEqual([[], undefined, 12]);
    expect(mocks.scenarios).toEqual(["full-school", "first-day", "bad-train"]);
    expect((await mocks.fetch("/students")).status).toBe(200);
    expect(recorder.operations).toEqual(["listStudents"]);
  });

  test("have data of their own for requests that name them", async () => {
    const mocks = createMocks();
    scenarios(mocks);
    const headers = { "Tenon-Scenario": "first-day" };
    const api = apiOf(mocks);
    expect((await api.listStudents({}, { headers }).orThrow()).items).toEqual([]);
    await api.createStudent({ body: newcomer }, { headers }).orThrow();
    expect((await api.listStudents({}, { headers }).orThrow()).items).toHaveLength(1);
    expect(mocks.db.students.list()).toHaveLength(12);
    mocks.reset();
    expect((await api.listStudents({}, { headers }).orThrow()).items).toEqual([]);
  });
});

describe("values", () => {
  test("come from factories", () => {
    const ada = make.student({ name: "Ada" });
    expect([ada.name, make.student().id === ada.id]).toEqual(["Ada", false]);
    expect(createMake({ seed: 7 }).student()).not.toEqual(createMake().student());
  });

  test("are one's own, where they fit", async () => {
    const { db } = createSchool({ seed: () => undefined });
    expect(db.courses.add().title).toMatch(/^(Algorithms|Compilers|Linear Algebra)$/);
    expect(db.students.add().email).toMatch(/^s\d+@school\.example$/);
    const onReport = vi.fn<() => void>();
    const unfit = createMocks({ onReport, values: { names: { title: () => 3 } } });
    expect([unfit.db.courses.add(), unfit.db.courses.add()].map(({ title }) => typeof title)).toEqual([
      "string",
      "string",
    ]);
    expect(onReport).toHaveBeenCalledOnce();
  });

  test("are faker's where the contract says so, and where there is a faker", async () => {
    const faker = {
      seed: () => undefined,
      internet: { username: () => "ada99" },
      number: { int: ({ max }: { max: number }) => max },
    };
    const thing = { type: "object", required: ["nickname", "points"], ...yaml("yaml faker") };
    const { contract } = await build({
      openapi: "3.1.0",
      info: { title: "Me", version: "1" },
      paths: {
        "/me": {
          get: { responses: { 200: { description: "", content: { "application/json": { schema: thing } } } } },
        },
      },
    });
    if (contract === undefined) throw new Error("no contract");
    const memory = inMemory(contract);
    const made = async (options: object): Promise<unknown> =>
      (await createUntyped(memory.contract, loadedValidators(memory), options).fetch("/me")).json();
    expect(await made({ faker })).toEqual({ nickname: "ada99", points: 9 });
    expect(await made({})).not.toMatchObject({ nickname: "ada99" });
  });
});

describe("what is kept in the page", () => {
  afterEach(() => vi.unstubAllGlobals());
  const storage = new Map<string, string>();
  const localStorage = {
    getItem: (key: string) => storage.get(key) ?? null,
    setItem: (key: string, value: string) => void storage.set(key, value),
    removeItem: (key: string) => void storage.delete(key),
  };

  test("is there after a reload, for the same scenarios", async () => {
    vi.stubGlobal("localStorage", localStorage);
    const first = createMocks();
    persist(first);
    await apiOf(first).createStudent({ body: newcomer }).orThrow();
    const second = createMocks();
    expect([persist(second).restored, second.db.students.list({ name: "Ida" }).length]).toEqual([true, 1]);
    const third = createMocks();
    scenarios(third);
    third.use("first-day");
    expect([persist(third).restored, third.db.students.list().length, storage.size]).toEqual([false, 0, 1]);
  });
});

test("credentials are taken as they come, or as one says", async () => {
  const add = (mocks: Mocks, token: string) =>
    createClient({ fetch: mocks.fetch, auth: { bearerAuth: token } }).createStudent({ body: newcomer });
  expect((await add(createMocks(), "expired")).status).toBe(201);
  const security = { bearerAuth: ({ token }: { token: string }) => (token === "expired" ? null : { token }) };
  expect((await add(createMocks({ security }), "expired")).status).toBe(401);
  expect((await add(createMocks({ security }), "good")).status).toBe(201);
});
