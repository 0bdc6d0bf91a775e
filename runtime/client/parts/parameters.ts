/** Parameters and headers that are more than a single text: see {@link ClientParts}. */

import type { Header } from "../../core/contract.ts";
import { Misfit } from "../../core/parameters/coerce.ts";
import { encodeCookies, encodeHeaders, encodePath, encodeQuery } from "../../core/parameters/encode.ts";
import { decodeHeaderValue } from "../../core/parameters/style.ts";
import type { ClientParts } from "./types.ts";

/** Parameters of every style and place: objects, delimited lists, `content`, cookies. */
export const parameterStyles = {
  parameters: { path: encodePath, query: encodeQuery, headers: encodeHeaders, cookies: encodeCookies },
} satisfies ClientParts;

/** Response headers whose schema is not a string. */
export const typedHeaders = { header: readHeader } satisfies ClientParts;

function readHeader({ name, explode, shape, mediaType }: Header, text: string): unknown {
  const value = decodeHeaderValue({ name, style: "simple", explode: explode === true, shape, mediaType }, text);
  if (value instanceof Misfit) throw new TypeError(value.message);
  return value;
}
