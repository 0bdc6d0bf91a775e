/** What plans know of schemas: values under hard combinations of keywords, proofs that there are none, and what stays. */

import { describe, expect, it } from "vitest";
import { interpretedValidators } from "tenon-runtime/validators";
import type { Schema, Schemas } from "tenon-runtime/core";
import { createValues, NOTHING } from "../../runtime/mocks/generate/index.ts";
import { mix } from "../../runtime/mocks/generate/hash.ts";
import { apiOf } from "./support.ts";

const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });
const closed = (properties: Record<string, Schema>, required = Object.keys(properties)): Schema => ({
  type: "object",
  properties,
  required,
  additionalProperties: false,
});
const text: Schema = { type: "string" };

const schemas: Schemas = {
  // Every way on leads through itself, but one.
  Expression: { oneOf: [ref("Sum"), ref("Negation"), ref("Literal")] },
  Sum: closed({ left: ref("Expression"), right: ref("Expression") }),
  Negation: closed({ of: ref("Expression") }),
  Literal: closed({ value: { type: "number" } }),
  Page: { type: "object", required: ["next"], properties: { next: { anyOf: [ref("Page"), text] } } },
  Chicken: { type: "object", required: ["egg"], properties: { egg: ref("Egg") } },
  Egg: { type: "object", required: ["chicken"], properties: { chicken: ref("Chicken") } },
  Base: { type: "object", required: ["id"], properties: { id: { type: "integer" }, owner: ref("Owner") } },
  Owner: { allOf: [ref("Base"), { type: "object", properties: { name: text } }] },
  Loop: { allOf: [ref("Loop"), { type: "string", minLength: 3 }] },
  Both: { oneOf: [ref("Cat"), ref("Dog")], discriminator: { propertyName: "kind" } },
  Cat: { type: "object", required: ["kind"], properties: { kind: text, lives: { type: "integer" } } },
  Dog: { type: "object", required: ["kind"], properties: { kind: text, bark: { type: "boolean" } } },
};

