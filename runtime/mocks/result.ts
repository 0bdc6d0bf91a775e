/** What requests to mocks come to. */

import type { EncodedAnswer } from "../core/answer/index.ts";
import type { Response as Declared } from "../core/contract.ts";
import { HttpProblem, type RequestViolation } from "../core/problem/index.ts";
import type { Exchange } from "./exchange.ts";

/** What a request has come to. */
export interface MockResult extends Omit<Exchange, "request" | "milliseconds" | "status"> {
  /** Absent: there is no answer, and `thrown` says why. */
  readonly encoded?: EncodedAnswer;
  readonly thrown?: unknown;
}

/** @param reason absent where a request is answered without any operation (`OPTIONS`) */
export function refused(operation: string | undefined, reason: unknown, encoded: EncodedAnswer): MockResult {
  const problem = reason instanceof HttpProblem ? reason.document : undefined;
  return {
    ...(operation !== undefined && { operation }),
    outcome: reason === undefined ? "generated" : "refused",
    ...(problem && { problem }),
    // The engine's own problems tell all that is known of a violation.
    ...(problem?.errors && { violations: problem.errors as readonly RequestViolation[] }),
    encoded,
  };
}

/** Whether an answer must have a header that is not among these. */
export const lacksRequiredHeader = (declared: Declared | undefined, given: object = {}): boolean =>
  declared?.headers?.some(
    ({ name, required }) =>
      required === true && !Object.keys(given).some((own) => own.toLowerCase() === name.toLowerCase()),
  ) === true;
