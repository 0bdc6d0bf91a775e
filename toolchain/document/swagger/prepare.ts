/**
 * Prepares a Swagger 2.0 document for the upgrader. The upgrader knows one document, expects that every part is well-formed,
 * and looks for bodies only among inline parameters.
 */

import { formatPointer, localPointer, valueAt } from "tenon-runtime/core";
import { diagnostic, type Diagnostic } from "../../diagnostics/index.ts";
import { hoistDefinitions } from "./definitions.ts";
import { isNode, type MutableNode } from "./mutable-node.ts";

export interface Prepared {
  /** `definitions/Name` → tokens of its place before it was moved into this document. */
  readonly hoisted: ReadonlyMap<string, readonly string[]>;
  /** `PATH METHOD body`, `PATH METHOD 0` (of the upgraded operation's parameters) → index in the list as written. */
  readonly indexes: ReadonlyMap<string, string>;
  /** Upgraded operations, as `PATH METHOD`, whose form has a required field. */
  readonly requiredForms: ReadonlySet<string>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Marks the schema of a response that is a file. The upgraded schema does not show this any more. */
export const FILE = "x-tenon-file";

/** The methods of Swagger 2.0. */
const METHODS = ["get", "put", "post", "delete", "options", "head", "patch"];
const MOST_HOPS = 100;

type Tokens = readonly (string | number)[];

/** Changes the document in place. */
export function prepareSwagger(document: MutableNode): Prepared {
  return new SwaggerPreparation(document).prepare();
}

class SwaggerPreparation {
  readonly #document: MutableNode;
  readonly #diagnostics: Diagnostic[] = [];
  readonly #indexes = new Map<string, string>();
  readonly #requiredForms = new Set<string>();

  constructor(document: MutableNode) {
    this.#document = document;
  }

  prepare(): Prepared {
    cleanMediaTypes(this.#document);
    for (const section of ["definitions", "responses", "parameters", "securityDefinitions"])
      this.#prepareSection(section);
    this.#prepareSharedParameters();
    this.#preparePaths();
    this.#prepareResponses(this.#document, []);
    return {
      hoisted: hoistDefinitions(this.#document),
      indexes: this.#indexes,
      requiredForms: this.#requiredForms,
      diagnostics: this.#diagnostics,
    };
  }

  #reportInvalid(what: string, expected: string, tokens: Tokens): void {
    this.#diagnostics.push(diagnostic("invalid-structure", { what, expected }, { pointer: formatPointer(tokens) }));
  }

  /** The end of a chain of references; the last reference if nothing is there. */
  #resolve(value: unknown): unknown {
    for (let hops = 0; isNode(value) && typeof value["$ref"] === "string" && hops < MOST_HOPS; hops++) {
      const pointer = localPointer(value["$ref"]);
      const target = pointer === undefined ? undefined : valueAt(this.#document, pointer);
      if (target === undefined) return value;
      value = target;
    }
    return value;
  }

  #prepareSection(section: string): void {
    const value = this.#document[section];
    if (value === undefined) return;
    if (!isNode(value)) {
      this.#reportInvalid(`"${section}"`, "an object", [section]);
      delete this.#document[section];
      return;
    }
    for (const [key, part] of Object.entries(value)) {
      if (isNode(part)) continue;
      this.#reportInvalid(`"${key}"`, "an object", [section, key]);
      delete value[key];
    }
  }

  #prepareSharedParameters(): void {
    const shared = (this.#document["parameters"] ?? {}) as MutableNode;
    for (const [key, parameter] of Object.entries(shared)) {
      const target = this.#resolve(parameter);
      if (isNode(target) && typeof target["in"] === "string") {
        if (target !== parameter) shared[key] = structuredClone(target);
        continue;
      }
      this.#reportInvalid(`parameter "${key}"`, 'an object with "in"', ["parameters", key]);
      delete shared[key];
    }
  }

  #preparePaths(): void {
    const paths = this.#document["paths"];
    if (!isNode(paths)) {
      this.#document["paths"] = {};
      return;
    }
    for (const [path, written] of Object.entries(paths)) {
      const resolved = this.#resolve(written);
      if (!path.startsWith("x-") && isNode(resolved)) {
        paths[path] = this.#preparePathItem(path, written as MutableNode, resolved);
        continue;
      }
      if (!path.startsWith("x-")) this.#reportInvalid(`path "${path}"`, "an object", ["paths", path]);
      delete paths[path];
    }
  }

