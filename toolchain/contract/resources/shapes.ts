/** Reads schemas of objects and lists, with `$ref`, `allOf` and alternatives together, to infer resources. */

import { isObject } from "tenon-runtime/core";
import { referredKey } from "../schema-walk.ts";
import type { Contract, Schema } from "../model.ts";

/** What a schema says about an object or a list. */
export interface View {
  /** The named schema. Two views with the same one show the same thing. */
  readonly identity: string | undefined;
  readonly properties: ReadonlyMap<string, Schema>;
  readonly required: ReadonlySet<string>;
  readonly types: ReadonlySet<string>;
  readonly items: Schema | undefined;
}

export interface Shapes {
  view(schema: Schema | undefined): View;
}

const EMPTY: View = {
  identity: undefined,
  properties: new Map(),
  required: new Set(),
  types: new Set(),
  items: undefined,
};

/** The largest number of schemas in one view. */
const MOST = 60;

/** Each schema is read once. */
export function createShapes(contract: Pick<Contract, "schemas">): Shapes {
  const named = new Map<string, Schema>();
  /** The key of a schema by the key of its variant. */
  const plain = new Map<string, string>();
  for (const { key, schema, variants } of contract.schemas) {
    named.set(key, schema);
    for (const variant of variants === undefined ? [] : [variants.input, variants.output]) {
      named.set(variant.key, variant.schema);
      plain.set(variant.key, key);
    }
  }
  const views = new WeakMap<object, View>();

  function collect(start: Schema): View {
    const properties = new Map<string, Schema>();
    const required = new Set<string>();
    const types = new Set<string>();
    const seen = new Set<Schema>();
    let items: Schema | undefined;
    const visit = (schema: Schema, applies: "always" | "sometimes"): void => {
      if (!isObject(schema) || seen.has(schema as Schema) || seen.size > MOST) return;
      seen.add(schema as Schema);
      const key = referredKey(schema);
      if (key !== undefined) visit(named.get(key) ?? true, applies);
      for (const type of [schema["type"]].flat()) if (typeof type === "string") types.add(type);
      if (isObject(schema["properties"]))
        for (const [name, value] of Object.entries(schema["properties"]))
          if (value !== false) properties.set(name, both(properties.get(name), value as Schema, applies)); // as normalised
      if (applies === "always" && Array.isArray(schema["required"]))
        for (const name of schema["required"]) if (typeof name === "string") required.add(name);
      if (schema["items"] !== undefined) items = both(items, schema["items"] as Schema, applies); // as normalised
      for (const part of list(schema["allOf"])) visit(part, applies);
      for (const part of [...list(schema["anyOf"]), ...list(schema["oneOf"])]) visit(part, "sometimes");
    };
    visit(start, "always");
    return { identity: identityOf(start), properties, required, types, items };
  }

  /** The name of the `$ref`, of the only part of `allOf`, or of the first alternative. */
  function identityOf(schema: Schema, hops = 0): string | undefined {
    if (!isObject(schema) || hops > 20) return undefined;
    const key = referredKey(schema);
    if (key !== undefined) {
      const target = named.get(key);
      // a schema that only refers to another one
      const further = target === undefined || isObjectLike(target) ? undefined : identityOf(target, hops + 1);
      return further ?? plain.get(key) ?? key;
    }
    for (const keyword of ["allOf", "anyOf", "oneOf"]) {
      const parts = list(schema[keyword])
        .filter((part) => !isObject(part) || part["type"] !== "null")
        .filter(saysMore);
      const [first] = parts;
      if (first !== undefined && (keyword !== "allOf" || parts.length === 1)) return identityOf(first, hops + 1);
    }
    return undefined;
  }

  return {
    view(schema) {
      if (!isObject(schema)) return EMPTY;
      let view = views.get(schema);
      if (view === undefined) views.set(schema, (view = collect(schema as Schema)));
      return view;
    },
  };
}

/** What two schemas say of one member, where both apply; of alternatives the first counts. */
const both = (one: Schema | undefined, other: Schema, applies: "always" | "sometimes"): Schema =>
  one === undefined || !saysMore(one)
    ? other
    : applies === "sometimes" || !saysMore(other)
      ? one
      : { allOf: [one, other] };

/** Whether a schema says more than a type. */
const saysMore = (schema: Schema): boolean =>
  isObject(schema) &&
  ["$ref", "properties", "items", "allOf", "anyOf", "oneOf", "enum", "format"].some((keyword) => keyword in schema);

const list = (value: unknown): readonly Schema[] => (Array.isArray(value) ? (value as Schema[]) : []); // as normalised
const isObjectLike = (schema: Schema): boolean => isObject(schema) && ("properties" in schema || "allOf" in schema);
