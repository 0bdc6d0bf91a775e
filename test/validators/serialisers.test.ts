import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createPruner, type Schema, type Schemas } from "tenon-runtime/core";
import * as helpers from "tenon-runtime/validators";
import { slowTier, writerOf } from "./tiers.ts";

const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });
const object = (properties: Record<string, Schema>, required: readonly string[] = []): Schema => ({
  type: "object",
  properties,
  required,
});
const text: Schema = { type: "string" };
const schemas: Schemas = {
  Person: object({ name: text, age: { type: "integer" }, password: false }, ["name"]),
  Node: object({ value: text, next: ref("Node"), list: { type: "array", items: ref("Node") } }, ["value"]),
  Cat: object({ kind: { const: "cat" }, lives: { type: "integer" } }, ["kind"]),
  Dog: object({ kind: { const: "dog" }, bark: object({ loud: { type: "boolean" } }) }, ["kind"]),
  Pet: { oneOf: [ref("Cat"), ref("Dog")] },
  TextOrPerson: { anyOf: [text, { $ref: "#/components/schemas/Person" }] },
  Colour: { type: "string", enum: ["red", "green"] },
};
const pruner = createPruner(schemas);
const write = (schema: Schema, value: unknown, drop = false) => writerOf(schema, schemas)?.(value, drop);

const HOSTILE = [
  '"',
  "\\",
  "\n\u0000\u001f\u007f",
  "\ud800",
  "\udc00x",
  "😀",
  "\u2028\u2029",
  "</script>",
  "`$" + "{value}`",
  `${"x".repeat(80)}"\u2028\ud800`,
  "",
];
const KEYS = [
  "a",
  "b",
  "__proto__",
  "constructor",
  "toString",
  'q"\\`$' + "{x}\n",
  "\u2028",
  "\ud800",
  "toJSON",
  "size",
];

