/** The generator of requests, on contracts that hold one thing each. */

import { interpretedValidators } from "tenon-runtime/validators";
import type { MediaType, Operation, Parameter, Schema, Schemas } from "tenon-runtime/core";
import { describe, expect, test } from "vitest";
import { type Cases, casesOf, type Source } from "../../toolchain/verify/cases/index.ts";

const JSON_BODY: MediaType = { type: "application/json", kind: "json", schema: true };

interface Setup {
  readonly parameters?: readonly Parameter[];
  /** Place → schema. */
  readonly schemas: Readonly<Record<string, Schema>>;
  readonly named?: Schemas;
  readonly operation?: Partial<Operation>;
}

function sourceOf({ parameters, schemas, named = {}, operation }: Setup): Source {
  const body = Object.keys(schemas).some((place) => place.startsWith("body"));
  const whole: Operation = {
    name: "op",
    method: body ? "POST" : "GET",
    path: "/x",
    pointer: "/paths/~1x/get",
    responses: [{ status: "204" }],
    ...(parameters === undefined ? {} : { parameters }),
    ...(body ? { body: { required: true, content: [JSON_BODY] } } : {}),
    ...operation,
  };
  return {
    contract: {
      format: 1,
      title: "t",
      version: "1",
      servers: ["/"],
      securitySchemes: { token: { type: "http", scheme: "bearer" } },
      operations: [whole],
    },
    requests: interpretedValidators(named, { op: schemas }),
  };
}

/** The cases of a place by name: `valid`, or the keyword and the pointer that are broken. */
async function told(setup: Setup, place: string): Promise<Record<string, string>> {
  const { cases, disputes } = await casesOf(sourceOf(setup));
  expect(disputes).toEqual([]);
  return Object.fromEntries(
    cases.flatMap(({ name, expected }) => {
      if (!name.startsWith(`${place} `)) return [];
      const said =
        expected.kind === "valid"
          ? "valid"
          : `${expected.at?.keyword ?? expected.status} ${expected.at?.pointer ?? ""}`;
      return [[name.slice(place.length + 1), said.trim()]];
    }),
  );
}

const query = (schema: Schema, parameter: Partial<Parameter> = {}): Promise<Record<string, string>> =>
  told(
    {
      parameters: [
        { name: "a", in: "query", ...parameter },
        { name: "b", in: "query" },
      ],
      schemas: { "query a": schema, "query b": { type: "string" } },
    },
    "query a",
  );
const body = (schema: Schema, named: Schemas = {}): Promise<Record<string, string>> =>
  told({ schemas: { "body application/json": schema }, named }, "body application/json");

describe("a parameter has cases for", () => {
  test("the bounds of a number", async () => {
    expect(await query({ type: "integer", minimum: 1, maximum: 100 }, { shape: "integer" })).toMatchObject({
      "at its minimum": "valid",
      "just below its minimum": "minimum",
      "at its maximum": "valid",
      "just above its maximum": "maximum",
      "a text instead": "type",
      "a fraction instead": "type",
      "left out": "valid",
      "given twice": "repeated",
      empty: "type",
      "empty, without =": "type",
      "with a bad percent-encoding": "encoding",
      "with bytes that are not UTF-8": "encoding",
    });
  });

  test("exclusive bounds and multiples", async () => {
    const schema = { type: "integer", exclusiveMinimum: 0, exclusiveMaximum: 500, multipleOf: 10 };
    expect(await query(schema, { shape: "integer" })).toMatchObject({
      "just above its exclusive minimum": "valid",
      "at its exclusive minimum": "exclusiveMinimum",
      "just below its exclusive maximum": "valid",
      "at its exclusive maximum": "exclusiveMaximum",
      "between two multiples": "multipleOf",
    });
  });

  test("lengths, patterns and what styles have a meaning for", async () => {
    const cases = await query({ type: "string", minLength: 2, maxLength: 8 });
    expect(cases).toMatchObject({
      "as short as allowed": "valid",
      "shorter than allowed": "minLength",
      "as long as allowed": "valid",
      "as long as allowed, in characters of two units": "valid",
      "longer than allowed": "maxLength",
      'as "a/b"': "valid",
    });
    expect(cases).not.toHaveProperty(["a text instead"]);
    expect(await query({ type: "string", pattern: "^[A-Z]{2}$" })).toMatchObject({
      "that does not match its pattern": "pattern",
    });
  });

  test("each member of a list and none of them", async () => {
    expect(await query({ type: "string", enum: ["up", "down"] })).toMatchObject({
      "outside of its list": "enum",
      "in other case than in its list": "enum",
    });
  });

  test("formats, valid and not", async () => {
    expect(await query({ type: "string", format: "date" })).toMatchObject({
      "as the date 2024-02-29": "valid",
      "no date: 2023-02-29": "format",
    });
  });

  test("being required", async () => {
    expect(await query({ type: "string" }, { required: true })).toMatchObject({ "left out": "required" });
  });

  test("lists, by their length", async () => {
    const schema = { type: "array", items: { type: "string" }, minItems: 2, maxItems: 3, uniqueItems: true };
    expect(await query(schema, { shape: { array: "string" } })).toMatchObject({
      "with as few items as allowed": "valid",
      "with too few items": "minItems",
      "with as many items as allowed": "valid",
      "with too many items": "maxItems",
      "with the same item twice": "uniqueItems",
    });
  });
});

