import { interpretedValidators } from "tenon-runtime/validators";
import type { Operation, Schema } from "tenon-runtime/core";
import { createMocks, type Examples } from "tenon-runtime/mocks";
import { describe, expect, it } from "vitest";
import { contractOf } from "../core/support.ts";

const JSON_TYPE = "application/json";
const json = { type: JSON_TYPE, kind: "json", schema: true } as const;
const Course: Schema = {
  type: "object",
  properties: {
    code: { type: "string" },
    name: { type: "string", maxLength: 20 },
    room: { type: "object", properties: { id: { type: "integer" }, floor: { type: "integer" } }, required: ["id"] },
    secret: false,
  },
  required: ["code", "name"],
};
const CourseInput: Schema = {
  type: "object",
  properties: {
    code: { type: "string" },
    name: { type: "string" },
    secret: { type: "string" },
    room: { type: "object" },
  },
};
const get: Operation = {
  name: "getCourse",
  method: "GET",
  path: "/courses/{code}",
  pointer: "/paths/~1courses~1{code}/get",
  parameters: [{ name: "code", in: "path", required: true }],
  responses: [{ status: "200", content: [json] }],
};
const post: Operation = {
  name: "createCourse",
  method: "POST",
  path: "/courses",
  pointer: "/paths/~1courses/post",
  body: { required: true, content: [json] },
  responses: [{ status: "201", content: [json], headers: [{ name: "Location" }] }],
};
const EXAMPLES: Examples = {
  getCourse: {
    "200 application/json": {
      logic: { code: "LOGIC", name: "Logic" },
      broken: { code: "BROKEN" },
      music: { code: "MUSIC", name: "Music" },
    },
  },
};

const mocksOf = (examples: Examples = {}, location: Schema = { type: "string" }, servers = ["/"]) =>
  createMocks(contractOf([get, post], { servers }), {
    requests: interpretedValidators({}, { createCourse: { "body application/json": CourseInput } }),
    responses: interpretedValidators(
      {},
      {
        getCourse: { "200 application/json": Course },
        createCourse: { "201 application/json": Course, "201 header Location": location },
      },
    ),
    examples,
  });
const body = async (response: Promise<Response>): Promise<unknown> => (await response).json();
const create = (mocks: ReturnType<typeof mocksOf>, given: unknown, path = "/courses") =>
  mocks.fetch(path, { method: "POST", headers: { "Content-Type": JSON_TYPE }, body: JSON.stringify(given) });

describe("of several examples", () => {
  it("the one that the path names is the answer", async () => {
    const mocks = mocksOf(EXAMPLES);
    expect(await body(mocks.fetch("/courses/MUSIC"))).toEqual({ code: "MUSIC", name: "Music" });
    expect(await body(mocks.fetch("/courses/LOGIC"))).toEqual({ code: "LOGIC", name: "Logic" });
  });
  it("the first is, with the name from the path, where none is named or the named one is not valid", async () => {
    const mocks = mocksOf(EXAMPLES);
    expect(await body(mocks.fetch("/courses/BROKEN"))).toEqual({ code: "BROKEN", name: "Logic" });
    expect(await body(mocks.fetch("/courses/OTHER"))).toEqual({ code: "OTHER", name: "Logic" });
  });
});

describe("what is created", () => {
  it("has what was sent, where the schema has it", async () => {
    const response = await create(mocksOf(), { code: "ART", name: "Art", secret: "s", room: { id: 7 }, other: 1 });
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({ code: "ART", name: "Art", room: { id: 7 } });
  });
  it("has no secret, and nothing that the schema does not have", async () => {
    const made = await body(create(mocksOf(), { code: "ART", name: "Art", secret: "s", other: 1 }));
    expect(made).not.toHaveProperty("secret");
    expect(made).not.toHaveProperty("other");
  });
  it("takes the place of what an example has", async () => {
    const examples = {
      createCourse: { "201 application/json": { one: { code: "X", name: "Old", room: { id: 1, floor: 2 } } } },
    };
    expect(await body(create(mocksOf(examples), { name: "New", room: { id: 9 } }))).toEqual({
      code: "X",
      name: "New",
      room: { id: 9 },
    });
  });
  it("is generated around a part that is not whole", async () => {
    const { room } = (await body(create(mocksOf(), { name: "New", room: { floor: 3 } }))) as {
      room: Record<string, unknown>;
    };
    expect(room).toEqual({ id: expect.any(Number), floor: 3 });
  });
  it("is as if nothing had been sent where what was sent does not fit the answer", async () => {
    const made = await body(create(mocksOf(), { code: "ART", name: "much longer than twenty characters" }));
    expect(made).toEqual(await body(create(mocksOf(), {})));
  });
});

describe("the Location of what is created", () => {
  it("is below the path that was asked, by the property that the sibling path names", async () => {
    const response = await create(mocksOf(), { code: "A/B", name: "Art" });
    expect(response.headers.get("location")).toBe("/courses/A%2FB");
    const below = await create(mocksOf({}, true, ["/api/v1"]), { code: "ART", name: "Art" }, "/api/v1/courses?x");
    expect(below.status).toBe(400);
    const good = await create(mocksOf({}, true, ["/api/v1"]), { code: "ART", name: "Art" }, "/api/v1/courses");
    expect(good.headers.get("location")).toBe("/api/v1/courses/ART");
  });
  it("is left out where the header's schema has something else in mind", async () => {
    const response = await create(mocksOf({}, { type: "string", pattern: "^https:" }), { code: "ART", name: "Art" });
    expect([response.status, response.headers.get("location")]).toEqual([201, null]);
  });
});
