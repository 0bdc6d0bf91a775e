/**
 * The form of a schema: how a serialiser writes its values. The form lists all members of an object, or tells how to
 * choose the branch of a value. A value of a schema without such a form is validated first, and `JSON.stringify` writes it.
 *
 * "Declared" has the meaning of `runtime/core/answer/undeclared.ts`: all branches of a union declare together. A serialiser
 * may refuse a value that the slow path accepts, and never the other way round.
 */

import { isObject, isSchema, schemasIn } from "tenon-runtime/core";
import type { Schema } from "../../contract/model.ts";
import { areDisjoint, schemasByKey, type ObjectSchema, tagOf, textsOf, TYPE, type Types, typesOf } from "./facts.ts";
import { resolved, type Named } from "./references.ts";

export type Form =
  | { readonly kind: "scalar" }
  | ObjectForm
  | ArrayForm
  | { readonly kind: "reference"; readonly reference: string }
  | EitherForm
  | JumpForm
  | { readonly kind: "whole" };

export interface ObjectForm {
  readonly kind: "object";
  readonly properties: ReadonlyMap<string, Schema>;
  readonly required: ReadonlySet<string>;
  /** The schema of all other members; `false`: there are none. */
  readonly rest: Schema;
  readonly nullable: boolean;
}

export interface ArrayForm {
  readonly kind: "array";
  readonly items: Schema;
  /** Bounds of the array's length, and whether items differ. */
  readonly limits: ObjectSchema;
  readonly nullable: boolean;
}

/** Several branches, of which one is for objects or arrays. */
export interface EitherForm {
  readonly kind: "either";
  readonly scalars: readonly Schema[];
  readonly other: Schema;
}

/** Several branches for objects, chosen by a property. */
export interface JumpForm {
  readonly kind: "jump";
  readonly property: string;
  readonly branches: readonly (readonly [values: readonly string[], branch: Schema])[];
}

const WHOLE: Form = { kind: "whole" };

/** Keywords that do not validate. */
const ANNOTATIONS = (
  "title description default example examples deprecated readOnly writeOnly $comment xml externalDocs discriminator " +
  "x-faker x-tenon-readOnly x-tenon-writeOnly contentEncoding contentMediaType"
).split(" ");
/** Keywords that validate only scalars. */
const OF_SCALARS =
  "format pattern minLength maxLength minimum maximum exclusiveMinimum exclusiveMaximum multipleOf".split(" ");
const SILENT: ReadonlySet<string> = new Set([...ANNOTATIONS, ...OF_SCALARS]);
const OBJECT = new Set(["type", "properties", "required", "additionalProperties"]);
const ARRAY = new Set(["type", "items", "minItems", "maxItems", "uniqueItems"]);

/** Follow at most this number of references. */
const FURTHEST = 12;

/** Whether values of these types have no members. */
export const areScalar = (types: Types): boolean => (types & (TYPE.object | TYPE.array)) === 0;

const isScalar = (schema: Schema, named: Named): boolean => areScalar(typesOf(schema, named));

export function formOf(schema: Schema, named: Named): Form {
  if (!isObject(schema)) return WHOLE;
  const types = typesOf(schema, named);
  if (areScalar(types)) return { kind: "scalar" };
  if ((types & (TYPE.string | TYPE.number)) !== 0 && OF_SCALARS.some((each) => schema[each] !== undefined))
    return WHOLE;
  const { $ref } = schema;
  const keywords = spoken(schema);
  const only = keywords.length === 1 ? keywords[0] : undefined;
  if (typeof $ref === "string" && only === "$ref")
    return endsWell($ref, named) ? { kind: "reference", reference: $ref } : WHOLE;
  const [part] = schemasIn(schema["allOf"]);
  if (only === "allOf" && part !== undefined && schemasIn(schema["allOf"]).length === 1) return formOf(part, named);
  const union = keywords.filter((each) => each !== "type" || schema["type"] !== "object");
  if (union.length === 1 && (union[0] === "oneOf" || union[0] === "anyOf"))
    return unionOf(schemasIn(schema[union[0]]), union[0] === "oneOf", named);
  if (keywords.every((each) => ARRAY.has(each))) {
    const nullable = typed(schema, "array");
    const { items, type: _, ...limits } = schema;
    if (nullable !== undefined && isSchema(items) && typeof items === "object")
      return { kind: "array", items, limits, nullable };
  }
  const form = objectOf(schema, named);
  return (form && settled(form)) ?? WHOLE;
}

