/** Defaults that a server puts in where a request says nothing: those that break their own schema are left out. */

import { escapeToken, isObject, resolveRef, type Schemas } from "tenon-runtime/core";
import { interpretedValidators } from "tenon-runtime/validators";
import type { Schema } from "./model.ts";
import type { Report } from "./report.ts";
import { type Node } from "./structure.ts";

interface Reading {
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly report: Report;
}

/** `name` is what the default is of, for the report. */
interface Of {
  readonly name: string;
  readonly pointer: string;
}

/**
 * The schema's default, its own or that of what it refers to. One that does not fit is reported and taken out of the schema:
 * a handler would be given what its types rule out.
 */
export function fittingDefault(schema: Schema, of: Of, reading: Reading): unknown {
  const holder = holderOf(schema, reading);
  if (holder === undefined) return undefined;
  const value = holder["default"];
  const reason = misfit(schema, value, reading);
  if (reason === undefined) return value;
  const { name, pointer } = of;
  reading.report("unfit-default", { name, value: JSON.stringify(value), reason }, { pointer: `${pointer}/default` });
  // Where only this use of a shared schema forbids it, others may have it.
  if (misfit(holder as Schema, value, reading) !== undefined) delete (holder as Record<string, unknown>)["default"];
  return undefined;
}

/** The same for the fields of a form: the properties of its schema, through `$ref` and `allOf`. */
export function dropUnfitDefaults(form: Schema, pointer: string, reading: Reading): void {
  const seen = new Set<unknown>();
  const visit = (schema: unknown, at: string): void => {
    if (!isObject(schema) || seen.has(schema)) return;
    seen.add(schema);
    if (typeof schema["$ref"] === "string") visit(target(schema, reading), schema["$ref"].slice(1));
    if (Array.isArray(schema["allOf"])) schema["allOf"].forEach((part, index) => visit(part, `${at}/allOf/${index}`));
    for (const [name, property] of Object.entries(isObject(schema["properties"]) ? schema["properties"] : {}))
      fittingDefault(property as Schema, { name, pointer: `${at}/properties/${escapeToken(name)}` }, reading); // normalised by now
  };
  visit(form, pointer);
}

const target = (schema: Node, { components }: Reading): unknown =>
  resolveRef(schema["$ref"], components["schemas"] as Schemas);

/** The schema that has the default: this one, what it refers to, or the only one of its `allOf`. */
function holderOf(schema: unknown, reading: Reading, hops = 0): Node | undefined {
  if (!isObject(schema) || hops > 100) return undefined;
  if (schema["default"] !== undefined) return schema;
  if (typeof schema["$ref"] === "string") return holderOf(target(schema, reading), reading, hops + 1);
  const members = schema["allOf"];
  return Array.isArray(members) && members.length === 1 ? holderOf(members[0], reading, hops + 1) : undefined;
}

/** Why a value breaks a schema; `undefined`: it does not, or Tenon cannot tell. */
function misfit(schema: Schema, value: unknown, { components }: Reading): string | undefined {
  try {
    const schemas = (components["schemas"] ?? NONE) as Readonly<Record<string, Schema>>; // normalised by now
    const [violation] =
      interpretedValidators(schemas, { a: { default: schema } })
        .get("a", "default")
        ?.explain(value) ?? [];
    return violation?.message;
  } catch {
    return undefined; // an invalid schema is reported at its use
  }
}

const NONE = {};