  #preparePathItem(path: string, written: MutableNode, resolved: MutableNode): MutableNode {
    const item = resolved === written ? resolved : { ...structuredClone(resolved), ...written };
    if (resolved !== written) delete item["$ref"];
    this.#prepareParameters(item, ["paths", path]);
    const shared = ((item["parameters"] ?? []) as unknown[]).filter(isBody);
    if (shared.length > 0)
      item["parameters"] = (item["parameters"] as unknown[]).filter((parameter) => !isBody(parameter));
    for (const [key, operation] of Object.entries(item)) {
      if (key === "parameters") continue;
      if (METHODS.includes(key) && isNode(operation)) {
        this.#prepareOperation(operation, path, key, shared);
        continue;
      }
      if (METHODS.includes(key)) this.#reportInvalid(`operation "${key}"`, "an object", ["paths", path, key]);
      delete item[key]; // extensions too: the upgrader takes them for operations
    }
    return item;
  }

  /** @param shared bodies of the path item */
  #prepareOperation(operation: MutableNode, path: string, method: string, shared: readonly unknown[]): void {
    const tokens = ["paths", path, method];
    cleanMediaTypes(operation);
    this.#prepareParameters(operation, tokens);
    this.#prepareResponses(operation, tokens);
    const own = (operation["parameters"] ?? []) as unknown[];
    if (!own.some(isBody) && shared.length > 0) operation["parameters"] = [...own, ...structuredClone(shared)];
    const all = (operation["parameters"] ?? []) as unknown[];
    if (all.some((one) => isNode(one) && one["in"] === "formData" && one["required"] === true))
      this.#requiredForms.add(`${path} ${method}`);
  }

  /** Keeps the valid parameters, with inline bodies. */
  #prepareParameters(holder: MutableNode, tokens: readonly string[]): void {
    const written = holder["parameters"];
    if (written === undefined) return;
    if (!Array.isArray(written)) {
      this.#reportInvalid('"parameters"', "a list", [...tokens, "parameters"]);
      delete holder["parameters"];
      return;
    }
    let others = 0;
    holder["parameters"] = written.flatMap((parameter: unknown, index) => {
      const target = this.#resolve(parameter);
      const isUnresolved = isNode(target) && typeof target["$ref"] === "string";
      const at = [...tokens, "parameters", index];
      if (!isUnresolved && !isParameter(target)) {
        this.#reportInvalid("a parameter", 'an object with "name" and "in"', at);
        return [];
      }
      const upgraded = !isUnresolved && isBody(target) ? "body" : others++;
      this.#indexes.set([tokens[1], tokens[2] ?? "", upgraded].join(" "), String(index));
      if (isUnresolved) return [target];
      this.#checkCollectionFormat(target, String(target["name"]), at);
      return [preparedParameter(parameter, target)];
    });
  }

  /** The upgrader turns formats for which OpenAPI 3 has no style (OAS 3.0 §4.7.12.3) into commas. */
  #checkCollectionFormat(holder: MutableNode, name: string, tokens: Tokens): void {
    const place = typeof holder["in"] === "string" ? spokenPlace(holder["in"]) : "response header";
    const hasStyles = holder["in"] === "query" || holder["in"] === "formData";
    for (let [at, node]: [Tokens, unknown] = [tokens, holder]; isNode(node);) {
      const format = node["collectionFormat"];
      const supported = node === holder && hasStyles ? ["csv", "multi", "ssv", "pipes"] : ["csv"];
      if (typeof format === "string" && !supported.includes(format)) {
        const pointer = formatPointer([...at, "collectionFormat"]);
        this.#diagnostics.push(diagnostic("collection-format", { format, name, place }, { pointer }));
      }
      [at, node] = [[...at, "items"], node["items"]];
    }
  }

  #prepareResponses(holder: MutableNode, tokens: readonly string[]): void {
    const responses = holder["responses"];
    if (responses === undefined) return;
    if (!isNode(responses)) {
      this.#reportInvalid('"responses"', "an object", [...tokens, "responses"]);
      delete holder["responses"];
      return;
    }
    for (const [status, written] of Object.entries(responses)) {
      const at = [...tokens, "responses", status];
      if (status.startsWith("x-")) delete responses[status];
      else if (!isNode(written)) {
        this.#reportInvalid(`response "${status}"`, "an object", at);
        delete responses[status];
      } else responses[status] = this.#preparedResponse(written, at);
    }
  }

  #preparedResponse(written: MutableNode, tokens: readonly string[]): MutableNode {
    const isForeign = typeof written["$ref"] === "string" && !written["$ref"].startsWith("#/responses/");
    const target = isForeign ? this.#resolve(written) : written;
    const response = target !== written && isNode(target) ? structuredClone(target) : written;
    const { headers, schema } = response;
    for (const [name, header] of Object.entries(isNode(headers) ? headers : {}))
      if (isNode(header)) this.#checkCollectionFormat(header, name, [...tokens, "headers", name]);
    const isFile = isNode(schema) && schema["type"] === "file";
    return isFile ? { ...response, schema: { ...schema, [FILE]: true } } : response;
  }
}

/** Keeps only lists of texts in `consumes` and `produces`. */
function cleanMediaTypes(holder: MutableNode): void {
  for (const key of ["consumes", "produces"]) {
    const value = holder[key];
    if (value === undefined) continue;
    const list = (Array.isArray(value) ? value : [value]).filter((item) => typeof item === "string");
    if (list.length === 0) delete holder[key];
    else holder[key] = list;
  }
}

const isBody = (value: unknown): boolean => isNode(value) && (value["in"] === "body" || value["in"] === "formData");

const isParameter = (value: unknown): value is MutableNode =>
  isNode(value) &&
  typeof value["name"] === "string" &&
  ["query", "header", "path", "body", "formData"].includes(String(value["in"]));

/**
 * The parameter for the upgrader. The upgrader moves keywords out of it, so it must not share an object with an alias or a
 * reference. It knows that `csv` is the default (Swagger 2.0, Parameter Object), except for form fields.
 */
function preparedParameter(written: unknown, target: MutableNode): unknown {
  if (target["in"] === "formData" && !["multi", "ssv", "pipes"].includes(String(target["collectionFormat"])))
    return { ...structuredClone(target), ...(target["type"] === "array" && { collectionFormat: "csv" }) };
  if (isBody(target) || isForeignReference(written)) return structuredClone(target);
  return isNode(written) ? { ...written } : written;
}

const isForeignReference = (value: unknown): boolean =>
  isNode(value) && typeof value["$ref"] === "string" && !value["$ref"].startsWith("#/parameters/");

const spokenPlace = (location: string): string =>
  location === "formData" ? "form field" : location === "body" ? "body" : `${location} parameter`;