/** Whether the type allows null, too; `undefined` when it allows any other type. */
function typed({ type }: ObjectSchema, wanted: string): boolean | undefined {
  const types = textsOf([type].flat());
  const others = types.filter((each) => each !== wanted);
  if (types.length === others.length) return undefined;
  return others.length === 0 ? false : others.every((each) => each === "null") ? true : undefined;
}

const spoken = (schema: ObjectSchema): string[] => Object.keys(schema).filter((keyword) => !SILENT.has(keyword));

/** Whether a chain of references has an end. */
function endsWell(reference: string, named: Named): boolean {
  let schema: Schema | undefined = resolved(reference, named);
  for (let far = 0; far < FURTHEST && isObject(schema); far++) {
    if (typeof schema["$ref"] !== "string") return true;
    schema = resolved(schema["$ref"], named);
  }
  return false;
}

/** The members of an object, from the schema and from all that it refers to or combines. */
function objectOf(schema: Schema, named: Named, far = 0): ObjectPart | undefined {
  if (!isObject(schema) || far > FURTHEST) return undefined;
  if (schema["$ref"] === undefined && schema["allOf"] === undefined) return simpleObject(schema);
  const { $ref, allOf, ...own } = schema;
  const parts: Schema[] = [];
  if (typeof $ref === "string") parts.push(resolved($ref, named) ?? false);
  parts.push(...schemasIn(allOf));
  if (parts.length === 0) return simpleObject(own);
  const isAlone = parts.length === 1 && spoken(own).length === 0;
  if (isAlone) return objectOf(parts[0] ?? false, named, far + 1);
  const forms = parts.map((part) => objectOf(part, named, far + 1) ?? requiring(part));
  if (spoken(own).length > 0) forms.push(simpleObject(own) ?? requiring(own));
  const properties = new Map<string, Schema>();
  const required = new Set<string>();
  for (const form of forms) {
    if (form === undefined || form.rest !== false || form.nullable || form.closed) return undefined;
    for (const name of form.required) required.add(name);
    for (const [name, property] of form.properties) {
      const known = properties.get(name);
      const both = known === undefined ? property : together(known, property, named);
      if (both === undefined) return undefined;
      properties.set(name, both);
    }
  }
  return properties.size === 0 ? undefined : { kind: "object", properties, required, rest: false, nullable: false };
}

/** `closed`: the part rejects members that other parts declare. */
type ObjectPart = ObjectForm & { readonly closed?: boolean };

function simpleObject(schema: ObjectSchema): ObjectPart | undefined {
  if (!spoken(schema).every((keyword) => OBJECT.has(keyword))) return undefined;
  const nullable = schema["type"] === undefined ? false : typed(schema, "object");
  const { additionalProperties: additional } = schema;
  const rest = isSchema(additional) ? additional : false;
  if (nullable === undefined || (!isObject(schema["properties"]) && typeof rest === "boolean")) return undefined;
  const properties = schemasByKey(schema["properties"]);
  const required = new Set(textsOf(schema["required"]));
  return { kind: "object", properties, required, rest, nullable, closed: additional === false };
}

