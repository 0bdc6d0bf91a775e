/** The steps of a request, made from the options of a host. */

import { createAnswering } from "../answering.ts";
import { refuseWrongOptions, refuseXml } from "../options.ts";
import { createReport, type Report } from "../report.ts";
import type { Router } from "../router.ts";
import { type AdmissionOptions, createAdmissionSteps, createContractRouter, limitsOf } from "./admission.ts";
import type { PipelineSteps } from "./driver.ts";
import { createEncodeStep } from "./encode.ts";
import { createAnswerThrown } from "./errors.ts";
import { createHandleStep, type Respond } from "./handle.ts";
import type { PipelineOptions } from "./options.ts";
import type { LoadedParts } from "./plans.ts";

export * from "./admission.ts";
export type { ErrorAnswers, ThrownInfo } from "./errors.ts";
export { runPipeline, type PipelineSteps } from "./driver.ts";
export type { PipelineOptions } from "./options.ts";
export * from "./state.ts";

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
  const answering = createAnswering({ ...options, forms: parts.others }, report);
  const answerThrown = options.errors && createAnswerThrown(options.errors);
  const steps: PipelineSteps = {
    ...admission,
    handle: createHandleStep({ respond, values: options.values, answerThrown, callbackTimeout, handlerTimeout }),
    encode: createEncodeStep({ answering, report, idHeader, callbackTimeout }),
  };
  return { steps, router, report };
}
