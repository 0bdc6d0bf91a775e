/** Refusals that the contract declares as problem documents, so that no form has to be found. */

import type { Operation, Response } from "../core/contract.ts";
import { PROBLEM_MEDIA_TYPE, type ProblemDocument } from "../core/problem/index.ts";
import type { Validators } from "../core/validation.ts";

/** Whether a response is declared as problem documents alone, and this is one of them. */
export function isDeclaredProblem(
  responses: Validators,
  { name }: Operation,
  { status, content = [] }: Response,
  problem: ProblemDocument,
): boolean {
  const [media] = content;
  if (content.length !== 1 || media?.type !== PROBLEM_MEDIA_TYPE) return false;
  return responses.get(name, `${status} ${media.type}`)?.is(problem) !== false;
}
