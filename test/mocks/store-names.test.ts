import { expect, test } from "vitest";
import { apiOf } from "./support.ts";

const text = { type: "string" };
const integer = { type: "integer" };
const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: object, headers: object = {}): object => ({
  description: "",
  content: { "application/json": { schema } },
  headers,
});
const answers = (schema: object, status = "200"): object => ({
  responses: { [status]: json(schema), "404": { description: "" } },
});
const body = (schema: object): object => ({ requestBody: { content: { "application/json": { schema } } } });
const at = (name: string, schema: object = text): object => ({ name, in: "path", required: true, schema });
const object = (properties: Readonly<Record<string, object>>, required = Object.keys(properties)): object => ({
  type: "object",
  required,
  properties,
});

const DOCUMENT = {
  openapi: "3.1.0",
  info: { title: "T", version: "1" },
  components: {
    schemas: {
      Category: object({ id: integer, label: text }),
      Tag: object({ id: text, label: text }),
      Task: object({
        id: text,
        name: text,
        dueOn: text,
        done: { type: "boolean" },
        priority: { type: "string", enum: ["low", "normal", "high"], default: "normal" },
        status: { type: "string", enum: ["archived", "closed", "open"] },
        category: ref("Category"),
        tags: { type: "array", items: ref("Tag") },
        note: { type: ["string", "null"] },
      }),
      NewTask: object({ taskName: text, due_on: text, categoryId: integer, tagIds: { type: "array", items: text } }, [
        "taskName",
      ]),
      Note: object({ id: text, text, tone: text }),
    },
  },
  paths: {
    "/categories": { get: answers({ type: "array", items: ref("Category") }) },
    "/categories/{id}": { parameters: [at("id", integer)], get: answers(ref("Category")) },
    "/tasks": {
      get: answers({ type: "array", items: ref("Task") }),
      post: { ...body(ref("NewTask")), ...answers(object({ taskId: text, status: text }), "201") },
    },
    "/tasks/{taskId}": {
      parameters: [at("taskId")],
      get: answers(ref("Task")),
      patch: { ...body({ ...ref("NewTask") }), ...answers(ref("Task")) },
    },
    "/notes": {
      get: answers({ type: "array", items: ref("Note") }),
      post: {
        ...body(object({ text, tone: text })),
        responses: {
          "201": {
            description: "",
            content: { "application/json": { schema: object({ ok: { type: "boolean" } }), example: { ok: true } } },
          },
        },
      },
    },
    "/notes/{id}": {
      parameters: [at("id")],
      get: answers(ref("Note")),
      put: { ...body(object({ text, tone: text })), ...answers(object({ ok: { type: "boolean" } })) },
    },
  },
};

const listOf = (value: unknown): readonly Readonly<Record<string, unknown>>[] => value as never;

test("what is created is read with all that was sent, though names and forms differ", async () => {
  const { call, faults } = await apiOf(DOCUMENT);
  const category = listOf((await call("GET", "/categories")).body)[3]!;
  const sent = { taskName: "Write", due_on: "Friday", categoryId: category["id"], tagIds: ["a", "b"] };
  const created = await call("POST", "/tasks", sent);
  expect(created.status).toBe(201);
  const path = `/tasks/${String(created.body["taskId"])}`;
  const read = await call("GET", path);
  expect(read.status).toBe(200);
  expect(read.body).toMatchObject({ name: "Write", dueOn: "Friday", category, tags: [{ id: "a" }, { id: "b" }] });
  const other = listOf((await call("GET", "/categories")).body)[5]!;
  expect((await call("PATCH", path, { taskName: "Read", categoryId: other["id"] })).body).toMatchObject({
    name: "Read",
    dueOn: "Friday",
    category: other,
  });
  expect(faults).toEqual([]);
});

test("a new entry has defaults, is in a first state, and nothing has happened to it", async () => {
  const { call, faults, mocks } = await apiOf(DOCUMENT);
  for (const taskName of ["a", "b", "c", "d"]) {
    const { body: made } = await call("POST", "/tasks", { taskName });
    expect((await call("GET", `/tasks/${String(made["taskId"])}`)).body).toMatchObject({
      name: taskName,
      priority: "normal",
      status: "open",
      done: false,
    });
  }
  expect(mocks.db["tasks"]!.add({ name: "e" })).toMatchObject({ name: "e", priority: "normal", done: false });
  expect(mocks.db["tasks"]!.add({ done: true, priority: "high" })).toMatchObject({ done: true, priority: "high" });
  expect(faults).toEqual([]);
});

test("operations that answer something else change the entries", async () => {
  const { call, faults } = await apiOf(DOCUMENT);
  const before = listOf((await call("GET", "/notes")).body).length;
  const made = await call("POST", "/notes", { text: "Hello", tone: "warm" });
  expect(made).toMatchObject({ status: 201, body: { ok: true } });
  const notes = listOf((await call("GET", "/notes")).body);
  expect(notes).toHaveLength(before + 1);
  expect(notes.at(-1)).toMatchObject({ text: "Hello", tone: "warm" });
  const path = `/notes/${String(notes.at(-1)!["id"])}`;
  expect(await call("PUT", path, { text: "Bye", tone: "cool" })).toMatchObject({ status: 200 });
  expect((await call("GET", path)).body).toMatchObject({ text: "Bye", tone: "cool" });
  expect(faults).toEqual([]);
});
