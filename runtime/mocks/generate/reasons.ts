/** Finds the part of a schema that has no value, and says why. */

import { escapeToken } from "../../core/json-pointer.ts";
import type { SchemaPlan } from "./plan-types.ts";

/** @param height Infinity if it is proved that a plan has no value */
export function reasonOf(
  start: SchemaPlan,
  height: (plan: SchemaPlan) => number,
): { readonly pointer: string; readonly reason: string } {
  let plan = start;
  let pointer = rootOf(plan) ?? "#";
  const seen = new Set<SchemaPlan>();
  const end = (reason: string): { pointer: string; reason: string } => ({ pointer, reason });
  for (;;) {
    if (seen.has(plan)) return end("is required within itself without end");
    seen.add(plan);
    if (plan.dead) return end("allows no value");
    if (plan.listed?.length === 0) return end("lists no value that fits what else it says");
    if (plan.choice !== undefined) return end("has no alternative that some value fits alone");
    if (plan.types.length === 0) return end("asks for types that exclude one another");
    const [type] = plan.types;
    if (type === "string" && (plan.nots.length === 0 || plan.text.proved !== undefined))
      return end(`allows no text: ${plan.text.proved ?? "none was found"}`);
    if ((type === "number" || type === "integer") && plan.nots.length === 0)
      return end("has bounds or multiples that no number meets");
    const part: readonly [SchemaPlan, string] | undefined =
      type === "object" ? missing(plan, height) : type === "array" ? missingItem(plan, height) : undefined;
    if (part === undefined) {
      if (plan.nots.length > 0) return end("excludes all that it allows");
      return end(
        type === "array" ? "asks for more items than there can be" : "asks for properties that there cannot be",
      );
    }
    [plan] = part;
    pointer = rootOf(plan) ?? pointer + part[1];
  }
}

const rootOf = ({ names }: SchemaPlan): string | undefined =>
  names[0] === undefined ? undefined : `#/components/schemas/${escapeToken(names[0])}`;

function missing(plan: SchemaPlan, height: (plan: SchemaPlan) => number): readonly [SchemaPlan, string] | undefined {
  const slot = plan.object.slots.find((each) => each.required && height(each.plan) === Infinity);
  return slot && [slot.plan, `/properties/${escapeToken(slot.name)}`];
}

function missingItem(
  { array }: SchemaPlan,
  height: (plan: SchemaPlan) => number,
): readonly [SchemaPlan, string] | undefined {
  for (let index = 0; index < Math.min(array.least, 100); index++)
    if (height(array.item(index)) === Infinity)
      return [array.item(index), index < array.tuple ? `/prefixItems/${index}` : "/items"];
  return undefined;
}
