import { describe, expect, it } from "vitest";
import type { Contract } from "../../toolchain/contract/index.ts";
import { build } from "./helpers.ts";

const text = { type: "string" };
const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: object): object => ({ description: "", content: { "application/json": { schema } } });
const at = (name: string, schema: object = text): object => ({ name, in: "path", required: true, schema });
const get = (schema: object, rest: object = {}): object => ({ responses: { "200": json(schema) }, ...rest });
const post = (schema: object, rest: object = {}): object => ({
  requestBody: { content: { "application/json": { schema } } },
  responses: { "201": json(schema), ...rest },
});
const list = (name: string): object => ({ type: "array", items: ref(name) });

async function loaded(
  paths: object,
  schemas: object,
): Promise<{ resources: Contract["resources"]; said: readonly string[] }> {
  const document = { openapi: "3.1.0", info: { title: "T", version: "1" }, paths, components: { schemas } };
  const { contract, diagnostics } = await build(document);
  return {
    resources: contract!.resources,
    said: diagnostics
      .filter(({ code }) => code === "invalid-resource")
      .map(({ code, message, position }) => `${code} ${position?.line ?? "?"}: ${message}`),
  };
}
const Pupil = {
  type: "object",
  required: ["id", "name"],
  properties: { id: text, name: text, email: text, number: { type: "integer" } },
};
const pupils = (item: object = {}, collection: object = {}): object => ({
  "/pupils": { get: get(list("Pupil")), post: post(ref("Pupil"), { "409": { description: "" } }), ...collection },
  "/pupils/{pupilId}": { parameters: [at("pupilId")], get: get(ref("Pupil")), ...item },
});
const keyOf = async (
  parameter: object,
  properties: object,
  required: readonly string[] = [],
): Promise<string | undefined> => {
  const Thing = { type: "object", required, properties };
  const { name } = parameter as { name: string };
  const path = `/things/{${name}}`;
  const paths = { "/things": { get: get(list("Thing")) }, [path]: { parameters: [parameter], get: get(ref("Thing")) } };
  return (await loaded(paths, { Thing })).resources[0]?.key;
};

describe("the key of a resource", () => {
  const integer = { type: "integer" };
  it.each([
    ["thingId", { id: text, name: text }, "id"],
    ["thing_id", { thing_id: text, id: text }, "thing_id"],
    ["thingId", { thing_id: text, id: text }, "thing_id"],
    ["slug", { id: text, slug: text }, "slug"],
    ["thing_slug", { id: text, slug: text }, "slug"],
    ["thing", { name: text, id: text }, "id"],
    ["uuid", { uuid: text, name: text }, "uuid"],
    ["thingName", { name: text, size: integer }, "name"],
    ["thing", { colour: text, size: integer }, undefined],
  ])("that {%s} names among %o is %s", async (name, properties, key) => {
    expect(await keyOf(at(name), properties)).toBe(key);
  });
  it("is of the parameter's type", async () => {
    expect(await keyOf(at("thing", integer), { id: text, number: integer })).toBe("number");
    expect(await keyOf(at("org"), { id: integer, name: text, login: text }, ["login"])).toBe("login");
  });
});

describe("no resource is", () => {
  const Result = { type: "object", properties: { ok: { type: "boolean" }, took: { type: "integer" } } };
  it.each([
    [
      "an item that nobody can list, create or change",
      { "/things/{id}": { parameters: [at("id")], get: get(ref("Pupil")) } },
    ],
    [
      "a path that does not say of what it is",
      {
        "/v1/{id}": {
          parameters: [at("id")],
          get: get(ref("Pupil")),
          delete: { responses: { "204": { description: "" } } },
        },
        "/v1": { get: get(list("Pupil")) },
      },
    ],
    [
      "an answer that has nothing of a key",
      {
        "/jobs": { post: post(ref("Result")) },
        "/jobs/{id}": { parameters: [at("id")], get: get(ref("Result")), put: post(ref("Result")) },
      },
    ],
    ["what is only read", { "/status": { get: get(ref("Result")) } }],
  ])("%s", async (_what, paths) => {
    expect((await loaded(paths, { Pupil, Result })).resources).toEqual([]);
  });
  it("a list that is not all of them", async () => {
    const { resources } = await loaded(
      { ...pupils(), "/pupils/archived": { get: get(list("Pupil"), { operationId: "archived" }) } },
      { Pupil },
    );
    expect(Object.keys(resources[0]!.operations)).not.toContain("archived");
  });
});

