/** The assertions of a schema object itself, without those of the schemas that it is composed of. */

import type { Schema } from "../../contract/index.ts";
import type { ArrayLayer, Bound, Fact, Form, ObjectLayer } from "./clause.ts";
import { canonical, propertyOf } from "./matching.ts";
import { ABSENT, FRACTION, NOT_PATTERN, NOT_VALUES, TYPES, type Type } from "./negate.ts";
import { below, isOneOf, type At, type SchemaObject, type World } from "./world.ts";

export const typesOf = (value: unknown): { readonly types: ReadonlySet<Type>; readonly integer: boolean } => {
  const listed = new Set<unknown>(Array.isArray(value) ? value : [value]);
  const integer = listed.has("integer") && !listed.has("number");
  return { types: new Set(TYPES.filter((type) => listed.has(type) || (type === "number" && integer))), integer };
};

/** A form while a schema object is added to it. */
class FormDraft {
  readonly form: Form;
  readonly at: At;
  readonly schema: SchemaObject;
  /** Whether no value can fit. */
  isEmpty = false;

  constructor(form: Form, at: At) {
    this.form = { ...form, origin: [...form.origin, at] };
    this.at = at;
    this.schema = at.schema as SchemaObject; // the caller handles booleans
  }

  fact<T>(keyword: string, value: T): Fact<T> {
    return { value, pointer: `${this.at.pointer}/${keyword}` };
  }

  below(keyword: string): At {
    return below(this.at, this.schema[keyword], keyword);
  }

  largest(keyword: string, known: Fact<number> | undefined): Fact<number> {
    const value = this.schema[keyword] as number;
    return known === undefined || known.value < value ? this.fact(keyword, value) : known;
  }

  smallest(keyword: string, known: Fact<number> | undefined): Fact<number> {
    const value = this.schema[keyword] as number;
    return known === undefined || known.value > value ? this.fact(keyword, value) : known;
  }
}

type Reader = (draft: FormDraft, value: unknown, keyword: string) => void;
type Readers = Readonly<Record<string, Reader>>;

const readValues: Reader = ({ form, at }, value, keyword) => {
  const listed = keyword === "const" ? [value] : (value as unknown[]);
  form.values = form.values === undefined ? listed : form.values.filter((one) => isOneOf(one, listed));
  form.valuesAt = `${at.pointer}/${keyword}`;
};
const readLowerBound: Reader = (draft, value, keyword) => {
  const bound = { ...draft.fact(keyword, value as number), exclusive: keyword !== "minimum" };
  draft.form.min = tighter(draft.form.min, bound, 1);
};
const readUpperBound: Reader = (draft, value, keyword) => {
  const bound = { ...draft.fact(keyword, value as number), exclusive: keyword !== "maximum" };
  draft.form.max = tighter(draft.form.max, bound, -1);
};
const readOpaque: Reader = (draft, value, keyword) => {
  draft.form.opaque = [...draft.form.opaque, draft.fact(keyword, `${keyword} ${canonical(value)}`)];
};

const ANY_TYPE: Readers = {
  type(draft, value) {
    const { form, at } = draft;
    const { types, integer } = typesOf(value);
    form.types = form.types === undefined ? types : new Set([...form.types].filter((type) => types.has(type)));
    draft.isEmpty ||= form.types.size === 0;
    form.typeAt = `${at.pointer}/type`;
    if (integer) form.integer = draft.fact("type", true);
  },
  const: readValues,
  enum: readValues,
  [NOT_VALUES]({ form, at }, value) {
    form.excluded = [...form.excluded, ...(value as unknown[]).map((one) => ({ value: one, pointer: at.pointer }))];
  },
  format(draft, value, keyword) {
    draft.form.formats = [...draft.form.formats, draft.fact(keyword, value as string)];
  },
  $dynamicRef: readOpaque,
  $recursiveRef: readOpaque,
};

const NUMBERS: Readers = {
  [FRACTION]({ form }) {
    form.fraction = true;
  },
  minimum: readLowerBound,
  exclusiveMinimum: readLowerBound,
  maximum: readUpperBound,
  exclusiveMaximum: readUpperBound,
  multipleOf(draft, value, keyword) {
    draft.form.multiples = [...draft.form.multiples, draft.fact(keyword, value as number)];
  },
};

