/** Where references lead, and the names under which what they lead to is kept. */

import { formatPointer, isObject, localPointer, member, parsePointer } from "tenon-runtime/core";
import { FILES, UNRESOLVED } from "../document/index.ts";
import { distinctKey, pascalCase, readableKey } from "./names.ts";
import type { Report } from "./report.ts";
import { SECTIONS, type ComponentKind, type Node } from "./structure.ts";

export type NamedKind = ComponentKind | "schema";

export const sectionOf = (kind: NamedKind): string => (kind === "schema" ? "schemas" : SECTIONS[kind]);

export interface Target {
  readonly value: unknown;
  /** Where it is, references on the way followed. */
  readonly pointer: string;
}

/** Something that stands under a key of `components` in the normalised document. */
export interface Component {
  readonly kind: NamedKind;
  readonly key: string;
  readonly pointer: string;
  readonly value: unknown;
  /** It stood elsewhere in the source. */
  readonly hoisted: boolean;
}

export interface References {
  /** The canonical form (`#/components/schemas/Key`) of a reference; undefined, and reported once, when it leads to nothing. */
  refer(kind: NamedKind, reference: string, pointer: string): string | undefined;
  /** The component that a canonical reference names. */
  component(canonical: string): Component | undefined;
  /** Follows references until something else is there; undefined, and reported once, when there is nothing. */
  follow(node: Node, pointer: string): Target | undefined;
  /** What a reference leads to, without a report when that is nothing. */
  find(reference: string): Target | undefined;
  /** Components of the source, in its order. */
  readonly declared: readonly Component[];
  /** Components that were referred to since the last call, each once. */
  fresh(): Component[];
}

