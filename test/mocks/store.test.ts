import { createMocks, type Mocks } from "../../generated/mocks.ts";
import type { EnrolmentOutput, StudentOutput } from "../../generated/operations.ts";
import { describe, expect, it } from "vitest";

const auth = { authorization: "Bearer t", "content-type": "application/json" };
const merge = { ...auth, "content-type": "application/merge-patch+json" };
interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

async function ask<T>(
  mocks: Mocks,
  method: string,
  path: string,
  body?: unknown,
  headers = auth,
): Promise<{ status: number; body: T; location: string | null }> {
  const response = await mocks.fetch(path, {
    method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  // The contract has been kept, or the engine would have said so; the test says what it looks for.
  return {
    status: response.status,
    body: (text === "" ? undefined : JSON.parse(text)) as T,
    location: response.headers.get("location"),
  };
}

const ada = { name: "Ada", email: "a@school.example", status: "active" } as const;
const school = (): Mocks => createMocks({ seed: 7 });

describe("what is created", () => {
  it("is there, at its Location, until it is deleted", async () => {
    const mocks = school();
    const made = await ask<StudentOutput>(mocks, "POST", "/students", ada);
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ ...ada, dateOfBirth: null });
    expect(made.location).toBe(`/students/${made.body.id}`);
    expect(await ask(mocks, "GET", made.location!)).toMatchObject({ status: 200, body: made.body });
    expect((await ask(mocks, "DELETE", made.location!)).status).toBe(204);
    const gone = await ask(mocks, "GET", made.location!);
    expect(gone).toMatchObject({ status: 404, body: { title: "Not Found", status: 404 } });
    expect((await ask(mocks, "DELETE", made.location!)).status).toBe(404);
  });
  it("is in the list, once", async () => {
    const mocks = school();
    const { body } = await ask<StudentOutput>(mocks, "POST", "/students", ada);
    const { items } = (await ask<Page<StudentOutput>>(mocks, "GET", "/students?limit=100")).body;
    expect(items.filter(({ id }) => id === body.id)).toEqual([body]);
    expect(items).toHaveLength(13);
  });
  it("has times of its own, the newest last", async () => {
    const mocks = school();
    const first = await ask<StudentOutput>(mocks, "POST", "/students", ada);
    const second = await ask<StudentOutput>(mocks, "POST", "/students", { ...ada, email: "b@school.example" });
    expect(first.body.createdAt).toBe(first.body.updatedAt);
    expect(first.body.createdAt < second.body.createdAt).toBe(true);
    const { items } = (await ask<Page<StudentOutput>>(mocks, "GET", "/students?limit=1&sort=-createdAt")).body;
    expect(items).toEqual([second.body]);
  });
  it("has the clock's time, by hand too: a second more with each, after the examples' newest", async () => {
    const mocks = school();
    const made = await ask<StudentOutput>(mocks, "POST", "/students", ada);
    expect(made.body.createdAt).toBe("2026-10-15T14:30:01.000Z");
    const added = mocks.db.students.add();
    expect([added.createdAt, added.updatedAt]).toEqual(["2026-10-15T14:30:02.000Z", "2026-10-15T14:30:02.000Z"]);
    const { createdAt, updatedAt } = mocks.db.students.update(added.id, { name: "Ida" });
    expect([createdAt, updatedAt]).toEqual([added.createdAt, "2026-10-15T14:30:03.000Z"]);
    const given = { createdAt: "2020-01-01T00:00:00Z", updatedAt: "2020-01-02T00:00:00Z" };
    expect(mocks.db.students.add(given)).toMatchObject(given);
    expect(createMocks({ now: () => Date.UTC(2030, 0, 2) }).db.students.add().createdAt).toBe(
      "2030-01-02T00:00:00.000Z",
    );
  });
  it("has the time of the clock that is given", async () => {
    const mocks = createMocks({ now: () => Date.UTC(2030, 0, 2) });
    expect((await ask<StudentOutput>(mocks, "POST", "/students", ada)).body.createdAt).toBe("2030-01-02T00:00:00.000Z");
  });
  it("is refused where another one has what is to be unique, and changes into it are too", async () => {
    const mocks = school();
    const { body } = await ask<StudentOutput>(mocks, "POST", "/students", ada);
    const clash = await ask(mocks, "POST", "/students", { ...ada, email: "A@School.example" });
    expect(clash).toMatchObject({
      status: 409,
      body: { title: "Conflict", errors: [{ in: "body", pointer: "/email" }] },
    });
    const other = await ask<StudentOutput>(mocks, "POST", "/students", { ...ada, email: "b@school.example" });
    const path = `/students/${other.body.id}`;
    expect((await ask(mocks, "PATCH", path, { email: body.email }, merge)).status).toBe(409);
    expect((await ask(mocks, "PUT", path, { ...ada, email: body.email })).status).toBe(409);
    expect((await ask(mocks, "PATCH", path, { email: "b@school.example" }, merge)).status).toBe(200);
  });
  it("leads to what there is: an unknown reference is refused", async () => {
    const mocks = school();
    const [student] = mocks.db.students.list();
    const course = mocks.db.courses.add();
    const nobody = "7c0b5e5a-3f0e-4f4e-9d8e-0a8d3b0c1aff";
    expect(await ask(mocks, "POST", "/enrolments", { studentId: nobody, courseId: course.id })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: "/studentId" }] },
    });
    const wanted = { studentId: student!.id, courseId: course.id };
    const made = await ask<EnrolmentOutput>(mocks, "POST", "/enrolments", wanted);
    expect(made).toMatchObject({ status: 201, body: { ...wanted, grade: null } });
    expect((await ask(mocks, "POST", "/enrolments", wanted)).status).toBe(409);
    const { body } = await ask<Page<EnrolmentOutput>>(mocks, "GET", `/students/${student!.id}/enrolments?limit=100`);
    expect(body.items).toContainEqual(made.body);
    expect(body.items.every(({ studentId }) => studentId === student!.id)).toBe(true);
  });
});