const cases: readonly (readonly [string, Schema])[] = [
  ["recursion in all branches but one", ref("Expression")],
  ["a required string beside a recursion", ref("Page")],
  ["a base that its own parts extend", ref("Owner")],
  ["an allOf of itself", ref("Loop")],
  ["oneOf with a discriminator whose property is any text", ref("Both")],
  [
    "oneOf of objects that are all alike but for what they require",
    {
      oneOf: [
        { type: "object", properties: { a: text, b: text } },
        { type: "object", properties: { a: text, b: text }, required: ["b"] },
      ],
    },
  ],
  [
    "oneOf where one branch is a part of another",
    { oneOf: [{ type: "string" }, { type: "string", format: "date-time" }, { type: "null" }] },
  ],
  ["oneOf of three that overlap", { oneOf: [{ minimum: 10 }, { maximum: 20, type: "number" }, { type: "integer" }] }],
  ["oneOf of a list of texts and of anything", { oneOf: [{ type: "array", items: text }, { type: "array" }] }],
  [
    "oneOf of a closed object and an open one",
    { oneOf: [closed({ a: text }, []), { type: "object", properties: { a: text } }] },
  ],
  ["oneOf of an enum and its complement", { oneOf: [{ enum: ["a", "b"] }, { type: "string" }] }],
  [
    "several alternatives at once",
    {
      type: "object",
      required: ["a", "b", "c"],
      oneOf: [{ properties: { a: { const: 1 } } }, { properties: { a: { const: 2 } } }],
      anyOf: [{ properties: { b: { type: "integer" } } }, { properties: { b: text } }],
      allOf: [{ oneOf: [{ properties: { c: { type: "null" } } }, { properties: { c: { type: "boolean" } } }] }],
    },
  ],
  [
    "not of an object with a property",
    { type: "object", properties: { a: { enum: [1, 2] } }, required: ["a"], not: { properties: { a: { const: 1 } } } },
  ],
  ["not of several", { type: "string", not: { anyOf: [{ maxLength: 5 }, { pattern: "^[a-m]" }] } }],
  ["not of a list of one kind", { type: "array", minItems: 1, items: {}, not: { items: text } }],
  ["not of a format", { type: "string", not: { format: "date" } }],
  ["not of a multiple", { type: "integer", not: { multipleOf: 2 } }],
  ["not of an integer", { type: "number", not: { type: "integer" } }],
  ["not of a not", { not: { not: { type: "boolean" } } }],
  [
    "if and else at several places",
    {
      type: "object",
      required: ["country", "code"],
      properties: { country: { enum: ["US", "NL", "CA"] }, code: text },
      allOf: [
        // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
        { if: { properties: { country: { const: "US" } } }, then: { properties: { code: { pattern: "^\\d{5}$" } } } },
        {
          if: { properties: { country: { const: "NL" } } },
          // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
          then: { properties: { code: { pattern: "^\\d{4} [A-Z]{2}$" } } },
        },
      ],
    },
  ],
  [
    "a dependency of what is optional",
    { type: "object", properties: { a: text, b: text }, dependentRequired: { a: ["b", "c"] } },
  ],
  [
    "a dependency that rules a property out",
    { type: "object", properties: { a: text, b: text }, dependentSchemas: { a: { properties: { b: false } } } },
  ],
  ["unique booleans", { type: "array", uniqueItems: true, minItems: 2, items: { type: "boolean" } }],
  [
    "unique integers of a narrow range",
    { type: "array", uniqueItems: true, minItems: 5, items: { type: "integer", minimum: 1, maximum: 5 } },
  ],
  [
    "unique objects of few values",
    {
      type: "array",
      uniqueItems: true,
      minItems: 4,
      items: closed({ a: { type: "boolean" }, b: { type: "boolean" } }),
    },
  ],
  [
    "unique texts of one pattern",
    { type: "array", uniqueItems: true, minItems: 8, items: { type: "string", pattern: "^[0-9]$" } },
  ],
  ["a tuple that contains", { type: "array", prefixItems: [text, text], contains: { type: "integer" }, minItems: 4 }],
  [
    "contains at most",
    {
      type: "array",
      minItems: 4,
      items: { type: "integer" },
      contains: { minimum: 10 },
      minContains: 1,
      maxContains: 2,
    },
  ],
  [
    "two kinds in one list",
    { type: "array", allOf: [{ contains: { const: 1 } }, { contains: { const: "a" } }], minItems: 3 },
  ],
  ["a closed tuple", { type: "array", prefixItems: [text, { type: "integer" }], items: false, minItems: 2 }],
  [
    "unevaluated properties",
    {
      allOf: [{ properties: { a: text } }],
      properties: { b: text },
      type: "object",
      unevaluatedProperties: false,
      minProperties: 2,
    },
  ],
  ["unevaluated items", { type: "array", prefixItems: [text], unevaluatedItems: { type: "integer" }, minItems: 3 }],
  ["names by a pattern, and many of them", { type: "object", propertyNames: { pattern: "^[a-c]$" }, minProperties: 3 }],
  ["names by their length", { type: "object", propertyNames: { maxLength: 2 }, properties: { long: text, id: text } }],
  [
    "more properties than are declared",
    { type: "object", properties: { a: text }, minProperties: 6, additionalProperties: { type: "integer" } },
  ],
  [
    "multiples of two fractions",
    { type: "number", allOf: [{ multipleOf: 0.02 }, { multipleOf: 0.05 }], exclusiveMinimum: 0.1, maximum: 0.3 },
  ],
  ["a multiple between near bounds", { type: "number", multipleOf: 0.01, minimum: 19.99, maximum: 19.99 }],
  ["a tiny range", { type: "number", exclusiveMinimum: 0, exclusiveMaximum: 0.001 }],
  ["an integer far away", { type: "integer", minimum: 9_007_199_254_740_000 }],
  ["negative multiples", { type: "integer", maximum: -1, multipleOf: 7 }],
  ["int32 at its bound", { type: "integer", format: "int32", minimum: 2_147_483_647 }],
  ["an enum under a bound", { enum: [1, 5, "x", null, 9], minimum: 4, type: ["integer", "null"] }],
  ["an enum of two schemas", { allOf: [{ enum: ["a", "b"] }, { enum: ["b", "c"] }] }],
  ["a const of an object under a schema", { const: { a: 1 }, required: ["a"], type: "object" }],
  [
    "three patterns at once",
    {
      type: "string",
      allOf: [{ pattern: "^[a-z]+$" }, { pattern: "x.*y" }, { pattern: "z$" }],
      minLength: 9,
      maxLength: 9,
    },
  ],
  ["a password", { type: "string", pattern: "^(?=.*[a-z])(?=.*[A-Z])(?=.*\\d)(?=.*[!@#])[A-Za-z\\d!@#]{8,12}$" }],
  ["a pattern without and with a length", { type: "string", pattern: "foo", minLength: 20, maxLength: 20 }],
  ["a pattern and a format", { type: "string", format: "date", pattern: "^20(19|3\\d)-0[13]-3" }],
  ["a pattern of another script", { type: "string", pattern: "^[\\u4e00-\\u9fa5]{2,4}$" }],
  ["a pattern by code points", { type: "string", pattern: "^[😀-😃]{3}$", maxLength: 3 }],
  ["a pattern with a word boundary", { type: "string", pattern: "^\\w+\\b,\\b\\w+$", maxLength: 7 }],
  ["a short e-mail address", { type: "string", format: "email", maxLength: 8 }],
  ["a long host name", { type: "string", format: "hostname", minLength: 80 }],
  ["a long date-time", { type: "string", format: "date-time", minLength: 27 }],
  ["types of which one has no value", { type: ["object", "integer"], required: ["a"], properties: { a: false } }],
  ["a property that nothing can be, where it may be no object", { required: ["a"], properties: { a: false } }],
  [
    "a reference with siblings",
    { $ref: "#/components/schemas/Cat", required: ["lives"], properties: { lives: { maximum: 3, minimum: 3 } } },
  ],
];

