/** Ids of operations in the normalised document. They are unique (OAS 3.2 §4.10), those of callbacks among them. */

import type { ListedOperation } from "./list.ts";
import type { Node } from "./structure.ts";

export class OperationIds {
  readonly #listed: ReadonlySet<string>;
  readonly #taken: Set<string | undefined>;
  readonly #renamed: ReadonlyMap<string, string>;

  /** @param renamed ids that replace written ones, by pointer */
  constructor(operations: readonly ListedOperation[], renamed: ReadonlyMap<string, string>) {
    this.#listed = new Set(operations.map(({ pointer }) => pointer));
    this.#taken = new Set(operations.map(({ operationId }) => operationId));
    this.#renamed = renamed;
  }

  /** The operation with an id that no other has. An operation of a callback loses an id that is taken. */
  makeUnique(operation: Node, pointer: string): Node {
    const { operationId: written, ...rest } = operation;
    if (typeof written !== "string") return written === undefined ? operation : rest;
    const id = this.#renamed.get(pointer) ?? written;
    if (!this.#listed.has(pointer)) {
      if (this.#taken.has(id)) return rest;
      this.#taken.add(id);
    }
    return id === written ? operation : { ...operation, operationId: id };
  }
}