describe("a body has cases for", () => {
  const person = {
    type: "object",
    required: ["name", "age"],
    additionalProperties: false,
    properties: {
      id: false,
      name: { type: "string", minLength: 1 },
      age: { type: "integer", minimum: 0 },
      nickname: { type: ["string", "null"] },
      motto: { type: "string" },
    },
  };

  test("what is missing, too much and read-only", async () => {
    expect(await body(person)).toMatchObject({
      "without name": "required /name",
      "without age": "required /age",
      "without nickname, which is optional": "valid",
      "with only what is required": "valid",
      "with undeclared, which is not declared": "additionalProperties /undeclared",
      "with constructor, which is not declared": "additionalProperties /constructor",
      "with id, which is read-only": "readOnly /id",
      "a list instead": "type",
      "null instead": "type",
      "left out": "required",
      empty: "required",
      "cut off": "json",
      "that is not UTF-8": "charset",
    });
  });

  test("each property, by its pointer", async () => {
    expect(await body(person)).toMatchObject({
      "/name shorter than allowed": "minLength /name",
      "/name null instead": "type /name",
      "/age just below its minimum": "minimum /age",
      "/age a fraction instead": "type /age",
      "/nickname null": "valid",
    });
  });

  test("what is not declared and not forbidden either", async () => {
    expect(await body({ type: "object", properties: { a: { type: "string" } } })).toMatchObject({
      "with undeclared, which is not declared": "valid",
    });
  });

  test("each branch of a union", async () => {
    const named = {
      Cat: {
        type: "object",
        required: ["kind", "meows"],
        properties: { kind: { const: "cat" }, meows: { const: true } },
      },
      Dog: {
        type: "object",
        required: ["kind", "barks"],
        properties: { kind: { const: "dog" }, barks: { const: true } },
      },
    };
    const refs = [{ $ref: "#/components/schemas/Cat" }, { $ref: "#/components/schemas/Dog" }];
    const cases = await body({ oneOf: refs }, named);
    expect(Object.entries(cases).filter(([name]) => name.startsWith("as alternative"))).not.toEqual([]);
    expect(Object.keys(cases)).toContainEqual(expect.stringMatching(/^\/(meows|barks) another than the only value$/));
  });

  test("a list in which there is all that a type has", async () => {
    const flag = { type: ["boolean", "null"], enum: [true, false, null] };
    const cases = await body({ type: "object", properties: { flag } });
    expect(cases).toMatchObject({ "/flag null": "valid", "/flag a text instead": "type /flag" });
    expect(cases).not.toHaveProperty(["/flag outside of its list"]);
  });

  test("what is deep within it, and of a schema that refers to itself", async () => {
    const Node = {
      type: "object",
      properties: { size: { type: "integer", maximum: 9 }, next: { $ref: "#/components/schemas/Node" } },
    };
    const list = { type: "array", items: { $ref: "#/components/schemas/Node" }, minItems: 1 };
    expect(await body(list, { Node })).toMatchObject({ "/0/size just above its maximum": "maximum /0/size" });
  });

  test("media types and charsets that are not declared", async () => {
    const { cases } = await casesOf(sourceOf({ schemas: { "body application/json": { type: "object" } } }), {
      bodyLimit: 100,
    });
    const statuses = Object.fromEntries(
      cases.map(({ name, expected }) => [name, expected.kind === "valid" || expected.status]),
    );
    expect(statuses).toMatchObject({
      everything: true,
      "body application/json as application/x-undeclared": 415,
      "body application/json in an unknown charset": 415,
      "body application/json in an unknown content coding": 415,
      "body application/json larger than the server takes": 413,
    });
  });
});

