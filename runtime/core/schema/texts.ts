/** Schemas as JSON text: a contract has thousands, a process uses a few, and parsing one costs more than keeping its text. */

import type { Schema, Schemas } from "../validation.ts";

/** Named schemas, by the key that `$ref`s use, each as JSON text. */
export type SchemaTexts = Readonly<Record<string, string>>;

/** One result for each set of texts: requests and responses have the same schemas. */
const parsed = new WeakMap<Schemas | SchemaTexts, Schemas>();
/** What data was made of. */
const sources = new WeakMap<Schemas, Schemas | SchemaTexts>();

/** What schemas were made of, themselves where that is not known: the texts need not be parsed to be looked through. */
export const sourceOf = (schemas: Schemas): Schemas | SchemaTexts => sources.get(schemas) ?? schemas;

/** The schemas as data, each parsed when it is first asked for. */
export function schemasOf(source: Schemas | SchemaTexts): Schemas {
  let schemas = parsed.get(source);
  if (schemas === undefined) {
    parsed.set(source, (schemas = asData(source)));
    sources.set(schemas, source);
  }
  return schemas;
}

/** @throws SyntaxError when a text is no JSON */
export const schemaOf = (source: Schema | string): Schema =>
  typeof source === "string" ? (JSON.parse(source) as Schema) : source; // the emitter wrote a schema

/** What has to be read before it can be referred to; the rest is found by its key. */
const NAMED_WITHIN = /"\$(?:id|anchor|dynamicAnchor)"/;

/** Keys of the schemas that may have `$id` or anchors in them. */
export const keysWithNames = (source: Schemas | SchemaTexts): string[] =>
  Object.entries(source).flatMap(([key, value]) =>
    typeof value !== "string" || NAMED_WITHIN.test(value) ? [key] : [],
  );

function asData(source: Schemas | SchemaTexts): Schemas {
  const schemas = {};
  for (const [key, value] of Object.entries(source)) {
    // defined rather than assigned: a schema may be called `__proto__`
    const define = (property: PropertyDescriptor): object =>
      Object.defineProperty(schemas, key, { ...property, enumerable: true, configurable: true });
    if (typeof value !== "string") define({ value });
    else
      define({
        get: () => {
          const schema = schemaOf(value);
          define({ value: schema });
          return schema;
        },
      });
  }
  return schemas;
}
