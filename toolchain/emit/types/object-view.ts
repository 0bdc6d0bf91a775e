/**
 * The members of an object, put together from all keywords that declare them: `properties`, `allOf` and `$ref`, and
 * `then`, `else`, `dependentSchemas`, `patternProperties` and `propertyNames`, which declare some of them only at times.
 */

import { isObject, isSchema, schemaKey, schemasIn } from "tenon-runtime/core";
import type { Schema } from "../../contract/model.ts";
import { type ObjectSchema, record, strings, typesOf } from "./schemas.ts";

type Lookup = (key: string) => Schema | undefined;

export interface Member {
  /** All of them apply; with `either` one of them does. */
  readonly schemas: readonly Schema[];
  readonly either?: boolean;
  readonly required: boolean;
}

export interface ObjectView {
  /** Keys of the named schemas that it extends. */
  readonly bases: readonly string[];
  /** Its own members, and those of its bases that it makes required. */
  readonly members: ReadonlyMap<string, Member>;
  /** Schemas of further members. */
  readonly rest: readonly Schema[];
  /** No further members are allowed. */
  readonly closed: boolean;
}

/** Keywords that a plain object may have. */
const PLAIN: ReadonlySet<string> = new Set(
  (
    "type properties required additionalProperties patternProperties propertyNames unevaluatedProperties allOf $ref " +
    "if then else dependentSchemas dependentRequired minProperties maxProperties not discriminator " +
    "title description summary default example examples deprecated readOnly writeOnly $comment externalDocs xml format"
  ).split(" "),
);

/** References are followed so far. */
const FURTHEST = 30;

interface Parts {
  readonly bases: string[];
  readonly own: ObjectSchema[];
}

/** @returns undefined where the schema is more than one object: a union, a list, a scalar */
export function objectView(schema: Schema, lookup: Lookup): ObjectView | undefined {
  const parts: Parts = { bases: [], own: [] };
  if (!collect(schema, parts, lookup, 0)) return undefined;
  const { bases, own } = parts;
  if (bases.length === 0 && !own.some((part) => typesOf(part)?.includes("object"))) return undefined;
  const rest = own.flatMap(restOf);
  const members = membersOf(own, lookup);
  const listed = listedNames(own, lookup);
  for (const key of listed ?? [])
    if (!members.has(key)) members.set(key, { schemas: rest.length > 0 ? rest : [true], required: false });
  const required = new Set(own.flatMap((part) => strings(part["required"])));
  for (const name of required) {
    const known = members.get(name);
    if (known !== undefined) members.set(name, { ...known, required: true });
    else members.set(name, { schemas: inherited(name, bases, lookup) ?? matching(name, own), required: true });
  }
  for (const [name, member] of bases.length === 0 ? [] : [...members]) {
    if (!isRequiredIn(name, bases, lookup)) continue;
    if (own.some((part) => Object.hasOwn(record(part["properties"]), name)))
      members.set(name, { ...member, required: true });
    else members.delete(name); // the base says all of it
  }
  return {
    bases,
    members,
    rest: listed === undefined ? rest : [],
    closed: own.some((part) => part["additionalProperties"] === false || part["unevaluatedProperties"] === false),
  };
}

function collect(schema: Schema, into: Parts, lookup: Lookup, depth: number): boolean {
  if (typeof schema === "boolean") return schema;
  if (depth > FURTHEST) return false;
  for (const keyword in schema) if (!PLAIN.has(keyword) && !keyword.startsWith("x-")) return false;
  const types = typesOf(schema);
  if (types !== undefined && (types.length !== 1 || types[0] !== "object")) return false;
  const key = schemaKey(schema["$ref"]);
  if (schema["$ref"] !== undefined) {
    const target = key === undefined ? undefined : lookup(key);
    if (key === undefined || target === undefined || !isObjectAlone(target, lookup, depth + 1)) return false;
    if (!into.bases.includes(key)) into.bases.push(key);
  }
  into.own.push(schema);
  return schemasIn(schema["allOf"]).every((part) => collect(part, into, lookup, depth + 1));
}

/** Whether a named schema is one object with known members: an interface can extend it. */
function isObjectAlone(schema: Schema, lookup: Lookup, depth: number): boolean {
  const parts: Parts = { bases: [], own: [] };
  if (!collect(schema, parts, lookup, depth)) return false;
  return (
    parts.own.flatMap(restOf).length === 0 &&
    (parts.bases.length > 0 || parts.own.some((part) => isObject(part["properties"])))
  );
}

const restOf = (part: ObjectSchema): readonly Schema[] =>
  [
    part["additionalProperties"],
    part["unevaluatedProperties"],
    ...Object.values(record(part["patternProperties"])),
  ].filter((each): each is Schema => isSchema(each) && each !== false);

