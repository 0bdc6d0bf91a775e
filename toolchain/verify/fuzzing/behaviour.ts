/** Describes how a server responded, so that two responses can be compared: a new description means new behaviour. */

import { isObject } from "tenon-runtime/core";
import { jsonOf } from "../known.ts";
import type { Reply } from "../target.ts";

/** Deeper values have no part in a description. */
const DEPTH = 3;
/** Items of a list, and properties of an object, that are described. */
const ITEMS = 3;
const PROPERTIES = 30;
/** Characters of an error text that are compared. */
const TEXT = 100;
/** Shorter response times are one class: they differ by chance. Milliseconds. */
const FAST = 200;

/** Status, error text, shape of the body and class of the response time. */
export function behaviourOf(reply: Reply): string {
  const slow = Math.max(0, Math.ceil(Math.log2(reply.milliseconds / FAST)));
  const body = jsonOf(reply);
  const content = reply.status >= 400 ? errorText(body, reply) : shape(body, DEPTH);
  return `${reply.status} ${slow} ${content}`;
}

/** The text of an error without the parts that repeat the request: numbers and quoted values. */
export function errorText(body: unknown, reply: Reply): string {
  const text = isObject(body)
    ? ["code", "type", "title", "message", "detail", "error", "errors"]
        .map((name) => body[name])
        .filter((value) => value !== undefined)
        .map((value) => (typeof value === "string" ? value : JSON.stringify(value)))
        .join(" ")
    : new TextDecoder().decode(reply.body.subarray(0, 4 * TEXT));
  return text
    .replaceAll(/"[^"]*"|'[^']*'|`[^`]*`/g, '""')
    .replaceAll(/[\d.]+/g, "0")
    .replaceAll(/[^\0-\x7f]+/g, "~")
    .slice(0, TEXT);
}

function shape(value: unknown, depth: number): string {
  if (Array.isArray(value)) {
    if (depth === 0 || value.length === 0) return value.length === 0 ? "[]" : "[…]";
    return `[${[...new Set(value.slice(0, ITEMS).map((item) => shape(item, depth - 1)))].toSorted().join("|")}]`;
  }
  if (value === null) return "null";
  if (!isObject(value)) return typeof value;
  if (depth === 0) return "{…}";
  const members = Object.entries(value).slice(0, PROPERTIES);
  return `{${members
    .map(([name, member]) => `${name}:${shape(member, depth - 1)}`)
    .toSorted()
    .join(",")}}`;
}
