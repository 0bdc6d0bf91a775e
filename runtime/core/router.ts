/**
 * The router: a tree over path segments, so that the cost of a request depends on the length of its path and not on
 * the number of operations.
 *
 * A literal segment beats one with both text and parameters (`{name}.json`), which beats `{id}` (OAS 3.2 §4.8.2); the
 * path is decided first and the method then, so that `DELETE /users/me` is a 405 when only `/users/{id}` has a DELETE.
 * A trailing slash is part of a path: `DELETE /students/` never deletes the collection because an id was empty.
 */

import type { Contract, Operation } from "./contract.ts";

export interface RouterOptions {
  /** Where the operations are mounted, in place of the paths of the contract's servers: `/`, `/api/v1`. */
  readonly basePath?: string;
}

/** What a request's method and path lead to. */
export type Routing =
  | {
      readonly kind: "found";
      readonly operation: Operation;
      /** The names of the path's parameters, in its order, and their values, still percent-encoded. */
      readonly names: readonly string[];
      readonly values: readonly string[];
      /** A HEAD request that the GET operation serves (RFC 9110 §9.3.2). */
      readonly head: boolean;
    }
  /** `options`: an OPTIONS request that the contract does not declare: answer 204 with `Allow`. */
  | { readonly kind: "options" | "notAllowed"; readonly allow: string }
  | { readonly kind: "none" };

/** The operation that a request leads to, and its path parameters. */
export type RouteMatch = Extract<Routing, { kind: "found" }>;

export interface Router {
  /** @param method upper-case @param path from the `/` on, still percent-encoded, without the query */
  find(method: string, path: string): Routing;
}

interface Target {
  readonly operation: Operation;
  readonly names: readonly string[];
}

interface Node {
  readonly literals: Map<string, Node>;
  /** Segments with text and parameters, most text first. */
  readonly mixed: { readonly texts: readonly string[]; readonly node: Node }[];
  parameter?: Node;
  /** By method; present where a path ends. */
  targets?: Map<string, Target>;
  allow?: string;
}

const NONE: Routing = { kind: "none" };
const newNode = (): Node => ({ literals: new Map(), mixed: [] });

/** @throws nothing: of two operations with the same method and the same path the first is served. */
export function createRouter(contract: Pick<Contract, "servers" | "operations">, options: RouterOptions = {}): Router {
  const root = newNode();
  const given = options.basePath === undefined ? undefined : [trimSlash(options.basePath)];
  const basesOf = (servers: readonly string[]): ReadonlySet<string> => new Set(servers.map(basePathOf));
  const usual = given ?? basesOf(contract.servers);
  for (const operation of contract.operations) {
    const bases = given ?? (operation.servers === undefined ? usual : basesOf(operation.servers));
    for (const base of bases) insert(root, base, operation);
  }
  return { find: (method, path) => find(root, method, path) };
}

/** The path of a server's URL, without its trailing slash; `""` for none. Relative URLs are taken from the root. */
export function basePathOf(server: string): string {
  return URL.canParse(server, "http://host/") ? trimSlash(new URL(server, "http://host/").pathname) : "";
}

function trimSlash(path: string): string {
  const trimmed = path.replace(/\/+$/, "");
  return trimmed === "" || trimmed.startsWith("/") ? trimmed : `/${trimmed}`;
}

function insert(root: Node, base: string, operation: Operation): void {
  const names: string[] = [];
  let node = root;
  for (const segment of (base + operation.path).split("/").slice(1)) {
    if (!segment.includes("{")) {
      node = child(node.literals, decoded(segment));
      continue;
    }
    // Most are nothing but a parameter.
    if (segment.lastIndexOf("{") === 0 && segment.indexOf("}") === segment.length - 1) {
      names.push(segment.slice(1, -1));
      node = node.parameter ??= newNode();
      continue;
    }
    const parts = segment.split(/\{([^{}]*)\}/); // texts at even places, names at odd ones
    for (let i = 1; i < parts.length; i += 2) names.push(parts[i] ?? "");
    const texts = parts.filter((_, index) => index % 2 === 0);
    if (texts.length === 1) node = child(node.literals, decoded(segment));
    else if (texts.every((text) => text === "") && texts.length === 2) node = node.parameter ??= newNode();
    else node = mixedChild(node, texts);
  }
  const targets = (node.targets ??= new Map());
  if (!targets.has(operation.method)) targets.set(operation.method, { operation, names });
}

