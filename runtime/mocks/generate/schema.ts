/** Reading schemas: a conjunction of schemas as a flat list of plain ones. */

import { patternOf } from "../../core/pattern/index.ts";
import { isObject } from "../../core/json-object.ts";
import { isSchema, resolveRef, schemaKey, schemasIn } from "../../core/schema/resolve.ts";
import type { Schema, Schemas } from "../../core/validation.ts";

/** A schema object. */
export type Atom = { readonly [keyword: string]: unknown };

/** Schemas that all have to hold. */
export type All = readonly Schema[];

export interface Flat {
  /** Without `$ref` and `allOf`, which are followed. */
  readonly atoms: readonly Atom[];
  /** The named schemas that were entered on the way. */
  readonly names: readonly string[];
}

/** Nothing satisfies it, as far as can be told. */
export const NOTHING: unique symbol = Symbol("nothing");
export type Nothing = typeof NOTHING;
/** No value satisfies a plan, and that is proved. */
export const EMPTY: unique symbol = Symbol("empty");

/** Larger than every size of a value that is asked for. */
export const HUGE = 100_000;

/** What each of the schemas says under a keyword, where that is a number. */
export const numbers = (atoms: readonly Atom[], keyword: string): number[] =>
  atoms.map((atom) => atom[keyword]).filter((value) => typeof value === "number");

/** Assigning to `__proto__` would set the prototype. */
export function put(object: Record<string, unknown>, name: string, value: unknown): void {
  if (name === "__proto__")
    Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
  else object[name] = value;
}

/** @returns `undefined` when one of them is `false`: nothing satisfies it */
export function flatten(all: All, schemas: Schemas): Flat | undefined {
  const atoms: Atom[] = [];
  const names: string[] = [];
  const open: Schema[] = all.toReversed();
  const seen = new Set<Schema>();
  for (let schema = open.pop(); schema !== undefined; schema = open.pop()) {
    if (schema === false) return undefined;
    // A schema that is an `allOf` of itself says nothing further.
    if (schema === true || seen.has(schema)) continue;
    seen.add(schema);
    atoms.push(schema);
    const parts = schemasIn(schema["allOf"]);
    for (let index = parts.length - 1; index >= 0; index -= 1) open.push(parts[index] ?? true);
    const name = schemaKey(schema["$ref"]);
    const target = resolveRef(schema["$ref"], schemas);
    if (target !== undefined) {
      if (name !== undefined) names.push(name);
      open.push(target);
    }
  }
  return { atoms, names };
}

/** What holds for a property: by `properties`, else by pattern, else as an additional one (JSON Schema 2020-12 §10.3.2). */
export function propertySchemas(atoms: readonly Atom[], name: string): Schema[] {
  const found: Schema[] = [];
  for (const atom of atoms) {
    let evaluated = false;
    const properties = atom["properties"];
    if (isObject(properties) && Object.hasOwn(properties, name)) {
      evaluated = true;
      const schema = properties[name];
      if (isSchema(schema)) found.push(schema);
    }
    const patterns = atom["patternProperties"];
    if (isObject(patterns)) {
      for (const [pattern, schema] of Object.entries(patterns)) {
        if (!isSchema(schema) || !patternOf(pattern).test(name)) continue;
        evaluated = true;
        found.push(schema);
      }
    }
    const rest = atom["additionalProperties"];
    if (!evaluated && isSchema(rest)) found.push(rest);
  }
  return found;
}

/** What holds for an entry of an array (JSON Schema 2020-12 §10.3.1). */
export function itemSchemas(atoms: readonly Atom[], index: number): Schema[] {
  return atoms.flatMap((atom): Schema[] => {
    const prefix = atom["prefixItems"];
    const own: unknown = Array.isArray(prefix) && index < prefix.length ? (prefix as unknown[])[index] : atom["items"];
    return isSchema(own) ? [own] : [];
  });
}

export const TYPES = ["null", "boolean", "integer", "number", "string", "array", "object"] as const;
export type TypeName = (typeof TYPES)[number];

export function typesOf(atom: Atom): readonly TypeName[] | undefined {
  const type = atom["type"];
  const names: readonly unknown[] = Array.isArray(type) ? type : typeof type === "string" ? [type] : [];
  const known = TYPES.filter((name) => names.includes(name));
  return known.length === 0 ? undefined : known;
}
