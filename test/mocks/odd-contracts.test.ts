/** What some contracts declare and HTTP does not have: it is answered all the same. */

import { expect, test } from "vitest";
import type { Operation } from "tenon-runtime/core";
import { encodePlain } from "../../runtime/core/answer/plain.ts";
import { apiOf } from "./support.ts";

test.each([204, 205, 304])("what is declared with content for %i comes without any", (status) => {
  const operation: Operation = {
    name: "things",
    method: "DELETE",
    path: "/things",
    pointer: "/paths/~1things/delete",
    responses: [{ status: String(status), content: [{ type: "application/json", kind: "json" }] }],
  };
  const answer = { status, body: {}, contentType: "application/json" };
  expect(encodePlain(operation, answer)).toEqual({ status, headers: [], body: undefined });
  expect(encodePlain(operation, { ...answer, status: 200 })).toMatchObject({ body: "{}" });
});

test.each([
  ["pdf", "application/octet-stream"],
  ["application/json, charset=utf-8", "application/json"],
])("%s, which is no media type, comes as %s", async (type, expected) => {
  const { mocks, faults } = await apiOf({
    openapi: "3.1.0",
    info: { title: "Odd", version: "1" },
    paths: { "/things": { get: { responses: { 200: { description: "ok", content: { [type]: {} } } } } } },
  });
  const { status, headers } = await mocks.fetch("/things");
  expect([status, headers.get("content-type"), faults]).toEqual([200, expected, []]);
});
