/** What a decoder must know of a schema to turn text into a value: see `Shape` in `runtime/core/contract.ts`. */

import { isSchema, schemaKey } from "tenon-runtime/core";
import type { Shape } from "tenon-runtime/core";
import type { Schema } from "../../contract/model.ts";
import { isBinary, typesOf } from "../types/schemas.ts";
import { type ValueOptions, valueKind } from "../values/kinds.ts";

type Lookup = (key: string) => Schema | undefined;

/** The first whose text fits wins, so that the type which fits every text comes last. */
const ORDER = [
  "null",
  "boolean",
  "integer",
  "long",
  "number",
  "decimal",
  "array",
  "object",
  "binary",
  "enum",
  "string",
  "any",
] as const;

/**
 * What is written in place is all there: it is as large as the contract has it. Named schemas multiply, so beyond this
 * depth and this many parts below the first name nothing is coerced: text stays text.
 */
const LIMITS = { depth: 8, parts: 1000 };

export interface ShapeOptions extends ValueOptions {
  /** Whether a string of bytes comes as such (multipart) or as text. */
  readonly bytes?: boolean;
}

export function shapeOf(schema: Schema, lookup: Lookup, options: ShapeOptions = {}): Shape {
  const state = { parts: 0 };

  function visit(at: Schema, path: readonly string[], depth: number): Shape {
    const named = path.length > 0;
    if (typeof at === "boolean" || (named && (depth > LIMITS.depth || ++state.parts > LIMITS.parts))) return "any";
    const found: Shape[] = [];
    const key = schemaKey(at["$ref"]);
    if (key !== undefined && !path.includes(key)) found.push(visit(lookup(key) ?? true, [...path, key], depth));
    found.push(own(at, path, depth));
    for (const part of list(at["allOf"])) found.push(visit(part, path, depth));
    for (const keyword of ["oneOf", "anyOf"]) {
      const choices = list(at[keyword]);
      if (choices.length > 0) found.push(anyOf(choices.map((choice) => visit(choice, path, depth))));
    }
    return found.reduce(both, "any");
  }

  function own(at: Exclude<Schema, boolean>, path: readonly string[], depth: number): Shape {
    if (options.bytes === true && isBinary(at)) return "binary";
    const values =
      at["const"] === undefined
        ? Array.isArray(at["enum"])
          ? (at["enum"] as readonly unknown[])
          : undefined
        : [at["const"]];
    const types = typesOf(at) ?? (values ? [...new Set(values.map(typeOfValue))] : undefined);
    if (!types) return "any";
    const texts = values?.filter((value) => typeof value === "string");
    return anyOf(types.map((type) => (type === "string" && texts ? { enum: texts } : ofType(type, at, path, depth))));
  }

  function ofType(type: string, at: Exclude<Schema, boolean>, path: readonly string[], depth: number): Shape {
    const below = path.length > 0 ? depth + 1 : 0;
    const part = (schema: Schema): Shape => alone(visit(schema, path, below));
    const kind = valueKind(type, at, options);
    if (kind === "int64") return "long";
    if (kind === "decimal") return "decimal";
    if (type === "array") return { array: isSchema(at["items"]) ? part(at["items"]) : "any" };
    if (type === "object") {
      const properties = Object.entries((at["properties"] ?? {}) as Readonly<Record<string, unknown>>).filter(
        (entry): entry is [string, Schema] => isSchema(entry[1]),
      );
      const object = Object.fromEntries(properties.map(([name, property]) => [name, part(property)]));
      const rest = at["additionalProperties"];
      return isSchema(rest) && rest !== false ? { object, rest: part(rest) } : { object };
    }
    return (ORDER as readonly string[]).includes(type) ? (type as Shape) : "any";
  }

  return alone(visit(schema, [], 0));
}

const list = (value: unknown): readonly Schema[] => (Array.isArray(value) ? value.filter(isSchema) : []);

const typeOfValue = (value: unknown): string =>
  value === null ? "null" : Array.isArray(value) ? "array" : Number.isInteger(value) ? "integer" : typeof value;

const rank = (shape: Shape): number =>
  ORDER.indexOf(typeof shape === "string" ? shape : "array" in shape ? "array" : "object" in shape ? "object" : "enum");

const isEnum = (shape: Shape): shape is Extract<Shape, { enum: unknown }> =>
  typeof shape === "object" && "enum" in shape;

/** Which texts there are matters beside a list only, to tell a list of one from them. */
const alone = (shape: Shape): Shape => (isEnum(shape) ? "string" : shape);

function anyOf(shapes: readonly Shape[]): Shape {
  const members = shapes.flatMap((shape) => (typeof shape === "object" && "anyOf" in shape ? shape.anyOf : [shape]));
  const withList = members.some((shape) => typeof shape === "object" && "array" in shape);
  const flat = withList || members.length === 1 ? members : members.map(alone);
  const distinct = [...new Map(flat.map((shape) => [JSON.stringify(shape), shape])).values()].toSorted(
    (a, b) => rank(a) - rank(b),
  );
  if (distinct.includes("any")) return "any";
  return distinct.length === 1 ? (distinct[0] ?? "any") : { anyOf: distinct };
}

/** What fits both: the more definite of the two, objects merged. */
function both(a: Shape, b: Shape): Shape {
  if (a === "any") return b;
  if (typeof a === "object" && typeof b === "object" && "object" in a && "object" in b) {
    const rest = a.rest ?? b.rest;
    return { object: { ...a.object, ...b.object }, ...(rest === undefined ? {} : { rest }) };
  }
  if ((a === "number" && b === "integer") || (a === "string" && isEnum(b))) return b;
  // `type: [string, "null"]` beside a narrower `$ref`, and the like: the alternatives of one that the other has too
  if (
    typeof a === "object" &&
    "anyOf" in a &&
    b !== "any" &&
    a.anyOf.some((shape) => JSON.stringify(shape) === JSON.stringify(b))
  )
    return b;
  return a;
}

/** Whether every text is a value, so that nothing is read or written. An object or a list has no text of its own. */
export function isTextShape(shape: Shape): boolean {
  if (typeof shape === "string") return ["string", "any", "binary"].includes(shape);
  return !("anyOf" in shape) || shape.anyOf.some((member) => typeof member === "object" && !("enum" in member));
}
