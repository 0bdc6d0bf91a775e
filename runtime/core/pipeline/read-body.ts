/** Step 3, read body: its media type is chosen, its bytes are read and become a value. */

import { readBody, type ReadBody } from "../body/index.ts";
import { Gone } from "../http/bytes.ts";
import { HttpProblem } from "../problem/index.ts";
import { locatedRefusal } from "../problem/located.ts";
import type { MaybePromise } from "../values.ts";
import type { OperationPlans } from "./plans.ts";
import type { AuthorizedRequest, ReadRequest, RefusedRequest } from "./state.ts";

export type ReadBodyStep = (state: AuthorizedRequest) => MaybePromise<ReadRequest | RefusedRequest>;

/** @param plans also load what `decode` needs for this request */
export function createReadBodyStep(plans: OperationPlans): ReadBodyStep {
  const prepared = (
    state: AuthorizedRequest,
    body: ReadBody | undefined,
  ): MaybePromise<ReadRequest | RefusedRequest> => {
    const { received, match, context, auth } = state;
    const read: ReadRequest = { kind: "read", received, match, context, auth, body };
    const preparing = plans.prepare(match.operation, received.info);
    return preparing === undefined
      ? read
      : preparing.then(
          () => read,
          (error: unknown) => refused(state, error, body),
        );
  };
  const read = (state: AuthorizedRequest): MaybePromise<ReadRequest | RefusedRequest> => {
    const { received, match } = state;
    const plan = plans.of(match.operation);
    if (plan.body === undefined) return prepared(state, undefined);
    try {
      const reading = readBody(plan.body, received.info, received.source(), plan.bodyOptions);
      return reading instanceof Promise
        ? reading.then(
            (body) => prepared(state, body),
            (error: unknown) => refused(state, error),
          )
        : prepared(state, reading);
    } catch (error) {
      return refused(state, error);
    }
  };
  return (state) => {
    const loading = plans.loadBodyRules?.();
    return loading === undefined
      ? read(state)
      : loading.then(
          () => read(state),
          (error: unknown) => refused(state, error),
        );
  };
}

function refused({ received, match, auth }: AuthorizedRequest, error: unknown, body?: ReadBody): RefusedRequest {
  const reason = error instanceof HttpProblem ? "invalid" : error instanceof Gone ? "gone" : "failed";
  return { kind: "refused", received, match, auth, reason, error: locatedRefusal(match.operation, error), body };
}
