/**
 * Cuts schemas that are part of themselves without a step into the value (JSON Schema 2020-12 §9.4.1 forbids such
 * recursion). The usual case is a base with `oneOf` its subtypes, each of which is `allOf` the base: there the subtype
 * means the base's own properties, and gets just those.
 */

import { isObject, schemaReference } from "tenon-runtime/core";
import type { Schema } from "./model.ts";
import type { NormalisedSchema } from "./normalise.ts";
import type { Report } from "./report.ts";
import { eachSubschema, IN_PLACE, mapSubschemas, referredKey } from "./schema-walk.ts";
import { type Node } from "./structure.ts";

interface Edge {
  readonly from: string;
  readonly to: string;
  /** The keyword at the outermost level; `$ref` for an alias. */
  readonly keyword: string;
}

/** Changes the map in place: schemas that are cut, and bases that are added. */
export function cutCycles(schemas: Map<string, NormalisedSchema>, report: Report): void {
  const edges = new Map<string, Edge[]>();
  for (const [key, { schema }] of schemas) edges.set(key, edgesOf(key, schema));
  const finished = new Set<string>();
  for (const key of schemas.keys()) {
    for (let cycle = findCycle(key, edges, finished); cycle !== undefined; cycle = findCycle(key, edges, finished)) {
      const subtype = cycle.find((e, i) => e.keyword === "allOf" && isUnion(cycle[(i + 1) % cycle.length]!));
      const ownMember =
        cycle.length === 1 && isUnion(cycle[0]!) && isDiscriminated(schemas.get(cycle[0]!.from)?.schema);
      const edge = subtype ?? cycle.at(-1)!;
      const { component } = schemas.get(edge.from)!;
      report(
        "schema-cycle",
        { schema: component.key, through: cycle.map((e) => `${e.keyword} of ${e.from}`).join(", ") },
        { pointer: component.pointer },
      );
      cut(edge, subtype !== undefined || ownMember, schemas);
      for (const touched of [edge.from, `${edge.to}Base`]) {
        const schema = schemas.get(touched)?.schema;
        if (schema !== undefined) edges.set(touched, edgesOf(touched, schema));
      }
    }
  }
}

const isDiscriminated = (schema: Schema | undefined): boolean =>
  isObject(schema) && schema["discriminator"] !== undefined;
const isUnion = (edge: Edge): boolean => edge.keyword === "oneOf" || edge.keyword === "anyOf";

function edgesOf(from: string, schema: Schema): Edge[] {
  const found: Edge[] = [];
  const visit = (sub: Schema, outer: string | undefined): void => {
    const to = referredKey(sub);
    if (to !== undefined) found.push({ from, to, keyword: outer ?? "$ref" });
    eachSubschema(sub, (inner, keyword) => {
      if (IN_PLACE.has(keyword)) visit(inner, outer ?? keyword);
    });
  };
  visit(schema, undefined);
  return found;
}

/** A circle that can be reached from a schema. Schemas from which none can be reached are remembered. */
function findCycle(
  start: string,
  edges: ReadonlyMap<string, readonly Edge[]>,
  finished: Set<string>,
): Edge[] | undefined {
  if (finished.has(start)) return undefined;
  const path: { readonly key: string; next: number; via?: Edge }[] = [{ key: start, next: 0 }];
  const open = new Set([start]);
  while (path.length > 0) {
    const top = path.at(-1)!;
    const edge = edges.get(top.key)?.[top.next++];
    if (edge === undefined) {
      finished.add(top.key);
      open.delete(top.key);
      path.pop();
    } else if (open.has(edge.to)) {
      const from = path.findIndex((step) => step.key === edge.to);
      return [...path.slice(from + 1).map((step) => step.via!), edge];
    } else if (!finished.has(edge.to)) {
      open.add(edge.to);
      path.push({ key: edge.to, next: 0, via: edge });
    }
  }
  return undefined;
}

/** @param toBase the reference leads to the base of what it stands in: its own part is kept */
function cut(edge: Edge, toBase: boolean, schemas: Map<string, NormalisedSchema>): void {
  const target = schemas.get(edge.to)!;
  let instead: Schema = true;
  if (toBase && isObject(target.schema)) {
    const { oneOf: _1, anyOf: _2, discriminator: _3, ...rest } = target.schema;
    // the subtypes have properties that the base does not know
    const own = opened(rest);
    target.schema = opened(target.schema);
    const key = `${edge.to}Base`;
    const known = schemas.get(key);
    if (known === undefined) schemas.set(key, { component: { ...target.component, key, hoisted: true }, schema: own });
    if (known === undefined || known.component.pointer === target.component.pointer)
      instead = { $ref: schemaReference(key) };
  }
  const replace = (schema: Schema): Schema => {
    if (referredKey(schema) === edge.to) {
      if (instead !== true) return { ...(schema as object), ...(instead as object) };
      const { $ref: _, ...rest } = schema as Record<string, unknown>;
      return Object.keys(rest).length === 0 ? true : rest;
    }
    return mapSubschemas(schema, (sub, keyword) => (IN_PLACE.has(keyword) ? replace(sub) : sub));
  };
  const source = schemas.get(edge.from)!;
  source.schema = replace(source.schema);
  if (edge.from === edge.to && isObject(instead))
    source.schema = renamedInMapping(source.schema, edge.to, instead["$ref"]);
}

function opened(schema: Node): Node {
  if (schema["additionalProperties"] !== false) return schema;
  const { additionalProperties: _, ...rest } = schema;
  return rest;
}

/** The discriminator's values of a base that lists itself select its own part. */
function renamedInMapping(schema: Schema, key: string, own: unknown): Schema {
  const discriminator = isObject(schema) ? schema["discriminator"] : undefined;
  if (!isObject(schema) || !isObject(discriminator)) return schema;
  const before = isObject(discriminator["mapping"]) ? discriminator["mapping"] : {};
  const mapping = Object.fromEntries(
    Object.entries(before).map(([value, target]) => [value, target === schemaReference(key) ? own : target]),
  );
  if (!Object.values(mapping).includes(own)) mapping[key] = own;
  return { ...schema, discriminator: { ...discriminator, mapping } };
}
