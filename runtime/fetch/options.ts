/** The options of a generated host, made into those of a pipeline. */

import { isHeaderName } from "../core/http/headers.ts";
import { refuseUnknownOptions } from "../core/names.ts";
import type { HostOptions } from "../core/pipeline/index.ts";
import type { HookName } from "../core/pipeline/hooks.ts";
import type { Contract, MultipartParser } from "../core/index.ts";
import { handlersOf } from "./handlers.ts";
import type { AnyHandlerOptions, HandlerSource, RequestIdOptions } from "./types.ts";

/** The names of the options that every host has. */
export const COMMON_OPTIONS = {
  handlers: true,
  context: true,
  security: true,
  validateResponses: true,
  undeclared: true,
  errorDetails: true,
  unknownQuery: true,
  unknownProperties: true,
  bodyDefaults: true,
  invalidCredentials: true,
  basePath: true,
  limits: true,
  invalidStatus: true,
  xml: true,
  problem: true,
  hooks: true,
  unimplemented: true,
  requestId: true,
  stopping: true,
  onError: true,
  errors: true,
} satisfies Record<keyof AnyHandlerOptions, true>;

const HOOKS = {
  preRoutingHandler: true,
  postRoutingHandler: true,
  postSecurityHandler: true,
  preOperationHandler: true,
  postResponseHandler: true,
  notFound: true,
  methodNotAllowed: true,
  notImplemented: true,
  validationFail: true,
  unauthorizedHandler: true,
} satisfies Record<HookName, true>;

const REQUEST_ID = { trust: true, header: true, instance: true } satisfies Record<keyof RequestIdOptions, true>;

/**
 * @param known the names of the host's options
 * @param multipart the host's parser; absent: the platform's
 * @throws Error for an unknown option, and when a handler is missing or has no operation
 */
export function pipelineOptions(
  contract: Contract,
  source: HandlerSource,
  options: AnyHandlerOptions,
  known: Readonly<Record<string, true>>,
  multipart?: MultipartParser,
): HostOptions {
  refuseUnknownOptions(options, known);
  refuseUnknownOptions(options.hooks, HOOKS, "hooks.");
  refuseUnknownOptions(options.requestId, REQUEST_ID, "requestId.");
  const { requestId } = options;
  const idHeader = requestId?.header;
  if (idHeader !== undefined && !isHeaderName(idHeader))
    throw new Error(`The option "requestId.header" is ${JSON.stringify(idHeader)}, not the name of a header`);
  const environment = typeof process === "object" ? process.env["NODE_ENV"] : undefined;
  const handlers = handlersOf(contract, source, options);
  return {
    // Cast: the generated type says which credentials each security handler takes; the pipeline passes those of its scheme.
    ...(options as Omit<AnyHandlerOptions, "security"> & Pick<HostOptions, "security">),
    ...source,
    contract,
    validateResponses: options.validateResponses ?? (environment === "production" ? "report" : "enforce"),
    errorDetails: options.errorDetails ?? (environment === "development" || environment === "test"),
    multipart,
    instance:
      requestId?.instance === true ? ({ id }) => `urn:request:${encodeURIComponent(id.toWellFormed())}` : undefined,
    idHeader,
    isImplemented: (operation) => handlers.has(operation),
    respond: (operation, request, context) => handlers.get(operation)?.(request, context),
  };
}
