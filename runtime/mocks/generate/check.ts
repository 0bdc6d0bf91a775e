/** Validates a value by one schema, with the interpreter. */

import { checkOf } from "../../core/schema/validators.ts";
import type { Schema, Schemas } from "../../core/validation.ts";

/** The compiled checks of schema objects, which never change: a cache. */
const checks = new WeakMap<Schemas, WeakMap<object, (value: unknown) => boolean>>();

/** @throws Error if the schema is invalid */
export function satisfies(value: unknown, schema: Schema, schemas: Schemas): boolean {
  if (typeof schema === "boolean") return schema;
  let known = checks.get(schemas);
  if (known === undefined) checks.set(schemas, (known = new WeakMap()));
  let check = known.get(schema);
  if (check === undefined) known.set(schema, (check = checkOf(schemas, schema).is));
  return check(value);
}