describe("a serialiser", () => {
  test.for<[string, Schema, unknown]>([
    ["an object", ref("Person"), { name: "Ada", age: 36 }],
    ["members that are undefined", ref("Person"), { name: "Ada", age: undefined, other: undefined }],
    ["an object without a prototype", ref("Person"), Object.assign(Object.create(null), { name: "Ada" })],
    ["lists and recursion", ref("Node"), { value: "a", next: { value: "b" }, list: [{ value: "c", list: [] }] }],
    ["null where it may be", { anyOf: [ref("Person"), { type: "null" }] }, null],
    ["a nullable object", { type: ["object", "null"], properties: { a: text } }, { a: "b" }],
    ["one of several", { type: "array", items: ref("Pet") }, [{ kind: "dog", bark: { loud: true } }, { kind: "cat" }]],
    ["all of several", { allOf: [ref("Person"), object({ city: text })] }, { name: "a", age: 1, city: "c" }],
    ["a map", { type: "object", additionalProperties: { type: "number" } }, { a: 1.5, b: -0, c: 1e21, "d\n": 5e-324 }],
    ["what is declared and a map", { ...(ref("Person") as object), type: "object" }, { name: "a" }],
    ["free values within", object({ any: {} }), { any: [1, { x: null }] }],
    ["an enum", object({ colour: ref("Colour") }), { colour: "red" }],
    [
      "texts of a format",
      object({ id: { type: "string", format: "uuid" } }),
      { id: "3f2504e0-4f89-41d3-9a0c-0305e82c3301" },
    ],
  ])("writes %s", ([, schema, value]) => {
    const json = write(schema, value);
    expect(json).toBeDefined();
    expect(JSON.parse(json ?? "")).toEqual(JSON.parse(JSON.stringify(value)));
  });

  test.for(HOSTILE)("escapes %j as JSON.stringify does, as a value and as a key", (hostile) => {
    const schema: Schema = { type: "object", additionalProperties: text };
    expect(write(schema, { [hostile]: hostile })).toBe(JSON.stringify({ [hostile]: hostile }));
    const declared = object({ [hostile]: text }, [hostile]);
    expect(write(declared, { [hostile]: hostile })).toBe(JSON.stringify({ [hostile]: hostile }));
  });

  test.for(KEYS)("takes %j for a name like any other", (key) => {
    const own = JSON.parse(`{${JSON.stringify(key)}:"x"}`) as object;
    expect(write(object({ [key]: text }, [key]), own)).toBe(JSON.stringify(own));
    expect(write(object({ [key]: text }, [key]), {})).toBeUndefined();
    expect(write(object({ [key]: text }), {})).toBe("{}");
    expect(write(object({ other: text }), own)).toBeUndefined();
    expect(write(object({ other: text }), own, true)).toBe("{}");
  });

  class Row {
    readonly _name = "Ada";
    get name(): string {
      return this._name;
    }
  }
  test.for<[string, Schema, unknown]>([
    ["does not fit", ref("Person"), { name: 1 }],
    ["lacks something", ref("Person"), { age: 1 }],
    ["has what is not declared", ref("Person"), { name: "a", hash: "secret" }],
    ["has it below", { type: "array", items: ref("Pet") }, [{ kind: "dog", bark: { loud: true, hash: 1 } }]],
    ["has what never leaves", ref("Person"), { name: "a", password: "x" }],
    ["has what another branch declares", ref("Pet"), { kind: "cat", bark: {} }],
    [
      "has what never leaves by one part of a whole",
      { allOf: [ref("Person"), object({ password: text })] },
      { name: "a", password: "x" },
    ],
    [
      "does not fit what stands beside a reference",
      object({ a: { $ref: "#/components/schemas/TextOrPerson", maxLength: 1 } }),
      { a: "xx" },
    ],
    ["is a Date", object({ at: { type: "string", format: "date-time" } }), { at: new Date(0) }],
    ["has toJSON", ref("Person"), { name: "a", toJSON: () => ({ hash: 1 }) }],
    ["has toJSON in free values", object({ any: {} }), { any: { deep: new Date(0) } }],
    ["is a list with toJSON", { type: "array", items: text }, Object.assign(["a"], { toJSON: () => "x" })],
    ["has a hole", { type: "array", items: {} }, [, 1]], // oxlint-disable-line no-sparse-arrays -- meant
    ["has a function", object({ any: {} }, ["any"]), { any: () => 1 }],
    ["has NaN", { type: "object", additionalProperties: { type: "number" } }, { a: NaN }],
    ["has Infinity", { type: "array", items: { type: "number" } }, [Infinity]],
    ["has a bigint", object({ n: { type: "integer" } }), { n: 1n }],
    ["is boxed", object({ a: text }), { a: new String("x") }],
    ["has its members from a class", ref("Person"), new Row()],
    ["inherits its members", ref("Person"), Object.create({ name: "Ada" })],
  ])("says nothing of a value that %s", ([, schema, value]) => {
    expect(writerOf(schema, schemas)).toBeTypeOf("function");
    expect(write(schema, value)).toBeUndefined();
  });

  test("drops what is not declared when asked to, at every depth, but not what another branch declares", () => {
    const value = { value: "a", hash: 1, next: { value: "b", hash: 2 }, list: [{ value: "c", hash: () => 3 }] };
    expect(write(ref("Node"), value, true)).toBe('{"value":"a","next":{"value":"b"},"list":[{"value":"c"}]}');
    expect(write(ref("Person"), { name: "a", password: "x" }, true)).toBe('{"name":"a"}');
    expect(write(ref("Pet"), { kind: "cat", bark: {} }, true)).toBeUndefined();
  });

  test("reads a member once", () => {
    let reads = 0;
    const value = {
      get name() {
        return reads++ === 0 ? "Ada" : { hash: "secret" };
      },
    };
    expect(write(ref("Person"), value)).toBe('{"name":"Ada"}');
    expect(reads).toBe(1);
  });

  test("does not run out of stack, and is not kept busy by a circle", () => {
    let deep: object = { value: "a" };
    for (let i = 0; i < 100_000; i++) deep = { value: "a", next: deep };
    expect(write(ref("Node"), deep)).toBeUndefined();
    const circle: Record<string, unknown> = { value: "a" };
    circle["next"] = circle;
    expect(write(ref("Node"), circle)).toBeUndefined();
  });

  test("is none where nothing can be taken apart", () => {
    expect(writerOf({ type: "object" })).toBeUndefined();
    expect(writerOf({ type: "object", properties: { a: {} }, patternProperties: { "^x": {} } })).toBeUndefined();
    expect(writerOf(true)).toBeUndefined();
  });
});

