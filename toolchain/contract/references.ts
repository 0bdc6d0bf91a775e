/** References, and the components to which they lead. */

import { formatPointer, isObject, localPointer, member, parsePointer } from "tenon-runtime/core";
import { FILES, UNRESOLVED } from "../document/index.ts";
import { ComponentKeys, declareComponents, sectionOf, type Component, type NamedKind } from "./components.ts";
import type { Report } from "./report.ts";
import { type Node } from "./structure.ts";

/** References to follow inside one pointer. */
const MOST_HOPS = 100;

export interface Target {
  readonly value: unknown;
  /** Its own pointer, with references on the way followed. */
  readonly pointer: string;
}

export interface References {
  /** The canonical form (`#/components/schemas/Key`) of a reference; undefined, and reported once, if nothing is there. */
  refer(kind: NamedKind, reference: string, pointer: string): string | undefined;
  /** The component that a canonical reference names. */
  component(canonical: string): Component | undefined;
  /** Follows references to their end; undefined, and reported once, if nothing is there. */
  follow(node: Node, pointer: string): Target | undefined;
  /** The target of a reference; undefined, and not reported, if there is none. */
  find(reference: string): Target | undefined;
  /** Components of the source, in its order. */
  readonly declared: readonly Component[];
  /** Components that were referred to since the last call, each once. */
  fresh(): Component[];
}

/** @param options `swagger`: the document was written as Swagger 2.0, so messages use its terms */
export function createReferences(
  document: Node,
  report: Report,
  { swagger = false }: { readonly swagger?: boolean } = {},
): References {
  return new DocumentReferences(document, report, (reference) => asWritten(reference, swagger));
}

class DocumentReferences implements References {
  readonly declared: Component[];
  readonly #document: Node;
  readonly #report: Report;
  readonly #asWritten: (reference: string) => string;
  readonly #keys = new ComponentKeys();
  /** Kind and reference → canonical reference. */
  readonly #canonical = new Map<string, string | undefined>();
  readonly #byCanonical = new Map<string, Component>();
  /** References of reported mistakes. */
  readonly #reported = new Set<string>();
  readonly #referred = new Set<Component>();
  /** Referred components that `fresh` has not returned yet. */
  #waiting: Component[] = [];

  constructor(document: Node, report: Report, asWritten: (reference: string) => string) {
    this.#document = document;
    this.#report = report;
    this.#asWritten = asWritten;
    this.declared = declareComponents(document, this.#keys);
    this.#nameTargets();
  }

  /** `Student: { $ref: student.yaml }` names the schema in that file, for all other references to it too. */
  #nameTargets(): void {
    for (const [index, component] of this.declared.entries()) {
      const { kind, value } = component;
      const reference = isObject(value) && Object.keys(value).length === 1 ? value["$ref"] : undefined;
      const target = typeof reference === "string" ? this.find(reference) : undefined;
      if (target === undefined || isNamedPlace(target.pointer) || this.#keys.at(kind, target.pointer) !== undefined)
        continue;
      this.declared[index] = this.#keys.move(component, target.pointer, target.value);
    }
  }

  refer(kind: NamedKind, reference: string, pointer: string): string | undefined {
    const id = `${kind} ${reference}`;
    if (this.#canonical.has(id)) return this.#canonical.get(id);
    const target = this.#targetOf(kind, reference, pointer);
    const canonical = target === undefined ? undefined : this.#referTo(kind, target);
    this.#canonical.set(id, canonical);
    return canonical;
  }

  /** For a schema the next link of a chain, because an alias has a name of its own; for other kinds the last. */
  #targetOf(kind: NamedKind, reference: string, pointer: string): Target | undefined {
    return kind === "schema"
      ? (this.find(reference) ?? this.#reportUnresolved(reference, pointer))
      : this.follow({ $ref: reference }, pointer.replace(/\/\$ref$/, ""));
  }

  #referTo(kind: NamedKind, target: Target): string {
    const component = this.#keys.at(kind, target.pointer) ?? this.#keys.hoist(kind, target.pointer, target.value);
    if (!this.#referred.has(component)) {
      this.#referred.add(component);
      this.#waiting.push(component);
    }
    const canonical = `#/components/${sectionOf(kind)}/${component.key}`;
    this.#byCanonical.set(canonical, component);
    return canonical;
  }

  component(canonical: string): Component | undefined {
    return this.#byCanonical.get(canonical);
  }

  follow(node: Node, pointer: string): Target | undefined {
    const visited = new Set<string>();
    let target: Target = { value: node, pointer };
    while (isObject(target.value) && typeof target.value["$ref"] === "string") {
      const reference = target.value["$ref"];
      const next = this.find(reference);
      if (next === undefined) return this.#reportUnresolved(reference, `${target.pointer}/$ref`);
      if (visited.has(next.pointer)) return this.#reportCycle(reference, `${pointer}/$ref`);
      visited.add(next.pointer);
      target = next;
    }
    return target;
  }

  find(reference: string): Target | undefined {
    const start = localPointer(reference);
    if (start === undefined) return undefined;
    let done: string[] = [];
    let rest = parsePointer(start);
    let value: unknown = this.#document;
    for (let hops = 0; rest.length > 0;) {
      const next = member(value, rest[0]!);
      if (next !== undefined) {
        done.push(rest.shift()!);
        value = next;
        continue;
      }
      const through = member(value, "$ref");
      const pointer = typeof through === "string" ? localPointer(through) : undefined;
      if (pointer === undefined || ++hops > MOST_HOPS) return undefined;
      rest = [...parsePointer(pointer), ...rest];
      done = [];
      value = this.#document;
    }
    return { value, pointer: formatPointer(done) };
  }

  fresh(): Component[] {
    const fresh = this.#waiting;
    this.#waiting = [];
    return fresh;
  }

  #reportUnresolved(reference: string, pointer: string): undefined {
    // The document room has reported missing files.
    if (reference === UNRESOLVED || this.#isInMissingFile(reference) || this.#reported.has(reference)) return;
    this.#reported.add(reference);
    this.#report("unresolved-reference", { reference: this.#asWritten(reference) }, { pointer });
  }

  #isInMissingFile(reference: string): boolean {
    if (!reference.startsWith(`#/${FILES}/`)) return false;
    return member(this.#document[FILES], parsePointer(localPointer(reference) ?? "")[1] ?? "") === undefined;
  }

  #reportCycle(reference: string, pointer: string): undefined {
    if (this.#reported.has(reference)) return;
    this.#reported.add(reference);
    this.#report("reference-cycle", { reference: this.#asWritten(reference) }, { pointer });
  }
}

/** The reference to a pointer of the document: a URI fragment (RFC 6901 §6). */
export const referenceTo = (pointer: string): string => `#${pointer.replaceAll("%", "%25")}`;

const isNamedPlace = (pointer: string): boolean => /^\/components\/[^/]+\/[^/]+$/.test(pointer);

/** The reference as its author wrote it, before files were bundled and sections renamed. */
function asWritten(reference: string, swagger: boolean): string {
  if (swagger)
    return reference
      .replace("#/components/schemas/", "#/definitions/")
      .replace(/^#\/components\/(parameters|responses)\//, "#/$1/");
  if (!reference.startsWith(`#/${FILES}/`)) return reference;
  const [, file, ...rest] = parsePointer(localPointer(reference) ?? "");
  return `${file}${rest.length === 0 ? "" : `#${formatPointer(rest)}`}`;
}
