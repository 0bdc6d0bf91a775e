/**
 * Replaces `$dynamicRef` (JSON Schema 2020-12 core §8.2.3.2) before anything else reads the document. Its target depends on
 * the schema that referred to its own schema. A schema that serves several others (`Page`, whose items a
 * `$dynamicAnchor` chooses) is copied for each schema that has an anchor of that name. Then ordinary references mean the
 * same.
 */

import {
  escapeToken,
  formatPointer,
  isObject,
  localPointer,
  member,
  parsePointer,
  schemaPath,
  schemaReference,
} from "tenon-runtime/core";
import { referenceTo } from "./references.ts";
import type { Report } from "./report.ts";
import { type Node } from "./structure.ts";

/** Anchor → reference. */
type Bindings = ReadonlyMap<string, string>;

/** Limits for the copies of schemas and for the objects in them: a small contract could need any number. */
const MOST_COPIES = 1000;
const MOST_OBJECTS = 100_000;

class TooManyCopies extends Error {}

/** @returns the same document if no component has a `$dynamicRef`, or if it needs too many copies, which is reported */
export function bindDynamicReferences(document: Node, report: Report): Node {
  try {
    return bind(document);
  } catch (error) {
    if (!(error instanceof TooManyCopies)) throw error;
    report("too-many-copies", { limit: MOST_COPIES }, { pointer: "/components/schemas" });
    return document;
  }
}

function bind(document: Node): Node {
  const components = document["components"];
  const schemas = isObject(components) ? components["schemas"] : undefined;
  if (!isObject(components) || !isObject(schemas) || !mentions(schemas, "$dynamicRef")) return document;
  return new DynamicBinding(document, components, schemas).bind();
}

class DynamicBinding {
  readonly #document: Node;
  readonly #components: Node;
  readonly #written: Node;
  /** The components of the result, copies among them. */
  readonly #bound: Map<string, unknown>;
  /** What a copy is made of → its name. */
  readonly #copies = new Map<string, string>();
  readonly #requested = new Map<string, ReadonlySet<string>>();
  #objects = 0;
  #inlineRoots = 0;

  constructor(document: Node, components: Node, schemas: Node) {
    this.#document = document;
    this.#components = components;
    this.#written = schemas;
    this.#bound = new Map(Object.entries(schemas));
  }

