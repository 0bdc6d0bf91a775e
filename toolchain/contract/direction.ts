/**
 * The variants of schemas for requests and for responses, where readOnly and writeOnly make them differ
 * (OAS 3.2 §4.24.3; JSON Schema validation 2020-12 §9.4). A schema that refers to such a schema differs too.
 */

import { isObject, schemaKey, schemaReference } from "tenon-runtime/core";
import type { Schema } from "./model.ts";
import type { NormalisedSchema } from "./normalise.ts";
import { eachSubschema, mapSubschemas, referredKey } from "./schema-walk.ts";
import { type Direction, type Node } from "./structure.ts";

export interface Directions {
  /** Key → the key of its variant, for schemas that differ. */
  readonly keys: Readonly<Record<Direction, ReadonlyMap<string, string>>>;
  direct(schema: Schema, direction: Direction): Schema;
}

const NO_NAMES: ReadonlySet<string> = new Set();
const COMPOSITION: ReadonlySet<string> = new Set(["allOf", "anyOf", "oneOf"]);
/** References to follow from a property. */
const MOST_HOPS = 20;

export function createDirections(schemas: ReadonlyMap<string, NormalisedSchema>): Directions {
  return new SchemaDirections(schemas);
}

class SchemaDirections implements Directions {
  readonly keys: Readonly<Record<Direction, ReadonlyMap<string, string>>>;
  readonly #schemas: ReadonlyMap<string, NormalisedSchema>;
  readonly #differing: ReadonlySet<string>;
  readonly #children: ReadonlyMap<Node, readonly string[]>;

