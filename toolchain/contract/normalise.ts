/** A bundled document of any version → the same contract as OpenAPI 3.1 in the 2020-12 dialect, parts kept as components. */

import { escapeToken, isObject } from "tenon-runtime/core";
import { type Version } from "../document/index.ts";
import type { Exampled } from "./examples.ts";
import { referenceAt, unreachedMembers } from "./families/unreached.ts";
import { resolveItem, type ListedOperation, type ListedPath } from "./list.ts";
import type { Schema } from "./model.ts";
import { fitParameters } from "./path-parameters.ts";
import { checkPart, unknownPart } from "./parts.ts";
import { sectionOf, type Component, type References } from "./references.ts";
import type { Report } from "./report.ts";
import { createNormalise } from "./schema.ts";
import { isLeaf, SECTIONS, type Kind, type Node } from "./structure.ts";
import { createRebuild } from "./walk.ts";

export interface NormalisedSchema {
  readonly component: Component;
  schema: Schema;
}

export interface Normalised {
  /** Path (or webhook) → path item. */
  readonly paths: ReadonlyMap<string, Node>;
  readonly webhooks: ReadonlyMap<string, Node>;
  /** By key; those of the document first, in its order. */
  readonly schemas: ReadonlyMap<string, NormalisedSchema>;
  /** The other sections of `components`. */
  readonly components: Readonly<Record<string, Node>>;
  /** Where an object of the result came from. */
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
  /** Ids that operations get in the document because another has theirs, by pointer. */
  readonly ids: ReadonlyMap<string, string>;
  /** Undefined: everything, components that nothing refers to as well. */
  /** Whether path parameters stay that their path does not have. */
  readonly strangers?: boolean;
  readonly includes: ((operation: ListedOperation) => boolean) | undefined;
}

