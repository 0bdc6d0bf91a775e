/** Members that requests and answers name in another way than the entry does. */

import { isObject } from "../../core/json-object.ts";
import { type Entry, textOf } from "./entry.ts";
import type { EntryPlace } from "./types.ts";

/**
 * What a request sends, as the entry has it: `categoryId: 3` becomes `category: { id: 3, … }`.
 * @param entryOf an entry of another resource, by its key
 */
export function asEntry(
  sent: Entry,
  places: Readonly<Record<string, EntryPlace>> | undefined,
  entryOf: (resource: string, key: string) => Entry | undefined,
): Entry {
  if (places === undefined) return sent;
  const entry: Record<string, unknown> = { ...sent };
  for (const [name, { property, member, resource }] of Object.entries(places)) {
    if (!Object.hasOwn(sent, name)) continue;
    const value = sent[name];
    const placed = (part: unknown): unknown => {
      if (member === undefined || part === null || isObject(part)) return part;
      return (resource === undefined ? undefined : entryOf(resource, textOf(part))) ?? { [member]: part };
    };
    if (name !== property) delete entry[name];
    entry[property] = Array.isArray(value) ? value.map(placed) : placed(value);
  }
  return entry;
}

/** The entry with the names that an answer uses. */
export const asAnswer = (entry: Entry, names: Readonly<Record<string, string>> | undefined): Entry =>
  names === undefined ? entry : { ...entry, ...namesOf(entry, names) };

/** The members of an answer that show properties of an entry under other names. */
export const namesOf = (entry: Entry, names: Readonly<Record<string, string>> = {}): Entry =>
  Object.fromEntries(
    Object.entries(names).flatMap(([name, property]) =>
      Object.hasOwn(entry, property) ? [[name, entry[property]]] : [],
    ),
  );
