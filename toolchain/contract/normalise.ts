/** A bundled document of any version → the same contract as OpenAPI 3.1 in the 2020-12 dialect, parts kept as components. */

import { escapeToken, isObject } from "tenon-runtime/core";
import { type Version } from "../document/index.ts";
import { unreachedMembers } from "./families/unreached.ts";
import { resolveItem, type ListedOperation, type ListedPath } from "./list.ts";
import type { Schema } from "./model.ts";
import { OperationIds } from "./operation-ids.ts";
import { fitParameters } from "./path-parameters.ts";
import { checkPart, unknownPart } from "./parts.ts";
import { sectionOf, type Component } from "./components.ts";
import { referenceTo, type References } from "./references.ts";
import type { Report } from "./report.ts";
import type { Exampled } from "./schema/context.ts";
import { SchemaNormaliser } from "./schema/index.ts";
import { isLeaf, SECTIONS, type Direction, type Kind, type Node } from "./structure.ts";
import { createRebuild, type Visitor } from "./walk.ts";

export interface NormalisedSchema {
  readonly component: Component;
  schema: Schema;
}

export interface Normalised {
  /** Path (or webhook) → path item. */
  readonly paths: ReadonlyMap<string, Node>;
  readonly webhooks: ReadonlyMap<string, Node>;
  /** By key. The document's own schemas come first, in its order. */
  readonly schemas: ReadonlyMap<string, NormalisedSchema>;
  /** The other sections of `components`. */
  readonly components: Readonly<Record<string, Node>>;
  /** Object of the result → its pointer in the source. */
  readonly origin: Map<object, string>;
  /** The schemas that have examples. */
  readonly exampled: readonly Exampled[];
  /** Some schema is readOnly or writeOnly. */
  readonly directed: boolean;
  /** Some schema has a discriminator. */
  readonly discriminated: boolean;
}

export interface ToNormalise {
  readonly version: Version;
  readonly paths: readonly ListedPath[];
  readonly webhooks: readonly ListedPath[];
  /** New ids of operations whose id another operation has, by pointer. */
  readonly ids: ReadonlyMap<string, string>;
  /** Whether path parameters that their path does not have are kept. Default: false. */
  readonly keepsUnusedParameters?: boolean;
  /** Absent: all operations, and unused components as well. */
  readonly includes: ((operation: ListedOperation) => boolean) | undefined;
}

/** The document as OpenAPI 3.1 with the origin of each part. */
export function normalise(input: ToNormalise, references: References, report: Report): Normalised {
  return new DocumentNormaliser(input, references, report).normalise();
}

class DocumentNormaliser implements Visitor {
  readonly #input: ToNormalise;
  readonly #references: References;
  readonly #report: Report;
  readonly #origin = new Map<object, string>();
  readonly #schemas = new Map<string, NormalisedSchema>();
  /** Components other than schemas. */
  readonly #built = new Map<Component, unknown>();
  /** Pointers of the parts that are rebuilt at the moment. */
  readonly #open = new Set<string>();
  readonly #exampled: Exampled[] = [];
  #directed = false;
  #discriminated = false;
  readonly #schemaNormaliser: SchemaNormaliser;
  readonly #rebuild = createRebuild(this);
  readonly #operationIds: OperationIds;

