/** What generated clients are built on. Loads openapi-fetch and nothing of the server, the mocks or a validator. */

export type { StreamEvent as ServerSentEvent } from "../core/json/sequence.ts";
export type { BinaryInput, BinaryOutput } from "../core/types.ts";
export { call, rawResponse } from "./call.ts";
export { createClient, type UntypedOperation } from "./client.ts";
export { connect, type Connection } from "./connection.ts";
export {
  AbortedError,
  ApiError,
  DecodeError,
  EncodeError,
  type ErrorDetails,
  InvalidRequestError,
  NetworkError,
  ProblemError,
  ResponseError,
  TargetError,
  TimeoutError,
  UnexpectedStatusError,
} from "./errors.ts";
export type { ReceivedProblem } from "./problem.ts";
export {
  type Callback,
  type CallbackOptions,
  type CallbackOperation,
  createCallbacks,
  createWebhooks,
  type PlainCallback,
  type SenderContract,
  type SenderOptions,
  type SenderValidators,
  type SendOptions,
  type Sign,
  type Signable,
} from "./senders.ts";
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
