/** What a POST creates, as far as one can tell without a store: what was sent comes back, and has a place of its own. */

import { isObject } from "../core/json-object.ts";
import type { Operation } from "../core/contract.ts";
import { matchMediaType } from "../core/http/media.ts";
import type { DecodedRequest } from "../core/types.ts";
import { below } from "./store/operation-plan.ts";

/** The JSON object that was sent to be created. */
export function sentThing(
  operation: Operation,
  request: DecodedRequest,
  status: number,
): Readonly<Record<string, unknown>> | undefined {
  const { body, contentType } = request;
  if (operation.method !== "POST" || status !== 201 || !isObject(body) || contentType === undefined) return undefined;
  return matchMediaType(contentType, operation.body?.content ?? [])?.kind === "json" ? body : undefined;
}

/**
 * `Location` of what was created (RFC 9110 §15.3.2): below the path that was asked, by the property after which the
 * sibling path (`/students/{studentId}`) names its parameter, else by `id`.
 */
export function locationOf(
  operation: Operation,
  operations: readonly Operation[],
  url: string,
  body: unknown,
): string | undefined {
  if (operation.method !== "POST" || !isObject(body)) return undefined;
  const start = `${operation.path.replace(/\/$/, "")}/{`;
  const sibling = operations.find(({ path }) => path.startsWith(start) && isLast(path, start));
  const name = sibling?.path.slice(start.length, -1);
  for (const key of name === undefined ? ["id"] : [name, "id"]) {
    const value = Object.hasOwn(body, key) ? body[key] : undefined;
    if ((typeof value === "string" && value !== "") || typeof value === "number") return below(url, String(value));
  }
  return undefined;
}

/** One parameter, and nothing after it. */
const isLast = (path: string, start: string): boolean => path.indexOf("}", start.length) === path.length - 1;
