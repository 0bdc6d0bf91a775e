import { expect, test } from "vitest";
import { apiOf } from "./support.ts";

const THING = {
  type: "object",
  required: ["id", "name"],
  properties: { id: { type: "string", example: "12345", readOnly: true }, name: { type: "string" } },
};
const shown = { content: { "application/json": { schema: THING } }, description: "" };

test("each of hundreds of entries has a key of its own, made of words as it may be, and can be read", async () => {
  const { call, faults } = await apiOf({
    openapi: "3.1.0",
    info: { title: "T", version: "1" },
    paths: {
      "/things": {
        post: {
          operationId: "addThing",
          requestBody: { required: true, content: { "application/json": { schema: THING } } },
          responses: { "201": shown },
        },
      },
      "/things/{id}": {
        get: {
          operationId: "getThing",
          parameters: [{ name: "id", in: "path", required: true, schema: { type: "string" } }],
          responses: { "200": shown, "404": { description: "" } },
        },
      },
    },
  });
  const made = new Map<unknown, unknown>();
  for (let count = 0; count < 300; count += 1) {
    const { status, body } = await call("POST", "/things", { name: `n${count}` });
    expect(status).toBe(201);
    made.set(body["id"], body);
  }
  expect(made.size).toBe(300);
  for (const [id, body] of made) expect((await call("GET", `/things/${String(id)}`)).body).toEqual(body);
  expect(faults).toEqual([]);
});
