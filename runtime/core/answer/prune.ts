/**
 * Properties of an answer that the contract does not declare: what TypeScript cannot see when it comes by a spread, a
 * password hash for instance. An object schema that has `properties` and neither `additionalProperties` nor
 * `patternProperties` is taken as complete, although JSON Schema would let anything through.
 *
 * What some branch of `oneOf`, `anyOf`, `if` or `allOf` declares is declared; where a branch is free-form, so is the whole.
 * A property whose schema is `false` (writeOnly in an answer) is not declared.
 */

import { isLong } from "../schema/long.ts";
import { isObject } from "../json-object.ts";
import { escapeToken } from "../json-pointer.ts";
import { resolveRef, schemaEntries, schemasIn, isSchema, type SchemaObject } from "../schema/resolve.ts";
import type { Schema, Schemas } from "../validation.ts";

/** What all schemas that apply to one value say together about the properties it may have. */
export interface Declared {
  /** Free properties are allowed. */
  open: boolean;
  /** Some schema has `properties`. */
  named: boolean;
  readonly properties: Map<string, Schema[]>;
  /** For properties that have no name. */
  readonly rest: Schema[];
  readonly items: Schema[];
  /** What is said of the value of a property, of one without a name, of an item: worked out when it is first met. */
  readonly below: Map<string, Declared | "withheld">;
  ofRest?: Declared;
  ofItems?: Declared;
}

export interface Pruned {
  /** Without what is not declared; the same object when there is nothing to drop. */
  readonly value: unknown;
  /** JSON Pointers of what is not declared. */
  readonly undeclared: readonly string[];
  /** Those of them that the schema has, as `false`. */
  readonly withheld: ReadonlySet<string>;
  /** The value holds what JSON.stringify replaces (`toJSON`) or leaves out: ask again with what it makes of it. */
  readonly exotic: boolean;
}

const FREE: Declared = { open: true, named: false, properties: new Map(), rest: [], items: [], below: new Map() };

/** What drops properties that are not declared, and tells which they were. */
export interface Prune {
  (schema: Schema, value: unknown): Pruned;
  /** What schemas that hold together say of the properties that there may be. */
  readonly declaredBy: (list: readonly Schema[]) => Declared;
}

