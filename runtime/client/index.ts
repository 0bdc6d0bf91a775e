/** What generated clients are built on. Loads openapi-fetch and nothing of the server, the mocks or a validator. */

export type { BinaryInput, BinaryOutput } from "../core/types.ts";
export { EncodeError } from "../core/encode.ts";
export { call, rawResponse } from "./call.ts";
export { createClient, type UntypedOperation } from "./client.ts";
export { connect, type Connection } from "./connection.ts";
export {
  AbortedError,
  ApiError,
  DecodeError,
  type ErrorDetails,
  InvalidRequestError,
  NetworkError,
  ResponseError,
  TimeoutError,
  UnexpectedStatusError,
} from "./errors.ts";
export type { ServerSentEvent } from "./streams.ts";
export type {
  Auths,
  BasicCredential,
  Call,
  CallOptions,
  ClientOptions,
  ConnectionContract,
  Credential,
  Fetch,
  Input,
  OpenApiFetchClient,
  Result,
  Retry,
  TokenCredential,
  Validation,
} from "./types.ts";
