/** A schema on both sides of a comparison, with the keywords that its references bring along. */

import { isObject } from "tenon-runtime/core";
import type { Place } from "./changes.ts";
import type { Comparing, Context } from "./comparing.ts";
import { type At, type SchemaObject, type World } from "./schema/world.ts";

/** A schema on both sides, and where in the value it applies. */
export interface SchemaPair {
  readonly base: Facets;
  readonly revision: Facets;
  /** JSON Pointer into the value. */
  readonly path: string;
}

/** A schema with the keywords of the schemas that its `$ref` leads to. Its own keywords win. */
export interface Facets {
  readonly at: At;
  readonly keywords: SchemaObject;
}

/** The input of a comparison of one kind of annotation. */
export interface AnnotationSite {
  readonly all: Comparing;
  readonly context: Context;
  readonly place: Extract<Place, "request" | "response">;
  readonly where: string;
  /** The schemas of both sides by name, in the direction in which the value travels. */
  readonly worlds: { readonly base: World; readonly revision: World };
}

export function facetsOf(at: At, world: World): Facets {
  let keywords: SchemaObject = {};
  let current: At | undefined = at;
  for (let hops = 0; hops < 20 && current !== undefined && isObject(current.schema); hops++) {
    keywords = { ...current.schema, ...keywords };
    const reference: unknown = current.schema["$ref"];
    const target: At | undefined = typeof reference === "string" ? world.follow(reference) : undefined;
    if (target === undefined) break;
    current = target;
  }
  return { at: current ?? at, keywords };
}
