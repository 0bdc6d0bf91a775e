/** Path parameters and path templates must name each other (OAS 3.2 §4.12.1). */

import { isObject } from "tenon-runtime/core";
import type { References } from "./references.ts";
import type { Report } from "./report.ts";
import { METHODS, type Node } from "./structure.ts";

interface Context {
  readonly references: References;
  readonly report: Report;
  readonly origin: Map<object, string>;
  /** Whether path parameters stay that the path does not have. */
  readonly strangers: boolean;
}

/** The names in a template: `/students/{studentId}` → `["studentId"]`. */
const templateNames = (path: string): string[] =>
  Array.from(path.split("?")[0]!.matchAll(/\{([^{}]+)\}/g), (match) => match[1]!);

/** An index past those that the contract has, of which some may be left out. */
function after(own: readonly unknown[] | undefined, origin: ReadonlyMap<object, string>): number {
  const indices = (own ?? []).map((parameter, index) => {
    const pointer = origin.get(parameter as object) ?? ""; // an object, or it would have been left out
    return Math.max(index, Number(/\/parameters\/(\d+)$/.exec(pointer)?.[1] ?? 0));
  });
  return Math.max(-1, ...indices) + 1;
}

/** The path item with path parameters that fit its template: strangers and repetitions left out, missing ones added. */
export function fitParameters(
  path: string,
  item: Node,
  pointer: string,
  { references, report, origin, strangers }: Context,
): Node {
  const occurring = templateNames(path);
  const names = new Set(occurring);
  for (const name of names)
    if (occurring.indexOf(name) !== occurring.lastIndexOf(name))
      report("repeated-path-parameter", { name, path }, { pointer });
  const missing = new Set<string>();

  const identity = (parameter: unknown): { name: string; in: string } => {
    const reference = isObject(parameter) && typeof parameter["$ref"] === "string" ? parameter["$ref"] : undefined;
    const node = (reference === undefined ? parameter : references.component(reference)?.value) as Node;
    return { name: String(node["name"]), in: String(node["in"]) };
  };
  const fit = (list: unknown, at: string): readonly unknown[] | undefined => {
    if (!Array.isArray(list)) return undefined;
    const seen = new Set<string>();
    const kept = list.filter((parameter: object) => {
      const { name, in: location } = identity(parameter);
      const place = { pointer: origin.get(parameter) ?? at };
      const stranger = location === "path" && !names.has(name);
      if (stranger) report("unused-path-parameter", { name, path }, place);
      if (stranger && !strangers) return false;
      if (seen.has(`${location} ${name}`)) report("duplicate-parameter", { name, in: location }, place);
      else {
        seen.add(`${location} ${name}`);
        return true;
      }
      return false;
    });
    return kept.length === list.length ? list : kept;
  };

  const shared = fit(item["parameters"], `${pointer}/parameters`);
  let out: Record<string, unknown> | undefined;
  const set = (key: string, value: unknown): void => {
    out ??= { ...item };
    out[key] = value;
  };
  if (shared !== item["parameters"]) set("parameters", shared);

  const fitOperation = (operation: Node, at: string): Node => {
    const own = fit(operation["parameters"], `${at}/parameters`);
    const declared = new Set(
      [...(shared ?? []), ...(own ?? [])]
        .map(identity)
        .filter((id) => id.in === "path")
        .map((id) => id.name),
    );
    const added = [...names]
      .filter((name) => !declared.has(name))
      .map((name) => ({ name, in: "path", required: true, schema: { type: "string" } }));
    for (const [index, parameter] of added.entries()) {
      origin.set(parameter, `${at}/parameters/${after(own, origin) + index}`);
      if (!missing.has(parameter.name))
        report("missing-path-parameter", { name: parameter.name, path }, { pointer: at });
      missing.add(parameter.name);
    }
    if (added.length === 0 && own === operation["parameters"]) return operation;
    const result = { ...operation, parameters: [...(own ?? []), ...added] };
    origin.set(result, origin.get(operation) ?? at);
    return result;
  };
  for (const method of METHODS) {
    const operation = item[method];
    if (!isObject(operation)) continue;
    const fitted = fitOperation(operation, `${pointer}/${method}`);
    if (fitted !== operation) set(method, fitted);
  }
  const additional = item["additionalOperations"];
  if (isObject(additional)) {
    set(
      "additionalOperations",
      Object.fromEntries(
        Object.entries(additional).map(([key, operation]) => [
          key,
          fitOperation(operation as Node, `${pointer}/additionalOperations/${key}`),
        ]),
      ),
    );
  }
  return out ?? item;
}