const values = createValues(schemas);
const validators = interpretedValidators(schemas, {
  all: Object.fromEntries(cases.map(([name, schema]) => [name, schema])),
});

describe("a value is made, and valid, for", () => {
  it.each(cases)("%s", (name) => {
    const validator = validators.get("all", name);
    if (validator === undefined) throw new TypeError("no validator");
    for (let seed = 0; seed < 25; seed += 1) {
      const value = values.make(validator.schema, { hash: mix(seed, name) });
      expect(value).not.toBe(NOTHING);
      expect(validator.explain(value)).toEqual([]);
    }
    expect(values.judge(validator.schema)).toEqual({ verdict: "satisfiable" });
  });
});

it("a chain of thousands of schemas does not end the call stack", () => {
  const length = 3000;
  const link = (index: number): Schema =>
    closed({ next: index + 1 < length ? { anyOf: [ref(`Link${index + 1}`), text] } : text });
  const chain = createValues(Object.fromEntries(Array.from({ length }, (_, index) => [`Link${index}`, link(index)])));
  expect(chain.make(ref("Link0"), { hash: 1 })).toHaveProperty("next");
  expect(chain.judge(ref("Link0"))).toEqual({ verdict: "satisfiable" });
});

describe("it is proved that nothing is", () => {
  const none: readonly (readonly [string, Schema, string, RegExp])[] = [
    ["what is required within itself", ref("Chicken"), "#/components/schemas/Chicken", /within itself without end/],
    ["bounds that cross", { type: "integer", minimum: 2, maximum: 1 }, "#", /bounds/],
    ["no integer between", { type: "integer", exclusiveMinimum: 1, exclusiveMaximum: 2 }, "#", /bounds/],
    ["no multiple between", { type: "number", multipleOf: 5, minimum: 1, maximum: 4 }, "#", /multiples/],
    ["not anything", { not: {} }, "#", /allows no value/],
    ["two types", { allOf: [{ type: "string" }, { type: "integer" }] }, "#", /types/],
    ["an enum outside of its bounds", { enum: [1, 2], minimum: 3 }, "#", /lists no value/],
    ["lengths that cross", { type: "string", minLength: 3, maxLength: 2 }, "#", /minLength 3/],
    ["a format that is longer", { type: "string", format: "uuid", maxLength: 30 }, "#", /uuid/],
    ["a pattern that is longer", { type: "string", pattern: "^[a-z]{5}$", maxLength: 4 }, "#", /at most 4/],
    ["a pattern between slashes", { type: "string", pattern: "/^a+$/" }, "#", /matches/],
    ["two patterns", { type: "string", allOf: [{ pattern: "^a" }, { pattern: "^b" }] }, "#", /matches/],
    ["a pattern and a format", { type: "string", format: "date", pattern: "^\\d\\d/\\d\\d" }, "#", /format date/],
    [
      "more unique booleans than two",
      { type: "array", uniqueItems: true, minItems: 3, items: { type: "boolean" } },
      "#",
      /more items/,
    ],
    ["more items than allowed", { type: "array", minItems: 3, maxItems: 2 }, "#", /more items/],
    ["an item that nothing is", { type: "array", minItems: 1, items: false }, "#/items", /allows no value/],
    [
      "a required property deep within",
      {
        type: "object",
        required: ["a"],
        properties: {
          a: {
            type: "object",
            required: ["b/c"],
            properties: { "b/c": { type: "string", minLength: 1, maxLength: 0 } },
          },
        },
      },
      "#/properties/a/properties/b~1c",
      /minLength/,
    ],
    [
      "a property that a closed object does not have",
      { ...(closed({ a: text }) as object), required: ["b"] },
      "#/properties/b",
      /allows no value/,
    ],
    ["two branches that are one", { oneOf: [{ type: "string" }, { type: "string" }] }, "#", /no alternative/],
    ["not what it is", { type: "string", not: { type: ["string", "null"] } }, "#", /excludes/],
    [
      "a name that is ruled out",
      { type: "object", required: ["long"], propertyNames: { maxLength: 2 } },
      "#/properties/long",
      /allows no value/,
    ],
  ];
  it.each(none)("%s", (_, schema, pointer, reason) => {
    expect(values.judge(schema)).toEqual({
      verdict: "empty",
      pointer,
      reason: expect.stringMatching(reason) as string,
    });
    expect(values.make(schema, { hash: 1 })).toBe(NOTHING);
    // What nothing can be is left out where it may be.
    expect(values.make({ type: "object", properties: { a: schema, b: { const: 1 } } }, { hash: 1 })).toEqual({ b: 1 });
    expect(values.make({ type: "array", items: schema }, { hash: 1 })).toEqual([]);
  });

  it("and what only seems so is not", () => {
    for (const schema of [
      { type: "object", properties: { self: ref("Chicken") } },
      { anyOf: [ref("Chicken"), { type: "null" }] },
      { required: ["a"], properties: { a: false } },
    ])
      expect(values.judge(schema)).toEqual({ verdict: "satisfiable" });
  });
});