const TEXTS: Readers = {
  minLength(draft, value, keyword) {
    if (value !== 0) draft.form.minLength = draft.largest(keyword, draft.form.minLength);
  },
  maxLength(draft, _, keyword) {
    draft.form.maxLength = draft.smallest(keyword, draft.form.maxLength);
  },
  pattern(draft, value, keyword) {
    draft.form.patterns = [...draft.form.patterns, draft.fact(keyword, value as string)];
  },
  [NOT_PATTERN]({ form, at }, value) {
    form.notPatterns = [...form.notPatterns, { value: value as string, pointer: at.pointer }];
  },
  contentEncoding(draft, value, keyword) {
    draft.form.encoding = draft.fact(keyword, (value as string).toLowerCase());
  },
  contentMediaType(draft, value, keyword) {
    draft.form.mediaType = draft.fact(keyword, (value as string).toLowerCase());
  },
  contentSchema(draft, _, keyword) {
    draft.form.content = [...draft.form.content, draft.below(keyword)];
  },
};

const LISTS: Readers = {
  minItems(draft, value, keyword) {
    if (value !== 0) draft.form.minItems = draft.largest(keyword, draft.form.minItems);
  },
  maxItems(draft, _, keyword) {
    draft.form.maxItems = draft.smallest(keyword, draft.form.maxItems);
  },
  uniqueItems(draft, value, keyword) {
    if (value === true) draft.form.unique = draft.fact(keyword, true);
  },
  contains(draft, _, keyword) {
    const { form, schema } = draft;
    const min = (schema["minContains"] as number | undefined) ?? 1;
    const max = (schema["maxContains"] as number | undefined) ?? Infinity;
    if (min > 0 || max < Infinity) form.contains = [...form.contains, { at: draft.below(keyword), min, max }];
  },
};

const OBJECTS: Readers = {
  required({ form, at }, value) {
    const fresh = (value as string[]).filter((name) => name !== "" && !form.required.has(name));
    form.required = new Map([...form.required, ...fresh.map((name) => [name, `${at.pointer}/required`] as const)]);
  },
  [ABSENT]({ form, at }, value) {
    form.absent = new Map([...form.absent, ...(value as string[]).map((name) => [name, at.pointer] as const)]);
  },
  dependentRequired({ form, at }, value, keyword) {
    for (const [name, needs] of Object.entries(value as Record<string, readonly string[]>))
      for (const need of Array.isArray(needs) ? (needs as string[]) : [])
        form.dependent = [...form.dependent, { value: name, needs: need, pointer: `${at.pointer}/${keyword}` }];
  },
  propertyNames(draft, _, keyword) {
    draft.form.propertyNames = [...draft.form.propertyNames, draft.below(keyword)];
  },
  minProperties(draft, value, keyword) {
    if (value !== 0) draft.form.minProperties = draft.largest(keyword, draft.form.minProperties);
  },
  maxProperties(draft, _, keyword) {
    draft.form.maxProperties = draft.smallest(keyword, draft.form.maxProperties);
  },
};

/** Keyword → what it adds to a form. Applicators, annotations and unknown keywords are not among them. */
const READERS: ReadonlyMap<string, Reader> = new Map(
  [ANY_TYPE, NUMBERS, TEXTS, LISTS, OBJECTS].flatMap((readers) => Object.entries(readers)),
);

/** Adds the assertions of a schema object to a form. `undefined` if no value fits both. */
export function assertions(form: Form, at: At, world: World): Form | undefined {
  const draft = new FormDraft(form, at);
  const { form: out, schema } = draft;
  for (const keyword of Object.keys(schema)) {
    READERS.get(keyword)?.(draft, schema[keyword], keyword);
    if (draft.isEmpty) return undefined;
  }
  if (["properties", "patternProperties", "additionalProperties"].some((keyword) => Object.hasOwn(schema, keyword)))
    out.layers = [...out.layers, objectLayer(at, schema)];
  if (["items", "prefixItems"].some((keyword) => Object.hasOwn(schema, keyword)))
    out.lists = [...out.lists, arrayLayer(at, schema)];
  if (out.required.size > 0 && (out.layers !== form.layers || out.required !== form.required)) {
    // A hidden member is not required in this direction.
    const needed = [...out.required].filter(([name]) => !world.hides(propertyOf(out, name)));
    if (needed.length < out.required.size) out.required = new Map(needed);
  }
  return out;
}

function arrayLayer(at: At, schema: SchemaObject): ArrayLayer {
  const prefix = ((schema["prefixItems"] ?? []) as Schema[]).map((one, i) => below(at, one, "prefixItems", i));
  return { prefix, ...(schema["items"] !== undefined && { rest: below(at, schema["items"], "items") }) };
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
