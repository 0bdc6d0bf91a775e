export * from "./contract.ts";
export * from "./types.ts";
export * from "./validation.ts";
export {
  AnswerError,
  encodeProblem,
  responseFor,
  type EncodedAnswer,
  type ResponseMode,
  type UndeclaredMode,
} from "./answer.ts";
export type { BodySource, ReadBody } from "./body.ts";
export { EncodeError, encodeCookies, encodeHeaders, encodePath, encodeQuery } from "./encode.ts";
export { encodeBody, type EncodedBody } from "./encode-body.ts";
export { createEngine, type Engine, type EngineOptions, type ErrorInfo, type Found } from "./engine.ts";
export {
  bodySource,
  createFetchHandler,
  handlerContext,
  pathOf,
  fieldsOf,
  releasing,
  WebRequest,
  webResponse,
  type FetchHandler,
  type HostOptions,
} from "./fetch.ts";
export { DEFAULT_LIMITS, type Limits } from "./limits.ts";
export { isJson, matchMediaType, parseMediaType } from "./media.ts";
export { accepts } from "./negotiate.ts";
export {
  HttpProblem,
  PROBLEM_MEDIA_TYPE,
  problemResponse,
  withInstance,
  type ProblemDocument,
  type ProblemMembers,
  type RequestViolation,
  type ViolationPlace,
} from "./problem.ts";
export { escapeToken, unescapeToken } from "./pointers.ts";
export { basePathOf, createRouter, type Router, type RouterOptions, type Routing } from "./router.ts";
export { credentialsOf } from "./credentials.ts";
export {
  granted,
  Granted,
  type AnySecurityHandler,
  type Authorization,
  type SecurityDetails,
  type SecurityHandlers,
} from "./security.ts";
export { givenRequestId, newRequestId } from "./request-id.ts";
export { readEvents, readJsonLines, type StreamEvent } from "./sequence.ts";
export type { ProblemInfo, ProblemShaper } from "./refusals.ts";
export { asStatus, statusPhrase } from "./status.ts";
export { MultipartError, pointerOf, type MultipartParser, type Part, type PartRules, type Parts } from "./multipart.ts";
export { chunksOf, CutOff, limitStream, overLimit, tooLarge, tooSlow } from "./streams.ts";
export { createPruner, type Pruned, type Pruner } from "./undeclared.ts";
