/** All operations of a document, before anything is done to them: what names and filters are made from. */

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

export function listPaths(
  section: unknown,
  name: "paths" | "webhooks",
  references: References,
  report: Report,
  modern: boolean,
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
    const operations = listOperations(item, path, pointer, modern);
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

export function listOperations(item: Node, path: string, pointer: string, modern: boolean): ListedOperation[] {
  const listed: ListedOperation[] = [];
  const add = (node: unknown, key: string, method: string, at: string, additional: boolean): void => {
    if (!isObject(node)) return;
    const id = node["operationId"];
    const tags = node["tags"];
    listed.push({
      path,
      key,
      additional,
      method,
      pointer: at,
      operationId: typeof id === "string" && id.trim() !== "" ? id.trim() : undefined,
      tags: Array.isArray(tags) ? tags.filter((tag) => typeof tag === "string") : [],
    });
  };
  // In the order of the document.
  for (const key in item) {
    if ((METHODS as readonly string[]).includes(key) && (key !== "query" || modern))
      add(item[key], key, key.toUpperCase(), `${pointer}/${key}`, false);
  }
  const more = item["additionalOperations"];
  // Methods are case-sensitive (RFC 9110 §9.1); the contract's data promises capitals.
  if (isObject(more))
    for (const key in more)
      add(more[key], key, key.toUpperCase(), `${pointer}/additionalOperations/${escapeToken(key)}`, true);
  return listed;
}