describe("what is changed", () => {
  it("by PUT loses what is left out, and keeps what the server says", async () => {
    const mocks = school();
    const { body, location } = await ask<StudentOutput>(mocks, "POST", "/students", {
      ...ada,
      dateOfBirth: "2000-01-01",
    });
    const put = await ask<StudentOutput>(mocks, "PUT", location!, { ...ada, name: "Grace" });
    expect(put.body).toMatchObject({ id: body.id, name: "Grace", dateOfBirth: null, createdAt: body.createdAt });
    expect(put.body.updatedAt > body.updatedAt).toBe(true);
  });
  it("by PATCH keeps the rest, and null takes away", async () => {
    const mocks = school();
    const { body, location } = await ask<StudentOutput>(mocks, "POST", "/students", {
      ...ada,
      dateOfBirth: "2000-01-01",
    });
    const named = await ask<StudentOutput>(mocks, "PATCH", location!, { name: "Grace" }, merge);
    expect(named.body).toEqual({ ...body, name: "Grace", updatedAt: named.body.updatedAt });
    expect(
      (await ask<StudentOutput>(mocks, "PATCH", location!, { dateOfBirth: null }, merge)).body.dateOfBirth,
    ).toBeNull();
  });
  it("does not exist where nobody has created it", async () => {
    const mocks = school();
    const path = "/students/7c0b5e5a-3f0e-4f4e-9d8e-0a8d3b0c1aff";
    for (const [method, body, headers] of [
      ["GET"],
      ["PUT", ada, auth],
      ["PATCH", { name: "x" }, merge],
      ["DELETE"],
    ] as const)
      expect((await ask(mocks, method, path, body, headers)).status).toBe(404);
    expect((await ask(mocks, "GET", `${path}/enrolments`)).status).toBe(404);
  });
  it("exists where ids are to be made up, until it is deleted", async () => {
    const mocks = createMocks({ unknownIds: "invent" });
    const path = "/students/7c0b5e5a-3f0e-4f4e-9d8e-0a8d3b0c1aff";
    const { body } = await ask<StudentOutput>(mocks, "GET", path);
    expect(body.id).toBe("7c0b5e5a-3f0e-4f4e-9d8e-0a8d3b0c1aff");
    expect((await ask<StudentOutput>(mocks, "PATCH", path, { name: "x" }, merge)).body).toMatchObject({
      id: body.id,
      name: "x",
      email: body.email,
    });
    expect((await ask(mocks, "DELETE", path)).status).toBe(204);
    expect((await ask(mocks, "GET", path)).status).toBe(404);
  });
});

