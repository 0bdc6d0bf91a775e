import { describe, expect, test, vi } from "vitest";
import { createPruner, type ErrorInfo, type MediaType, type Schema, type Schemas } from "tenon-runtime/core";
import { hostOf } from "./support.ts";

const person: Schema = { type: "object", properties: { name: { type: "string" } } };
const schemas: Schemas = {
  Person: person,
  Node: {
    type: "object",
    properties: {
      value: {},
      next: { $ref: "#/components/schemas/Node" },
      list: { type: "array", items: { $ref: "#/components/schemas/Node" } },
    },
  },
  Free: { type: "object" },
  Cat: { type: "object", properties: { kind: { const: "cat" }, lives: { type: "integer" } } },
  Dog: {
    type: "object",
    properties: { kind: { const: "dog" }, bark: { type: "object", properties: { loud: { type: "boolean" } } } },
  },
};
const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });
const prune = (schema: Schema, value: unknown) => createPruner(schemas).prune(schema, value);

describe("undeclared properties", () => {
  test.for<[string, Schema, unknown, string[]]>([
    ["beside declared ones", person, { name: "a", hash: 1 }, ["/hash"]],
    ["through a reference", ref("Person"), { hash: 1 }, ["/hash"]],
    ["in items of an array", { type: "array", items: ref("Person") }, [{ name: "a" }, { "a/b~c": 1 }], ["/1/a~1b~0c"]],
    [
      "in a recursive schema",
      ref("Node"),
      { next: { next: { x: 1 }, list: [{ y: 1 }] } },
      ["/next/next/x", "/next/list/0/y"],
    ],
    [
      "declared nowhere in allOf",
      { allOf: [ref("Person"), { type: "object", properties: { age: {} } }] },
      { name: "a", age: 1, hash: 1 },
      ["/hash"],
    ],
    [
      "declared in no branch of oneOf",
      { oneOf: [ref("Cat"), ref("Dog")] },
      { kind: "cat", bark: { loud: true, x: 1 }, hash: 1 },
      ["/bark/x", "/hash"],
    ],
    ["in a branch that may be null", { anyOf: [ref("Person"), { type: "null" }] }, { hash: 1 }, ["/hash"]],
    [
      "where branches only require",
      { ...(person as object), anyOf: [{ required: ["name"] }, { required: ["x"] }] },
      { name: "a", x: 1 },
      ["/x"],
    ],
    [
      "that are false",
      { type: "object", properties: { name: {}, password: false } },
      { name: "a", password: "x" },
      ["/password"],
    ],
    [
      "beside additionalProperties: false",
      { type: "object", properties: { a: {} }, additionalProperties: false },
      { a: 1, b: 2 },
      ["/b"],
    ],
    ["in values of a map", { type: "object", additionalProperties: ref("Person") }, { x: { hash: 1 } }, ["/x/hash"]],
    [
      "named like what every object inherits",
      person,
      { name: "a", constructor: 1, toString: 2 },
      ["/constructor", "/toString"],
    ],
  ])("%s are found", ([, schema, value, undeclared]) => {
    expect(prune(schema, value).undeclared).toEqual(undeclared);
  });

  test.for<[string, Schema, unknown]>([
    ["an object without properties", { type: "object" }, { any: 1 }],
    ["additionalProperties", { type: "object", properties: { a: {} }, additionalProperties: true }, { b: 1 }],
    ["patternProperties", { type: "object", properties: { a: {} }, patternProperties: { "^x-": {} } }, { "x-b": 1 }],
    ["unevaluatedProperties", { type: "object", properties: { a: {} }, unevaluatedProperties: {} }, { b: 1 }],
    ["a free-form branch", { oneOf: [ref("Person"), ref("Free")] }, { b: 1 }],
    ["a branch that takes anything", { anyOf: [ref("Person"), {}] }, { b: 1 }],
    [
      "what another member of allOf opens",
      { allOf: [ref("Person"), { type: "object", additionalProperties: true }] },
      { b: 1 },
    ],
    [
      "then and else",
      {
        ...(person as object),
        if: { required: ["name"] },
        // oxlint-disable-next-line no-thenable -- a keyword of JSON Schema
        then: { properties: { b: {} } },
        else: { properties: { c: {} } },
      },
      { b: 1, c: 2 },
    ],
    ["an unknown reference", { allOf: [ref("Person"), ref("Nothing")] }, { b: 1 }],
    ["true", true, { b: 1 }],
    ["a property that is undefined", person, { name: "a", gone: undefined }],
  ])("are none with %s", ([, schema, value]) => {
    const pruned = prune(schema, value);
    expect(pruned.undeclared).toEqual([]);
    expect(pruned.value).toBe(value);
  });

  test("are dropped from a copy", () => {
    const value = { next: { x: 1, value: 2 }, value: [1] };
    const pruned = prune(ref("Node"), value);
    expect(pruned.value).toEqual({ next: { value: 2 }, value: [1] });
    expect(value.next).toEqual({ x: 1, value: 2 });
  });

  test("end in schemas that refer to themselves", () => {
    const circular: Schemas = {
      A: { $ref: "#/components/schemas/B" },
      B: { anyOf: [{ $ref: "#/components/schemas/A" }] },
    };
    expect(createPruner(circular).prune({ $ref: "#/components/schemas/A" }, { x: { y: 1 } }).undeclared).toEqual([]);
  });
});

describe("undeclared properties of an answer", () => {
  const json: MediaType = { type: "application/json", kind: "json", schema: true };
  const ask = async (options: object) => {
    const onError = vi.fn<(error: unknown, info: ErrorInfo) => void>();
    const handle = hostOf({
      operation: { responses: [{ status: "200", content: [json] }] },
      schemas,
      responses: { "200 application/json": ref("Person") },
      respond: () => ({ status: 200, body: { name: "a", hash: "secret" } }),
      onError,
      ...options,
    });
    const response = await handle(new Request("http://host/x"));
    return [response.status, JSON.stringify(await response.json()).includes("secret"), onError.mock.calls.length];
  };

  test("are refused in enforce mode, dropped and told in report mode, let through when off", async () => {
    expect(await ask({})).toEqual([500, false, 1]);
    expect(await ask({ validateResponses: "report" })).toEqual([200, false, 1]);
    expect(await ask({ validateResponses: "off" })).toEqual([200, true, 0]);
  });

  test("are treated otherwise by option", async () => {
    expect(await ask({ undeclared: "drop" })).toEqual([200, false, 1]);
    expect(await ask({ undeclared: "allow" })).toEqual([200, true, 0]);
    expect(await ask({ validateResponses: "off", undeclared: "drop" })).toEqual([200, false, 0]);
    expect(await ask({ validateResponses: "report", undeclared: "refuse" })).toEqual([200, true, 1]);
  });
});
