/** What emitted serialisers are made of: a value is held against its schema and written as JSON in one pass. */

import { createPruner, type Pruner } from "../answer/undeclared.ts";
import type { Schemas, Validator, Validators } from "../validation.ts";
import { schemaOf, schemasOf, type SchemaTexts } from "./texts.ts";
import type { JsonObject } from "../json-object.ts";

/** {@link Validator.write} of one place. */
export type Writer = NonNullable<Validator["write"]>;

/** Operation → place → its writer, made when the operation is first used. */
export type WriterEntries = Readonly<Record<string, () => Readonly<Record<string, Writer>>>>;

/** The same validators, with writers for the places that have one. */
export function serialisingValidators(validators: Validators, entries: WriterEntries): Validators {
  const made = new Map<Validator, Validator>();
  return {
    get schemas() {
      return validators.schemas;
    },
    fits: (schema, value) => validators.fits(schema, value),
    get(operation, place) {
      const validator = validators.get(operation, place);
      if (validator === undefined) return undefined;
      const known = made.get(validator);
      if (known !== undefined) return known;
      const places = Object.hasOwn(entries, operation) ? entries[operation]?.() : undefined;
      const write = places !== undefined && Object.hasOwn(places, place) ? places[place] : undefined;
      const writing: Validator =
        write === undefined
          ? validator
          : {
              get schema() {
                return validator.schema;
              },
              is: validator.is,
              explain: validator.explain,
              write,
            };
      made.set(validator, writing);
      return writing;
    },
  };
}

/** A longer text is written faster by `JSON.stringify`. */
const LONGEST_IN_PLACE = 128;
/** No quote, no backslash, no control character, no half of a surrogate pair, which may be without its other half. */
const NEEDS_NO_ESCAPES = /^[ !#-[\]-\ud7ff\ue000-\uffff]*$/;

/** JSON of a text, a finite number, a boolean or null. */
export function scalar(value: unknown): string {
  if (typeof value !== "string") return String(value);
  return value.length <= LONGEST_IN_PLACE && NEEDS_NO_ESCAPES.test(value) ? `"${value}"` : JSON.stringify(value);
}

/** An object whose members are its own: JSON.stringify and a reading by name see the same. */
export function isPlain(value: unknown): value is JsonObject {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

export const isPlainArray = (value: unknown): value is readonly unknown[] =>
  Array.isArray(value) && Object.getPrototypeOf(value) === Array.prototype && !("toJSON" in value);

/**
 * Whether nothing is left of an object of which so many members have been written.
 * @param drop what is left may be dropped
 */
export function isComplete(value: JsonObject, written: number, drop: boolean): boolean {
  const keys = Object.keys(value);
  if (keys.length === written) return true;
  if (drop) return typeof value["toJSON"] !== "function";
  let count = 0;
  for (const key of keys) if (value[key] !== undefined) count++;
  return count === written;
}

/** One for each set of schemas. */
const pruners = new WeakMap<Schemas | SchemaTexts, Pruner>();

/** Whether a value has nothing that its schema does not declare, and nothing that JSON.stringify would alter. */
export function declaredBy(source: Schemas | SchemaTexts, schema: string): (value: unknown) => boolean {
  let ready: ReturnType<typeof schemaOf> | undefined;
  return (value) => {
    let pruner = pruners.get(source);
    if (pruner === undefined) pruners.set(source, (pruner = createPruner(schemasOf(source))));
    return pruner.fits((ready ??= schemaOf(schema)), value);
  };
}