describe("a deletion", () => {
  it("is refused by 409 where the contract has that and something refers to it", async () => {
    const mocks = school();
    const [enrolment] = mocks.db.enrolments.list();
    expect((await ask(mocks, "DELETE", `/courses/${enrolment!.courseId}`)).status).toBe(409);
    expect((await ask(mocks, "DELETE", `/courses/${mocks.db.courses.add().id}`)).status).toBe(204);
  });
  it("takes with it what cannot be without it", async () => {
    const mocks = school();
    const [enrolment] = mocks.db.enrolments.list();
    expect((await ask(mocks, "DELETE", `/students/${enrolment!.studentId}`)).status).toBe(204);
    expect(mocks.db.enrolments.list({ studentId: enrolment!.studentId })).toEqual([]);
    expect((await ask(mocks, "GET", `/enrolments/${enrolment!.id}`)).status).toBe(404);
  });
});

describe("a list", () => {
  it("begins with the contract's examples, and all entries are different", async () => {
    const { items } = (await ask<Page<StudentOutput>>(school(), "GET", "/students?limit=100")).body;
    expect(items).toHaveLength(12);
    expect(items.map(({ name }) => name)).toEqual(expect.arrayContaining(["Ada Lovelace", "Alan Turing"]));
    expect(new Set(items.map(({ email }) => email)).size).toBe(12);
    expect(new Set(items.map(({ id }) => id)).size).toBe(12);
  });
  it("has enrolments of students and courses that there are", async () => {
    const { items } = (await ask<Page<EnrolmentOutput>>(school(), "GET", "/enrolments?limit=100")).body;
    const mocks = school();
    expect(items.length).toBeGreaterThan(6);
    for (const { studentId, courseId } of items) {
      expect((await ask(mocks, "GET", `/students/${studentId}`)).status).toBe(200);
      expect((await ask(mocks, "GET", `/courses/${courseId}`)).status).toBe(200);
    }
  });
  it("has every entry on exactly one page, whatever is deleted meanwhile", async () => {
    for (const sort of ["name", "-name", "createdAt"]) {
      const mocks = school();
      const all = (await ask<Page<StudentOutput>>(mocks, "GET", `/students?limit=100&sort=${sort}`)).body.items.map(
        ({ id }) => id,
      );
      const seen: string[] = [];
      let cursor: string | null = null;
      do {
        const { body }: { body: Page<StudentOutput> } = await ask<Page<StudentOutput>>(
          mocks,
          "GET",
          `/students?limit=5&sort=${sort}${cursor === null ? "" : `&cursor=${cursor}`}`,
        );
        seen.push(...body.items.map(({ id }) => id));
        cursor = body.nextCursor;
        if (cursor !== null) mocks.db.students.remove(cursor);
      } while (cursor !== null);
      expect(seen).toEqual(all);
    }
  });
  it("refuses a cursor that it has not given", async () => {
    expect((await ask(school(), "GET", "/students?cursor=nothing")).status).toBe(400);
  });
  it("has what the filters let through, in the order that is asked for", async () => {
    const mocks = school();
    mocks.db.students.seed([
      { name: "Cleo", status: "on-leave", email: "cleo@x.example" },
      { name: "anna", status: "active", email: "anna@x.example" },
      { name: "Bert", status: "active", email: "bert@x.example" },
    ]);
    const names = async (query: string): Promise<string[]> =>
      (await ask<Page<StudentOutput>>(mocks, "GET", `/students?${query}`)).body.items.map(({ name }) => name);
    expect(await names("")).toEqual(["anna", "Bert", "Cleo"]);
    expect(await names("sort=-name")).toEqual(["Cleo", "Bert", "anna"]);
    expect(await names("status=active")).toEqual(["anna", "Bert"]);
    expect(await names("q=CLEO")).toEqual(["Cleo"]);
    expect(await names("q=x.example&status=on-leave")).toEqual(["Cleo"]);
  });
  it("tells those that have a value from those that have none", async () => {
    const mocks = school();
    mocks.db.enrolments.seed([{ grade: "A" }, { grade: null }, { grade: "B" }]);
    const grades = async (graded: boolean) =>
      (await ask<Page<EnrolmentOutput>>(mocks, "GET", `/enrolments?graded=${graded}`)).body.items.map(
        ({ grade }) => grade,
      );
    expect(await grades(true)).toEqual(["A", "B"]);
    expect(await grades(false)).toEqual([null]);
  });
});

