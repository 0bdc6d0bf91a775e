/** In place of `handle`, for a request that does not reach its handler: a hook's answer, or a problem. */

import { Gone } from "../http/bytes.ts";
import { HttpProblem, type RequestViolation } from "../problem/index.ts";
import type { RouteMatch } from "../router.ts";
import type { MaybePromise } from "../values.ts";
import { withinTime } from "../deadline.ts";
import type { HookName } from "./hooks.ts";
import type { AnsweredRequest, AnswerOutcome, ReceivedRequest, RefusalReason, RefusedRequest } from "./state.ts";

export interface RefuseOptions {
  /** Milliseconds in which a hook has to settle. */
  readonly callbackTimeout: number;
}

export type RefuseStep = (state: RefusedRequest) => MaybePromise<AnsweredRequest>;

/** The hook that answers in place of a problem, by the reason of a refusal. */
const HOOK_OF: { readonly [Reason in RefusalReason]?: HookName } = {
  notFound: "notFound",
  methodNotAllowed: "methodNotAllowed",
  notImplemented: "notImplemented",
  invalid: "validationFail",
  unauthorized: "unauthorizedHandler",
};

/** Extension points: `notFound`, `methodNotAllowed`, `unauthorizedHandler`, `validationFail`, `notImplemented`. */
export function createRefuseStep({ callbackTimeout }: RefuseOptions): RefuseStep {
  return (state) => {
    const { received, match, auth, body, reason, error } = state;
    const answered = (outcome: AnswerOutcome): AnsweredRequest => ({
      kind: "answered",
      received,
      match,
      auth,
      body,
      outcome,
    });
    if (reason === "gone") return answered({ kind: "none" });
    if (reason === "answered" && state.answer !== undefined) return answered({ kind: "encoded", answer: state.answer });
    const { scope } = received;
    const name = HOOK_OF[reason];
    if (scope === undefined || name === undefined || !scope.has(name)) return answered({ kind: "refused", error });
    return (async () => {
      try {
        const facts = { match, auth, body: body?.value, ...factsOf(reason, error) };
        const answer = await withinTime(scope.call(name, facts), `The hook ${name}`, callbackTimeout);
        return answered(received.isAnswered?.() === true ? { kind: "none" } : { kind: "replaced", answer });
      } catch (failure) {
        return answered({ kind: "refused", error: failure });
      }
    })();
  };
}

function factsOf(reason: RefusalReason, error: unknown): object {
  if (reason === "unauthorized") return { authorized: false };
  const errors =
    error instanceof HttpProblem ? (error.document.errors as readonly RequestViolation[] | undefined) : undefined; // the pipeline's own have all members
  return reason === "invalid" ? { authorized: true, valid: false, errors: errors ?? [] } : {};
}

/** A request that is refused because a function of the application failed before the handler was called. */
export function failedHook(received: ReceivedRequest, match: RouteMatch | undefined, error: unknown): RefusedRequest {
  return { kind: "refused", received, match, reason: error instanceof Gone ? "gone" : "failed", error };
}
