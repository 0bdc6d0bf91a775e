/** Mocks that are handed what their contract needs, and no more, do what all mocks do. */

import { describe, expect, test } from "vitest";
import { createMocks, createMocksOf, createFactories, createFactoriesOf } from "tenon-runtime/mocks";
import { contract } from "../../generated/contract.ts";
import { examples } from "../../generated/examples.ts";
import { store } from "../../generated/resources.ts";
import { requests } from "../../generated/validators/requests.ts";
import { responses } from "../../generated/validators/responses.ts";
import { encodeAnswer } from "../../runtime/core/answer/index.ts";
import { encodePlain } from "../../runtime/core/answer/plain.ts";
import { UNHELD } from "../../runtime/core/problem/refuse.ts";
import type { Answer, Operation, RequestInfo } from "../../runtime/core/index.ts";

const source = { requests, responses, examples, ...store };
const STUDENT = { name: "Ada Lovelace", email: "augusta@school.example", status: "active" };

test("the same requests get the same answers, whether all parts are there or those alone that are needed", async () => {
  const whole = createMocks(contract, source, { seed: 7 });
  const lean = createMocksOf(contract, { ...source, parts: {} }, { seed: 7 });
  const ask = async (mocks: typeof whole, method: string, path: string, body?: unknown): Promise<unknown> => {
    const headers = { authorization: "Bearer any", "content-type": "application/json" };
    const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
    const response = await mocks.fetch(`http://localhost${path}`, init);
    return [response.status, [...response.headers], await response.text()];
  };
  for (const [method, path, body] of [
    ["GET", "/students?limit=5&sort=-name"],
    ["POST", "/students", STUDENT],
    ["POST", "/students", STUDENT],
    ["POST", "/students", { name: "" }],
    ["GET", "/courses?limit=50"],
    ["GET", "/enrolments"],
    ["GET", "/students/none"],
    ["GET", "/nowhere"],
    ["DELETE", "/nowhere"],
    ["OPTIONS", "/students"],
  ] as const)
    expect(await ask(lean, method, path, body), `${method} ${path}`).toEqual(await ask(whole, method, path, body));
});

test("factories make the same values", () => {
  const keys = { student: "StudentOutput", course: "CourseOutput" };
  type Made = Record<keyof typeof keys, () => unknown>;
  const [whole, lean] = [createFactories<Made>(responses, keys), createFactoriesOf<Made>(responses, keys, {})];
  for (let count = 0; count < 20; count += 1)
    expect([lean.student(), lean.course()]).toEqual([whole.student(), whole.course()]);
});

describe("an answer to which there is nothing", () => {
  const operation: Operation = {
    name: "getThing",
    method: "GET",
    path: "/things",
    pointer: "/paths/~1things/get",
    responses: [
      {
        status: "200",
        content: [{ type: "application/json", kind: "json" }],
        headers: [{ name: "X-List", shape: { array: "string" } }],
      },
    ],
  };
  const request: RequestInfo = {
    method: "GET",
    url: "/things",
    header: () => undefined,
    signal: new AbortController().signal,
    stopping: new AbortController().signal,
    id: "",
  };

  test.each<Answer>([
    { status: 200, contentType: "application/json", body: { a: 1 } },
    { status: 200, contentType: "application/vnd.thing+json", body: null, headers: { ETag: '"x"', "X-Any": "a, b" } },
    { status: 204 },
  ])("leaves as any other does: %o", (answer) => {
    expect(encodePlain(operation, answer)).toEqual(encodeAnswer(operation, answer, UNHELD, request));
  });

  test.each<Answer>([
    { status: 200, contentType: "text/plain", body: "text" },
    { status: 200, body: { a: 1 } },
    { status: 200, contentType: "application/json", body: {}, headers: { "X-List": ["a", "b"] } },
    { status: 200, contentType: "application/json", body: {}, headers: { "X-Bad": "line\nbreak" } },
    { status: 200, contentType: "application/json", body: {}, headers: { "Content-Length": "3" } },
    { status: 200, contentType: "application/json; charset=\n", body: {} },
  ])("is no such answer where there is more to it: %o", (answer) => {
    expect(encodePlain(operation, answer)).toBeUndefined();
  });

  test("is none where its media type is negotiated", () => {
    const content = ["application/json", "text/csv"].map((type) => ({ type, kind: "json" as const }));
    const negotiated = { ...operation, responses: [{ status: "200", content }] };
    expect(encodePlain(negotiated, { status: 200, contentType: "application/json", body: {} })).toBeUndefined();
  });
});
