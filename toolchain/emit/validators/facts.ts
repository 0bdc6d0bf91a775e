/** What can be said of a schema without a value: which types fit it, by which property its values tell themselves. */

import type { Schema } from "../../contract/model.ts";
import { resolved, type Named } from "./references.ts";

export type ObjectSchema = Exclude<Schema, boolean>;

export const isNode = (value: unknown): value is ObjectSchema =>
  typeof value === "object" && value !== null && !Array.isArray(value);
export const isSchema = (value: unknown): value is Schema => typeof value === "boolean" || isNode(value);
export const listOf = (value: unknown): readonly Schema[] => (Array.isArray(value) ? value.filter(isSchema) : []);
export const namesOf = (value: unknown): readonly (readonly [string, Schema])[] =>
  isNode(value) ? Object.keys(value).flatMap((key) => (isSchema(value[key]) ? [[key, value[key]] as const] : [])) : [];
export const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];

/** Types as JSON Schema has them; `integer` is a `number`. */
export type Type = "string" | "number" | "boolean" | "array" | "object" | "null";
const TYPES: readonly Type[] = ["string", "number", "boolean", "array", "object", "null"];

/** `type` as a list. */
export const typesAsked = (type: unknown): readonly string[] => (typeof type === "string" ? [type] : textsOf(type));

/** References are followed so far: beyond, anything is possible. */
const FURTHEST = 12;

const typeOf = (value: unknown): Type =>
  value === null ? "null" : Array.isArray(value) ? "array" : (typeof value as Exclude<Type, "null" | "array">); // JSON

/** Types that values of a schema can have: at least those. */
export function typesOf(schema: Schema, named: Named, far = 0): ReadonlySet<Type> {
  if (schema === false) return new Set();
  if (schema === true || far > FURTHEST) return new Set(TYPES);
  let types = new Set<Type>(TYPES);
  const only = (allowed: Iterable<Type>): void => {
    types = new Set([...allowed].filter((each) => types.has(each)));
  };
  const { type, enum: values, $ref } = schema;
  if (type !== undefined)
    only((Array.isArray(type) ? type : [type]).map((each) => (each === "integer" ? "number" : (each as Type))));
  if (Array.isArray(values)) only(values.map(typeOf));
  if (Object.hasOwn(schema, "const")) only([typeOf(schema["const"])]);
  if (typeof $ref === "string") only(typesOf(resolved($ref, named) ?? true, named, far + 1));
  for (const part of listOf(schema["allOf"])) only(typesOf(part, named, far + 1));
  for (const union of [listOf(schema["anyOf"]), listOf(schema["oneOf"])])
    if (union.length > 0) only(union.flatMap((branch) => [...typesOf(branch, named, far + 1)]));
  return types;
}

/** Whether `undefined` fits none of its checks: a member that is required needs no check of its own then. */
export function refusesUndefined(schema: Schema, named: Named, far = 0): boolean {
  if (typeof schema === "boolean") return !schema;
  if (far > FURTHEST) return false;
  if (schema["type"] !== undefined || Array.isArray(schema["enum"]) || Object.hasOwn(schema, "const")) return true;
  const refuses = (each: Schema): boolean => refusesUndefined(each, named, far + 1);
  const { $ref } = schema;
  if (typeof $ref === "string" && refuses(resolved($ref, named) ?? true)) return true;
  if (listOf(schema["allOf"]).some(refuses)) return true;
  return [schema["anyOf"], schema["oneOf"]].some((union) => listOf(union).length > 0 && listOf(union).every(refuses));
}

/** Properties that every value of a schema has, and the texts that each of them can be. */
export type Tags = ReadonlyMap<string, readonly string[]>;

/** @returns undefined for a schema that values other than objects fit */
export function tagsOf(schema: Schema, named: Named): Tags | undefined {
  const types = typesOf(schema, named);
  if (types.size !== 1 || !types.has("object")) return undefined;
  const required = new Set<string>();
  const texts = new Map<string, readonly string[]>();
  const visit = (each: Schema, far: number): void => {
    if (typeof each === "boolean" || far > FURTHEST) return;
    for (const name of textsOf(each["required"])) required.add(name);
    for (const [name, property] of namesOf(each["properties"])) {
      const values = textValues(property, named);
      const before = texts.get(name);
      if (values !== undefined) texts.set(name, before ? before.filter((value) => values.includes(value)) : values);
    }
    if (typeof each["$ref"] === "string") visit(resolved(each["$ref"], named) ?? true, far + 1);
    for (const part of listOf(each["allOf"])) visit(part, far + 1);
  };
  visit(schema, 0);
  return new Map([...texts].filter(([name]) => required.has(name)));
}

function textValues(schema: Schema, named: Named, far = 0): readonly string[] | undefined {
  if (typeof schema === "boolean" || far > FURTHEST) return undefined;
  if (typeof schema["const"] === "string") return [schema["const"]];
  const values = schema["enum"];
  if (Array.isArray(values) && values.every((value) => typeof value === "string")) return values;
  const { $ref } = schema;
  return typeof $ref === "string" ? textValues(resolved($ref, named) ?? true, named, far + 1) : undefined;
}

/** The property by which all branches tell themselves, with the texts of each; where there is one. */
export function tagOf(
  branches: readonly Schema[],
  named: Named,
): { readonly property: string; readonly values: readonly (readonly string[])[] } | undefined {
  const tags = branches.map((branch) => tagsOf(branch, named));
  const [first] = tags;
  if (first === undefined || branches.length < 2) return undefined;
  for (const property of first.keys()) {
    const values = tags.map((each) => each?.get(property));
    if (!values.every((each) => each !== undefined)) continue;
    const all = values.flat();
    if (new Set(all).size === all.length) return { property, values };
  }
  return undefined;
}

/** Whether no value fits two of them: by their types, or by a property. */
export function areDisjoint(branches: readonly Schema[], named: Named): boolean {
  const types = branches.map((branch) => typesOf(branch, named));
  const tags = branches.map((branch) => tagsOf(branch, named));
  return types.every((one, i) =>
    types
      .slice(i + 1)
      .every((other, offset) => ![...one].some((type) => other.has(type)) || differ(tags[i], tags[i + 1 + offset])),
  );
}

const differ = (a: Tags | undefined, b: Tags | undefined): boolean =>
  a !== undefined &&
  b !== undefined &&
  [...a].some(([name, values]) => b.get(name)?.every((value) => !values.includes(value)) ?? false);
