/** A file of its own: what is tested is what happens when nothing has been loaded yet. */

import { expect, it } from "vitest";
import { apiOf } from "./support.ts";

const text = { type: "string" };
const User = {
  type: "object",
  required: ["id", "email", "createdAt"],
  properties: {
    id: { type: "integer", readOnly: true },
    email: { ...text, format: "email" },
    createdAt: { ...text, format: "date-time", readOnly: true },
  },
};
const ref = { $ref: "#/components/schemas/User" };
const EXAMPLE = { id: 7, email: "ada@x.example", createdAt: "2026-10-15T00:00:00.000Z" };

it("a first request for which several things have to be loaded is answered as any other, and moves no clock", async () => {
  const { call, faults } = await apiOf({
    openapi: "3.1.0",
    info: { title: "T", version: "1" },
    paths: {
      "/users": {
        get: {
          operationId: "listUsers",
          responses: {
            "200": {
              description: "",
              content: { "application/json": { schema: { type: "array", items: ref }, example: [EXAMPLE] } },
            },
          },
        },
        post: {
          operationId: "createUser",
          requestBody: { required: true, content: { "application/json": { schema: ref } } },
          responses: {
            "201": {
              description: "",
              content: { "application/json": { schema: ref }, "text/plain": { schema: text } },
            },
            "409": {
              description: "",
              content: {
                "application/json": {
                  schema: { type: "object", required: ["message"], properties: { message: text } },
                },
              },
            },
          },
        },
      },
      "/users/{id}": {
        get: {
          operationId: "getUser",
          parameters: [{ name: "id", in: "path", required: true, schema: { type: "integer" } }],
          responses: { "200": { description: "", content: { "application/json": { schema: ref } } } },
        },
      },
    },
    components: { schemas: { User } },
  });
  const refused = await call("POST", "/users", { email: EXAMPLE.email });
  expect(refused).toMatchObject({ status: 409, body: { message: "An entry with this email already exists." } });
  const { status, body } = await call("POST", "/users", { email: "new@x.example" });
  expect([status, body["createdAt"]]).toEqual([201, "2026-10-15T00:00:01.000Z"]);
  expect(faults).toEqual([]);
});
