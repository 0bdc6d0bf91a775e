/** Schemas of further files become definitions, because the upgrader rewrites schemas nowhere else. */

import { localPointer, parsePointer, valueAt } from "tenon-runtime/core";
import { FILES } from "../bundle.ts";
import type { MutableNode } from "./mutable-node.ts";

/**
 * Changes the document in place.
 * @returns `definitions/Name` → tokens of the schema's former place
 */
export function hoistDefinitions(document: MutableNode): ReadonlyMap<string, readonly string[]> {
  if (document[FILES] === undefined) return new Map();
  const hoisting = new Hoisting(document);
  for (const [key, value] of Object.entries(document)) if (key !== FILES) hoisting.visit(value);
  delete document[FILES];
  return hoisting.hoisted;
}

class Hoisting {
  readonly hoisted = new Map<string, readonly string[]>();
  readonly #document: MutableNode;
  readonly #definitions: MutableNode;
  /** Reference → name of its definition. */
  readonly #names = new Map<string, string>();
  readonly #seen = new Set<unknown>();

  constructor(document: MutableNode) {
    this.#document = document;
    this.#definitions = (document["definitions"] ??= {}) as MutableNode;
  }

  visit(node: unknown): void {
    if (typeof node !== "object" || node === null || this.#seen.has(node)) return;
    this.#seen.add(node);
    if (Array.isArray(node)) {
      for (const item of node) this.visit(item);
      return;
    }
    const object = node as MutableNode;
    const reference = object["$ref"];
    if (typeof reference === "string" && reference.startsWith(`#/${FILES}/`)) {
      const name = this.#names.get(reference) ?? this.#hoist(reference);
      if (name !== undefined) object["$ref"] = `#/definitions/${name}`;
    }
    for (const value of Object.values(object)) this.visit(value);
  }

  /** The name of the new definition; `undefined` if nothing is at the reference. */
  #hoist(reference: string): string | undefined {
    const pointer = localPointer(reference) ?? "";
    const target = valueAt(this.#document, pointer);
    if (target === undefined) return undefined;
    const tokens = parsePointer(pointer);
    const name = this.#freeName(tokens);
    this.#names.set(reference, name);
    this.hoisted.set(`definitions/${name}`, tokens);
    this.#definitions[name] = target;
    this.visit(target);
    return name;
  }

  /** The last token of the pointer, or the name of the file. */
  #freeName(tokens: readonly string[]): string {
    const wanted = tokens.length > 2 ? tokens.at(-1)! : tokens[1]!.replace(/^.*\/|\.\w+$/g, "");
    const base = wanted.replace(/[^\w.-]/g, "_");
    let name = base;
    for (let n = 2; Object.hasOwn(this.#definitions, name); n++) name = `${base}${n}`;
    return name;
  }
}