test("an operation has cases for paths, methods, credentials and names that nobody declared", async () => {
  const source = sourceOf({
    schemas: {},
    operation: { method: "PUT", security: [{ token: [] }], responses: [{ status: "200", content: [JSON_BODY] }] },
  });
  const { cases } = await casesOf(source);
  const statuses = Object.fromEntries(
    cases.map(({ name, expected }) => [name, expected.kind === "valid" ? "valid" : expected.status]),
  );
  expect(statuses).toMatchObject({
    everything: "valid",
    "path with a slash after it": 404,
    "method GET, which the path does not have": 405,
    "query with undeclared, which is not declared": 400,
    "query with a bad percent-encoding in a name": 400,
    "no credentials": 401,
    "credentials of another scheme": 401,
    "an Accept header of application/x-undeclared": 406,
  });
  expect(statuses).not.toHaveProperty(["method PUT, which the path does not have"]);
  expect(cases.every(({ operation }) => operation === "op")).toBe(true);
});

test("the same seed gives the same cases, another one others", async () => {
  const source = sourceOf({
    schemas: {
      "body application/json": { type: "object", required: ["a"], properties: { a: { type: "string", minLength: 5 } } },
    },
  });
  const plain = ({ cases }: Cases): unknown =>
    cases.map(({ request, ...rest }) => ({ ...rest, ...request, body: Buffer.from(request.body ?? []).toString() }));
  const once = plain(await casesOf(source, { seed: 1 }));
  expect(plain(await casesOf(source, { seed: 1 }))).toEqual(once);
  expect(plain(await casesOf(source, { seed: 2 }))).not.toEqual(once);
});

test("a validator that takes what the schema forbids is found, and so is one that another contradicts", async () => {
  const source = sourceOf({
    schemas: {
      "body application/json": { type: "object", required: ["a"], properties: { a: { type: "integer", maximum: 3 } } },
    },
  });
  const blind: Source["requests"] = {
    ...source.requests,
    get(operation, place) {
      const validator = source.requests.get(operation, place);
      return validator && { schema: validator.schema, is: () => true, explain: () => [] };
    },
  };
  const { disputes } = await casesOf({ ...source, requests: blind });
  expect(disputes.map(({ name }) => name)).toContain("/a just above its maximum");
  const { disputes: contradicted } = await casesOf({ ...source, oracle: blind });
  expect(contradicted.map(({ name, reason }) => `${name}: ${reason}`)).toContain(
    "/a just above its maximum: the validator says invalid, the oracle valid",
  );
});

test("where two paths fit a request, nothing is said of it", async () => {
  const source = sourceOf({
    parameters: [{ name: "id", in: "path", required: true }],
    schemas: { "path id": { type: "string", enum: ["me", "you"] } },
    operation: { path: "/x/{id}" },
  });
  const { contract } = source;
  const other: Operation = { name: "me", method: "POST", path: "/x/me", pointer: "", responses: [] };
  const { cases } = await casesOf({
    ...source,
    contract: { ...contract, operations: [...contract.operations, other] },
  });
  expect(cases.filter(({ operation }) => operation === "op").map(({ request }) => request.url)).not.toContain("/x/me");
});

test("what does not fit is a 422 where the operation declares that and no 400; what is malformed is a 400", async () => {
  const status = async (...declared: readonly string[]) => {
    const source = sourceOf({
      schemas: { "body application/json": { type: "object", required: ["a"] } },
      operation: { responses: declared.map((each) => ({ status: each })) },
    });
    const { cases } = await casesOf(source);
    const refusals = cases.filter(({ name }) => /(?:a list instead|cut off)$/.test(name));
    return refusals.map(({ expected }) => expected.kind === "invalid" && expected.status);
  };
  expect(await status("204", "422")).toEqual([422, 400]);
  expect(await status("204", "422", "4XX")).toEqual([400, 400]);
  expect(await status("204")).toEqual([400, 400]);
});
