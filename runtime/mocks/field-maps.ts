/** Maps of fields in declared errors: `{ fields: { email: ["must be an email address"] } }`. */

import { isObject } from "../core/json-object.ts";
import type { BlamedValue } from "../core/problem/index.ts";
import { isSchema, resolveRef, schemasIn } from "../core/schema/resolve.ts";
import type { Schema, Schemas } from "../core/validation.ts";
import { put } from "./generate/keywords.ts";
import { itemsOf, type Member } from "./store/entry.ts";

/** Members that hold fields, without case and separators. */
const FIELDS =
  /^(?:fields?|(?:field|validation|form|invalid)?errors|invalid(?:fields|params)|violations|issues|messages)$/;
/** Members that say something of the whole error. */
const GENERAL = /^(?:message|msg|code|status|type|title|detail|description|reason|error|instance)$/;

/** The schema of a map's values; `undefined`: the schema has no undeclared members. */
export function valuesOf(schema: Schema | undefined, schemas: Schemas): Schema | undefined {
  let part = schema;
  for (let hops = 0; isObject(part) && hops < 20; hops += 1) {
    const { additionalProperties } = part;
    if (isSchema(additionalProperties) && isObject(additionalProperties)) return additionalProperties;
    part = resolveRef(part["$ref"], schemas) ?? schemasIn(part["allOf"])[0];
  }
  return undefined;
}

/** Whether the members of an object are fields of a request: `errors: { email: […], name: […] }`. */
export const hasFields = (word: string, members: ReadonlyMap<string, Member>): boolean =>
  FIELDS.test(word) && members.size > 0 && [...members.keys()].every((name) => !GENERAL.test(name.toLowerCase()));

/**
 * All violations by their field, for a map whose values are texts, lists of texts, or what `each` makes.
 * @returns without a prototype: such an object replaces that of an example and is not laid over it
 */
export function fieldMap(
  violations: readonly BlamedValue[],
  valueOf: (name: string) => Schema | undefined,
  schemas: Schemas,
  each: (blamed: BlamedValue) => unknown,
): Readonly<Record<string, unknown>> {
  const map = Object.create(null) as Record<string, unknown>; // `Object.create` is typed `any`
  for (const [name, blamed] of Map.groupBy(violations, fieldOf)) {
    const schema = valueOf(name);
    if (schema === undefined) continue;
    const values = blamed.map((one) => (isText(itemsOf(schema, schemas) ?? schema, schemas) ? one.message : each(one)));
    put(map, name, itemsOf(schema, schemas) === undefined ? values[0] : values);
  }
  return map;
}

/** The parameter, or the place in the body: `address.city`. */
function fieldOf({ in: place, name, pointer }: BlamedValue): string {
  const tokens = [...(name === undefined ? [] : [name]), ...pointer.split("/").slice(1)];
  return tokens.length === 0 ? place : tokens.join(".");
}

function isText(schema: Schema, schemas: Schemas): boolean {
  let part: Schema | undefined = schema;
  for (let hops = 0; isObject(part) && hops < 20; hops += 1) {
    if (part["type"] !== undefined) return [part["type"]].flat().includes("string");
    part = resolveRef(part["$ref"], schemas) ?? schemasIn(part["allOf"])[0];
  }
  return part === true || (isObject(part) && Object.keys(part).length === 0);
}
