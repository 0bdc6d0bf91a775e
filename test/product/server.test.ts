/** The reference API over HTTP, against a real database. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Running, type Send, sender, startApi } from "./harness.ts";
import { databaseFile } from "./temporary.ts";

let api: Running;
let send: Send;
beforeEach(async () => {
  api = await startApi();
  send = sender(api.url);
});
afterEach(() => api.stop());

const ada = { name: "Ada Lovelace", email: "ada@school.example", status: "active", dateOfBirth: "1815-12-10" };
const algorithms = { code: "CS-101", title: "Algorithms", credits: 6 };
const NOBODY = "00000000-0000-4000-8000-000000000000";

/** Creates something and gives its id. */
async function create(path: string, body: unknown): Promise<string> {
  const reply = await send("POST", path, body);
  expect(reply.status).toBe(201);
  return text(reply.body["id"]);
}

/** A part of a body that has to be text. */
function text(value: unknown): string {
  if (typeof value !== "string") throw new Error(`This is no text: ${JSON.stringify(value)}`);
  return value;
}

/** What every problem is, whatever it is about (RFC 9457). */
const aProblem = (status: number) => ({
  status,
  type: expect.stringMatching(/^application\/problem\+json/),
  body: { type: "about:blank", status, title: expect.stringMatching(/./) },
});

describe("students", () => {
  test("are created, read, replaced, changed and deleted", async () => {
    const created = await send("POST", "/students", ada);
    expect(created.status).toBe(201);
    expect(created.body).toEqual({
      ...ada,
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      updatedAt: created.body["createdAt"],
    });
    const path = `/students/${text(created.body["id"])}`;
    expect(created.headers.get("Location")).toBe(path);
    expect((await send("GET", path)).body).toEqual(created.body);

    const changed = await send("PATCH", path, { status: "on-leave", dateOfBirth: null });
    expect(changed.body).toMatchObject({ name: ada.name, email: ada.email, status: "on-leave", dateOfBirth: null });

    const replaced = await send("PUT", path, { name: "Ada King", email: "king@school.example", status: "graduated" });
    expect(replaced.body).toMatchObject({
      name: "Ada King",
      email: "king@school.example",
      status: "graduated",
      dateOfBirth: null,
    });
    expect(replaced.body["createdAt"]).toBe(created.body["createdAt"]);
    expect((await send("GET", path)).body).toEqual(replaced.body);

    const gone = await send("DELETE", path);
    expect([gone.status, gone.body]).toEqual([204, {}]);
    expect(await send("GET", path)).toMatchObject(aProblem(404));
  });

  test("with an e-mail address that another has are refused, and the address is named", async () => {
    await create("/students", ada);
    const id = await create("/students", { ...ada, email: "other@school.example" });
    const taken = { errors: [{ in: "body", pointer: "/email", message: "Another student has this e-mail address." }] };
    for (const [method, path, body] of [
      ["POST", "/students", { ...ada, email: "ADA@school.example" }],
      ["PUT", `/students/${id}`, ada],
      ["PATCH", `/students/${id}`, { email: ada.email }],
    ] as const) {
      const reply = await send(method, path, body);
      expect(reply).toMatchObject(aProblem(409));
      expect(reply.body).toMatchObject(taken);
    }
  });

  test("keep their own address when they are replaced", async () => {
    const id = await create("/students", ada);
    expect((await send("PUT", `/students/${id}`, { ...ada, name: "Ada" })).status).toBe(200);
  });

  test("that do not fit the contract are refused with every violation at its place", async () => {
    const reply = await send("POST", "/students", { name: "", email: "not an address", status: "asleep" });
    expect(reply).toMatchObject(aProblem(400));
    const errors = reply.body["errors"] as { in: string; pointer: string; message: string }[];
    expect(new Set(errors.map((error) => `${error.in} ${error.pointer}`))).toEqual(
      new Set(["body /name", "body /email", "body /status"]),
    );
    for (const error of errors) expect(error.message).not.toBe("");
    expect((await send("GET", "/students")).body).toEqual({ items: [], nextCursor: null });
  });

  test("cannot choose their id", async () => {
    const reply = await send("POST", "/students", { ...ada, id: NOBODY });
    expect(reply).toMatchObject(aProblem(400));
    expect(reply.body).toMatchObject({ errors: [{ in: "body", pointer: "/id" }] });
  });

  test("that nobody knows are a 404 for every method", async () => {
    const path = `/students/${NOBODY}`;
    expect(await send("GET", path)).toMatchObject(aProblem(404));
    expect(await send("PUT", path, ada)).toMatchObject(aProblem(404));
    expect(await send("PATCH", path, { name: "X" })).toMatchObject(aProblem(404));
    expect(await send("DELETE", path)).toMatchObject(aProblem(404));
    expect(await send("GET", `${path}/enrolments`)).toMatchObject(aProblem(404));
  });

  test("an id that is no UUID is a 400 that names the parameter", async () => {
    const reply = await send("GET", "/students/7");
    expect(reply).toMatchObject(aProblem(400));
    expect(reply.body).toMatchObject({ errors: [{ in: "path", name: "studentId" }] });
  });

  test("an empty patch and a body that is not JSON change nothing", async () => {
    const path = `/students/${await create("/students", ada)}`;
    expect(await send("PATCH", path, {})).toMatchObject(aProblem(400));
    const headers = { Authorization: "Bearer token-of-this-test", "Content-Type": "application/json" };
    const broken = await fetch(api.url + path, { method: "PUT", headers, body: '{"name": ' });
    expect([broken.status, broken.headers.get("Content-Type")]).toEqual([
      400,
      expect.stringMatching(/^application\/problem\+json/),
    ]);
    expect((await send("GET", path)).body).toMatchObject(ada);
  });
});

