/** The base of generated clients. It loads openapi-fetch, and nothing of the server, the mocks or a validator. */

export type { StreamEvent as ServerSentEvent } from "../core/json/sequence.ts";
export type { BinaryInput, BinaryOutput } from "../core/types.ts";
export { call, rawResponse } from "./call.ts";
export { createClient, operation } from "./client.ts";
export { connect } from "./connection.ts";
export { download, type DownloadOptions } from "./download.ts";
export type { Input } from "./input.ts";
export type { Result } from "./result.ts";
export { hooks, type Hooks, type OperationHooks } from "./hooks.ts";
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
export {
  type HasPages,
  type Page,
  paged,
  type Paged,
  type PageOptions,
  type PageStart,
  type PlainPaged,
} from "./pages.ts";
export * from "./parts/index.ts";
export type { FieldMessages, ReceivedProblem } from "./problem.ts";
export { reconnecting, type ReconnectOptions } from "./reconnect.ts";
export { retry, type RetryOptions, type RetryPolicy } from "./retry.ts";
export { apiKey, basic, bearer, httpScheme, mutualTls } from "./schemes.ts";
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
  Api,
  ApiOperation,
  Auths,
  BasicCredential,
  Call,
  CalledOperation,
  CallOptions,
  ClientOptions,
  ConnectedOperation,
  Connection,
  Credential,
  FailureOf,
  Fetch,
  HeaderValues,
  HookPolicy,
  OpenApiFetchClient,
  PlainApiOperation,
  PlainConnectedOperation,
  RefreshableCredential,
  RequestSettings,
  TokenCredential,
  ValidationPolicy,
  Wire,
} from "./types.ts";
export { createUntypedClient, type UntypedOperation } from "./untyped.ts";
export { validation, type ValidationOptions } from "./validate.ts";
