/** A header of an answer as its receiver reads it. */

import type { Header } from "../contract.ts";
import { Misfit } from "../parameters/coerce.ts";
import { decodeHeaderValue } from "../parameters/style.ts";

/** By the header's shape and style (OAS 3.2 §4.21). */
export function readHeader(header: Header, text: string): { readonly value: unknown } | { readonly message: string } {
  const { name, explode = false, shape, mediaType } = header;
  const value = decodeHeaderValue({ name, style: "simple", explode, shape, mediaType }, text);
  return value instanceof Misfit ? { message: value.message } : { value };
}
