/** Tells long numbers from other values, without the class: that is loaded where a contract needs it. */

import { int64 } from "../formats/plain.ts";

/** Bundled files of the runtime may each have the class: the brand tells its objects. */
export const BRAND: unique symbol = Symbol.for("tenon.long-number") as never;

/** The literal of a JSON number: see `../conversions/long-number.ts`. */
export interface Long {
  readonly text: string;
}

const INTEGER = /^-?\d+$/;

export const isLong = (value: unknown): value is Long => typeof value === "object" && value !== null && BRAND in value;

/** As `isNumber`, for values that may have long numbers. */
export const isExactNumber = (value: unknown): value is number =>
  typeof value === "number" ? Number.isFinite(value) : isLong(value);

/** As `isInteger`, for values that may have long numbers. */
export const isExactInteger = (value: unknown): value is number =>
  typeof value === "number" ? Number.isInteger(value) : isLong(value) && INTEGER.test(value.text);

/** As `int64`, for values that may have long numbers. */
export const exactInt64 = (value: unknown): boolean =>
  typeof value === "number"
    ? int64(value)
    : isLong(value) && INTEGER.test(value.text) && BigInt.asIntN(64, BigInt(value.text)) === BigInt(value.text);
