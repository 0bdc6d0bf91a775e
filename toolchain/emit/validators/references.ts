/** Resolves a `$ref` of the model's form: `#/components/schemas/Key`, and pointers below it. */

import { isSchema, member, schemaPath } from "tenon-runtime/core";
import type { Schema } from "../../contract/model.ts";

/** Named schemas by key. */
export type Named = ReadonlyMap<string, Schema>;

export function resolved(reference: string, named: Named): Schema | undefined {
  const path = schemaPath(reference);
  if (path === undefined) return undefined;
  let target: unknown = named.get(path[0] ?? "");
  for (let i = 1; i < path.length; i++) target = member(target, path[i] ?? "");
  return isSchema(target) ? target : undefined;
}
