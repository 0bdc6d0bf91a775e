/** A contract behind `(Request) => Promise<Response>`: no express, no openapi-backend, nothing of Node. */

import { createWebHandler, type FetchHandler } from "../core/fetch-handler.ts";
import type { Contract } from "../core/contract.ts";
import { createPipeline } from "../core/pipeline/index.ts";
import { COMMON_OPTIONS, pipelineOptions } from "./options.ts";
import { PARTS } from "./parts.ts";
import type { AnyHandlerOptions, HandlerSource } from "./types.ts";

export { accepts } from "../core/http/negotiate.ts";
export { mergeHandlers, partial, type Merged } from "./handlers.ts";
export type {
  CommonOptions,
  FetchOptions,
  HandlerSource,
  Hooks,
  MockAnswers,
  RequestIdOptions,
  ScopedSecurityHandler,
  SecurityHandler,
  WebHook,
  WebRequestInfo,
} from "./types.ts";

/**
 * Serves the contract to a host of web standards.
 * @param options of the generated `HandlerOptions`, which says what handlers and security handlers there must be
 * @throws Error when a handler or a security handler is missing, for an unknown handler or option, or when the contract was generated for another runtime
 */
export function toFetchHandler(contract: Contract, source: HandlerSource, options: AnyHandlerOptions): FetchHandler {
  const pipeline = createPipeline(pipelineOptions(contract, source, options, COMMON_OPTIONS), PARTS);
  return createWebHandler(pipeline, {
    trusted: options.requestId?.trust === true,
    hooks: options.hooks,
    stopping: options.stopping,
  });
}
