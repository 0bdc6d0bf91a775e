/**
 * Schemas that contain themselves with no object in between (`items: { $ref: … }` and the like): TypeScript resolves
 * these within an interface at once and finds a circle; as a type alias of their own they are resolved when needed.
 */

import { isSchema, schemaKey, schemasIn } from "tenon-runtime/core";
import type { Schema } from "../../contract/model.ts";
import { type Code, code } from "../code.ts";
import type { Context } from "../context.ts";
import { identifier } from "../doors.ts";
import { type TypePrinter, typeOf } from "./schema-types.ts";

export interface RecursiveAliases {
  /** Schema key -> name of the alias. */
  readonly names: ReadonlyMap<string, Code>;
  declarations(printer: TypePrinter): readonly Code[];
}

export function recursiveAliases({ schemas: named, names }: Context): RecursiveAliases {
  const edges = new Map(
    [...named].map(([key, schema]) => [key, [...open(schema)].filter((target) => named.has(target))]),
  );
  dropEnds(edges);
  const circular = [...edges.keys()].filter((key) => reaches(key, key, edges));
  // `$` sets them apart from what the file exports
  const aliases = new Map(circular.map((key, i) => [key, identifier(`$${names.schemas.get(key) ?? `Schema${i}`}`)]));
  return {
    names: aliases,
    declarations: (printer) =>
      circular.map((key) => code`type ${aliases.get(key)} = ${typeOf(named.get(key) ?? true, printer)};`),
  };
}

/** The named schemas that a type refers to outside of any object. */
function* open(schema: Schema): Generator<string> {
  if (typeof schema === "boolean") return;
  const key = schemaKey(schema["$ref"]);
  if (key !== undefined) yield key;
  for (const keyword of ["allOf", "oneOf", "anyOf", "prefixItems"])
    for (const part of schemasIn(schema[keyword])) yield* open(part);
  if (isSchema(schema["items"])) yield* open(schema["items"]);
}

/** Takes out, over and over, what leads nowhere: what is left lies on a circle or leads to one, and that is little. */
function dropEnds(edges: Map<string, readonly string[]>): void {
  const sources = new Map<string, string[]>();
  for (const [from, targets] of edges) for (const to of targets) push(sources, to, from);
  const left = new Map([...edges].map(([key, targets]) => [key, targets.length]));
  const ends = [...left].filter(([, count]) => count === 0).map(([key]) => key);
  for (let end = ends.pop(); end !== undefined; end = ends.pop()) {
    edges.delete(end);
    for (const source of sources.get(end) ?? []) {
      const count = (left.get(source) ?? 0) - 1;
      left.set(source, count);
      if (count === 0) ends.push(source);
    }
  }
}

function push(map: Map<string, string[]>, key: string, value: string): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

function reaches(from: string, to: string, edges: ReadonlyMap<string, readonly string[]>): boolean {
  const seen = new Set<string>();
  const queue = [...(edges.get(from) ?? [])];
  for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
    if (key === to) return true;
    if (seen.has(key)) continue;
    seen.add(key);
    queue.push(...(edges.get(key) ?? []));
  }
  return false;
}
