/** Finds entries that hold the key of a deleted entry. */

import type { Schemas } from "../../core/validation.ts";
import type { Collection } from "./collection.ts";
import { alike, type Entry, takes } from "./entry.ts";
import type { Row } from "./pages.ts";
import type { ResourceStore } from "./resource-store.ts";

type Stores = ReadonlyMap<string, ResourceStore>;

interface Reference {
  readonly store: ResourceStore;
  readonly collection: Collection;
  readonly row: Row;
  readonly property: string;
}

type CollectionsOf = (store: ResourceStore) => Iterable<Collection>;

const existing: CollectionsOf = ({ collections }) => collections.values();

/** Also fills a collection that no request has used. */
const seeded: CollectionsOf = (store) => {
  if (Object.values(store.resource.operations).every(({ apart }) => apart === undefined)) store.collection();
  return store.collections.values();
};

function* references(
  stores: Stores,
  target: ResourceStore,
  key: string,
  collectionsOf: CollectionsOf,
): Generator<Reference> {
  for (const store of stores.values()) {
    const properties = Object.entries(store.resource.relations ?? {}).flatMap(([property, name]) =>
      name === target.resource.name ? [property] : [],
    );
    if (properties.length === 0 || store === target) continue;
    for (const collection of collectionsOf(store))
      for (const row of collection.rows.values())
        for (const property of properties)
          if ([row.value[property]].flat().some((each) => alike(each, key))) yield { store, collection, row, property };
  }
}

/** The name of a resource with an entry that refers to the key. */
export function referringTo(stores: Stores, target: ResourceStore, key: string): string | undefined {
  const [first] = references(stores, target, key, seeded);
  return first?.store.resource.name;
}

/** Takes the key out of other entries. Entries that are not valid without it are deleted. */
export function dropReferences(stores: Stores, target: ResourceStore, key: string, schemas: Schemas): void {
  for (const { store, collection, row, property } of references(stores, target, key, existing)) {
    const current = collection.rows.get(row.key); // an earlier property may have changed it
    if (current === undefined) continue;
    const held = current.value[property];
    const left: Entry = {
      ...current.value,
      [property]: Array.isArray(held) ? held.filter((each) => !alike(each, key)) : null,
    };
    const { [property]: _, ...without } = current.value;
    const member = store.members.get(property);
    const kept = takes(member, left[property], schemas) ? left : member?.required === true ? undefined : without;
    if (kept === undefined) collection.remove(current);
    else collection.put(current.key, kept);
  }
}
