/** Values without a {@link createValues} of the caller: one is kept for each set of schemas. */

import type { Schema, Schemas, Validator } from "../../core/validation.ts";
import { createValues } from "./index.ts";
import type { Making, Values } from "./types.ts";

export interface Generation extends Making {
  readonly schemas: Schemas;
}

/** The plans of a set of schemas: a cache. */
const made = new WeakMap<Schemas, Values>();

function valuesOf(schemas: Schemas): Values {
  let values = made.get(schemas);
  if (values === undefined) made.set(schemas, (values = createValues(schemas)));
  return values;
}

/** {@link Values.make} */
export const generate = (schema: Schema, { schemas, ...making }: Generation): unknown =>
  valuesOf(schemas).make(schema, making);

/** {@link Values.valid} */
export const generateValid = (validator: Validator, { schemas, ...making }: Generation): ReturnType<Values["valid"]> =>
  valuesOf(schemas).valid(validator, making);
