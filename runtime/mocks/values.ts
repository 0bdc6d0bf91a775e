/** Values for schemas, as the mocks make them, for whoever else needs some: checks send them to servers. */

export { satisfies } from "./generate/check.ts";
export { fraction, integer, mix, pick, type Hash } from "./generate/hash.ts";
export { codePoints, equal } from "../core/schema/values.ts";
export { allowedTypes, put, requiredNames, stringHolds } from "./generate/keywords.ts";
export {
  flatten,
  itemSchemas,
  NOTHING,
  numbers,
  propertySchemas,
  TYPES,
  type All,
  type Atom,
  type TypeName,
} from "./generate/schema.ts";
export { generate, generateValid, type Generation } from "./generate/valid.ts";
export { createValues, type Making, type Values, type ValuesOptions, type Verdict } from "./generate/index.ts";
