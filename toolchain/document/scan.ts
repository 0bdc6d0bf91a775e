/** One walk over parsed data: depth, prototype keys, references, and the names that JSON Schema gives to places. */

import { formatPointer } from "tenon-runtime/core";

/** A string that refers to something, and the object that it can be replaced in. */
export interface Reference {
  readonly holder: Record<string, unknown>;
  readonly key: string;
  readonly value: string;
  readonly pointer: string;
  /** The innermost `$id` around it. */
  readonly base?: Resource;
}

/** A schema with an `$id` (JSON Schema 2020-12 §8.2.1). */
export interface Resource {
  readonly uri: string;
  readonly pointer: string;
  /** `$anchor` and `$dynamicAnchor` → pointer (§8.2.2). */
  readonly anchors: Map<string, string>;
}

export interface Scan {
  /** Those that a bundler has to look at; all of them unless `isPlain` says that a reference needs nothing. */
  readonly references: Reference[];
  readonly resources: Resource[];
  readonly anchors: Map<string, string>;
  /** Pointers of keys called `__proto__`, which have been removed. */
  readonly prototypeKeys: string[];
  /** Pointer of the first place that is too deep; the walk ends there. */
  readonly tooDeep?: string;
}

/** Keywords whose value is a map from names of the author's choice: a key in it is no keyword. */
const MAPS = new Set([
  "properties",
  "patternProperties",
  "$defs",
  "definitions",
  "dependentSchemas",
  "paths",
  "webhooks",
  "schemas",
  "responses",
  "parameters",
  "requestBodies",
  "headers",
  "securitySchemes",
  "securityDefinitions",
  "links",
  "callbacks",
  "pathItems",
  "content",
  "encoding",
  "mediaTypes",
  "additionalOperations",
  "variables",
  "scopes",
]);
/** Keywords whose value is data of the author's: a `$ref` in it is no reference. */
const DATA = new Set(["example", "default", "const", "enum"]);

type Mode = "keywords" | "names" | "data" | "examples" | "example";

class TooDeep extends Error {}

export interface ScanOptions {
  readonly depth: number;
  /** One object may stand in several places (YAML aliases): visit it once. */
  readonly shared: boolean;
  /** The text mentions `$id` or an anchor: without that nothing needs to be looked for. */
  readonly identified: boolean;
  /** References that need no attention, such as local ones of the first file. */
  readonly isPlain: (reference: string) => boolean;
}

export function scan(data: unknown, options: ScanOptions): Scan {
  const references: Reference[] = [];
  const resources: Resource[] = [];
  const anchors = new Map<string, string>();
  const prototypeKeys: string[] = [];
  const path: (string | number)[] = [];
  const seen = options.shared ? new Set<object>() : undefined;
  let base: Resource | undefined;

  const refer = (holder: Record<string, unknown>, key: string, value: string): void => {
    if (base === undefined && options.isPlain(value)) return;
    references.push({
      holder,
      key,
      value,
      pointer: formatPointer([...path, key]),
      ...(base !== undefined && { base }),
    });
  };
  const identify = (node: Record<string, unknown>): void => {
    const id = node["$id"];
    if (typeof id === "string" && URL.canParse(id.split("#")[0]!, base?.uri ?? "tenon:///")) {
      base = {
        uri: new URL(id.split("#")[0]!, base?.uri ?? "tenon:///").href,
        pointer: formatPointer(path),
        anchors: new Map(),
      };
      resources.push(base);
    }
    for (const anchor of [node["$anchor"], node["$dynamicAnchor"]]) {
      if (typeof anchor === "string") (base?.anchors ?? anchors).set(anchor, formatPointer(path));
    }
  };
  const visitArray = (items: readonly unknown[], mode: Mode): void => {
    for (let i = 0; i < items.length; i++) {
      const item = items[i];
      if (typeof item !== "object" || item === null) continue;
      path.push(i);
      visit(item, mode);
      path.pop();
    }
  };
  const visit = (node: object, mode: Mode): void => {
    if (path.length > options.depth) throw new TooDeep();
    if (seen !== undefined) {
      if (seen.has(node)) return;
      seen.add(node);
    }
    if (Array.isArray(node)) return visitArray(node, mode === "data" || mode === "examples" ? "data" : "keywords");
    const outer = base;
    const object = node as Record<string, unknown>;
    if (options.identified && mode === "keywords") identify(object);
    for (const key in object) {
      if (key === "__proto__") {
        prototypeKeys.push(formatPointer([...path, key]));
        delete object[key];
        continue;
      }
      const value = object[key];
      if (typeof value === "string") {
        if (key === "$ref" || key === "$dynamicRef" || key === "operationRef") {
          if (mode === "keywords" || (mode === "example" && key === "$ref")) refer(object, key, value);
        }
      } else if (typeof value === "object" && value !== null) {
        path.push(key);
        if (mode === "keywords" && key === "discriminator") visitMapping(value);
        else visit(value, childMode(mode, key));
        path.pop();
      }
    }
    base = outer;
  };
  /** Values of a discriminator's mapping are references or names (OAS 3.2 §4.25.2): a name is left alone. */
  const visitMapping = (discriminator: object): void => {
    const { mapping } = discriminator as { mapping?: unknown };
    if (typeof mapping !== "object" || mapping === null) return;
    path.push("mapping");
    for (const [key, value] of Object.entries(mapping)) {
      if (typeof value === "string" && /[#/]|\.(ya?ml|json)$/.test(value))
        refer(mapping as Record<string, unknown>, key, value);
    }
    path.pop();
  };

  try {
    if (typeof data === "object" && data !== null) visit(data, "keywords");
  } catch (error) {
    if (!(error instanceof TooDeep)) throw error;
    return { references, resources, anchors, prototypeKeys, tooDeep: formatPointer(path) };
  }
  return { references, resources, anchors, prototypeKeys };
}

function childMode(mode: Mode, key: string): Mode {
  switch (mode) {
    case "names":
      return "keywords";
    case "examples":
      return "example";
    case "data":
    case "example":
      return "data";
    case "keywords":
      if (MAPS.has(key)) return "names";
      if (DATA.has(key)) return "data";
      if (key === "examples") return "examples";
      return key.startsWith("x-") && key !== "x-webhooks" ? "data" : "keywords";
  }
}
