export * from "./contract.ts";
export * from "./types.ts";
export * from "./validation.ts";
export { AnswerError, responseFor, type EncodedAnswer, type ResponseMode, type UndeclaredMode } from "./answer.ts";
export type { BodySource, ReadBody } from "./body.ts";
export { EncodeError, encodeCookies, encodeHeaders, encodePath, encodeQuery } from "./encode.ts";
export { encodeBody, type EncodedBody } from "./encode-body.ts";
export { createEngine, type Engine, type EngineOptions, type ErrorInfo, type Found } from "./engine.ts";
export {
  bodySource,
  createFetchHandler,
  handlerContext,
  pathOf,
  requestInfo,
  webResponse,
  type FetchHandler,
  type HostOptions,
} from "./fetch.ts";
export { DEFAULT_LIMITS, type Limits } from "./limits.ts";
export { matchMediaType, parseMediaType } from "./media.ts";
export {
  HttpProblem,
  PROBLEM_MEDIA_TYPE,
  problemResponse,
  type ProblemDocument,
  type ProblemMembers,
  type RequestViolation,
  type ViolationPlace,
} from "./problem.ts";
export { basePathOf, createRouter, type Router, type RouterOptions, type Routing } from "./router.ts";
export {
  credentialsOf,
  type AnySecurityHandler,
  type Authorization,
  type SecurityDetails,
  type SecurityHandlers,
} from "./security.ts";
export { readEvents, readJsonLines, type StreamEvent } from "./sequence.ts";
export type { ProblemInfo, ProblemShaper } from "./refusals.ts";
export { statusPhrase } from "./status.ts";
export { limitStream, tooLarge } from "./streams.ts";
export { createPruner, type Pruned, type Pruner } from "./undeclared.ts";
