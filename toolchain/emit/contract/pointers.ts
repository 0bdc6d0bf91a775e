/** Where a part is in the contract, as its data has it: left out where it follows from what is around it. */

import { valueAt } from "tenon-runtime/core";
import type { Operation, Pointer } from "../../contract/model.ts";
import type { Context } from "../context.ts";

interface Placed {
  readonly pointer: Pointer;
}

export function ownPointer({ pointer }: Placed, derived: Pointer, { contract }: Context): { pointer?: Pointer } {
  if (pointer === derived) return {};
  // Normalised, a part may be where its source was not: `4xx` is `4XX`.
  return !exists(pointer, contract.document) && exists(derived, contract.document) ? {} : { pointer };
}

/**
 * As the contract is written, also where something before it in its list was left out with a warning.
 * From the operation upwards where it is the operation's or its path's, so that paths share what they have alike.
 */
export function relativePointer(part: Placed, derived: Pointer, operation: Operation): { pointer?: Pointer } {
  const { pointer } = part;
  if (pointer === derived) return {};
  if (pointer.startsWith("/components/")) return { pointer };
  let base = operation.pointer;
  for (let up = 0; up < 3 && base !== ""; up++) {
    if (pointer.startsWith(`${base}/`)) return { pointer: `${up}${pointer.slice(base.length)}` };
    base = base.slice(0, base.lastIndexOf("/"));
  }
  return { pointer };
}

/** Whether a pointer leads from the operation upwards: a part is its path's. */
export const isInherited = ({ pointer }: { readonly pointer?: Pointer }): boolean =>
  pointer !== undefined && /^[1-9]/.test(pointer);

const exists = (pointer: Pointer, document: unknown): boolean => valueAt(document, pointer) !== undefined;
