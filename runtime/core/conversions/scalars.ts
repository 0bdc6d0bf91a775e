/** Conversions of single values. Generated code names those that a contract uses. */

import { isLong, type Long } from "../schema/long.ts";
import { LongNumber } from "./long-number.ts";
import { ConversionError, type Conversion } from "./types.ts";

/** `format: date-time` (RFC 3339 §5.6). A Date has milliseconds, and no leap seconds. */
export const dateTime: Conversion = (value, direction, pointer) => {
  if (direction === "encode") return isDate(value) ? value.toISOString() : value;
  if (typeof value !== "string") return value;
  const leap = /^(.{16}):60/.exec(value);
  const date = new Date(leap === null ? value : value.replace(/:60/, ":59"));
  if (Number.isNaN(date.getTime())) throw new ConversionError("must be a date and time", pointer);
  return leap === null ? date : new Date(date.getTime() + 1000);
};

/** `format: date` (RFC 3339 §5.6): midnight in UTC. */
export const date: Conversion = (value, direction, pointer) => {
  if (direction === "encode") return isDate(value) ? value.toISOString().slice(0, 10) : value;
  if (typeof value !== "string") return value;
  const day = new Date(/^\d{4}-\d{2}-\d{2}$/.test(value) ? value : NaN);
  if (Number.isNaN(day.getTime())) throw new ConversionError("must be a date", pointer);
  return day;
};

/** An invalid Date stays: validators report it. */
const isDate = (value: unknown): value is Date => value instanceof Date && !Number.isNaN(value.getTime());

const numberText = (value: number | Long): string => (typeof value === "number" ? String(value) : value.text);

/** `format: int64` and `uint64` of a number. */
export const int64: Conversion = (value, direction, pointer) => {
  if (direction === "encode") {
    if (typeof value !== "bigint") return value;
    return Number.isSafeInteger(Number(value)) ? Number(value) : new LongNumber(String(value));
  }
  if (typeof value !== "number" && !isLong(value)) return value;
  const text = numberText(value);
  if (/^-?\d+$/.test(text)) return BigInt(text);
  if (Number.isInteger(value)) return BigInt(value as number); // 1e21
  throw new ConversionError("must be an integer", pointer);
};

/** `format: int64` and `uint64` of a text, as gRPC gateways write it. */
export const int64Text: Conversion = (value, direction, pointer) => {
  if (direction === "encode") return typeof value === "bigint" ? String(value) : value;
  if (typeof value !== "string") return value;
  if (!/^-?\d+$/.test(value)) throw new ConversionError("must be an integer", pointer);
  return BigInt(value);
};

const DECIMAL = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** `format: decimal` of a number: the digits as text. */
export const decimal: Conversion = (value, direction) => {
  if (direction === "decode") return typeof value === "number" || isLong(value) ? numberText(value) : value;
  if (typeof value !== "string" || !DECIMAL.test(value)) return value;
  const number = Number(value);
  return String(number) === value ? number : new LongNumber(value);
};
