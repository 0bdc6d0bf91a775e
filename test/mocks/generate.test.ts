import { describe, expect, it } from "vitest";
import { interpretedValidators } from "tenon-runtime/validators";
import type { Schema, Schemas } from "tenon-runtime/core";
import { mix } from "../../runtime/mocks/generate/hash.ts";
import { NOTHING } from "../../runtime/mocks/generate/schema.ts";
import { generate, generateValid } from "../../runtime/mocks/generate/valid.ts";

const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });
const schemas: Schemas = {
  Tree: {
    type: "object",
    required: ["name", "children"],
    properties: { name: { type: "string" }, children: { type: "array", items: ref("Tree") }, parent: ref("Tree") },
  },
  Chain: { type: "object", required: ["next"], properties: { next: { oneOf: [ref("Chain"), { type: "null" }] } } },
  Deep: { type: "object", required: ["down"], properties: { down: { anyOf: [ref("Deep"), ref("Leaf")] } } },
  Leaf: { type: "object", required: ["leaf"], properties: { leaf: { const: true } }, additionalProperties: false },
  Endless: { type: "object", required: ["self"], properties: { self: ref("Endless") } },
  Pet: {
    oneOf: [ref("Cat"), ref("Dog")],
    discriminator: {
      propertyName: "kind",
      mapping: { cat: "#/components/schemas/Cat", hound: "#/components/schemas/Dog" },
    },
  },
  Cat: { type: "object", required: ["kind"], properties: { kind: { type: "string" }, lives: { type: "integer" } } },
  Dog: {
    type: "object",
    required: ["kind", "bark"],
    properties: { kind: { enum: ["hound"] }, bark: { type: "boolean" } },
  },
  Base: {
    type: "object",
    required: ["id"],
    properties: { id: { type: "integer", minimum: 10 }, note: { type: "string" } },
  },
  "Odd/Name~": { type: "integer", maximum: 3, minimum: 3 },
};

