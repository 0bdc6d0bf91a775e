import { expect, expectTypeOf, it } from "vitest";
import { record } from "tenon-runtime/mocks/recorder";
import { createClient } from "../../generated/client.ts";
import { createMocks } from "../../generated/mocks.ts";
import type { StudentInput } from "../../generated/operations.ts";

const ada = { name: "Ada Lovelace", email: "new@school.example", status: "active" } as const;
function school() {
  const mocks = createMocks();
  return { mocks, api: createClient({ fetch: mocks.fetch, auth: { bearerAuth: "any" } }), recorder: record(mocks) };
}

it("tells which operations were called, in order, with what they got", async () => {
  const { api, recorder } = school();
  await api.listStudents({ query: { limit: 3 } });
  await api.createStudent({ body: ada });
  await api.listStudents();
  expect(recorder.operations).toEqual(["listStudents", "createStudent", "listStudents"]);
  expect(recorder.call("createStudent").decoded.body).toEqual(ada);
  expect(recorder.calls("listStudents").map(({ decoded }) => decoded.query.limit)).toEqual([3, 20]);
  expectTypeOf(recorder.call("createStudent").decoded.body).toEqualTypeOf<StudentInput>();
  // @ts-expect-error no such operation
  expect(() => recorder.calls("createStudents")).toThrow(/did you mean "createStudent"/);
});

it("expects an order, between which there may be others", async () => {
  const { api, recorder } = school();
  await api.listCourses();
  await api.createStudent({ body: ada });
  await api.listStudents();
  recorder.expectOrder("listCourses", "listStudents");
  expect(() => recorder.expectOrder("listStudents", "listCourses")).toThrow(
    "listCourses was not called after listStudents.\nThe requests were:\n  GET /courses → 200 (listCourses)\n  POST /students → 201 (createStudent)\n  GET /students → 200 (listStudents)",
  );
});

it("expects one call, or none", async () => {
  const { api, recorder } = school();
  expect(() => recorder.call("listStudents")).toThrow("listStudents was not called.\nThere were no requests.");
  recorder.expectNone("listStudents");
  await api.listStudents();
  await api.listStudents();
  expect(() => recorder.call("listStudents")).toThrow(/^listStudents was called 2 times, not once/);
  expect(() => recorder.expectNone("listStudents")).toThrow(/^listStudents was called 2 times/);
  recorder.clear();
  recorder.expectNone("listStudents");
});

it("expects every request to be valid, and says what was wrong with which", async () => {
  const { mocks, api, recorder } = school();
  await api.listStudents();
  recorder.expectAllValid();
  await mocks.fetch("/students?limit=0&sort=age");
  await mocks.fetch("/teachers");
  await mocks.fetch("/students", { method: "POST" });
  let message = "";
  try {
    recorder.expectAllValid();
  } catch (error) {
    message = (error as Error).message;
  }
  expect(message.split("\n")).toEqual([
    "2 requests were refused, of 4.",
    "  GET /students?limit=0&sort=age → 400 (listStudents)",
    expect.stringMatching(/^ {4}query limit must be/),
    expect.stringMatching(/^ {4}query sort must be/),
    "  GET /teachers → 404",
    "    No operation matches GET /teachers",
  ]);
});

it("stops when it is told to", async () => {
  const { api, recorder } = school();
  recorder.stop();
  await api.listStudents();
  expect(recorder.exchanges).toEqual([]);
});

it("a refusal for want of credentials is no invalid request; what breaks the contract is", async () => {
  const mocks = createMocks();
  const recorder = record(mocks);
  const post = (headers: Record<string, string>, body = "{}") =>
    mocks.fetch("/students", { method: "POST", headers, body });
  expect((await post({ "content-type": "application/json" })).status).toBe(401);
  recorder.expectAllValid();
  const authorization = "Bearer any";
  for (const [status, ask] of [
    [400, () => post({ authorization, "content-type": "application/json" })],
    [415, () => post({ authorization, "content-type": "text/csv" })],
    [406, () => mocks.fetch("/students", { headers: { accept: "image/png" } })],
    [404, () => mocks.fetch("/teachers")],
  ] as const) {
    recorder.clear();
    expect((await ask()).status).toBe(status);
    expect(() => recorder.expectAllValid()).toThrow("A request was refused");
  }
});
