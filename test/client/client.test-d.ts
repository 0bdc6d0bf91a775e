// What callers rely on TypeScript for. Checked by tsc with the rest; each error is expected on one line.
import { describe, expectTypeOf, it } from "vitest";
import { type ApiError, ResponseError, retry } from "tenon-runtime/client";
import { type Client, connect, createClient, getStudent } from "./fixture/client.ts";
import type { Problem, StudentOutput } from "./fixture/operations.ts";

declare const api: Client;

describe("input", () => {
  it("is required where the contract requires something, and nothing else is taken", () => {
    void api.listStudents();
    void api.listStudents(
      { query: { limit: 1, tag: ["a"] } },
      { timeout: 100, retry: retry(2), headers: { "X-A": "b" } },
    );
    // @ts-expect-error the path has a parameter
    void api.getStudent();
    // @ts-expect-error params are missing
    void api.getStudent({});
    // @ts-expect-error the path parameter is missing
    void api.getStudent({ params: {} });
    // @ts-expect-error unknown path parameter
    void api.getStudent({ params: { studentId: "1", course: "2" } });
    // @ts-expect-error unknown query parameter
    void api.listStudents({ query: { order: "name" } });
    // @ts-expect-error limit is a number
    void api.listStudents({ query: { limit: "1" } });
    // @ts-expect-error the body is missing
    void api.createStudent({});
    // @ts-expect-error the body lacks a name
    void api.createStudent({ body: {} });
    // @ts-expect-error name is a string
    void api.createStudent({ body: { name: 1 } });
    // @ts-expect-error a list has no body
    void api.listStudents({ body: {} });
    // @ts-expect-error unknown call option
    void api.listStudents({}, { timeOut: 1 });
    // @ts-expect-error no such operation
    void api.getTeacher;
  });
  it("takes credentials of the contract's schemes only", () => {
    void createClient({ auth: { bearerAuth: async () => undefined, apiKey: "k" } });
    // @ts-expect-error no such scheme
    void createClient({ auth: { cookieAuth: "x" } });
    // @ts-expect-error a bearer token is a string
    void createClient({ auth: { bearerAuth: 1 } });
  });
});

describe("a result", () => {
  it("narrows by status", async () => {
    const result = await api.getStudent({ params: { studentId: "1" } });
    expectTypeOf(result.status).toEqualTypeOf<200 | 404>();
    if (result.status === 200) expectTypeOf(result.body).toEqualTypeOf<StudentOutput>();
    else expectTypeOf(result.body).toEqualTypeOf<Problem>();
    // @ts-expect-error a problem may be there instead
    void result.body.name;
    // @ts-expect-error 403 is not declared
    void (result.status === 403);
  });
  it("narrows where 4XX and default stand for the codes that are left", async () => {
    const created = await api.createStudent({ body: { name: "Ada" } });
    if (created.status === 409) expectTypeOf(created.body.taken).toEqualTypeOf<string>();
    if (created.status === 422) expectTypeOf(created.body).toEqualTypeOf<Problem>();
    if (created.status === 201) expectTypeOf(created.headers?.Location).toEqualTypeOf<string | undefined>();
    const list = await api.listStudents();
    if (list.status === 200) expectTypeOf(list.headers["X-Total-Count"]).toEqualTypeOf<number>();
    else expectTypeOf(list.body).toEqualTypeOf<Problem>();
  });
  it("is the success alone with orThrow", async () => {
    expectTypeOf(await api.getStudent({ params: { studentId: "1" } }).orThrow()).toEqualTypeOf<StudentOutput>();
    expectTypeOf(await getStudent(connect(), { params: { studentId: "1" } }).orThrow()).toEqualTypeOf<StudentOutput>();
  });
  it("is what a ResponseError carries", () => {
    const error = new ResponseError(
      { status: 404 as const, body: { title: "x" } },
      { operation: "getStudent", method: "GET", url: "" },
    );
    expectTypeOf(error.result.status).toEqualTypeOf<404>();
    expectTypeOf(error).toExtend<ApiError>();
  });
  it("may be a stream", async () => {
    const result = await api.watchStudents();
    if (result.contentType === "application/jsonl")
      for await (const item of result.body) expectTypeOf(item).toEqualTypeOf<{ id: number }>();
  });
});

it("openapi-fetch underneath is typed by paths", async () => {
  const { data } = await api.$fetch.GET("/students/{studentId}", { params: { path: { studentId: "1" } } });
  expectTypeOf(data).toEqualTypeOf<StudentOutput | undefined>();
  // @ts-expect-error no such path
  void api.$fetch.GET("/teachers");
});
