import { describe, expect, it } from "vitest";
import {
  allParts,
  ApiError,
  call,
  connect,
  DecodeError,
  EncodeError,
  ProblemError,
  ResponseError,
  UnexpectedStatusError,
} from "tenon-runtime/client";
import { createFetchHandler, type Operation } from "tenon-runtime/core";
import { createMocks } from "tenon-runtime/mocks";
import { interpretedValidators } from "tenon-runtime/validators";
import { contractOf } from "../core/support.ts";

const operation: Operation = {
  name: "listThings",
  method: "GET",
  path: "/things",
  pointer: "/paths/~1things/get",
  parameters: [{ name: "limit", in: "query", shape: "integer" }],
  responses: [
    { status: "200", content: [{ type: "application/json", kind: "json" }] },
    { status: "4XX", content: [{ type: "application/json", kind: "json", schema: true }] },
    { status: "503" },
  ],
};
const contract = contractOf([operation]);
const requests = interpretedValidators({}, { listThings: { "query limit": { type: "integer", maximum: 100 } } });
const responses = interpretedValidators(
  {},
  {
    listThings: {
      "4XX application/json": {
        type: "object",
        properties: { code: { type: "integer" }, message: { type: "string" }, fields: { type: "array" } },
        required: ["code", "message"],
      },
    },
  },
);
const api = { format: 1, servers: [], schemes: {} };
const ask = (fetch: (request: Request) => Promise<Response>, input: object = { query: { limit: 500 } }) =>
  call(connect(api, { baseUrl: "http://api.test", fetch }), operation, input, {}, allParts);
const failure = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => expect.unreachable("the call should have failed"),
    (error: unknown) => error,
  );
const answered = (status: number, body: string, type = "application/problem+json") =>
  ask(async () => new Response(body, { status, headers: { "Content-Type": type } }));

const engine = createFetchHandler({ contract, requests, respond: () => ({ status: 200, body: [] }) });

describe("a problem document that the contract does not declare", () => {
  it("is thrown with the violations, where the contract declares its errors as application/json", async () => {
    const error = await failure(ask(engine));
    expect(error).toBeInstanceOf(ProblemError);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({
      name: "ProblemError",
      operation: "listThings",
      status: 400,
      problem: {
        type: "about:blank",
        title: "Bad Request",
        status: 400,
        detail: "The request is invalid",
        errors: [{ in: "query", name: "limit", keyword: "maximum" }],
      },
      message:
        "listThings: received 400: Bad Request: The request is invalid: query limit must be at most 100 (GET http://api.test/things?limit=500)",
    });
  });
  it("is thrown by orThrow too", async () => {
    expect(await failure(ask(engine).orThrow())).toBeInstanceOf(ProblemError);
  });
  it("is thrown where the status is not declared", async () => {
    const error = await failure(answered(500, '{"title":"Broken","detail":"for\\na reason"}'));
    expect(error).toMatchObject({ name: "ProblemError", status: 500, problem: { title: "Broken", status: 500 } });
    expect((error as Error).message).toContain("received 500: Broken: for a reason (GET");
  });
  it("leaves a status that is declared without content a result, of which orThrow throws the problem", async () => {
    const body = '{"title":"Closed","detail":"until nine"}';
    expect(await answered(503, body)).toEqual({ status: 503, body: undefined });
    const error = await failure(answered(503, body).orThrow());
    expect(error).toMatchObject({ name: "ProblemError", status: 503, problem: { detail: "until nine" } });
    expect(await failure(answered(503, "", "text/plain").orThrow())).toBeInstanceOf(ResponseError);
  });
  it("is taken without the members that are of a wrong type (RFC 9457 §3.1)", async () => {
    const error = await failure(
      answered(404, '{"type":7,"title":false,"status":"x","errors":["e",{"message":"no"}],"a":1}'),
    );
    expect(error).toMatchObject({
      problem: { type: "about:blank", title: "HTTP status 404", status: 404, errors: [{ message: "no" }], a: 1 },
    });
  });
  it("is none where the text is no document", async () => {
    expect(await failure(answered(404, "<html>"))).toBeInstanceOf(DecodeError);
    expect(await failure(answered(500, "[]"))).toBeInstanceOf(UnexpectedStatusError);
    expect(await failure(answered(500, "{}", "application/json"))).toBeInstanceOf(UnexpectedStatusError);
  });
});