describe("a further list", () => {
  it("is a view of the same resource where entries say whose they are", async () => {
    const Mark = { type: "object", properties: { id: text, pupil_id: text, value: { type: "integer" } } };
    const { resources } = await loaded(
      {
        ...pupils(),
        "/marks": { get: get(list("Mark")) },
        "/marks/{id}": { parameters: [at("id")], get: get(ref("Mark")) },
        "/pupils/{pupilId}/marks": { parameters: [at("pupilId")], get: get(list("Mark"), { operationId: "marksOf" }) },
        "/rooms/{roomId}/marks": { parameters: [at("roomId")], get: get(list("Mark"), { operationId: "marksIn" }) },
      },
      { Pupil, Mark },
    );
    const marks = resources.find(({ name }) => name === "marks")!;
    expect(marks.relations).toEqual({ pupil_id: "pupils" });
    expect(marks.operations["marksOf"]).toMatchObject({
      does: "list",
      scope: { pupilId: "pupil_id" },
      parents: { pupilId: "pupils" },
    });
    expect(marks.operations).not.toHaveProperty("marksIn");
  });
});

describe("what is unique", () => {
  it("goes by a name or a description, and only where there is a 409", async () => {
    const schema = (unique: object): object => ({ ...Pupil, properties: { ...Pupil.properties, ...unique } });
    const of = async (paths: object, extra: object): Promise<unknown> =>
      (await loaded(paths, { Pupil: schema(extra) })).resources[0]!.unique;
    expect(await of(pupils(), {})).toEqual([["email"]]);
    expect(await of(pupils(), { nick: { ...text, description: "Unique in the school." } })).toEqual([
      ["email"],
      ["nick"],
    ]);
    expect(await of(pupils({}, { post: post(ref("Pupil")) }), {})).toBeUndefined();
  });
});

describe("x-tenon-resource", () => {
  it("names a resource, its key and what is unique, on a path or a schema", async () => {
    const said = { name: "students", key: "number", unique: ["name", ["email", "number"]] };
    const expected = { name: "students", key: "number", unique: [["name"], ["email", "number"]] };
    expect((await loaded(pupils({ "x-tenon-resource": said }), { Pupil })).resources).toMatchObject([expected]);
    expect((await loaded(pupils({}, { "x-tenon-resource": said }), { Pupil })).resources).toMatchObject([expected]);
    const { key: _, ...named } = said;
    const bySchema = await loaded(pupils(), { Pupil: { ...Pupil, "x-tenon-resource": named } });
    expect(bySchema.resources).toMatchObject([
      { name: "students", key: "id", unique: [["name"], ["email", "number"]] },
    ]);
    expect(bySchema.said).toEqual([]);
  });
  it("takes out a path, an operation or a schema by false", async () => {
    const operations = async (paths: object, schemas: object = { Pupil }): Promise<unknown> =>
      (await loaded(paths, schemas)).resources.map((resource) =>
        Object.values(resource.operations).map(({ does }) => does),
      );
    expect(await operations(pupils())).toEqual([["read", "list", "create"]]);
    expect(await operations(pupils({}, { get: get(list("Pupil"), { "x-tenon-resource": false }) }))).toEqual([
      ["read", "create"],
    ]);
    expect(await operations(pupils({}, { "x-tenon-resource": false }))).toEqual([]);
    expect(await operations(pupils(), { Pupil: { ...Pupil, "x-tenon-resource": false } })).toEqual([]);
  });
  it("makes a list elsewhere one of that resource", async () => {
    const elsewhere = {
      "/archive": { get: get(list("Pupil"), { operationId: "archive", "x-tenon-resource": "pupils" }) },
    };
    const { resources } = await loaded({ ...pupils(), ...elsewhere }, { Pupil });
    expect(resources[0]!.operations["archive"]).toMatchObject({ does: "list" });
  });
  it.each([
    [7, "it must be false, a name or an object"],
    ["two words", '"two words" is not a name'],
    [{ nmae: "x" }, 'unknown member "nmae"'],
    [{ unique: "email" }, "`unique` must be a list"],
    [{ key: 1 }, "`key` must be the name of a property"],
    [{ name: "reset" }, "`name` must consist of"],
  ])("%o is told with its place", async (value, why) => {
    const { said } = await loaded(pupils({ "x-tenon-resource": value }), { Pupil });
    expect(said).toEqual([expect.stringMatching(/^invalid-resource \d+: /)]);
    expect(said[0]).toContain(why);
  });
  it.each([
    ["key", { key: "nothing" }],
    ["unique", { unique: ["nothing"] }],
  ])("tells a %s that is no property", async (_what, value) => {
    const { said } = await loaded(pupils({ "x-tenon-resource": value }), { Pupil });
    expect(said).toEqual([expect.stringMatching(/^invalid-resource \d+: .*"nothing"/)]);
  });
});

