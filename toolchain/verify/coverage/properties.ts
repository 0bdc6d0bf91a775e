/** The properties that schemas declare, and those that a value has. A named schema's are counted once, wherever it is used. */

import { isObject, isSchema, resolveRef, schemaKey, schemasIn } from "tenon-runtime/core";
import type { Schema, Schemas } from "tenon-runtime/core";

const APPLIED = ["allOf", "anyOf", "oneOf"] as const;
const BESIDE = ["if", "then", "else"] as const;
/** The entries of a list are alike. */
const ENTRIES = 20;

function named({ $ref }: Readonly<Record<string, unknown>>, schemas: Schemas): readonly [string, Schema] | undefined {
  const key = schemaKey($ref);
  const target = resolveRef($ref, schemas);
  return key === undefined || target === undefined ? undefined : [key, target];
}

/** Adds `Student/address/city` for each property that can be there. @param at the name of what is not named */
export function propertiesOf(
  schema: Schema,
  schemas: Schemas,
  at: string,
  all: Set<string>,
  done = new Set<string>(),
): void {
  if (!isObject(schema)) return;
  const target = named(schema, schemas);
  if (target !== undefined && !done.has(target[0])) {
    done.add(target[0]);
    propertiesOf(target[1], schemas, target[0], all, done);
  }
  for (const keyword of APPLIED)
    for (const part of schemasIn(schema[keyword])) propertiesOf(part, schemas, at, all, done);
  for (const keyword of BESIDE) if (isSchema(schema[keyword])) propertiesOf(schema[keyword], schemas, at, all, done);
  for (const [name, member] of membersOf(schema)) {
    all.add(`${at}/${name}`);
    propertiesOf(member, schemas, `${at}/${name}`, all, done);
  }
  if (isSchema(schema["items"])) propertiesOf(schema["items"], schemas, at, all, done);
}

/** Adds those that a value has. */
export function propertiesIn(
  value: unknown,
  schema: Schema,
  schemas: Schemas,
  at: string,
  seen: Set<string>,
  above = new Set<Schema>(),
): void {
  if (!isObject(schema) || typeof value !== "object" || value === null || above.has(schema)) return;
  const here = new Set(above).add(schema);
  const target = named(schema, schemas);
  if (target !== undefined) propertiesIn(value, target[1], schemas, target[0], seen, here);
  for (const keyword of APPLIED)
    for (const part of schemasIn(schema[keyword])) propertiesIn(value, part, schemas, at, seen, here);
  for (const keyword of BESIDE)
    if (isSchema(schema[keyword])) propertiesIn(value, schema[keyword], schemas, at, seen, here);
  if (Array.isArray(value)) {
    if (isSchema(schema["items"]))
      for (const item of value.slice(0, ENTRIES)) propertiesIn(item, schema["items"], schemas, at, seen);
    return;
  }
  for (const [name, member] of membersOf(schema)) {
    if (!Object.hasOwn(value, name)) continue;
    seen.add(`${at}/${name}`);
    propertiesIn((value as Readonly<Record<string, unknown>>)[name], member, schemas, `${at}/${name}`, seen);
  }
}

const membersOf = ({ properties }: Readonly<Record<string, unknown>>): [string, Schema][] =>
  isObject(properties)
    ? Object.entries(properties).filter((entry): entry is [string, Schema] => isSchema(entry[1]) && entry[1] !== false)
    : [];
