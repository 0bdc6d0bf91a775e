import { expect, test } from "vitest";
import { apiOf } from "./support.ts";

const DOCUMENT = {
  openapi: "3.1.0",
  info: { title: "T", version: "1" },
  paths: {
    "/quota": {
      get: {
        responses: {
          "200": {
            description: "",
            headers: {
              "X-Plan": { required: true, schema: { type: "string" }, example: "gold" },
              "X-Left": { schema: { type: "integer" }, examples: { some: { value: 41 } } },
              "X-Wrong": { required: true, schema: { type: "integer" }, example: "many" },
              Link: { schema: { type: "string" }, example: '</quota?page=2>; rel="next"' },
            },
            content: { "application/json": { schema: { type: "object" } } },
          },
        },
      },
    },
  },
};

test("headers have the examples that the contract gives them", async () => {
  const { call, faults } = await apiOf(DOCUMENT, { onReport: () => {} });
  const { headers } = await call("GET", "/quota");
  expect(headers.get("x-plan")).toBe("gold");
  expect(headers.get("x-left")).toBe("41");
  expect(headers.get("x-wrong")).toMatch(/^-?\d+$/);
  expect(headers.get("link")).toBe(null);
  expect(faults).toEqual([]);
});