describe("what a schema gets besides changes nothing else", () => {
  const part = (more: Record<string, Schema>): Schema => ({
    type: "object",
    required: ["id", "kind", "tags", "items"],
    properties: {
      ...more,
      id: { type: "integer" },
      kind: {
        oneOf: [
          { type: "string", format: "uuid" },
          { type: "integer" },
          { type: "object", properties: { deep: text } },
        ],
      },
      tags: { type: "array", uniqueItems: true, items: { enum: ["a", "b", "c", "d", "e"] } },
      items: {
        type: "array",
        items: {
          type: "object",
          properties: {
            ...more,
            name: text,
            when: { type: "string", format: "date-time" },
            any: { anyOf: [text, { type: "boolean" }] },
          },
        },
      },
      not: { type: "object", properties: { ...more, a: text, b: text }, required: ["a"], not: { required: ["b"] } },
    },
  });
  it.each(Array.from({ length: 20 }, (_, seed) => seed))("with the seed %i", (seed) => {
    const before = values.make(part({}), { hash: seed }) as object;
    const after = values.make(part({ first: text, zeroth: { type: "array", items: { type: "number" } } }), {
      hash: seed,
    });
    expect(after).toMatchObject(before);
  });
  it("and what was made before neither", () => {
    const fresh = createValues(schemas);
    for (const name of Object.keys(schemas)) values.make(ref(name), { hash: 3 });
    for (const [, schema] of cases.slice(0, 12))
      expect(fresh.make(schema, { hash: 9 })).toEqual(values.make(schema, { hash: 9 }));
  });
});

