/** Lists that nobody keeps, as long as a request wants them. */

import { isObject } from "../core/json-object.ts";
import type { DecodedRequest } from "../core/types.ts";

const LIMIT =
  /^\$?(limit|top|take|first|rows|size|per_?page|page_?(size|limit)|max_?(results|items)|page\[(size|limit)\])$/i;
const PLACE = /^(page|offset|skip|start|page_?(number|index))$/i;

/**
 * The page that a request asks for: at most so many entries, and `limit` or `page` as it says where the body has them.
 * @returns the same where there is nothing to change; it is not held against the contract
 */
export function paged(body: unknown, { query }: DecodedRequest): unknown {
  let page = body;
  for (const [name, value] of Object.entries(query ?? {})) {
    if (typeof value !== "number") continue;
    const limit = LIMIT.test(name);
    if (!limit && !PLACE.test(name)) continue;
    if (limit) page = shortened(page, value);
    if (isObject(page) && typeof page[name] === "number") page = { ...page, [name]: value };
  }
  return page;
}

/** The list itself, or the only one that an object has. */
function shortened(body: unknown, most: number): unknown {
  if (Array.isArray(body)) return body.length > most ? body.slice(0, most) : body;
  if (!isObject(body)) return body;
  const [list, another] = Object.entries(body).filter(([, part]) => Array.isArray(part));
  return list === undefined || another !== undefined ? body : { ...body, [list[0]]: shortened(list[1], most) };
}
