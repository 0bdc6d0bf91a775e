/** Answers to which there is nothing: most of those of a host that has made sure of them itself. */

import type { EncodedAnswer } from "./encoded.ts";
import type { Operation } from "../contract.ts";
import type { HeaderList } from "../http/headers.ts";
import { isJson } from "../http/media.ts";
import type { Answer } from "../types.ts";

/** Neither the host's own headers nor the length, nor what has a meaning of its own here. */
const NAME = /^(?!content-|te$|trailer$|transfer-|upgrade$|keep-|set-cookie$)[\w-]+$/i;
const TEXT = /^[\t\x20-\x7e]*$/;
const TYPE = /^[\w/.+-]*$/;

/**
 * An answer that is known to fit the contract, made ready to leave: JSON of a media type that is not negotiated, and headers
 * that are texts. `undefined`: there is more to it, `encodeAnswer` has to look at it.
 */
export function encodePlain(
  { responses }: Operation,
  { status, headers = {}, body, contentType }: Answer,
): EncodedAnswer | undefined {
  const list: HeaderList = [];
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    if (typeof value !== "string" || !TEXT.test(value) || !NAME.test(name)) return undefined;
    list.push([name, value]);
  }
  if (responses.some(({ content = [] }) => content.length > 1)) return undefined;
  // RFC 9110 §15.3.5, §15.3.6, §15.4.5: whatever is declared, these never have content.
  if (body === undefined || status === 204 || status === 205 || status === 304)
    return { status, headers: list, body: undefined };
  if (contentType === undefined || !isJson(contentType) || !TYPE.test(contentType)) return undefined;
  list.push(["Content-Type", contentType]);
  return { status, headers: list, body: JSON.stringify(body) };
}
