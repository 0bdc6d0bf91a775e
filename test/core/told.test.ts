import { describe, expect, it } from "vitest";
import type { ProblemDocument, Schema, Violation } from "tenon-runtime/core";
import { InvalidRequestError, call, connect, validation } from "tenon-runtime/client";
import { interpretedValidators } from "tenon-runtime/validators";
import { hostOf, received, type Setup } from "./support.ts";

const json = { type: "application/json", kind: "json", schema: true } as const;
/** As the model makes them of a schema with a property of the other direction. */
const variant = (name: string, keyword: "readOnly" | "writeOnly"): Schema => ({
  type: "object",
  properties: { name: { type: "string" }, [name]: false },
  [`x-tenon-${keyword}`]: [name],
});
const post: Setup = {
  operation: { method: "POST", body: { content: [json] } },
  schemas: { Input: variant("id", "readOnly") },
  requests: { "body application/json": { $ref: "#/components/schemas/Input" } },
};
const init = (body: unknown): RequestInit => ({
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(body),
});
const errorsOf = (document: object): readonly Violation[] => (document as { errors: Violation[] }).errors;

describe("a property that only the other direction has", () => {
  it("is told to be read-only in a request", async () => {
    for (const options of [{}, { unknownProperties: "refuse" }] as const)
      expect(errorsOf(await received({ ...post, ...options }, "/x", init({ id: 1 })))).toEqual([
        {
          in: "body",
          pointer: "/id",
          keyword: "readOnly",
          message: '"id" is read-only: a request must not contain it',
          schemaPointer: "#/components/schemas/Input/properties/id",
        },
      ]);
  });
  it("is told to be read-only by a client that validates", async () => {
    const { operation } = post;
    const whole = { name: "op", path: "/x", pointer: "/paths/~1x/post", responses: [], method: "POST", ...operation };
    const requests = interpretedValidators(post.schemas ?? {}, { op: post.requests ?? {} });
    const error: unknown = await call(
      connect({ format: 1, servers: [], schemes: {} }, { baseUrl: "http://api.test" }),
      whole,
      { body: { id: 1 } },
      { validate: validation({ contract: { operations: [whole] }, requests }) },
    ).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(InvalidRequestError);
    expect((error as Error).message).toContain("is read-only");
  });
  it.each(["refuse", "allow"] as const)("is told to be write-only in an answer: %s", async (undeclared) => {
    const response = await hostOf({
      operation: { responses: [{ status: "200", content: [json] }] },
      responses: { "200 application/json": variant("secret", "writeOnly") },
      respond: () => ({ status: 200, body: { secret: 1 } }),
      undeclared,
    })(new Request("http://host/x"));
    expect(response.status).toBe(500);
    expect(errorsOf((await response.json()) as ProblemDocument)).toMatchObject([
      { pointer: "/secret", keyword: "writeOnly", message: '"secret" is write-only: a response must not contain it' },
    ]);
  });
  it("is not what the contract means by the schema `false`", async () => {
    const never = { type: "object", properties: { g: false, id: false }, "x-tenon-readOnly": ["id"] };
    const setup = { ...post, requests: { "body application/json": never } };
    expect(errorsOf(await received(setup, "/x", init({ g: 1, id: 2 })))).toMatchObject([
      { keyword: "false", pointer: "/g", message: '"g" must not be present' },
      { keyword: "readOnly", pointer: "/id" },
    ]);
    const response = await hostOf({
      operation: { responses: [{ status: "200", content: [json] }] },
      responses: { "200 application/json": { type: "object", properties: { g: false } } },
      respond: () => ({ status: 200, body: { g: 1 } }),
      undeclared: "refuse",
    })(new Request("http://host/x"));
    expect(errorsOf((await response.json()) as ProblemDocument)).toMatchObject([
      { pointer: "/g", keyword: "false", message: '"g" must not be present' },
    ]);
  });
  it("is not what a schema means that is false for every property", async () => {
    const setup = { ...post, requests: { "body application/json": { additionalProperties: false } } };
    expect(errorsOf(await received(setup, "/x", init({ id: 1 })))).toMatchObject([
      { keyword: "additionalProperties", message: '"id" is not an allowed property' },
    ]);
  });
});

describe("schemaPointer", () => {
  it("points into the parameter where its schema is written in place, and to a named one", async () => {
    const setup: Setup = {
      operation: { parameters: ["a", "b"].map((name) => ({ name, in: "query", shape: "integer" })) },
      schemas: { Limit: { type: "integer", maximum: 5 } },
      requests: { "query a": { maximum: 5 }, "query b": { $ref: "#/components/schemas/Limit" } },
    };
    expect(errorsOf(await received(setup, "/x?a=6&b=7")).map(({ schemaPointer }) => schemaPointer)).toEqual([
      "#/paths/~1x/get/parameters/0/schema/maximum",
      "#/components/schemas/Limit/maximum",
    ]);
  });
  it("points into the contract for the body and the headers of an answer", async () => {
    const response = await hostOf({
      operation: { responses: [{ status: "200", content: [json], headers: [{ name: "X-N" }] }] },
      responses: { "200 application/json": { type: "object" }, "200 header X-N": { type: "integer" } },
      respond: () => ({ status: 200, headers: { "X-N": "a" }, body: [] }),
      validateResponses: "enforce",
    })(new Request("http://host/x"));
    expect(errorsOf((await response.json()) as ProblemDocument)).toMatchObject([
      { in: "header", schemaPointer: "#/paths/~1x/get/responses/200/headers/X-N/schema/type" },
    ]);
  });
});
