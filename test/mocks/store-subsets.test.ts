import { expect, test } from "vitest";
import { apiOf } from "./support.ts";

const text = { type: "string" };
const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` });
const object = (properties: Readonly<Record<string, object>>, required = Object.keys(properties)): object => ({
  type: "object",
  required,
  properties,
});
const list = (items: object): object => ({ type: "array", items });
const ok = (schema: object, status = "200"): object => ({
  responses: {
    [status]: { description: "", content: { "application/json": { schema } } },
    "404": { description: "" },
  },
});
const done = { responses: { "204": { description: "" } } };
const body = (schema: object): object => ({ requestBody: { content: { "application/json": { schema } } } });
const ids = { name: "ids", in: "query", schema: text };
const at = (name: string): object => ({ name, in: "path", required: true, schema: text });

const DOCUMENT = {
  openapi: "3.1.0",
  info: { title: "T", version: "1" },
  components: {
    schemas: {
      Track: object({ id: text, uri: text, title: text, length: { type: "integer" } }),
      SmallTrack: object({ id: text, title: text, isLocal: { type: "boolean" } }),
      Artist: object({ id: text, title: text, labelId: text }),
      Label: object({ id: text, title: text }),
      Page: object({ items: { type: "array" }, total: { type: "integer" } }),
    },
  },
  paths: {
    "/tracks": {
      get: ok(list(ref("Track"))),
      post: { ...body(ref("Track")), ...ok(ref("Track"), "201") },
    },
    "/tracks/{id}": {
      parameters: [at("id")],
      get: ok(ref("Track")),
      patch: { ...body(object({ title: text })), ...ok(ref("Track")) },
      delete: done,
    },
    "/labels": { get: ok(list(ref("Label"))) },
    "/labels/{id}": { parameters: [at("id")], get: ok(ref("Label")) },
    "/artists": {
      get: ok({
        allOf: [ref("Page"), object({ items: list(object({ data: ref("Artist"), uri: text })) })],
      }),
    },
    "/artists/{id}": { parameters: [at("id")], get: ok(object({ data: ref("Artist") })) },
    "/artists/{id}/tracks": {
      parameters: [at("id")],
      get: ok(object({ tracks: list(ref("SmallTrack")) })),
      post: { ...body(ref("Track")), ...ok(ref("Track"), "201") },
    },
    "/artists/{id}/label": { parameters: [at("id")], get: ok(ref("Label")) },
    "/me/tracks": {
      get: ok(object({ items: list(object({ addedAt: text, track: ref("Track") })), total: { type: "integer" } })),
      put: { parameters: [ids], ...body(object({ ids: list(text) })), ...done },
      delete: { parameters: [ids], ...ok(object({ snapshot: text })) },
    },
    "/me/tracks/contains": {
      get: { parameters: [{ ...ids, schema: list(text), explode: false }], ...ok(list({ type: "boolean" })) },
    },
    "/mix": {
      get: ok(list(ref("Track"))),
      post: { ...body(object({ uris: list(text) })), ...ok(object({ snapshot: text }), "201") },
    },
    "/me/tracks/{id}": {
      parameters: [at("id")],
      put: { responses: { "204": { description: "" }, "404": { description: "" } } },
    },
  },
};

const titles = (items: unknown): unknown[] => (items as { readonly title: string }[]).map(({ title }) => title);

test("members are added, asked for and removed by key, and are as the resource has them", async () => {
  const { call, faults } = await apiOf(DOCUMENT);
  const saved = async (): Promise<unknown[]> =>
    titles(((await call("GET", "/me/tracks")).body["items"] as { track: object }[]).map(({ track }) => track));
  const { id } = (await call("POST", "/tracks", { id: "x1", uri: "u:x1", title: "Blue", length: 7 })).body;
  expect(await saved()).not.toContain("Blue");
  expect((await call("GET", "/me/tracks")).body["total"]).toBe((await saved()).length);
  expect((await call("GET", `/me/tracks/contains?ids=${String(id)},none`)).body).toEqual([false, false]);
  expect((await call("PUT", `/me/tracks?ids=${String(id)}`, { ids: ["ignored"] })).status).toBe(204);
  expect(await saved()).toContain("Blue");
  expect((await call("GET", `/me/tracks/contains?ids=${String(id)},none`)).body).toEqual([true, false]);
  await call("PATCH", `/tracks/${String(id)}`, { title: "Green" });
  expect(await saved()).toContain("Green");
  expect((await call("DELETE", `/me/tracks?ids=${String(id)}`)).status).toBe(200);
  expect(await saved()).not.toContain("Green");
  expect((await call("PUT", `/me/tracks/${String(id)}`)).status).toBe(204);
  expect((await call("PUT", "/me/tracks/none")).status).toBe(404);
  expect(await saved()).toContain("Green");
  await call("DELETE", `/tracks/${String(id)}`);
  expect(await saved()).not.toContain("Green");
  expect(faults).toEqual([]);
});

test("keys in the body can be another property of the entries", async () => {
  const { call, faults } = await apiOf(DOCUMENT);
  await call("POST", "/tracks", { id: "x1", uri: "u:x1", title: "Blue", length: 7 });
  expect((await call("POST", "/mix", { uris: ["u:x1"] })).status).toBe(201);
  expect(titles((await call("GET", "/mix")).body)).toContain("Blue");
  expect(faults).toEqual([]);
});

test("a list below another resource shows stored entries, and what is created there is in both", async () => {
  const { call, faults } = await apiOf(DOCUMENT);
  const [{ data: artist }, { data: other }] = (await call("GET", "/artists")).body["items"] as never as [
    { data: { id: string; labelId: string } },
    { data: { id: string } },
  ];
  const all = titles((await call("GET", "/tracks")).body);
  const some = titles((await call("GET", `/artists/${artist.id}/tracks`)).body["tracks"]);
  expect(some.length).toBeGreaterThan(0);
  expect(all).toEqual(expect.arrayContaining(some));
  const made = await call("POST", `/artists/${artist.id}/tracks`, { id: "n1", uri: "u", title: "New", length: 1 });
  expect(made.status).toBe(201);
  expect(titles((await call("GET", `/artists/${artist.id}/tracks`)).body["tracks"])).toContain("New");
  expect(titles((await call("GET", `/artists/${other.id}/tracks`)).body["tracks"])).not.toContain("New");
  expect((await call("GET", "/tracks/n1")).body).toMatchObject({ title: "New" });
  expect((await call("GET", "/artists/none/tracks")).status).toBe(404);
  expect((await call("GET", `/artists/${artist.id}`)).body).toEqual({ data: artist });
  expect((await call("GET", `/artists/${artist.id}/label`)).body["id"]).toBe(artist.labelId);
  expect(faults).toEqual([]);
});
