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

test("an operation that declares no responses is answered with a success that has no body", async () => {
  const { mocks, faults } = await apiOf({
    openapi: "3.1.0",
    info: { title: "Odd", version: "1" },
    paths: { "/things": { get: { operationId: "things" }, delete: { operationId: "drop", responses: {} } } },
  });
  const answers = [await mocks.fetch("/things"), await mocks.fetch("/things", { method: "DELETE" })];
  expect(answers.map(({ ok }) => ok)).toEqual([true, true]);
  expect([await answers[0]!.text(), faults]).toEqual(["", []]);
});

test("a path with white space or a single percent sign is served at its percent-encoded form", async () => {
  const responses = { 204: { description: "ok" } };
  const { mocks } = await apiOf({
    openapi: "3.1.0",
    info: { title: "Odd", version: "1" },
    paths: {
      "/sp ace ": { get: { operationId: "space", responses } },
      "/100 % of > that": { get: { operationId: "percent", responses } },
      "/all%20of%it": { get: { operationId: "mixed", responses } },
    },
  });
  const operation = mocks.contract.operations.find(({ name }) => name === "space");
  expect(operation?.path).toBe("/sp%20ace%20");
  expect((await mocks.fetch("/sp%20ace%20")).status).toBe(204);
  expect((await mocks.fetch("/100%20%25%20of%20%3E%20that")).status).toBe(204);
  expect((await mocks.fetch("/all%20of%25it")).status).toBe(204);
});
