/** Modules that import one another, types included: the strongly connected components of the imports. */

import { dirname, join, normalize } from "node:path/posix";
import { importsOf } from "./imports.ts";

/** Package specifier → file of this repository, such as `tenon-runtime/core` → `runtime/core/index.ts`. */
export type Packages = ReadonlyMap<string, string>;

/** Each cycle as its files, sorted; a file that imports itself is one, too. */
export function cycles(files: Iterable<readonly [path: string, text: string]>, packages: Packages): string[][] {
  const texts = new Map(files);
  const graph = new Map<string, readonly string[]>();
  for (const [path, text] of texts) {
    const targets = importsOf(path, text).map(({ specifier }) =>
      specifier.startsWith(".") ? normalize(join(dirname(path), specifier)) : packages.get(specifier),
    );
    graph.set(
      path,
      targets.filter((target) => target !== undefined && texts.has(target)).map((target) => target as string), // filtered
    );
  }
  return components(graph).filter(([first = "", ...rest]) => rest.length > 0 || graph.get(first)?.includes(first));
}

/** Tarjan's algorithm. */
function components(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const found: string[][] = [];
  const indices = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const connect = (node: string): number => {
    const index = indices.size;
    indices.set(node, index);
    stack.push(node);
    let low = index;
    for (const target of graph.get(node) ?? []) {
      const seen = indices.get(target);
      if (seen === undefined) low = Math.min(low, connect(target));
      else if (stack.includes(target)) low = Math.min(low, seen);
    }
    lowest.set(node, low);
    if (low === index) found.push(stack.splice(stack.indexOf(node)).sort());
    return low;
  };
  for (const node of graph.keys()) if (!indices.has(node)) connect(node);
  return found.toSorted(([a = ""], [b = ""]) => (a < b ? -1 : 1));
}
