import { describe, expect, test } from "vitest";
import { build, openapi, schemaOf } from "./helpers.ts";

describe("OpenAPI 3.0 becomes JSON Schema 2020-12", () => {
  const cases: [string, unknown, unknown][] = [
    ["nullable adds null to the type", { type: "string", nullable: true }, { type: ["string", "null"] }],
    ["nullable: false says nothing", { type: "string", nullable: false }, { type: "string" }],
    [
      "nullable with enum lets null be one of the values",
      { type: "string", enum: ["a"], nullable: true },
      { type: ["string", "null"], enum: ["a", null] },
    ],
    [
      "nullable with an enum without type lets null be one of the values",
      { enum: ["a"], nullable: true },
      { enum: ["a", null] },
    ],
    ["nullable without anything else says nothing", { description: "Any", nullable: true }, { description: "Any" }],
    [
      "nullable beside a reference is an alternative",
      { $ref: "#/components/schemas/Other", nullable: true },
      { anyOf: [{ $ref: "#/components/schemas/Other" }, { type: "null" }] },
    ],
    [
      "nullable beside allOf is an alternative, annotations stay outside",
      { description: "D", nullable: true, allOf: [{ $ref: "#/components/schemas/Other" }] },
      { description: "D", anyOf: [{ allOf: [{ $ref: "#/components/schemas/Other" }] }, { type: "null" }] },
    ],
    [
      "nullable with a type beside allOf is an alternative",
      { type: "object", nullable: true, allOf: [{ minProperties: 1 }] },
      { anyOf: [{ type: "object", allOf: [{ minProperties: 1 }] }, { type: "null" }] },
    ],
    [
      "nullable beside anyOf adds one more",
      { nullable: true, anyOf: [{ type: "string" }, { type: "integer" }] },
      { anyOf: [{ type: "string" }, { type: "integer" }, { type: "null" }] },
    ],
    [
      "nullable without type beside properties is an alternative",
      { nullable: true, properties: { a: { type: "string" } } },
      { anyOf: [{ properties: { a: { type: "string" } } }, { type: "null" }] },
    ],
    [
      "exclusive bounds become numbers",
      { minimum: 1, exclusiveMinimum: true, maximum: 9, exclusiveMaximum: false },
      { exclusiveMinimum: 1, maximum: 9 },
    ],
    ["example becomes examples", { type: "string", example: "a" }, { type: "string", examples: ["a"] }],
    [
      "bytes in Base64 say so",
      { type: "string", format: "byte" },
      { type: "string", format: "byte", contentEncoding: "base64" },
    ],
    ["items without type stay as they are", { items: { type: "string" } }, { items: { type: "string" } }],
    [
      "a discriminator of Swagger's form is understood",
      { type: "object", discriminator: "kind" },
      { type: "object", discriminator: { propertyName: "kind" } },
    ],
  ];
  test.each(cases)("%s", async (_, before, after) => {
    expect(await schemaOf(before, "3.0.3", { Other: { type: "string" } })).toEqual({ schema: after, codes: [] });
  });

  test("constraints beside a reference are ignored and reported, annotations are kept", async () => {
    const before = { $ref: "#/components/schemas/Other", maxLength: 3, description: "D" };
    expect(await schemaOf(before, "3.0.3", { Other: { type: "string" } })).toEqual({
      schema: { $ref: "#/components/schemas/Other", description: "D" },
      codes: ["ignored-sibling"],
    });
  });
});

describe("OpenAPI 3.1", () => {
  const cases: [string, unknown, unknown][] = [
    [
      "a reference with constraints beside it means both",
      { $ref: "#/components/schemas/Other", maxLength: 3 },
      { maxLength: 3, allOf: [{ $ref: "#/components/schemas/Other" }] },
    ],
    [
      "a reference with annotations beside it keeps them",
      { $ref: "#/components/schemas/Other", description: "D" },
      { $ref: "#/components/schemas/Other", description: "D" },
    ],
    [
      "draft-07 tuples become prefixItems",
      { items: [{ type: "string" }], additionalItems: false },
      { prefixItems: [{ type: "string" }], items: false },
    ],
    [
      "draft-07 dependencies become two keywords",
      { dependencies: { a: ["b"], c: { required: ["d"] } } },
      { dependentRequired: { a: ["b"] }, dependentSchemas: { c: { required: ["d"] } } },
    ],
    [
      "a media type without encoding means bytes",
      { type: "string", contentMediaType: "image/png" },
      { type: "string", contentMediaType: "image/png", format: "binary" },
    ],
    [
      "identifiers do not reach a validator",
      { $id: "https://example.com/t", $anchor: "a", type: "string" },
      { type: "string" },
    ],
    ["boolean schemas stay", { properties: { a: true, b: false } }, { properties: { a: true, b: false } }],
    [
      "a property may be called like a keyword",
      { properties: { required: { type: "boolean" }, $ref: { type: "string" }, items: { type: "string" } } },
      { properties: { required: { type: "boolean" }, $ref: { type: "string" }, items: { type: "string" } } },
    ],
  ];
  test.each(cases)("%s", async (_, before, after) => {
    expect(await schemaOf(before, "3.1.0", { Other: { type: "string" } })).toEqual({ schema: after, codes: [] });
  });

  test("nullable is reported, for it means nothing there", async () => {
    expect(await schemaOf({ type: "string", nullable: true })).toEqual({
      schema: { type: "string" },
      codes: ["misplaced-keyword"],
    });
  });
});

