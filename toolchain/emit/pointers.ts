/** Where a part is in the contract, as its data has it: left out where it follows from what is around it. */

import type { Operation, Pointer } from "../contract/model.ts";
import type { Context } from "./context.ts";

/** RFC 6901 §3. */
export const escapeToken = (text: string): string => text.replaceAll("~", "~0").replaceAll("/", "~1");

interface Placed {
  readonly pointer: Pointer;
}

export function ownPointer({ pointer }: Placed, derived: Pointer, { contract }: Context): { pointer?: Pointer } {
  if (pointer === derived) return {};
  // Normalised, a part may be where its source was not: `4xx` is `4XX`.
  return !exists(pointer, contract.document) && exists(derived, contract.document) ? {} : { pointer };
}

/** From the operation upwards where it is the operation's or its path's, so that paths share what they have alike. */
export function relativePointer(
  part: Placed,
  derived: Pointer,
  operation: Operation,
  context: Context,
): { pointer?: Pointer } {
  const { pointer } = ownPointer(part, derived, context);
  if (pointer === undefined || pointer.startsWith("/components/")) return pointer === undefined ? {} : { pointer };
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

function exists(pointer: Pointer, document: unknown): boolean {
  let at = document;
  for (const token of pointer.split("/").slice(1)) {
    const key = token.replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, key)) return false;
    at = (at as Readonly<Record<string, unknown>>)[key]; // its own property
  }
  return true;
}
