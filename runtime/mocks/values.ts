/** Values for schemas, as the mocks make them, for whoever else needs some: checks send them to servers. */

export { codePoints, equal, satisfies, stringHolds } from "./generate/check.ts";
export { integer, mix, pick, type Hash } from "./generate/hash.ts";
export { allowedTypes, put, requiredNames } from "./generate/keywords.ts";
export { NOTHING, numbers } from "./generate/scalars.ts";
export {
  flatten,
  isObject,
  isSchema,
  itemSchemas,
  propertySchemas,
  schemaList,
  TYPES,
  type All,
  type Atom,
  type TypeName,
} from "./generate/schema.ts";
export { generateValid } from "./generate/valid.ts";
export { generate, type Generation } from "./generate/value.ts";
