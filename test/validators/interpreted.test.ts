import { describe, expect, test } from "vitest";
import { interpretedValidators } from "tenon-runtime/validators";
import type { Schema, Schemas, Validator } from "tenon-runtime/core";

const validator = (schema: Schema, schemas: Schemas = {}): Validator => {
  const found = interpretedValidators(schemas, { op: { place: schema } }).get("op", "place");
  if (found === undefined) throw new Error("no validator");
  return found;
};
const said = (schema: Schema, value: unknown) =>
  validator(schema)
    .explain(value)
    .map(({ pointer, message }) => [pointer, message]);

describe("validators", () => {
  test("know their operations and places, and nothing that every object inherits", () => {
    const set = interpretedValidators({}, { op: { "query a": { type: "integer" } } });
    expect(set.get("op", "query a")?.is(1)).toBe(true);
    expect(set.get("op", "query a")).toBe(set.get("op", "query a"));
    expect([
      set.get("op", "query b"),
      set.get("constructor", "name"),
      set.get("op", "toString"),
      set.get("other", "query a"),
    ]).toEqual([undefined, undefined, undefined, undefined]);
  });

  test("follow references, recursive and mutual, and say where in the contract a violation is", () => {
    const schemas: Schemas = {
      Node: {
        type: "object",
        required: ["value"],
        properties: {
          value: { type: "integer" },
          next: { $ref: "#/components/schemas/Node" },
          other: { $ref: "#/components/schemas/Odd%20n~1me" },
        },
      },
      "Odd n/me": { anyOf: [{ type: "null" }, { $ref: "#/components/schemas/Node" }] },
      Alias: { $ref: "#/components/schemas/Node" },
    };
    const node = validator({ type: "array", items: { $ref: "#/components/schemas/Alias" } }, schemas);
    expect(node.is([{ value: 1, next: { value: 2, other: null } }])).toBe(true);
    expect(node.is([{ value: 1, next: { value: "2" } }])).toBe(false);
    expect(node.explain([{ value: 1, next: { value: "2" } }, {}])).toEqual([
      {
        keyword: "type",
        pointer: "/0/next/value",
        message: "must be an integer",
        schemaPointer: "#/components/schemas/Node/properties/value/type",
      },
      {
        keyword: "required",
        pointer: "/1/value",
        message: '"value" is required',
        schemaPointer: "#/components/schemas/Node/required",
      },
    ]);
    expect(node.explain([{ value: 1, other: 5 }]).map(({ schemaPointer }) => schemaPointer)).toContain(
      "#/components/schemas/Odd n~1me/anyOf",
    );
  });

  test("compile nothing before it is used, and name what cannot be compiled", () => {
    const set = interpretedValidators(
      {},
      { op: { bad: { type: "nonsense" }, good: { type: "null" }, dangling: { $ref: "#/components/schemas/Nothing" } } },
    );
    expect(set.get("op", "good")?.is(null)).toBe(true);
    expect(() => set.get("op", "bad")?.is(1)).toThrow(/The schema of op bad cannot be compiled/);
    expect(() => set.get("op", "dangling")?.explain(1)).toThrow(/The schema of op dangling cannot be compiled/);
  });

  test("take JSON texts as they take data, and show the schemas as data", () => {
    const tree = {
      type: "object",
      properties: { value: { type: "integer" }, next: { $ref: "#/components/schemas/Tree" } },
    };
    const texts = { Tree: JSON.stringify(tree), "Odd n/me": "true", Never: "false" };
    const set = interpretedValidators(texts, {
      op: {
        tree: '{"$ref":"#/components/schemas/Tree"}',
        within: '{"$ref":"#/components/schemas/Tree/properties/value"}',
        odd: '{"$ref":"#/components/schemas/Odd%20n~1me"}',
        never: '{"$ref":"#/components/schemas/Never"}',
        data: { $ref: "#/components/schemas/Tree" },
      },
    });
    const is = (place: string, value: unknown) => set.get("op", place)?.is(value);
    expect([is("tree", { next: { value: 1 } }), is("tree", { next: { value: "1" } })]).toEqual([true, false]);
    expect([is("within", 1), is("within", "1"), is("odd", 1), is("never", 1)]).toEqual([true, false, true, false]);
    expect([is("data", { value: 1 }), is("data", { value: "1" })]).toEqual([true, false]);
    expect(set.get("op", "tree")?.explain({ next: { value: "1" } })).toMatchObject([
      { pointer: "/next/value", schemaPointer: "#/components/schemas/Tree/properties/value/type" },
    ]);
    expect(set.get("op", "tree")?.schema).toEqual({ $ref: "#/components/schemas/Tree" });
    expect(set.schemas).toEqual({ Tree: tree, "Odd n/me": true, Never: false });
    expect(set.schemas["Tree"]).toBe(set.schemas["Tree"]);
  });

  test("parse a text when something asks for it, and no other", () => {
    const texts = { Good: '{"type":"integer"}', Bad: "no JSON" };
    const set = interpretedValidators(texts, {
      op: { good: '{"$ref":"#/components/schemas/Good"}', bad: "no JSON either" },
    });
    expect([set.get("op", "good")?.is(1), set.get("op", "good")?.explain("1").length]).toEqual([true, 1]);
    expect(Object.keys(set.schemas)).toEqual(["Good", "Bad"]);
    expect(() => set.schemas["Bad"]).toThrow(SyntaxError);
    expect(() => set.get("op", "bad")?.is(1)).toThrow(/The schema of op bad cannot be compiled/);
  });

  test("share the schemas of one set of texts", () => {
    const texts = { Good: '{"type":"integer"}' };
    expect(interpretedValidators(texts, {}).schemas).toBe(interpretedValidators(texts, {}).schemas);
  });

  test("find anchors in texts", () => {
    const texts = { A: '{"$defs":{"b":{"$anchor":"b","type":"integer"}}}' };
    const set = interpretedValidators(texts, { op: { place: '{"$ref":"#b"}' } });
    expect([set.get("op", "place")?.is(1), set.get("op", "place")?.is("1")]).toEqual([true, false]);
  });

  test("know a schema and a property that are called __proto__, in texts and in data", () => {
    const schema = '{"type":"object","required":["__proto__"],"properties":{"__proto__":{"type":"integer"}}}';
    const key = "__proto__";
    for (const schemas of [{ [key]: schema }, { [key]: JSON.parse(schema) as Schema }]) {
      const set = interpretedValidators(schemas as Schemas, {
        op: { place: { $ref: "#/components/schemas/__proto__" } },
      });
      const is = (text: string) => set.get("op", "place")?.is(JSON.parse(text));
      expect([is('{"__proto__":1}'), is("{}")]).toEqual([true, false]);
      expect(Object.getPrototypeOf(set.schemas)).toBe(Object.prototype);
      expect(Object.keys(set.schemas)).toEqual(["__proto__"]);
    }
  });

  test("take boolean schemas", () => {
    expect([validator(true).is(1), validator(false).is(1), validator(false).explain(1).length]).toEqual([
      true,
      false,
      1,
    ]);
  });

  test("ignore unknown formats and keywords, and what describes alone", () => {
    const schema = {
      type: "object",
      discriminator: { propertyName: "kind" },
      "x-anything": 1,
      example: {},
      properties: { a: { type: "string", format: "nonsense", readOnly: true } },
    };
    expect(validator(schema).is({ a: "x" })).toBe(true);
  });

  test.for<[string, unknown, unknown]>([
    ["int32", 5, 2 ** 31],
    ["int64", 5, 5.5],
    ["uuid", "0b7c2ad4-5b3c-4f7c-9d5e-2f3c1a7e8b90", "no"],
    ["date", "2026-11-22", "2026-13-41"],
    ["date-time", "2026-11-22T13:17:00Z", "2026-11-22"],
    ["email", "a@b.example", "a"],
    ["byte", "aGk=", "???"],
  ])("check the format %s", ([format, good, bad]) => {
    expect([validator({ format }).is(good), validator({ format }).is(bad)]).toEqual([true, false]);
  });

  test.for(["float", "double", "binary", "password"])("know the format %s", (format) => {
    expect([validator({ format }).is(1.5), validator({ format }).is("x")]).toEqual([true, true]);
  });

  test("take patterns with the u flag, without it where it is invalid with it, and as anything where it is none", () => {
    expect(validator({ pattern: "^\\p{L}+$" }).is("ä")).toBe(true);
    expect([validator({ pattern: "^[\\w-.]+\\-$" }).is("a-"), validator({ pattern: "^[\\w-.]+\\-$" }).is("!")]).toEqual(
      [true, false],
    );
    expect(validator({ pattern: "(?i)^[unclosed" }).is("anything")).toBe(true);
  });

  test("ask for own properties", () => {
    expect(validator({ type: "object", required: ["toString"] }).is({})).toBe(false);
    expect(validator({ type: "object", properties: { constructor: { type: "integer" } } }).is({})).toBe(true);
  });

  test("explain at most a hundred violations", () => {
    expect(
      validator({ type: "array", items: { type: "string" } }).explain(Array.from({ length: 5000 }, () => 1)),
    ).toHaveLength(100);
  });

  test("serve in 2020-12: prefixItems, unevaluatedProperties, dependentRequired", () => {
    expect(validator({ prefixItems: [{ type: "integer" }], items: false }).is([1, 2])).toBe(false);
    expect(validator({ allOf: [{ properties: { a: true } }], unevaluatedProperties: false }).is({ a: 1, b: 2 })).toBe(
      false,
    );
    expect(validator({ dependentRequired: { a: ["b"] } }).is({ a: 1 })).toBe(false);
  });
});

