/** The operations of a normalised document as the model has them. */

import { escapeToken, isObject } from "tenon-runtime/core";
import { sourcesOf } from "./expression.ts";
import { listOperations, type ListedOperation } from "./list.ts";
import type * as Model from "./model.ts";
import { isIgnored } from "./parts.ts";
import { readBody, readParameter, readResponse, resolve, some, type Reading } from "./read-parts.ts";
import type { ReadSecurity } from "./security.ts";
import { type Node } from "./structure.ts";

export interface OperationReading extends Reading {
  /** Names given, by pointer. */
  readonly names: ReadonlyMap<string, string>;
  /** A name that nothing else has, for operations of callbacks: of an operationId or of words. */
  readonly freeName: (wanted: string) => string;
  readonly security: ReadSecurity;
  readonly globalSecurity: readonly Model.SecurityRequirement[];
  readonly modern: boolean;
}

const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

export function readOperations(
  items: ReadonlyMap<string, Node>,
  pointers: ReadonlyMap<string, string>,
  reading: OperationReading,
): Model.Operation[] {
  const operations: Model.Operation[] = [];
  for (const [path, item] of items) operations.push(...readItem(item, path, pointers.get(path)!, reading, []));
  return operations;
}

function readItem(
  item: Node,
  path: string,
  pointer: string,
  reading: OperationReading,
  open: readonly object[],
  parent?: string,
): Model.Operation[] {
  return listOperations(item, path, pointer, reading).map((listed) =>
    readOperation(item, listed, pointer, reading, open, parent),
  );
}

function readOperation(
  item: Node,
  listed: ListedOperation,
  itemPointer: string,
  reading: OperationReading,
  open: readonly object[],
  parent?: string,
): Model.Operation {
  const holder = listed.additional ? (item["additionalOperations"] as Node) : item;
  const node = holder[listed.key] as Node; // listed because it is there
  const { pointer } = listed;
  const name =
    reading.names.get(pointer) ??
    reading.freeName(listed.operationId ?? `${parent ?? ""} ${listed.method.toLowerCase()}`);
  const servers = readServers(node["servers"]) ?? readServers(item["servers"]);
  const parameters = readParameters(item, node, itemPointer, pointer, reading);
  const body = readBody(node["requestBody"], `${pointer}/requestBody`, reading);
  return {
    kind: "operation",
    name,
    ...some("operationId", listed.operationId),
    method: listed.method,
    path: listed.path,
    pointer,
    ...some("summary", text(node["summary"]) ?? text(item["summary"])),
    ...some("description", text(node["description"]) ?? text(item["description"])),
    deprecated: node["deprecated"] === true,
    tags: listed.tags,
    ...some("servers", servers),
    parameters,
    ...some("body", body),
    responses: readResponses(node["responses"], listed.method, pointer, reading),
    security: reading.security(node["security"], `${pointer}/security`) ?? reading.globalSecurity,
    callbacks: readCallbacks(
      node["callbacks"],
      { name, pointer: `${pointer}/callbacks`, parameters, ...some("body", body) },
      reading,
      open,
    ),
    extensions: Object.fromEntries(Object.entries(node).filter(([key]) => key.startsWith("x-"))),
  };
}

/** An operation that declares nothing may answer with any status, without a body that anybody could type. */
const UNDECLARED: Omit<Model.Response, "pointer"> = {
  kind: "response",
  status: "default",
  content: [],
  headers: [],
  links: [],
};

/** A response to HEAD has no content (RFC 9110 §9.3.2): what the contract declares describes the response to GET. */
function readResponses(responses: unknown, method: string, pointer: string, reading: Reading): Model.Response[] {
  const entries = Object.entries((responses ?? {}) as Node);
  if (entries.length === 0 && !reading.asWritten) return [{ ...UNDECLARED, pointer }];
  return entries.map(([status, written]) => {
    const response = readResponse(status, written, `${pointer}/responses/${status}`, reading);
    return method === "HEAD" ? { ...response, content: [] } : response;
  });
}

/** The path item's parameters, each unless the operation has one of the same name and place (OAS 3.2 §4.10.1). */
function readParameters(
  item: Node,
  node: Node,
  itemPointer: string,
  pointer: string,
  reading: Reading,
): Model.Parameter[] {
  const byIdentity = new Map<string, Model.Parameter>();
  for (const [list, at] of [
    [item["parameters"], itemPointer],
    [node["parameters"], pointer],
  ] as const) {
    if (!Array.isArray(list)) continue;
    list.forEach((written, index) => {
      if (isIgnored(resolve(written, reading))) return;
      const parameter = readParameter(written, `${at}/parameters/${index}`, reading);
      byIdentity.set(
        `${parameter.in} ${parameter.in === "header" ? parameter.name.toLowerCase() : parameter.name}`,
        parameter,
      );
    });
  }
  return [...byIdentity.values()];
}

/** Server URLs with their variables' defaults filled in (OAS 3.2 §4.5). */
export function readServers(value: unknown): Model.Server[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.filter(isObject).flatMap((server) => {
    if (typeof server["url"] !== "string") return [];
    const variables = isObject(server["variables"]) ? server["variables"] : {};
    const url = server["url"].replace(/\{([^{}]+)\}/g, (whole, name: string) => {
      const variable = Object.hasOwn(variables, name) ? variables[name] : undefined;
      const value = isObject(variable)
        ? (variable["default"] ?? (Array.isArray(variable["enum"]) ? variable["enum"][0] : undefined))
        : undefined;
      return value === undefined || value === null ? whole : String(value);
    });
    return [{ url, ...some("description", text(server["description"])) }];
  });
}

/**
 * @param parent the operation that they belong to; its `pointer` is theirs
 * @param open callbacks that are being read: one that leads back to itself ends there
 */
function readCallbacks(
  value: unknown,
  parent: Pick<Model.Operation, "name" | "pointer" | "parameters" | "body">,
  reading: OperationReading,
  open: readonly object[],
): Model.Callback[] {
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, written]) => {
    const callback = resolve(written, reading);
    if (open.includes(callback)) return [];
    return Object.entries(callback).flatMap(([expression, item]) => {
      if (!isObject(item) || expression.startsWith("x-")) return [];
      const pointer = `${parent.pointer}/${escapeToken(name)}/${escapeToken(expression)}`;
      const sources = sourcesOf(expression, parent);
      if (typeof sources === "string")
        reading.report("callback-without-url", { key: expression, why: sources }, { pointer });
      // the contract's security is for its callers, not for its owner
      const inside = { ...reading, globalSecurity: [] };
      const operations = readItem(item, expression, pointer, inside, [...open, callback], `${parent.name} ${name}`);
      return [{ kind: "callback", name, expression, ...(typeof sources !== "string" && { sources }), operations }];
    });
  });
}
