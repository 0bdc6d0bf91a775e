/**
 * What the upgrader cannot cope with is put right before: it knows one document, takes every part to be well-formed,
 * and looks for bodies only among parameters that are written in place.
 */

import { diagnostic, type Diagnostic } from "../diagnostics/index.ts";
import { FILES } from "./bundle.ts";
import { formatPointer, isObject, localPointer, member, parsePointer } from "tenon-runtime/core";

type Node = Record<string, unknown>;
/** The copy that is being upgraded may be changed. */
const isNode = (value: unknown): value is Node => isObject(value);

export interface Prepared {
  /** `definitions/Name` → tokens of where it was before it was brought into this document. */
  readonly hoisted: ReadonlyMap<string, readonly string[]>;
  /** `PATH METHOD body`, `PATH METHOD 0` (of the upgraded operation's parameters) → index in the list as written. */
  readonly indexes: ReadonlyMap<string, string>;
  /** Upgraded operations, as `PATH METHOD`, whose form has a required field. */
  readonly requiredForms: ReadonlySet<string>;
  readonly diagnostics: readonly Diagnostic[];
}

/** On the schema of a response that is a file: once it is upgraded, it looks like any other text. */
export const FILE = "x-tenon-file";

const METHODS = ["get", "put", "post", "delete", "options", "head", "patch"];

/** Changes the document in place. */
export function prepareSwagger(document: Node): Prepared {
  const diagnostics: Diagnostic[] = [];
  const indexes = new Map<string, string>();
  const requiredForms = new Set<string>();
  const drop = (what: string, expected: string, tokens: readonly (string | number)[]): void => {
    diagnostics.push(diagnostic("invalid-structure", { what, expected }, { pointer: formatPointer(tokens) }));
  };

  const resolve = (value: unknown): unknown => {
    for (let hops = 0; isNode(value) && typeof value["$ref"] === "string" && hops < 100; hops++) {
      const pointer = localPointer(value["$ref"]);
      let target: unknown = pointer === undefined ? undefined : document;
      for (const token of pointer === undefined ? [] : parsePointer(pointer)) target = member(target, token);
      if (target === undefined) return value;
      value = target;
    }
    return value;
  };
  const isBody = (value: unknown): boolean => isNode(value) && (value["in"] === "body" || value["in"] === "formData");

  const mediaTypes = (holder: Node): void => {
    for (const key of ["consumes", "produces"]) {
      const value = holder[key];
      if (value === undefined) continue;
      const list = (Array.isArray(value) ? value : [value]).filter((item) => typeof item === "string");
      if (list.length === 0) delete holder[key];
      else holder[key] = list;
    }
  };
  /** Parameters that can be used; bodies among them are written in place. */
  const parameters = (holder: Node, tokens: readonly string[]): void => {
    const value = holder["parameters"];
    if (value === undefined) return;
    if (!Array.isArray(value)) {
      drop('"parameters"', "a list", [...tokens, "parameters"]);
      delete holder["parameters"];
      return;
    }
    let others = 0;
    holder["parameters"] = value.flatMap((parameter: unknown, index) => {
      const target = resolve(parameter);
      const unresolved = isNode(target) && typeof target["$ref"] === "string";
      if (unresolved) {
        indexes.set([tokens[1], tokens[2] ?? "", others++].join(" "), String(index));
        return [target];
      }
      if (
        !isNode(target) ||
        typeof target["name"] !== "string" ||
        !["query", "header", "path", "body", "formData"].includes(String(target["in"]))
      ) {
        drop("a parameter", 'an object with "name" and "in"', [...tokens, "parameters", index]);
        return [];
      }
      indexes.set([tokens[1], tokens[2] ?? "", isBody(target) ? "body" : others++].join(" "), String(index));
      collectionFormat(target, target["name"], [...tokens, "parameters", index]);
      // The upgrader moves keywords out of a parameter: what an alias or a reference shares must not be used up.
      // `csv` is the default (Swagger 2.0, Parameter Object); the upgrader knows that of all parameters but form fields.
      if (target["in"] === "formData" && !["multi", "ssv", "pipes"].includes(String(target["collectionFormat"])))
        return [{ ...structuredClone(target), ...(target["type"] === "array" && { collectionFormat: "csv" }) }];
      return [
        isBody(target) || isForeign(parameter)
          ? structuredClone(target)
          : isNode(parameter)
            ? { ...parameter }
            : parameter,
      ];
    });
  };
  /** What OpenAPI 3 has a style for (OAS 3.0 §4.7.12.3) can stay; the upgrader turns everything else into commas. */
  const collectionFormat = (holder: Node, name: string, tokens: readonly (string | number)[]): void => {
    const place = typeof holder["in"] === "string" ? spokenPlace(holder["in"]) : "response header";
    const styled = holder["in"] === "query" || holder["in"] === "formData";
    for (let [at, node]: [readonly (string | number)[], unknown] = [tokens, holder]; isNode(node);) {
      const format = node["collectionFormat"];
      const outermost = node === holder;
      const kept = outermost && styled ? ["csv", "multi", "ssv", "pipes"] : ["csv"];
      if (typeof format === "string" && !kept.includes(format))
        diagnostics.push(
          diagnostic(
            "collection-format",
            { format, name, place },
            { pointer: formatPointer([...at, "collectionFormat"]) },
          ),
        );
      [at, node] = [[...at, "items"], node["items"]];
    }
  };
  const isForeign = (value: unknown): boolean =>
    isNode(value) && typeof value["$ref"] === "string" && !value["$ref"].startsWith("#/parameters/");
  const responses = (holder: Node, tokens: readonly string[]): void => {
    const value = holder["responses"];
    if (value === undefined) return;
    if (!isNode(value)) {
      drop('"responses"', "an object", [...tokens, "responses"]);
      delete holder["responses"];
      return;
    }
    for (const [status, response] of Object.entries(value)) {
      if (status.startsWith("x-")) delete value[status];
      else if (!isNode(response)) {
        drop(`response "${status}"`, "an object", [...tokens, "responses", status]);
        delete value[status];
      } else if (typeof response["$ref"] === "string" && !response["$ref"].startsWith("#/responses/")) {
        const target = resolve(response);
        if (target !== response && isNode(target)) value[status] = structuredClone(target);
      }
      const { headers, schema } = isNode(value[status]) ? value[status] : ({} as Node);
      for (const [name, header] of Object.entries(isNode(headers) ? headers : {}))
        if (isNode(header)) collectionFormat(header, name, [...tokens, "responses", status, "headers", name]);
      if (isNode(schema) && schema["type"] === "file")
        value[status] = { ...(value[status] as Node), schema: { ...schema, [FILE]: true } };
    }
  };

  mediaTypes(document);
  for (const section of ["definitions", "responses", "parameters", "securityDefinitions"]) {
    const value = document[section];
    if (value === undefined) continue;
    if (!isNode(value)) {
      drop(`"${section}"`, "an object", [section]);
      delete document[section];
      continue;
    }
    for (const [key, part] of Object.entries(value)) {
      if (isNode(part)) continue;
      drop(`"${key}"`, "an object", [section, key]);
      delete value[key];
    }
  }
  for (const [key, parameter] of Object.entries((document["parameters"] ?? {}) as Node)) {
    const target = resolve(parameter);
    if (isNode(target) && typeof target["in"] === "string") {
      if (target !== parameter) (document["parameters"] as Node)[key] = structuredClone(target);
      continue;
    }
    drop(`parameter "${key}"`, 'an object with "in"', ["parameters", key]);
    delete (document["parameters"] as Node)[key];
  }

  const paths = document["paths"];
  if (!isNode(paths)) document["paths"] = {};
  for (const [path, written] of Object.entries(isNode(paths) ? paths : {})) {
    const resolved = resolve(written);
    if (path.startsWith("x-") || !isNode(resolved)) {
      if (!path.startsWith("x-")) drop(`path "${path}"`, "an object", ["paths", path]);
      delete (paths as Node)[path];
      continue;
    }
    const item: Node = resolved === written ? resolved : { ...structuredClone(resolved), ...(written as Node) };
    if (resolved !== written) delete item["$ref"];
    (paths as Node)[path] = item;
    parameters(item, ["paths", path]);
    const shared = ((item["parameters"] ?? []) as unknown[]).filter(isBody);
    if (shared.length > 0)
      item["parameters"] = ((item["parameters"] ?? []) as unknown[]).filter((parameter) => !isBody(parameter));
    for (const [key, operation] of Object.entries(item)) {
      if (key === "parameters") continue;
      if (!METHODS.includes(key) || !isNode(operation)) {
        if (METHODS.includes(key)) drop(`operation "${key}"`, "an object", ["paths", path, key]);
        delete item[key]; // extensions too: the upgrader takes them for operations
        continue;
      }
      const at = ["paths", path, key];
      mediaTypes(operation);
      parameters(operation, at);
      responses(operation, at);
      const own = (operation["parameters"] ?? []) as unknown[];
      if (!own.some(isBody) && shared.length > 0) operation["parameters"] = [...own, ...structuredClone(shared)];
      const all = (operation["parameters"] ?? []) as unknown[];
      if (all.some((one) => isNode(one) && one["in"] === "formData" && one["required"] === true))
        requiredForms.add(`${path} ${key}`);
    }
  }
  responses(document, []);
  return { hoisted: hoistDefinitions(document), indexes, requiredForms, diagnostics };
}

