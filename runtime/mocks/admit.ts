/** The steps of a request up to its handler. */

import type { EncodedAnswer } from "../core/answer/index.ts";
import type { Operation } from "../core/contract.ts";
import type { AdmissionSteps } from "../core/pipeline/index.ts";
import { handlerContext } from "../core/pipeline/handle.ts";
import type { DecodedRequest, RequestInfo } from "../core/types.ts";
import { fieldsOf, pathOf, wholeSource } from "../core/web.ts";

/** A request that may reach its handler. */
export interface Admitted {
  readonly operation: Operation;
  readonly decoded: DecodedRequest;
  /** Of the handler. */
  readonly context: object;
}

/** The answer to a request that may not. */
export interface Refused {
  readonly refusal: EncodedAnswer;
  /** A problem, or what a function of the application threw; absent for `OPTIONS`. */
  readonly reason?: unknown;
  /** Absent where the request leads to none. */
  readonly operation?: Operation;
}

/** Never rejects. */
export async function admit(
  steps: AdmissionSteps,
  refusal: (operation: Operation | undefined, error: unknown, info: RequestInfo) => Promise<EncodedAnswer>,
  info: RequestInfo,
  request: Request,
): Promise<Admitted | Refused> {
  const received = { info, path: pathOf(info.url), headerCount: fieldsOf(request), source: () => wholeSource(request) };
  const routed = await steps.route(received);
  const authorized = routed.kind === "routed" ? await steps.authorize(routed) : routed;
  const read = authorized.kind === "authorized" ? await steps.readBody(authorized) : authorized;
  const state = read.kind === "read" ? steps.decode(read) : read;
  if (state.kind === "ready") {
    const { match, decoded, context, auth } = state;
    return { operation: match.operation, decoded, context: handlerContext(context, auth, info) };
  }
  if (state.answer !== undefined) return { refusal: state.answer };
  const operation = state.match?.operation;
  return {
    refusal: await refusal(operation, state.error, info),
    reason: state.error,
    ...(operation !== undefined && { operation }),
  };
}
