export * from "./contract.ts";
export type { PagePlan, ResponsePlace } from "./pages.ts";
export * from "./types.ts";
export * from "./validation.ts";
export {
  AnswerError,
  encodeProblem,
  responseFor,
  type EncodedAnswer,
  type ResponseMode,
  type UndeclaredMode,
} from "./answer/index.ts";
export type { ReadBody } from "./body/index.ts";
export type { BodySource } from "./body/source.ts";
export { encodeCookies, encodeHeaders, encodePath, encodeQuery } from "./parameters/encode.ts";
export { EncodeError } from "./parameters/scalar-text.ts";
export { encodeBody } from "./body/encode-body.ts";
export type { EncodedBody } from "./body/encode.ts";
export {
  createPipeline,
  runPipeline,
  type AdmissionSteps,
  type HostOptions,
  type Pipeline,
  type PipelineOptions,
  type PipelineSteps,
  type ReceivedRequest,
  type ErrorAnswers,
  type ThrownInfo,
} from "./pipeline/index.ts";
export {
  HookScope,
  type AnyHook,
  type AnyHooks,
  type HookContext,
  type HookName,
  type HookRequest,
  type HookResponse,
} from "./pipeline/hooks.ts";
export type { ErrorInfo } from "./report.ts";
export {
  createFetchHandler,
  createWebHandler,
  pageOutcome,
  type FetchHandler,
  type FetchHostOptions,
  type Page,
  type WebHandlerSettings,
} from "./fetch-handler.ts";
export { bodySource, fieldsOf, pathOf, WebRequest, webResponse, wholeBody, withBody } from "./web.ts";
export { DEFAULT_LIMITS, type Limits } from "./limits.ts";
export { isJson, matchMediaType, parseMediaType } from "./http/media.ts";
export { accepts } from "./http/negotiate.ts";
export {
  HttpProblem,
  PROBLEM_MEDIA_TYPE,
  problemResponse,
  withInstance,
  type ProblemDocument,
  type ProblemMembers,
  type RequestViolation,
  type ViolationPlace,
} from "./problem/index.ts";
export { isObject, type JsonObject } from "./json-object.ts";
export { isSchema, resolveRef, schemaKey, schemaPath, schemaReference, schemasIn } from "./schema/resolve.ts";
export {
  escapeToken,
  formatPointer,
  localPointer,
  member,
  parsePointer,
  unescapeToken,
  valueAt,
} from "./json-pointer.ts";
export { basePathOf, createRouter, type Router, type RouterOptions, type RouteMatch, type Routing } from "./router.ts";
export { credentialsOf } from "./security/credentials.ts";
export {
  granted,
  Granted,
  type AnySecurityHandler,
  type Authorization,
  type SecurityDetails,
  type SecurityHandlers,
} from "./security/index.ts";
export { refusesOn } from "./security/refuses-on.ts";
export { idempotent, type IdempotencyOptions, type IdempotencyRecord, type IdempotencyStore } from "./idempotency.ts";
export {
  memoryStore,
  postgresStore,
  type IdempotencyTimes,
  type PostgresQueries,
  type PostgresStore,
} from "./idempotency-stores.ts";
export { givenRequestId, newRequestId } from "./http/request-id.ts";
export { readEvents, readJsonLines, type StreamEvent } from "./json/sequence.ts";
export { invalidStatusOf, type ProblemInfo, type ProblemShaper } from "./problem/refusals.ts";
export { asStatus, statusPhrase } from "./http/status.ts";
export {
  MultipartError,
  pointerOf,
  type MultipartParser,
  type Part,
  type PartRules,
  type Parts,
} from "./body/multipart.ts";
export { chunksOf, CutOff, Gone, limitStream, overLimit, tooLarge, tooSlow } from "./http/streams.ts";
export { createPruner, type Pruned, type Pruner } from "./answer/undeclared.ts";
export {
  answerMediaAt,
  answerSchemaAt,
  headerAt,
  headerSchemaAt,
  operationAt,
  operationPointer,
  responseAt,
} from "./pointers.ts";
export { locatedViolation } from "./problem/located.ts";
export { readHeader } from "./answer/read-header.ts";
export { bodyAt, bodySchemaAt, parameterAt, parameterSchemaAt } from "./pointers.ts";
export { evaluate, Unevaluated, type ExpressionSource } from "./expression.ts";
