/** Which entries a list has, in what order, and which of them a page. */

import { isObject } from "../../core/json-object.ts";
import { alike, type Entry, textOf } from "./entry.ts";
import type { FilterTest, ListPlan, Resource } from "./types.ts";

/** An entry as it is kept. */
export interface Row {
  readonly key: string;
  readonly value: Entry;
  /** Of creation. */
  readonly order: number;
}

type Query = Readonly<Record<string, unknown>>;
export type Compare = (a: Row, b: Row) => number;

export function filtered(
  rows: readonly Row[],
  plan: ListPlan,
  query: Query,
  { key, relations }: Resource,
): readonly Row[] {
  let left = rows;
  for (const [name, [test, property]] of Object.entries(plan.filters ?? {})) {
    const wanted = query[name];
    // "all" is how APIs say that there is no filter
    if (wanted === undefined || wanted === "" || wanted === "all" || wanted === "any" || isObject(wanted)) continue;
    left = left.filter(({ value }) => passes(value[property], test, wanted));
  }
  for (const name of plan.search ?? []) {
    const text = query[name];
    if (typeof text !== "string") continue;
    const wanted = text.toLowerCase();
    left = left.filter(({ value }) =>
      Object.entries(value).some(
        ([each, part]) =>
          each !== key && (relations === undefined || !Object.hasOwn(relations, each)) && contains(part, wanted),
      ),
    );
  }
  return left;
}

/** Of a UUID and of a time everybody has some letter or digit: they are not what people look for. */
const NOT_WORDS = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$|^\d{4}-\d\d-\d\d(?:$|[Tt ]\d\d:)/i;

const contains = (value: unknown, text: string): boolean =>
  typeof value === "string"
    ? value.toLowerCase().includes(text) && !NOT_WORDS.test(value)
    : typeof value === "object" && value !== null && Object.values(value).some((part) => contains(part, text));

function passes(have: unknown, test: FilterTest, wanted: unknown): boolean {
  if (test === "has") return (have !== undefined && have !== null) === wanted;
  if (test === "is") {
    const any: readonly unknown[] = Array.isArray(wanted)
      ? wanted
      : typeof wanted === "string" && wanted.includes(",")
        ? [wanted, ...wanted.split(",")]
        : [wanted];
    return any.some((each) => isIt(have, each));
  }
  if (have === undefined || have === null) return false;
  const order = compare(have, typeof have === "number" ? Number(wanted) : wanted);
  return test === "from" ? order >= 0 : test === "to" ? order <= 0 : test === "above" ? order > 0 : order < 0;
}

/** The value, one of the values, or an object that goes by it. */
const isIt = (have: unknown, wanted: unknown): boolean =>
  Array.isArray(have)
    ? have.some((each) => isIt(each, wanted))
    : isObject(have)
      ? ["id", "name", "slug", "login", "key", "code"].some((name) => alike(have[name], wanted))
      : alike(have, wanted) || (have === null && wanted === "null");

/** Numbers by size, texts by their letters whatever their case, nothing first. */
function compare(a: unknown, b: unknown): number {
  if (a === undefined || a === null || b === undefined || b === null)
    return Number(a !== undefined && a !== null) - Number(b !== undefined && b !== null);
  const [left, right] = typeof a === "number" && typeof b === "number" ? [a, b] : [folded(a), folded(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}
const folded = (value: unknown): string =>
  (typeof value === "string" ? value : (JSON.stringify(value) ?? "")).toLowerCase();

const loose = (name: string): string => name.replaceAll(/[^A-Za-z\d]/g, "").toLowerCase();

/** `-name`, `name:desc`, `name desc`, `name_desc`, several with commas, or a direction of its own; `undefined`: as created. */
export function ordering(rows: readonly Row[], plan: ListPlan, query: Query): Compare {
  const created: Compare = (a, b) => a.order - b.order;
  const [by, direction] = plan.sort ?? [];
  const text = by === undefined ? undefined : query[by];
  const down = direction !== undefined && /^(-|d)/i.test(textOf(query[direction] ?? ""));
  if (text === undefined) return down ? (a, b) => b.order - a.order : created;
  const names = new Map<string, string>();
  for (const { value } of rows) for (const name of Object.keys(value)) names.set(loose(name), name);
  const find = (name: string): string | undefined =>
    ["", "at", "date", "on"].map((end) => names.get(loose(name) + end)).find((found) => found !== undefined);
  const steps: (readonly [property: string, sign: number])[] = [];
  for (const part of [text].flat().flatMap((each) => textOf(each).split(","))) {
    const [, sign = "", name = "", word = ""] =
      /^([-+]?)(.*?)(?:[:\s._](asc|desc)(?:ending)?)?$/i.exec(part.trim()) ?? [];
    const property = find(name);
    const turned = sign === "-" || /^d/i.test(word) || (sign === "" && word === "" && down);
    if (property !== undefined) steps.push([property, turned ? -1 : 1]);
    else if (/^d/i.test(part)) return (a, b) => b.order - a.order;
  }
  const last = steps.at(-1)?.[1] ?? 1;
  return (a, b) => {
    for (const [property, sign] of steps) {
      const order = sign * compare(a.value[property], b.value[property]);
      if (order !== 0) return order;
    }
    return last * (a.order - b.order);
  };
}

/** One page, and where it is. */
export interface Page {
  readonly rows: readonly Row[];
  readonly start: number;
  readonly total: number;
  readonly limit: number;
  readonly paged: boolean;
  /** The first page is 0. */
  readonly zero: boolean;
}

/** Of the page after this one. */
export const cursorOf = ({ rows, start, total, limit }: Page): string | undefined =>
  start + rows.length < total && limit > 0 ? rows.at(-1)?.key : undefined;

/** How many entries a page has where the contract has no default. */
const LIMIT = 10;

/** @param find the row of a cursor, also where it has gone @returns a parameter's name whose cursor is none */
export function pageOf(
  sorted: readonly Row[],
  order: Compare,
  { page = {} }: ListPlan,
  query: Query,
  find: (cursor: string) => Row | undefined,
): Page | string {
  const roles = Object.entries(page);
  const valueOf = (role: string): unknown => {
    const name = roles.find(([name, its]) => its === role && query[name] !== undefined)?.[0];
    return name === undefined ? undefined : query[name];
  };
  const total = sorted.length;
  const paged = roles.length > 0;
  const wanted = valueOf("limit");
  const limit = wanted !== undefined ? Math.max(0, Math.floor(Number(wanted)) || 0) : paged ? LIMIT : total;
  const zero = roles.some(([, role]) => role === "page0");
  let start = 0;
  let end: number | undefined;
  for (const [name, role] of roles) {
    const value = query[name];
    if (value === undefined || value === "" || value === null) continue;
    if (role === "offset") start = Math.max(0, Number(value) || 0);
    else if (role === "page") start = Math.max(0, (Number(value) || 1) - 1) * limit;
    else if (role === "page0") start = Math.max(0, Number(value) || 0) * limit;
    else if (role !== "limit") {
      const anchor = find(textOf(value));
      if (anchor === undefined) return name;
      if (role === "cursor") start = count(sorted, (row) => order(row, anchor) <= 0);
      else end = count(sorted, (row) => order(row, anchor) < 0);
    }
  }
  if (end !== undefined) start = Math.max(0, end - limit);
  return { rows: sorted.slice(start, Math.min(start + limit, end ?? total)), start, total, limit, paged, zero };
}

const count = (rows: readonly Row[], is: (row: Row) => boolean): number => {
  let found = 0;
  while (found < rows.length && is(rows[found]!)) found += 1;
  return found;
};
