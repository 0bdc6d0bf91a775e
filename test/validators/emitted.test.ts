import { describe, expect, test } from "vitest";
import type { Schema, Schemas } from "tenon-runtime/core";
import { emittedValidators } from "tenon-runtime/validators";
import { fastTier, slowTier } from "./tiers.ts";

const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });
const nested = (levels: number, innermost: unknown, key = "next"): unknown => {
  let value = innermost;
  for (let i = 0; i < levels; i++) value = { [key]: value };
  return value;
};

describe("the size of emitted code", () => {
  /** Each schema uses the one before it in several places and has much of its own. */
  const contract = (count: number): Schemas =>
    Object.fromEntries(
      Array.from({ length: count }, (_, i) => [
        `S${i}`,
        {
          type: "object",
          required: ["id"],
          properties: {
            id: { type: "string", format: "uuid" },
            own: {
              type: "object",
              properties: {
                [`p${i}`]: { type: "array", items: { type: "object", properties: { [`q${i}`]: { enum: [i] } } } },
              },
            },
            ...(i > 0 && {
              left: ref(`S${i - 1}`),
              right: ref(`S${i - 1}`),
              many: { type: "array", items: ref(`S${i - 1}`) },
            }),
          },
          ...(i > 0 && { allOf: [ref(`S${i - 1}`)], anyOf: [ref(`S${i - 1}`), { type: "object", minProperties: i }] }),
        },
      ]),
    );
  const size = (count: number): number => fastTier(ref(`S${count - 1}`), contract(count)).code.length;

  test("doubles when the contract doubles", () => {
    const [some, twice, fourTimes] = [size(40), size(80), size(160)];
    expect(twice / some).toBeGreaterThan(1.9);
    expect(twice / some).toBeLessThan(2.1);
    expect(fourTimes / twice).toBeLessThan(2.1);
  });

  test("does not depend on how deep schemas nest in one another beyond what they say", () => {
    const deep = (levels: number): Schema =>
      levels === 0
        ? { type: "string" }
        : {
            type: "object",
            properties: { a: deep(levels - 1) },
            anyOf: [{ required: ["a"] }, { maxProperties: levels }],
          };
    const at = (levels: number): number => fastTier(deep(levels)).code.length;
    // names grow until they are cut: what is compared is beyond that
    expect((at(80) - at(40)) / (at(40) - at(20))).toBeLessThan(2.2);
  });

  test("has one function for schemas that are equal", () => {
    const page = { type: "object", properties: { items: { type: "array", items: { type: "string" } } } };
    const { code } = fastTier({ type: "object", properties: { a: page, b: page, c: page } });
    expect(code.match(/^function /gm)).toHaveLength(3);
  });
});

