import { expect, test } from "vitest";
import { apiOf } from "./support.ts";

const text = { type: "string" };
const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: object): object => ({ description: "", content: { "application/json": { schema } } });
const at = (name: string, schema: object = text): object => ({ name, in: "path", required: true, schema });
const answers = (schema: object, status = "200"): object => ({
  responses: { [status]: json(schema), "404": { description: "" } },
});
const empty = { responses: { "204": { description: "" }, "404": { description: "" } } };
const body = (schema: object): object => ({ requestBody: { content: { "application/json": { schema } } } });
const list = (name: string): object => ({ type: "array", items: ref(name) });

const schemas = {
  User: { type: "object", required: ["id", "name"], properties: { id: text, name: text } },
  Team: { type: "object", required: ["id", "title"], properties: { id: text, title: text } },
  Task: {
    type: "object",
    required: ["id", "name", "status"],
    properties: {
      id: text,
      name: text,
      starred: { type: "boolean" },
      status: { type: "string", enum: ["open", "closed"] },
    },
  },
  Hook: { type: "object", required: ["id", "url"], properties: { id: text, url: text } },
};
const account = (name: string, schema: object): object => ({
  type: "object",
  required: ["data"],
  properties: { data: { type: "object", required: [name], properties: { [name]: schema } } },
});
const DOCUMENT = {
  openapi: "3.1.0",
  info: { title: "T", version: "1" },
  components: {
    schemas: {
      ...schemas,
      Account: { type: "object", required: ["id", "label"], properties: { id: text, label: text } },
    },
  },
  paths: {
    "/users": { get: answers(list("User")) },
    "/users/{userId}": { parameters: [at("userId")], get: answers(ref("User")) },
    "/me": { get: answers(ref("User")), patch: { ...body(ref("User")), ...answers(ref("User")) } },
    "/teams": { get: answers(list("Team")) },
    "/teams/{teamId}": { parameters: [at("teamId")], get: answers(ref("Team")) },
    "/teams/{teamId}/members": { parameters: [at("teamId")], get: answers(list("User")) },
    "/teams/{teamId}/members/{userId}": { parameters: [at("teamId"), at("userId")], put: empty, delete: empty },
    "/tasks": { get: answers(list("Task")) },
    "/tasks/create": {
      post: { ...body({ type: "object", properties: { name: text } }), ...answers(ref("Task")) },
    },
    "/tasks/search": { post: { ...body({ type: "object" }), ...answers(list("Task")) } },
    "/tasks/{id}": { parameters: [at("id")], get: answers(ref("Task")) },
    "/tasks/{id}/close": { parameters: [at("id")], post: answers(ref("Task")) },
    "/tasks/{id}/star": { parameters: [at("id")], put: answers(ref("Task")), delete: answers(ref("Task")) },
    "/tasks/{id}/copy": { parameters: [at("id")], post: answers(ref("Task")) },
    "/hooks": { get: answers(ref("Hook")), post: { ...body(ref("Hook")), ...answers(ref("Hook"), "201") } },
    "/hooks/{id}": { parameters: [at("id", { type: "integer" })], get: answers(ref("Hook")), delete: empty },
    "/accounts": {
      get: answers(account("accounts", list("Account"))),
      post: {
        ...body({ type: "object", properties: { account: ref("Account") } }),
        ...answers(account("account", ref("Account")), "201"),
      },
    },
    "/accounts/{accountId}": { parameters: [at("accountId")], get: answers(account("account", ref("Account"))) },
  },
};

const firstOf = (value: unknown): string => (value as { id: string }[])[0]!.id;

test("/me is one of the users, and its changes are changes of that user", async () => {
  const { call, faults } = await apiOf(DOCUMENT);
  const { id } = (await call("GET", "/me")).body as { readonly id: string };
  expect((await call("GET", "/me")).body["id"]).toBe(id);
  expect((await call("GET", "/users")).body).toContainEqual(expect.objectContaining({ id }));
  expect((await call("PATCH", "/me", { id, name: "Ada" })).status).toBe(200);
  expect((await call("GET", `/users/${id}`)).body["name"]).toBe("Ada");
  expect(faults).toEqual([]);
});

test("PUT adds an existing user to a team, and DELETE removes the user", async () => {
  const { call, faults, mocks } = await apiOf(DOCUMENT);
  const team = firstOf((await call("GET", "/teams")).body);
  const { id } = mocks.db["users"]!.add({ name: "Grace" });
  const members = async (): Promise<unknown> => (await call("GET", `/teams/${team}/members`)).body;
  expect(await members()).not.toContainEqual(expect.objectContaining({ id }));
  expect((await call("PUT", `/teams/${team}/members/${String(id)}`)).status).toBe(204);
  expect((await call("PUT", `/teams/${team}/members/${String(id)}`)).status).toBe(204);
  expect(await members()).toContainEqual({ id, name: "Grace" });
  expect((await call("DELETE", `/teams/${team}/members/${String(id)}`)).status).toBe(204);
  expect(await members()).not.toContainEqual(expect.objectContaining({ id }));
  expect((await call("PUT", `/teams/${team}/members/nobody`)).status).toBe(404);
  expect(faults).toEqual([]);
});

test("an operation below an item changes the state that it names", async () => {
  const { call, faults, resources } = await apiOf(DOCUMENT);
  const created = await call("POST", "/tasks/create", { name: "Write" });
  expect(created.status).toBe(200);
  const path = `/tasks/${String(created.body["id"])}`;
  expect((await call("POST", `${path}/close`)).body).toMatchObject({ name: "Write", status: "closed" });
  expect((await call("PUT", `${path}/star`)).body["starred"]).toBe(true);
  expect((await call("DELETE", `${path}/star`)).body["starred"]).toBe(false);
  expect((await call("GET", path)).body).toMatchObject({ name: "Write", status: "closed", starred: false });
  expect((await call("POST", "/tasks/search", {})).body).toContainEqual(expect.objectContaining({ name: "Write" }));
  const operations = Object.keys(resources.find(({ name }) => name === "tasks")!.operations).join(" ");
  expect(operations).toMatch(/close/i);
  expect(operations).not.toMatch(/copy/i);
  expect(faults).toEqual([]);
});

test("keys are texts of digits where the path holds an integer", async () => {
  const { call, faults } = await apiOf(DOCUMENT);
  const { body: hook } = await call("POST", "/hooks", { id: "17", url: "https://a.example" });
  const { status, body: read } = await call("GET", `/hooks/${String(hook["id"])}`);
  expect(status).toBe(200);
  expect(read).toEqual(hook);
  expect((await call("DELETE", `/hooks/${String(hook["id"])}`)).status).toBe(204);
  expect((await call("GET", `/hooks/${String(hook["id"])}`)).status).toBe(404);
  expect(faults).toEqual([]);
});

test("an entry in a member of a wrapper is created and read", async () => {
  const { call, faults } = await apiOf(DOCUMENT);
  const { body: made } = await call("POST", "/accounts", { account: { id: "mine", label: "Savings" } });
  expect(made).toMatchObject({ data: { account: { label: "Savings" } } });
  const { id } = (made as { data: { account: { id: string } } }).data.account;
  expect((await call("GET", `/accounts/${id}`)).body).toEqual(made);
  expect(faults).toEqual([]);
});
