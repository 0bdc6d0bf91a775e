/** The steps of a request, made from the options of a host. */

import { createPruner } from "../answer/undeclared.ts";
import { createAnswering } from "../answering.ts";
import { CONTRACT_FORMAT, type Contract, type Operation } from "../contract.ts";
import { DEFAULT_LIMITS, type Limits } from "../limits.ts";
import { refuseWrongOptions, refuseXml } from "../options.ts";
import { createReport, type Report } from "../report.ts";
import { createRouter, type Router } from "../router.ts";
import { createAuthorize } from "../security/index.ts";
import { createAuthorizeStep } from "./authorize.ts";
import { createDecodeStep } from "./decode.ts";
import type { PipelineSteps } from "./driver.ts";
import { createEncodeStep } from "./encode.ts";
import { createHandleStep, type Respond } from "./handle.ts";
import type { AnyHooks } from "./hooks.ts";
import type { PipelineOptions } from "./options.ts";
import { createOperationPlans, type LoadedParts } from "./plans.ts";
import { createReadBodyStep } from "./read-body.ts";
import { createRefuseStep } from "./refuse.ts";
import { createRouteStep } from "./route.ts";

export { runPipeline, type PipelineSteps } from "./driver.ts";
export type { PipelineOptions } from "./options.ts";
export * from "./state.ts";

/** The steps up to the handler: a host that answers by itself needs only these. */
export type AdmissionSteps = Pick<PipelineSteps, "route" | "authorize" | "readBody" | "decode" | "refuse">;

export interface AdmissionOptions extends Pick<
  PipelineOptions,
  | "contract"
  | "requests"
  | "unknownQuery"
  | "unknownProperties"
  | "security"
  | "invalidCredentials"
  | "basePath"
  | "limits"
  | "invalidStatus"
  | "xml"
  | "multipart"
> {
  /** What every handler gets, made for each request. */
  readonly context?: ((request: never) => object | Promise<object>) | undefined;
  readonly hooks?: AnyHooks | undefined;
  /** Default: every operation has a handler. */
  readonly isImplemented?: ((operation: Operation) => boolean) | undefined;
}

/**
 * @param parts code that is loaded when a request first needs it
 * @param router for a host that looks up routes itself
 * @throws Error for a contract of another format, and for a security scheme without a handler
 */
export function createAdmissionSteps(
  options: AdmissionOptions,
  parts: LoadedParts,
  report: Report,
  router: Router = createContractRouter(options.contract, options.basePath),
): AdmissionSteps {
  const { contract, requests, context, hooks = {} } = options;
  refuseOtherFormat(contract);
  const limits = limitsOf(options.limits);
  const { callbackTimeout } = limits;
  const pruner = options.unknownProperties === "refuse" ? createPruner(requests.schemas) : undefined;
  const plans = createOperationPlans({ ...options, limits, parts, pruner });
  const asks = context !== undefined || hooks.postSecurityHandler !== undefined;
  const authorize = createAuthorize(contract, options.security ?? {}, parts.challenges, {
    callbackTimeout,
    invalidCredentials: options.invalidCredentials,
    onThrow: (error, { operation, request }) =>
      report(error, { during: "security", operation: operation.name, request }),
  });
  return {
    route: createRouteStep({
      router,
      mostHeaders: limits.headers,
      callbackTimeout,
      isOpen: ({ security = [] }) => !asks && security.length === 0,
    }),
    authorize: createAuthorizeStep({ authorize, context, callbackTimeout }),
    readBody: createReadBodyStep(plans),
    decode: createDecodeStep({
      plans,
      unknownQuery: options.unknownQuery ?? "refuse",
      mostFields: limits.fields,
      isImplemented: options.isImplemented ?? (() => true),
    }),
    refuse: createRefuseStep({ callbackTimeout }),
  };
}

export const limitsOf = (limits: Partial<Limits> | undefined): Limits => ({ ...DEFAULT_LIMITS, ...limits });

/** @param basePath the path of the operations; absent: the paths of the contract's servers */
export const createContractRouter = (contract: Contract, basePath: string | undefined): Router =>
  createRouter(contract, basePath === undefined ? {} : { basePath });

function refuseOtherFormat({ format }: Contract): void {
  if (format === CONTRACT_FORMAT) return;
  throw new Error(
    `The generated contract has format ${String(format)}, and this version of tenon-runtime reads format ${CONTRACT_FORMAT}: run \`npx tenon generate\` with the tenon of the same version`,
  );
}

export interface HostOptions extends PipelineOptions, Pick<AdmissionOptions, "context" | "hooks" | "isImplemented"> {
  /** Answers a request. `context` is the application's, with `auth` and `request`. */
  readonly respond: Respond;
  /** The header of every answer that has the request's id. */
  readonly idHeader?: string | undefined;
}

/** What a host needs of a pipeline. */
export interface Pipeline {
  readonly steps: PipelineSteps;
  readonly router: Router;
  readonly report: Report;
}

/**
 * @param parts code that few requests need
 * @throws Error as {@link createAdmissionSteps}, for an option with a value that it cannot have, and for an operation that takes XML only where XML is not accepted
 */
export function createPipeline(options: HostOptions, parts: LoadedParts): Pipeline {
  const { contract, respond, idHeader } = options;
  refuseWrongOptions(options);
  const report = createReport(options.onError);
  const router = createContractRouter(contract, options.basePath);
  const admission = createAdmissionSteps(options, parts, report, router);
  if (options.xml === undefined) refuseXml(contract);
  const { callbackTimeout, handlerTimeout } = limitsOf(options.limits);
  const answering = createAnswering(options, report);
  const steps: PipelineSteps = {
    ...admission,
    handle: createHandleStep({ respond, callbackTimeout, handlerTimeout }),
    encode: createEncodeStep({ answering, report, idHeader, callbackTimeout }),
  };
  return { steps, router, report };
}
