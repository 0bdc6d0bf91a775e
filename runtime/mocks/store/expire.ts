/** Entries whose time has passed since the clock was moved. */

import { isObject } from "../../core/json-object.ts";
import type { Entry } from "./entry.ts";
import type { ResourceStore } from "./resource-store.ts";

const UNTIL = /^(expir(y|es|ation)|valid_?(until|to|till)|ends?(_?(at|on|date|time))?$|due)/i;
const FLAG = /^(is_?)?(expired|overdue)$/i;
const VALID = /^(is_?)?(active|valid|current)$/i;
const STATE = /^(status|state)$/i;
const AFTER = /^(expired|overdue|ended|lapsed|past_?due)$/i;

/** Changes entries of which a time has passed: flags (`expired`) and states (`status`), where they stay valid. */
export function expireEntries(store: ResourceStore, now: number): void {
  for (const collection of store.collections.values()) {
    const rows = [...collection.rows.values()]; // the loop replaces rows
    for (const row of rows) {
      const changes = isPast(row.value, now) ? expired(store, row.value) : {};
      if (Object.keys(changes).length === 0) continue;
      const value = store.fitting({ ...row.value, ...changes });
      if (value !== undefined && store.keyOf(value) === row.key) collection.put(row.key, value);
    }
  }
}

const isPast = (entry: Entry, now: number): boolean =>
  Object.entries(entry).some(([name, value]) => UNTIL.test(name) && timeOf(value) < now);

/** Milliseconds since 1970: of a text, of seconds or of milliseconds; `Infinity` for no time. */
function timeOf(value: unknown): number {
  if (typeof value === "number") return value > 1e11 ? value : value > 1e8 ? value * 1000 : Infinity;
  const time = typeof value === "string" && /^\d{4}-\d\d-\d\d/.test(value) ? Date.parse(value) : NaN;
  return Number.isNaN(time) ? Infinity : time;
}

function expired(store: ResourceStore, entry: Entry): Entry {
  const changes: Record<string, unknown> = {};
  for (const [name, { schemas }] of store.members) {
    const values = schemas.flatMap((schema) =>
      isObject(schema) && Array.isArray(schema["enum"]) ? schema["enum"] : [],
    );
    const state = STATE.test(name) ? values.find((each) => typeof each === "string" && AFTER.test(each)) : undefined;
    if (typeof entry[name] === "boolean" && (FLAG.test(name) || VALID.test(name))) {
      if (entry[name] !== FLAG.test(name)) changes[name] = FLAG.test(name);
    } else if (state !== undefined && entry[name] !== state) changes[name] = state;
  }
  return changes;
}
