/** A part of a schema, found through references, `allOf` and alternatives. */

import { isSchema, schemasIn } from "tenon-runtime/core";
import type { Schema } from "../../contract/model.ts";
import { resolved, type TypePrinter } from "./schema-types.ts";
import { type ObjectSchema, record } from "./schemas.ts";

export const memberOf = (schema: Schema | undefined, name: string, types: TypePrinter): Schema | undefined =>
  partOf(schema, types, (each) => record(each["properties"])[name]);

export const itemsOf = (schema: Schema | undefined, types: TypePrinter): Schema | undefined =>
  partOf(schema, types, (each) => each["items"]);

/** What the schema says, or else one of the schemas that it consists of. */
function partOf(
  schema: Schema | undefined,
  types: TypePrinter,
  find: (schema: ObjectSchema) => unknown,
  depth = 0,
): Schema | undefined {
  const whole = schema === undefined ? undefined : resolved(schema, types);
  if (typeof whole !== "object" || depth > 20) return undefined;
  const found = find(whole);
  if (isSchema(found)) return found;
  for (const part of [...schemasIn(whole["allOf"]), ...schemasIn(whole["anyOf"]), ...schemasIn(whole["oneOf"])]) {
    const within = partOf(part, types, find, depth + 1);
    if (within !== undefined) return within;
  }
  return undefined;
}
