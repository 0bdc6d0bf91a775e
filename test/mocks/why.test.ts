import { expect, test } from "vitest";
import { serve, type RequestEntry } from "tenon-runtime/mocks/http";
import { apiOf } from "./support.ts";

const id = { name: "id", in: "path", required: true, schema: { type: "string" } };
const Task = {
  type: "object",
  required: ["id", "name"],
  properties: { id: { type: "string" }, name: { type: "string" } },
};
const json = (schema: object): object => ({ description: "", content: { "application/json": { schema } } });
const DOCUMENT = {
  openapi: "3.1.0",
  info: { title: "T", version: "1" },
  servers: [{ url: "https://api.production.example/api/v1" }],
  components: { securitySchemes: { bearer: { type: "http", scheme: "bearer" } } },
  paths: {
    "/tasks": { get: { responses: { "200": json({ type: "array", items: Task }) } } },
    "/tasks/{id}": {
      parameters: [id],
      get: {
        responses: {
          "200": json(Task),
          "404": json({ type: "object", required: ["message"], properties: { message: { type: "string" } } }),
        },
      },
    },
    "/secret": { get: { security: [{ bearer: [] }], responses: { "204": { description: "" } } } },
  },
};

test.each([
  ["/tasks/1", "/api/v1/tasks/1"],
  ["/v1/tasks/1", "/api/v1/tasks/1"],
  ["/api/v1/api/v1/tasks/1", "/api/v1/tasks/1"],
  ["/staging/tasks", "/api/v1/tasks"],
])("GET %s names the path that would match", async (path, near) => {
  const { mocks } = await apiOf(DOCUMENT);
  const response = await mocks.fetch(path);
  expect(response.status).toBe(404);
  expect(((await response.json()) as { detail: string }).detail).toBe(
    `No operation matches GET ${path}, but one matches GET ${near}`,
  );
});

test("a path that resembles none names none", async () => {
  const { mocks } = await apiOf(DOCUMENT);
  expect(await (await mocks.fetch("/nothing/here")).json()).toMatchObject({
    detail: "No operation matches GET /nothing/here",
  });
});

test("the log says why requests failed", async () => {
  const { mocks } = await apiOf(DOCUMENT);
  const entries: RequestEntry[] = [];
  const server = await serve(mocks, { onRequest: (entry) => entries.push(entry) });
  for (const path of ["/tasks", "/api/v1/secret", "/api/v1/tasks/none"]) await (await fetch(server.url + path)).text();
  await server.close();
  const said = entries.map(({ status, violations }) => `${status} ${violations?.[0]?.message ?? "-"}`);
  expect(said[0]).toBe("404 No operation matches GET /tasks, but one matches GET /api/v1/tasks");
  expect(said[1]).toMatch(/^401 .{10,}/);
  expect(said[2]).toMatch(/^404 .*tasks has this id/);
});
