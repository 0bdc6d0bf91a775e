/** Facts about schemas that are known without a value: allowed types, and properties that distinguish branches. */

import { isObject, isSchema, schemasIn } from "tenon-runtime/core";
import type { Schema } from "../../contract/model.ts";
import { resolved, type Named } from "./references.ts";

export type ObjectSchema = Exclude<Schema, boolean>;

/** Schemas by name, as `properties` has them. */
export function schemasByKey(value: unknown): ReadonlyMap<string, Schema> {
  if (!isObject(value)) return NO_SCHEMAS;
  const schemas = new Map<string, Schema>();
  for (const key of Object.keys(value)) {
    const schema = value[key];
    if (isSchema(schema)) schemas.set(key, schema);
  }
  return schemas;
}
const NO_SCHEMAS: ReadonlyMap<string, Schema> = new Map();

export const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];

/** Types of JSON as a set of bits; an `integer` is a `number`. */
export type Types = number;
export const TYPE = { string: 1, number: 2, boolean: 4, null: 8, array: 16, object: 32 } as const;
const NO_TYPES: Types = 0;
const ALL_TYPES: Types = 63;
const BITS: ReadonlyMap<unknown, Types> = new Map<unknown, Types>([...Object.entries(TYPE), ["integer", TYPE.number]]);

/** `type` as a list. */
export const typesAsked = (type: unknown): readonly string[] => (typeof type === "string" ? [type] : textsOf(type));

/** Follow at most this number of references. After that, assume that every value is allowed. */
const MOST_REFERENCES = 12;

/** The type that `type` names. */
const typeNamed = (type: unknown): Types => BITS.get(type) ?? NO_TYPES;
const typeOfValue = (value: unknown): Types =>
  value === null ? TYPE.null : Array.isArray(value) ? TYPE.array : typeNamed(typeof value);

function union<T>(list: readonly T[], typesIn: (each: T) => Types): Types {
  let types = NO_TYPES;
  for (const each of list) types |= typesIn(each);
  return types;
}

/** The types that values of a schema can have. The result can contain more types, but never fewer. */
export function typesOf(schema: Schema, named: Named, far = 0): Types {
  if (schema === false) return NO_TYPES;
  if (schema === true || far > MOST_REFERENCES) return ALL_TYPES;
  let types = ALL_TYPES;
  for (const keyword in schema) {
    const value = schema[keyword];
    switch (keyword) {
      case "type":
        types &= Array.isArray(value) ? union(value, typeNamed) : typeNamed(value);
        break;
      case "enum":
        if (Array.isArray(value)) types &= union(value, typeOfValue);
        break;
      case "const":
        types &= typeOfValue(value);
        break;
      case "$ref":
        if (typeof value === "string") types &= typesOf(resolved(value, named) ?? true, named, far + 1);
        break;
      case "allOf":
        for (const part of schemasIn(value)) types &= typesOf(part, named, far + 1);
        break;
      case "anyOf":
      case "oneOf":
        if (schemasIn(value).length > 0) types &= union(schemasIn(value), (branch) => typesOf(branch, named, far + 1));
    }
  }
  return types;
}

/** Whether the checks of a schema reject `undefined`. A required member then needs no further check. */
export function refusesUndefined(schema: Schema, named: Named, far = 0): boolean {
  if (typeof schema === "boolean") return !schema;
  if (far > MOST_REFERENCES) return false;
  if (schema["type"] !== undefined || Array.isArray(schema["enum"]) || Object.hasOwn(schema, "const")) return true;
  const refuses = (each: Schema): boolean => refusesUndefined(each, named, far + 1);
  const { $ref } = schema;
  if (typeof $ref === "string" && refuses(resolved($ref, named) ?? true)) return true;
  if (schemasIn(schema["allOf"]).some(refuses)) return true;
  return [schema["anyOf"], schema["oneOf"]].some(
    (union) => schemasIn(union).length > 0 && schemasIn(union).every(refuses),
  );
}

/** Required properties whose values are known texts, with these texts. */
export type Tags = ReadonlyMap<string, readonly string[]>;

/** @returns undefined if the schema also allows values that are not objects */
export function tagsOf(schema: Schema, named: Named): Tags | undefined {
  if (typesOf(schema, named) !== TYPE.object) return undefined;
  const required = new Set<string>();
  const texts = new Map<string, readonly string[]>();
  const visit = (each: Schema, far: number): void => {
    if (typeof each === "boolean" || far > MOST_REFERENCES) return;
    for (const name of textsOf(each["required"])) required.add(name);
    for (const [name, property] of schemasByKey(each["properties"])) {
      const values = textValues(property, named);
      const before = texts.get(name);
      if (values !== undefined) texts.set(name, before ? before.filter((value) => values.includes(value)) : values);
    }
    if (typeof each["$ref"] === "string") visit(resolved(each["$ref"], named) ?? true, far + 1);
    for (const part of schemasIn(each["allOf"])) visit(part, far + 1);
  };
  visit(schema, 0);
  return new Map([...texts].filter(([name]) => required.has(name)));
}

function textValues(schema: Schema, named: Named, far = 0): readonly string[] | undefined {
  if (typeof schema === "boolean" || far > MOST_REFERENCES) return undefined;
  if (typeof schema["const"] === "string") return [schema["const"]];
  const values = schema["enum"];
  if (Array.isArray(values) && values.every((value) => typeof value === "string")) return values;
  const { $ref } = schema;
  return typeof $ref === "string" ? textValues(resolved($ref, named) ?? true, named, far + 1) : undefined;
}

/** The property that distinguishes all branches, with the texts of each branch; `undefined` if there is none. */
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

/** Whether types or a property ensure that no value matches two branches. */
export function areDisjoint(branches: readonly Schema[], named: Named): boolean {
  const types = branches.map((branch) => typesOf(branch, named));
  const tags = branches.map((branch) => tagsOf(branch, named));
  return types.every((one, i) =>
    types.slice(i + 1).every((other, offset) => (one & other) === NO_TYPES || differ(tags[i], tags[i + 1 + offset])),
  );
}

const differ = (a: Tags | undefined, b: Tags | undefined): boolean =>
  a !== undefined &&
  b !== undefined &&
  [...a].some(([name, values]) => b.get(name)?.every((value) => !values.includes(value)) ?? false);
