/** One walk over parsed data. It finds too deep places, prototype keys, references, and anchors of JSON Schema. */

import { formatPointer } from "tenon-runtime/core";

/** A reference, and the object in which it can be replaced. */
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
  /** All references but plain ones. */
  readonly references: Reference[];
  readonly resources: Resource[];
  readonly anchors: Map<string, string>;
  /** Pointers of keys called `__proto__`, which have been removed. */
  readonly prototypeKeys: string[];
  /** Pointer of the first place that is too deep. The walk ends there. */
  readonly tooDeep?: string;
}

/** Keywords whose value is a mapping from names: its keys are no keywords. */
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
/** Keywords whose value is data: a `$ref` in it is no reference. */
const DATA = new Set(["example", "default", "const", "enum"]);

type Mode = "keywords" | "names" | "data" | "examples" | "example";

class TooDeep extends Error {}

export interface ScanOptions {
  readonly depth: number;
  /** Whether one object can have several places (YAML aliases). It is visited once. */
  readonly shared: boolean;
  /** Whether the text mentions `$id` or an anchor. */
  readonly identified: boolean;
  /** Whether a reference needs no change, such as a local one of the first file. */
  readonly isPlain: (reference: string) => boolean;
}

export function scan(data: unknown, options: ScanOptions): Scan {
  return new Scanner(options).scan(data);
}

class Scanner {
  readonly #options: ScanOptions;
  readonly #references: Reference[] = [];
  readonly #resources: Resource[] = [];
  readonly #anchors = new Map<string, string>();
  readonly #prototypeKeys: string[] = [];
  /** Tokens of the current place. */
  readonly #path: (string | number)[] = [];
  readonly #seen: Set<object> | undefined;
  /** The innermost resource around the current place. */
  #base: Resource | undefined;

  constructor(options: ScanOptions) {
    this.#options = options;
    this.#seen = options.shared ? new Set() : undefined;
  }

  scan(data: unknown): Scan {
    const result = {
      references: this.#references,
      resources: this.#resources,
      anchors: this.#anchors,
      prototypeKeys: this.#prototypeKeys,
    };
    try {
      if (typeof data === "object" && data !== null) this.#visit(data, "keywords");
    } catch (error) {
      if (!(error instanceof TooDeep)) throw error;
      return { ...result, tooDeep: formatPointer(this.#path) };
    }
    return result;
  }

  #visit(node: object, mode: Mode): void {
    if (this.#path.length > this.#options.depth) throw new TooDeep();
    if (this.#seen !== undefined) {
      if (this.#seen.has(node)) return;
      this.#seen.add(node);
    }
    if (Array.isArray(node)) {
      this.#visitItems(node, mode === "data" || mode === "examples" ? "data" : "keywords");
      return;
    }
    const outer = this.#base;
    const object = node as Record<string, unknown>;
    if (this.#options.identified && mode === "keywords") this.#identify(object);
    for (const key in object) this.#visitMember(object, key, mode);
    this.#base = outer;
  }

  #visitItems(items: readonly unknown[], mode: Mode): void {
    for (let i = 0; i < items.length; i++) {
      const item = items[i];
      if (typeof item !== "object" || item === null) continue;
      this.#path.push(i);
      this.#visit(item, mode);
      this.#path.pop();
    }
  }

  #visitMember(object: Record<string, unknown>, key: string, mode: Mode): void {
    if (key === "__proto__") {
      this.#prototypeKeys.push(formatPointer([...this.#path, key]));
      delete object[key];
      return;
    }
    const value = object[key];
    if (typeof value === "string") {
      if (key === "$ref" || key === "$dynamicRef" || key === "operationRef") {
        if (mode === "keywords" || (mode === "example" && key === "$ref")) this.#refer(object, key, value);
      }
    } else if (typeof value === "object" && value !== null) {
      this.#path.push(key);
      if (mode === "keywords" && key === "discriminator") this.#visitMapping(value);
      else this.#visit(value, childMode(mode, key));
      this.#path.pop();
    }
  }

  /** Values of a discriminator's mapping are references or names (OAS 3.2 §4.25.2). Names stay. */
  #visitMapping(discriminator: object): void {
    const { mapping } = discriminator as { mapping?: unknown };
    if (typeof mapping !== "object" || mapping === null) return;
    this.#path.push("mapping");
    for (const [key, value] of Object.entries(mapping)) {
      if (typeof value === "string" && /[#/]|\.(ya?ml|json)$/.test(value))
        this.#refer(mapping as Record<string, unknown>, key, value);
    }
    this.#path.pop();
  }

  #refer(holder: Record<string, unknown>, key: string, value: string): void {
    const base = this.#base;
    if (base === undefined && this.#options.isPlain(value)) return;
    const pointer = formatPointer([...this.#path, key]);
    this.#references.push({ holder, key, value, pointer, ...(base !== undefined && { base }) });
  }

  #identify(node: Record<string, unknown>): void {
    const id = node["$id"];
    const from = this.#base?.uri ?? "tenon:///";
    if (typeof id === "string" && URL.canParse(id.split("#")[0]!, from)) {
      const uri = new URL(id.split("#")[0]!, from).href;
      this.#base = { uri, pointer: formatPointer(this.#path), anchors: new Map() };
      this.#resources.push(this.#base);
    }
    for (const anchor of [node["$anchor"], node["$dynamicAnchor"]]) {
      if (typeof anchor === "string") (this.#base?.anchors ?? this.#anchors).set(anchor, formatPointer(this.#path));
    }
  }
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