const cases: readonly (readonly [string, Schema])[] = [
  [
    "bounds and multiples",
    { type: "array", minItems: 5, items: { type: "number", exclusiveMinimum: 0, maximum: 1, multipleOf: 0.05 } },
  ],
  ["integers between fractions", { type: "integer", exclusiveMinimum: 1.5, exclusiveMaximum: 3.2 }],
  ["a far range", { type: "integer", minimum: 1e12, multipleOf: 1000 }],
  ["negative numbers", { type: "number", maximum: -5 }],
  ["lengths", { type: "string", minLength: 100, maxLength: 101 }],
  ["an empty string", { type: "string", maxLength: 0 }],
  ["a pattern with length", { type: "string", pattern: "^[a-z]+(-[a-z0-9]+)*$", minLength: 30, maxLength: 40 }],
  ["a pattern with a lookahead", { type: "string", pattern: "^(?=.*\\d)[a-z\\d]{8,}$" }],
  ["a pattern with classes", { type: "string", pattern: "^\\p{Lu}\\w{2}[^\\s@]+@(?:x|y)\\.(com|org)$" }],
  ["two patterns", { allOf: [{ type: "string", pattern: "^a" }, { pattern: "^[a-c]{3}$" }] }],
  [
    "formats",
    {
      type: "object",
      required: ["a", "b", "c", "d", "e", "f", "g", "h"],
      properties: {
        a: { type: "string", format: "date-time" },
        b: { type: "string", format: "uuid" },
        c: { type: "string", format: "ipv6" },
        d: { type: "string", format: "uri", minLength: 60 },
        e: { type: "string", format: "email", maxLength: 30 },
        f: { type: "string", format: "date" },
        g: { type: "string", format: "time" },
        h: { type: "string", format: "duration" },
      },
    },
  ],
  [
    "a unique list from few values",
    { type: "array", uniqueItems: true, minItems: 3, items: { enum: ["a", "b", "c", 1] } },
  ],
  ["a tuple", { type: "array", prefixItems: [{ type: "string" }, { type: "integer" }], items: false, minItems: 2 }],
  ["contains", { type: "array", items: { type: "integer" }, contains: { minimum: 5000 }, minContains: 2 }],
  [
    "allOf of references",
    { allOf: [ref("Base"), { properties: { id: { maximum: 10 }, extra: { type: "boolean" } }, required: ["extra"] }] },
  ],
  [
    "allOf with a closed part",
    {
      allOf: [
        { type: "object", properties: { a: { type: "string" }, b: { type: "string" } } },
        { properties: { a: {} }, additionalProperties: false, required: ["a"] },
      ],
    },
  ],
  [
    "oneOf of required properties",
    {
      type: "object",
      properties: { a: { type: "string" }, b: { type: "string" } },
      oneOf: [{ required: ["a"] }, { required: ["b"] }],
    },
  ],
  ["oneOf that overlaps", { oneOf: [{ type: "number" }, { type: "integer", minimum: 100 }] }],
  [
    "oneOf within anyOf",
    { anyOf: [{ type: "object", required: ["x"], properties: { x: { oneOf: [{ const: 1 }, { type: "integer" }] } } }] },
  ],
  ["a discriminated union", { type: "array", minItems: 3, items: ref("Pet") }],
  [
    "if, then, else",
    {
      type: "object",
      required: ["kind"],
      properties: { kind: { enum: ["a", "b"] }, value: {} },
      if: { properties: { kind: { const: "a" } } },
      // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
      then: { required: ["value"], properties: { value: { type: "integer" } } },
      else: { properties: { value: { type: "string" } }, required: ["value"] },
    },
  ],
  ["not", { type: "integer", minimum: 1, maximum: 3, not: { const: 2 } }],
  [
    "not with required",
    {
      type: "object",
      properties: { a: { type: "string" }, b: { type: "string" } },
      required: ["a"],
      not: { required: ["b"] },
    },
  ],
  [
    "dependencies",
    {
      type: "object",
      properties: { card: { type: "string" }, address: { type: "string" } },
      required: ["card"],
      dependentRequired: { card: ["address"] },
      dependentSchemas: { card: { properties: { address: { minLength: 40 } } } },
    },
  ],
  [
    "a map with named keys",
    {
      type: "object",
      propertyNames: { pattern: "^k\\d$" },
      additionalProperties: { type: "integer" },
      minProperties: 3,
    },
  ],
  [
    "pattern properties",
    {
      type: "object",
      patternProperties: { "^x-[a-z]{3}$": { type: "boolean" } },
      additionalProperties: false,
      minProperties: 2,
    },
  ],
  ["few of many properties", { type: "object", properties: { a: {}, b: {}, c: {} }, maxProperties: 1 }],
  ["a list that contains itself", ref("Tree")],
  ["recursion through a nullable", ref("Chain")],
  ["recursion through a union", ref("Deep")],
  ["a name with reserved characters", { $ref: "#/components/schemas/Odd~1Name~0" }],
  ["several types", { type: ["null", "array"], maxItems: 0 }],
  ["an example that is not valid", { type: "integer", minimum: 5, examples: ["x", 2] }],
  [
    "prototype names",
    {
      type: "object",
      required: ["__proto__", "constructor"],
      properties: JSON.parse('{"__proto__":{"type":"integer"},"constructor":{"type":"string"}}') as Schema,
    },
  ],
];

describe("a generated value is valid, whatever the seed", () => {
  const validators = interpretedValidators(
    schemas,
    Object.fromEntries(cases.map(([name, schema]) => [name, { value: schema }])),
  );
  it.each(cases)("%s", (name) => {
    const validator = needed(validators.get(name, "value"));
    for (let seed = 0; seed < 40; seed += 1) {
      const found = generateValid(validator, { schemas, hash: mix(seed, name) });
      expect(found).toHaveProperty("value");
      expect(validator.explain("value" in found ? found.value : NOTHING)).toEqual([]);
    }
  });
  it("is not found where there is none, in bounded time", () => {
    const none = interpretedValidators(schemas, {
      none: { endless: ref("Endless"), bounds: { type: "integer", minimum: 2, maximum: 1 }, never: { not: {} } },
    });
    for (const place of ["endless", "bounds", "never"]) {
      const validator = needed(none.get("none", place));
      expect(generateValid(validator, { schemas, hash: 1 })).toHaveProperty("violations");
    }
  });
});

