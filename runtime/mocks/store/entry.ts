/** Entries as values: parts of bodies, what is laid over what, what schemas say of their members. */

import { isSchema, resolveRef, schemasIn } from "../../core/schema/resolve.ts";
import { isLong } from "../../core/schema/long.ts";
import { isObject } from "../../core/json-object.ts";
import type { Schema, Schemas } from "../../core/validation.ts";
import { satisfies } from "../generate/check.ts";
import { put } from "../generate/keywords.ts";

/** Never changed: a change is another object, so that what is known of it (that it is valid, its ETag) stays true. */
export type Entry = Readonly<Record<string, unknown>>;

/** The part of a body that `data.items` leads to. */
export function dig(at: string | undefined, body: unknown): unknown {
  if (at === undefined) return body;
  let part = body;
  for (const name of at.split(".")) part = isObject(part) && Object.hasOwn(part, name) ? part[name] : undefined;
  return part;
}

/** The body that has a part where `data.items` leads to. */
export function wrap(at: string | undefined, part: unknown): unknown {
  return at === undefined ? part : at.split(".").reduceRight((inner: unknown, name) => ({ [name]: inner }), part);
}

/**
 * Objects are merged, everything else is replaced; a member that is `nothing` is taken away. With `null` it is a JSON Merge
 * Patch (RFC 7396).
 */
export function lay(target: unknown, patch: unknown, nothing: null | undefined): unknown {
  if (!isObject(patch) || isLong(patch)) return patch;
  const result: Record<string, unknown> = isObject(target) ? { ...target } : {};
  for (const [name, part] of Object.entries(patch)) {
    if (part === nothing) delete result[name];
    else if (part !== undefined)
      put(result, name, lay(Object.hasOwn(result, name) ? result[name] : undefined, part, nothing));
  }
  return result;
}

export interface Member {
  readonly schemas: Schema[];
  required: boolean;
}

/** The members of a schema object, which never change: a cache. */
const membersBySchema = new WeakMap<object, ReadonlyMap<string, Member>>();

/** The members of a schema's objects, in its order, with all alternatives together. A member with the schema `false` does not count. */
export function membersOf(schema: Schema | undefined, schemas: Schemas): ReadonlyMap<string, Member> {
  const found = isObject(schema) ? membersBySchema.get(schema) : undefined;
  if (found !== undefined) return found;
  const members = new Map<string, Member>();
  if (isObject(schema)) membersBySchema.set(schema, members);
  const seen = new Set<unknown>();
  const visit = (part: unknown, applies: "always" | "sometimes"): void => {
    if (!isObject(part) || seen.has(part)) return;
    seen.add(part);
    for (const [name, value] of Object.entries(isObject(part["properties"]) ? part["properties"] : {})) {
      if (!isSchema(value) || value === false) continue;
      const member = members.get(name);
      if (member === undefined) members.set(name, { schemas: [value], required: false });
      else member.schemas.push(value);
    }
    visit(resolveRef(part["$ref"], schemas), applies);
    for (const each of schemasIn(part["allOf"])) visit(each, applies);
    for (const each of [...schemasIn(part["anyOf"]), ...schemasIn(part["oneOf"])]) visit(each, "sometimes");
    if (applies === "always" && Array.isArray(part["required"]))
      for (const name of part["required"]) {
        const member = members.get(String(name));
        if (member !== undefined) member.required = true;
      }
  };
  visit(schema, "always");
  return members;
}

/** Stored values, which never change, with their members in order: a cache. */
const ordered = new WeakMap<object, readonly [by: unknown, result: Entry]>();

/**
 * The value with its members in the order of the schema. Undeclared members come last.
 * @param done a cache: another one if the value can still change
 */
export function inOrder(
  value: unknown,
  schema: Schema | undefined,
  schemas: Schemas,
  done: typeof ordered = ordered,
): unknown {
  if (Array.isArray(value)) {
    const items = itemsOf(schema, schemas);
    return items === undefined ? value : value.map((each) => inOrder(each, items, schemas, done));
  }
  const members = membersOf(schema, schemas);
  if (!isObject(value) || members.size === 0) return value;
  const [by, before] = done.get(value) ?? [];
  if (by === members) return before;
  const result: Record<string, unknown> = {};
  for (const [name, { schemas: own }] of members)
    if (Object.hasOwn(value, name))
      put(result, name, inOrder(value[name], own.length > 1 ? { allOf: own } : own[0], schemas, done));
  for (const name of Object.keys(value)) if (!members.has(name)) put(result, name, value[name]);
  for (const each of [value, result]) done.set(each, [members, result]);
  return result;
}

/** Whether a member may have this value. */
export const takes = (member: Member | undefined, value: unknown, schemas: Schemas): boolean =>
  member !== undefined && member.schemas.every((schema) => satisfies(value, schema, schemas));

/** The schema of the part of a body. */
export function schemaAt(schema: Schema | undefined, at: string | undefined, schemas: Schemas): Schema | undefined {
  if (at === undefined) return schema;
  let part = schema;
  for (const name of at.split(".")) part = membersOf(part, schemas).get(name)?.schemas[0];
  return part;
}

/** The schema of the entries of an array. */
export function itemsOf(schema: Schema | undefined, schemas: Schemas): Schema | undefined {
  let part: Schema | undefined = schema;
  for (let hops = 0; isObject(part) && hops < 20; hops += 1) {
    if (isSchema(part["items"])) return part["items"];
    part = resolveRef(part["$ref"], schemas) ?? schemasIn(part["allOf"])[0];
  }
  return undefined;
}

/** A value as a path or a query has it. */
export const textOf = (value: unknown): string =>
  typeof value === "string" ? value : (JSON.stringify(value) ?? "undefined");

/** Equal as texts: what a path or a query has of a number. */
export const alike = (a: unknown, b: unknown): boolean =>
  a === b || (a !== undefined && a !== null && textOf(a) === textOf(b));
