/** What an operation may need beyond a plain JSON call. */

import type { EncodedBody } from "../../core/body/encode.ts";
import type { LongNumbers } from "../../core/conversions/types.ts";
import type { BodyKind, Header, MediaType, Operation, Parameter } from "../../core/contract.ts";
import type { BodyFault, ErrorDetails } from "../errors.ts";
import type { Input, ParameterValues } from "../input.ts";
import type { Result } from "../result.ts";

/**
 * Encoders and decoders that few operations need. Generated code passes the parts of each operation as values, so that
 * a bundler drops those that no imported operation names. Parts are combined with object spread.
 */
export type ClientParts = Partial<
  Readonly<Record<`write:${BodyKind}`, WriteBody> & Record<`read:${BodyKind}`, ReadBody>> & OtherParts
>;

interface OtherParts {
  /** @throws EncodeError */
  readonly path: (template: string, parameters: readonly Parameter[], values: ParameterValues) => string;
  /** Without `?`. @throws EncodeError */
  readonly query: (parameters: readonly Parameter[], values: ParameterValues) => string;
  /** The header fields of parameters, `Cookie` included. @throws EncodeError */
  readonly headers: (parameters: readonly Parameter[], input: Input) => readonly (readonly [string, string])[];
  /** The declared media type that a body of this type is read or written as. */
  readonly match: (given: string, declared: readonly MediaType[]) => MediaType | undefined;
  /** The declared headers of a response, decoded. @param fail throws; its message starts with the header's name */
  readonly fields: (
    declared: readonly Header[],
    received: Headers,
    fail: (problem: string) => Promise<never>,
    parts: ClientParts,
  ) => Promise<Readonly<Record<string, unknown>>>;
  /** What is sent as the body of a request of this method. @throws EncodeError */
  readonly body: (encoded: EncodedBody, method: string) => EncodedBody | undefined;
  /** @throws JsonError for a number that would change; SyntaxError */
  readonly json: (text: string) => unknown;
  /** What the options `dates`, `bigint` and `decimals` convert. */
  readonly values: ConvertedValues;
}

export interface ConvertedValues {
  /** Only where numbers are converted. */
  readonly numbers: LongNumbers | undefined;
  /** @throws ConversionError */
  request(operation: Operation, input: Input): Input;
  /** @throws DecodeError */
  answer(operation: Operation, result: Result, details: ErrorDetails): Result;
}

/** @throws EncodeError for a value that the media type cannot hold */
export type WriteBody = (media: MediaType, value: unknown) => EncodedBody;

/** @throws ApiError */
export type ReadBody = (received: ReceivedBody) => Promise<ReadingOfBody>;

export interface ReadingOfBody {
  readonly body: unknown;
  readonly text?: string;
  /** The received media type, where the declared one leaves something open. */
  readonly type?: string;
}

export interface ReceivedBody {
  readonly media: MediaType;
  readonly response: Response;
  readonly details: ErrorDetails;
  readonly parts: ClientParts;
  /** Makes the error for a body that broke off while the client read it. */
  readonly fault: BodyFault;
}