  constructor(input: ToNormalise, references: References, report: Report) {
    this.#input = input;
    this.#references = references;
    this.#report = report;
    this.#operationIds = new OperationIds(
      [...input.paths, ...input.webhooks].flatMap((path) => path.operations),
      input.ids,
    );
    this.#schemaNormaliser = new SchemaNormaliser({
      legacy: input.version === "2.0" || input.version === "3.0",
      report,
      refer: (reference, pointer) => references.refer("schema", reference, pointer),
      directed: () => (this.#directed = true),
      discriminated: () => (this.#discriminated = true),
      exampled: (one) => this.#exampled.push(one),
    });
  }

  normalise(): Normalised {
    const { declared } = this.#references;
    const { includes } = this.#input;
    if (includes === undefined) this.#buildAll(declared);
    const paths = this.#items(this.#input.paths, (path, item, pointer) => this.#fitParameters(path, item, pointer));
    const webhooks = this.#items(this.#input.webhooks, (_, item) => item);
    if (includes !== undefined) this.#buildAll(declared.filter((component) => component.kind === "securityScheme"));
    this.#buildReferred();
    this.#buildFamilies();
    return {
      paths,
      webhooks,
      schemas: inOrder(this.#schemas, declared),
      components: sections(this.#built, declared),
      origin: this.#origin,
      exampled: this.#exampled,
      directed: this.#directed,
      discriminated: this.#discriminated,
    };
  }

  schema(value: unknown, pointer: string): Schema {
    return this.#schemaNormaliser.normalise(value, pointer);
  }

  reference(kind: Kind, node: Node, pointer: string, direction: Direction): unknown {
    if (kind === "pathItem" || kind === "mediaType" || kind === "encoding")
      return this.#inPlace(kind, node, pointer, direction);
    if (kind === "operation") {
      const { $ref: _, ...rest } = node; // an operation cannot be a reference (OAS 3.2 §4.10)
      return this.#rebuild(kind, rest, pointer, direction);
    }
    const reference = String(node["$ref"]);
    const canonical = this.#references.refer(kind, reference, `${pointer}/$ref`);
    const component = canonical === undefined ? undefined : this.#references.component(canonical);
    const result =
      component === undefined || this.#build(component) === undefined
        ? unknownPart(kind)
        : canonical === reference
          ? node
          : { ...node, $ref: canonical };
    if (result !== undefined) this.#origin.set(result, pointer);
    return result;
  }

  /** `components` has no section for these kinds in OpenAPI 3.1: the target replaces the reference. */
  #inPlace(kind: Kind, node: Node, pointer: string, direction: Direction): unknown {
    const target = this.#references.follow(node, pointer);
    if (target === undefined) return undefined;
    if (this.#open.has(target.pointer)) {
      this.#report("reference-cycle", { reference: String(node["$ref"]) }, { pointer: `${pointer}/$ref` });
      return undefined;
    }
    this.#open.add(target.pointer);
    // A path item can add to its target, so pointers into it go by way of the reference.
    const result =
      kind === "pathItem"
        ? this.#rebuild(kind, resolveItem(node, pointer, this.#references), pointer, direction)
        : this.#rebuild(kind, target.value, target.pointer, direction);
    this.#open.delete(target.pointer);
    return result;
  }

  invalid(kind: Kind, value: unknown, pointer: string): unknown {
    if (value === null && (kind === "mediaType" || kind === "example")) return {};
    this.#report("invalid-structure", { what: `this ${spoken(kind)}`, expected: "an object" }, { pointer });
    return kind === "response" ? { description: "" } : undefined;
  }

  enter(kind: Kind, node: Node, pointer: string): Node | undefined {
    const checked = checkPart(kind, node, pointer, this.#report);
    return kind === "operation" && checked !== undefined ? this.#operationIds.makeUnique(checked, pointer) : checked;
  }

  leaf(kind: Kind, key: string, value: unknown, pointer: string): unknown {
    const judgement = isLeaf(kind, key, value);
    if (judgement === "valid") return value;
    // Linters report unknown fields. In YAML, null is an empty field.
    if (judgement === "invalid" && value !== null)
      this.#report(
        "invalid-structure",
        { what: `"${key}"`, expected: "as the specification has it" },
        { pointer: `${pointer}/${escapeToken(key)}` },
      );
    return undefined;
  }

  leave(kind: Kind, node: Node, pointer: string): Node {
    if (kind !== "callback" && kind !== "pathItem" && kind !== "encoding") this.#origin.set(node, pointer);
    return node;
  }

  #build(component: Component): unknown {
    if (this.#built.has(component)) return this.#built.get(component);
    if (component.kind === "schema") return true;
    this.#built.set(component, {}); // a callback may lead back to itself
    const direction = component.kind === "response" || component.kind === "header" ? "output" : "input";
    const result = this.#rebuild(component.kind, component.value, component.pointer, direction);
    this.#built.set(component, result);
    return result;
  }

  #buildAll(components: readonly Component[]): void {
    for (const component of components) {
      if (component.kind !== "schema") this.#build(component);
      else if (!this.#schemas.has(component.key))
        this.#schemas.set(component.key, { component, schema: this.schema(component.value, component.pointer) });
    }
  }

  /** Components that are referred to, and those to which these refer. */
  #buildReferred(): void {
    for (let fresh = this.#references.fresh(); fresh.length > 0; fresh = this.#references.fresh())
      this.#buildAll(fresh);
  }

  /** Members of families to which no reference leads, until a round finds no other. */
  #buildFamilies(): void {
    const tried = new Set<string>();
    for (let size = -1; this.#discriminated && size < tried.size;) {
      size = tried.size;
      const read = [...this.#schemas.values()].map(({ component }) => component);
      for (const pointer of unreachedMembers(read, this.#references)) {
        if (!tried.has(pointer)) this.#references.refer("schema", referenceTo(pointer), pointer);
        tried.add(pointer);
      }
      this.#buildReferred();
    }
  }

  #items(
    listed: readonly ListedPath[],
    finish: (path: string, item: Node, pointer: string) => Node,
  ): Map<string, Node> {
    const { includes } = this.#input;
    const result = new Map<string, Node>();
    for (const { path, pointer, item, operations } of listed) {
      const kept = includes === undefined ? operations : operations.filter(includes);
      if (includes !== undefined && kept.length === 0) continue;
      const after = this.#rebuild("pathItem", only(item, operations, kept), pointer, "input");
      if (isObject(after)) result.set(path, finish(path, after, pointer));
    }
    return result;
  }

  #fitParameters(path: string, item: Node, pointer: string): Node {
    return fitParameters(path, item, pointer, {
      references: this.#references,
      report: this.#report,
      origin: this.#origin,
      keepsUnused: this.#input.keepsUnusedParameters === true,
    });
  }
}

