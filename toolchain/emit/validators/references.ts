/** Resolves a `$ref` of the model's form: `#/components/schemas/Key`, and pointers below it. */

import { isSchema, member, schemaPath } from "tenon-runtime/core";
import type { Schema } from "../../contract/model.ts";

/** Named schemas by key. */
export type Named = ReadonlyMap<string, Schema>;

export function resolved(reference: string, named: Named): Schema | undefined {
  const [key, ...below] = schemaPath(reference) ?? [];
  const target = below.reduce<unknown>(member, key === undefined ? undefined : named.get(key));
  return isSchema(target) ? target : undefined;
}
