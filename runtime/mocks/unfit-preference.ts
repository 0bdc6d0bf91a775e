/** Refusals of a preference that the contract cannot fulfil. */

import type { Operation } from "../core/contract.ts";
import type { RequestViolation } from "../core/problem/index.ts";
import type { Violation } from "../core/validation.ts";
import type { StatusPlan } from "./answer-plan.ts";
import type { Example } from "./examples.ts";
import { MockProblem } from "./mock-problem.ts";

/** The request prefers a status that the operation does not declare. */
export const undeclared = (operation: Operation, status: number): MockProblem =>
  new MockProblem(404, {
    detail: `${operation.name} declares no response ${status}, which the request prefers; it declares ${listed(
      operation.responses.map((each) => each.status),
    )}`,
  });

/** The request prefers an example that is missing or invalid. */
export function noExample(
  operation: Operation,
  plan: StatusPlan | undefined,
  name: string,
  invalid?: Example,
): MockProblem {
  const what = `${operation.name}, response ${plan?.declared.status ?? "none"}`;
  return invalid === undefined
    ? new MockProblem(404, { detail: `${what}, has no example "${name}", which the request prefers` })
    : new MockProblem(404, {
        detail: `The example "${name}" of ${what}, does not fit its schema`,
        errors: inBody(invalid.violations ?? []),
      });
}

const listed = (names: readonly string[]): string => names.join(", ") || "none";

/** Violations of a body. */
export const inBody = (violations: readonly Violation[]): RequestViolation[] =>
  violations.map((violation) => ({ in: "body", ...violation }));