/** Strings that are valid by these formats are written as they are. */
test.for<[keyof typeof helpers, string]>([
  ["uuid", "3f2504e0-4f89-41d3-9a0c-0305e82c3301"],
  ["date", "2024-02-29"],
  ["dateTime", "2024-02-29T10:00:00.5+01:00"],
  ["time", "10:00:00Z"],
  ["duration", "P1Y2M3DT4H5M6S"],
  ["ipv4", "127.0.0.1"],
  ["ipv6", "2001:db8::1.2.3.4"],
  ["uri", "https://u:p@a.b:80/c?d=e#f"],
  ["uriReference", "../a?b#c"],
])("no %s has in it what JSON escapes", ([format, valid]) => {
  const fits = helpers[format] as (value: string) => boolean;
  expect(fits(valid)).toBe(true);
  for (const bad of ['"', "\\", "\n", "\u0000", "\u001f", "\ud800", "\udfff"])
    for (let at = 0; at <= valid.length; at++) {
      expect(fits(valid.slice(0, at) + bad + valid.slice(at))).toBe(false);
      expect(fits(valid.slice(0, at) + bad + valid.slice(at + 1))).toBe(false);
    }
});

type Gen = fc.GeneratorValue;

function schemaOf(g: Gen, depth: number): Schema {
  const pick = <T>(list: readonly T[]): T => g(fc.constantFrom, ...(list as [T, ...T[]]));
  const below = (): Schema => schemaOf(g, depth - 1);
  const properties = (): Record<string, Schema> =>
    Object.fromEntries(KEYS.slice(0, pick([0, 1, 2, 3, 6])).map((key) => [key, below()]));
  const scalars: readonly Schema[] = [
    text,
    { type: "string", format: "date" },
    { type: ["string", "null"], format: "uri-reference" },
    { type: "number" },
    { type: ["integer", "string", "null"] },
    { enum: ["x", '"', 1, null] },
    { const: "a" },
    { minimum: 3 },
    {},
    true,
    false,
    ...Object.keys(schemas).map(ref),
  ];
  if (depth === 0) return pick(scalars);
  switch (pick(["scalar", "object", "object", "map", "open", "array", "null", "union", "all", "odd"])) {
    case "scalar":
      return pick(scalars);
    case "object": {
      const own = properties();
      const required = Object.keys(own).filter(() => pick([true, false]));
      return {
        type: pick(["object", ["object", "null"]]),
        properties: own,
        required,
        ...pick([{}, {}, { additionalProperties: false }]),
      };
    }
    case "map":
      return { type: "object", additionalProperties: below() };
    case "open":
      return { type: "object", properties: properties(), additionalProperties: below() };
    case "array":
      return { type: "array", items: below(), ...pick([{}, { minItems: 1 }, { maxItems: 2 }]) };
    case "null":
      return { [pick(["anyOf", "oneOf"])]: [below(), pick<Schema>([{ type: "null" }, text])] };
    case "union":
      return {
        [pick(["anyOf", "oneOf"])]: [
          { type: "object", properties: { ...properties(), kind: { const: "x" } }, required: ["kind"] },
          { type: "object", properties: { ...properties(), kind: { enum: ["y", "z"] } }, required: ["kind"] },
        ],
      };
    case "all":
      return {
        ...pick<object>([{}, object(properties()) as object, ref("Person") as object]),
        allOf: [below(), pick<Schema>([object(properties()), { required: ["a"] }, ref("Cat")])],
      };
    default:
      return pick<Schema>([
        { type: "object", properties: properties(), patternProperties: { "^x": below() } },
        { type: "object", properties: properties(), maxProperties: 9 },
        { type: "array", prefixItems: [below()], items: below() },
        { anyOf: [below(), below()] },
        { if: { required: ["a"] }, else: below() },
        { type: "object" },
      ]);
  }
}

