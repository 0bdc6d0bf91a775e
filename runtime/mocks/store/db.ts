/** `mocks.db`: reads and changes entries without a request. */

import { isObject } from "../../core/json-object.ts";
import { mix } from "../generate/hash.ts";
import { alike, type Entry, lay, textOf } from "./entry.ts";
import { START, type State } from "./options.ts";
import type { StoreContext, ResourceStore } from "./resource-store.ts";
import type { Collection } from "./collection.ts";
import { restoreEntries } from "./restore.ts";
import type { AnyDb, DbControls, Snapshot, Table } from "./types.ts";

type DbContext = StoreContext & { readonly state: State; readonly stores: ReadonlyMap<string, ResourceStore> };

export function createDb(context: DbContext): AnyDb {
  const reset = (): void => {
    for (const { collections } of context.stores.values()) collections.clear();
    Object.assign(context.state, { clock: START, made: 0 });
    context.options.changed?.();
  };
  const controls: DbControls = {
    reset,
    snapshot: () =>
      structuredClone({
        format: 1 as const,
        ...context.state,
        resources: Object.fromEntries(
          [...context.stores].flatMap(([name, { collections }]) =>
            collections.size === 0
              ? []
              : [[name, Object.fromEntries([...collections].map(([at, each]) => [at, kept(each)]))]],
          ),
        ),
      }),
    restore(snapshot) {
      if (!isSnapshot(snapshot))
        throw new TypeError("This is not a snapshot of mocks: take one with mocks.db.snapshot()");
      reset();
      const { clock, made, resources } = structuredClone(snapshot);
      Object.assign(context.state, { clock, made });
      return Object.entries(resources).flatMap(([name, collections]) => {
        const store = context.stores.get(name);
        return store === undefined ? [`${name} is no longer a resource`] : restoreEntries(store, collections);
      });
    },
  };
  const db = Object.create(null) as Record<string, unknown>; // `Object.create` is typed `any`
  // the entries of a subset are those of another table
  for (const [name, store] of context.stores) if (store.resource.subset !== true) db[name] = tablesOf(context, store);
  return Object.assign(db, controls) as unknown as AnyDb; // generated code types what the resources make
}

const kept = ({ rows, gone }: Collection): Snapshot["resources"][string][string] => ({
  entries: [...rows.values()].map(({ order, value }) => [order, value]),
  gone: [...gone.values()].map(({ order, value }) => [order, value]),
});

const isSnapshot = (value: unknown): value is Snapshot =>
  isObject(value) && value["format"] === 1 && isObject(value["resources"]);

/** One table, or one for each set of path parameters. */
function tablesOf(context: DbContext, store: ResourceStore): unknown {
  const apart = Object.entries(store.resource.operations[store.resource.home]?.apart ?? {});
  const { conversions } = context.options;
  const converted = (table: Table<Entry>): Table<Entry> => conversions?.table(store.resource.name, table) ?? table;
  if (apart.length === 0) return converted(tableOf(context, store, () => store.collection(), ""));
  return {
    in(params: Readonly<Record<string, string | number>>) {
      for (const [parameter] of apart)
        if (params[parameter] === undefined)
          throw new TypeError(`${store.resource.name} are told apart by ${parameter}: it is missing`);
      const fixed = Object.fromEntries(
        apart.map(([parameter, property]) => [property || ` ${parameter}`, params[parameter]]),
      );
      return converted(tableOf(context, store, () => store.collection(fixed), store.nameOf(fixed)));
    },
    clear() {
      for (const collection of store.collections.values()) collection.empty();
    },
    reset() {
      store.collections.clear();
      context.options.changed?.();
    },
  };
}

function tableOf(context: DbContext, store: ResourceStore, collection: () => Collection, name: string): Table<Entry> {
  const { key, name: resource } = store.resource;
  const { copy: copyOf = structuredClone } = context.options.conversions ?? {};
  const add = (entry: Entry, into: Collection, stamps?: Entry): Entry => {
    if (key !== undefined && entry[key] !== undefined && into.rows.has(textOf(entry[key])))
      throw new TypeError(`There is an entry of ${resource} with ${key} ${JSON.stringify(entry[key])} already`);
    const hash = mix(mix(mix(context.seed, resource), "add"), (context.state.made += 1));
    const made =
      store.make({
        into,
        hash,
        given: {
          ...store.related(hash, entry),
          ...(stamps && { ...store.unsent("create", undefined, entry), ...stamps }),
          ...entry,
          ...into.fixed,
        },
        distinct: true,
      }) ?? store.make({ into, hash, given: { ...entry, ...into.fixed } });
    if (made === undefined)
      throw new TypeError(
        `No entry of ${resource} that is valid has ${JSON.stringify(entry)}${store.why({ ...entry, ...into.fixed })}`,
      );
    return into.put(store.keyOf(made), made).value;
  };
  const list: Table<Entry>["list"] = (where) =>
    [...collection().rows.values()]
      // a copy: a stored value never changes
      .map(({ value }) => copyOf(value))
      .filter((value) => where === undefined || (typeof where === "function" ? where(value) : has(value, where)));
  return {
    seed(entries) {
      const into = collection();
      into.empty();
      if (typeof entries === "number") store.seed(into, name, entries);
      else for (const entry of entries) add(copyOf(entry) as Entry, into); // a part of an entry
      into.first = into.last;
      return list();
    },
    add(entry = {}) {
      const into = collection(); // whose examples have times
      return copyOf(add(copyOf(entry) as Entry, into, store.stamps("create"))); // a part of an entry
    },
    get: (id) => copyOf(collection().rows.get(key === undefined ? "" : textOf(id))?.value),
    list,
    update(id, part) {
      const into = collection();
      const row = into.rows.get(key === undefined ? "" : textOf(id));
      if (row === undefined) throw new TypeError(`Nothing in ${resource} has the key ${JSON.stringify(id)}`);
      const gone = Object.keys(part).filter((each) => (part as Entry)[each] === undefined);
      const laid = lay({ ...row.value, ...store.stamps("change") }, copyOf(part), undefined) as Entry; // of an object and an object
      const next = store.fitting(Object.fromEntries(Object.entries(laid).filter(([each]) => !gone.includes(each))));
      if (next === undefined || store.keyOf(next) !== row.key)
        throw new TypeError(
          `With ${JSON.stringify(part)} the entry of ${resource} would not be valid${store.why(laid)}`,
        );
      return copyOf(into.put(row.key, next).value);
    },
    remove(id) {
      const into = collection();
      const row = into.rows.get(key === undefined ? "" : textOf(id));
      if (row !== undefined) into.remove(row);
      return row !== undefined;
    },
    clear: () => collection().empty(),
    reset() {
      store.collections.delete(name);
      context.options.changed?.();
    },
  };
}

const has = (value: unknown, where: unknown): boolean =>
  isObject(where)
    ? isObject(value) && Object.entries(where).every(([name, part]) => has(value[name], part))
    : alike(value, where) || value === where;
