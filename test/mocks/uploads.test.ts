import { expect, test } from "vitest";
import { apiOf } from "./support.ts";

const text = { type: "string" };
const Doc = {
  type: "object",
  required: ["id", "fileName", "contentType", "size", "label"],
  properties: { id: text, fileName: text, contentType: text, size: { type: "integer" }, label: text },
};
const json = { description: "", content: { "application/json": { schema: { $ref: "#/components/schemas/Doc" } } } };
const bytes = (type = "application/octet-stream"): object => ({ description: "", content: { [type]: {} } });
const id = { name: "id", in: "path", required: true, schema: text };
const DOCUMENT = {
  openapi: "3.1.0",
  info: { title: "T", version: "1" },
  components: { schemas: { Doc } },
  paths: {
    "/docs": {
      get: {
        responses: {
          "200": {
            description: "",
            content: { "application/json": { schema: { type: "array", items: { $ref: "#/components/schemas/Doc" } } } },
          },
        },
      },
      post: {
        requestBody: {
          content: {
            "multipart/form-data": {
              schema: {
                type: "object",
                properties: { label: text, file: { type: "string", contentMediaType: "application/octet-stream" } },
              },
            },
          },
        },
        responses: { "201": json },
      },
    },
    "/docs/{id}": {
      parameters: [id],
      get: { responses: { "200": json, "404": { description: "" } } },
      delete: { responses: { "204": { description: "" } } },
    },
    "/docs/{id}/content": {
      parameters: [id],
      get: {
        responses: {
          "200": {
            description: "",
            headers: { "Content-Disposition": { schema: text } },
            content: { "text/csv": { schema: text }, "application/octet-stream": {} },
          },
        },
      },
    },
    "/users/{id}/photo": {
      parameters: [id],
      put: { requestBody: { content: { "image/*": {} } }, responses: { "204": { description: "" } } },
      get: { responses: { "200": bytes("image/*") } },
    },
  },
};

async function upload(
  mocks: Awaited<ReturnType<typeof apiOf>>["mocks"],
  file: File,
): Promise<Readonly<Record<string, unknown>>> {
  const body = new FormData();
  body.set("label", "March");
  body.set("file", file);
  const response = await mocks.fetch("/docs", { method: "POST", body });
  expect(response.status).toBe(201);
  return (await response.json()) as Readonly<Record<string, unknown>>;
}

test("an uploaded file can be downloaded, and its entry has name, type and size", async () => {
  const { mocks, call, faults } = await apiOf(DOCUMENT);
  const doc = await upload(mocks, new File(["a,b\n1,2\n"], "march.csv", { type: "text/csv" }));
  expect(doc).toMatchObject({ label: "March", fileName: "march.csv", contentType: "text/csv", size: 8 });
  const path = `/docs/${String(doc["id"])}`;
  expect((await call("GET", path)).body).toEqual(doc);
  const download = await mocks.fetch(`${path}/content`);
  expect(download.headers.get("content-type")).toMatch(/^text\/csv/);
  expect(download.headers.get("content-disposition")).toBe('attachment; filename="march.csv"');
  expect(await download.text()).toBe("a,b\n1,2\n");
  const other = await upload(mocks, new File(["other"], "x.bin", { type: "application/x-thing" }));
  const second = await mocks.fetch(`/docs/${String(other["id"])}/content`);
  expect([second.headers.get("content-type"), await second.text()]).toEqual(["application/octet-stream", "other"]);
  await mocks.fetch(path, { method: "DELETE" });
  expect(await (await mocks.fetch(`${path}/content`)).text()).not.toContain("1,2");
  mocks.reset();
  expect(await (await mocks.fetch(`/docs/${String(other["id"])}/content`)).text()).not.toBe("other");
  expect(faults).toEqual([]);
});

test("bytes that are put somewhere can be read there, by the mock, a recorder and an override", async () => {
  const { mocks, faults } = await apiOf(DOCUMENT);
  const seen: unknown[] = [];
  mocks.observe(({ decoded }) => seen.push(decoded?.body));
  const put = (body: string): Promise<Response> =>
    mocks.fetch("/users/7/photo", { method: "PUT", body, headers: { "content-type": "image/gif" } });
  expect((await put("first")).status).toBe(204);
  const photo = await mocks.fetch("/users/7/photo");
  expect([photo.headers.get("content-type"), await photo.text()]).toEqual(["image/gif", "first"]);
  expect(await (seen[0] as { text(): Promise<string> }).text()).toBe("first");
  expect(await (await mocks.fetch("/users/8/photo")).text()).not.toBe("first");
  expect(faults).toEqual([]);
});