export function normalise(input: ToNormalise, references: References, report: Report): Normalised {
  const origin = new Map<object, string>();
  const schemas = new Map<string, NormalisedSchema>();
  const built = new Map<Component, unknown>();
  const openItems = new Set<string>();
  const exampled: Exampled[] = [];
  let directed = false;
  let discriminated = false;

  const normaliseSchema = createNormalise({
    legacy: input.version === "2.0" || input.version === "3.0",
    report,
    refer: (reference, pointer) => references.refer("schema", reference, pointer),
    directed: () => (directed = true),
    discriminated: () => (discriminated = true),
    exampled: (one) => exampled.push(one),
  });

  const rebuild = createRebuild({
    schema: normaliseSchema,
    reference: (kind, node, pointer, direction) => {
      if (kind === "pathItem" || kind === "mediaType" || kind === "encoding") {
        const target = references.follow(node, pointer);
        if (target === undefined) return undefined;
        if (openItems.has(target.pointer)) {
          report("reference-cycle", { reference: String(node["$ref"]) }, { pointer: `${pointer}/$ref` });
          return undefined;
        }
        openItems.add(target.pointer);
        // A path item stands in its place: pointers into it go by way of the reference.
        const value = kind === "pathItem" ? resolveItem(node, pointer, references) : target.value;
        const result = rebuild(kind, value, kind === "pathItem" ? pointer : target.pointer, direction);
        openItems.delete(target.pointer);
        return result;
      }
      if (kind === "operation") {
        const { $ref: _, ...rest } = node; // not a place for references (OAS 3.2 §4.10)
        return rebuild(kind, rest, pointer, direction);
      }
      const reference = String(node["$ref"]);
      const canonical = references.refer(kind, reference, `${pointer}/$ref`);
      const component = canonical === undefined ? undefined : references.component(canonical);
      if (component === undefined || build(component) === undefined) {
        const instead = unknownPart(kind);
        if (instead !== undefined) origin.set(instead, pointer);
        return instead;
      }
      const result = canonical === reference ? node : { ...node, $ref: canonical };
      origin.set(result, pointer);
      return result;
    },
    invalid: (kind, value, pointer) => {
      if (value === null && (kind === "mediaType" || kind === "example")) return {};
      report("invalid-structure", { what: `this ${spoken(kind)}`, expected: "an object" }, { pointer });
      return kind === "response" ? { description: "" } : undefined;
    },
    enter: (kind, node, pointer) => {
      const checked = checkPart(kind, node, pointer, report);
      return kind === "operation" && checked !== undefined ? withUniqueId(checked, pointer) : checked;
    },
    leaf: (kind, key, value, pointer) => {
      const judgement = isLeaf(kind, key, value);
      if (judgement === "valid") return value;
      // Unknown fields are a linter's business; null is YAML's way to leave something empty.
      if (judgement === "invalid" && value !== null)
        report(
          "invalid-structure",
          { what: `"${key}"`, expected: "as the specification has it" },
          { pointer: `${pointer}/${escapeToken(key)}` },
        );
      return undefined;
    },
    leave: (kind, node, pointer) => {
      if (kind !== "callback" && kind !== "pathItem" && kind !== "encoding") origin.set(node, pointer);
      return node;
    },
  });

  const listed = [...input.paths, ...input.webhooks].flatMap((path) => path.operations);
  const known = new Set(listed.map((operation) => operation.pointer));
  const taken = new Set(listed.map((operation) => operation.operationId));
  /** Ids are unique in the document (OAS 3.2 §4.10), those of callbacks among them. */
  const withUniqueId = (operation: Node, pointer: string): Node => {
    const { operationId: written, ...rest } = operation;
    if (typeof written !== "string") return written === undefined ? operation : rest;
    const id = input.ids.get(pointer) ?? written;
    if (!known.has(pointer)) {
      if (taken.has(id)) return rest;
      taken.add(id);
    }
    return id === written ? operation : { ...operation, operationId: id };
  };

  const build = (component: Component): unknown => {
    if (built.has(component)) return built.get(component);
    if (component.kind === "schema") return true;
    built.set(component, {}); // a callback may lead back to itself
    const result = rebuild(
      component.kind,
      component.value,
      component.pointer,
      component.kind === "response" || component.kind === "header" ? "output" : "input",
    );
    built.set(component, result);
    return result;
  };
  const buildSchemas = (components: readonly Component[]): void => {
    for (const component of components) {
      if (component.kind !== "schema") build(component);
      else if (!schemas.has(component.key))
        schemas.set(component.key, { component, schema: normaliseSchema(component.value, component.pointer) });
    }
  };

  const items = (listed: readonly ListedPath[], fit: boolean): Map<string, Node> => {
    const result = new Map<string, Node>();
    for (const { path, pointer, item, operations } of listed) {
      const kept = input.includes === undefined ? operations : operations.filter(input.includes);
      if (input.includes !== undefined && kept.length === 0) continue;
      const after = rebuild("pathItem", only(item, operations, kept), pointer, "input");
      if (isObject(after))
        result.set(
          path,
          fit
            ? fitParameters(path, after, pointer, { references, report, origin, strangers: input.strangers === true })
            : after,
        );
    }
    return result;
  };

  if (input.includes === undefined) buildSchemas(references.declared);
  const paths = items(input.paths, true);
  const webhooks = items(input.webhooks, false);
  if (input.includes !== undefined)
    buildSchemas(references.declared.filter((component) => component.kind === "securityScheme"));
  const buildReferred = (): void => {
    for (let fresh = references.fresh(); fresh.length > 0; fresh = references.fresh()) buildSchemas(fresh);
  };
  buildReferred();
  const tried = new Set<string>();
  for (let size = -1; discriminated && size < tried.size;) {
    size = tried.size;
    const read = [...schemas.values()].map(({ component }) => component);
    for (const pointer of unreachedMembers(read, references)) {
      if (!tried.has(pointer)) references.refer("schema", referenceAt(pointer), pointer);
      tried.add(pointer);
    }
    buildReferred();
  }

  return {
    paths,
    webhooks,
    schemas: inOrder(schemas, references.declared),
    components: sections(built, references.declared),
    origin,
    exampled,
    directed,
    discriminated,
  };
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
