/** Whether a value satisfies a schema that stands by itself: asked of the interpreter, which is made once for each schema. */

import { checkOf } from "../../core/schema/validators.ts";
import type { Schema, Schemas } from "../../core/validation.ts";

const checks = new WeakMap<Schemas, WeakMap<object, (value: unknown) => boolean>>();

/** @throws Error when the schema cannot be understood */
export function satisfies(value: unknown, schema: Schema, schemas: Schemas): boolean {
  if (typeof schema === "boolean") return schema;
  let known = checks.get(schemas);
  if (known === undefined) checks.set(schemas, (known = new WeakMap()));
  let check = known.get(schema);
  if (check === undefined) known.set(schema, (check = checkOf(schemas, schema).is));
  return check(value);
}