describe("lists", () => {
  const names = ["Élodie", "Bob", "alice", "Dora", "Carl"];
  beforeEach(async () => {
    for (const [index, name] of names.entries()) {
      const status = index % 2 === 0 ? "active" : "graduated";
      await create("/students", { name, email: `${index}@school.example`, status });
    }
  });
  const listed = async (query: string): Promise<unknown[]> =>
    ((await send("GET", `/students${query}`)).body["items"] as { name: string }[]).map(({ name }) => name);

  test("come in pages that a cursor joins", async () => {
    const seen: string[][] = [];
    for (let cursor: unknown = ""; cursor !== null;) {
      const after = cursor === "" ? "" : `&cursor=${encodeURIComponent(text(cursor))}`;
      const { body } = await send("GET", `/students?limit=2${after}`);
      seen.push((body["items"] as { name: string }[]).map(({ name }) => name));
      cursor = body["nextCursor"];
    }
    expect(seen).toEqual([["alice", "Bob"], ["Carl", "Dora"], ["Élodie"]]);
  });

  test("are filtered by text, whatever its case, and by status", async () => {
    expect(await listed("?q=ÉLO")).toEqual(["Élodie"]);
    expect(await listed("?q=3@school")).toEqual(["Dora"]);
    expect(await listed("?q=%25")).toEqual([]);
    expect(await listed("?status=graduated")).toEqual(["Bob", "Dora"]);
    expect(await listed("?status=graduated&q=d")).toEqual(["Dora"]);
  });

  test("are ordered as asked", async () => {
    expect(await listed("?sort=-name")).toEqual(["Élodie", "Dora", "Carl", "Bob", "alice"]);
    expect((await listed("?sort=-createdAt&limit=1")).length).toBe(1);
  });

  test("refuse what the contract does not allow, and say which parameter it is", async () => {
    for (const [name, value] of [
      ["limit", "0"],
      ["limit", "many"],
      ["status", "asleep"],
      ["sort", "email"],
      ["cursor", "nonsense"],
    ]) {
      const reply = await send("GET", `/students?${name}=${value}`);
      expect(reply).toMatchObject(aProblem(400));
      expect(reply.body).toMatchObject({ errors: [{ in: "query", name }] });
    }
  });
});

describe("courses", () => {
  test("are created, read, replaced, changed and deleted", async () => {
    const created = await send("POST", "/courses", algorithms);
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({ ...algorithms, description: null });
    const path = text(created.headers.get("Location"));
    expect((await send("PATCH", path, { credits: 8 })).body).toMatchObject({ ...algorithms, credits: 8 });
    const whole = { code: "CS-102", title: "More Algorithms", description: "Graphs.", credits: 4 };
    expect((await send("PUT", path, whole)).body).toMatchObject(whole);
    expect((await send("GET", "/courses?q=graphs")).body["items"]).toEqual([]);
    expect((await send("GET", "/courses?q=cs-1&sort=-title")).body["items"]).toMatchObject([whole]);
    expect((await send("DELETE", path)).status).toBe(204);
    expect(await send("GET", path)).toMatchObject(aProblem(404));
    expect(await send("PUT", path, whole)).toMatchObject(aProblem(404));
    expect(await send("PATCH", path, { credits: 1 })).toMatchObject(aProblem(404));
    expect(await send("DELETE", path)).toMatchObject(aProblem(404));
  });

  test("have codes that are unique and of one form", async () => {
    await create("/courses", algorithms);
    const id = await create("/courses", { ...algorithms, code: "CS-999" });
    expect(await send("POST", "/courses", algorithms)).toMatchObject(aProblem(409));
    const taken = await send("PATCH", `/courses/${id}`, { code: "CS-101" });
    expect(taken).toMatchObject(aProblem(409));
    expect(taken.body).toMatchObject({ errors: [{ pointer: "/code" }] });
    expect(await send("PUT", `/courses/${id}`, algorithms)).toMatchObject(aProblem(409));
    const malformed = await send("POST", "/courses", { ...algorithms, code: "algorithms" });
    expect(malformed).toMatchObject(aProblem(400));
    expect(malformed.body).toMatchObject({ errors: [{ in: "body", pointer: "/code" }] });
  });
});