describe("a collection whose entries have no path", () => {
  const Note = { type: "object", required: ["id"], properties: { id: text, text } };
  const both = (schema: object, rest: object = {}): object => ({
    get: get({ type: "array", items: schema }, { operationId: "all" }),
    post: { ...post(schema), operationId: "add" },
    ...rest,
  });
  const first = async (schema: object, schemas: object, path = "/notes"): Promise<unknown> =>
    (await loaded({ [path]: both(schema) }, schemas)).resources[0];

  it("is a resource where it is listed and created", async () => {
    expect(await first(ref("Note"), { Note })).toEqual({
      name: "notes",
      key: "id",
      home: "add",
      path: "/notes",
      open: true,
      operations: { all: { does: "list", status: "200" }, add: { does: "create", status: "201" } },
    });
    expect(await first(Note, {})).toMatchObject({ name: "notes", key: "id", home: "add" });
  });
  it.each([
    [{ note_id: text, text }, "note_id"],
    [{ noteId: text, text }, "noteId"],
    [{ uuid: text, name: text }, "uuid"],
    [{ name: text, colour: text }, undefined],
    [{ id: { type: "object" }, colour: text }, undefined],
    [{ id: text }, undefined],
  ])("has of %o the key %s", async (properties, key) => {
    const found = (await first(ref("Note"), { Note: { type: "object", properties } })) as { key?: string } | undefined;
    expect(found?.key).toBe(key);
  });
  it("is one where files are uploaded that entries tell of", async () => {
    const file = { type: "object", properties: { file: { type: "string", format: "binary" } } };
    const upload = { ...post(ref("Note")), requestBody: { content: { "multipart/form-data": { schema: file } } } };
    const { resources } = await loaded({ "/notes": { get: get(list("Note")), post: upload } }, { Note });
    expect(Object.values(resources[0]!.operations).map(({ does }) => does)).toEqual(["list", "create"]);
  });
  it("is none where something else is created, or nothing", async () => {
    const Other = { type: "object", properties: { id: text, other: text } };
    const paths = {
      "/notes": { ...both(ref("Note")), post: post(ref("Other")) },
      "/others": { get: get(list("Other")) },
    };
    expect((await loaded(paths, { Note, Other })).resources).toEqual([]);
    expect((await loaded({ "/notes": { ...both(Note), post: post(Other) } }, {})).resources).toEqual([]);
  });
  it("is one for each of what it is below, unless its entries say whose they are", async () => {
    const of = async (properties: object): Promise<unknown> =>
      (
        await loaded(
          { ...pupils(), "/pupils/{pupilId}/notes": { parameters: [at("pupilId")], ...both(ref("Note")) } },
          { Pupil, Note: { ...Note, properties: { ...Note.properties, ...properties } } },
        )
      ).resources.find(({ name }) => name === "notes");
    const parents = { pupilId: "pupils" };
    expect(await of({})).toMatchObject({
      home: "add",
      operations: { all: { does: "list", apart: { pupilId: "" }, parents }, add: { does: "create", parents } },
    });
    expect(await of({ pupilId: text })).toMatchObject({
      relations: { pupilId: "pupils" },
      operations: { all: { scope: { pupilId: "pupilId" }, parents }, add: { scope: { pupilId: "pupilId" } } },
    });
  });
  it("is what other paths are below", async () => {
    const { resources } = await loaded(
      {
        "/lists": { get: get(list("Pupil")), post: post(ref("Pupil")) },
        "/lists/{listId}/notes": { parameters: [at("listId")], ...both(ref("Note")) },
      },
      { Pupil, Note },
    );
    expect(resources.map(({ name, operations }) => [name, Object.values(operations)[0]!.parents])).toEqual([
      ["lists", undefined],
      ["notes", { listId: "lists" }],
    ]);
  });
});