  constructor(schemas: ReadonlyMap<string, NormalisedSchema>) {
    this.#schemas = schemas;
    this.#differing = findDiffering(schemas, (property, direction) => this.#isHidden(property, direction));
    this.#children = inheritance(schemas);
    this.keys = variantKeys(this.#differing, new Set(schemas.keys()));
  }

  direct(schema: Schema, direction: Direction): Schema {
    return this.#direct(schema, direction, NO_NAMES);
  }

  /** @param outer hidden names of the schemas that this one is part of */
  #direct(schema: Schema, direction: Direction, outer: ReadonlySet<string>): Schema {
    if (typeof schema === "boolean") return schema;
    const inner = this.#hiddenNames(schema, direction);
    const hidden = outer.size === 0 ? inner : new Set([...outer, ...inner]);
    const absent: string[] = [];
    const mapped = mapSubschemas(schema, (sub, keyword, name) => {
      if (keyword !== "properties") return this.#direct(sub, direction, COMPOSITION.has(keyword) ? hidden : NO_NAMES);
      if (!this.#isHidden(sub, direction) && !outer.has(name!)) return this.#direct(sub, direction, NO_NAMES);
      absent.push(name!);
      return false;
    });
    if (!isObject(mapped)) return mapped;
    return withKeywords(mapped, this.#changedKeywords(schema, direction, hidden, absent));
  }

  /** Keywords that get another value; `undefined` removes a keyword. */
  #changedKeywords(
    schema: Node,
    direction: Direction,
    hidden: ReadonlySet<string>,
    absent: readonly string[],
  ): [string, unknown][] {
    const changes: [string, unknown][] = [];
    // For messages: the contract does not forbid these properties in both directions.
    if (absent.length > 0) changes.push([direction === "input" ? "x-tenon-readOnly" : "x-tenon-writeOnly", absent]);
    const required = schema["required"] as readonly string[] | undefined;
    if (required?.some((name) => hidden.has(name)) === true) {
      const left = required.filter((name) => !hidden.has(name));
      changes.push(["required", left.length === 0 ? undefined : left]);
    }
    const variant = this.#variantOf(schema["$ref"], direction);
    if (variant !== undefined) changes.push(["$ref", schemaReference(variant)]);
    if (isObject(schema["discriminator"]))
      changes.push(["discriminator", this.#discriminator(schema, schema["discriminator"], direction)]);
    return changes;
  }

  /** Whether a property is not allowed in a direction. */
  #isHidden(property: Schema, direction: Direction, depth = 0): boolean {
    if (!isObject(property) || depth > MOST_HOPS) return false;
    if (property[direction === "input" ? "readOnly" : "writeOnly"] === true) return true;
    const key = referredKey(property);
    if (key !== undefined) return this.#isHidden(this.#schemaOf(key), direction, depth + 1);
    const members = property["allOf"];
    return Array.isArray(members) && members.some((part: Schema) => this.#isHidden(part, direction, depth + 1));
  }

  /** Hidden names of a schema and of the schemas that it is composed of: none of these may require them. */
  #hiddenNames(schema: Schema, direction: Direction, open: ReadonlySet<string> = NO_NAMES): ReadonlySet<string> {
    if (!isObject(schema)) return NO_NAMES;
    const names = new Set<string>();
    if (isObject(schema["properties"])) {
      for (const name in schema["properties"])
        if (this.#isHidden(schema["properties"][name] as Schema, direction)) names.add(name);
    }
    for (const part of (schema["allOf"] as Schema[] | undefined) ?? [])
      for (const name of this.#hiddenNames(part, direction, open)) names.add(name);
    const key = referredKey(schema);
    if (key !== undefined && this.#differing.has(key) && !open.has(key))
      for (const name of this.#hiddenNames(this.#schemaOf(key), direction, new Set([...open, key]))) names.add(name);
    return names;
  }

  /** The key of the variant of the schema to which a reference leads, if it has variants. */
  #variantOf(reference: unknown, direction: Direction): string | undefined {
    const key = schemaKey(reference);
    return key === undefined ? undefined : this.keys[direction].get(key);
  }

  /** The key of a variant is not a value of the discriminator, so each subtype is mapped by its own key. */
  #discriminator(schema: Node, value: Node, direction: Direction): Node {
    const written = (value["mapping"] ?? {}) as Readonly<Record<string, string>>;
    const mapped = new Set(Object.values(written));
    const mapping: Record<string, string> = {};
    for (const [name, reference] of Object.entries(written)) {
      const variant = this.#variantOf(reference, direction);
      mapping[name] = variant === undefined ? reference : schemaReference(variant);
    }
    const members = [...((schema["oneOf"] ?? schema["anyOf"] ?? []) as Schema[])].map(referredKey);
    for (const key of [...members, ...(this.#children.get(schema) ?? [])]) {
      if (key === undefined || mapped.has(schemaReference(key))) continue;
      const variant = this.keys[direction].get(key);
      if (variant !== undefined) mapping[key] ??= schemaReference(variant);
    }
    const fallback = this.#variantOf(value["defaultMapping"], direction);
    return {
      ...value,
      ...(Object.keys(mapping).length > 0 && { mapping }),
      ...(fallback !== undefined && { defaultMapping: schemaReference(fallback) }),
    };
  }

  #schemaOf(key: string): Schema {
    return this.#schemas.get(key)?.schema ?? true;
  }
}

/** @param taken the keys of all schemas; those of the variants are added */
function variantKeys(differing: Iterable<string>, taken: Set<string>): Record<Direction, Map<string, string>> {
  const keys = { input: new Map<string, string>(), output: new Map<string, string>() };
  for (const key of differing) {
    for (const [direction, suffix] of [
      ["input", "Input"],
      ["output", "Output"],
    ] as const) {
      let variant = key + suffix;
      for (let n = 2; taken.has(variant); n++) variant = `${key}${suffix}${n}`;
      taken.add(variant);
      keys[direction].set(key, variant);
    }
  }
  return keys;
}

function withKeywords(schema: Node, changes: readonly (readonly [string, unknown])[]): Exclude<Schema, boolean> {
  if (changes.length === 0) return schema;
  const draft: Record<string, unknown> = { ...schema };
  for (const [keyword, value] of changes) {
    if (value === undefined) delete draft[keyword];
    else draft[keyword] = value;
  }
  return draft;
}

/** Keys of the schemas that have a hidden property, or refer to a schema that has one. */
function findDiffering(
  schemas: ReadonlyMap<string, NormalisedSchema>,
  isHidden: (property: Schema, direction: Direction) => boolean,
): Set<string> {
  const referrers = new Map<string, string[]>();
  const differing = new Set<string>();
  for (const [key, { schema }] of schemas) {
    const visit = (sub: Schema): void => {
      const target = referredKey(sub);
      if (target !== undefined) {
        const list = referrers.get(target);
        if (list === undefined) referrers.set(target, [key]);
        else list.push(key);
      }
      eachSubschema(sub, (inner, keyword) => {
        if (keyword === "properties" && (isHidden(inner, "input") || isHidden(inner, "output"))) differing.add(key);
        visit(inner);
      });
    };
    visit(schema);
  }
  for (const key of differing) for (const referrer of referrers.get(key) ?? []) differing.add(referrer); // the set grows during the loop
  return new Set([...schemas.keys()].filter((key) => differing.has(key)));
}

/** Schema with a discriminator → keys of the schemas that are `allOf` it. */
function inheritance(schemas: ReadonlyMap<string, NormalisedSchema>): Map<Node, string[]> {
  const children = new Map<Node, string[]>();
  for (const [key, { schema }] of schemas) {
    if (!isObject(schema) || !Array.isArray(schema["allOf"])) continue;
    for (const member of schema["allOf"] as Schema[]) {
      const parent = schemas.get(referredKey(member) ?? "")?.schema;
      if (!isObject(parent) || !isObject(parent["discriminator"])) continue;
      children.set(parent, [...(children.get(parent) ?? []), key]);
    }
  }
  return children;
}
