/** Mocks keep and answer JSON. A program that works with them sees what the options `dates`, `bigint` and `decimals` make of it. */

import { isObject } from "../core/json-object.ts";
import { ownMember, type Conversion, type OperationValues, type Values } from "../core/conversions/types.ts";
import type { MockConversions } from "./store/types.ts";

/**
 * @param operations what answers and requests convert
 * @param schemas by the key of the named schema
 * @param resources of one entry, by the name of the resource
 */
export function mockConversions(
  operations: Values,
  schemas: Readonly<Record<string, Conversion>>,
  resources: Readonly<Record<string, Conversion>>,
): MockConversions {
  return {
    operations,
    copy: copyOf,
    requests: Object.fromEntries(Object.entries(operations).map(([name, { numbers }]) => [name, asJson(numbers)])),
    factory(key, make) {
      const convert = ownMember(schemas, key);
      if (convert === undefined) return make;
      return (overrides) => convert(make(convert(overrides, "encode", "") as typeof overrides), "decode", "") as never; // as the schema says
    },
    table(name, table) {
      const convert = ownMember(resources, name);
      if (convert === undefined) return table;
      const wire = (entry: unknown): never => convert(entry, "encode", "") as never; // a part of an entry
      const own = (entry: unknown): never => convert(entry, "decode", "") as never; // an entry
      const keyOf = (id: string | number | bigint): string | number => (typeof id === "bigint" ? String(id) : id);
      return {
        ...table,
        remove: (id) => table.remove(keyOf(id)),
        seed: (entries) => table.seed(typeof entries === "number" ? entries : entries.map(wire)).map(own),
        add: (entry) => own(table.add(wire(entry))),
        get: (id) => own(table.get(keyOf(id))),
        list: (where) =>
          (typeof where === "function"
            ? table
                .list()
                .map(own)
                .filter(where as (entry: unknown) => boolean)
            : table.list(wire(where)).map(own)) as never, // entries
        update: (id, part) => own(table.update(keyOf(id), wire(part))),
      };
    },
  };
}

const asJson = (numbers: OperationValues["numbers"]): OperationValues => ({
  numbers,
  request: (_, request) => request,
  answer: (_, answer) => answer,
  violation: (error) => {
    throw error;
  },
});

/** A copy of JSON. What is no list and no plain object (a long number, a date) stays the same, because nothing changes it. */
function copyOf<T>(value: T): T {
  if (Array.isArray(value)) return value.map(copyOf) as T; // the same items
  if (!isObject(value) || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, copyOf(part)])) as T; // the same members
}
