/** Values that are one thing in JSON and another in programs: the options `dates`, `bigint` and `decimals`. */

import type { Operation, Shape } from "../contract.ts";
import type { RequestViolation } from "../problem/index.ts";
import type { DecodedRequest } from "../types.ts";

/** `decode`: from JSON to the program; `encode`: from the program to JSON. */
export type Direction = "decode" | "encode";

/**
 * Converts a value and what is in it. A value of another type stays as it is: validators report it.
 * @param pointer JSON Pointer of the value, for the error
 * @returns a new value where something is converted
 * @throws ConversionError
 */
export type Conversion = (value: unknown, direction: Direction, pointer: string) => unknown;

/** JSON texts with long numbers, for operations that convert them. */
export interface LongNumbers {
  /** A value with the literals of the numbers that lost digits. @param value what `JSON.parse` makes of the text */
  keep(text: string, value: unknown): unknown;
  /** Parses JSON from outside, and keeps the literals. @throws JsonError */
  parse(text: string): unknown;
  /** A shape whose long integers and decimals keep all digits. */
  shape(shape: Shape | undefined): Shape | undefined;
  /**
   * The value with ordinary numbers in the places of the long numbers that nothing has converted.
   * @throws JsonError for an integer, which would lose digits
   */
  settle(value: unknown): unknown;
}

/** A value that cannot be converted; the message follows the name of the place. */
export class ConversionError extends Error {
  override readonly name = "ConversionError";
  /** JSON Pointer (RFC 6901) in the value that was to be converted. */
  readonly pointer: string;
  constructor(message: string, pointer: string) {
    super(message);
    this.pointer = pointer;
  }
}

/** The parts of a request that have values. */
export type RequestParts = { readonly [K in keyof DecodedRequest]?: DecodedRequest[K] | undefined };

/** The conversions of one operation. */
export interface OperationValues {
  /** Only where numbers are converted: JSON is then parsed without loss. */
  readonly numbers?: LongNumbers | undefined;
  /** What is reported of a request whose {@link request} has thrown. @throws the same error, where it is another one */
  violation(error: unknown): RequestViolation;
  /** @throws ConversionError, JsonError for a number that would lose digits */
  request<R extends RequestParts>(operation: Operation, request: R, direction: Direction): R;
  /** What is no answer stays as it is. @throws as {@link request} */
  answer<A>(operation: Operation, answer: A, direction: Direction): A;
}

/** The conversions of a contract, by the name of the operation. */
export type Values = Readonly<Record<string, OperationValues>>;

/** The conversions of one name, which may be that of a member that every object inherits. */
export const ownMember = <T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined =>
  record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
