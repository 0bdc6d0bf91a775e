/** What generated validators are made of, and the interpreter behind them: `tenon-runtime/validators`. */

export * from "../formats/address.ts";
export * from "../formats/plain.ts";
export * from "../formats/time.ts";
export * from "../formats/uri.ts";
export {
  addFormat,
  ANNOTATION_FORMATS,
  FORMATS,
  formatsOf,
  isFormat,
  LOOSE_FORMATS,
  NO_FORMATS,
  type Format,
  type Formats,
  type FormatStrictness,
} from "../formats/index.ts";
export { dangerOf, guardedPattern, type Danger, type Pattern } from "../pattern/index.ts";
export { parsePattern, type CharacterSet, type Tree as PatternTree } from "../pattern/parse.ts";
export { codePoints, equal, isInteger, isMultiple, isMultipleOf, isNumber, own, tooDeep, unique } from "./values.ts";
export { exactInt64, isExactInteger, isExactNumber } from "./long.ts";
export { isObject, type JsonObject } from "../json-object.ts";
export {
  emittedValidators,
  interpreted,
  interpretedValidators,
  type EmittedEntries,
  type EmittedPlace,
  type Entries,
  type InterpreterOptions,
} from "./validators.ts";
export { standardSchema, type StandardIssue, type StandardOptions, type StandardSchema } from "./standard.ts";
export type { SchemaTexts } from "./texts.ts";
export {
  declaredBy,
  isComplete,
  isPlain,
  isPlainArray,
  scalar,
  serialisingValidators,
  type Writer,
  type WriterEntries,
} from "./writers.ts";
