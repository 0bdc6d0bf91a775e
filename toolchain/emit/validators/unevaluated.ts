/** The members that `unevaluatedProperties` ignores: other keywords evaluate them, some of these under a condition. */

import { isObject, isSchema, schemasIn } from "tenon-runtime/core";
import type { Schema } from "../../contract/model.ts";
import { schemasByKey, type ObjectSchema } from "./facts.ts";
import { resolved, type Named } from "./references.ts";

/** The condition of a group: the value matches a schema, or does not match it, or has a property. */
export type Guard = { readonly schema: Schema; readonly fits: boolean } | { readonly property: string };

export interface EvaluatedGroup {
  readonly guards: readonly Guard[];
  readonly names: Set<string>;
  readonly patterns: Set<string>;
  /** Every member. */
  all: boolean;
}

/** With more conditions than this, the interpreter checks the schema: the code would be too long. */
const MOST_GROUPS = 40;

/** @returns the group without conditions first; undefined if only the interpreter can decide */
export function evaluatedGroups(schema: ObjectSchema, named: Named): readonly EvaluatedGroup[] | undefined {
  const groups: EvaluatedGroup[] = [];
  const group = (guards: readonly Guard[]): EvaluatedGroup => {
    const made: EvaluatedGroup = { guards, names: new Set(), patterns: new Set(), all: false };
    groups.push(made);
    return made;
  };
  const path = new Set<Schema>();
  const visit = (each: Schema, into: EvaluatedGroup): boolean => {
    if (!isObject(each)) return true;
    if (path.has(each) || groups.length > MOST_GROUPS || each["$dynamicRef"] !== undefined || each["$id"] !== undefined)
      return false;
    path.add(each);
    const known = visitNode(each, into);
    path.delete(each);
    return known;
  };
  const visitNode = (each: ObjectSchema, into: EvaluatedGroup): boolean => {
    for (const [name] of schemasByKey(each["properties"])) into.names.add(name);
    for (const [source] of schemasByKey(each["patternProperties"])) into.patterns.add(source);
    if (each["additionalProperties"] !== undefined) into.all = true;
    if (each !== schema && each["unevaluatedProperties"] !== undefined) into.all = true;
    const under = (part: unknown, ...guards: readonly Guard[]): boolean =>
      !isSchema(part) || visit(part, group([...into.guards, ...guards]));
    const { $ref, if: condition, then, else: otherwise } = each;
    if (typeof $ref === "string") {
      const target = resolved($ref, named);
      if (target === undefined || !visit(target, into)) return false;
    }
    if (isSchema(condition)) {
      const holds: Guard = { schema: condition, fits: true };
      if (!under(condition, holds) || !under(then, holds)) return false;
      if (!under(otherwise, { schema: condition, fits: false })) return false;
    }
    return (
      schemasIn(each["allOf"]).every((part) => visit(part, into)) &&
      [...schemasIn(each["anyOf"]), ...schemasIn(each["oneOf"])].every((part) =>
        under(part, { schema: part, fits: true }),
      ) &&
      [...schemasByKey(each["dependentSchemas"])].every(([property, part]) => under(part, { property }))
    );
  };
  if (!visit(schema, group([]))) return undefined;
  const [always, ...others] = groups;
  return always?.all ? [always] : groups.filter((each) => each === always || says(each) || others.length === 0);
}

const says = ({ names, patterns, all }: EvaluatedGroup): boolean => all || names.size > 0 || patterns.size > 0;
