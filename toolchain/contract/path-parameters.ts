/** Path parameters and path templates must name each other (OAS 3.2 §4.12.1). */

import { isObject } from "tenon-runtime/core";
import type { References } from "./references.ts";
import type { Report } from "./report.ts";
import { METHODS, type Node } from "./structure.ts";

interface FittingContext {
  readonly references: References;
  readonly report: Report;
  readonly origin: Map<object, string>;
  /** Whether parameters that the template does not name are kept. */
  readonly keepsUnused: boolean;
}

/** The names in a template: `/students/{studentId}` → `["studentId"]`. */
const templateNames = (path: string): string[] =>
  Array.from(path.split("?")[0]!.matchAll(/\{([^{}]+)\}/g), (match) => match[1]!);

/**
 * Fits the parameters of a path item to its template: removes unused path parameters and duplicates, and adds missing path
 * parameters.
 */
export function fitParameters(path: string, item: Node, pointer: string, context: FittingContext): Node {
  const names = templateNames(path);
  for (const name of new Set(names))
    if (names.indexOf(name) !== names.lastIndexOf(name))
      context.report("repeated-path-parameter", { name, path }, { pointer });
  return new ParameterFitting(path, new Set(names), context).fitItem(item, pointer);
}

/** One path item. */
class ParameterFitting {
  readonly #path: string;
  readonly #names: ReadonlySet<string>;
  readonly #context: FittingContext;
  /** Missing parameters that have been reported. */
  readonly #missing = new Set<string>();

  constructor(path: string, names: ReadonlySet<string>, context: FittingContext) {
    this.#path = path;
    this.#names = names;
    this.#context = context;
  }

  fitItem(item: Node, pointer: string): Node {
    const shared = this.#fitList(item["parameters"], `${pointer}/parameters`);
    const changes: Record<string, unknown> = {};
    if (shared !== item["parameters"]) changes["parameters"] = shared;
    for (const method of METHODS) {
      const operation = item[method];
      if (!isObject(operation)) continue;
      const fitted = this.#fitOperation(operation, shared ?? [], `${pointer}/${method}`);
      if (fitted !== operation) changes[method] = fitted;
    }
    const additional = item["additionalOperations"];
    if (isObject(additional))
      changes["additionalOperations"] = Object.fromEntries(
        Object.entries(additional).map(([key, operation]) => [
          key,
          this.#fitOperation(operation as Node, shared ?? [], `${pointer}/additionalOperations/${key}`),
        ]),
      );
    return Object.keys(changes).length === 0 ? item : { ...item, ...changes };
  }

  /** Removes unused parameters and duplicates. */
  #fitList(list: unknown, pointer: string): readonly unknown[] | undefined {
    if (!Array.isArray(list)) return undefined;
    const seen = new Set<string>();
    const kept = list.filter((parameter: object) => this.#isKept(parameter, seen, pointer));
    return kept.length === list.length ? list : kept;
  }

  #isKept(parameter: object, seen: Set<string>, listPointer: string): boolean {
    const { report, origin, keepsUnused } = this.#context;
    const { name, in: location } = this.#identity(parameter);
    const at = { pointer: origin.get(parameter) ?? listPointer };
    const isUnused = location === "path" && !this.#names.has(name);
    if (isUnused) report("unused-path-parameter", { name, path: this.#path }, at);
    if (isUnused && !keepsUnused) return false;
    if (seen.has(`${location} ${name}`)) {
      report("duplicate-parameter", { name, in: location }, at);
      return false;
    }
    seen.add(`${location} ${name}`);
    return true;
  }

  #identity(parameter: unknown): { name: string; in: string } {
    const reference = isObject(parameter) && typeof parameter["$ref"] === "string" ? parameter["$ref"] : undefined;
    const node = (reference === undefined ? parameter : this.#context.references.component(reference)?.value) as Node;
    return { name: String(node["name"]), in: String(node["in"]) };
  }

  /** Adds the path parameters that neither the operation nor its path item declares. */
  #fitOperation(operation: Node, shared: readonly unknown[], pointer: string): Node {
    const { report, origin } = this.#context;
    const own = this.#fitList(operation["parameters"], `${pointer}/parameters`);
    const declared = new Set(
      [...shared, ...(own ?? [])]
        .map((parameter) => this.#identity(parameter))
        .filter((id) => id.in === "path")
        .map((id) => id.name),
    );
    const added = [...this.#names]
      .filter((name) => !declared.has(name))
      .map((name) => ({ name, in: "path", required: true, schema: { type: "string" } }));
    for (const [index, parameter] of added.entries()) {
      const { name } = parameter;
      origin.set(parameter, `${pointer}/parameters/${firstFreeIndex(own, origin) + index}`);
      if (!this.#missing.has(name)) report("missing-path-parameter", { name, path: this.#path }, { pointer });
      this.#missing.add(name);
    }
    if (added.length === 0 && own === operation["parameters"]) return operation;
    const result = { ...operation, parameters: [...(own ?? []), ...added] };
    origin.set(result, origin.get(operation) ?? pointer);
    return result;
  }
}

/** An index after those of the contract's own parameters, of which some may have been removed. */
function firstFreeIndex(own: readonly unknown[] | undefined, origin: ReadonlyMap<object, string>): number {
  const indices = (own ?? []).map((parameter, index) => {
    const pointer = origin.get(parameter as object) ?? ""; // each kept parameter is an object
    return Math.max(index, Number(/\/parameters\/(\d+)$/.exec(pointer)?.[1] ?? 0));
  });
  return Math.max(-1, ...indices) + 1;
}
