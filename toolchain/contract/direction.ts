/**
 * What a request may hold and what a response may hold, where readOnly and writeOnly make them differ
 * (OAS 3.2 §4.24.3; JSON Schema validation 2020-12 §9.4). Differences travel along references.
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

const NOTHING: ReadonlySet<string> = new Set();

export function createDirections(schemas: ReadonlyMap<string, NormalisedSchema>): Directions {
  const schemaOf = (key: string): Schema => schemas.get(key)?.schema ?? true;

  /** Whether a property may not travel in a direction. */
  const isHidden = (property: Schema, direction: Direction, depth = 0): boolean => {
    if (!isObject(property) || depth > 20) return false;
    if (property[direction === "input" ? "readOnly" : "writeOnly"] === true) return true;
    const key = referredKey(property);
    if (key !== undefined) return isHidden(schemaOf(key), direction, depth + 1);
    return (
      Array.isArray(property["allOf"]) &&
      (property["allOf"] as Schema[]).some((member) => isHidden(member, direction, depth + 1))
    );
  };

  const differing = findDiffering(schemas, isHidden);
  const keys = { input: new Map<string, string>(), output: new Map<string, string>() };
  const taken = new Set(schemas.keys());
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

  /** Names that are hidden in a schema or in what it is composed of: no part of it may require them. */
  const hiddenNames = (
    schema: Schema,
    direction: Direction,
    seen: ReadonlySet<string> = NOTHING,
  ): ReadonlySet<string> => {
    if (!isObject(schema)) return NOTHING;
    const names = new Set<string>();
    if (isObject(schema["properties"])) {
      for (const name in schema["properties"])
        if (isHidden(schema["properties"][name] as Schema, direction)) names.add(name);
    }
    for (const member of (schema["allOf"] as Schema[] | undefined) ?? [])
      for (const name of hiddenNames(member, direction, seen)) names.add(name);
    const key = referredKey(schema);
    if (key !== undefined && differing.has(key) && !seen.has(key))
      for (const name of hiddenNames(schemaOf(key), direction, new Set([...seen, key]))) names.add(name);
    return names;
  };

  const children = inheritance(schemas);
  /** The key of the variant of what a reference leads to, where that has variants. */
  const variantOf = (reference: unknown, direction: Direction): string | undefined => {
    const key = schemaKey(reference);
    return key === undefined ? undefined : keys[direction].get(key);
  };

  const direct = (schema: Schema, direction: Direction, outer: ReadonlySet<string> = NOTHING): Schema => {
    if (typeof schema === "boolean") return schema;
    const inner = hiddenNames(schema, direction);
    const hidden = outer.size === 0 ? inner : new Set([...outer, ...inner]);
    const absent: string[] = [];
    let out = mapSubschemas(schema, (sub, keyword, name) => {
      if (keyword === "properties") {
        if (!isHidden(sub, direction) && !outer.has(name!)) return direct(sub, direction);
        absent.push(name!);
        return false;
      }
      return direct(
        sub,
        direction,
        keyword === "allOf" || keyword === "anyOf" || keyword === "oneOf" ? hidden : NOTHING,
      );
    });
    if (!isObject(out)) return out;
    const change = (keyword: string, value: unknown): void => {
      const { [keyword]: _, ...rest } = out as Node;
      out = value === undefined ? rest : { ...(out as Node), [keyword]: value };
    };
    // for messages: these are not properties that the contract forbids in both directions
    if (absent.length > 0) change(direction === "input" ? "x-tenon-readOnly" : "x-tenon-writeOnly", absent);
    const required = schema["required"] as readonly string[] | undefined;
    if (required?.some((name) => hidden.has(name)) === true) {
      const left = required.filter((name) => !hidden.has(name));
      change("required", left.length === 0 ? undefined : left);
    }
    const variant = variantOf(schema["$ref"], direction);
    if (variant !== undefined) change("$ref", schemaReference(variant));
    if (isObject(schema["discriminator"]))
      change("discriminator", discriminator(schema, schema["discriminator"], direction));
    return out;
  };

  /** A variant's key is not what the discriminator's value would be: every subtype is mapped by name. */
  const discriminator = (schema: Node, value: Node, direction: Direction): Node => {
    const written = (value["mapping"] ?? {}) as Readonly<Record<string, string>>;
    const mapped = new Set(Object.values(written));
    const mapping: Record<string, string> = {};
    for (const [name, reference] of Object.entries(written)) {
      const variant = variantOf(reference, direction);
      mapping[name] = variant === undefined ? reference : schemaReference(variant);
    }
    const members = [...((schema["oneOf"] ?? schema["anyOf"] ?? []) as Schema[])].map(referredKey);
    for (const key of [...members, ...(children.get(schema) ?? [])]) {
      if (key !== undefined && !mapped.has(schemaReference(key)) && keys[direction].has(key))
        mapping[key] ??= schemaReference(keys[direction].get(key)!);
    }
    const variant = variantOf(value["defaultMapping"], direction);
    return {
      ...value,
      ...(Object.keys(mapping).length > 0 && { mapping }),
      ...(variant !== undefined && { defaultMapping: schemaReference(variant) }),
    };
  };

  return { keys, direct };
}

/** Keys of the schemas in which something is hidden, or that refer to such a one. */
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
  for (const key of differing) for (const referrer of referrers.get(key) ?? []) differing.add(referrer); // grows while it is walked
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
