/** Finds schemas that rule out another schema: each value that does not satisfy it satisfies one of them. */

import { isObject } from "../../core/json-object.ts";
import { isSchema, resolveRef, schemasIn } from "../../core/schema/resolve.ts";
import type { Schema } from "../../core/validation.ts";
import type { Breaking, SchemaPlan } from "./plan-types.ts";
import { type Atom, TYPES } from "./schema.ts";

const SILENT =
  /^(?:\$ref|\$comment|\$defs|title|description|summary|deprecated|readOnly|writeOnly|externalDocs|xml|default|examples?|discriminator|then|else|minContains|x-.*)$/;

/** @param plan the plan that excludes the schema */
function breaking(schema: Schema, plan: SchemaPlan): Breaking {
  const parts: Schema[] = [];
  let whole = true;
  const seen = new Set<Schema>();
  const visit = (each: Schema): void => {
    if (each === false) parts.push(true);
    if (typeof each === "boolean" || seen.has(each)) return;
    seen.add(each);
    if (typeof each["$ref"] === "string") {
      const target = resolveRef(each["$ref"], plan.planner.schemas);
      if (target === undefined) whole = false;
      else visit(target);
    }
    for (const [keyword, value] of Object.entries(each)) {
      if (keyword === "allOf") for (const part of schemasIn(value)) visit(part);
      // the simplest comes first: an omitted property
      else if (keyword === "required") parts.unshift(...omissions(value));
      else if (Object.hasOwn(BREAKS, keyword)) parts.push(...BREAKS[keyword]!(value, each, plan));
      if (Object.hasOwn(PARTIAL, keyword) ? PARTIAL[keyword]!(each) : !isKnown(keyword)) whole = false;
    }
  };
  visit(schema);
  return { parts, whole };
}

const isKnown = (keyword: string): boolean =>
  keyword === "allOf" || keyword === "required" || Object.hasOwn(BREAKS, keyword) || SILENT.test(keyword);

/** Each schema omits one required property. The last name comes first. */
const omissions = (value: unknown): Schema[] =>
  Array.isArray(value)
    ? value.map((name) => ({ type: "object", properties: { [String(name)]: false } })).toReversed()
    : [];

/** Keywords whose parts are incomplete beside certain other keywords. */
const PARTIAL: Readonly<Record<string, (schema: Atom) => boolean>> = {
  additionalProperties: ({ additionalProperties: value, ...schema }) =>
    isSchema(value) && value !== true && "patternProperties" in schema,
  items: ({ items, ...schema }) => isSchema(items) && "prefixItems" in schema,
  contains: (schema) => "minContains" in schema || "maxContains" in schema,
  oneOf: () => true,
};

/** The schemas that rule out one keyword. */
type Breaks = (value: unknown, schema: Atom, plan: SchemaPlan) => readonly Schema[];

const bound =
  (keyword: string): Breaks =>
  (value) => [{ type: "number", [keyword]: value }];

const sized =
  (type: string, keyword: string, step: 1 | -1): Breaks =>
  (value) => {
    const size = typeof value === "number" ? value : 0;
    return step === -1 && size <= 0 ? [] : [{ type, [keyword]: size + step }];
  };

const unlike =
  (keyword: string, type?: string): Breaks =>
  (value) => [{ ...(type === undefined ? {} : { type }), not: { [keyword]: value } }];

const noneOf: Breaks = (value) => [{ allOf: schemasIn(value).map(negated) }];

const BREAKS: Readonly<Record<string, Breaks>> = {
  type: otherTypes,
  const: unlike("const"),
  enum: unlike("enum"),
  properties: (value) =>
    Object.entries(isObject(value) ? value : {}).flatMap(([name, property]) =>
      isSchema(property) && property !== true
        ? [{ type: "object", required: [name], properties: { [name]: negated(property) } }]
        : [],
    ),
  additionalProperties: otherProperties,
  minimum: bound("exclusiveMaximum"),
  maximum: bound("exclusiveMinimum"),
  exclusiveMinimum: bound("maximum"),
  exclusiveMaximum: bound("minimum"),
  multipleOf: unlike("multipleOf", "number"),
  minLength: sized("string", "maxLength", -1),
  maxLength: sized("string", "minLength", 1),
  pattern: unlike("pattern", "string"),
  format: unlike("format", "string"),
  minItems: sized("array", "maxItems", -1),
  maxItems: sized("array", "minItems", 1),
  minProperties: sized("object", "maxProperties", -1),
  maxProperties: sized("object", "minProperties", 1),
  items: (value) => (isSchema(value) ? [{ type: "array", contains: negated(value) }] : []),
  prefixItems: (value) =>
    schemasIn(value).map((item, index) => ({
      type: "array",
      minItems: index + 1,
      prefixItems: [...Array.from({ length: index }, () => true), negated(item)],
    })),
  contains: (value) => (isSchema(value) ? [{ type: "array", items: negated(value) }] : []),
  anyOf: noneOf,
  oneOf: noneOf,
  not: (value) => (isSchema(value) ? [value] : []),
  if: (value, { then, else: otherwise }) =>
    isSchema(value)
      ? [
          ...(isSchema(then) ? [{ allOf: [value, negated(then)] }] : []),
          ...(isSchema(otherwise) ? [{ allOf: [negated(value), negated(otherwise)] }] : []),
        ]
      : [],
};

function otherTypes(value: unknown): readonly Schema[] {
  const types: readonly unknown[] = Array.isArray(value) ? value : [value];
  const others = TYPES.filter((type) => !types.includes(type) && !(type === "integer" && types.includes("number")));
  const parts: Schema[] = [{ type: others.filter((type) => type !== "number" || !types.includes("integer")) }];
  if (types.includes("integer") && !types.includes("number")) parts.push({ type: "number", not: { type: "integer" } });
  return parts;
}

function otherProperties(value: unknown, schema: Atom, plan: SchemaPlan): readonly Schema[] {
  if (!isSchema(value) || value === true) return [];
  const own = isObject(schema["properties"]) ? schema["properties"] : {};
  const names = plan.types.includes("object") ? plan.object.slots.map(({ name }) => name) : [];
  return [...names.filter((other) => !Object.hasOwn(own, other)), "other"].map((name) => ({
    type: "object",
    required: [name],
    properties: { [name]: negated(value) },
  }));
}

/** The schemas that rule out an exclusion of a plan. */
export function breaksOf(plan: SchemaPlan, not: Schema): Breaking {
  let found = plan.breaks.get(not);
  if (found === undefined) plan.breaks.set(not, (found = breaking(not, plan)));
  return found;
}

/** The plan with one exclusion replaced by a schema that rules it out. */
export function without(plan: SchemaPlan, not: Schema, part: Schema, others: readonly Schema[]): SchemaPlan {
  const settled = typeof not === "object" ? [...plan.settled, not] : [...plan.settled];
  return plan.planner.plan([...plan.atoms, part], settled, others, undefined);
}

/** The negation of a schema object, made once, because plans are found by the identity of schemas: a cache. */
const negations = new WeakMap<object, Schema>();

function negated(schema: Schema): Schema {
  if (typeof schema === "boolean") return !schema;
  let found = negations.get(schema);
  if (found === undefined) negations.set(schema, (found = { not: schema }));
  return found;
}
