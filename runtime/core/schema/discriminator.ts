/**
 * Which branch of a union a value means, so that a report is about that branch. It never decides whether a value is valid
 * (OAS 3.2 §4.25).
 */

import { has } from "./assertions.ts";
import { isSchema } from "./resolve.ts";
import { isObject } from "../json-object.ts";
import { equal } from "./values.ts";
import type { Schema } from "../validation.ts";

/** The branches that a value means; none: `values` are those that select a branch. `undefined`: the value does not say. */
export type Choose = (
  value: unknown,
) =>
  | { readonly indexes: readonly number[]; readonly property: string; readonly values: readonly unknown[] }
  | undefined;

/** Follows a `$ref`; `undefined` when it leads nowhere. */
export type Follow = (reference: string) => Schema | undefined;

/** `$ref` and `allOf` are followed at most this many times. */
const MOST_STEPS = 12;

/** @param schema one with `anyOf` or `oneOf` under `keyword` */
export function createChoose(
  schema: Readonly<Record<string, unknown>>,
  keyword: "anyOf" | "oneOf",
  follow: Follow,
): Choose {
  const branches = Array.isArray(schema[keyword]) ? (schema[keyword] as readonly unknown[]).filter(isSchema) : [];
  const { discriminator } = schema;
  const declared = isObject(discriminator) ? discriminator["propertyName"] : undefined;
  const property = typeof declared === "string" ? declared : commonTag(branches, follow);
  if (property === undefined) return () => undefined;
  const mapped = isObject(discriminator) ? mappedValues(branches, discriminator["mapping"]) : [];
  const allowed = branches.map((branch) => allowedValues(branch, property, follow));
  const names = branches.map((branch) => (isObject(branch) ? nameOf(branch["$ref"]) : undefined));
  const values = branches.flatMap((_, i) => allowed[i] ?? mapped[i] ?? names[i] ?? []);
  const selected = (given: unknown): readonly number[] => {
    // the mapping comes first, then what the branches allow, then their names
    for (const selects of [
      (i: number) => mapped[i]?.includes(given as string) ?? false, // of another type: no
      (i: number) => allowed[i]?.some((each) => equal(each, given)) ?? false,
      (i: number) => names[i] === given,
    ]) {
      const indexes = branches.flatMap((_, i) => (selects(i) ? [i] : []));
      if (indexes.length > 0) return indexes;
    }
    return [];
  };
  return (value) =>
    isObject(value) && has(value, property)
      ? { indexes: selected(value[property]), property, values: distinct(values) }
      : undefined;
}

const distinct = (values: readonly unknown[]): readonly unknown[] =>
  values.filter((value, i) => values.findIndex((each) => equal(each, value)) === i);

/** The values that the mapping gives each branch. */
function mappedValues(branches: readonly Schema[], mapping: unknown): readonly (readonly string[] | undefined)[] {
  if (!isObject(mapping)) return [];
  const entries = Object.entries(mapping);
  return branches.map((branch) => {
    const own = entries.flatMap(([value, target]) => (isObject(branch) && branch["$ref"] === target ? [value] : []));
    return own.length > 0 ? own : undefined;
  });
}

/** The implicit value of a branch: the name of its schema. */
const nameOf = (reference: unknown): string | undefined =>
  typeof reference === "string" ? reference.slice(reference.lastIndexOf("/") + 1) : undefined;

/** The property whose `const` or `enum` tells all branches apart, where there is one. */
function commonTag(all: readonly Schema[], follow: Follow): string | undefined {
  const branches = all.filter((branch) => couldBeObject(branch, follow));
  const [first] = branches;
  if (first === undefined || branches.length < 2) return undefined;
  for (const property of propertyNames(first, follow)) {
    const allowed = branches.map((branch) => allowedValues(branch, property, follow));
    const values = allowed.flatMap((each) => each ?? []);
    if (allowed.every((each) => each !== undefined) && distinct(values).length === values.length) return property;
  }
  return undefined;
}

function couldBeObject(schema: Schema, follow: Follow): boolean {
  let could = schema !== false;
  eachPart(schema, follow, ({ type }) => {
    if (type !== undefined && type !== "object" && !(Array.isArray(type) && type.includes("object"))) could = false;
  });
  return could;
}

function propertyNames(schema: Schema, follow: Follow): ReadonlySet<string> {
  const names = new Set<string>();
  eachPart(schema, follow, ({ properties }) => {
    if (isObject(properties)) for (const name of Object.keys(properties)) names.add(name);
  });
  return names;
}

/** The values that a branch allows for a property; `undefined`: any. */
function allowedValues(branch: Schema, property: string, follow: Follow): readonly unknown[] | undefined {
  let allowed: readonly unknown[] | undefined;
  eachPart(branch, follow, ({ properties }) => {
    if (!isObject(properties) || !Object.hasOwn(properties, property) || !isSchema(properties[property])) return;
    eachPart(properties[property], follow, (part) => {
      if (Object.hasOwn(part, "const")) allowed ??= [part["const"]];
      else if (Array.isArray(part["enum"])) allowed ??= part["enum"];
    });
  });
  return allowed;
}

/** Visits a schema and all schemas that apply with it, through `$ref` and `allOf`. */
function eachPart(
  schema: Schema,
  follow: Follow,
  visit: (schema: Readonly<Record<string, unknown>>) => void,
  steps = 0,
): void {
  if (typeof schema === "boolean" || steps > MOST_STEPS) return;
  visit(schema);
  const { $ref, allOf } = schema;
  const target = typeof $ref === "string" ? follow($ref) : undefined;
  if (target !== undefined) eachPart(target, follow, visit, steps + 1);
  if (Array.isArray(allOf)) for (const part of allOf.filter(isSchema)) eachPart(part, follow, visit, steps + 1);
}
