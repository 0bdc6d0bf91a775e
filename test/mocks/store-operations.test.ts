import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Api, apiOf, type Reply } from "./support.ts";

const text = { type: "string" };
const json = (schema: object): object => ({ content: { "application/json": { schema } } });
const body = (schema: object, type = "application/json"): object => ({
  required: true,
  content: { [type]: { schema } },
});
const answer = (schema: object, headers: object = {}): object => ({ description: "", headers, ...json(schema) });
const EMPTY = { description: "" };
const at = (name: string, schema: object = text): object => ({ name, in: "path", required: true, schema });
const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` });
const api = (paths: object, schemas: object, options = {}): Promise<Api> =>
  apiOf({ openapi: "3.1.0", info: { title: "T", version: "1" }, paths, components: { schemas } }, options);

const Note = {
  type: "object",
  required: ["id", "text"],
  properties: {
    id: { type: "string", format: "uuid", readOnly: true },
    text: { ...text, maxLength: 100 },
    pin: { ...text, writeOnly: true },
    labels: { type: "object", additionalProperties: text },
    size: { type: "integer" },
  },
};
const NO_SUCH = {
  "404": answer({ type: "object", required: ["message"], properties: { message: text, code: { type: "integer" } } }),
};
const notes = (item: object = {}, collection: object = {}): object => ({
  "/notes": {
    get: { operationId: "listNotes", responses: { "200": answer({ type: "array", items: ref("Note") }) } },
    post: {
      operationId: "addNote",
      requestBody: body(ref("Note")),
      responses: { "201": answer(ref("Note"), { Location: { schema: text } }) },
    },
    ...collection,
  },
  "/notes/{noteId}": {
    parameters: [at("noteId")],
    get: { operationId: "getNote", responses: { "200": answer(ref("Note")), ...NO_SUCH } },
    put: {
      operationId: "putNote",
      requestBody: body(ref("Note")),
      responses: { "200": answer(ref("Note")), ...NO_SUCH },
    },
    patch: {
      operationId: "patchNote",
      requestBody: body({ type: "object" }, "application/json"),
      responses: { "200": answer(ref("Note")), ...NO_SUCH },
    },
    delete: { operationId: "deleteNote", responses: { "204": EMPTY, ...NO_SUCH } },
    ...item,
  },
});

describe("a secret", () => {
  it("is taken and never shown", async () => {
    const made = await api(notes(), { Note });
    const { body: note } = await made.call("POST", "/notes", { text: "a", pin: "1234" });
    expect(note).not.toHaveProperty("pin");
    expect(JSON.stringify(made.mocks.db.snapshot())).not.toContain("1234");
  });
});

describe("a refusal", () => {
  it("has the shape that the contract gives it", async () => {
    const made = await api(notes(), { Note });
    expect(await made.call("GET", "/notes/7")).toMatchObject({
      status: 404,
      body: { message: "No entry of notes has this id.", code: 404 },
    });
    expect(made.faults).toEqual([]);
  });
});

describe("JSON Merge Patch", () => {
  it("goes into objects, and null takes members away", async () => {
    const made = await api(
      notes({
        patch: {
          operationId: "patchNote",
          requestBody: body({ type: "object", properties: { labels: { type: "object" } } }),
          responses: { "200": answer(ref("Note")) },
        },
      }),
      { Note },
    );
    const { body: note } = await made.call("POST", "/notes", { text: "a", labels: { a: "1", b: "2" } });
    const { body: changed } = await made.call("PATCH", `/notes/${String(note["id"])}`, { labels: { a: null, c: "3" } });
    expect(changed).toMatchObject({ text: "a", labels: { b: "2", c: "3" } });
    expect(changed["labels"]).not.toHaveProperty("a");
  });
});

describe("JSON Patch", () => {
  const item = {
    patch: {
      operationId: "patchNote",
      requestBody: body({ type: "array", items: { type: "object" } }, "application/json-patch+json"),
      responses: { "200": answer(ref("Note")), "409": EMPTY, "422": EMPTY },
    },
  };
  const patch = (made: Api, path: string, operations: unknown): Promise<Reply> =>
    made.call("PATCH", path, operations, { "content-type": "application/json-patch+json" });
  it("changes what it names, and nothing where it cannot be applied", async () => {
    const made = await api(notes(item), { Note });
    const { body: note } = await made.call("POST", "/notes", { text: "a", labels: { a: "1" } });
    const path = `/notes/${String(note["id"])}`;
    const good = await patch(made, path, [
      { op: "test", path: "/text", value: "a" },
      { op: "add", path: "/labels/b", value: "2" },
    ]);
    expect(good).toMatchObject({ status: 200, body: { text: "a", labels: { a: "1", b: "2" } } });
    expect(
      (
        await patch(made, path, [
          { op: "replace", path: "/text", value: "b" },
          { op: "test", path: "/text", value: "a" },
        ])
      ).status,
    ).toBe(422);
    expect(
      (
        await patch(made, path, [
          { op: "remove", path: "/text" },
          { op: "replace", path: "/id", value: "x" },
        ])
      ).status,
    ).not.toBe(500);
    expect((await made.call("GET", path)).body["id"]).toBe(note["id"]);
  });
});

describe("PUT", () => {
  it("creates where the contract has a 201 for it, under the key of the path", async () => {
    const Page = { type: "object", required: ["slug", "title"], properties: { slug: text, title: text } };
    const made = await api(
      {
        "/pages": {
          get: { operationId: "pages", responses: { "200": answer({ type: "array", items: ref("Page") }) } },
        },
        "/pages/{slug}": {
          parameters: [at("slug")],
          get: { operationId: "page", responses: { "200": answer(ref("Page")), "404": EMPTY } },
          put: {
            operationId: "put",
            requestBody: body({ type: "object", properties: { title: text } }),
            responses: { "200": answer(ref("Page")), "201": answer(ref("Page")) },
          },
        },
      },
      { Page },
    );
    expect((await made.call("GET", "/pages/about")).status).toBe(404);
    expect(await made.call("PUT", "/pages/about", { title: "About" })).toMatchObject({
      status: 201,
      body: { slug: "about", title: "About" },
    });
    expect(await made.call("PUT", "/pages/about", { title: "Us" })).toMatchObject({
      status: 200,
      body: { slug: "about", title: "Us" },
    });
    expect((await made.call("GET", "/pages/about")).body["title"]).toBe("Us");
  });
});

describe("conditions", () => {
  const etag = { ETag: { schema: text } };
  const item = {
    get: { operationId: "getNote", responses: { "200": answer(ref("Note"), etag), "304": EMPTY, ...NO_SUCH } },
    put: {
      operationId: "putNote",
      requestBody: body(ref("Note")),
      responses: { "200": answer(ref("Note"), etag), "412": EMPTY, "428": EMPTY },
    },
  };
  it("are asked of the version that is there", async () => {
    const made = await api(notes(item), { Note });
    const { body: note } = await made.call("POST", "/notes", { text: "a" });
    const path = `/notes/${String(note["id"])}`;
    const tag = (await made.call("GET", path)).headers.get("etag")!;
    expect(tag).toMatch(/^".+"$/);
    expect((await made.call("GET", path, undefined, { "if-none-match": tag })).status).toBe(304);
    expect((await made.call("GET", path, undefined, { "if-none-match": '"other"' })).status).toBe(200);
    expect((await made.call("PUT", path, { text: "b" })).status).toBe(428);
    const put = await made.call("PUT", path, { text: "b" }, { "if-match": tag });
    expect(put).toMatchObject({ status: 200, body: { text: "b" } });
    expect(put.headers.get("etag")).not.toBe(tag);
    expect((await made.call("PUT", path, { text: "c" }, { "if-match": tag })).status).toBe(412);
    expect((await made.call("GET", path, undefined, { "if-none-match": tag })).status).toBe(200);
  });
});

describe("what is at one path", () => {
  const Settings = { type: "object", required: ["theme"], properties: { theme: text, size: { type: "integer" } } };
  it("stays as it is written, for each set of parameters apart", async () => {
    const made = await api(
      {
        "/users/{userId}/settings": {
          parameters: [at("userId")],
          get: { operationId: "settings", responses: { "200": answer(ref("Settings")) } },
          put: {
            operationId: "set",
            requestBody: body(ref("Settings")),
            responses: { "200": answer(ref("Settings")) },
          },
          patch: {
            operationId: "change",
            requestBody: body({ type: "object", properties: { size: { type: "integer" } } }),
            responses: { "204": EMPTY },
          },
        },
      },
      { Settings },
    );
    const before = await made.call("GET", "/users/b/settings");
    await made.call("PUT", "/users/a/settings", { theme: "dark", size: 1 });
    expect((await made.call("PATCH", "/users/a/settings", { size: 2 })).status).toBe(204);
    expect((await made.call("GET", "/users/a/settings")).body).toEqual({ theme: "dark", size: 2 });
    expect((await made.call("GET", "/users/b/settings")).body).toEqual(before.body);
  });
});

describe("what is below something else", () => {
  const Issue = {
    type: "object",
    required: ["number", "title"],
    properties: { number: { type: "integer", readOnly: true }, title: text },
  };
  const paths = {
    "/repos/{owner}/{repo}/issues": {
      parameters: [at("owner"), at("repo")],
      get: { operationId: "issues", responses: { "200": answer({ type: "array", items: ref("Issue") }) } },
      post: {
        operationId: "open",
        requestBody: body(ref("Issue")),
        responses: { "201": answer(ref("Issue"), { Location: { schema: text } }) },
      },
    },
    "/repos/{owner}/{repo}/issues/{issue_number}": {
      parameters: [at("owner"), at("repo"), at("issue_number", { type: "integer" })],
      get: { operationId: "issue", responses: { "200": answer(ref("Issue")), "404": EMPTY } },
      delete: { operationId: "close", responses: { "204": EMPTY } },
    },
  };
  it("is a collection of its own each, with numbers of its own", async () => {
    const made = await api(paths, { Issue });
    const first = await made.call("POST", "/repos/a/b/issues", { title: "x" });
    expect(first.body).toEqual({ number: 13, title: "x" });
    expect(first.headers.get("location")).toBe("/repos/a/b/issues/13");
    expect((await made.call("GET", "/repos/a/b/issues/13")).status).toBe(200);
    expect((await made.call("GET", "/repos/a/c/issues/13")).status).toBe(404);
    await made.call("DELETE", "/repos/a/b/issues/1");
    expect((await made.call("GET", "/repos/a/b/issues/1")).status).toBe(404);
    expect((await made.call("GET", "/repos/a/c/issues/1")).status).toBe(200);
    // `db` of a contract that nobody has typed
    const { issues } = made.mocks.db as unknown as {
      issues: { in(params: object): { list(): unknown[]; clear(): void } };
    };
    expect(issues.in({ owner: "a", repo: "b" }).list()).toHaveLength(12);
    issues.in({ owner: "a", repo: "b" }).clear();
    expect((await made.call("GET", "/repos/a/b/issues")).body).toEqual([]);
    expect(() => issues.in({ owner: "a" })).toThrow(/repo/);
    const kept = made.mocks.db.snapshot();
    made.mocks.db.restore(JSON.parse(JSON.stringify(kept)));
    expect((await made.call("GET", "/repos/a/b/issues")).body).toEqual([]);
    expect((await made.call("GET", "/repos/a/c/issues/13")).status).toBe(404);
  });
});

describe("what is wrapped", () => {
  const Task = {
    type: "object",
    required: ["gid", "name"],
    properties: { gid: { ...text, readOnly: true }, name: text },
  };
  const wrapped = (schema: object): object => ({ type: "object", required: ["data"], properties: { data: schema } });
  it("is found in its wrapping, in requests and answers", async () => {
    const made = await api(
      {
        "/tasks": {
          get: { operationId: "tasks", responses: { "200": answer(wrapped({ type: "array", items: ref("Task") })) } },
          post: {
            operationId: "add",
            requestBody: body(wrapped(ref("Task"))),
            responses: { "201": answer(wrapped(ref("Task"))) },
          },
        },
        "/tasks/{task_gid}": {
          parameters: [at("task_gid")],
          get: { operationId: "task", responses: { "200": answer(wrapped(ref("Task"))), "404": EMPTY } },
          put: {
            operationId: "change",
            requestBody: body(wrapped(ref("Task"))),
            responses: { "200": answer(wrapped(ref("Task"))) },
          },
        },
      },
      { Task },
    );
    const { body: first } = await made.call("POST", "/tasks", { data: { name: "a" } });
    const { gid } = first["data"] as { gid: string };
    expect((await made.call("PUT", `/tasks/${gid}`, { data: { name: "b" } })).body).toEqual({
      data: { gid, name: "b" },
    });
    expect((await made.call("GET", "/tasks")).body["data"]).toContainEqual({ gid, name: "b" });
  });
});

describe("an option", () => {
  it("turns the store off", async () => {
    const made = await api(notes(), { Note }, { stateful: false });
    const { body: note } = await made.call("POST", "/notes", { text: "mine" });
    expect((await made.call("GET", `/notes/${String(note["id"])}`)).body["text"]).not.toBe("mine");
  });
});

describe("any sequence of requests", () => {
  const word = fc.stringMatching(/^[a-z]{1,8}$/);
  const step = fc.oneof(
    fc.record({
      does: fc.constant("create" as const),
      text: word,
      size: fc.option(fc.integer({ min: -5, max: 5 }), { nil: undefined }),
    }),
    fc.record({ does: fc.constant("read" as const), of: fc.nat(20) }),
    fc.record({ does: fc.constant("patch" as const), of: fc.nat(20), text: word }),
    fc.record({ does: fc.constant("put" as const), of: fc.nat(20), text: word }),
    fc.record({ does: fc.constant("delete" as const), of: fc.nat(20) }),
    fc.record({ does: fc.constant("list" as const) }),
  );
  it("leaves what a map would hold", async () => {
    const made = await api(notes(), { Note });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        made.mocks.db.reset();
        const model = new Map<string, unknown>();
        const order: string[] = [];
        for (const note of (await made.call("GET", "/notes")).body as unknown as { id: string }[]) {
          model.set(note.id, note);
          order.push(note.id);
        }
        for (const each of steps) {
          const id = "of" in each ? (order[each.of % order.length] ?? "none") : "";
          const old = model.get(id) as Record<string, unknown> | undefined;
          if (each.does === "create") {
            const sent = { text: each.text, ...(each.size !== undefined && { size: each.size }) };
            const { status, body: note } = await made.call("POST", "/notes", sent);
            expect(status).toBe(201);
            expect(note).toEqual({ ...sent, id: note["id"] });
            expect(model.has(String(note["id"]))).toBe(false);
            model.set(String(note["id"]), note);
            order.push(String(note["id"]));
          } else if (each.does === "list") {
            expect((await made.call("GET", "/notes")).body).toEqual([...model.values()]);
          } else if (each.does === "delete") {
            expect((await made.call("DELETE", `/notes/${id}`)).status).toBe(model.delete(id) ? 204 : 404);
          } else {
            const sent = each.does === "read" ? undefined : { text: each.text };
            const { status, body: note } = await made.call(
              each.does === "read" ? "GET" : each.does.toUpperCase(),
              `/notes/${id}`,
              sent,
            );
            expect(status).toBe(old === undefined ? 404 : 200);
            if (old === undefined) continue;
            const expected = each.does === "put" ? { id, text: each.text } : { ...old, ...sent };
            expect(note).toEqual(expected);
            model.set(id, expected);
          }
        }
        expect((await made.call("GET", "/notes")).body).toEqual([...model.values()]);
        expect(made.faults).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});

describe("what callers make the store remember", () => {
  const name = at("team");
  const paths = Object.fromEntries(
    Object.entries(notes()).map(([path, item]) => [
      `/teams/{team}${path}`,
      {
        ...(item as { parameters?: object[] }),
        parameters: [name, ...((item as { parameters?: object[] }).parameters ?? [])],
      },
    ]),
  );
  const listOf = async ({ call }: Api, team: string): Promise<readonly unknown[]> =>
    (await call("GET", `/teams/${team}/notes`)).body as unknown as readonly unknown[];

  it("is bounded: a collection that nobody has changed is made again, and one that was changed stays", async () => {
    const made = await api(paths, { Note });
    const untouched = await listOf(made, "untouched");
    await made.call("POST", "/teams/changed/notes", { text: "kept" });
    const changed = await listOf(made, "changed");
    for (let index = 0; index < 600; index += 1) await listOf(made, `t${String(index)}`);
    const { notes: kept = {} } = made.mocks.db.snapshot().resources;
    expect(Object.keys(kept).length).toBeLessThanOrEqual(500);
    expect(Object.keys(kept).some((each) => each.includes("=untouched"))).toBe(false);
    expect(await listOf(made, "untouched")).toEqual(untouched);
    expect(await listOf(made, "changed")).toEqual(changed);
    expect(changed).toContainEqual(expect.objectContaining({ text: "kept" }));
  });
  it("is bounded: of what was deleted only the last ten thousand", async () => {
    const made = await api(notes(), { Note });
    const table = made.mocks.db["notes"]!;
    table.clear();
    for (let index = 0; index < 10_050; index += 1) table.remove(String(table.add({ text: "a" })["id"]));
    expect(made.mocks.db.snapshot().resources["notes"]?.[""]?.gone).toHaveLength(10_000);
  });
});