  bind(): Node {
    for (const [key, schema] of Object.entries(this.#written)) {
      const own = anchorsOf(schema, componentPointer(key));
      if (own.size > 0) this.#bound.set(key, this.#rewrite(schema, own, key));
    }
    const { schemas: _, ...others } = this.#components;
    const rest = this.#bindInline({ ...this.#document, components: others }, "") as Node; // a mapping stays one
    const components = { ...(rest["components"] as Node), schemas: Object.fromEntries(this.#bound) };
    return { ...rest, components };
  }

  #schemaOf(key: string): unknown {
    return Object.hasOwn(this.#written, key) ? this.#written[key] : undefined;
  }

  /** The anchor that a dynamic reference names. */
  #anchorOf(reference: unknown): string | undefined {
    const pointer = typeof reference === "string" ? localPointer(reference) : undefined;
    if (pointer === undefined) return undefined;
    const node = parsePointer(pointer).reduce<unknown>(member, this.#document);
    const anchor = isObject(node) ? node["$dynamicAnchor"] : undefined;
    return typeof anchor === "string" ? anchor : undefined;
  }

  /** The anchors that a component refers to dynamically, itself or through its references. */
  #requestedAnchors(key: string): ReadonlySet<string> {
    const cached = this.#requested.get(key);
    if (cached !== undefined) return cached;
    const anchors = new Set<string>();
    const reached = new Set([key]);
    // The set grows during the loop.
    for (const each of reached)
      visit(this.#schemaOf(each), (node) => {
        const anchor = this.#anchorOf(node["$dynamicRef"]);
        if (anchor !== undefined) anchors.add(anchor);
        const target = componentOf(node["$ref"]) ?? componentOf(node["$dynamicRef"]);
        if (target !== undefined) reached.add(target.key);
      });
    this.#requested.set(key, anchors);
    return anchors;
  }

  /** @param root the outermost schema, whose anchors come first */
  #rewrite(value: unknown, bindings: Bindings, root: string): unknown {
    if (Array.isArray(value)) {
      const after = value.map((item) => this.#rewrite(item, bindings, root));
      return sameOr(value, after);
    }
    if (!isObject(value)) return value;
    // `Object.fromEntries`, because a property can be called `__proto__`
    const out: Record<string, unknown> = Object.fromEntries(
      Object.entries(value).map(([key, before]) => [key, this.#rewrite(before, bindings, root)]),
    );
    let changed = Object.keys(value).some((key) => out[key] !== value[key]);
    const to = bindings.get(this.#anchorOf(value["$dynamicRef"]) ?? "");
    if (to !== undefined) {
      delete out["$dynamicRef"];
      if (value["$ref"] === undefined) out["$ref"] = to;
      else out["allOf"] = [...(Array.isArray(out["allOf"]) ? (out["allOf"] as unknown[]) : []), { $ref: to }];
      changed = true;
    }
    const target = componentOf(value["$ref"]);
    if (target !== undefined && target.key !== root && this.#requestsAny(target.key, bindings)) {
      out["$ref"] = schemaReference(this.#copy(target.key, bindings, root)) + target.rest;
      changed = true;
    }
    return changed ? out : value;
  }

  #requestsAny(key: string, bindings: Bindings): boolean {
    return [...this.#requestedAnchors(key)].some((anchor) => bindings.has(anchor));
  }

  /** The name of a copy of a component. Roots that bind its anchors alike share a copy. */
  #copy(key: string, bindings: Bindings, root: string): string {
    const requested = [...this.#requestedAnchors(key)].toSorted();
    const id = JSON.stringify([key, ...requested.map((anchor) => bindings.get(anchor))]);
    const known = this.#copies.get(id);
    if (known !== undefined) return known;
    visit(this.#schemaOf(key), () => (this.#objects += 1));
    if (this.#copies.size === MOST_COPIES || this.#objects > MOST_OBJECTS) throw new TooManyCopies();
    let name = `${key}In${root}`;
    while (this.#bound.has(name)) name += "_";
    this.#copies.set(id, name);
    this.#bound.set(name, true); // takes the name
    const own = anchorsOf(this.#schemaOf(key), componentPointer(name));
    this.#bound.set(name, this.#rewrite(this.#schemaOf(key), new Map([...own, ...bindings]), root));
    return name;
  }

  /** Inline schemas: the outermost one is a root. */
  #bindInline(value: unknown, pointer: string): unknown {
    if (Array.isArray(value)) {
      const after = value.map((item, index) => this.#bindInline(item, `${pointer}/${index}`));
      return sameOr(value, after);
    }
    if (!isObject(value)) return value;
    const entries = Object.entries(value).map(([key, part]): [string, unknown] => {
      const at = `${pointer}/${escapeToken(key)}`;
      if (key !== "schema" && key !== "itemSchema") return [key, this.#bindInline(part, at)];
      const own = anchorsOf(part, at);
      return [key, own.size === 0 ? part : this.#rewrite(part, own, `Place${++this.#inlineRoots}`)];
    });
    return entries.every(([key, part]) => part === value[key]) ? value : Object.fromEntries(entries);
  }
}

/** The component to which, or into which, a reference leads. */
function componentOf(reference: unknown): { readonly key: string; readonly rest: string } | undefined {
  const [key, ...rest] = schemaPath(reference) ?? [];
  return key === undefined ? undefined : { key, rest: formatPointer(rest) };
}

const componentPointer = (key: string): string => formatPointer(["components", "schemas", key]);

const sameOr = (before: readonly unknown[], after: readonly unknown[]): readonly unknown[] =>
  after.every((item, index) => item === before[index]) ? before : after;

function visit(value: unknown, look: (node: Node) => void): void {
  if (Array.isArray(value)) for (const item of value) visit(item, look);
  else if (isObject(value)) {
    look(value);
    for (const key in value) visit(value[key], look);
  }
}

function mentions(value: unknown, key: string): boolean {
  if (Array.isArray(value)) return value.some((item) => mentions(item, key));
  if (!isObject(value)) return false;
  for (const name in value) if (name === key || mentions(value[name], key)) return true;
  return false;
}

/** The dynamic anchors of a schema resource. A schema within it that has an `$id` is a resource of its own. */
function anchorsOf(schema: unknown, pointer: string): Map<string, string> {
  const anchors = new Map<string, string>();
  const visitPart = (value: unknown, at: string): void => {
    if (Array.isArray(value)) value.forEach((item, index) => visitPart(item, `${at}/${index}`));
    else if (isObject(value) && (at === pointer || typeof value["$id"] !== "string")) {
      const anchor = value["$dynamicAnchor"];
      if (typeof anchor === "string" && !anchors.has(anchor)) anchors.set(anchor, referenceTo(at));
      for (const key in value) visitPart(value[key], `${at}/${escapeToken(key)}`);
    }
  };
  visitPart(schema, pointer);
  return anchors;
}
