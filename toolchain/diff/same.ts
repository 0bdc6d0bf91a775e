/** Equal parts need no comparison, if all schemas that they refer to are equal too. */

import { schemaKey } from "tenon-runtime/core";
import type { Contract } from "../contract/index.ts";

/** Whether two parts of the documents are equal, references included. */
export type Sameness = (base: unknown, revision: unknown) => boolean;

export function createSameness(base: Contract, revision: Contract): Sameness {
  const others = new Map(revision.schemas.map(({ key, schema }) => [key, schema] as const));
  const same = new Set<string>();
  /** Schema → the schemas that refer to it, in `$ref` or in a discriminator's mapping. */
  const referrers = new Map<string, string[]>();
  for (const { key, schema } of base.schemas) {
    const mentions = new Set<string>();
    if (!others.has(key) || !alike(schema, others.get(key), mentions)) continue;
    same.add(key);
    for (const target of mentions) {
      const list = referrers.get(target);
      if (list === undefined) referrers.set(target, [key]);
      else list.push(key);
    }
  }
  const differing = [...referrers.keys()].filter((key) => !same.has(key));
  for (const key of differing)
    for (const referrer of referrers.get(key) ?? []) if (same.delete(referrer)) differing.push(referrer); // grows as it goes
  return (a, b) => {
    const mentions = new Set<string>();
    if (!alike(a, b, mentions)) return false;
    for (const key of mentions) if (!same.has(key)) return false;
    return true;
  };
}

/** Equal, in the same order. @param mentions gets the keys of the named schemas that are mentioned */
function alike(a: unknown, b: unknown, mentions: Set<string>): boolean {
  if (typeof a === "string") {
    if (a !== b) return false;
    const key = schemaKey(a);
    if (key !== undefined) mentions.add(key);
    return true;
  }
  if (typeof a !== "object" || a === null || typeof b !== "object" || b === null) return a === b;
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false;
    for (let i = 0; i < a.length; i++) if (!alike(a[i], b[i], mentions)) return false;
    return true;
  }
  const [left, right] = [a as Readonly<Record<string, unknown>>, b as Readonly<Record<string, unknown>>];
  let count = 0;
  for (const key in left) {
    count++;
    if (!Object.hasOwn(right, key) || !alike(left[key], right[key], mentions)) return false;
  }
  for (const _ in right) count--;
  return count === 0;
}