export function createPrune(schemas: Schemas): Prune {
  const single = new WeakMap<SchemaObject, Declared>();
  const several = new Map<string, Declared>();
  const ids = new WeakMap<SchemaObject, number>();
  let lastId = 0;

  function idOf(schema: Schema): string {
    if (typeof schema === "boolean") return String(schema);
    let id = ids.get(schema);
    if (id === undefined) ids.set(schema, (id = ++lastId));
    return String(id);
  }

  function declaredBy(list: readonly Schema[]): Declared {
    const [first] = list;
    if (first === undefined) return FREE;
    if (list.length === 1) {
      if (typeof first === "boolean") return FREE;
      let known = single.get(first);
      if (known === undefined) single.set(first, (known = collectAll(list)));
      return known;
    }
    const key = [...new Set(list.map(idOf))].sort().join();
    let known = several.get(key);
    if (known === undefined) several.set(key, (known = collectAll(list)));
    return known;
  }

  function collectAll(list: readonly Schema[]): Declared {
    const declared: Declared = {
      open: false,
      named: false,
      properties: new Map(),
      rest: [],
      items: [],
      below: new Map(),
    };
    const seen = new Set<Schema>();
    for (const schema of list) {
      const says = collect(schema, declared, seen);
      if (list.length > 1 && !says && isFree(schema)) declared.open = true;
    }
    return declared;
  }

  /** @returns whether the schema says anything about properties */
  function collect(schema: Schema, into: Declared, seen: Set<Schema>): boolean {
    if (!isObject(schema) || seen.has(schema)) return seen.has(schema);
    seen.add(schema);
    let says = false;
    if (typeof schema["$ref"] === "string") {
      const referred = resolveRef(schema["$ref"], schemas);
      if (referred === undefined) into.open = says = true;
      else says = collect(referred, into, seen);
    }
    if ("$dynamicRef" in schema) into.open = says = true;
    if (isObject(schema["properties"])) {
      into.named = says = true;
      for (const [name, property] of schemaEntries(schema["properties"])) {
        const known = into.properties.get(name);
        if (known === undefined) into.properties.set(name, [property]);
        else known.push(property);
      }
    }
    for (const keyword of ["additionalProperties", "unevaluatedProperties"]) {
      const rest = schema[keyword];
      if (rest === undefined || rest === false || !isSchema(rest)) continue;
      into.open = says = true;
      into.rest.push(rest);
    }
    if ("patternProperties" in schema) {
      into.open = says = true;
      for (const [, rest] of schemaEntries(schema["patternProperties"])) into.rest.push(rest);
    }
    if (isSchema(schema["items"])) into.items.push(schema["items"]);
    into.items.push(...schemasIn(schema["prefixItems"]));
    for (const keyword of ["allOf", "then", "else", "dependentSchemas"]) {
      for (const member of membersOf(schema[keyword], keyword)) says = collect(member, into, seen) || says;
    }
    for (const keyword of ["anyOf", "oneOf"]) {
      for (const member of schemasIn(schema[keyword])) {
        if (collect(member, into, seen)) says = true;
        else if (isFree(member)) into.open = says = true;
      }
    }
    return says;
  }

  /** A branch that takes any object: `true`, `{}`, `{ type: "object" }`; but not `{ required: […] }`, which only adds to its parent. */
  function isFree(schema: Schema, hops = 0): boolean {
    if (typeof schema === "boolean") return schema;
    if (typeof schema["$ref"] === "string") {
      const referred = resolveRef(schema["$ref"], schemas);
      return referred === undefined || hops > MAX_HOPS || isFree(referred, hops + 1);
    }
    const { type } = schema;
    if (type === undefined) return Object.keys(schema).every((keyword) => ANNOTATIONS.has(keyword));
    return type === "object" || (Array.isArray(type) && type.includes("object"));
  }

  const prune = (schema: Schema, value: unknown): Pruned => {
    const undeclared: string[] = [];
    const withheld = new Set<string>();
    let exotic = false;

    const walk = (declared: Declared, current: unknown, pointer: string): unknown => {
      if (typeof current !== "object" || current === null) return current;
      if (isExotic(current)) {
        exotic = true;
        return current;
      }
      return Array.isArray(current) ? walkArray(declared, current, pointer) : walkObject(declared, current, pointer);
    };

    const walkArray = (declared: Declared, list: readonly unknown[], pointer: string): unknown => {
      if (declared.items.length === 0) return list;
      const items = declaredBy(declared.items);
      let copy: unknown[] | undefined;
      for (let i = 0; i < list.length; i++) {
        const item = walk(items, list[i], `${pointer}/${i}`);
        if (item !== list[i]) (copy ??= [...list])[i] = item;
      }
      return copy ?? list;
    };

    const walkObject = (declared: Declared, object: object, pointer: string): unknown => {
      const closed = declared.named && !declared.open;
      let copy: Record<string, unknown> | undefined;
      for (const [key, item] of Object.entries(object)) {
        if (item === undefined) continue;
        // JSON leaves these out.
        if (typeof item === "function" || typeof item === "symbol") exotic = true;
        const named = declared.properties.get(key);
        if (named === undefined ? closed : named.every((each) => each === false)) {
          undeclared.push(`${pointer}/${escapeToken(key)}`);
          if (named !== undefined) withheld.add(`${pointer}/${escapeToken(key)}`);
          delete (copy ??= { ...object } as Record<string, unknown>)[key]; // own properties of an object
          continue;
        }
        if (typeof item !== "object" || item === null) continue;
        const kept = walk(declaredBy(named ?? declared.rest), item, `${pointer}/${escapeToken(key)}`);
        if (kept !== item) (copy ??= { ...object } as Record<string, unknown>)[key] = kept;
      }
      return copy ?? object;
    };

    const pruned = walk(declaredBy([schema]), value, "");
    return { value: pruned, undeclared, withheld, exotic };
  };
  return Object.assign(prune, { declaredBy });
}

/** Whether JSON may have other members than reading by name finds: `toJSON`, or what an object inherits. */
export function isExotic(value: object): boolean {
  if (isLong(value)) return false;
  if ("toJSON" in value && typeof value.toJSON === "function") return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype !== Object.prototype && prototype !== Array.prototype && prototype !== null;
}

function membersOf(value: unknown, keyword: string): Schema[] {
  if (keyword === "allOf") return schemasIn(value);
  if (keyword === "dependentSchemas") return schemaEntries(value).map(([, schema]) => schema);
  return isSchema(value) ? [value] : [];
}

const ANNOTATIONS: ReadonlySet<string> = new Set([
  "title",
  "description",
  "default",
  "examples",
  "deprecated",
  "readOnly",
  "writeOnly",
  "$comment",
]);

/** A chain of references that is longer than this runs in a circle. */
const MAX_HOPS = 32;
