import { describe, expect, test } from "vitest";
import type { Shape } from "tenon-runtime/core";
import type { Schema } from "../../toolchain/contract/model.ts";
import { shapeOf } from "../../toolchain/emit/contract/shape.ts";

const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });
const shape = (schema: Schema, named: Readonly<Record<string, Schema>> = {}): Shape =>
  shapeOf(schema, (key) => named[key]);

/** So many objects in one another, the innermost with a number. */
const nested = (depth: number): Schema =>
  depth === 0 ? { type: "integer" } : { type: "object", properties: { a: nested(depth - 1) } };
const innermost = (at: Shape): Shape =>
  typeof at === "object" && "object" in at ? innermost(at.object["a"] ?? "null") : at;

describe("the shape of a schema", () => {
  test("reaches the innermost part of what is written in place, however deep", () => {
    expect(innermost(shape(nested(20)))).toBe("integer");
  });

  test("has every property of what is written in place, however many", () => {
    const properties = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`p${i}`, { type: "integer" }]));
    const found = shape({ type: "object", properties });
    expect(Object.values((found as Extract<Shape, { object: object }>).object)).toEqual(Array(500).fill("integer"));
  });

  test("is cut off where a schema comes back to itself", () => {
    const tree: Schema = { type: "object", properties: { size: { type: "integer" }, left: ref("Tree") } };
    expect(shape(ref("Tree"), { Tree: tree })).toEqual({ object: { size: "integer", left: "any" } });
  });

  test("stays small where named schemas multiply", () => {
    const named = Object.fromEntries(
      Array.from({ length: 30 }, (_, i) => [
        `S${i}`,
        { type: "object", properties: { a: ref(`S${i + 1}`), b: ref(`S${i + 1}`) } },
      ]),
    );
    expect(JSON.stringify(shape(ref("S0"), named)).length).toBeLessThan(100_000);
  });

  test("tells the texts that are no list", () => {
    const schema: Schema = {
      anyOf: [
        { type: "array", items: { type: "string" } },
        { type: "string", enum: [""] },
      ],
    };
    expect(shape(schema)).toEqual({ anyOf: [{ array: "string" }, { enum: [""] }] });
  });

  test("keeps the type if a list cannot be distinguished from a text", () => {
    expect(shape({ type: "string", enum: ["a", "b"] })).toBe("string");
    expect(shape({ anyOf: [{ type: "integer" }, { type: "string", enum: ["a"] }] })).toEqual({
      anyOf: ["integer", "string"],
    });
  });
});
