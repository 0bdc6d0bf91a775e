/** How an application words the engine's own refusals: once, for the server and for the mocks. */

import { responseFor } from "../answer/response-for.ts";
import type { Operation } from "../contract.ts";
import type { HttpProblem, ProblemDocument } from "./index.ts";
import type { Answer, RequestInfo } from "../types.ts";
import { isThenable } from "../values.ts";

export interface ProblemInfo {
  /** The operation that was meant; absent where the request leads to none (404, 405). */
  readonly operation?: string;
  readonly request: RequestInfo;
}

/**
 * Gives a problem the form that the contract declares for its errors. Asked for every refusal that the engine makes
 * itself (400, 401, 403, 404, 405, 406, 408, 413, 415, 422, 431, 500, 501) and for every `HttpProblem` that a handler throws.
 *
 * ```ts
 * problem: ({ status, title, detail, errors }) => ({ status, body: { code: status, message: detail ?? title, errors } })
 * ```
 *
 * The answer is sent as the first media type that the contract declares for its status, JSON where it declares none,
 * unless it names a `contentType`. Headers of the refusal (`Allow`, `WWW-Authenticate`, …) stay where the answer does not
 * give its own. `undefined`: the problem document of RFC 9457 as it is. A refusal that does not fit what the contract
 * declares for its status is told to `onError` and leaves; the answer to a thrown `HttpProblem` is held against the
 * contract as any answer of a handler is. What the function throws is told to `onError` too.
 */
export type ProblemShaper = (problem: ProblemDocument, info: ProblemInfo) => Answer | undefined;

/**
 * The status of requests that are well-formed and do not fit the contract, where nobody has said which: 422 for an operation
 * that declares it and has no word for 400, neither by itself nor by `4XX` or `default`.
 */
export const invalidStatusOf = (operation: Operation): 400 | 422 =>
  responseFor(operation, 400) === undefined && responseFor(operation, 422) !== undefined ? 422 : 400;

export function shapeProblem(
  shaper: ProblemShaper,
  problem: HttpProblem,
  operation: Operation | undefined,
  request: RequestInfo,
): Answer | undefined {
  const answer = shaper(problem.document, {
    ...(operation === undefined ? {} : { operation: operation.name }),
    request,
  });
  // The caller of this function refuses what an `async` one returns.
  if (answer === undefined || isThenable(answer)) return answer;
  const own = new Set(Object.keys(answer.headers ?? {}).map((name) => name.toLowerCase()));
  const kept = Object.entries(problem.headers).filter(([name]) => !own.has(name.toLowerCase()));
  return kept.length === 0 ? answer : { ...answer, headers: { ...Object.fromEntries(kept), ...answer.headers } };
}
