/** What a schema object says by itself, without what it is composed of. */

import type { Schema } from "../../contract/index.ts";
import type { Bound, Fact, Form, ObjectLayer } from "./clause.ts";
import { canonical, propertyOf } from "./matching.ts";
import { ABSENT, FRACTION, NOT_PATTERN, NOT_VALUES, TYPES, type Type } from "./negate.ts";
import { below, isOneOf, type At, type SchemaObject, type World } from "./world.ts";

export const typesOf = (value: unknown): { readonly types: ReadonlySet<Type>; readonly integer: boolean } => {
  const listed = new Set<unknown>(Array.isArray(value) ? value : [value]);
  const integer = listed.has("integer") && !listed.has("number");
  return { types: new Set(TYPES.filter((type) => listed.has(type) || (type === "number" && integer))), integer };
};

/** What a schema object says by itself. @returns undefined where that and the form fit no value together */
export function assertions(form: Form, at: At, world: World): Form | undefined {
  const schema = at.schema as SchemaObject; // booleans have been dealt with
  const out: Form = { ...form, origin: [...form.origin, at] };
  const fact = <T>(keyword: string, value: T): Fact<T> => ({ value, pointer: `${at.pointer}/${keyword}` });
  const most = (keyword: string, known: Fact<number> | undefined): Fact<number> | undefined =>
    known === undefined || known.value > (schema[keyword] as number) ? fact(keyword, schema[keyword] as number) : known;
  const least = (keyword: string, known: Fact<number> | undefined): Fact<number> | undefined =>
    known === undefined || known.value < (schema[keyword] as number) ? fact(keyword, schema[keyword] as number) : known;
  let names = false;
  let items = false;
  for (const keyword of Object.keys(schema)) {
    const value = schema[keyword];
    switch (keyword) {
      case "type": {
        const { types, integer } = typesOf(value);
        out.types = out.types === undefined ? types : new Set([...out.types].filter((type) => types.has(type)));
        if (out.types.size === 0) return undefined;
        out.typeAt = `${at.pointer}/type`;
        if (integer) out.integer = fact("type", true);
        break;
      }
      case "const":
      case "enum": {
        const listed = keyword === "const" ? [value] : (value as unknown[]);
        out.values = out.values === undefined ? listed : out.values.filter((one) => isOneOf(one, listed));
        out.valuesAt = `${at.pointer}/${keyword}`;
        break;
      }
      case NOT_VALUES:
        out.excluded = [...out.excluded, ...(value as unknown[]).map((one) => ({ value: one, pointer: at.pointer }))];
        break;
      case FRACTION:
        out.fraction = true;
        break;
      case "minimum":
      case "exclusiveMinimum":
        out.min = tighter(out.min, { ...fact(keyword, value as number), exclusive: keyword !== "minimum" }, 1);
        break;
      case "maximum":
      case "exclusiveMaximum":
        out.max = tighter(out.max, { ...fact(keyword, value as number), exclusive: keyword !== "maximum" }, -1);
        break;
      case "multipleOf":
        out.multiples = [...out.multiples, fact(keyword, value as number)];
        break;
      case "format":
        out.formats = [...out.formats, fact(keyword, value as string)];
        break;
      case "minLength":
        if (value !== 0) out.minLength = least(keyword, out.minLength);
        break;
      case "maxLength":
        out.maxLength = most(keyword, out.maxLength);
        break;
      case "pattern":
        out.patterns = [...out.patterns, fact(keyword, value as string)];
        break;
      case NOT_PATTERN:
        out.notPatterns = [...out.notPatterns, { value: value as string, pointer: at.pointer }];
        break;
      case "contentEncoding":
        out.encoding = fact(keyword, (value as string).toLowerCase());
        break;
      case "contentMediaType":
        out.mediaType = fact(keyword, (value as string).toLowerCase());
        break;
      case "contentSchema":
        out.content = [...out.content, below(at, value, keyword)];
        break;
      case "items":
      case "prefixItems":
        items = true;
        break;
      case "minItems":
        if (value !== 0) out.minItems = least(keyword, out.minItems);
        break;
      case "maxItems":
        out.maxItems = most(keyword, out.maxItems);
        break;
      case "uniqueItems":
        if (value === true) out.unique = fact(keyword, true);
        break;
      case "contains": {
        const min = (schema["minContains"] as number | undefined) ?? 1;
        const max = (schema["maxContains"] as number | undefined) ?? Infinity;
        if (min > 0 || max < Infinity) out.contains = [...out.contains, { at: below(at, value, keyword), min, max }];
        break;
      }
      case "properties":
      case "patternProperties":
      case "additionalProperties":
        names = true;
        break;
      case "required":
        out.required = new Map([
          ...out.required,
          ...(value as string[])
            .filter((name) => name !== "" && !out.required.has(name))
            .map((name) => [name, `${at.pointer}/required`] as const),
        ]);
        break;
      case ABSENT:
        out.absent = new Map([...out.absent, ...(value as string[]).map((name) => [name, at.pointer] as const)]);
        break;
      case "dependentRequired":
        for (const [name, needs] of Object.entries(value as Record<string, readonly string[]>))
          for (const need of Array.isArray(needs) ? (needs as string[]) : [])
            out.dependent = [...out.dependent, { value: name, needs: need, pointer: `${at.pointer}/${keyword}` }];
        break;
      case "propertyNames":
        out.propertyNames = [...out.propertyNames, below(at, value, keyword)];
        break;
      case "minProperties":
        if (value !== 0) out.minProperties = least(keyword, out.minProperties);
        break;
      case "maxProperties":
        out.maxProperties = most(keyword, out.maxProperties);
        break;
      case "$dynamicRef":
      case "$recursiveRef":
        out.opaque = [...out.opaque, fact(keyword, `${keyword} ${canonical(value)}`)];
        break;
      default: // applicators, annotations, and what is no keyword
    }
  }
  if (names) out.layers = [...out.layers, objectLayer(at, schema)];
  if (items) {
    const prefix = ((schema["prefixItems"] ?? []) as Schema[]).map((one, i) => below(at, one, "prefixItems", i));
    out.lists = [
      ...out.lists,
      { prefix, ...(schema["items"] !== undefined && { rest: below(at, schema["items"], "items") }) },
    ];
  }
  if (out.required.size > 0 && (out.layers !== form.layers || out.required !== form.required)) {
    // A member that does not travel this way is not asked for, wherever it is required.
    const needed = [...out.required].filter(([name]) => !world.hides(propertyOf(out, name)));
    if (needed.length < out.required.size) out.required = new Map(needed);
  }
  return out;
}

function objectLayer(at: At, schema: SchemaObject): ObjectLayer {
  const entries = (keyword: string): [string, At][] =>
    Object.entries((schema[keyword] ?? {}) as Record<string, Schema>).map(([name, one]) => [
      name,
      below(at, one, keyword, name),
    ]);
  return {
    names: new Map(entries("properties")),
    patterns: entries("patternProperties").map(([value, one]) => ({ value, pointer: one.pointer, at: one })),
    ...(schema["additionalProperties"] !== undefined && {
      rest: below(at, schema["additionalProperties"], "additionalProperties"),
    }),
  };
}

/** @param sign 1 for lower bounds, -1 for upper ones */
function tighter(known: Bound | undefined, next: Bound, sign: 1 | -1): Bound {
  if (known === undefined) return next;
  const difference = (next.value - known.value) * sign;
  return difference > 0 || (difference === 0 && next.exclusive) ? next : known;
}