describe("enrolments", () => {
  let studentId: string;
  let courseId: string;
  beforeEach(async () => {
    studentId = await create("/students", ada);
    courseId = await create("/courses", algorithms);
  });

  test("relate a student and a course, and are graded", async () => {
    const created = await send("POST", "/enrolments", { studentId, courseId });
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({ studentId, courseId, grade: null });
    const path = text(created.headers.get("Location"));
    expect((await send("GET", "/enrolments?graded=false")).body["items"]).toEqual([created.body]);
    const graded = await send("PATCH", path, { grade: "A" });
    expect(graded.body).toEqual({ ...created.body, grade: "A" });
    expect((await send("GET", path)).body).toEqual(graded.body);
    expect((await send("GET", `/students/${studentId}/enrolments`)).body).toEqual({
      items: [graded.body],
      nextCursor: null,
    });
    expect((await send("GET", `/enrolments?courseId=${courseId}&graded=true`)).body["items"]).toEqual([graded.body]);
    expect((await send("GET", "/enrolments?graded=false")).body["items"]).toEqual([]);
    expect((await send("PATCH", path, { grade: null })).body).toEqual(created.body);
    expect(await send("PATCH", path, { grade: "G" })).toMatchObject(aProblem(400));
    expect((await send("DELETE", path)).status).toBe(204);
    expect(await send("GET", path)).toMatchObject(aProblem(404));
    expect(await send("PATCH", path, { grade: "A" })).toMatchObject(aProblem(404));
    expect(await send("DELETE", path)).toMatchObject(aProblem(404));
  });

  test("a second one in the same course is a 409", async () => {
    await create("/enrolments", { studentId, courseId });
    expect(await send("POST", "/enrolments", { studentId, courseId })).toMatchObject(aProblem(409));
  });

  test("a student or a course that does not exist is a 422 that names each", async () => {
    const course = await send("POST", "/enrolments", { studentId, courseId: NOBODY });
    expect(course).toMatchObject(aProblem(422));
    expect(course.body).toMatchObject({ errors: [{ in: "body", pointer: "/courseId" }] });
    const both = await send("POST", "/enrolments", { studentId: NOBODY, courseId: NOBODY });
    expect(both).toMatchObject(aProblem(422));
    expect(both.body).toMatchObject({ errors: [{ pointer: "/studentId" }, { pointer: "/courseId" }] });
  });

  test("go with their student, and hold their course", async () => {
    await create("/enrolments", { studentId, courseId });
    expect(await send("DELETE", `/courses/${courseId}`)).toMatchObject(aProblem(409));
    expect((await send("DELETE", `/students/${studentId}`)).status).toBe(204);
    expect((await send("GET", "/enrolments")).body["items"]).toEqual([]);
    expect((await send("DELETE", `/courses/${courseId}`)).status).toBe(204);
  });
});

describe("the server", () => {
  test("lets everybody read, and lets only those write who have the token", async () => {
    const id = await create("/students", ada);
    for (const token of ["wrong", ""]) {
      const stranger = sender(api.url, token);
      for (const [method, path, body] of [
        ["POST", "/students", ada],
        ["POST", "/students", { name: "" }], // who may not write does not learn what would be valid
        ["PUT", `/students/${id}`, ada],
        ["PATCH", `/students/${id}`, { name: "X" }],
        ["DELETE", `/students/${id}`, undefined],
      ] as const) {
        expect(await stranger(method, path, body)).toMatchObject(aProblem(401));
      }
      expect((await stranger("GET", `/students/${id}`)).body).toMatchObject(ada);
    }
    const anonymous = await fetch(`${api.url}/students/${id}`, { method: "DELETE" });
    expect(anonymous.status).toBe(401);
    expect(anonymous.headers.get("WWW-Authenticate")).toMatch(/^Bearer/);
  });

  test("keeps its data over a restart", async () => {
    const { file, remove } = await databaseFile();
    const before = await startApi(file);
    const created = await sender(before.url)("POST", "/students", ada);
    await before.stop();
    const after = await startApi(file);
    expect((await sender(after.url)("GET", `/students/${text(created.body["id"])}`)).body).toEqual(created.body);
    expect(await sender(after.url)("POST", "/students", ada)).toMatchObject(aProblem(409));
    await after.stop();
    await remove();
  });

  test("answers with a problem document for a path and a method that it does not know", async () => {
    expect(await send("GET", "/teachers")).toMatchObject(aProblem(404));
    const reply = await send("DELETE", "/students");
    expect(reply).toMatchObject(aProblem(405));
    expect(reply.headers.get("Allow")).toMatch(/GET.*POST|POST.*GET/);
  });

  test("may be called by pages of another origin, preflight included", async () => {
    const origin = "http://page.example";
    const preflight = await fetch(`${api.url}/students`, {
      method: "OPTIONS",
      headers: {
        Origin: origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type",
      },
    });
    expect(preflight.ok).toBe(true);
    expect(preflight.headers.get("Access-Control-Allow-Methods")).toContain("POST");
    expect(preflight.headers.get("Access-Control-Allow-Headers")).toContain("authorization");
    const refused = await fetch(`${api.url}/students`, { method: "POST", headers: { Origin: origin } });
    expect([refused.status, refused.headers.get("Access-Control-Allow-Origin")]).toEqual([401, "*"]);
    expect(refused.headers.get("Access-Control-Expose-Headers")).toContain("Location");
  });
});