describe("the message of a ResponseError", () => {
  it("says operation, status, title, detail and the first violation in one line", async () => {
    const body = JSON.stringify({
      title: "Bad",
      detail: "two\nlines",
      errors: [{ in: "body", pointer: "/name", message: "must be a string" }, { message: "x" }],
    });
    const error = await failure(answered(400, body, "application/json").orThrow());
    expect(error).toBeInstanceOf(ResponseError);
    expect((error as Error).message).toBe(
      "listThings: received 400: Bad: two lines: body /name must be a string (and 1 more) (GET http://api.test/things?limit=500)",
    );
  });
});

describe("the messages by field", () => {
  const details = { operation: "addThing", method: "POST", url: "/things" };
  const fieldsOf = (body: unknown) => new ResponseError({ status: 422, body }, details).fields;
  it.each([
    ["of a body", [{ in: "body", pointer: "/address/zip", message: "is required" }], { "address.zip": "is required" }],
    ["of a list in a body", [{ pointer: "/lines/0/sku", message: "is short" }], { "lines.0.sku": "is short" }],
    ["of a parameter", [{ in: "query", name: "tag", pointer: "/1", message: "is short" }], { "tag.1": "is short" }],
    ["as RFC 9457 shows them", [{ pointer: "#/age", detail: "must be positive" }], { age: "must be positive" }],
    [
      "of several violations",
      [
        { pointer: "/a", message: "first" },
        { pointer: "/a", message: "second" },
      ],
      { a: "first" },
    ],
    [
      "as an object of lists",
      { Name: ["is required", "is short"], Age: "is odd" },
      { Name: "is required", Age: "is odd" },
    ],
    ["of the body as a whole, which is no field", [{ pointer: "", message: "is wrong" }], {}],
    ["of other forms", [null, 1, { pointer: 3 }], {}],
    ["that are missing", undefined, {}],
  ])("%s", (_, errors, fields) => {
    expect(fieldsOf({ title: "Invalid", errors })).toEqual(fields);
  });
  it("of a problem document that the contract does not declare", () => {
    const problem = {
      type: "about:blank",
      title: "Invalid",
      status: 400,
      errors: [{ pointer: "/name", message: "is required" }],
    };
    expect(new ProblemError(problem, 400, details).fields).toEqual({ name: "is required" });
  });
  it.each([[undefined], ["text"], [null], [[]]])("of a body that is no problem document: %j", (body) => {
    expect(fieldsOf(body)).toEqual({});
  });
});

describe("the option problem", () => {
  const problem = (
    document: { readonly status: number; readonly detail?: string; readonly errors?: readonly object[] },
    info: { readonly operation?: string },
  ) => ({
    status: document.status,
    body: { code: document.status, message: `${info.operation}: ${document.detail}`, fields: document.errors ?? [] },
  });
  it("makes the mocks refuse as the contract declares it", async () => {
    const mocks = createMocks(contract, { requests, responses }, { problem });
    expect(await ask((request) => mocks.fetch(request))).toMatchObject({
      status: 400,
      contentType: "application/json",
      body: { code: 400, message: "listThings: The request is invalid", fields: [{ name: "limit" }] },
    });
  });
});

describe("input that cannot be sent", () => {
  const post: Operation = {
    name: "addThing",
    method: "POST",
    path: "/things/{id}",
    pointer: "/paths/~1things~1{id}/post",
    parameters: [
      { name: "id", in: "path", required: true },
      { name: "X-Tags", in: "header", shape: { array: "string" } },
    ],
    body: { content: [{ type: "application/octet-stream", kind: "binary" }] },
    responses: [],
  };
  const send = (input: object) =>
    call(connect(api, { baseUrl: "http://api.test", fetch: engine }), post, input, {}, allParts);
  it.each([
    [{ params: { id: "" } }, 'addThing: path parameter "id" is missing or empty (POST /things/{id})'],
    [
      { params: { id: "1" }, headers: { "X-Tags": ["a,b\nc"] } },
      'addThing: header parameter "X-Tags": "a,b\\nc" has a ",", at which style simple would split it (POST /things/{id})',
    ],
    [
      { params: { id: "1" }, query: { x: 1 } },
      'addThing: unknown query parameter "x"; declared: none (POST /things/{id})',
    ],
    [
      { params: { id: "1" }, body: 7 },
      "addThing: application/octet-stream takes a Uint8Array, an ArrayBuffer, a Blob or a stream, got a number (POST /things/{id})",
    ],
    [
      { params: { id: "1" }, body: "a", contentType: "text/plain" },
      "addThing: the body can be application/octet-stream, not text/plain (POST /things/{id})",
    ],
  ])("is an EncodeError, which is an ApiError: %j", async (input, message) => {
    const error = await failure(send(input));
    expect(error).toBeInstanceOf(EncodeError);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ name: "EncodeError", operation: "addThing", status: undefined, message });
  });
});
