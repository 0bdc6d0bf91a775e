/**
 * Fills the defaults of schemas into bodies. JSON Schema takes `default` for an annotation, so this is an option.
 *
 * A property that is absent gets the default of its schema, as the contract has it. The schemas that apply to an object are
 * looked through: its own, those behind `$ref`, `allOf`, `if` and `dependentSchemas`, and the branches of `anyOf` and `oneOf`
 * that it fits.
 */

import { isObject } from "../json-object.ts";
import { isLong } from "../schema/long.ts";
import { isSchema, resolveRef, schemaEntries, schemasIn, type SchemaObject } from "../schema/resolve.ts";
import type { Schema, Schemas, Validators } from "../validation.ts";

/**
 * @param value one that fits the schema
 * @param checked what the schema was asked about, see `BodyRules.altered`
 * @returns a copy where something was filled in
 */
export type FillDefaults = (schema: Schema, value: unknown, checked: unknown) => unknown;

export function createDefaults(validators: Pick<Validators, "schemas" | "fits">): FillDefaults {
  const filler = new Filler(validators);
  const { schemas } = validators;
  const known = new WeakMap<SchemaObject, boolean>();
  return (schema, value, checked) => {
    if (typeof schema === "boolean") return value;
    let has = known.get(schema);
    if (has === undefined) known.set(schema, (has = hasDefault(schema, schemas, new Set())));
    return has ? filler.fill([schema], value, checked) : value;
  };
}

/** Whether a default is anywhere in a schema. It may be in a place where it says nothing. */
function hasDefault(schema: unknown, schemas: Schemas, seen: Set<unknown>): boolean {
  if (typeof schema !== "object" || schema === null || seen.has(schema)) return false;
  seen.add(schema);
  if ("default" in schema) return true;
  const target = "$ref" in schema ? resolveRef(schema.$ref, schemas) : undefined;
  return hasDefault(target, schemas, seen) || Object.values(schema).some((each) => hasDefault(each, schemas, seen));
}

class Filler {
  readonly #schemas: Schemas;
  readonly #validators: Pick<Validators, "fits">;
  /** A schema for the names that match a pattern. */
  readonly #named = new Map<string, Schema>();

  constructor(validators: Pick<Validators, "schemas" | "fits">) {
    this.#schemas = validators.schemas;
    this.#validators = validators;
  }

  /** @param list schemas that all apply to the value */
  fill(list: readonly Schema[], value: unknown, checked: unknown): unknown {
    if (list.length === 0 || typeof value !== "object" || value === null || isLong(value)) return value;
    const applying = new Set<SchemaObject>();
    for (const schema of list) this.#collect(schema, checked, applying);
    if (Array.isArray(value) && Array.isArray(checked)) return this.#fillItems(applying, value, checked);
    return isObject(checked) && isPlain(value) ? this.#fillMembers(applying, value, checked) : value;
  }

  #fillItems(applying: Iterable<SchemaObject>, list: readonly unknown[], checked: readonly unknown[]): unknown {
    let copy: unknown[] | undefined;
    for (const [index, item] of list.entries()) {
      const schemas = [...applying].flatMap(({ prefixItems, items }) => {
        const prefix = schemasIn(prefixItems);
        const own = index < prefix.length ? prefix[index] : items;
        return isSchema(own) ? [own] : [];
      });
      const filled = this.fill(schemas, item, checked[index]);
      if (filled !== item) (copy ??= [...list])[index] = filled;
    }
    return copy ?? list;
  }

  #fillMembers(applying: Iterable<SchemaObject>, object: Members, checked: Members): unknown {
    let copy: Record<string, unknown> | undefined;
    const members = (): Record<string, unknown> => (copy ??= { ...object });
    for (const [name, given] of Object.entries(object)) {
      const schemas = [...applying].flatMap((schema) => this.#ofMember(schema, name));
      const filled = this.fill(schemas, given, checked[name]);
      if (filled !== given) members()[name] = filled;
    }
    for (const { properties } of applying)
      for (const [name, schema] of schemaEntries(properties)) {
        if (Object.hasOwn(copy ?? object, name)) continue;
        const value = this.#defaultOf(schema);
        if (value !== undefined) members()[name] = typeof value === "object" ? structuredClone(value) : value;
      }
    return copy ?? object;
  }

  /** The schema's own, or the first of those that apply with it. */
  #defaultOf(schema: Schema, seen: Set<Schema> = new Set()): unknown {
    if (typeof schema === "boolean" || seen.has(schema)) return undefined;
    seen.add(schema);
    if (schema["default"] !== undefined) return schema["default"];
    const others = [resolveRef(schema["$ref"], this.#schemas), ...schemasIn(schema["allOf"])];
    for (const other of others) {
      const found = other === undefined ? undefined : this.#defaultOf(other, seen);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** All schemas that apply to a value that fits. */
  #collect(schema: Schema | undefined, value: unknown, into: Set<SchemaObject>): void {
    if (schema === undefined || typeof schema === "boolean" || into.has(schema)) return;
    into.add(schema);
    this.#collect(resolveRef(schema["$ref"], this.#schemas), value, into);
    for (const member of schemasIn(schema["allOf"])) this.#collect(member, value, into);
    for (const keyword of ["anyOf", "oneOf"])
      for (const branch of schemasIn(schema[keyword]))
        if (this.#fits(branch, value)) this.#collect(branch, value, into);
    if (isSchema(schema["if"])) {
      const chosen = this.#fits(schema["if"], value) ? [schema["if"], schema["then"]] : [schema["else"]];
      for (const each of chosen) if (isSchema(each)) this.#collect(each, value, into);
    }
    for (const [name, dependent] of schemaEntries(schema["dependentSchemas"]))
      if (isObject(value) && Object.hasOwn(value, name)) this.#collect(dependent, value, into);
  }

  /** The schemas that one schema has for a property. */
  #ofMember({ properties, patternProperties, additionalProperties }: SchemaObject, name: string): Schema[] {
    const own = isObject(properties) && Object.hasOwn(properties, name) ? properties[name] : undefined;
    const patterned = schemaEntries(patternProperties).filter(([pattern]) => this.#matches(pattern, name));
    const found = [...(isSchema(own) ? [own] : []), ...patterned.map(([, schema]) => schema)];
    return found.length === 0 && isSchema(additionalProperties) ? [additionalProperties] : found;
  }

  #matches(pattern: string, name: string): boolean {
    let schema = this.#named.get(pattern);
    if (schema === undefined) this.#named.set(pattern, (schema = { pattern }));
    return this.#validators.fits(schema, name);
  }

  #fits(schema: Schema, value: unknown): boolean {
    return typeof schema === "boolean" ? schema : this.#validators.fits(schema, value);
  }
}

type Members = Readonly<Record<string, unknown>>;

/** A file is an object too. */
function isPlain(value: object): value is Members {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
