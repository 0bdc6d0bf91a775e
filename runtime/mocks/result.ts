/** What requests to mocks come to. */

import type { EncodedAnswer } from "../core/answer/index.ts";
import type { Response as Declared } from "../core/contract.ts";
import { HttpProblem, type RequestViolation } from "../core/problem/index.ts";
import type { AnsweredRequest, AnswerOutcome } from "../core/pipeline/state.ts";
import type { Decision } from "./call.ts";
import type { Exchange, Outcome } from "./exchange.ts";
import { MockProblem } from "./mock-problem.ts";

/** What a request has come to. */
export interface MockResult extends Omit<Exchange, "request" | "milliseconds" | "status"> {
  /** Absent: there is no answer, and `thrown` says why. */
  readonly encoded?: EncodedAnswer;
  readonly thrown?: unknown;
}

/**
 * @param decision absent where the request was refused, or where nothing could be decided
 * @param refusal the reason of the pipeline; absent for a request that has reached its operation, and for `OPTIONS`
 */
export function resultOf(
  answered: AnsweredRequest | undefined,
  decision: Decision | undefined,
  refusal: unknown,
  encoded: EncodedAnswer | undefined,
): MockResult {
  const { outcome, match, decoded } = answered ?? {};
  const error = outcome?.kind === "thrown" ? outcome.error : refusal;
  const problem =
    error instanceof HttpProblem && (outcome?.kind === "refused" || error instanceof MockProblem)
      ? error.document
      : undefined;
  return {
    ...(match && { operation: match.operation.name }),
    ...(decoded && { decoded }),
    ...(decision && { answer: decision.answer }),
    outcome: encoded === undefined ? "fault" : (decision?.outcome ?? outcomeOf(outcome?.kind, error)),
    ...(problem && { problem }),
    // The pipeline's own problems have all members of their violations.
    ...(problem?.errors && { violations: problem.errors as readonly RequestViolation[] }),
    ...(encoded === undefined ? { thrown: error } : { encoded }),
  };
}

function outcomeOf(kind: AnswerOutcome["kind"] | undefined, error: unknown): Outcome {
  if (kind === "encoded") return "generated";
  return kind === "thrown" && !(error instanceof MockProblem) ? "override" : "refused";
}

/** Whether an answer must have a header that is not among these. */
export const lacksRequiredHeader = (declared: Declared | undefined, given: object = {}): boolean =>
  declared?.headers?.some(
    ({ name, required }) =>
      required === true && !Object.keys(given).some((own) => own.toLowerCase() === name.toLowerCase()),
  ) === true;