describe("messages are sentences", () => {
  test.for<[Schema, unknown, [string, string][]]>([
    [{ type: ["string", "null"] }, 1, [["", "must be a string or null"]]],
    [{ enum: ["a", 1] }, 2, [["", 'must be one of "a", 1']]],
    [{ const: "a" }, 2, [["", 'must be "a"']]],
    [{ minLength: 1 }, "", [["", "must have at least 1 character"]]],
    [{ maxItems: 2 }, [1, 2, 3], [["", "must have at most 2 items"]]],
    [{ maximum: 5 }, 6, [["", "must be at most 5"]]],
    [{ exclusiveMinimum: 5 }, 5, [["", "must be greater than 5"]]],
    [{ multipleOf: 0.5 }, 0.7, [["", "must be a multiple of 0.5"]]],
    [{ uniqueItems: true }, [1, 2, 1], [["", "must not have duplicate items: items 0 and 2 are equal"]]],
    [{ pattern: "^a$" }, "b", [["", "must match ^a$"]]],
    [{ format: "uuid" }, "b", [["", "must be a UUID"]]],
    [{ required: ["a/b"] }, {}, [["/a~1b", '"a/b" is required']]],
    [{ additionalProperties: false }, { x: 1 }, [["/x", '"x" is not an allowed property']]],
    [{ properties: { x: false } }, { x: 1 }, [["/x", '"x" must not be present']]],
    [{ dependentRequired: { a: ["b"] } }, { a: 1 }, [["/b", '"b" is required when "a" is given']]],
    [{ minProperties: 1 }, {}, [["", "must have at least 1 property"]]],
    [{ not: {} }, 1, [["", "must not match the schema under `not`"]]],
    [{ oneOf: [true, true] }, 1, [["", "must match exactly one of the alternatives, but matches more than one"]]],
    [{ contains: { type: "string" } }, [1], [["", "must contain at least 1 item that matches `contains`"]]],
  ])("%j", ([schema, value, expected]) => {
    const found = said(schema, value);
    for (const each of expected) expect(found).toContainEqual(each);
  });
});
