import { describe, expect, test, vi } from "vitest";
import { createFactories, createMocks, type Factory, type MockOptions, type MockReport } from "tenon-runtime/mocks";
import { prunedSchema } from "../../toolchain/emit/validators/prune.ts";
import { inMemory } from "../../toolchain/emit/contract/in-memory.ts";
import { loadedValidators } from "../../toolchain/cli/generate/loaded-validators.ts";
import { createMake, createMocks as createSchool, make } from "../../generated/mocks.ts";
import { build } from "../contract/helpers.ts";

/** Answers `GET /students/1` of a contract whose student has these properties. */
async function student(properties: object, options: MockOptions): Promise<Record<string, unknown>> {
  const { contract } = await build({
    openapi: "3.1.0",
    info: { title: "Students", version: "1" },
    paths: {
      "/me": {
        get: {
          operationId: "me",
          responses: {
            200: {
              description: "",
              content: { "application/json": { schema: { $ref: "#/components/schemas/Student" } } },
            },
          },
        },
      },
    },
    components: {
      schemas: { Student: { type: "object", properties, required: Object.keys(properties) } },
    },
  });
  if (contract === undefined) throw new Error("no contract");
  const memory = inMemory(contract);
  const mocks = createMocks(memory.contract, { ...loadedValidators(memory), examples: memory.examples }, options);
  const response = await mocks.fetch("http://localhost/me");
  expect(response.status).toBe(200);
  return (await response.json()) as Record<string, unknown>;
}

const text = { type: "string" };

describe("values that are supplied go first", () => {
  test("by the property's name, by a pattern of names, by that of one schema", async () => {
    const values = {
      names: {
        nickname: () => "ace",
        "*Email": ({ name }: { name: string }) => `${name}@school.example`,
        "Student.note": () => "of a student",
        "Teacher.note": () => "of a teacher",
      },
    };
    const properties = { nickname: text, homeEmail: { ...text, format: "email" }, note: text };
    expect(await student(properties, { values })).toEqual({
      nickname: "ace",
      homeEmail: "homeEmail@school.example",
      note: "of a student",
    });
  });

  test("by format, also where a list has it", async () => {
    const values = { formats: { "student-number": ({ hash }: { hash: number }) => `S-${hash % 10_000}` } };
    const number = { ...text, format: "student-number" };
    const made = await student({ number, others: { type: "array", items: number, minItems: 3 } }, { values });
    expect(made["number"]).toMatch(/^S-\d+$/);
    const others = made["others"] as string[];
    expect(new Set(others).size).toBe(others.length);
    expect(others.join()).toMatch(/^(S-\d+,?)+$/);
  });

  test("by the named schema, the whole of it", async () => {
    const values = { schemas: { Student: () => ({ name: "Grace" }) } };
    expect(await student({ name: { ...text, example: "Ada" } }, { values })).toEqual({ name: "Grace" });
  });

  test("before examples and enumerations", async () => {
    const values = { names: { mood: () => "calm" } };
    expect(await student({ mood: { ...text, enum: ["wild", "calm"], example: "wild" } }, { values })).toEqual({
      mood: "calm",
    });
  });

  test("and the same request gets the same", async () => {
    const values = { names: { code: ({ seed }: { seed: number }) => String(seed) } };
    const [first, again, other] = [
      await student({ code: text }, { values }),
      await student({ code: text }, { values }),
      await student({ code: text }, { values, seed: 2 }),
    ];
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });
});

describe("a value that does not fit is told once, and one is generated", () => {
  test.each([
    ["of another type", () => 7],
    ["too long", () => "x".repeat(50)],
    [
      "that is thrown",
      () => {
        throw new Error("no idea");
      },
    ],
  ])("%s", async (_, provider) => {
    const reports: MockReport[] = [];
    const made = await student(
      { nickname: { ...text, maxLength: 20 } },
      { values: { names: { nickname: provider } }, onReport: (report) => reports.push(report) },
    );
    expect(made["nickname"]).toBeTypeOf("string");
    expect(reports).toMatchObject([{ code: "unfit-value", place: "names.nickname of Student.nickname" }]);
    expect(reports[0]?.violations.length).toBeGreaterThan(0);
  });

  test("but not where none is given", async () => {
    const onReport = vi.fn();
    await student({ nickname: text }, { values: { names: { nickname: () => undefined } }, onReport });
    expect(onReport).not.toHaveBeenCalled();
  });
});

