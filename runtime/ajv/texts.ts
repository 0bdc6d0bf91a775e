/** Schemas as JSON text: a contract has thousands, a process uses a few, and parsing one costs more than keeping its text. */

import type { Schema, Schemas } from "../core/validation.ts";

/** Named schemas, by the key that `$ref`s use, each as JSON text. */
export type SchemaTexts = Readonly<Record<string, string>>;

/** One result for each set of texts: requests and responses have the same schemas. */
const parsed = new WeakMap<Schemas | SchemaTexts, Schemas>();

/** The schemas as data, each parsed when it is first asked for. */
export function schemasOf(source: Schemas | SchemaTexts): Schemas {
  let schemas = parsed.get(source);
  if (schemas === undefined) parsed.set(source, (schemas = asData(source)));
  return schemas;
}

/** @throws SyntaxError when a text is no JSON */
export const schemaOf = (source: Schema | string): Schema =>
  typeof source === "string" ? (JSON.parse(source) as Schema) : source; // the emitter wrote a schema

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
