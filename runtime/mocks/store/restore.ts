/** Restores entries of a snapshot, also of an older contract. */

import { parsePointer } from "../../core/json-pointer.ts";
import { isObject } from "../../core/json-object.ts";
import { Collection } from "./collection.ts";
import type { Entry } from "./entry.ts";
import type { ResourceStore } from "./resource-store.ts";
import type { Snapshot } from "./types.ts";

/**
 * Invalid members of an entry are generated again. An entry with an invalid key is dropped. A collection without valid
 * entries is filled again at its first use.
 * @returns a line about what did not fit, if anything
 */
export function restoreEntries(store: ResourceStore, collections: Snapshot["resources"][string]): readonly string[] {
  const { name: resource } = store.resource;
  let all = 0;
  let unfit = 0;
  let left = 0;
  let why = "";
  for (const [name, { entries, gone }] of Object.entries(collections)) {
    const fixed = name === "" ? [] : name.split("&").map((part) => part.split("=").map(decodeURIComponent));
    const properties = Object.fromEntries(fixed) as Entry;
    const typed = entries[0]?.[1];
    const into = new Collection(
      Object.fromEntries(Object.entries(properties).map(([each, value]) => [each, typed?.[each] ?? value])),
      () => store.changed(),
    );
    for (const [list, rows] of [
      [entries, into.rows],
      [gone, into.gone],
    ] as const)
      for (const [order, kept] of list) {
        const key = store.keyOf(kept);
        let value = store.fitting(kept);
        const own = rows === into.rows;
        if (own) all += 1;
        if (value === undefined) {
          const violations = store.violations(kept);
          value = store.fitting(violations.reduce((entry, { pointer }) => without(entry, pointer), kept));
          if (own) unfit += 1;
          const [first] = violations;
          if (first) why ||= ` (${first.pointer} ${first.message})`;
        } else if (store.keyOf(value) !== key && own) unfit += 1;
        if (value === undefined || store.keyOf(value) !== key) {
          if (own) left += 1;
          continue;
        }
        rows.set(key, { key, value, order });
        into.last = Math.max(into.last, order);
      }
    if (into.rows.size > 0 || entries.length === 0) store.collections.set(name, into);
  }
  const end = left === 0 ? "changed to fit" : left === unfit ? "left out" : `changed to fit, or left out (${left})`;
  return unfit === 0 ? [] : [`${resource}: ${unfit} of ${all} no longer valid${why}, ${end}`];
}

/** The entry without the member at a pointer; for a member of a list, without the list. */
function without(entry: Entry, pointer: string): Entry {
  const [name = "", ...rest] = parsePointer(pointer);
  if (!Object.hasOwn(entry, name)) return entry;
  const { [name]: part, ...others } = entry;
  return rest.length > 0 && isObject(part) && Object.hasOwn(part, rest[0]!)
    ? { ...others, [name]: without(part, pointer.slice(pointer.indexOf("/", 1))) }
    : others;
}
