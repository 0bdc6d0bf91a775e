/** Which named schemas have a schema of some kind in them, their own or one that they refer to. */

import type { Schema } from "../../contract/model.ts";
import { schemaKey } from "tenon-runtime/core";
import type { ObjectSchema } from "../types/schemas.ts";
import { partsOf } from "./kinds.ts";

export type IsWanted = (schema: ObjectSchema) => boolean;

/** @returns the keys of named schemas */
export function reachingKeys(schemas: ReadonlyMap<string, Schema>, isWanted: IsWanted): ReadonlySet<string> {
  const found = new Set<string>();
  const usedBy = new Map<string, string[]>();
  for (const [key, schema] of schemas) {
    const { isFound, references } = look(schema, isWanted);
    if (isFound) found.add(key);
    for (const to of references) usedBy.set(to, [...(usedBy.get(to) ?? []), key]);
  }
  const queue = [...found];
  for (let key = queue.pop(); key !== undefined; key = queue.pop())
    for (const user of usedBy.get(key) ?? []) if (!found.has(user)) queue.push((found.add(user), user));
  return found;
}

/** Whether a schema has a wanted one in place, and the named schemas that it refers to. */
export function look(
  schema: Schema,
  isWanted: IsWanted,
): { readonly isFound: boolean; readonly references: ReadonlySet<string> } {
  const references = new Set<string>();
  let isFound = false;
  const visit = (at: Schema): void => {
    if (typeof at === "boolean") return;
    const key = schemaKey(at["$ref"]);
    if (key !== undefined) references.add(key);
    isFound ||= isWanted(at);
    partsOf(at).forEach(visit);
  };
  visit(schema);
  return { isFound, references };
}
