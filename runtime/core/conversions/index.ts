/** What generated `values.ts` is made of: the options `dates`, `bigint` and `decimals`. */

export { all, later, list, object, oneOf, type Alternative, type Members } from "./composed.ts";
export { longNumbers } from "./long-number.ts";
export { operationValues } from "./operation.ts";
export { date, dateTime, decimal, int64, int64Text } from "./scalars.ts";
export {
  ConversionError,
  type Conversion,
  type Direction,
  type LongNumbers,
  type OperationValues,
  type Values,
} from "./types.ts";