describe("what is given", () => {
  it("is kept deep within alternatives and lists", () => {
    const given = { left: { left: { value: 1 }, right: { of: {} } } };
    const value = values.make(ref("Expression"), { hash: 4, given });
    expect(value).toMatchObject(given);
    expect(values.judge(ref("Expression"))).toEqual({ verdict: "satisfiable" });
  });
  it("decides what else there is", () => {
    const schema: Schema = {
      type: "object",
      properties: { a: text, b: text },
      required: ["b"],
      oneOf: [closed({ a: text, b: { const: "x" } }), closed({ b: { const: "y" } })],
    };
    expect(values.make(schema, { hash: 1, given: { a: "mine" } })).toEqual({ a: "mine", b: "x" });
  });
  it("leaves out what is given as undefined, where it may be", () => {
    expect(values.make(ref("Cat"), { hash: 1, given: { lives: undefined } })).not.toHaveProperty("lives");
  });
  it("cannot hold where it is not valid: then there is no value", () => {
    expect(values.make(ref("Cat"), { hash: 1, given: { lives: "nine" } })).toBe(NOTHING);
    expect(values.make(ref("Literal"), { hash: 1, given: { other: 1 } })).toBe(NOTHING);
  });
});

describe("optional properties are filled in", () => {
  it("several levels deep, but nothing within itself", () => {
    const level = (below: Schema): Schema => ({ type: "object", properties: { a: text, below } });
    const value = values.make(level(level(level(text))), { hash: 1 });
    expect(value).toMatchObject({
      a: expect.any(String),
      below: { a: expect.any(String), below: { a: expect.any(String), below: expect.any(String) } },
    });
    expect(values.make(ref("Base"), { hash: 1 })).toMatchObject({ owner: { name: expect.any(String) as string } });
  });
  it("in what is small also deep in what is large, and no object is left without any", () => {
    const names = Array.from({ length: 12 }, (_, index) => `p${index}`);
    const wide = (more: Record<string, Schema>): Schema => ({
      type: "object",
      properties: { ...Object.fromEntries(names.map((name) => [name, text])), ...more },
    });
    const list = (items: Schema): Schema => ({ type: "array", items });
    const artist: Schema = {
      type: "object",
      properties: { name: text, link: { type: "object", properties: { a: text } } },
    };
    const album = wide({
      artists: list(artist),
      images: list(wide({})),
      tracks: list(wide({ artists: list(artist) })),
    });
    const value = values.make(wide({ albums: wide({ items: list(album) }), more: wide({ items: list(album) }) }), {
      hash: 1,
    });
    const json = JSON.stringify(value);
    expect(json).toContain('"artists":[{"name":"');
    expect(json).not.toContain("{}");
  });
  it("and the largest schema ends", () => {
    const wide: Record<string, Schema> = {};
    for (let level = 0; level < 12; level += 1)
      wide[`L${level}`] = {
        type: "object",
        properties: Object.fromEntries(
          Array.from({ length: 20 }, (_, index) => [
            `p${index}`,
            level === 11 ? text : { type: "array", items: ref(`L${level + 1}`) },
          ]),
        ),
      };
    const value = createValues(wide).make(ref("L0"), { hash: 1 });
    expect(JSON.stringify(value).length).toBeLessThan(1_000_000);
  });
});

describe("an answer whose schema nothing can satisfy, for instance by `oneOf` with two alternatives that are alike", () => {
  it("is refused with what is to be done, and the other answers of the operation are given", async () => {
    const { call, faults, mocks } = await apiOf({
      openapi: "3.1.0",
      info: { title: "T", version: "1" },
      paths: {
        "/messages": {
          post: {
            operationId: "send",
            responses: {
              "202": { description: "", content: { "application/json": { schema: { oneOf: [SENT, SENT] } } } },
              "402": { description: "", content: { "application/json": { schema: SENT } } },
            },
          },
        },
      },
    });
    const { status, body } = await call("POST", "/messages");
    expect([status, body["detail"]]).toEqual([
      500,
      "send answered 202 but nothing can satisfy its schema: correct the contract",
    ]);
    expect(body["errors"]).toMatchObject([{ message: "has no alternative that some value fits alone" }]);
    expect(faults).toHaveLength(1);
    mocks.on["send"]!({ status: 402, patch: { id: "a" } });
    expect(await call("POST", "/messages")).toMatchObject({ status: 402, body: { id: "a" } });
  });
});

const SENT = { type: "object", properties: { id: { type: "string" } } };
