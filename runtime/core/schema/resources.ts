/**
 * Where schemas are: resources by their URI, anchors by their names, and what a reference leads to (JSON Schema 2020-12
 * core §8 and §9). A contract is one resource, whose named schemas may be texts that are parsed when something leads there.
 */

import { decodeFragment, escapeToken, parsePointer } from "../json-pointer.ts";
import { isObject } from "../json-object.ts";
import { isSchema } from "./resolve.ts";
import type { Schema, Schemas } from "../validation.ts";

/** A schema with a base URI of its own. */
export interface Resource {
  readonly uri: string;
  readonly root: unknown;
  /** Where its root is, for reports. */
  readonly pointer: string;
  readonly anchors: Map<string, Place>;
  /** Names of those anchors that are dynamic. */
  readonly dynamic: Set<string>;
}

/** A schema and where it stands. */
export interface Place {
  readonly schema: Schema;
  readonly resource: Resource;
  /** JSON Pointer as a URI fragment, `#/components/schemas/Student`. */
  readonly pointer: string;
}

/** The base of a contract: no reference leads anywhere outside of it. */
const CONTRACT = "https://contract.invalid/";

/** Keywords by what stands below them: a schema, a list of them, schemas by name. */
export const SCHEMA_KEYWORDS: readonly string[] =
  "items contains additionalProperties propertyNames unevaluatedItems unevaluatedProperties not if then else contentSchema".split(
    " ",
  );
export const LIST_KEYWORDS: readonly string[] = ["allOf", "anyOf", "oneOf", "prefixItems"];
export const MAP_KEYWORDS: readonly string[] = [
  "properties",
  "patternProperties",
  "dependentSchemas",
  "$defs",
  "definitions",
];

export class Resources {
  readonly contract: Resource;
  /** Some schema has a dynamic anchor: only then has the dynamic scope to be known. */
  hasDynamic = false;
  readonly #resources = new Map<string, Resource>();
  /** Schemas that are the root of a resource within another. */
  readonly #roots = new Map<object, Resource>();

  /**
   * @param schemas named schemas
   * @param named keys of those that have `$id` or anchors in them
   * @param documents further documents by URI
   */
  constructor(schemas: Schemas, named: Iterable<string>, documents: Readonly<Record<string, Schema>> = {}) {
    this.contract = this.#resource(CONTRACT, { components: { schemas } }, "#");
    for (const key of named) this.#scan(schemas[key], this.contract, `#/components/schemas/${escapeToken(key)}`);
    for (const [uri, schema] of Object.entries(documents)) {
      const resource = this.#resource(withoutFragment(uri), schema, uri);
      this.#scan(schema, resource, `${uri}#`);
      this.#resources.set(resource.uri, this.resourceOf(schema, resource)); // by its own `$id` too
    }
  }

  /** A schema that stands for itself, beside the contract's named ones. */
  place(schema: Schema): Place {
    this.#scan(schema, this.contract, "#");
    return { schema, resource: this.resourceOf(schema, this.contract), pointer: "#" };
  }

  resourceOf(schema: unknown, parent: Resource): Resource {
    return (isObject(schema) && this.#roots.get(schema)) || parent;
  }

  /** @throws Error when the reference leads nowhere */
  resolve(reference: string, from: Resource): Place {
    const place = this.find(reference, from);
    if (place === undefined) throw new Error(`cannot resolve the reference ${reference}`);
    return place;
  }

  /** @returns undefined when the reference leads nowhere */
  find(reference: string, from: Resource): Place | undefined {
    const hash = reference.indexOf("#");
    const uri = hash < 0 ? reference : reference.slice(0, hash);
    const resource = uri === "" ? from : this.#resources.get(withoutFragment(absolute(uri, from.uri)));
    if (resource === undefined) return undefined;
    const fragment = hash < 0 ? "" : decodeFragment(reference.slice(hash + 1));
    if (fragment === "" || fragment.startsWith("/")) return this.#walk(fragment, resource);
    return resource.anchors.get(fragment);
  }

  #walk(pointer: string, resource: Resource): Place | undefined {
    let value: unknown = resource.root;
    let within = resource;
    for (const key of parsePointer(pointer)) {
      if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
      value = (value as Readonly<Record<string, unknown>>)[key]; // its own
      within = this.resourceOf(value, within);
    }
    return isSchema(value) ? { schema: value, resource: within, pointer: resource.pointer + pointer } : undefined;
  }

  #resource(uri: string, root: unknown, pointer: string): Resource {
    const resource: Resource = { uri, root, pointer, anchors: new Map(), dynamic: new Set() };
    if (!this.#resources.has(uri)) this.#resources.set(uri, resource);
    return resource;
  }

  /** Finds resources and anchors; looks into schemas alone, not into values. */
  #scan(schema: unknown, parent: Resource, pointer: string): void {
    if (!isObject(schema)) return;
    let resource = parent;
    const { $id, $anchor, $dynamicAnchor } = schema;
    if (typeof $id === "string" && !$id.startsWith("#")) {
      resource = this.#resource(withoutFragment(absolute($id, parent.uri)), schema, pointer);
      this.#roots.set(schema, resource);
    } else if (schema === parent.root) this.#roots.set(schema, parent);
    const place: Place = { schema, resource, pointer };
    if (typeof $anchor === "string") resource.anchors.set($anchor, place);
    if (typeof $dynamicAnchor === "string") {
      this.hasDynamic = true;
      resource.anchors.set($dynamicAnchor, place);
      resource.dynamic.add($dynamicAnchor);
    }
    for (const keyword of SCHEMA_KEYWORDS) this.#scan(schema[keyword], resource, `${pointer}/${keyword}`);
    for (const keyword of LIST_KEYWORDS) {
      const list = schema[keyword];
      if (Array.isArray(list))
        for (const [i, each] of list.entries()) this.#scan(each, resource, `${pointer}/${keyword}/${i}`);
    }
    for (const keyword of MAP_KEYWORDS) {
      const map = schema[keyword];
      if (isObject(map))
        for (const name of Object.keys(map))
          this.#scan(map[name], resource, `${pointer}/${keyword}/${escapeToken(name)}`);
    }
  }
}

const withoutFragment = (uri: string): string => uri.replace(/#.*$/, "");

function absolute(uri: string, base: string): string {
  try {
    return new URL(uri, base).href;
  } catch {
    return uri;
  }
}