describe("invalid keywords are left out with a warning", () => {
  const cases: [string, unknown, unknown, string][] = [
    ["required: true", { type: "string", required: true }, { type: "string" }, "invalid-keyword"],
    ["an enum that is no list", { enum: "a" }, {}, "invalid-keyword"],
    ["an unknown type", { type: "datetime" }, {}, "invalid-keyword"],
    ["type: file", { type: "file" }, { type: "string", format: "binary" }, "misplaced-keyword"],
    ["a length that is no whole number", { maxLength: "3" }, {}, "invalid-keyword"],
    ["allOf that is no list", { allOf: { type: "string" } }, {}, "invalid-keyword"],
    ["properties that are a list", { properties: [] }, {}, "invalid-keyword"],
    ["a pattern of another language", { pattern: "(?i)abc[" }, {}, "invalid-pattern"],
    ["a property that is a text", { properties: { a: "string" } }, { properties: { a: true } }, "invalid-structure"],
    ["a reference that is a number", { $ref: 5 }, {}, "invalid-keyword"],
  ];
  test.each(cases)("%s", async (_, before, after, code) => {
    expect(await schemaOf(before)).toEqual({ schema: after, codes: [code] });
  });

  test("a pattern that can be matched in endless ways is kept, and reported", async () => {
    for (const schema of [{ pattern: "^(a+)+$" }, { patternProperties: { "^(a|a)*$": {} } }])
      expect(await schemaOf(schema)).toEqual({ schema, codes: ["dangerous-pattern"] });
  });

  test("a pattern that is valid without the Unicode flag is kept", async () => {
    expect(await schemaOf({ pattern: "^[\\w\\-]+$" })).toEqual({ schema: { pattern: "^[\\w\\-]+$" }, codes: [] });
  });
});

describe("schemas that are part of themselves", () => {
  test("a subtype of a base that lists it gets the base's own properties", async () => {
    const { contract, diagnostics } = await build(
      openapi({
        components: {
          schemas: {
            Pet: {
              type: "object",
              properties: { name: { type: "string" } },
              oneOf: [{ $ref: "#/components/schemas/Dog" }],
              discriminator: { propertyName: "kind" },
            },
            Dog: { allOf: [{ $ref: "#/components/schemas/Pet" }, { properties: { barks: { type: "boolean" } } }] },
          },
        },
      }),
    );
    const schema = (key: string): unknown => contract?.schemas.find((candidate) => candidate.key === key)?.schema;
    expect(schema("Dog")).toEqual({
      allOf: [
        { $ref: "#/components/schemas/PetBase" },
        { properties: { barks: { type: "boolean" } } },
        { type: "object", required: ["kind"], properties: { kind: { type: "string", enum: ["Dog"] } } },
      ],
    });
    expect(schema("PetBase")).toEqual({ type: "object", properties: { name: { type: "string" } } });
    expect(diagnostics.map((d) => d.code)).toContain("schema-cycle");
  });

  test("an alias of itself is any value", async () => {
    expect(await schemaOf({ $ref: "#/components/schemas/Tested" })).toEqual({ schema: true, codes: ["schema-cycle"] });
  });

  test("a schema that is allOf itself keeps what else it says", async () => {
    expect(
      await schemaOf({ type: "object", allOf: [{ $ref: "#/components/schemas/Tested" }, { minProperties: 1 }] }),
    ).toEqual({
      schema: { type: "object", allOf: [true, { minProperties: 1 }] },
      codes: ["schema-cycle"],
    });
  });

  test("recursion through properties is no circle", async () => {
    const tree = {
      type: "object",
      properties: { children: { type: "array", items: { $ref: "#/components/schemas/Tested" } } },
    };
    expect(await schemaOf(tree)).toEqual({ schema: tree, codes: [] });
  });
});