/** A part that declares no members: `required` alone, or `type: object` alone. */
function requiring(schema: Schema): ObjectPart | undefined {
  if (!isObject(schema)) return undefined;
  if (!spoken(schema).every((keyword) => keyword === "required" || (keyword === "type" && schema["type"] === "object")))
    return undefined;
  const required = new Set(textsOf(schema["required"]));
  return { kind: "object", properties: new Map(), required, rest: false, nullable: false };
}

/** Leaves out members whose schema is `false`; `undefined` where one is required or further members are open. */
function settled(form: ObjectForm): ObjectForm | undefined {
  let { properties } = form;
  if (hasNever(properties)) {
    if (form.rest !== false) return undefined;
    properties = new Map([...properties].filter(([, property]) => property !== false));
  }
  for (const name of form.required) if (!properties.has(name)) return undefined;
  return properties === form.properties ? form : { ...form, properties };
}

function hasNever(properties: ReadonlyMap<string, Schema>): boolean {
  for (const property of properties.values()) if (property === false) return true;
  return false;
}

/** Two declarations of one property as one; `undefined` if they cannot be merged. */
function together(a: Schema, b: Schema, named: Named): Schema | undefined {
  if (a === false || b === false) return false;
  if (includes(a, b)) return a;
  if (includes(b, a)) return b;
  return isScalar(a, named) && isScalar(b, named) ? { allOf: [a, b] } : undefined;
}

/** Whether a schema says all that another says: a base's `type: string` and a descendant's `const` beside it. */
function includes(a: Schema, b: Schema): boolean {
  if (!isObject(a) || !isObject(b)) return a === b;
  return spoken(b).every((keyword) => JSON.stringify(a[keyword]) === JSON.stringify(b[keyword])) && sameScalars(a, b);
}

const sameScalars = (a: ObjectSchema, b: ObjectSchema): boolean =>
  OF_SCALARS.every((keyword) => b[keyword] === undefined || JSON.stringify(a[keyword]) === JSON.stringify(b[keyword]));

/** Whether a schema, or one that it applies to the same value, has `properties`. */
function namesMembers(schema: unknown, named: Named, seen: Set<Schema>): boolean {
  if (!isSchema(schema) || !isObject(schema) || seen.has(schema)) return false;
  seen.add(schema);
  const { $ref, properties, allOf, anyOf, oneOf, then, else: otherwise, dependentSchemas } = schema;
  const members = isObject(dependentSchemas) ? Object.values(dependentSchemas) : [];
  return (
    isObject(properties) ||
    [
      ...(typeof $ref === "string" ? [resolved($ref, named)] : []),
      ...[allOf, anyOf, oneOf].flatMap(schemasIn),
      then,
      otherwise,
      ...members,
    ].some((each) => namesMembers(each, named, seen))
  );
}

function unionOf(branches: readonly Schema[], one: boolean, named: Named): Form {
  const others = branches.filter((branch) => !isScalar(branch, named));
  const [other] = others;
  if (other === undefined) return WHOLE;
  if (others.length === 1 && one && !areDisjoint(branches, named)) return WHOLE;
  if (others.length === 1) {
    const scalars = branches.filter((branch) => branch !== other);
    // no object fits them, and still the members that they name close the other branch
    if (scalars.some((branch) => namesMembers(branch, named, new Set()))) return WHOLE;
    return { kind: "either", scalars, other };
  }
  const tag = tagOf(branches, named);
  if (tag === undefined) return WHOLE;
  const declared = new Map<string, Schema>();
  for (const branch of branches) {
    const form = objectOf(branch, named);
    if (form === undefined || form.rest !== false) return WHOLE;
    for (const [name, property] of form.properties) {
      if (property === false) continue;
      const known = declared.get(name);
      // all branches declare together: if two of them declare a property, both declarations must agree
      if (known !== undefined && together(known, property, named) === undefined) return WHOLE;
      declared.set(name, property);
    }
  }
  return {
    kind: "jump",
    property: tag.property,
    branches: tag.values.map((values, i) => [values, branches[i] ?? false]),
  };
}
