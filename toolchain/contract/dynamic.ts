/**
 * `$dynamicRef` (JSON Schema 2020-12 core §8.2.3.2), settled before anything else reads the document. What it leads to
 * depends on who referred to its schema: a schema that is made for several (`Page` of whatever its `$dynamicAnchor` says)
 * is written out once for each that has an anchor of that name, so that ordinary references say the same.
 */

import { escapeToken, formatPointer, isObject, localPointer, member, parsePointer } from "tenon-runtime/core";
import type { Report } from "./report.ts";
import { type Node } from "./structure.ts";

/** Anchor → where it leads. */
type Bindings = ReadonlyMap<string, string>;

/** So many schemas are written out, and so many objects in them: a small contract can ask for any number. */
const MOST_COPIES = 1000;
const MOST_OBJECTS = 100_000;

/** More were asked for. */
class TooMany extends Error {}

/** @returns the document itself where it has no `$dynamicRef` in a component, and where it asks for too much, which is reported */
export function bindDynamicReferences(document: Node, report: Report): Node {
  try {
    return bind(document);
  } catch (error) {
    if (!(error instanceof TooMany)) throw error;
    report("too-many-copies", { limit: MOST_COPIES }, { pointer: "/components/schemas" });
    return document;
  }
}

function bind(document: Node): Node {
  const components = document["components"];
  const schemas = isObject(components) ? components["schemas"] : undefined;
  if (!isObject(components) || !isObject(schemas) || !mentions(schemas, "$dynamicRef")) return document;
  const bound = new Map(Object.entries(schemas));
  const made = new Map<string, string>();
  const reaches = new Map<string, ReadonlySet<string>>();
  let objects = 0;
  const schemaOf = (key: string): unknown => (Object.hasOwn(schemas, key) ? schemas[key] : undefined);

  const anchorOf = (reference: unknown): string | undefined => {
    const pointer = typeof reference === "string" ? localPointer(reference) : undefined;
    if (pointer === undefined) return undefined;
    const node = parsePointer(pointer).reduce<unknown>(member, document);
    const anchor = isObject(node) ? node["$dynamicAnchor"] : undefined;
    return typeof anchor === "string" ? anchor : undefined;
  };

  /** The anchors that a component asks for, itself or by what it refers to. */
  const asked = (key: string): ReadonlySet<string> => {
    const known = reaches.get(key);
    if (known !== undefined) return known;
    const anchors = new Set<string>();
    const seen = new Set([key]);
    for (const each of seen)
      // grows as it goes
      visit(schemaOf(each), (node) => {
        const anchor = anchorOf(node["$dynamicRef"]);
        if (anchor !== undefined) anchors.add(anchor);
        const target = componentOf(node["$ref"]) ?? componentOf(node["$dynamicRef"]);
        if (target !== undefined) seen.add(target.key);
      });
    reaches.set(key, anchors);
    return anchors;
  };

  /** @param root whose anchors come first: the outermost */
  const rewrite = (value: unknown, bindings: Bindings, root: string): unknown => {
    if (Array.isArray(value))
      return sameOr(
        value,
        value.map((item) => rewrite(item, bindings, root)),
      );
    if (!isObject(value)) return value;
    // no assignment: a property may be called `__proto__`
    const out: Record<string, unknown> = Object.fromEntries(
      Object.entries(value).map(([key, before]) => [key, rewrite(before, bindings, root)]),
    );
    let changed = Object.keys(value).some((key) => out[key] !== value[key]);
    const to = bindings.get(anchorOf(value["$dynamicRef"]) ?? "");
    if (to !== undefined) {
      delete out["$dynamicRef"];
      if (value["$ref"] === undefined) out["$ref"] = to;
      else out["allOf"] = [...(Array.isArray(out["allOf"]) ? (out["allOf"] as unknown[]) : []), { $ref: to }];
      changed = true;
    }
    const target = componentOf(value["$ref"]);
    if (target !== undefined && target.key !== root && [...asked(target.key)].some((anchor) => bindings.has(anchor))) {
      const copy = specialised(target.key, bindings, root);
      out["$ref"] = `#/components/schemas/${escapeToken(copy)}${target.rest}`;
      changed = true;
    }
    return changed ? out : value;
  };

  const specialised = (key: string, bindings: Bindings, root: string): string => {
    // Alike for all who give the anchors that it asks for the same meaning.
    const id = JSON.stringify([key, ...[...asked(key)].toSorted().map((anchor) => bindings.get(anchor))]);
    const known = made.get(id);
    if (known !== undefined) return known;
    visit(schemaOf(key), () => (objects += 1));
    if (made.size === MOST_COPIES || objects > MOST_OBJECTS) throw new TooMany();
    let name = `${key}In${root}`;
    while (bound.has(name)) name += "_";
    made.set(id, name);
    bound.set(name, true); // the name is taken
    const own = anchorsIn(schemaOf(key), `#/components/schemas/${escapeToken(name)}`);
    bound.set(name, rewrite(schemaOf(key), new Map([...own, ...bindings]), root));
    return name;
  };

  for (const key of Object.keys(schemas)) {
    const own = anchorsIn(schemas[key], `#/components/schemas/${escapeToken(key)}`);
    if (own.size > 0) bound.set(key, rewrite(schemas[key], own, key));
  }
  let inline = 0;
  /** Schemas in place: the outermost one is a root. */
  const inPlace = (value: unknown, pointer: string): unknown => {
    if (Array.isArray(value))
      return sameOr(
        value,
        value.map((item, i) => inPlace(item, `${pointer}/${i}`)),
      );
    if (!isObject(value)) return value;
    const entries = Object.entries(value).map(([key, member]): [string, unknown] => {
      const at = `${pointer}/${escapeToken(key)}`;
      if (key !== "schema" && key !== "itemSchema") return [key, inPlace(member, at)];
      const own = anchorsIn(member, at);
      return [key, own.size === 0 ? member : rewrite(member, own, `Place${++inline}`)];
    });
    return entries.every(([key, member]) => member === value[key]) ? value : Object.fromEntries(entries);
  };
  const { schemas: _, ...others } = components;
  const rest = inPlace({ ...document, components: others }, "#") as Node; // a mapping stays one
  return { ...rest, components: { ...(rest["components"] as Node), schemas: Object.fromEntries(bound) } };
}

/** The component that a reference leads to, or into. */
function componentOf(reference: unknown): { readonly key: string; readonly rest: string } | undefined {
  const pointer = typeof reference === "string" ? localPointer(reference) : undefined;
  if (pointer?.startsWith("/components/schemas/") !== true) return undefined;
  const [, , key, ...rest] = parsePointer(pointer);
  return key === undefined ? undefined : { key, rest: formatPointer(rest) };
}

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

/** The dynamic anchors of a schema resource: those of a schema within it that has an `$id` are its own. */
function anchorsIn(
  value: unknown,
  pointer: string,
  anchors = new Map<string, string>(),
  outermost = true,
): Map<string, string> {
  if (Array.isArray(value)) value.forEach((item, index) => anchorsIn(item, `${pointer}/${index}`, anchors, false));
  else if (isObject(value) && (outermost || typeof value["$id"] !== "string")) {
    const anchor = value["$dynamicAnchor"];
    if (typeof anchor === "string" && !anchors.has(anchor)) anchors.set(anchor, pointer);
    for (const key in value) anchorsIn(value[key], `${pointer}/${escapeToken(key)}`, anchors, false);
  }
  return anchors;
}
