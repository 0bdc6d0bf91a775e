/** The steps up to the handler. Apart from the others, so that a page with mocks does not load code that encodes answers. */

import { CONTRACT_FORMAT, type Contract, type Operation } from "../contract.ts";
import { DEFAULT_LIMITS, type Limits } from "../limits.ts";
import type { Report } from "../report.ts";
import { createRouter, type Router } from "../router.ts";
import { createAuthorize } from "../security/index.ts";
import { createAuthorizeStep } from "./authorize.ts";
import { createDecodeStep } from "./decode.ts";
import type { PipelineSteps } from "./driver.ts";
import type { AnyHooks } from "./hooks.ts";
import type { PipelineOptions } from "./options.ts";
import { createOperationPlans, type LoadedParts } from "./plans.ts";
import { createReadBodyStep } from "./read-body.ts";
import { createRefuseStep } from "./refuse.ts";
import { createRouteStep } from "./route.ts";

/** The steps up to the handler: a host that answers by itself needs only these. */
export type AdmissionSteps = Pick<PipelineSteps, "route" | "authorize" | "readBody" | "decode" | "refuse">;

export interface AdmissionOptions extends Pick<
  PipelineOptions,
  | "contract"
  | "requests"
  | "unknownQuery"
  | "unknownProperties"
  | "bodyDefaults"
  | "security"
  | "invalidCredentials"
  | "basePath"
  | "limits"
  | "invalidStatus"
  | "xml"
  | "multipart"
  | "values"
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
  const { contract, context, hooks = {} } = options;
  refuseOtherFormat(contract);
  const limits = limitsOf(options.limits);
  const { callbackTimeout } = limits;
  const plans = createOperationPlans({ ...options, limits, parts });
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
    `The generated contract has format ${String(format)}; this tenon-runtime reads ${CONTRACT_FORMAT}: run \`npx tenon generate\` of the same version`,
  );
}
