/** What does not satisfy a schema: a list of schemas, each of which rules it out. */

import { isObject } from "../../core/json-object.ts";
import { isSchema, resolveRef, schemasIn } from "../../core/schema/resolve.ts";
import type { Schema } from "../../core/validation.ts";
import type { SchemaPlan } from "./plan.ts";
import { TYPES } from "./schema.ts";

export interface Breaking {
  readonly parts: readonly Schema[];
  /** Whatever does not satisfy the schema satisfies one of the parts. */
  readonly whole: boolean;
}

const SILENT =
  /^(?:\$ref|\$comment|\$defs|title|description|summary|deprecated|readOnly|writeOnly|externalDocs|xml|default|examples?|discriminator|then|else|minContains|x-.*)$/;

/** @param plan of which the schema is excluded */
function breaking(schema: Schema, plan: SchemaPlan): Breaking {
  const parts: Schema[] = [];
  let whole = true;
  const seen = new Set<Schema>();
  const number = (keyword: string, bound: unknown): Schema => ({ type: "number", [keyword]: bound });
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
      const n = typeof value === "number" ? value : 0;
      switch (keyword) {
        case "type": {
          const types: readonly unknown[] = Array.isArray(value) ? value : [value];
          const others = TYPES.filter(
            (type) => !types.includes(type) && !(type === "integer" && types.includes("number")),
          );
          parts.push({ type: others.filter((type) => type !== "number" || !types.includes("integer")) });
          if (types.includes("integer") && !types.includes("number"))
            parts.push({ type: "number", not: { type: "integer" } });
          break;
        }
        case "const":
        case "enum":
          parts.push({ not: { [keyword]: value } });
          break;
        case "required":
          // what is simplest comes first: a property that is not there
          if (Array.isArray(value))
            for (const name of value) parts.unshift({ type: "object", properties: { [String(name)]: false } });
          break;
        case "properties":
          for (const [name, property] of isObject(value) ? Object.entries(value) : [])
            if (isSchema(property) && property !== true)
              parts.push({ type: "object", required: [name], properties: { [name]: negated(property) } });
          break;
        case "additionalProperties": {
          if (!isSchema(value) || value === true) break;
          const own = isObject(each["properties"]) ? each["properties"] : {};
          const names = plan.types.includes("object") ? plan.object.slots.map(({ name }) => name) : [];
          for (const name of [...names.filter((other) => !Object.hasOwn(own, other)), "other"])
            parts.push({ type: "object", required: [name], properties: { [name]: negated(value) } });
          whole &&= !("patternProperties" in each);
          break;
        }
        case "minimum":
          parts.push(number("exclusiveMaximum", value));
          break;
        case "maximum":
          parts.push(number("exclusiveMinimum", value));
          break;
        case "exclusiveMinimum":
          parts.push(number("maximum", value));
          break;
        case "exclusiveMaximum":
          parts.push(number("minimum", value));
          break;
        case "multipleOf":
          parts.push({ type: "number", not: { multipleOf: value } });
          break;
        case "minLength":
          if (n > 0) parts.push({ type: "string", maxLength: n - 1 });
          break;
        case "maxLength":
          parts.push({ type: "string", minLength: n + 1 });
          break;
        case "pattern":
        case "format":
          parts.push({ type: "string", not: { [keyword]: value } });
          break;
        case "minItems":
          if (n > 0) parts.push({ type: "array", maxItems: n - 1 });
          break;
        case "maxItems":
          parts.push({ type: "array", minItems: n + 1 });
          break;
        case "minProperties":
          if (n > 0) parts.push({ type: "object", maxProperties: n - 1 });
          break;
        case "maxProperties":
          parts.push({ type: "object", minProperties: n + 1 });
          break;
        case "items":
          if (!isSchema(value)) break;
          whole &&= !("prefixItems" in each);
          parts.push({ type: "array", contains: negated(value) });
          break;
        case "prefixItems":
          for (const [index, item] of schemasIn(value).entries())
            parts.push({
              type: "array",
              minItems: index + 1,
              prefixItems: [...Array.from({ length: index }, () => true), negated(item)],
            });
          break;
        case "contains":
          whole &&= !("minContains" in each || "maxContains" in each);
          if (isSchema(value)) parts.push({ type: "array", items: negated(value) });
          break;
        case "allOf":
          for (const part of schemasIn(value)) visit(part);
          break;
        case "anyOf":
        case "oneOf":
          parts.push({ allOf: schemasIn(value).map(negated) });
          whole &&= keyword === "anyOf";
          break;
        case "not":
          if (isSchema(value)) parts.push(value);
          break;
        case "if": {
          if (!isSchema(value)) break;
          const { then, else: otherwise } = each;
          if (isSchema(then)) parts.push({ allOf: [value, negated(then)] });
          if (isSchema(otherwise)) parts.push({ allOf: [negated(value), negated(otherwise)] });
          break;
        }
        default:
          whole &&= SILENT.test(keyword);
      }
    }
  };
  visit(schema);
  return { parts, whole };
}

/** What rules out a schema that must not hold. */
export function breaksOf(plan: SchemaPlan, not: Schema): Breaking {
  let found = plan.breaks.get(not);
  if (found === undefined) plan.breaks.set(not, (found = breaking(not, plan)));
  return found;
}

/** A plan with one of its exclusions turned into something that rules it out. */
export function without(plan: SchemaPlan, not: Schema, part: Schema, others: readonly Schema[]): SchemaPlan {
  const settled = typeof not === "object" ? [...plan.settled, not] : [...plan.settled];
  return plan.planner.plan([...plan.atoms, part], settled, others, undefined);
}

const negations = new WeakMap<object, Schema>();

/** The one schema that excludes another. */
function negated(schema: Schema): Schema {
  if (typeof schema === "boolean") return !schema;
  let found = negations.get(schema);
  if (found === undefined) negations.set(schema, (found = { not: schema }));
  return found;
}
