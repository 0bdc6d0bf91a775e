/** Parameters that are more than a single text: see {@link ClientParts}. */

import type { Parameter } from "../../core/contract.ts";
import { percentEncode } from "../../core/http/percent.ts";
import { encodeCookies, encodeHeaders, encodePath, encodeQuery } from "../../core/parameters/encode.ts";
import { EncodeError } from "../../core/parameters/scalar-text.ts";
import { plainQuery, texts } from "../plain.ts";
import type { ClientParts } from "./types.ts";
import type { ParameterValues } from "../input.ts";

/** Parameters of every style and place: objects, delimited lists, `content`, cookies. */
export const parameterStyles = {
  path: encodePath,
  query: encodeQuery,
  headers(parameters, { headers, cookies }) {
    const cookie = encodeCookies(parameters, cookies);
    return [...encodeHeaders(parameters, headers), ...(cookie ? [["Cookie", cookie] as const] : [])];
  },
} satisfies ClientParts;

/**
 * Query parameters that are lists separated by commas (`style: form`, `explode: false`): the data of the operation holds
 * these parameters alone. Other parameters are plain.
 */
export const commaLists = { query: commaQuery } satisfies ClientParts;

function commaQuery(parameters: readonly Parameter[], values: ParameterValues = {}): string {
  const pairs = Object.entries(values).map(([name, value]) => {
    if (!Array.isArray(value) || !parameters.some((each) => each.name === name))
      return plainQuery([], { [name]: value });
    const items = texts({ [name]: value }).map(([, text]) => percentEncode(text));
    if (items.length === 1 && items[0] === "")
      throw new EncodeError(`parameter "${name}": a list of one empty text would be read as an empty list`);
    return items.length === 0 ? "" : `${percentEncode(name)}=${items.join(",")}`;
  });
  return pairs.filter(Boolean).join("&");
}
