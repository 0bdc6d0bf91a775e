/** The normalised document, put together from its parts, requests and responses referring to directed schemas. */

import { isObject } from "tenon-runtime/core";
import type { Directions } from "./direction.ts";
import type { Info, Schema } from "./model.ts";
import { OTHER_SECTIONS, type Normalised } from "./normalise.ts";
import { type Direction, type Kind, type Node } from "./structure.ts";
import { createRebuild, type Rebuild, type Visitor } from "./walk.ts";

/**
 * @param source the bundled document, for what is taken over as it is
 * @param modern OpenAPI 3.2
 * @param directions undefined when requests and responses hold the same
 */
export function assemble(
  source: Node,
  info: Info,
  normalised: Normalised,
  directions: Directions | undefined,
  modern: boolean,
): Record<string, unknown> {
  const parts = directions === undefined ? normalised : directParts(normalised, directions);
  const schemas: Record<string, Schema> = {};
  for (const [key, { schema }] of normalised.schemas) schemas[key] = schema;
  if (directions !== undefined) {
    for (const [key, { schema }] of normalised.schemas) {
      for (const direction of ["input", "output"] as const) {
        const variant = directions.keys[direction].get(key);
        if (variant !== undefined) schemas[variant] = directions.direct(schema, direction);
      }
    }
  }
  const components: Record<string, unknown> = {};
  if (Object.keys(schemas).length > 0) components["schemas"] = schemas;
  for (const section of OTHER_SECTIONS)
    if (parts.components[section] !== undefined) components[section] = parts.components[section];

  const document: Record<string, unknown> = { openapi: modern ? "3.2.0" : "3.1.1" };
  document["info"] = { ...(isObject(source["info"]) ? source["info"] : {}), title: info.title, version: info.version };
  for (const key of ["servers", "tags", "security"])
    if (Array.isArray(source[key])) document[key] = source[key].filter(isObject);
  if (isObject(source["externalDocs"])) document["externalDocs"] = source["externalDocs"];
  document["paths"] = Object.fromEntries(parts.paths);
  if (parts.webhooks.size > 0) document["webhooks"] = Object.fromEntries(parts.webhooks);
  document["components"] = components;
  for (const key in source) if (key.startsWith("x-") && !key.startsWith("x-tenon-files")) document[key] = source[key];
  return document;
}

function directParts(normalised: Normalised, directions: Directions): Parts {
  const { origin } = normalised;
  /** The direction in which a component was made; a use in the other direction is written in place. */
  const usual: Readonly<Partial<Record<Kind, Direction>>> = {
    response: "output",
    header: "output",
    requestBody: "input",
    parameter: "input",
  };

  const rebuild = createPartRebuild(
    origin,
    (schema, _pointer, direction) => directions.direct(schema, direction),
    (kind, node, pointer, direction) => {
      if (usual[kind] === undefined || usual[kind] === direction) return node;
      const [section, key] = String(node["$ref"]).slice("#/components/".length).split("/") as [string, string];
      const target = normalised.components[section]?.[key];
      return isObject(target) ? rebuild(kind, target, origin.get(target) ?? pointer, direction) : node;
    },
  );
  return rebuildParts(normalised, rebuild);
}

type Parts = Pick<Normalised, "paths" | "webhooks" | "components">;

/** The parts with each schema in them replaced, and named schemas left alone. */
export const mapSchemas = (normalised: Normalised, map: (schema: Schema, pointer: string) => Schema): Parts =>
  rebuildParts(
    normalised,
    createPartRebuild(normalised.origin, map, (_kind, node) => node),
  );

/** What is rebuilt keeps its origin. */
function createPartRebuild(
  origin: Map<object, string>,
  schema: (schema: Schema, pointer: string, direction: Direction) => Schema,
  reference: Visitor["reference"],
): Rebuild {
  /** The objects being rebuilt, innermost last. */
  const current: Node[] = [];
  return createRebuild({
    schema: (value, pointer, direction) =>
      schema(value as Schema, origin.get(current.at(-1) ?? {}) ?? pointer, direction), // normalised by now
    reference,
    invalid: () => undefined,
    leaf: (_kind, _key, value) => value,
    enter: (_kind, node) => {
      current.push(node);
      return node;
    },
    leave: (_kind, node) => {
      const before = current.pop()!;
      const pointer = origin.get(before);
      if (node !== before && pointer !== undefined) origin.set(node, pointer);
      return node;
    },
  });
}

function rebuildParts(normalised: Parts, rebuild: Rebuild): Parts {
  const items = (map: ReadonlyMap<string, Node>, direction: Direction): Map<string, Node> =>
    new Map([...map].map(([key, item]) => [key, rebuild("pathItem", item, "", direction) as Node]));
  const kinds: Readonly<Record<string, [Kind, Direction]>> = {
    parameters: ["parameter", "input"],
    headers: ["header", "output"],
    requestBodies: ["requestBody", "input"],
    responses: ["response", "output"],
    // What the API sends to its callers goes the other way.
    callbacks: ["callback", "output"],
  };
  const components: Record<string, Node> = {};
  for (const [section, values] of Object.entries(normalised.components)) {
    const how = kinds[section];
    components[section] =
      how === undefined
        ? values
        : Object.fromEntries(Object.entries(values).map(([key, value]) => [key, rebuild(how[0], value, "", how[1])]));
  }
  return { paths: items(normalised.paths, "input"), webhooks: items(normalised.webhooks, "output"), components };
}
