import { describe, expect, it } from "vitest";
import { type Api, apiOf } from "./support.ts";

const text = { type: "string" };
const uuid = { type: "string", format: "uuid" };
const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: object, type = "application/json"): object => ({
  description: "",
  content: { [type]: { schema } },
});
const at = (name: string): object => ({ name, in: "path", required: true, schema: uuid });
const post = (sent: object, made: object, type = "application/json"): object => ({
  requestBody: { required: true, content: { [type]: { schema: sent } } },
  responses: { "201": json(made), "404": json(ref("Problem")) },
});
const list = (schema: object, parameters: readonly object[] = []): object => ({
  parameters,
  responses: { "200": json({ type: "array", items: schema }), "404": json(ref("Problem")) },
});
const NewTodo = {
  type: "object",
  required: ["title"],
  properties: { title: text, done: { type: "boolean", default: false } },
};
const schemas = {
  Problem: { type: "object", required: ["message"], properties: { message: text } },
  List: { type: "object", required: ["id", "name"], properties: { id: uuid, name: text } },
  Todo: {
    type: "object",
    required: ["id", "listId", "title", "done"],
    properties: { id: uuid, listId: uuid, title: text, done: { type: "boolean" } },
  },
  Comment: { type: "object", required: ["id", "text"], properties: { id: uuid, text } },
  Attachment: {
    type: "object",
    required: ["id", "filename", "size"],
    properties: { id: uuid, filename: text, size: { type: "integer", minimum: 0 }, note: text },
  },
};
const NO_SUCH = "22222222-2222-4222-8222-222222222222";
const named = { type: "object", required: ["name"], properties: { name: text } };
const said = { type: "object", required: ["text"], properties: { text } };
const paths = {
  "/lists": { get: list(ref("List")), post: post(named, ref("List")) },
  "/lists/{listId}/todos": {
    parameters: [at("listId")],
    get: list(ref("Todo"), [{ name: "done", in: "query", schema: { type: "boolean" } }]),
    post: post(NewTodo, ref("Todo")),
  },
  "/todos/{todoId}": {
    parameters: [at("todoId")],
    get: { responses: { "200": json(ref("Todo")), "404": json(ref("Problem")) } },
    patch: {
      requestBody: { content: { "application/json": { schema: { ...NewTodo, required: [] } } } },
      responses: { "200": json(ref("Todo")), "404": json(ref("Problem")) },
    },
    delete: { responses: { "204": { description: "" }, "404": json(ref("Problem")) } },
  },
  "/todos/{todoId}/comments": {
    parameters: [at("todoId")],
    get: list(ref("Comment")),
    post: post(said, ref("Comment")),
  },
  "/todos/{todoId}/attachments": {
    parameters: [at("todoId")],
    get: list(ref("Attachment")),
    post: post(
      { type: "object", required: ["file"], properties: { file: { type: "string", format: "binary" }, note: text } },
      ref("Attachment"),
      "multipart/form-data",
    ),
  },
};
const todo = (): Promise<Api> =>
  apiOf({ openapi: "3.1.0", info: { title: "T", version: "1" }, paths, components: { schemas } });
const bodies = (body: unknown): Readonly<Record<string, unknown>>[] => body as Readonly<Record<string, unknown>>[]; // a list

describe("a collection whose entries have no path", () => {
  it("has what is created", async () => {
    const { call, faults } = await todo();
    const before = bodies((await call("GET", "/lists")).body);
    const made = await call("POST", "/lists", { name: "Shopping" });
    expect(made).toMatchObject({ status: 201, body: { name: "Shopping" } });
    expect((await call("GET", "/lists")).body).toEqual([...before, made.body]);
    expect(faults).toEqual([]);
  });
  it("is another one for each of what it is below, which has to be there", async () => {
    const { call, mocks } = await todo();
    const [one, other] = (mocks.db as unknown as { todos: { list(): { id: string }[] } }).todos.list(); // as inferred
    const made = await call("POST", `/todos/${one!.id}/comments`, { text: "Mine" });
    expect(bodies((await call("GET", `/todos/${one!.id}/comments`)).body)).toContainEqual(made.body);
    expect(bodies((await call("GET", `/todos/${other!.id}/comments`)).body)).not.toContainEqual(made.body);
    expect((await call("GET", `/todos/${NO_SUCH}/comments`)).status).toBe(404);
    expect((await call("POST", `/todos/${NO_SUCH}/comments`, { text: "Mine" })).status).toBe(404);
  });
  it("has what is uploaded, with the fields that it shows", async () => {
    const { call, mocks } = await todo();
    const [one] = (mocks.db as unknown as { todos: { list(): { id: string }[] } }).todos.list(); // as inferred
    const form = new FormData();
    form.set("file", new Blob(["x"]), "x.bin");
    form.set("note", "Mine");
    const response = await mocks.fetch(`/todos/${one!.id}/attachments`, { method: "POST", body: form });
    expect(response.status).toBe(201);
    const made = (await response.json()) as { note?: string };
    expect(made.note).toBe("Mine");
    expect(bodies((await call("GET", `/todos/${one!.id}/attachments`)).body)).toContainEqual(made);
  });
});

describe("a collection below something whose entries have a path of their own", () => {
  it("is the entries that are of it, and what is created is", async () => {
    const { call, faults } = await todo();
    const [{ id: listId }, { id: other }] = bodies((await call("GET", "/lists")).body) as [
      { id: string },
      { id: string },
    ];
    const made = await call("POST", `/lists/${listId}/todos`, { title: "Buy milk" });
    expect(made).toMatchObject({ status: 201, body: { title: "Buy milk", listId, done: false } });
    const id = String(made.body["id"]);
    expect((await call("GET", `/todos/${id}`)).body).toEqual(made.body);
    const listed = bodies((await call("GET", `/lists/${listId}/todos`)).body);
    expect(listed).toContainEqual(made.body);
    expect(new Set(listed.map((each) => each["listId"]))).toEqual(new Set([listId]));
    expect(bodies((await call("GET", `/lists/${other}/todos`)).body)).not.toContainEqual(made.body);
    await call("PATCH", `/todos/${id}`, { done: true });
    const done = bodies((await call("GET", `/lists/${listId}/todos?done=true`)).body);
    expect(done.map((each) => each["done"])).not.toContain(false);
    expect(done.map((each) => each["id"])).toContain(id);
    await call("DELETE", `/todos/${id}`);
    expect((await call("GET", `/todos/${id}`)).status).toBe(404);
    expect(bodies((await call("GET", `/lists/${listId}/todos`)).body).map((each) => each["id"])).not.toContain(id);
    expect(faults).toEqual([]);
  });
  it("is nothing below what is not there, and has no entry that nobody could learn of", async () => {
    const { call } = await todo();
    expect((await call("GET", `/lists/${NO_SUCH}/todos`)).status).toBe(404);
    expect((await call("POST", `/lists/${NO_SUCH}/todos`, { title: "Buy milk" })).status).toBe(404);
    expect((await call("GET", `/todos/${NO_SUCH}`)).status).toBe(404);
  });
});
