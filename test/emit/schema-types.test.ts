import { expect, test } from "vitest";
import { emit } from "../../toolchain/emit/index.ts";
import { contractOf, openapi } from "../contract/helpers.ts";

const string = { type: "string" };
const number = { type: "number" };
const ref = (key: string): object => ({ $ref: `#/components/schemas/${key}` });
const BASE = { type: "object", properties: { id: string, note: string } };

/** A key of its own, because an object with `then` looks like a promise to the linter. */
const when = (keyword: "then", properties: object): object => ({ [keyword]: { properties } });

/** The declaration of `Tested` in `types.ts`, on one line and without comments. */
async function typeOf(schema: object, more: object = {}, version = "3.1.0"): Promise<string> {
  const contract = await contractOf(openapi({ version, components: { schemas: { Tested: schema, ...more } } }));
  const { files } = await emit(contract, { source: "openapi.json", importExtension: ".ts" });
  const types = files.find(({ path }) => path === "types.ts")?.text ?? "";
  const [, declaration = ""] = /export ((?:interface|type) Tested\b[^]*?)\n\n/.exec(types) ?? [];
  return declaration.replaceAll(/\/\*\*[^]*?\*\/|\s+/g, " ").replaceAll(/ +/g, " ");
}

const named = (name: string): object => ({ type: "object", required: [name], properties: { [name]: string } });

test.each(["25%", "a/b~c", "#", "'", '"', "", "a b", "100%41", "~1", "订单"])(
  "a property named %j is required where the contract says so",
  async (name) => {
    const key = name === "订单" ? name : JSON.stringify(name);
    expect(await typeOf(named(name))).toBe(`interface Tested { ${key}: string; }`);
  },
);

test.each([
  ["a sibling part of allOf", { allOf: [ref("Base"), { required: ["id"] }] }],
  ["the schema around allOf", { required: ["id"], allOf: [ref("Base")] }],
  ["a nested part of allOf", { allOf: [{ allOf: [{ required: ["id"] }, ref("Base")] }] }],
  ["a part in front of the declaration", { allOf: [{ required: ["id"] }, { allOf: [ref("Base")] }] }],
  ["siblings of a reference", { ...ref("Base"), required: ["id"] }],
])("`required` in %s counts for what is inherited", async (_, schema) => {
  expect(await typeOf(schema, { Base: BASE })).toBe("interface Tested extends Base { id: string; }");
});

test("`required` counts for what is inherited from a union, too", async () => {
  const either = { oneOf: [ref("Base"), { type: "object", properties: { id: number } }] };
  const type = await typeOf({ allOf: [ref("Either"), { required: ["id"] }] }, { Base: BASE, Either: either });
  expect(type).toBe("type Tested = Either & { id: unknown };");
});

test("a property that is required and declared nowhere is there, of the type that its name's pattern has", async () => {
  const patternProperties = { "^x-": number };
  const object = { type: "object", required: ["x-a", "b"], patternProperties, properties: { b: string } };
  expect(await typeOf(object)).toContain('"x-a": number;');
  expect(await typeOf({ type: "object", required: ["a"], additionalProperties: number })).toContain("a: number;");
  expect(await typeOf({ ...BASE, required: ["a"] })).toContain("a: unknown;");
});

test("properties that only a condition declares are in the type, and optional", async () => {
  const schema = {
    ...BASE,
    if: { properties: { kind: { const: "a" } } },
    ...when("then", { a: number, both: number }),
    else: { properties: { b: string, both: string } },
    dependentSchemas: { id: ref("More") },
  };
  expect(await typeOf(schema, { More: { properties: { more: { type: "boolean" } } } })).toBe(
    "interface Tested { id?: string; note?: string; a?: number; both?: number | string; b?: string; " +
      "more?: boolean; kind?: unknown; }",
  );
});

test("a property that `required` and `then` have together is required", async () => {
  const schema = { ...BASE, required: ["a"], if: { required: ["id"] }, ...when("then", { a: number }) };
  expect(await typeOf(schema)).toContain("a: number;");
});

test("`unevaluatedProperties` says what further properties are", async () => {
  expect(await typeOf({ type: "object", unevaluatedProperties: number })).toBe(
    "type Tested = { [key: string]: number };",
  );
  expect(await typeOf({ allOf: [ref("Base")], unevaluatedProperties: false }, { Base: BASE })).toBe(
    "interface Tested extends Base {}",
  );
});

test("`propertyNames` that lists its names gives the keys", async () => {
  const schema = { type: "object", additionalProperties: number, propertyNames: { enum: ["T1", "T2"] } };
  expect(await typeOf(schema)).toBe("interface Tested { T1?: number; T2?: number; }");
  expect(
    await typeOf({ ...schema, required: ["T2"], propertyNames: ref("Names") }, { Names: { enum: ["T1", "T2"] } }),
  ).toBe("interface Tested { T1?: number; T2: number; }");
});

test("an object that extends others is an interface, unless they conflict", async () => {
  const schema = { allOf: [ref("Base"), ref("More"), { properties: { own: string } }] };
  expect(await typeOf(schema, { Base: BASE, More: named("more") })).toBe(
    "interface Tested extends Base, More { own?: string; }",
  );
  expect(await typeOf(schema, { Base: BASE, More: { type: "object", properties: { id: number } } })).toBe(
    "type Tested = Base & More & { own?: string; };",
  );
});
