/** The scenarios, through the generated client and no network at all. */
import { beforeEach, describe, expect, test } from "vitest";
import { type Client, createClient } from "../../generated/client.ts";
import { createSchoolMocks, SCENARIOS, type Scenario } from "../../mocks/index.ts";

let mocks: ReturnType<typeof createSchoolMocks>;
let api: Client;
beforeEach(() => {
  mocks = createSchoolMocks({ baseUrl: "http://school.example" });
  api = createClient({ baseUrl: "http://school.example", fetch: mocks.fetch, auth: { bearerAuth: "any" } });
});

const ada = { name: "Ada Lovelace", email: "ada@school.example", status: "active" } as const;
const algorithms = { code: "CS-999", title: "Algorithms", credits: 6 };

test.each(SCENARIOS)("%s answers with a page of students, also when it is used again", async (scenario: Scenario) => {
  for (let turn = 0; turn < 2; turn += 1) {
    mocks.use(scenario);
    expect((await api.listStudents()).status).toBe(200);
  }
});

describe("busy-school", () => {
  beforeEach(() => mocks.use("busy-school"));

  test("gives all its students once, in pages and in order", async () => {
    const names: string[] = [];
    let cursor: string | undefined;
    do {
      const query = { limit: 20, ...(cursor !== undefined && { cursor }) };
      const page = await api.listStudents({ query }).orThrow();
      names.push(...page.items.map(({ name }) => name));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(names).toHaveLength(45);
    expect(new Set(names).size).toBe(45);
    expect(names).toEqual(names.toSorted((a, b) => a.localeCompare(b)));
  });

  test("filters", async () => {
    const { items } = await api.listStudents({ query: { q: "TANAKA", status: "on-leave" } }).orThrow();
    expect(items.length).toBeGreaterThan(0);
    for (const student of items)
      expect([student.name, student.status]).toEqual([expect.stringContaining("Tanaka"), "on-leave"]);
  });

  test("remembers what is added, changed, replaced and deleted", async () => {
    const created = await api.createStudent({ body: ada });
    if (created.status !== 201) throw new Error(`answered ${created.status}`);
    const params = { studentId: created.body.id };
    expect(created.headers.Location).toBe(`/students/${params.studentId}`);
    expect(await api.getStudent({ params }).orThrow()).toMatchObject({ ...ada, dateOfBirth: null });
    await api.updateStudent({ params, body: { status: "graduated", dateOfBirth: "1815-12-10" } }).orThrow();
    expect(await api.getStudent({ params }).orThrow()).toMatchObject({
      ...ada,
      status: "graduated",
      dateOfBirth: "1815-12-10",
    });
    expect(await api.replaceStudent({ params, body: ada }).orThrow()).toMatchObject({ ...ada, dateOfBirth: null });
    expect((await api.deleteStudent({ params })).status).toBe(204);
    expect((await api.getStudent({ params })).status).toBe(404);
    expect((await api.deleteStudent({ params })).status).toBe(404);
  });

  test("refuses an address that is taken, at its place", async () => {
    await api.createStudent({ body: ada }).orThrow();
    const second = await api.createStudent({ body: { ...ada, email: "ADA@school.example" } });
    expect(second).toMatchObject({ status: 409, body: { errors: [{ in: "body", pointer: "/email" }] } });
  });

  test("refuses what the contract refuses", async () => {
    const answer = await api.createStudent({ body: { ...ada, name: "", email: "nobody@" } });
    expect(answer.status).toBe(400);
    if (answer.status !== 400) return;
    expect(new Set(answer.body.errors?.map(({ pointer }) => pointer))).toEqual(new Set(["/email", "/name"]));
  });

  test("keeps courses and enrolments as well, with their rules", async () => {
    const student = await api.createStudent({ body: ada }).orThrow();
    const course = await api.createCourse({ body: algorithms }).orThrow();
    expect((await api.createCourse({ body: algorithms })).status).toBe(409);
    const body = { studentId: student.id, courseId: course.id };
    const enrolment = await api.createEnrolment({ body }).orThrow();
    expect((await api.createEnrolment({ body })).status).toBe(409);
    const lost = await api.createEnrolment({ body: { ...body, courseId: student.id } });
    expect(lost).toMatchObject({ status: 422, body: { errors: [{ pointer: "/courseId" }] } });
    const graded = await api.updateEnrolment({ params: { enrolmentId: enrolment.id }, body: { grade: "A" } }).orThrow();
    expect(await api.listStudentEnrolments({ params: { studentId: student.id } }).orThrow()).toEqual({
      items: [graded],
      nextCursor: null,
    });
    expect((await api.deleteCourse({ params: { courseId: course.id } })).status).toBe(409);
    await api.deleteStudent({ params: { studentId: student.id } });
    expect((await api.getEnrolment({ params: { enrolmentId: enrolment.id } })).status).toBe(404);
    expect((await api.deleteCourse({ params: { courseId: course.id } })).status).toBe(204);
  });

  test("starts afresh with each use", async () => {
    await api.createStudent({ body: ada }).orThrow();
    mocks.use("busy-school");
    expect((await api.listStudents({ query: { q: ada.email } }).orThrow()).items).toEqual([]);
  });
});

test("empty-school has nobody until somebody is added", async () => {
  mocks.use("empty-school");
  expect(await api.listStudents().orThrow()).toEqual({ items: [], nextCursor: null });
  await api.createStudent({ body: ada }).orThrow();
  expect((await api.listStudents().orThrow()).items).toMatchObject([ada]);
});

test("failing-saves can be read, and answers every write with a problem", async () => {
  mocks.use("failing-saves");
  const [student] = (await api.listStudents().orThrow()).items;
  const params = { studentId: student?.id ?? "" };
  expect(await api.createStudent({ body: ada })).toMatchObject({
    status: 507,
    body: { title: "Insufficient Storage" },
  });
  expect((await api.updateStudent({ params, body: { name: "Ada" } })).status).toBe(507);
  expect((await api.deleteStudent({ params })).status).toBe(507);
  expect(await api.getStudent({ params }).orThrow()).toEqual(student);
});

test("slow-network takes at least a second", async () => {
  mocks.use("slow-network");
  const start = performance.now();
  await api.listStudents().orThrow();
  expect(performance.now() - start).toBeGreaterThan(950);
});

test("without a scenario the contract's own examples answer", async () => {
  const student = await api.getStudent({ params: { studentId: "7c0b5e5a-3f0e-4f4e-9d8e-0a8d3b0c1a01" } }).orThrow();
  expect(student.email).toMatch(/@school\.example$/);
});
