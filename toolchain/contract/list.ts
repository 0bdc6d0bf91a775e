/** All operations of a document as written. Names and filters are made from them. */

import { escapeToken, isObject } from "tenon-runtime/core";
import type { References } from "./references.ts";
import type { Report } from "./report.ts";
import { METHODS, NODE_METHODS, type Node } from "./structure.ts";

export interface ListedPath {
  /** The key in the source. */
  readonly key: string;
  /** Begins with a slash; for a webhook its key. */
  readonly path: string;
  readonly pointer: string;
  /** References followed. */
  readonly item: Node;
  readonly operations: readonly ListedOperation[];
}

export interface ListedOperation {
  readonly path: string;
  /** The key in the path item: `get`, or as written in `additionalOperations`. */
  readonly key: string;
  readonly additional: boolean;
  /** As on the wire. */
  readonly method: string;
  readonly pointer: string;
  readonly operationId: string | undefined;
  readonly tags: readonly string[];
}

/** @param dialect `modern`: OpenAPI 3.2, which has the method QUERY */
export function listPaths(
  section: unknown,
  name: "paths" | "webhooks",
  references: References,
  report: Report,
  dialect: { readonly modern: boolean },
): ListedPath[] {
  if (!isObject(section)) {
    if (section !== undefined && section !== null)
      report("invalid-structure", { what: name, expected: "a mapping" }, { pointer: `/${name}` });
    return [];
  }
  const listed: ListedPath[] = [];
  const shapes = new Map<string, string>();
  for (const key in section) {
    if (name === "paths" && key.startsWith("x-")) continue;
    const pointer = `/${name}/${escapeToken(key)}`;
    const value = section[key];
    if (!isObject(value)) {
      if (value !== null) report("invalid-structure", { what: `"${key}"`, expected: "a path item" }, { pointer });
      continue;
    }
    const item = resolveItem(value, pointer, references);
    if (item === undefined) continue;
    const absolute = name === "webhooks" || key.startsWith("/") ? key : `/${key}`;
    const path = name === "webhooks" ? key : plainTemplate(absolute, item, pointer, references, report);
    if (path !== key && Object.hasOwn(section, path)) continue;
    if (absolute !== key) report("invalid-path", { path: key }, { pointer });
    if (name === "paths" && /\s/.test(path)) report("path-with-space", { path }, { pointer });
    const operations = listOperations(item, path, pointer, dialect);
    const shape = path.replace(/\{[^}]*\}/g, "{}");
    for (const { method, pointer: at } of name === "paths" ? operations : []) {
      if (!NODE_METHODS.has(method)) report("method-unknown-to-node", { method, path }, { pointer: at });
      const other = shapes.get(`${method} ${shape}`);
      if (other !== undefined) report("ambiguous-path", { path: `${method} ${path}`, other }, { pointer });
      else shapes.set(`${method} ${shape}`, path);
    }
    listed.push({ key, path, pointer, item, operations });
  }
  return listed;
}

/** An expression of RFC 6570 §2 with an operator or a modifier, which OpenAPI has at the parameter (OAS 3.2 §4.8.2). */
const EXPRESSION = /\{([+#./;?&]?)([^{}*]+)(\*?)\}/g;

/** The path with `{param}` for `{.param*}`, where that is what the parameter is called. */
function plainTemplate(path: string, item: Node, pointer: string, references: References, report: Report): string {
  if (!/\{[+#./;?&]|\*\}/.test(path)) return path;
  const declared = new Set<unknown>();
  const lists = [item, ...Object.values(item), ...Object.values(item["additionalOperations"] ?? {})];
  for (const node of lists) {
    const parameters: unknown = isObject(node) ? node["parameters"] : undefined;
    for (const parameter of Array.isArray(parameters) ? (parameters as unknown[]) : []) {
      const found = isObject(parameter) ? references.follow(parameter, pointer)?.value : undefined;
      if (isObject(found)) declared.add(found["name"]);
    }
  }
  return path.replace(EXPRESSION, (expression, operator: string, name: string, modifier: string) => {
    if (operator + modifier === "" || declared.has(expression.slice(1, -1)) || !declared.has(name)) return expression;
    report("template-operator", { expression, name, path }, { pointer });
    return `{${name}}`;
  });
}

/** A path item may refer to another and add to it (OAS 3.2 §4.9). */
export function resolveItem(item: Node, pointer: string, references: References): Node | undefined {
  if (typeof item["$ref"] !== "string") return item;
  const { $ref, ...own } = item;
  const target = references.follow({ $ref }, pointer)?.value;
  return isObject(target) ? (Object.keys(own).length === 0 ? target : { ...target, ...own }) : undefined;
}

/** In the order of the document. */
export function listOperations(
  item: Node,
  path: string,
  pointer: string,
  { modern }: { readonly modern: boolean },
): ListedOperation[] {
  const fixed = Object.keys(item)
    .filter((key) => (METHODS as readonly string[]).includes(key) && (key !== "query" || modern))
    .map((key) => [item[key], { path, key, pointer: `${pointer}/${key}`, additional: false }] as const);
  const more = Object.entries(isObject(item["additionalOperations"]) ? item["additionalOperations"] : {}).map(
    ([key, node]) => {
      const at = `${pointer}/additionalOperations/${escapeToken(key)}`;
      return [node, { path, key, pointer: at, additional: true }] as const;
    },
  );
  return [...fixed, ...more].flatMap(([node, place]) => (isObject(node) ? [listed(node, place)] : []));
}

function listed(node: Node, place: Pick<ListedOperation, "path" | "key" | "pointer" | "additional">): ListedOperation {
  const id = node["operationId"];
  const tags = node["tags"];
  return {
    ...place,
    // Methods are case-sensitive (RFC 9110 §9.1). The generated contract has capitals.
    method: place.key.toUpperCase(),
    operationId: typeof id === "string" && id.trim() !== "" ? id.trim() : undefined,
    tags: Array.isArray(tags) ? tags.filter((tag) => typeof tag === "string") : [],
  };
}
