/** Operations as people name them on a command line. */

import type { Operation } from "../../contract/index.ts";
import { createFilter } from "../../contract/filter.ts";

/**
 * The names of the operations that `filters` mean: `getStudent`, `get*`, `tag:students`, `GET:/students/*`, `!tag:admin`.
 * @returns `unknown`: the filters that mean none
 */
export function operationsNamed(
  operations: readonly Operation[],
  filters: readonly string[],
): { readonly names: ReadonlySet<string>; readonly unknown: readonly string[] } {
  const listed = operations.map((operation) => ({
    operation,
    listed: {
      path: operation.path,
      key: operation.method.toLowerCase(),
      additional: false,
      method: operation.method,
      pointer: operation.pointer,
      // A bare name is the one that everything else of the operation has, also where the contract gives none.
      operationId: operation.name,
      tags: operation.tags,
    },
  }));
  const spelt = filters.map((filter) => filter.replace(/^(!?)([^:/]+)$/, "$1operationId:$2"));
  const of = (some: readonly string[]): string[] => {
    const fits = createFilter(some) ?? (() => false);
    return listed.filter((each) => fits(each.listed)).map(({ operation }) => operation.name);
  };
  const unknown = filters.filter((_, index) => of([(spelt[index] ?? "").replace(/^!/, "")]).length === 0);
  return { names: new Set(of(spelt)), unknown };
}