const spokenPlace = (location: string): string =>
  location === "formData" ? "form field" : location === "body" ? "body" : `${location} parameter`;

/** Schemas of further files become definitions: the upgrader rewrites schemas nowhere else. */
function hoistDefinitions(document: Node): Map<string, readonly string[]> {
  const hoisted = new Map<string, readonly string[]>();
  const names = new Map<string, string>();
  const mounts = document[FILES];
  if (mounts === undefined) return hoisted;
  const definitions = (document["definitions"] ??= {}) as Node;
  const seen = new Set<unknown>();
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null || seen.has(node)) return;
    seen.add(node);
    if (Array.isArray(node)) return node.forEach(visit);
    const object = node as Node;
    const reference = object["$ref"];
    if (typeof reference === "string" && reference.startsWith(`#/${FILES}/`)) {
      const tokens = parsePointer(localPointer(reference) ?? "");
      let target: unknown = document;
      for (const token of tokens) target = member(target, token);
      if (target !== undefined) {
        let name = names.get(reference);
        if (name === undefined) {
          const base = (tokens.length > 2 ? tokens.at(-1)! : tokens[1]!.replace(/^.*\/|\.\w+$/g, "")).replace(
            /[^\w.-]/g,
            "_",
          );
          for (let n = 1; name === undefined || Object.hasOwn(definitions, name); n++)
            name = n === 1 ? base : `${base}${n}`;
          names.set(reference, name);
          hoisted.set(`definitions/${name}`, tokens);
          definitions[name] = target;
          visit(target);
        }
        object["$ref"] = `#/definitions/${name}`;
      }
    }
    for (const value of Object.values(object)) visit(value);
  };
  for (const [key, value] of Object.entries(document)) if (key !== FILES) visit(value);
  delete document[FILES];
  return hoisted;
}