function child(map: Map<string, Node>, key: string): Node {
  let node = map.get(key);
  if (node === undefined) map.set(key, (node = newNode()));
  return node;
}

function mixedChild(parent: Node, texts: readonly string[]): Node {
  const key = texts.join("\0");
  const known = parent.mixed.find((entry) => entry.texts.join("\0") === key);
  if (known !== undefined) return known.node;
  const node = newNode();
  parent.mixed.push({ texts, node });
  parent.mixed.sort((a, b) => b.texts.join("").length - a.texts.join("").length);
  return node;
}

function allowOf(targets: ReadonlyMap<string, Target>): string {
  const methods = new Set(targets.keys());
  if (methods.has("GET")) methods.add("HEAD");
  methods.add("OPTIONS");
  return [...methods].join(", ");
}

function find(root: Node, method: string, path: string): Routing {
  if (!path.startsWith("/")) return NONE;
  const values: string[] = [];
  const node = descend(root, path, 1, values);
  if (node?.targets === undefined) return NONE;
  let target = node.targets.get(method);
  const head = target === undefined && method === "HEAD";
  if (head) target = node.targets.get("GET");
  if (target !== undefined) return { kind: "found", operation: target.operation, names: target.names, values, head };
  return { kind: method === "OPTIONS" ? "options" : "notAllowed", allow: (node.allow ??= allowOf(node.targets)) };
}

/**
 * Each node of the tree is visited at most once, and on real contracts hardly more than one for each segment.
 * @param from where the next segment starts; past the end of the path: there is none
 */
function descend(node: Node, path: string, from: number, values: string[]): Node | undefined {
  if (from > path.length) return node.targets === undefined ? undefined : node;
  const slash = path.indexOf("/", from);
  const end = slash === -1 ? path.length : slash;
  const segment = path.slice(from, end);
  const literal = node.literals.get(decoded(segment));
  if (literal !== undefined) {
    const found = descend(literal, path, end + 1, values);
    if (found !== undefined) return found;
  }
  if (segment === "") return undefined; // a path parameter is never empty (OAS 3.2 §4.12.2)
  const kept = values.length;
  for (const { texts, node: next } of node.mixed) {
    if (matchMixed(segment, texts, values)) {
      const found = descend(next, path, end + 1, values);
      if (found !== undefined) return found;
    }
    values.length = kept;
  }
  if (node.parameter === undefined) return undefined;
  values.push(segment);
  const found = descend(node.parameter, path, end + 1, values);
  if (found === undefined) values.length = kept;
  return found;
}

/** Each text is taken at its first occurrence, which finds a match wherever there is one, in linear time. */
function matchMixed(segment: string, texts: readonly string[], values: string[]): boolean {
  const first = texts[0] ?? "";
  const last = texts[texts.length - 1] ?? "";
  if (!segment.startsWith(first) || !segment.endsWith(last)) return false;
  const end = segment.length - last.length;
  let position = first.length;
  for (let i = 1; i < texts.length - 1; i++) {
    const text = texts[i] ?? "";
    const at = segment.indexOf(text, position + 1);
    if (at === -1 || at + text.length > end) return false;
    values.push(segment.slice(position, at));
    position = at + text.length;
  }
  if (position >= end) return false;
  values.push(segment.slice(position, end));
  return true;
}

function decoded(segment: string): string {
  if (!segment.includes("%")) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
