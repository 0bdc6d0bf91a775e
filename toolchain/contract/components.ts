/** The components of a contract, and the keys under which the normalised document keeps them. */

import { formatPointer, isObject, member, parsePointer } from "tenon-runtime/core";
import { FILES } from "../document/index.ts";
import { distinctKey, pascalCase, readableKey } from "./names.ts";
import { SECTIONS, type ComponentKind, type Node } from "./structure.ts";

export type NamedKind = ComponentKind | "schema";

export const sectionOf = (kind: NamedKind): string => (kind === "schema" ? "schemas" : SECTIONS[kind]);

/** An entry of `components` in the normalised document. */
export interface Component {
  readonly kind: NamedKind;
  readonly key: string;
  readonly pointer: string;
  readonly value: unknown;
  /** Whether the source has it elsewhere. */
  readonly hoisted: boolean;
}

/** Gives each component a key that no other component of its kind has. */
export class ComponentKeys {
  readonly #taken = new Map<NamedKind, Set<string>>();
  readonly #byPointer = new Map<string, Component>();

  /** The component at a pointer of the source. */
  at(kind: NamedKind, pointer: string): Component | undefined {
    return this.#byPointer.get(`${kind} ${pointer}`);
  }

  /** An entry of `components` in the source. */
  declare(kind: NamedKind, key: string, value: unknown): Component {
    const pointer = formatPointer(["components", sectionOf(kind), key]);
    return this.#add({ kind, key: this.#freeKey(kind, key, key), pointer, value, hoisted: false });
  }

  /** Something that a reference leads to outside `components`. */
  hoist(kind: NamedKind, pointer: string, value: unknown): Component {
    return this.#add({ kind, key: this.#freeKey(kind, hoistedKey(pointer), pointer), pointer, value, hoisted: true });
  }

  /** The component with the value at another pointer. References to either pointer lead to it. */
  move(component: Component, pointer: string, value: unknown): Component {
    const moved = { ...component, pointer, value };
    this.#byPointer.set(`${component.kind} ${component.pointer}`, moved);
    return this.#add(moved);
  }

  #add(component: Component): Component {
    this.#byPointer.set(`${component.kind} ${component.pointer}`, component);
    return component;
  }

  /** @param origin what makes the suffix of a key whose plain form is taken */
  #freeKey(kind: NamedKind, wanted: string, origin: string): string {
    const taken = this.#taken.get(kind) ?? new Set();
    this.#taken.set(kind, taken);
    const isTaken = (key: string): boolean => taken.has(key) || key === "__proto__";
    const readable = readableKey(wanted);
    const key = isTaken(readable) ? distinctKey(readable, origin, isTaken) : readable;
    taken.add(key);
    return key;
  }
}

/** The components of the source, in its order. */
export function declareComponents(document: Node, keys: ComponentKeys): Component[] {
  const components = member(document, "components");
  return (["schema", ...Object.keys(SECTIONS)] as NamedKind[]).flatMap((kind) => {
    const section = member(components, sectionOf(kind));
    if (!isObject(section)) return [];
    const entries = Object.entries(section).filter(([key]) => !key.startsWith("x-") || isObject(section[key]));
    const isReadable = ([key]: [string, unknown]): boolean => readableKey(key) === key;
    // Readable keys come first, so that they stay as they are.
    const [readable, others] = [entries.filter(isReadable), entries.filter((entry) => !isReadable(entry))];
    const declared = new Map([...readable, ...others].map(([key, value]) => [key, keys.declare(kind, key, value)]));
    return entries.map(([key]) => declared.get(key)!);
  });
}

/** Tokens of pointers that do not name anything. */
const STRUCTURE = new Set([
  "components",
  "schemas",
  "properties",
  "definitions",
  "$defs",
  "paths",
  "content",
  "schema",
  "items",
  "allOf",
  "anyOf",
  "oneOf",
  "webhooks",
]);

/** A key for a component that has none: `/components/schemas/Course/properties/teacher` → `CourseTeacher`. */
function hoistedKey(pointer: string): string {
  let tokens = parsePointer(pointer);
  if (tokens[0] === FILES) {
    const file = tokens[1]!.replace(/^.*\//, "").replace(/(\.(schema|openapi))?\.\w+$/, "");
    tokens = tokens.length === 2 ? [file] : tokens.slice(2);
    if (tokens.every((token) => STRUCTURE.has(token))) tokens = [file];
  }
  const naming = tokens.filter(
    (token, index) => !STRUCTURE.has(token) || tokens[index - 1] === "properties" || tokens[index - 1] === "schemas",
  );
  return naming.length === 1
    ? naming[0]!
    : naming.map((token) => pascalCase(token).replace(/^_(?=\d)/, "")).join("") || "Schema";
}