describe("a generated value", () => {
  const object = (properties: Record<string, Schema>): Schema => ({
    type: "object",
    required: Object.keys(properties),
    properties,
  });
  const make = (schema: Schema, more: object = {}) =>
    generate(schema, { schemas, hash: mix(7, "x"), ...more }) as Record<string, unknown>;

  it("stays when another property comes", () => {
    const before = make(object({ b: { type: "string" }, c: { type: "array", items: { type: "integer" } } }));
    const after = make(
      object({
        a: { type: "number" },
        b: { type: "string" },
        bb: { type: "string" },
        c: { type: "array", items: { type: "integer" } },
      }),
    );
    expect(after).toMatchObject(before);
  });
  it("leaves out an optional property that nothing satisfies", () => {
    expect(
      make({ type: "object", properties: { a: { type: "integer", minimum: 1, maximum: 0 }, b: { const: 1 } } }),
    ).toEqual({ b: 1 });
  });
  it("takes what is given and makes the rest around it", () => {
    const value = make(
      {
        type: "object",
        required: ["kind", "items"],
        properties: { kind: { const: "k" }, items: { type: "array", items: ref("Base") }, note: { type: "string" } },
      },
      { given: { items: [{ note: "mine" }, {}], note: undefined } },
    );
    expect(value).toMatchObject({
      kind: "k",
      items: [{ note: "mine", id: expect.any(Number) as number }, { id: expect.any(Number) as number }],
    });
    expect(value).not.toHaveProperty("note");
  });
  it("takes the branch that what is given fits", () => {
    const given = make(
      {
        oneOf: [
          { type: "object", required: ["a"], properties: { a: { const: 1 } }, additionalProperties: false },
          {
            type: "object",
            required: ["b", "c"],
            properties: { b: { type: "string" }, c: { type: "integer" } },
            additionalProperties: false,
          },
        ],
      },
      { given: { b: "x" } },
    );
    expect(given).toMatchObject({ b: "x", c: expect.any(Number) as number });
  });
  it("takes an example that is valid, for the first entry of a list", () => {
    const list = generate(
      {
        type: "array",
        minItems: 3,
        items: { type: "object", required: ["login"], properties: { login: { type: "string", examples: ["octo"] } } },
      },
      { schemas, hash: 1 },
    ) as { login: string }[];
    expect(list[0]?.login).toBe("octo");
    expect(new Set(list.map(({ login }) => login)).size).toBe(list.length);
  });
  it("is plausible by its name, and an update does not precede a creation", () => {
    for (let seed = 0; seed < 20; seed += 1) {
      const value = generate(
        object({
          email: { type: "string" },
          firstName: { type: "string" },
          avatar_url: { type: "string" },
          latitude: { type: "number" },
          createdAt: { type: "string", format: "date-time" },
          updated_at: { type: "string" },
        }),
        { schemas, hash: mix(seed, "") },
      ) as Record<string, string>;
      expect(value["email"]).toMatch(/@example\.com$/);
      expect(value["firstName"]).toMatch(/^[A-Z][a-z]+$/);
      expect(value["avatar_url"]).toMatch(/^https:\/\/.*\.png$/);
      expect(Math.abs(Number(value["latitude"]))).toBeLessThanOrEqual(90);
      expect(Date.parse(value["updated_at"] ?? "")).toBeGreaterThan(Date.parse(value["createdAt"] ?? ""));
    }
  });
});

describe("text for a regular expression", () => {
  it.each([
    "^\\d{3}-[A-F]{2}$",
    "^(a|bc)+x?$",
    "^(?<year>\\d{4})-",
    "^(\\w)\\1$",
    "[\\u4e00-\\u4e05]",
    "^[^\\x20-\\x7e]?z$",
    "^\\/$",
    "a{2,}b*",
    "^[\\w.-]+@[\\w-]+\\.[a-z]{2,}$",
    "^(?!x)[a-z]$",
    "^(?!.*(?:ab|ba))(?=.*c)[abc]{6}$",
    "^(?!-)[a-z-]{3}(?<!-)$",
    "\\bx\\b",
    "^\\p{Lu}\\p{Nd}$",
  ])("%s", (pattern) => {
    const expression = new RegExp(pattern, "u");
    for (let seed = 0; seed < 20; seed += 1)
      expect(generate({ type: "string", pattern }, { schemas, hash: mix(seed, "p") })).toMatch(expression);
  });
  it.each(["(", "[a", "a{2", "\\", "(?<n", "(?#x)", "^[]a]$", "\\u{zz}", "(".repeat(200)])(
    "that cannot be read is nothing to throw about: %s",
    (pattern) => {
      expect(() => generate({ type: "string", pattern }, { schemas, hash: 1 })).not.toThrow();
    },
  );
});

function needed<T>(value: T | undefined): T {
  if (value === undefined) throw new TypeError("no validator");
  return value;
}
