import { describe, expect, it } from "vitest";
import { createMocks, make } from "../../generated/mocks.ts";
import { apiOf } from "./support.ts";

const headers = { authorization: "Bearer any", "content-type": "application/json" };
const STUDENT = ["id", "name", "email", "status", "dateOfBirth", "createdAt", "updatedAt"];
const backwards = { status: "active", email: "z@school.example", name: "Zoe" } as const;

describe("members come in the order of the schema", () => {
  it("in what is made, added, created, listed and patched, whatever the order of what is given", async () => {
    const mocks = createMocks();
    const json = async (path: string, init: RequestInit = {}): Promise<unknown> =>
      (await mocks.fetch(path, { headers, ...init })).json();
    expect(Object.keys(make.student(backwards))).toEqual(STUDENT);
    const { id } = mocks.db.students.add({ dateOfBirth: null, ...backwards });
    expect(Object.keys(mocks.db.students.get(id)!)).toEqual(STUDENT);
    const body = JSON.stringify({ ...backwards, email: "y@school.example" });
    expect(Object.keys((await json("/students", { method: "POST", body })) as object)).toEqual(STUDENT);
    const { items, ...rest } = (await json("/students")) as { readonly items: object[] };
    expect(Object.keys({ items, ...rest })).toEqual(Object.keys((await json("/students")) as object));
    expect(Object.keys((await json("/students")) as object)).toEqual(["items", "nextCursor"]);
    expect(new Set(items.map((item) => Object.keys(item).join()))).toEqual(new Set([STUDENT.join()]));
    mocks.db.students.update(id, { dateOfBirth: undefined });
    mocks.on.getStudent({ status: 200, patch: { dateOfBirth: "2000-01-01", name: "Patched" } });
    expect(Object.keys((await json(`/students/${id}`)) as object)).toEqual(STUDENT);
  });

  it("in a list that shows entries in another order than they have alone, and in what is within them", async () => {
    const name = { type: "string" };
    const inner = { type: "object", properties: { a: name, b: name }, required: ["a", "b"] };
    const one = { type: "object", properties: { id: name, text: name, inner }, required: ["id", "text", "inner"] };
    const other = { type: "object", properties: { inner, text: name, id: name }, required: ["id", "text", "inner"] };
    const answer = (schema: object) => ({ description: "", content: { "application/json": { schema } } });
    const { call } = await apiOf({
      openapi: "3.1.0",
      info: { title: "Notes", version: "1" },
      paths: {
        "/notes": {
          get: { operationId: "listNotes", responses: { 200: answer({ type: "array", items: other }) } },
          post: {
            operationId: "createNote",
            requestBody: {
              content: { "application/json": { schema: { type: "object", properties: one.properties } } },
            },
            responses: { 201: answer(one) },
          },
        },
        "/notes/{id}": {
          parameters: [{ name: "id", in: "path", required: true, schema: name }],
          get: { operationId: "getNote", responses: { 200: answer(one), 404: { description: "" } } },
        },
      },
    });
    const { body } = await call("POST", "/notes", { inner: { b: "2", a: "1" }, text: "t" });
    expect(JSON.stringify(body)).toMatch(/^\{"id":"[^"]*","text":"t","inner":\{"a":"1","b":"2"\}\}$/);
    const list = await call("GET", "/notes");
    expect(JSON.stringify(list.body)).toContain(
      `{"inner":{"a":"1","b":"2"},"text":"t","id":${JSON.stringify(body["id"])}}`,
    );
  });

  it("in refusals: of the engine and of the store", async () => {
    const mocks = createMocks();
    const text = async (path: string, init: RequestInit = {}): Promise<string> =>
      (await mocks.fetch(path, { headers, ...init })).text();
    const members = (json: string): string[] => [...json.matchAll(/"(\w+)":/g)].map(([, name = ""]) => name);
    const violation = ["pointer", "message", "keyword", "schemaPointer"];
    expect(members(await text("/students?limit=x"))).toEqual([
      "type",
      "title",
      "status",
      "detail",
      "errors",
      "in",
      "name",
      ...violation,
    ]);
    expect(members(await text("/students", { method: "POST" }))).toEqual([
      "type",
      "title",
      "status",
      "detail",
      "errors",
      "in",
      ...violation,
    ]);
    const { email } = mocks.db.students.add();
    const taken = await text("/students", { method: "POST", body: JSON.stringify({ ...backwards, email }) });
    expect(members(taken)).toEqual(["type", "title", "status", "detail", "errors", "in", "pointer", "message"]);
    expect(members(await text("/nowhere"))).toEqual(["type", "title", "status", "detail"]);
  });
});