/** @param swagger the document was written as Swagger 2.0: what is reported is said in its terms */
export function createReferences(document: Node, report: Report, swagger = false): References {
  const byPointer = new Map<string, Component>();
  const keys = new Map<NamedKind, Set<string>>();
  const canonical = new Map<string, string | undefined>();
  const byCanonical = new Map<string, Component>();
  const reported = new Set<string>();
  const seen = new Set<Component>();
  let waiting: Component[] = [];

  const name = (kind: NamedKind, wanted: string, pointer: string, value: unknown, hoisted: boolean): Component => {
    const taken = keys.get(kind) ?? new Set();
    keys.set(kind, taken);
    const readable = readableKey(wanted);
    const isTaken = (each: string): boolean => taken.has(each) || each === "__proto__";
    const key = isTaken(readable) ? distinctKey(readable, hoisted ? pointer : wanted, isTaken) : readable;
    taken.add(key);
    const component = { kind, key, pointer, value, hoisted };
    byPointer.set(`${kind} ${pointer}`, component);
    return component;
  };

  const declared: Component[] = [];
  const components = member(document, "components");
  for (const kind of ["schema", ...Object.keys(SECTIONS)] as NamedKind[]) {
    const section = member(components, sectionOf(kind));
    if (!isObject(section)) continue;
    const entries = Object.entries(section).filter(([key]) => !key.startsWith("x-") || isObject(section[key]));
    // Keys that are already as they must be are not renamed for the sake of one that is not.
    const proper = entries.map(([key]) => readableKey(key) === key);
    const made = new Map<string, Component>();
    for (const pass of [true, false]) {
      entries.forEach(([key, value], index) => {
        if (proper[index] === pass)
          made.set(key, name(kind, key, formatPointer(["components", sectionOf(kind), key]), value, false));
      });
    }
    for (const [key] of entries) declared.push(made.get(key)!);
  }

  const unresolved = (reference: string, pointer: string): undefined => {
    // What the document room has reported is not reported again.
    if (reference === UNRESOLVED || isMissingFile(reference) || reported.has(reference)) return undefined;
    reported.add(reference);
    report("unresolved-reference", { reference: asWritten(reference, swagger) }, { pointer });
    return undefined;
  };
  const isMissingFile = (reference: string): boolean => {
    if (!reference.startsWith(`#/${FILES}/`)) return false;
    return member(document[FILES], parsePointer(localPointer(reference) ?? "")[1] ?? "") === undefined;
  };

  /** What stands at a pointer, references on the way (not at its end) followed. */
  const at = (reference: string): Target | undefined => {
    const start = localPointer(reference);
    if (start === undefined) return undefined;
    let done: string[] = [];
    let rest = parsePointer(start);
    let value: unknown = document;
    for (let hops = 0; rest.length > 0;) {
      const next = member(value, rest[0]!);
      if (next !== undefined) {
        done.push(rest.shift()!);
        value = next;
        continue;
      }
      const through = member(value, "$ref");
      const pointer = typeof through === "string" ? localPointer(through) : undefined;
      if (pointer === undefined || ++hops > 100) return undefined;
      rest = [...parsePointer(pointer), ...rest];
      done = [];
      value = document;
    }
    return { value, pointer: formatPointer(done) };
  };

  const follow = (node: Node, pointer: string): Target | undefined => {
    const visited = new Set<string>();
    let target: Target = { value: node, pointer };
    while (isObject(target.value) && typeof target.value["$ref"] === "string") {
      const reference = target.value["$ref"];
      const next = at(reference);
      if (next === undefined) return unresolved(reference, `${target.pointer}/$ref`);
      if (visited.has(next.pointer)) {
        if (!reported.has(reference))
          report("reference-cycle", { reference: asWritten(reference, swagger) }, { pointer: `${pointer}/$ref` });
        reported.add(reference);
        return undefined;
      }
      visited.add(next.pointer);
      target = next;
    }
    return target;
  };

  const refer = (kind: NamedKind, reference: string, pointer: string): string | undefined => {
    const id = `${kind} ${reference}`;
    if (canonical.has(id)) return canonical.get(id);
    // A schema keeps each link of a chain: an alias is a name of its own. Anything else leads to the end at once.
    const target =
      kind === "schema"
        ? (at(reference) ?? unresolved(reference, pointer))
        : follow({ $ref: reference }, pointer.replace(/\/\$ref$/, ""));
    let result: string | undefined;
    if (target !== undefined) {
      const component =
        byPointer.get(`${kind} ${target.pointer}`) ??
        name(kind, hoistedKey(target.pointer), target.pointer, target.value, true);
      if (!seen.has(component)) {
        seen.add(component);
        waiting.push(component);
      }
      result = `#/components/${sectionOf(kind)}/${component.key}`;
      byCanonical.set(result, component);
    }
    canonical.set(id, result);
    return result;
  };

  // `Student: { $ref: student.yaml }` gives what is in that file its name, wherever else it is referred to.
  declared.forEach((component, index) => {
    const reference =
      isObject(component.value) && Object.keys(component.value).length === 1 ? component.value["$ref"] : undefined;
    const target = typeof reference === "string" ? at(reference) : undefined;
    if (target === undefined || isNamedPlace(target.pointer) || byPointer.has(`${component.kind} ${target.pointer}`))
      return;
    const adopted = { ...component, pointer: target.pointer, value: target.value };
    declared[index] = adopted;
    byPointer.set(`${component.kind} ${component.pointer}`, adopted);
    byPointer.set(`${component.kind} ${target.pointer}`, adopted);
  });

  return {
    refer,
    component: (reference) => byCanonical.get(reference),
    follow,
    find: at,
    declared,
    fresh() {
      const fresh = waiting;
      waiting = [];
      return fresh;
    },
  };
}

const isNamedPlace = (pointer: string): boolean => /^\/components\/[^/]+\/[^/]+$/.test(pointer);

/** The reference as its author knows it: before files were bundled and sections renamed. */
function asWritten(reference: string, swagger: boolean): string {
  if (swagger)
    return reference
      .replace("#/components/schemas/", "#/definitions/")
      .replace(/^#\/components\/(parameters|responses)\//, "#/$1/");
  if (!reference.startsWith(`#/${FILES}/`)) return reference;
  const [, file, ...rest] = parsePointer(localPointer(reference) ?? "");
  return `${file}${rest.length === 0 ? "" : `#${formatPointer(rest)}`}`;
}

/** Tokens that say nothing about what they lead to. */
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

/** A key for what has none: `/components/schemas/Course/properties/teacher` → `CourseTeacher`. */
function hoistedKey(pointer: string): string {
  let tokens = parsePointer(pointer);
  if (tokens[0] === FILES) {
    const file = tokens[1]!.replace(/^.*\//, "").replace(/(\.(schema|openapi))?\.\w+$/, "");
    tokens = tokens.length === 2 ? [file] : tokens.slice(2);
    if (tokens.every((token) => STRUCTURE.has(token))) tokens = [file];
  }
  const telling = tokens.filter(
    (token, index) => !STRUCTURE.has(token) || tokens[index - 1] === "properties" || tokens[index - 1] === "schemas",
  );
  return telling.length === 1
    ? telling[0]!
    : telling.map((token) => pascalCase(token).replace(/^_(?=\d)/, "")).join("") || "Schema";
}