/** What is declared always, then what is declared at times. */
function membersOf(own: readonly ObjectSchema[], lookup: Lookup): Map<string, Member> {
  const members = new Map<string, Member>();
  for (const part of own)
    for (const [name, property] of propertiesOf(part)) {
      const known = members.get(name)?.schemas ?? [];
      members.set(name, { schemas: [...known, property], required: false });
    }
  const declared = new Set(members.keys());
  for (const part of own)
    for (const [name, schemas] of atTimes(part, lookup)) {
      if (declared.has(name)) continue;
      const known = members.get(name)?.schemas ?? [];
      members.set(name, { schemas: [...known, ...schemas], either: true, required: false });
    }
  return members;
}

const propertiesOf = (schema: ObjectSchema): [string, Schema][] =>
  Object.entries(record(schema["properties"])).filter((entry): entry is [string, Schema] => isSchema(entry[1]));

/** The members that conditions declare (JSON Schema 2020-12 §10.2.2). */
function atTimes(schema: ObjectSchema, lookup: Lookup): [string, Schema[]][] {
  const branches = [schema["then"], schema["else"], ...Object.values(record(schema["dependentSchemas"]))];
  const found = branches.filter(isSchema).flatMap((branch) => allProperties(branch, lookup));
  // a condition tests the value of a member, and does not say what other values are allowed
  const names = new Set(found.map(([name]) => name));
  const tested = isSchema(schema["if"]) ? allProperties(schema["if"], lookup) : [];
  return [...found, ...tested.filter(([name]) => !names.has(name)).map(([name]): [string, Schema[]] => [name, [true]])];
}

function allProperties(schema: Schema, lookup: Lookup, depth = 0): [string, Schema[]][] {
  if (typeof schema === "boolean" || depth > FURTHEST) return [];
  const key = schemaKey(schema["$ref"]);
  const parts = [...(key === undefined ? [] : [lookup(key) ?? true]), ...schemasIn(schema["allOf"])];
  return [
    ...propertiesOf(schema).map(([name, property]): [string, Schema[]] => [name, [property]]),
    ...parts.flatMap((part) => allProperties(part, lookup, depth + 1)),
    ...atTimes(schema, lookup),
  ];
}

/** The schemas of a member in what is extended; undefined where no base declares it. */
export function inherited(name: string, bases: readonly string[], lookup: Lookup): readonly Schema[] | undefined {
  const found = bases.flatMap((key) => {
    const view = objectView(lookup(key) ?? true, lookup);
    const own = view?.members.get(name);
    return own === undefined ? (inherited(name, view?.bases ?? [], lookup) ?? []) : own.schemas;
  });
  return found.length === 0 ? undefined : found;
}

export function isRequiredIn(name: string, bases: readonly string[], lookup: Lookup): boolean {
  return bases.some((key) => {
    const view = objectView(lookup(key) ?? true, lookup);
    return view?.members.get(name)?.required === true || isRequiredIn(name, view?.bases ?? [], lookup);
  });
}

/** A member that is required and declared nowhere is what its name's patterns say, else what further members are. */
function matching(name: string, own: readonly ObjectSchema[]): readonly Schema[] {
  const patterned = own.flatMap((part) =>
    Object.entries(record(part["patternProperties"])).flatMap(([pattern, schema]) =>
      isSchema(schema) && matches(pattern, name) ? [schema] : [],
    ),
  );
  if (patterned.length > 0) return patterned;
  const further = own.flatMap((part) => (isObject(part["additionalProperties"]) ? [part["additionalProperties"]] : []));
  return further.length > 0 ? further : [true];
}

function matches(pattern: string, name: string): boolean {
  try {
    return new RegExp(pattern, "u").test(name);
  } catch {
    return false;
  }
}

/** The names that `propertyNames` lists: no other member is allowed. */
const listedNames = (own: readonly ObjectSchema[], lookup: Lookup): readonly string[] | undefined =>
  own
    .map((part) => (isSchema(part["propertyNames"]) ? namesIn(part["propertyNames"], lookup) : undefined))
    .find((names) => names !== undefined);

function namesIn(schema: Schema, lookup: Lookup, depth = 0): readonly string[] | undefined {
  if (typeof schema === "boolean" || depth > FURTHEST) return undefined;
  if (typeof schema["const"] === "string") return [schema["const"]];
  if (Array.isArray(schema["enum"])) return strings(schema["enum"]);
  const key = schemaKey(schema["$ref"]);
  const parts = [...(key === undefined ? [] : [lookup(key) ?? true]), ...schemasIn(schema["allOf"])];
  return parts.map((part) => namesIn(part, lookup, depth + 1)).find((names) => names !== undefined);
}
