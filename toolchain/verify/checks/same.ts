/** Whether what is read is what was written. */

import { isObject } from "tenon-runtime/core";
import { equal } from "tenon-runtime/mocks/values";

const OF_THE_SERVER = words("updated modified changed accessed seen etag version revision");
const DERIVED = words("count total url href link links score age");

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(" "));
}

/**
 * What a server changes by itself, by the last word of its name: `updatedAt`, `total_count`.
 * @param given whether a caller has given it: then it is what was given, though it be a URL
 */
export function isVolatile(name: string, given = false): boolean {
  const all = name
    .replaceAll(/([a-z\d])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== "" && word !== "at" && word !== "on");
  const last = all.at(-1) ?? "";
  return OF_THE_SERVER.has(last) || (!given && DERIVED.has(last));
}

/** The same to whoever means well: texts may be trimmed, times be written otherwise; of an object all that was given. */
export function same(given: unknown, got: unknown): boolean {
  if (equal(given, got)) return true;
  if (typeof given === "string" && typeof got === "string")
    return (
      given.trim().toLowerCase() === got.trim().toLowerCase() ||
      (isTime(given) && Date.parse(given) === Date.parse(got))
    );
  if (Array.isArray(given) && Array.isArray(got))
    return (
      given.length === got.length &&
      (given.every((item, index) => same(item, got[index])) ||
        given.every((item) => got.some((other) => same(item, other))))
    );
  if (isObject(given) && isObject(got))
    return Object.entries(given).every(
      ([name, value]) => !Object.hasOwn(got, name) || isVolatile(name) || same(value, got[name]),
    );
  return typeof given === "number" && typeof got === "number" && Math.abs(given - got) <= Math.abs(given) * 1e-6;
}

const isTime = (text: string): boolean => /^\d{4}-\d\d-\d\dT/.test(text);
