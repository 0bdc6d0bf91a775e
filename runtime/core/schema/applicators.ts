/** Keywords that put further schemas to a value or its members (JSON Schema 2020-12 core §10 and §11). */

import { patternOf } from "../pattern/index.ts";
import { has } from "./assertions.ts";
import {
  atMostItems,
  conditional,
  MATCHES_NOT,
  matchingItems,
  mustNotBePresent,
  notAllowed,
  notAllowedName,
  otherDirection,
} from "./messages.ts";
import { Evaluated, type Check, type SchemaNode, type State } from "./node.ts";
import { isObject } from "../json-object.ts";
import type { Schema } from "../validation.ts";

/** A schema whose keywords are read, with a way to its subschemas. */
export interface Reading {
  readonly schema: Readonly<Record<string, unknown>>;
  /** Where it stands. */
  readonly at: string;
  /** The node of a subschema; `undefined` when there is none under the keyword. */
  node(keyword: string): SchemaNode | undefined;
  nodes(keyword: string): readonly SchemaNode[];
  named(keyword: string): readonly (readonly [name: string, node: SchemaNode])[];
  /** The schema that a `$ref` within leads to; `undefined` when it leads nowhere. */
  readonly follow: (reference: string) => Schema | undefined;
}

const isNever = (schema: unknown): boolean => schema === false;

export function propertiesCheck(reading: Reading): Check | undefined {
  const { schema, at } = reading;
  const named = reading.named("properties").map(([name, node]) => ({
    name,
    node,
    never: isObject(schema["properties"]) && isNever(schema["properties"][name]) ? hiddenBy(schema, name) : undefined,
  }));
  const patterned = reading.named("patternProperties").map(([source, node]) => ({ pattern: patternOf(source), node }));
  const additional = reading.node("additionalProperties");
  if (named.length === 0 && patterned.length === 0 && additional === undefined) return undefined;
  const names = new Set(named.map(({ name }) => name));
  const closed = isNever(schema["additionalProperties"]);
  const pointer = `${at}/additionalProperties`;

  const namedFit: Check = (value, state, evaluated) => {
    if (!isObject(value)) return true;
    let fits = true;
    for (const { name, node, never } of named) {
      const member = value[name];
      if (member === undefined || !Object.hasOwn(value, name)) continue;
      evaluated?.property(name);
      if (never === undefined && state.child(node, name, member)) continue;
      if (never !== undefined) state.fail(never, node.pointer, neverMessage(name, never), name);
      fits = false;
      if (state.full) return false;
    }
    return fits;
  };
  if (patterned.length === 0 && additional === undefined) return namedFit;
  return (value, state, evaluated) => {
    if (!isObject(value)) return true;
    let fits = named.length === 0 || namedFit(value, state, evaluated);
    if (!fits && state.full) return false;
    for (const name of Object.keys(value)) {
      let known = names.has(name);
      for (const { pattern, node } of patterned) {
        if (!pattern.test(name)) continue;
        known = true;
        evaluated?.property(name);
        if (!state.child(node, name, value[name])) fits = false;
      }
      if (!known && additional !== undefined) {
        evaluated?.property(name);
        if (closed) fits = state.fail("additionalProperties", pointer, notAllowed(name), name);
        else if (!state.child(additional, name, value[name])) fits = false;
      }
      if (!fits && state.full) return false;
    }
    return fits;
  };
}

/** Keywords that hide a property from one direction: there its schema is `false`. The contract's model adds the names. */
const HIDING = ["readOnly", "writeOnly"] as const;
type Never = (typeof HIDING)[number] | "false";

const hiddenBy = (schema: Reading["schema"], name: string): Never =>
  HIDING.find((keyword) => {
    const names = schema[`x-tenon-${keyword}`];
    return Array.isArray(names) && names.includes(name);
  }) ?? "false";

const neverMessage = (name: string, by: Never): string =>
  by === "false" ? mustNotBePresent(name) : otherDirection(name, by);

export function propertyNamesCheck(reading: Reading): Check | undefined {
  const node = reading.node("propertyNames");
  if (node === undefined) return undefined;
  const pointer = `${reading.at}/propertyNames`;
  return (value, state) => {
    if (!isObject(value)) return true;
    let fits = true;
    for (const name of Object.keys(value)) {
      if (silently(state, () => node.run(name, state, undefined))) continue;
      fits = state.fail("propertyNames", pointer, notAllowedName(name));
      if (state.full) break;
    }
    return fits;
  };
}

export function dependentSchemasCheck(reading: Reading): Check | undefined {
  const named = reading.named("dependentSchemas");
  if (named.length === 0) return undefined;
  return (value, state, evaluated) => {
    if (!isObject(value)) return true;
    let fits = true;
    for (const [name, node] of named) if (has(value, name) && !within(node, value, state, evaluated)) fits = false;
    return fits;
  };
}

