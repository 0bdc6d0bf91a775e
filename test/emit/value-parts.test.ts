/** Which parts of making values are handed in: what a contract does not ask for is in no page. */

import { describe, expect, test } from "vitest";
import { valueParts } from "../../toolchain/emit/mocks/value-parts.ts";

const of = (...schemas: readonly unknown[]): readonly string[] =>
  valueParts({ document: { openapi: "3.1.0", components: { schemas: Object.fromEntries(schemas.entries()) } } });

describe("the parts that a contract needs", () => {
  test("are none where schemas ask for what all do", () => {
    expect(of({ type: "object", properties: { name: { type: "string", minLength: 1 } } })).toEqual([]);
    expect(of({ allOf: [{ type: "object" }] }, { enum: ["a"] }, { oneOf: [{ type: "string" }] })).toEqual([]);
  });

  test.each([
    { oneOf: [{ type: "string" }, { type: "number" }] },
    { anyOf: [{ type: "string" }, { type: "number" }] },
    { not: { type: "string" } },
    { if: { type: "string" }, else: { minimum: 1 } },
    { dependentRequired: { a: ["b"] } },
    { dependentSchemas: { a: {} } },
    { type: "array", contains: { type: "string" }, maxContains: 1 },
  ])("are alternatives for %o, however deep it is", (schema) => {
    expect(of({ type: "object", properties: { deep: { items: schema } } })).toEqual(["alternatives"]);
  });

  test.each([
    { type: "string", pattern: "^[A-Z]{2,4}-[0-9]{3}$" },
    { type: "string", pattern: "\\S", minLength: 1, maxLength: 100 },
    { type: "string", pattern: "(?:a|b)+" },
  ])("are none for a pattern that texts drawn from it meet: %o", (schema) => {
    expect(of(schema)).toEqual([]);
  });

  test.each([
    { type: "string", pattern: "^(?=.*[0-9])[a-z0-9]+$" },
    { type: "string", pattern: "^[a-z]+$", maxLength: 3 },
    { type: "string", pattern: "a", maxLength: 3 },
    { type: "string", pattern: "^a", format: "email" },
    { type: "string", pattern: "\\bword\\b" },
    { allOf: [{ pattern: "^a" }, { pattern: "b$" }] },
    { type: "object", patternProperties: { "^x-": {} } },
  ])("are a search for a pattern that they may not meet: %o", (schema) => {
    expect(of(schema)).toContain("search");
  });
});