describe("the same requests", () => {
  it("get the same answers, and another seed other ones", async () => {
    const run = async (seed: number): Promise<string> => {
      const mocks = createMocks({ seed });
      const made = await ask<StudentOutput>(mocks, "POST", "/students", ada);
      const all = [
        made,
        await ask(mocks, "GET", "/students"),
        await ask(mocks, "PATCH", made.location!, { name: "x" }, merge),
        await ask(mocks, "GET", "/enrolments"),
      ];
      return JSON.stringify(all);
    };
    expect(await run(1)).toBe(await run(1));
    expect(await run(1)).not.toBe(await run(2));
  });
});

describe("mocks.db", () => {
  it("adds, finds, changes and removes what requests see", async () => {
    const mocks = school();
    const grace = mocks.db.students.add({ name: "Grace" });
    expect((await ask<StudentOutput>(mocks, "GET", `/students/${grace.id}`)).body).toEqual(grace);
    const updatedAt = "2026-10-15T14:30:02.000Z";
    const { id } = grace;
    expect(mocks.db.students.update(id, { status: "graduated" })).toEqual({ ...grace, status: "graduated", updatedAt });
    expect(mocks.db.students.get(grace.id)?.status).toBe("graduated");
    expect(mocks.db.students.list({ name: "Grace" })).toHaveLength(1);
    expect(mocks.db.students.list(({ name }) => name === "Grace")).toHaveLength(1);
    expect(mocks.db.students.remove(grace.id)).toBe(true);
    expect(mocks.db.students.remove(grace.id)).toBe(false);
    expect((await ask(mocks, "GET", `/students/${grace.id}`)).status).toBe(404);
  });
  it("seeds a number, or what is given; clears, and goes back to the beginning", () => {
    const { students } = school().db;
    const before = students.list();
    expect(students.seed(40)).toHaveLength(40);
    expect(new Set(students.seed(400).map(({ email }) => email)).size).toBe(400);
    expect(students.seed([{ name: "A" }, { name: "B" }]).map(({ name }) => name)).toEqual(["A", "B"]);
    students.clear();
    expect(students.list()).toEqual([]);
    students.reset();
    expect(students.list()).toEqual(before);
  });
  it("refuses what would not be valid, and says so", () => {
    const { students } = school().db;
    const { id } = students.add();
    expect(() => students.add({ id })).toThrow(/already/);
    expect(() => students.update("nobody", {})).toThrow(/Nothing in students has the key "nobody"/);
    expect(() => students.update(id, { name: "" })).toThrow(/would not be valid: \/name must/);
    // @ts-expect-error a name is a text
    expect(() => students.add({ name: 7 })).toThrow(/valid has {"name":7}: \/name must be/);
    expect(() => students.seed([{ email: "no address" }])).toThrow(/no address"}: \/email must be/);
  });
  it("gives copies: what is done to them changes nothing", () => {
    const { students } = school().db;
    const [first] = students.list();
    (first as { name: string }).name = "changed";
    expect(students.get(first!.id)?.name).not.toBe("changed");
  });
  it("is as it was after a snapshot is restored, in another one too, as JSON", async () => {
    const mocks = school();
    const { location } = await ask<StudentOutput>(mocks, "POST", "/students", ada);
    const text = JSON.stringify(mocks.db.snapshot());
    const list = await ask(mocks, "GET", "/students");
    await ask(mocks, "DELETE", location!);
    mocks.db.courses.clear();
    const other = createMocks({ seed: 99 });
    for (const each of [mocks, other]) {
      each.db.restore(JSON.parse(text));
      expect(await ask(each, "GET", "/students")).toEqual(list);
      expect((await ask(each, "GET", location!)).status).toBe(200);
    }
    expect(mocks.db.courses.list()).toHaveLength(12);
    expect(() => mocks.db.restore(JSON.parse("{}"))).toThrow(TypeError);
  });
});
