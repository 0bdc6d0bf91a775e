/** What an operation may need beyond a plain JSON call. */

import type { EncodedBody } from "../../core/body/encode.ts";
import type { LongNumbers, OperationValues } from "../../core/conversions/types.ts";
import type { BodyKind, Header, MediaType, Parameter } from "../../core/contract.ts";
import type { ApiError, ErrorDetails } from "../errors.ts";

/** The values of one place (`params`, `query`, …), by parameter name. */
export type ParameterValues = Readonly<Record<string, unknown>> | undefined;

/**
 * Encoders and decoders that few operations need. Generated code passes the parts of each operation as values, so that
 * a bundler drops those that no imported operation names. Parts are combined with object spread.
 */
export type ClientParts = Partial<
  Readonly<
    Record<`write:${BodyKind}`, WriteBody> &
      Record<`read:${BodyKind}`, ReadBody> & {
        readonly parameters: ParameterEncoders;
        readonly header: ReadHeader;
        /** What the options `dates`, `bigint` and `decimals` convert. */
        readonly values: OperationValues;
      }
  >
>;

/** @throws EncodeError for a value that the media type cannot hold */
export type WriteBody = (media: MediaType, value: unknown) => EncodedBody;

/** @throws ApiError */
export type ReadBody = (received: ReceivedBody) => Promise<{ readonly body: unknown; readonly text?: string }>;

export interface ReceivedBody {
  readonly media: MediaType;
  readonly response: Response;
  readonly details: ErrorDetails;
  /** Keeps numbers that would lose digits. */
  readonly numbers?: LongNumbers | undefined;
  /** Makes the error for a body that broke off while the client read it. */
  readonly fault: BodyFault;
}

export type BodyFault = (cause: unknown) => ApiError;

/** @throws EncodeError */
export interface ParameterEncoders {
  path(template: string, parameters: readonly Parameter[], values: ParameterValues): string;
  /** Without `?`. */
  query(parameters: readonly Parameter[], values: ParameterValues): string;
  headers(parameters: readonly Parameter[], values: ParameterValues): readonly (readonly [string, string])[];
  /** The value of the `Cookie` header. */
  cookies(parameters: readonly Parameter[], values: ParameterValues): string;
}

/** The decoded value of a response header. @throws TypeError with a message that follows the header's name */
export type ReadHeader = (header: Header, text: string, numbers?: LongNumbers) => unknown;