describe("x-faker is followed where a faker is handed over", () => {
  const faker = {
    now: 0,
    seed(seed: number) {
      this.now = seed;
    },
    person: { firstName: () => `Faked${faker.now % 100}` },
    number: { int: ({ min, max }: { min: number; max: number }) => min + (faker.now % (max - min + 1)) },
    helpers: { arrayElement: (items: readonly string[]) => items[faker.now % items.length] },
    date: { past: () => new Date("2020-02-03T04:05:06Z") },
  };

  test("a path, with arguments, seeded by the place", async () => {
    const properties = {
      first: { ...text, "x-faker": "person.firstName" },
      friend: { ...text, "x-faker": "person.firstName" },
      age: { type: "integer", "x-faker": { "number.int": { min: 40, max: 42 } } },
      team: { ...text, "x-faker": { "helpers.arrayElement": [["red", "blue"]] } },
      born: { ...text, format: "date", "x-faker": "date.past" },
      seen: { ...text, format: "date-time", "x-faker": "date.past" },
    };
    const made = await student(properties, { faker });
    expect(made).toMatchObject({ born: "2020-02-03", seen: "2020-02-03T04:05:06.000Z" });
    expect(made["first"]).toMatch(/^Faked/);
    expect(made["first"]).not.toBe(made["friend"]);
    expect(made["age"]).toBeOneOf([40, 41, 42]);
    expect(made["team"]).toBeOneOf(["red", "blue"]);
    expect(await student(properties, { faker })).toEqual(made);
  });

  test.each(["person.nothing", "constructor", "person.firstName.constructor", "__proto__.toString", "seed", ""])(
    "%j leads to nothing that may be called, which is told",
    async (path) => {
      const reports: MockReport[] = [];
      const made = await student(
        { note: { ...text, "x-faker": path } },
        { faker, onReport: (report) => reports.push(report) },
      );
      expect(made["note"]).toBeTypeOf("string");
      expect(reports).toMatchObject([{ code: "unfit-value", place: `x-faker ${path} of Student.note` }]);
    },
  );

  test("without a faker it says nothing, and it survives into what is generated", async () => {
    const onReport = vi.fn();
    const schema = { ...text, "x-faker": "person.firstName", description: "for people" };
    expect((await student({ note: schema }, { onReport }))["note"]).toBeTypeOf("string");
    expect(onReport).not.toHaveBeenCalled();
    expect(prunedSchema(schema, new Set())).toEqual({ ...text, "x-faker": "person.firstName" });
  });

  test("what a user supplies by name goes before it", async () => {
    const values = { names: { first: () => "mine" } };
    expect(await student({ first: { ...text, "x-faker": "person.firstName" } }, { faker, values })).toEqual({
      first: "mine",
    });
  });
});

test("factories take the same, and what is given goes before it", () => {
  const schemas = {
    Student: {
      type: "object",
      required: ["name", "age"],
      properties: { name: { type: "string", maxLength: 9, "x-faker": "person.firstName" }, age: { type: "integer" } },
    },
  };
  const onReport = vi.fn();
  const faker = { seed: () => 0, person: { firstName: () => "Radia" } };
  const make = createFactories<{ student: Factory<{ name: string; age: number }> }>(
    { schemas },
    { student: "Student" },
    { faker, values: { names: { age: () => "old" } }, onReport },
  );
  expect(make.student()).toEqual({ name: "Radia", age: expect.any(Number) });
  expect(make.student({ name: "Ada" })).toMatchObject({ name: "Ada" });
  expect(onReport).toHaveBeenCalledTimes(1);
  expect(onReport.mock.calls[0]?.[0]).toMatchObject({ code: "unfit-value", place: "names.age of Student.age" });
});

describe("what is supplied for a named schema is what given parts are laid over", () => {
  const grace = { name: "Grace", email: "grace@navy.example", status: "active", dateOfBirth: "1906-12-09" } as const;

  test("in entries of the store, begun with, added and created, each with a key of its own", async () => {
    const onReport = vi.fn();
    const student = ({ hash }: { hash: number }) => ({ ...make.student(), ...grace, email: `g${hash}@navy.example` });
    const mocks = createSchool({ values: { schemas: { Student: student } }, onReport });
    const all = mocks.db.students.list();
    expect([all.length, new Set(all.map(({ id }) => id)).size]).toEqual([12, 12]);
    expect(all.filter(({ name, dateOfBirth }) => name === "Grace" && dateOfBirth === grace.dateOfBirth)).toHaveLength(
      10,
    );
    expect(mocks.db.students.add({ name: "Ada" })).toMatchObject({ name: "Ada", dateOfBirth: grace.dateOfBirth });
    const response = await mocks.fetch("/students", {
      method: "POST",
      headers: { authorization: "Bearer any", "content-type": "application/json" },
      body: JSON.stringify({ name: "Alan", email: "alan@x.example", status: "on-leave" }),
    });
    expect(await response.json()).toMatchObject({ name: "Alan", email: "alan@x.example", status: "on-leave" });
    expect(onReport).not.toHaveBeenCalled();
  });

  test("and a provider that has one key alone gives it once: others are generated", async () => {
    const only = make.student(grace);
    const mocks = createSchool({ values: { schemas: { Student: () => only } } });
    const ids = mocks.db.students.seed(4).map(({ id }) => id);
    expect([ids.length, new Set(ids).size, ids.includes(only.id)]).toEqual([4, 4, true]);
    const response = await mocks.fetch("/students", {
      method: "POST",
      headers: { authorization: "Bearer any", "content-type": "application/json" },
      body: JSON.stringify({ name: "Alan", email: "alan@x.example", status: "on-leave" }),
    });
    const { id } = (await response.json()) as { id: string };
    expect(mocks.db.students.get(id)).toMatchObject({ name: "Alan" });
  });

  test("in factories, deep, and a part that is undefined is left out", () => {
    const student = { ...make.student(), ...grace };
    const { student: one } = createMake({ values: { schemas: { Student: () => student } } });
    expect(one({ name: "Ada" })).toEqual({ ...student, name: "Ada" });
    expect(one({ dateOfBirth: undefined })).not.toHaveProperty("dateOfBirth");
    expect(one()).toEqual(student);
  });

  test("what does not fit with them is told once, and generated", () => {
    const onReport = vi.fn();
    const { student: one } = createMake({ values: { schemas: { Student: () => ({ name: 7 }) } }, onReport });
    expect(one({ status: "active" })).toMatchObject({ status: "active", name: expect.any(String) as string });
    one({ status: "active" });
    expect(onReport).toHaveBeenCalledTimes(1);
    expect(onReport.mock.calls[0]?.[0]).toMatchObject({
      code: "unfit-value",
      place: expect.stringContaining("schemas.Student") as string,
    });
  });
});

test("where what is supplied does not fit, or is nothing, the name's own suggestion is taken", async () => {
  const properties = { city: text, firstName: text };
  const usual = await student(properties, {});
  const values = { names: { city: () => 7, firstName: () => undefined } };
  expect(await student(properties, { values })).toEqual(usual);
});
