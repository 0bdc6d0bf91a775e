/** A partial value laid over a whole one. */

import { isLong } from "../core/schema/long.ts";
import { isObject } from "../core/json-object.ts";

/**
 * Objects are merged, and a member that is given as `undefined` is taken away. An array becomes as long as the given one,
 * its entries merged with those at their place.
 * @returns `undefined` where an entry has nothing to be merged with: it has to be generated
 */
export function merged(value: unknown, patch: unknown): unknown {
  if (patch === undefined) return value;
  if (Array.isArray(patch)) {
    const base: readonly unknown[] = Array.isArray(value) ? value : [];
    const items = patch.map((item, index) => merged(base[index], item));
    return items.includes(undefined) || patch.some((item, index) => isObject(item) && base[index] === undefined)
      ? undefined
      : items;
  }
  if (!isObject(patch) || isLong(patch)) return patch;
  const result: Record<string, unknown> = isObject(value) ? { ...value } : {};
  for (const [name, part] of Object.entries(patch)) {
    if (part === undefined) {
      delete result[name];
      continue;
    }
    const member = merged(Object.hasOwn(result, name) ? result[name] : undefined, part);
    if (member === undefined) return undefined;
    Object.defineProperty(result, name, { value: member, enumerable: true, configurable: true, writable: true });
  }
  return result;
}