const spoken = (kind: Kind): string => kind.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** The path item without the operations that a filter leaves out. */
function only(item: Node, all: readonly ListedOperation[], kept: readonly ListedOperation[]): Node {
  if (kept.length === all.length) return item;
  const out: Record<string, unknown> = { ...item };
  const additional: Record<string, unknown> = { ...(item["additionalOperations"] as Node | undefined) };
  for (const operation of all) {
    if (!kept.includes(operation)) delete (operation.additional ? additional : out)[operation.key];
  }
  if (out["additionalOperations"] !== undefined) out["additionalOperations"] = additional;
  return out;
}

function inOrder(
  schemas: ReadonlyMap<string, NormalisedSchema>,
  declared: readonly Component[],
): Map<string, NormalisedSchema> {
  const ordered = new Map<string, NormalisedSchema>();
  for (const { kind, key } of declared) {
    const schema = kind === "schema" ? schemas.get(key) : undefined;
    if (schema !== undefined) ordered.set(key, schema);
  }
  for (const [key, schema] of schemas) ordered.set(key, schema); // hoisted ones come last; a key keeps its first place
  return ordered;
}

function sections(built: ReadonlyMap<Component, unknown>, declared: readonly Component[]): Record<string, Node> {
  const result: Record<string, Record<string, unknown>> = {};
  const put = (component: Component): void => {
    const value = built.get(component);
    if (value !== undefined) (result[sectionOf(component.kind)] ??= {})[component.key] = value;
  };
  for (const component of declared) if (component.kind !== "schema") put(component);
  for (const component of built.keys()) if (component.hoisted) put(component);
  return result;
}

/** The sections of `components` other than schemas, as the specification orders them. */
export const OTHER_SECTIONS: readonly string[] = Object.values(SECTIONS);
