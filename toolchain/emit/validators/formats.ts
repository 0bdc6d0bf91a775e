/** Names of the functions that check formats, as `tenon-runtime/validators` exports them. */

import * as validators from "tenon-runtime/validators";
import { type Format, type Formats, formatsOf, type FormatStrictness } from "tenon-runtime/validators";

/** A format, and the name of the function that checks it. */
export type NamedFormat = Format & { readonly name: string };
export type NamedFormats = ReadonlyMap<string, NamedFormat>;

const EXPORTS: ReadonlyMap<unknown, string> = new Map(
  Object.entries(validators).map(([name, value]) => [value as unknown, name]),
);

/** @throws Error when a format's function is not exported: a defect of Tenon */
function named(formats: Formats): NamedFormats {
  return new Map(
    [...formats].map(([format, description]) => {
      const name = EXPORTS.get(description.check);
      if (name === undefined) throw new Error(`the function of the format ${format} is not exported`);
      return [format, { ...description, name }];
    }),
  );
}

const NAMED = {
  strict: named(formatsOf("strict")),
  loose: named(formatsOf("loose")),
  off: named(formatsOf("off")),
} as const;

export const namedFormats = (strictness: FormatStrictness): NamedFormats => NAMED[strictness];

/** Names that emitted code may import. Emitted functions get other names. */
export const HELPERS: readonly string[] = [
  ..."codePoints declaredBy emittedValidators equal guardedPattern interpreted isComplete isFormat isInteger isMultiple isMultipleOf tooDeep LOOSE_FORMATS NO_FORMATS".split(
    " ",
  ),
  ..."exactInt64 isExactInteger isExactNumber isNumber isObject isPlain isPlainArray own scalar serialisingValidators unique".split(
    " ",
  ),
  ...new Set(Object.values(NAMED).flatMap((formats) => [...formats.values()].map(({ name }) => name))),
];
