/**
 * A family as JSON Schema can say it. The base `Pet` of `Dog` and `Cat` becomes three schemas:
 *
 * - `PetBase`: what the members have in common; `Dog` and `Cat` extend it,
 * - `PetSelf`: a value that is no more than a pet,
 * - `Pet`: one of `PetSelf`, `Dog` and `Cat`, chosen by the discriminator.
 *
 * A member that others extend is split in the same way, on each level.
 */

import { isObject, schemaReference } from "tenon-runtime/core";
import type { Schema } from "../model.ts";
import type { Report } from "../report.ts";
import { isAnnotation } from "../schema-keywords.ts";
import { referredKey } from "../schema-walk.ts";
import type { Node } from "../structure.ts";
import type { Family } from "./family.ts";
import { coreOf, type Hierarchy, listOf, type NamedSchemas, partsOf, withCore } from "./hierarchy.ts";
import { narrow } from "./values.ts";

/** The keys of an inner member's parts, and the references that stand for it in a union. */
export interface Split {
  readonly family: Family;
  readonly baseKey: string;
  /** Absent for an abstract member. */
  readonly selfKey: string | undefined;
  /** Keys of the schemas that are values of it. */
  readonly leaves: readonly string[];
  /** Value of the discriminator → key of the schema. */
  readonly mapping: ReadonlyMap<string, string>;
  /** Key of the schema for any other value. */
  readonly fallback: string | undefined;
}

export function freeKey(wanted: string, schemas: NamedSchemas): string {
  let key = wanted;
  for (let n = 2; schemas.has(key); n++) key = `${wanted}${n}`;
  return key;
}

/** Changes the map in place. Returns the inner members by key. */
export function splitFamilies(
  families: readonly Family[],
  hierarchy: Hierarchy,
  schemas: NamedSchemas,
  report: Report,
): Map<string, Split> {
  const splits = nameParts(families, hierarchy, schemas);
  const written = new Map([...schemas].map(([key, { schema }]) => [key, schema]));
  const extended = (core: Node): Node => mapInherited(core, (part) => extendBase(part, splits, hierarchy));
  const added: [string, string, Schema][] = [];
  const reopened: string[] = [];
  for (const key of new Set(families.flatMap(({ members }) => [...members]))) {
    const named = schemas.get(key)!;
    const before = written.get(key)!;
    const core = coreOf(before)!;
    const of = families.filter(({ members }) => members.has(key));
    const split = splits.get(key);
    const closed = partsOf(core).some(isClosed);
    if (closed) reopened.push(key);
    // the value by which another family tells it apart is the same for all that extend it
    const outer = of
      .filter((family) => family !== split?.family)
      .reduce((at, family) => literalOf(at, key, family), core);
    if (split === undefined) {
      named.schema = withCore(before, () => closedAgain(open(extended(outer)), closed));
      continue;
    }
    const common = open(withoutDiscriminator(extended(outer)));
    const self = literalOf(common, key, split.family);
    added.push([key, split.baseKey, essence(common)]);
    if (split.selfKey !== undefined) added.push([key, split.selfKey, essence(closedAgain(self, closed))]);
    named.schema = unionOf(before, split);
  }
  const [first] = reopened;
  if (first !== undefined)
    report(
      "closed-family-member",
      { schema: first, count: reopened.length },
      { pointer: schemas.get(first)!.component.pointer },
    );
  for (const [from, key, schema] of added)
    schemas.set(key, { component: { ...schemas.get(from)!.component, key, hoisted: true }, schema });
  return splits;
}

function nameParts(families: readonly Family[], hierarchy: Hierarchy, schemas: NamedSchemas): Map<string, Split> {
  const splits = new Map<string, Split>();
  for (const family of families) {
    for (const key of family.inner) {
      if (splits.has(key)) continue;
      splits.set(key, {
        family,
        baseKey: freeKey(`${key}Base`, schemas),
        selfKey: family.abstract.has(key) ? undefined : freeKey(`${key}Self`, schemas),
        leaves: [],
        mapping: new Map(),
        fallback: undefined,
      });
    }
  }
  const own = (key: string, family: Family): string | undefined => {
    const split = splits.get(key);
    return split?.family === family ? split.selfKey : key;
  };
  for (const [key, split] of splits) {
    const { family } = split;
    const extending = hierarchy.descendants(key).filter((each) => family.members.has(each));
    const below = key === family.base && family.baseIsImplied ? [...extending, key] : [key, ...extending];
    const leaves = below.flatMap((each) => own(each, family) ?? []);
    const mapping = new Map(
      below.flatMap((each) => {
        const target = own(each, family);
        const values = family.literals.get(each)?.values ?? family.selectors.get(each) ?? [];
        return target === undefined ? [] : values.map((value) => [value, target] as const);
      }),
    );
    const fallback = family.fallback === undefined ? undefined : own(family.fallback, family);
    const reached = fallback !== undefined && leaves.includes(fallback);
    splits.set(key, { ...split, leaves, mapping, fallback: reached ? fallback : undefined });
  }
  return splits;
}

