/** Parameters and headers that are more than a single text: see {@link ClientParts}. */

import type { Header, Parameter } from "../../core/contract.ts";
import type { LongNumbers } from "../../core/conversions/types.ts";
import { percentEncode } from "../../core/http/percent.ts";
import { Misfit } from "../../core/parameters/coerce.ts";
import { encodeCookies, encodeHeaders, encodePath, encodeQuery } from "../../core/parameters/encode.ts";
import { decodeHeaderValue } from "../../core/parameters/style.ts";
import { EncodeError } from "../../core/parameters/scalar-text.ts";
import { plainParameters, texts } from "../plain.ts";
import type { ClientParts, ParameterValues } from "./types.ts";

/** Parameters of every style and place: objects, delimited lists, `content`, cookies. */
export const parameterStyles = {
  parameters: { path: encodePath, query: encodeQuery, headers: encodeHeaders, cookies: encodeCookies },
} satisfies ClientParts;

/**
 * Query parameters that are lists separated by commas (`style: form`, `explode: false`): the data of the operation holds
 * these parameters alone. Other parameters are plain.
 */
export const commaLists = {
  parameters: { ...plainParameters, query: commaQuery },
} satisfies ClientParts;

function commaQuery(parameters: readonly Parameter[], values: ParameterValues = {}): string {
  const pairs = Object.entries(values).map(([name, value]) => {
    if (!Array.isArray(value) || !parameters.some((each) => each.name === name))
      return plainParameters.query([], { [name]: value });
    const items = texts({ [name]: value }).map(([, text]) => percentEncode(text));
    if (items.length === 1 && items[0] === "")
      throw new EncodeError(`parameter "${name}": a list of one empty text would be read as an empty list`);
    return items.length === 0 ? "" : `${percentEncode(name)}=${items.join(",")}`;
  });
  return pairs.filter(Boolean).join("&");
}

/** Response headers whose schema is not a string. */
export const typedHeaders = { header: readHeader } satisfies ClientParts;

function readHeader(
  { name, explode, shape: declared, mediaType }: Header,
  text: string,
  numbers?: LongNumbers,
): unknown {
  const shape = numbers === undefined ? declared : numbers.shape(declared);
  const field = { name, style: "simple", explode: explode === true, shape, mediaType, parse: numbers?.parse } as const;
  const value = decodeHeaderValue(field, text);
  if (value instanceof Misfit) throw new TypeError(value.message);
  return value;
}