/** A value that comes near its schema, with what handlers return besides plain data; of what becomes null see above. */
function valueOf(g: Gen, schema: Schema, depth: number): unknown {
  const pick = <T>(list: readonly T[]): T => g(fc.constantFrom, ...(list as [T, ...T[]]));
  const odd = (): unknown =>
    pick<() => unknown>([
      () => undefined,
      () => new Date(0),
      () => () => 1,
      () => Symbol.iterator,
      () => ({ toJSON: () => "x" }),
      () => ({ deep: { hash: 1 } }),
      () => Object.create({ a: "x" }),
      () => new Map([[1, 2]]),
    ])();
  if (g(fc.integer, { min: 0, max: 40 }) === 0) return odd();
  if (typeof schema === "boolean" || depth === 0)
    return pick<() => unknown>([() => "x", () => 1, () => null, () => true, () => ({}), () => []])();
  const part = (each: unknown): unknown => valueOf(g, each as Schema, depth - 1);
  if (typeof schema["$ref"] === "string") return part(schemas[schema["$ref"].slice(21)] ?? true);
  for (const keyword of ["anyOf", "oneOf"])
    if (Array.isArray(schema[keyword])) return part(pick(schema[keyword] as Schema[]));
  if (Array.isArray(schema["allOf"])) {
    const { allOf, ...own } = schema;
    return Object.fromEntries(
      [own, ...(allOf as Schema[])].map(part).flatMap((each) => Object.entries(Object(each) as object)),
    );
  }
  if ("const" in schema) return schema["const"];
  if (Array.isArray(schema["enum"])) return pick(schema["enum"]);
  const type = pick([schema["type"] ?? "object"].flat());
  switch (type) {
    case "string":
      return schema["format"] === "date" ? "2024-01-01" : pick(["a", "b/c", ...HOSTILE]);
    case "integer":
    case "number":
      return pick([0, -0, 1, 1.5, 1e21, -1e-7]);
    case "null":
      return null;
    case "array":
      return Array.from({ length: pick([0, 1, 2, 3]) }, () => part(schema["items"] ?? true));
    default: {
      const out = (pick([true, false]) ? {} : Object.create(null)) as Record<string, unknown>;
      const set = (key: string, value: unknown): unknown =>
        Object.defineProperty(out, key, { value, enumerable: true, writable: true, configurable: true });
      const properties = (schema["properties"] ?? {}) as Record<string, Schema>;
      const required = new Set((schema["required"] ?? []) as string[]);
      for (const key of Object.keys(properties)) {
        if (required.has(key) || pick([true, false])) set(key, part(properties[key]));
        else if (pick([true, false, false])) set(key, undefined);
      }
      if (schema["additionalProperties"])
        for (const key of ["m", "a", '"']) if (pick([true, false])) set(key, part(schema["additionalProperties"]));
      if (pick([true, false, false, false]))
        set(
          pick(["hash", ...KEYS, "lives", "kind"]),
          pick<() => unknown>([() => "secret", () => undefined, () => ({ x: 1 })])(),
        );
      return out;
    }
  }
}

/** The same text whatever the order of members. */
function sorted(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(sorted).join()}]`;
  const members = Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}:${sorted(member)}`);
  return `{${members.toSorted().join()}}`;
}

test("a serialiser does not write an object that inherits what its schema requires", () => {
  const schema = { properties: { a: {} }, if: { required: ["a"] }, else: { required: ["b"] } };
  const inherits: unknown = Object.create({ a: "x" });
  const write = writerOf({ type: "array", items: schema });
  expect(write?.([{ a: "x" }], false)).toBe('[{"a":"x"}]');
  expect(write?.([inherits], false)).toBeUndefined();
});

test("a branch that no object fits closes the other one by the members that it names", () => {
  const impossible = { type: "object", properties: { a: {} }, allOf: [{ type: "string" }] };
  const schema = { anyOf: [impossible, { if: { required: ["a"] }, else: true }] };
  const value = { a: 1, kind: [] };
  expect(pruner.fits(schema, value)).toBe(false);
  expect(writerOf({ type: "array", items: schema })?.([value], false)).toBeUndefined();
  expect(writerOf({ type: "array", items: schema })?.([{ a: 1 }], false)).toBe('[{"a":1}]');
});

test("what a serialiser writes fits, has nothing undeclared, and is what JSON.stringify writes of it", () => {
  const counts = { written: 0, dropped: 0, all: 0 };
  fc.assert(
    fc.property(fc.gen(), (g) => {
      const schema = schemaOf(g, 3);
      const writer = writerOf(schema, schemas);
      if (writer === undefined) return;
      const slow = slowTier(schema, schemas);
      for (let i = 0; i < 4; i++) {
        const value = valueOf(g, schema, 4);
        counts.all++;
        const json = writer(value, false);
        if (json !== undefined) {
          counts.written++;
          expect(sorted(JSON.parse(json))).toBe(sorted(JSON.parse(JSON.stringify(value))));
          expect(json.length).toBe(JSON.stringify(value).length);
          expect(pruner.fits(schema, value)).toBe(true);
          expect(slow.is(JSON.parse(json))).toBe(true);
        }
        const dropped = writer(value, true);
        if (dropped === undefined) {
          expect(json).toBeUndefined();
          continue;
        }
        const pruned = JSON.stringify(pruner.prune(schema, value).value);
        if (dropped !== json) counts.dropped++;
        expect(sorted(JSON.parse(dropped))).toBe(sorted(JSON.parse(pruned)));
      }
    }),
    { numRuns: 300, endOnFailure: true },
  );
  expect(counts.written).toBeGreaterThan(counts.all / 10);
  expect(counts.dropped).toBeGreaterThan(10);
});
