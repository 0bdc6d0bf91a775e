/** What travels as text: a number, a boolean or a list of one looks like a text. */

import { againstOne } from "./against-one.ts";
import type { Clause } from "./clause.ts";
import { expand } from "./expand.ts";
import { verdictOf, YES, type Ask, type Reasons } from "./reason.ts";
import { itemOf } from "./sample.ts";
import { takes } from "./values.ts";

/**
 * A number or a boolean as the text that it travels as; undefined where nothing takes that.
 * @param listsDiffer whether a list of one value looks different from the value: by a separator or another style
 */
export function asText(ask: Ask, a: Clause, bs: readonly Clause[], listsDiffer: boolean): Reasons | undefined {
  const lists = bs.filter(({ type }) => type === "array");
  const texts = bs.filter(({ type }) => type === "string");
  if (a.type === "null" || a.type === "object" || a.type === "array") return undefined;
  for (const b of texts) {
    if (a.values !== undefined) {
      if (a.values.every((value) => takes(ask, String(value), b) === "yes")) return YES;
      continue;
    }
    const free =
      b.values === undefined && b.patterns.length + b.notPatterns.length + b.formats.length + b.excluded.length === 0;
    if (free && (b.minLength?.value ?? 0) <= 1 && b.maxLength === undefined) return YES;
  }
  // One value of a list looks like the value itself.
  for (const b of lists) {
    if ((b.minItems?.value ?? 0) > 1 || b.contains.length > 0 || listsDiffer) continue;
    const items = expand(itemOf(b, 0), ask.receiver).filter(({ type }) => type === a.type);
    if (items.some((item) => verdictOf(againstOne(ask, a, item, "text")) === "yes")) return YES;
    const inner = asText(
      ask,
      a,
      expand(itemOf(b, 0), ask.receiver).filter(({ type }) => type !== "array"),
      listsDiffer,
    );
    if (inner !== undefined && verdictOf(inner) === "yes") return YES;
  }
  return undefined;
}