describe("hostile values", () => {
  const List: Schema = { type: "object", properties: { next: ref("List"), value: { type: "integer" } } };

  test("nest no deeper than the stack can take, and both tiers refuse the same", () => {
    const { is } = fastTier(ref("List"), { List });
    const slow = slowTier(ref("List"), { List });
    for (const levels of [0, 10, 500])
      expect([is(nested(levels, {})), slow.is(nested(levels, {}))]).toEqual([true, true]);
    for (const levels of [501, 100_000])
      expect([is(nested(levels, {})), slow.is(nested(levels, {}))]).toEqual([false, false]);
    expect(slow.explain(nested(100_000, {}))).toMatchObject([
      { keyword: "depth", message: "must not be nested deeper than 500 levels" },
    ]);
  });

  test("are refused when they can be read in too many ways", { timeout: 20_000 }, () => {
    const branch = (op: string): Schema => ({ type: "object", properties: { next: ref("Any"), op: { const: op } } });
    const schemas: Schemas = { Any: { anyOf: [branch("a"), branch("b"), { type: "integer" }] } };
    const value = nested(60, "neither");
    const [fast, slow] = [fastTier(ref("Any"), schemas), slowTier(ref("Any"), schemas)];
    expect([fast.is(value), slow.is(value), fast.is(nested(60, 1)), slow.is(nested(60, 1))]).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });

  test("nest in a schema that does not: nothing is followed that no schema speaks of", () => {
    const { is } = fastTier({ type: "object", properties: { a: { type: "object" } } });
    expect(is({ a: nested(100_000, 1) })).toBe(true);
  });

  test("nest in constants and in lists of different items, and are refused without overflow", () => {
    const [fast, slow] = [fastTier({ uniqueItems: true }), slowTier({ uniqueItems: true })];
    const items = [nested(100_000, 1), nested(100_000, 2)];
    expect([fast.is(items), slow.is(items)]).toEqual([true, true]);
    expect(fastTier({ const: { next: 1 } }).is(nested(100_000, 1))).toBe(false);
  });

  test("cost no more than they are long when items have to differ", () => {
    const { is } = fastTier({ uniqueItems: true });
    const objects = Array.from({ length: 20_000 }, (_, i) => ({ id: i, tags: [i, String(i)] }));
    expect(is(objects)).toBe(true);
    expect(is([...objects, { tags: [5, "5"], id: 5 }])).toBe(false);
    expect(is(["1", 1, true, "true", null, "null", [1], "[1]", { a: 1 }, '{"a":1}', '"1'])).toBe(true);
  });

  test("do not reach what every object inherits", () => {
    for (const name of ["constructor", "toString", "__proto__", "hasOwnProperty"]) {
      const schema: Schema = {
        type: "object",
        required: [name],
        properties: JSON.parse(`{${JSON.stringify(name)}:{"type":"integer"}}`),
      };
      for (const { is } of [fastTier(schema), slowTier(schema)])
        expect([
          is({}),
          is(JSON.parse(`{${JSON.stringify(name)}:1}`)),
          is(JSON.parse(`{${JSON.stringify(name)}:"1"}`)),
        ]).toEqual([false, true, false]);
    }
  });

  test("cannot keep busy a schema that leads back to itself", () => {
    const schemas: Schemas = {
      A: { allOf: [ref("B"), { type: "integer" }] },
      B: { anyOf: [ref("A"), { type: "string" }] },
    };
    const { is } = fastTier(ref("A"), schemas);
    const slow = slowTier(ref("A"), schemas);
    for (const value of [1, "a", null]) expect(is(value)).toBe(slow.is(value));
    expect(is(null)).toBe(false);
  });
});

describe("a discriminated union", () => {
  const Cat: Schema = {
    type: "object",
    required: ["kind"],
    properties: { kind: { const: "cat" }, lives: { type: "integer" } },
  };
  const Dog: Schema = {
    type: "object",
    required: ["kind"],
    properties: { kind: { enum: ["dog", "puppy"] }, name: { type: "string" } },
  };
  const Pet: Schema = { oneOf: [ref("Cat"), ref("Dog")] };
  const schemas = { Cat, Dog, Pet };

  test("is a jump", () => {
    const { is, code } = fastTier(ref("Pet"), schemas);
    expect(code).toContain('switch (isObject(value) ? value["kind"] : undefined)');
    const values = [{ kind: "cat", lives: 9 }, { kind: "puppy" }, { kind: "cat", lives: "9" }, { kind: "fish" }, {}, 5];
    expect(values.map(is)).toEqual([true, true, false, false, false, false]);
  });

  test("is no jump where a value may be of no branch's kind", () => {
    const loose = { ...schemas, Cat: { ...(Cat as object), required: [] } };
    const { is, code } = fastTier(ref("Pet"), loose);
    expect(code).not.toContain("switch");
    expect(is({ lives: 9 })).toBe(true);
  });
});

describe("validators of generated code", () => {
  const texts = { Id: '{"type":"integer"}' };
  const set = emittedValidators(texts, {
    get: () => ({
      "path id": ['{"$ref":"#/components/schemas/Id"}', (value) => Number.isInteger(value)],
      odd: ["true", () => false],
    }),
  });

  test("know their places, tell what is wrong, and show the schema as data", () => {
    const validator = set.get("get", "path id");
    expect([validator?.is(1), validator?.is("1"), validator?.explain(1)]).toEqual([true, false, []]);
    expect(validator?.explain("1")).toEqual([
      { keyword: "type", pointer: "", schemaPointer: "#/components/schemas/Id/type", message: "must be an integer" },
    ]);
    expect(validator?.schema).toEqual({ $ref: "#/components/schemas/Id" });
    expect(set.schemas).toEqual({ Id: { type: "integer" } });
    expect(set.get("get", "path id")).toBe(validator);
    expect([set.get("get", "constructor"), set.get("toString", "name")]).toEqual([undefined, undefined]);
  });

  test("say that it is a defect when the tiers disagree, and refuse all the same", () => {
    expect(set.get("get", "odd")?.explain(1)).toMatchObject([
      { keyword: "false", message: expect.stringContaining("report") },
    ]);
  });
});