function literalOf(core: Node, key: string, family: Family): Node {
  const literal = family.literals.get(key);
  return literal === undefined ? core : narrow(core, literal);
}

function unionOf(before: Schema, { family, leaves, mapping, fallback }: Split): Schema {
  const { property, disjoint } = family;
  const nullable = isObject(before) && (coreOf(before) !== before || [before["type"]].flat().includes("null"));
  return {
    ...Object.fromEntries(Object.entries(isObject(before) ? before : {}).filter(([keyword]) => isAnnotation(keyword))),
    [disjoint ? "oneOf" : "anyOf"]: [
      ...leaves.map((key) => ({ $ref: schemaReference(key) })),
      ...(nullable ? [{ type: "null" }] : []),
    ],
    discriminator: {
      propertyName: property,
      mapping: Object.fromEntries([...mapping].map(([value, key]) => [value, schemaReference(key)])),
      ...(fallback !== undefined && { defaultMapping: schemaReference(fallback) }),
    },
  };
}

/** The schema with each schema that it inherits from replaced. */
function mapInherited(core: Node, map: (part: Node) => Schema): Node {
  if (core["allOf"] === undefined) return core;
  return {
    ...core,
    allOf: listOf(core["allOf"]).map((part) =>
      !isObject(part) ? part : referredKey(part) === undefined ? mapInherited(part, map) : map(part),
    ),
  };
}

function extendBase(part: Node, splits: ReadonlyMap<string, Split>, hierarchy: Hierarchy): Schema {
  const key = referredKey(part);
  const split = key === undefined ? undefined : splits.get(hierarchy.unaliased(key));
  return split === undefined ? part : { ...part, $ref: schemaReference(split.baseKey) };
}

const isClosed = (schema: Node): boolean =>
  schema["additionalProperties"] === false || schema["unevaluatedProperties"] === false;

/** Members have properties that the base does not know: closing it would leave no value for them. */
function open(core: Node): Node {
  const { additionalProperties, unevaluatedProperties, ...rest } = core;
  const out: Record<string, unknown> = rest;
  if (additionalProperties !== undefined && additionalProperties !== false)
    out["additionalProperties"] = additionalProperties;
  if (unevaluatedProperties !== undefined && unevaluatedProperties !== false)
    out["unevaluatedProperties"] = unevaluatedProperties;
  if (core["allOf"] !== undefined)
    out["allOf"] = listOf(core["allOf"]).map((part) =>
      isObject(part) && referredKey(part) === undefined ? open(part) : part,
    );
  return out;
}

/** Closed over all that it is composed of. */
function closedAgain(core: Node, closed: boolean): Node {
  if (!closed) return core;
  return { ...core, [core["allOf"] === undefined ? "additionalProperties" : "unevaluatedProperties"]: false };
}

function withoutDiscriminator(core: Node): Node {
  const { discriminator: _, ...rest } = core;
  if (core["allOf"] === undefined) return rest;
  return {
    ...rest,
    allOf: listOf(core["allOf"]).map((part) =>
      isObject(part) && referredKey(part) === undefined ? withoutDiscriminator(part) : part,
    ),
  };
}

/** Without null and without annotations of the whole, which stay with the union; the description explains all parts. */
function essence(core: Node): Node {
  const out: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(core))
    if (keyword === "description" || keyword === "deprecated" || !isAnnotation(keyword)) out[keyword] = value;
  if (Array.isArray(out["type"])) {
    const types = (out["type"] as readonly unknown[]).filter((type) => type !== "null");
    out["type"] = types.length === 1 ? types[0] : types;
  }
  return out;
}
