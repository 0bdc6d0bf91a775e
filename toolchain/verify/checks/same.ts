/** Compares values that were written with values that were read. */

import { isObject } from "tenon-runtime/core";
import { equal } from "tenon-runtime/mocks/values";

const OF_THE_SERVER = words("updated modified changed accessed seen etag version revision");
const DERIVED = words("count total url href link links score age");

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(" "));
}

/**
 * Whether a server changes a value on its own, by the last word of its name: `updatedAt`, `total_count`.
 * @param origin `given`: a caller has sent the value, so that it must stay as it is, even a URL
 */
export function isVolatile(name: string, origin: "given" | "unknown" = "unknown"): boolean {
  const all = name
    .replaceAll(/([a-z\d])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== "" && word !== "at" && word !== "on");
  const last = all.at(-1) ?? "";
  return OF_THE_SERVER.has(last) || (origin === "unknown" && DERIVED.has(last));
}

/** Whether a server must not show the value, by its name. */
export const isSecret = (name: string): boolean => /pass(?:word|wd|phrase|code)|secret|token|pin$|cvv|cvc/i.test(name);

/** Equal for a tolerant reader: texts may be trimmed, times may be written in another way, objects may have more properties. */
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
  if (typeof given !== "number" || typeof got !== "number") return false;
  // A fraction may be stored in 32 bits.
  return !Number.isInteger(given) && Math.abs(given - got) <= Math.abs(given) * 1e-6;
}

const isTime = (text: string): boolean => /^\d{4}-\d\d-\d\dT/.test(text);