describe("a collection below something whose entries have a path of their own", () => {
  const uuid = { type: "string", format: "uuid" };
  const shallow = async (todo: object, wrapped = false): Promise<Contract["resources"]> => {
    const Todo = { type: "object", required: ["id"], properties: { id: uuid, title: text, ...todo } };
    const List = { type: "object", properties: { id: uuid, name: text } };
    const some = wrapped
      ? {
          type: "object",
          properties: { data: list("Todo"), meta: { type: "object", properties: { total: { type: "integer" } } } },
        }
      : list("Todo");
    const one = wrapped ? { type: "object", properties: { data: ref("Todo") } } : ref("Todo");
    const { resources } = await loaded(
      {
        "/lists": { get: get(list("List")), post: post(ref("List")) },
        "/lists/{listId}/todos": {
          parameters: [at("listId", uuid)],
          get: get(some, { operationId: "todosOf" }),
          post: { ...post(one), operationId: "addTodo" },
        },
        "/todos/{todoId}": {
          parameters: [at("todoId", uuid)],
          get: get(one, { operationId: "getTodo" }),
          patch: { ...post(ref("Todo")), operationId: "changeTodo", responses: { "200": json(one) } },
        },
      },
      { List, Todo },
    );
    return resources;
  };
  it.each([
    ["listId", { listId: uuid }],
    ["listId", { listId: text }],
    ["list_id", { list_id: uuid }],
  ])("is of their resource, by %s of %o", async (property, todo) => {
    for (const wrapped of [false, true]) {
      const resources = await shallow(todo, wrapped);
      expect(resources.map(({ name }) => name)).toEqual(["todos", "lists"]);
      const scoped = { scope: { listId: property }, parents: { listId: "lists" } };
      expect(resources[0]).toMatchObject({
        home: "getTodo",
        open: true,
        relations: { [property]: "lists" },
        operations: { todosOf: { does: "list", ...scoped }, addTodo: { does: "create", ...scoped } },
      });
      expect(resources[0]!.operations["getTodo"]).not.toHaveProperty("scope");
    }
  });
  it("is of their resource where entries do not say whose they are", async () => {
    const [todos, ...others] = await shallow({});
    expect(others.map(({ name }) => name)).toEqual(["lists"]);
    const parents = { listId: "lists" };
    expect(todos).toMatchObject({ open: true, operations: { todosOf: { parents }, addTodo: { parents } } });
    for (const { scope, apart } of Object.values(todos!.operations))
      expect([scope, apart]).toEqual([undefined, undefined]);
  });
});

describe("x-tenon-resource where there is no path of an entry", () => {
  const Note = { type: "object", properties: { id: text, code: text, pupil: text } };
  it("names a collection and its key, of what is only listed too", async () => {
    const said = { "x-tenon-resource": { name: "memos", key: "code" } };
    const { resources } = await loaded(
      { "/notes": { ...said, get: get(list("Note"), { operationId: "all" }) } },
      { Note },
    );
    expect(resources).toEqual([
      {
        name: "memos",
        key: "code",
        home: "all",
        path: "/notes",
        open: true,
        operations: { all: { does: "list", status: "200" } },
      },
    ]);
  });
  it.each([
    ["on a path that has nothing of the kind", { "/health": { "x-tenon-resource": "health", get: get(text) } }],
    ["on a path, with a key that is none", { "/notes": { "x-tenon-resource": { key: "no" }, get: get(list("Note")) } }],
    ["on an operation", { ...pupils(), "/search": { get: get(text, { "x-tenon-resource": "pupils" }) } }],
    [
      "for a resource that is not there",
      { ...pupils(), "/old": { get: get(list("Pupil"), { "x-tenon-resource": "olds" }) } },
    ],
    [
      "below something that entries do not name",
      {
        ...pupils(),
        "/rooms/{room}/pupils": { "x-tenon-resource": "pupils", parameters: [at("room")], get: get(list("Pupil")) },
      },
    ],
  ])("%s where it cannot take effect is told with its place", async (_what, paths) => {
    expect((await loaded(paths, { Pupil, Note })).said).toEqual([expect.stringMatching(/^invalid-resource \d+: /)]);
  });
  it("on a schema without a resource is reported with its place", async () => {
    const schemas = { Pupil, Note: { ...Note, "x-tenon-resource": "notes" } };
    const { said } = await loaded({ ...pupils(), "/note": { get: get(ref("Note")) } }, schemas);
    expect(said).toEqual([expect.stringMatching(/^invalid-resource \d+: /)]);
  });
});

describe("names", () => {
  it("are of the last word of the path, with more of them where it takes more", async () => {
    const below = (path: string): object => ({
      [path]: { parameters: [at("a")], get: get(list("Pupil")) },
      [`${path}/{id}`]: { parameters: [at("a"), at("id")], get: get(ref("Pupil")) },
    });
    const { resources } = await loaded(
      { ...below("/class-rooms/{a}/pupils"), ...below("/clubs/{a}/pupils"), ...pupils() },
      { Pupil },
    );
    expect(resources.map(({ name }) => name)).toEqual(["classRoomPupils", "clubPupils", "pupils"]);
  });
});
