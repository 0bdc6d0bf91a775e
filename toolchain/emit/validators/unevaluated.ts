/** Which members `unevaluatedProperties` leaves alone, where that can be told without a value. */

import type { Schema } from "../../contract/model.ts";
import { isNode, listOf, namesOf } from "./facts.ts";
import { resolved, type Named } from "./references.ts";

export interface EvaluatedNames {
  readonly names: ReadonlySet<string>;
  readonly patterns: ReadonlySet<string>;
  /** Every member is evaluated. */
  readonly all: boolean;
}

/** Keywords whose members are looked at by some values only. */
const CONDITIONAL = ["anyOf", "oneOf", "if", "dependentSchemas", "$dynamicRef", "$id"];

/** @returns undefined where it depends on the value */
export function evaluatedNames(schema: Schema, named: Named): EvaluatedNames | undefined {
  const names = new Set<string>();
  const patterns = new Set<string>();
  const seen = new Set<Schema>();
  let all = false;
  const visit = (each: Schema, root: boolean): boolean => {
    if (!isNode(each) || seen.has(each)) return true;
    seen.add(each);
    if (CONDITIONAL.some((keyword) => each[keyword] !== undefined)) return false;
    for (const [name] of namesOf(each["properties"])) names.add(name);
    for (const [source] of namesOf(each["patternProperties"])) patterns.add(source);
    if (each["additionalProperties"] !== undefined || (!root && each["unevaluatedProperties"] !== undefined))
      all = true;
    const { $ref } = each;
    if (typeof $ref === "string") {
      const target = resolved($ref, named);
      if (target === undefined || !visit(target, false)) return false;
    }
    return listOf(each["allOf"]).every((part) => visit(part, false));
  };
  return visit(schema, true) ? { names, patterns, all } : undefined;
}
