/** Which named schema extends which by `allOf`, and which of them have a discriminator (OAS 3.2 §4.25.4). */

import { isObject, parsePointer, schemaKey } from "tenon-runtime/core";
import type { Schema } from "../model.ts";
import type { NormalisedSchema } from "../normalise.ts";
import { isAnnotation } from "../schema-keywords.ts";
import { referredKey } from "../schema-walk.ts";
import type { Node } from "../structure.ts";

export type NamedSchemas = Map<string, NormalisedSchema>;

export interface Discriminator {
  readonly property: string;
  /** Value → key of the schema. */
  readonly mapping: ReadonlyMap<string, string>;
  /** Key of the schema for values that the mapping does not have. */
  readonly fallback: string | undefined;
}

export interface Hierarchy {
  /** Keys of the schemas that extend a schema directly, in the order of the contract. */
  children(key: string): readonly string[];
  /** All schemas that extend a schema, those of the nearest level first. */
  descendants(key: string): readonly string[];
  parents(key: string): readonly string[];
  /** The discriminator of a schema that does not list its members itself. */
  discriminator(key: string): Discriminator | undefined;
  /** The key behind a chain of bare references. */
  unaliased(key: string): string;
}

export const listOf = (value: unknown): readonly Schema[] => (Array.isArray(value) ? (value as Schema[]) : []); // normalised
export const recordOf = (value: unknown): Node => (isObject(value) ? value : {});
export const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];

/** The schema's name as its author wrote it: the implicit value of a discriminator. */
export function writtenName(key: string, schemas: NamedSchemas): string {
  const component = schemas.get(key)?.component;
  return component === undefined || component.hoisted ? key : (parsePointer(component.pointer).at(-1) ?? key);
}

/** The schema of the object in "an object or null". */
export function coreOf(schema: Schema | undefined): Node | undefined {
  if (!isObject(schema)) return undefined;
  const other = nonNull(schema);
  return isObject(other) ? other : schema;
}

/** The schema with its {@link coreOf} replaced. */
export function withCore(schema: Schema, change: (core: Node) => Schema): Schema {
  if (!isObject(schema)) return schema;
  const other = nonNull(schema);
  if (!isObject(other)) return change(schema);
  return { ...schema, anyOf: listOf(schema["anyOf"]).map((branch) => (branch === other ? change(other) : branch)) };
}

/** `anyOf: [X, { type: null }]` without anything else → X. */
function nonNull(schema: Node): Schema | undefined {
  if (Object.keys(schema).some((key) => key !== "anyOf" && !isAnnotation(key))) return undefined;
  const branches = listOf(schema["anyOf"]);
  const others = branches.filter((branch) => !isNull(branch));
  return branches.length === 2 && others.length === 1 ? others[0] : undefined;
}

export const isNull = (schema: Schema): boolean => isObject(schema) && schema["type"] === "null";

/** The parts of a schema that are written in place: itself, and the members of `allOf` that are no references. */
export function partsOf(schema: Schema): readonly Node[] {
  if (!isObject(schema)) return [];
  return [schema, ...listOf(schema["allOf"]).flatMap((part) => (referredKey(part) === undefined ? partsOf(part) : []))];
}

export function createHierarchy(schemas: NamedSchemas): Hierarchy {
  const unaliased = (key: string): string => {
    const seen = new Set<string>();
    for (let at = key; ;) {
      seen.add(at);
      const schema = schemas.get(at)?.schema;
      const next =
        isObject(schema) && Object.keys(schema).every((k) => k === "$ref" || isAnnotation(k))
          ? referredKey(schema)
          : undefined;
      if (next === undefined || seen.has(next)) return at;
      at = next;
    }
  };
  const parents = new Map<string, readonly string[]>();
  const children = new Map<string, string[]>();
  for (const [key, { schema }] of schemas) {
    const core = coreOf(schema);
    const found = new Set<string>();
    for (const part of core === undefined ? [] : partsOf(core))
      for (const member of listOf(part["allOf"])) {
        const parent = referredKey(member);
        if (parent !== undefined && schemas.has(parent)) found.add(unaliased(parent));
      }
    found.delete(key);
    if (found.size === 0) continue;
    parents.set(key, [...found]);
    for (const parent of found) children.set(parent, [...(children.get(parent) ?? []), key]);
  }
  const childrenOf = (key: string): readonly string[] => children.get(key) ?? [];
  return {
    unaliased,
    children: childrenOf,
    parents: (key) => parents.get(key) ?? [],
    descendants(key) {
      const found = new Set([key]);
      for (const each of found) for (const child of childrenOf(each)) found.add(child); // grows while it is walked
      found.delete(key);
      return [...found];
    },
    discriminator(key) {
      const core = coreOf(schemas.get(key)?.schema);
      if (core === undefined) return undefined;
      const part = partsOf(core).find((each) => each["discriminator"] !== undefined);
      return part === undefined || listsMembers(part) ? undefined : readDiscriminator(part["discriminator"]);
    },
  };
}

const listsMembers = (schema: Node): boolean =>
  [...listOf(schema["oneOf"]), ...listOf(schema["anyOf"])].some((member) => referredKey(member) !== undefined);

export function readDiscriminator(value: unknown): Discriminator | undefined {
  if (!isObject(value) || typeof value["propertyName"] !== "string") return undefined;
  return {
    property: value["propertyName"],
    mapping: new Map(
      Object.entries(recordOf(value["mapping"])).flatMap(([name, target]) => {
        const key = schemaKey(target);
        return key === undefined ? [] : [[name, key] as const];
      }),
    ),
    fallback: schemaKey(value["defaultMapping"]),
  };
}
