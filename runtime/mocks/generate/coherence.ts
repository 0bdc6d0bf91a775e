/**
 * Members of one object that have to agree: counts with lists, sums with entries, lower bounds with upper ones, a slug with
 * its title. A rule looks at names alone, so a caller keeps the result only where it is valid.
 */

import { isObject } from "../../core/json-object.ts";

type Members = Record<string, unknown>;

/** @param given parts that stay as they are @returns the same value where there is nothing to change */
export function coherent(value: unknown, given: unknown): unknown {
  if (Array.isArray(value)) {
    const givenItems: readonly unknown[] = Array.isArray(given) ? given : [];
    const items = value.map((item, index) => coherent(item, givenItems[index]));
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  if (!isObject(value)) return value;
  const fixed: Members = isObject(given) ? given : {};
  let members: Members = value;
  const set = (name: string, part: unknown): void => {
    if (part === members[name] || (Object.hasOwn(fixed, name) && !isObject(part) && !Array.isArray(part))) return;
    if (members === value) members = { ...value };
    Object.defineProperty(members, name, { value: part, enumerable: true, configurable: true, writable: true });
  };
  for (const [name, part] of Object.entries(value))
    if (typeof part === "object") set(name, coherent(part, fixed[name]));
  setCounts(members, set);
  orderRanges(members, set);
  setSlug(members, set);
  return members;
}

type SetMember = (name: string, part: unknown) => void;

const loose = (name: string): string => name.replaceAll(/[^A-Za-z\d]/g, "").toLowerCase();
const singular = (word: string): string => word.replace(/ies$/, "y").replace(/(?<=[a-z]{2}[^s])s$/, "");

/** `items` and `item_count`; with a single list also `count`. Of priced entries `total` is the sum. */
function setCounts(members: Members, set: SetMember): void {
  const lists = Object.entries(members).filter((entry): entry is [string, unknown[]] => Array.isArray(entry[1]));
  if (lists.length === 0) return;
  const lengths = new Map<string, number>();
  for (const [name, { length }] of lists) {
    const [many, one] = [loose(name), singular(loose(name))];
    for (const key of [`${one}count`, `${many}count`, `num${many}`, `numberof${many}`, `total${many}`, `${many}total`])
      lengths.set(key, length);
    if (lists.length === 1) lengths.set("count", length);
  }
  const sum = lists.length === 1 ? sumOf(lists[0]![1]) : undefined;
  for (const [name, part] of Object.entries(members)) {
    if (typeof part !== "number") continue;
    const length = lengths.get(loose(name));
    if (length !== undefined) set(name, length);
    else if (sum !== undefined && /^(grand_?)?total(_?(amount|price|sum))?$/i.test(name)) set(name, sum);
  }
}

/** Of `price` times `quantity`, or of `amount`; `undefined` where an entry has neither. */
function sumOf(entries: readonly unknown[]): number | undefined {
  let sum = 0;
  for (const entry of entries) {
    if (!isObject(entry)) return undefined;
    const find = (pattern: RegExp): unknown =>
      Object.entries(entry).find(([name, part]) => pattern.test(name) && typeof part === "number")?.[1];
    const whole = find(/^(line_?)?(total|amount|subtotal)$/i);
    const price = find(/^(unit_?)?price$/i);
    const quantity = find(/^(quantity|qty)$/i) ?? 1;
    if (typeof whole === "number") sum += whole;
    else if (typeof price === "number" && typeof quantity === "number") sum += price * quantity;
    else return undefined;
  }
  return Math.round(sum * 100) / 100;
}

/** The lower end of two, and the upper one with the same rest of the name. */
const ENDS: readonly (readonly [lower: RegExp, upper: string])[] = [
  [/min(imum)?/i, "max$1"],
  [/low(est|er)?/i, "high$1"],
  [/(start|begin)s?/i, "end"],
  [/from/i, "to"],
  [/created/i, "updated"],
  [/opens?/i, "close"],
  [/valid_?from/i, "valid_until"],
];

/** Swaps the two ends of a range where the lower one is above. */
function orderRanges(members: Members, set: SetMember): void {
  const names = new Map(Object.keys(members).map((name) => [loose(name), name]));
  for (const [lower, upper] of ENDS)
    for (const name of Object.keys(members)) {
      if (!lower.test(name)) continue;
      const wanted = loose(name.replace(lower, upper));
      const other = names.get(wanted) ?? names.get(wanted.replace(/^end(?=at|on|date|time|$)/, "ends"));
      if (other === undefined || other === name) continue;
      const [low, high] = [members[name], members[other]];
      if (isAbove(low, high)) {
        set(name, high);
        set(other, low);
      }
    }
}

const TIME = /^\d{4}-\d\d-\d\d(?:$|T)/;

const isAbove = (low: unknown, high: unknown): boolean =>
  typeof low === "number"
    ? typeof high === "number" && low > high
    : typeof low === "string" && typeof high === "string" && TIME.test(low) && TIME.test(high) && low > high;

/** `slug` of a `title` or a `name`. */
function setSlug(members: Members, set: SetMember): void {
  const title = members["title"] ?? members["name"];
  if (typeof title !== "string" || typeof members["slug"] !== "string") return;
  const slug = title
    .toLowerCase()
    .replaceAll(/[^a-z\d]+/g, "-")
    .replaceAll(/^-|-$/g, "");
  if (slug !== "") set("slug", slug);
}