export function itemsCheck(reading: Reading): Check | undefined {
  const prefix = reading.nodes("prefixItems");
  const rest = reading.node("items");
  if (prefix.length === 0 && rest === undefined) return undefined;
  const closed = isNever(reading.schema["items"]);
  const pointer = `${reading.at}/items`;
  return (value, state, evaluated) => {
    if (!Array.isArray(value)) return true;
    let fits = true;
    const known = Math.min(prefix.length, value.length);
    if (evaluated) evaluated.items = Math.max(evaluated.items, rest === undefined ? known : value.length);
    for (let i = 0; i < known; i++)
      if (!state.child(prefix[i]!, i, value[i])) {
        fits = false;
        if (state.full) return false;
      }
    if (rest === undefined || value.length <= prefix.length) return fits;
    if (closed) return state.fail("items", pointer, atMostItems(prefix.length));
    for (let i = prefix.length; i < value.length; i++)
      if (!state.child(rest, i, value[i])) {
        fits = false;
        if (state.full) return false;
      }
    return fits;
  };
}

export function containsCheck(reading: Reading): Check | undefined {
  const node = reading.node("contains");
  if (node === undefined) return undefined;
  const { minContains, maxContains } = reading.schema;
  const least = typeof minContains === "number" ? minContains : 1;
  const most = typeof maxContains === "number" ? maxContains : Infinity;
  return (value, state, evaluated) => {
    if (!Array.isArray(value)) return true;
    let found = 0;
    for (const [i, item] of value.entries()) {
      if (!silently(state, () => state.child(node, i, item))) continue;
      found++;
      if (evaluated) evaluated.index(i);
      else if (found > most || (found >= least && most === Infinity)) break;
    }
    if (found < least) return state.fail("contains", `${reading.at}/contains`, matchingItems("least", least));
    return found <= most || state.fail("maxContains", `${reading.at}/maxContains`, matchingItems("most", most));
  };
}

export function allOfCheck(reading: Reading): Check | undefined {
  const nodes = reading.nodes("allOf");
  if (nodes.length === 0) return undefined;
  return (value, state, evaluated) => {
    let fits = true;
    for (const node of nodes) {
      if (within(node, value, state, evaluated)) continue;
      fits = false;
      if (state.full) break;
    }
    return fits;
  };
}

export function notCheck(reading: Reading): Check | undefined {
  const node = reading.node("not");
  if (node === undefined) return undefined;
  const pointer = `${reading.at}/not`;
  return (value, state) =>
    !silently(state, () => node.run(value, state, undefined)) || state.fail("not", pointer, MATCHES_NOT);
}

export function ifCheck(reading: Reading): Check | undefined {
  const condition = reading.node("if");
  const then = reading.node("then");
  const otherwise = reading.node("else");
  if (condition === undefined) return undefined;
  return (value, state, evaluated) => {
    const holds = silently(state, () => within(condition, value, state, evaluated));
    const next = holds ? then : otherwise;
    if (next === undefined || within(next, value, state, evaluated)) return true;
    return state.fail("if", `${reading.at}/if`, conditional(holds ? "then" : "else"));
  };
}

/** Runs without a report. */
export function silently(state: State, run: () => boolean): boolean {
  const { report } = state;
  state.report = undefined;
  const fits = run();
  state.report = report;
  return fits;
}

/** Runs a schema on the same value; what it looked at counts only when the value fits it. */
export function within(node: SchemaNode, value: unknown, state: State, evaluated: Evaluated | undefined): boolean {
  if (evaluated === undefined) return node.run(value, state, undefined);
  const own = new Evaluated();
  const fits = node.run(value, state, own);
  if (fits) evaluated.merge(own);
  return fits;
}

export function unevaluatedPropertiesCheck(
  reading: Reading,
): ((value: unknown, state: State, evaluated: Evaluated) => boolean) | undefined {
  const node = reading.node("unevaluatedProperties");
  if (node === undefined) return undefined;
  const closed = isNever(reading.schema["unevaluatedProperties"]);
  const pointer = `${reading.at}/unevaluatedProperties`;
  return (value, state, evaluated) => {
    if (!isObject(value)) return true;
    let fits = true;
    for (const name of Object.keys(value)) {
      if (evaluated.hasProperty(name)) continue;
      if (closed) fits = state.fail("unevaluatedProperties", pointer, notAllowed(name), name);
      else if (!state.child(node, name, value[name])) fits = false;
      if (!fits && state.full) break;
    }
    evaluated.properties = "all";
    return fits;
  };
}

export function unevaluatedItemsCheck(
  reading: Reading,
): ((value: unknown, state: State, evaluated: Evaluated) => boolean) | undefined {
  const node = reading.node("unevaluatedItems");
  if (node === undefined) return undefined;
  const closed = isNever(reading.schema["unevaluatedItems"]);
  const pointer = `${reading.at}/unevaluatedItems`;
  return (value, state, evaluated) => {
    if (!Array.isArray(value)) return true;
    let fits = true;
    for (const [i, item] of value.entries()) {
      if (evaluated.hasIndex(i)) continue;
      if (closed) return state.fail("unevaluatedItems", pointer, atMostItems(evaluated.items));
      if (!state.child(node, i, item)) fits = false;
      if (!fits && state.full) break;
    }
    evaluated.items = value.length;
    return fits;
  };
}

/** `false` where any value stands. */
export const neverCheck =
  (at: string): Check =>
  (_value, state) => {
    const key = state.lastKey;
    return state.fail("false", at, mustNotBePresent(typeof key === "string" ? key : undefined));
  };
