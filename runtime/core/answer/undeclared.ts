/** Properties of answers that the contract does not declare, looked for in every answer: see `prune.ts`. */

import { createPrune, isExotic, type Declared, type Pruned } from "./prune.ts";
import type { Schema, Schemas } from "../validation.ts";

export type { Pruned } from "./prune.ts";

export interface Pruner {
  /** Whether there is nothing to prune and nothing exotic: the quick question, for every answer. */
  fits(schema: Schema, value: unknown): boolean;
  prune(schema: Schema, value: unknown): Pruned;
}

export function createPruner(schemas: Schemas): Pruner {
  const prune = createPrune(schemas);
  const { declaredBy } = prune;

  const belowOf = (declared: Declared, key: string): Declared | "withheld" => {
    const named = declared.properties.get(key);
    if (named === undefined) return (declared.ofRest ??= declaredBy(declared.rest));
    const below = named.every((each) => each === false) ? "withheld" : declaredBy(named);
    declared.below.set(key, below);
    return below;
  };

  const fits = (declared: Declared, value: object): boolean => {
    if (isExotic(value)) return false;
    if (Array.isArray(value)) {
      if (declared.items.length === 0) return true;
      const items = (declared.ofItems ??= declaredBy(declared.items));
      for (const item of value as unknown[])
        if (typeof item === "object" && item !== null && !fits(items, item)) return false;
      return true;
    }
    const closed = declared.named && !declared.open;
    for (const key of Object.keys(value)) {
      const item = (value as Readonly<Record<string, unknown>>)[key]; // its own property
      if (item === undefined) continue;
      if (typeof item === "function" || typeof item === "symbol") return false;
      let below = declared.below.get(key);
      if (below === undefined) {
        if (closed && !declared.properties.has(key)) return false;
        below = belowOf(declared, key);
      }
      if (below === "withheld") return false;
      if (typeof item === "object" && item !== null && !fits(below, item)) return false;
    }
    return true;
  };

  return {
    fits: (schema, value) => typeof value !== "object" || value === null || fits(declaredBy([schema]), value),
    prune,
  };
}
