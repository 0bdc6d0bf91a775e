// What writers of mocks rely on TypeScript for. Checked by tsc with the rest; each error is expected on one line.
import { describe, expectTypeOf, it } from "vitest";
import { make, type MockOverrides, type Mocks } from "../client/fixture/mocks.ts";
import type { GetStudentHandler, ListStudentsResponse, StudentOutput } from "../client/fixture/operations.ts";

declare const mocks: Mocks;
const student: StudentOutput = { id: "1", name: "Ada" };

describe("an override", () => {
  it("is a declared answer", () => {
    mocks.on.getStudent({ status: 200, body: student });
    mocks.on.getStudent({ status: 404, body: { title: "Gone" } }, { once: true, delay: [1, 2] });
    mocks.on.createStudent({ status: 422, body: { title: "Broken" } });
    mocks.on.deleteStudent({ status: 204 });
    // @ts-expect-error 403 is not declared
    mocks.on.getStudent({ status: 403, body: { title: "No" } });
    // @ts-expect-error a student is no problem
    mocks.on.getStudent({ status: 404, body: student });
    // @ts-expect-error the body lacks a name
    mocks.on.getStudent({ status: 200, body: { id: "1" } });
    // @ts-expect-error the body is missing
    mocks.on.getStudent({ status: 200 });
    // @ts-expect-error the required header is missing
    mocks.on.listStudents({ status: 200, body: { items: [] } });
    // @ts-expect-error no such operation
    mocks.on.getTeacher({ status: 200 });
  });
  it("is a patch of the body of its status, at any depth", () => {
    mocks.on.getStudent({ status: 200, patch: { school: { city: "Oslo" } } });
    mocks.on.listStudents({ status: 200, patch: { items: [{ name: "Ada" }, {}] }, headers: { "X-Total-Count": 2 } });
    // @ts-expect-error no such property
    mocks.on.getStudent({ status: 200, patch: { nickname: "x" } });
    // @ts-expect-error a name is a string
    mocks.on.getStudent({ status: 200, patch: { name: 1 } });
    // @ts-expect-error a problem has no name
    mocks.on.getStudent({ status: 404, patch: { name: "Ada" } });
    // @ts-expect-error 403 is not declared
    mocks.on.getStudent({ status: 403, patch: {} });
    // @ts-expect-error nothing can be patched where there is no body
    mocks.on.deleteStudent({ status: 204, patch: {} });
  });
  it("is a handler, async or not, with the handler's own types", () => {
    mocks.on.getStudent(({ params }) => ({ status: 200, body: { ...student, id: params.studentId } }));
    mocks.on.listStudents(async ({ query }, { request }): Promise<ListStudentsResponse> => {
      expectTypeOf(query.limit).toEqualTypeOf<number>();
      expectTypeOf(request.method).toEqualTypeOf<string>();
      return { status: 200, headers: { "X-Total-Count": 0 }, body: { items: [] } };
    });
    mocks.on.listStudents(async () => ({ status: 200, headers: { "X-Total-Count": 0 }, body: { items: [student] } }));
    // @ts-expect-error 403 is not declared
    mocks.on.getStudent(async () => ({ status: 403, body: { title: "No" } }));
    // @ts-expect-error the body lacks a name
    mocks.on.getStudent(async () => ({ status: 200, body: { id: "1" } }));
    // @ts-expect-error unknown parameter
    mocks.on.getStudent(({ params }) => ({ status: 200, body: { ...student, id: params.courseId } }));
  });
  it("may ask for the usual answer, and return a patch or a fault", () => {
    mocks.on.getStudent(async (_, { usual, request }) => {
      const answer = await usual();
      expectTypeOf(request.url).toEqualTypeOf<string>();
      if (answer.status === 200) expectTypeOf(answer.body).toEqualTypeOf<StudentOutput>();
      return answer;
    });
    mocks.on.getStudent(({ params }) =>
      params.studentId === "1" ? { status: 200, patch: { name: "Ada" } } : { fault: "timeout" },
    );
    // @ts-expect-error a name is a string
    mocks.on.getStudent(() => ({ status: 200, patch: { name: 1 } }));
  });
  it("is a fault of those there are", () => {
    mocks.on.getStudent({ fault: "network" }, { once: true });
    mocks.on.getStudent({ fault: "malformed", answer: { status: 502, contentType: "text/html", body: "<p>" } });
    // @ts-expect-error no such fault
    mocks.on.getStudent({ fault: "disk" });
    // @ts-expect-error what has no answer has no body
    mocks.on.getStudent({ fault: "network", body: "" });
  });
  it("may be a handler as the server has it", () => {
    const handler: GetStudentHandler = ({ params }) => ({ status: 200, body: { ...student, id: params.studentId } });
    mocks.on.getStudent(handler);
  });
  it("may use a context that the application supplies", () => {
    const on = mocks.on as unknown as MockOverrides<{ context: { school: string } }>;
    on.getStudent((_, { school }) => ({ status: 200, body: { ...student, name: school } }));
  });
});

it("scenarios get the typed mocks", () => {
  mocks.scenario("empty", (m) => {
    expectTypeOf(m).toEqualTypeOf<Mocks>();
    m.on.listStudents({ status: 200, patch: { items: [] } });
    m.use("another");
    m.delay = [100, 200];
    // @ts-expect-error milliseconds are numbers
    m.delay = "100";
  });
});

it("factories take parts of their schema", () => {
  expectTypeOf(make.student({ school: { city: "Oslo" } })).toEqualTypeOf<StudentOutput>();
  // @ts-expect-error no such property
  make.student({ nickname: "x" });
  // @ts-expect-error no such schema
  make.teacher();
});
