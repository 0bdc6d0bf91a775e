/** Optimistic updates: what a mutation does to the cached lists and entries of its resource. */

import { isObject } from "../../core/json-object.ts";
import { parsePointer, valueAt } from "../../core/json-pointer.ts";
import type { Input } from "../input.ts";
import type { CachedList, CachedPage, CachedRead, CachedResource, Change } from "./types.ts";

type Entry = Readonly<Record<string, unknown>>;
type EditList = (items: readonly unknown[], isFirstPage: boolean) => readonly unknown[];

/** A mutation that runs. */
export interface Edit {
  readonly change: Change;
  readonly resource: CachedResource;
  readonly input: Input;
  /** The new entry, for `create`. */
  readonly created?: unknown;
}

/** Cached data after the mutation; the same data where it changes nothing. @param input of the query */
export function edited(data: unknown, operation: string, input: Input, edit: Edit): unknown {
  const { lists, reads } = edit.resource;
  const list = Object.hasOwn(lists, operation) ? lists[operation] : undefined;
  if (list) return editedList(data, list, input, edit);
  const read = Object.hasOwn(reads, operation) ? reads[operation] : undefined;
  return read && isSameEntry(read, input, edit) ? editedEntry(data, read, edit) : data;
}

function editedList(data: unknown, list: CachedList, input: Input, edit: Edit): unknown {
  const editItems = listEdit(list, input, edit);
  if (!editItems) return data;
  const pages = isObject(data) ? data["pages"] : undefined;
  const ofBody = (body: unknown, isFirstPage: boolean): unknown =>
    updated(body, list.items, (items) => (Array.isArray(items) ? editItems(items as unknown[], isFirstPage) : items));
  if (!isObject(data) || !Array.isArray(pages) || !Array.isArray(data["pageParams"]))
    return ofBody(data, !isLater(list, input));
  return {
    ...data,
    pages: (pages as CachedPage<unknown>[]).map((page, index) => ({ ...page, body: ofBody(page.body, index === 0) })),
  };
}

/** Whether a query asks for a page other than the first. */
const isLater = ({ starts = [] }: CachedList, { query = {} }: Input): boolean =>
  starts.some((name) => query[name] != null);

function listEdit(list: CachedList, input: Input, edit: Edit): EditList | undefined {
  const { does } = edit.change;
  if (does === "create")
    return belongsTo(edit.created, list, input)
      ? (items, isFirstPage) => (isFirstPage ? [edit.created, ...items] : items)
      : undefined;
  const isTarget = (item: unknown): item is Entry => isObject(item) && isEntry(item, edit);
  if (does === "delete") return (items) => items.filter((item) => !isTarget(item));
  return (items) => items.map((item) => (isTarget(item) ? changed(item, edit) : item));
}

/** Whether a new entry is one that the query asks for, as far as Tenon can tell. */
function belongsTo(
  entry: unknown,
  { starts = [], neutral = [], equals = {} }: CachedList,
  { params = {}, query = {} }: Input,
): boolean {
  const hasValue = (name: string, value: unknown): boolean => {
    const property = Object.hasOwn(equals, name) ? equals[name] : undefined;
    return property !== undefined && isObject(entry) && String(entry[property]) === String(value);
  };
  return (
    Object.entries(params).every(([name, value]) => hasValue(name, value)) &&
    Object.entries(query).every(
      ([name, value]) => value == null || [...starts, ...neutral].includes(name) || hasValue(name, value),
    )
  );
}

const isEntry = (item: Entry, { change: { id }, resource: { key }, input: { params = {} } }: Edit): boolean =>
  key !== undefined && id !== undefined && String(item[key]) === String(params[id]);

/** A singleton has no key. */
const isSameEntry = ({ id }: CachedRead, { params = {} }: Input, { change, input }: Edit): boolean =>
  id === undefined
    ? change.id === undefined
    : change.id !== undefined && String(params[id]) === String(input.params?.[change.id]);

const editedEntry = (data: unknown, { entry }: CachedRead, edit: Edit): unknown =>
  edit.change.does === "delete" || edit.change.does === "create"
    ? data
    : updated(data, entry, (value) => (isObject(value) ? changed(value, edit) : value));

/** Members that a caller cannot set stay, also when the entry is replaced. */
function changed(entry: Entry, { change: { from = "" }, input: { body } }: Edit): Entry {
  const sent = valueAt(body, from);
  return isObject(sent) ? merged(entry, sent) : entry;
}

/** As a JSON Merge Patch (RFC 7396), but `null` stays, because lists show it. */
function merged(entry: Entry, patch: Entry): Entry {
  const values = Object.entries(patch).map(([name, value]): [string, unknown] => {
    const before = entry[name];
    return [name, isObject(value) && isObject(before) ? merged(before, value) : value];
  });
  return { ...entry, ...Object.fromEntries(values) };
}

/** A copy of a value in which the part at a JSON Pointer is another. A part that is missing stays missing. */
function updated(value: unknown, pointer: string, edit: (part: unknown) => unknown): unknown {
  const at = (part: unknown, [name, ...rest]: readonly string[]): unknown => {
    if (name === undefined) return edit(part);
    return isObject(part) && Object.hasOwn(part, name) ? { ...part, [name]: at(part[name], rest) } : part;
  };
  return at(value, parsePointer(pointer));
}
