/** What answers are held against, and what happens to those that break the contract. */

import type { Plans } from "./plan.ts";
import type { Operation } from "../contract.ts";
import { operationAt } from "../pointers.ts";
import type { RequestViolation } from "../problem/index.ts";
import type { RequestInfo } from "../types.ts";
import type { Pruner } from "./undeclared.ts";
import type { Validators } from "../validation.ts";

/** An answer that breaks the contract; the message is a report for whoever wrote the handler. */
export class AnswerError extends Error {
  override readonly name = "AnswerError";
  readonly operation: string;
  readonly status: number | undefined;
  /** `in` is `header` or `body`: of the answer. */
  readonly violations: readonly RequestViolation[];
  /** JSON Pointer of what the contract has for such an answer: a response, else the operation. */
  readonly pointer: string;
  constructor(
    operation: Operation,
    status: number | undefined,
    what: string,
    violations: readonly RequestViolation[] = [],
    pointer: string = operationAt(operation),
  ) {
    const lines = violations.map(
      ({ in: place, name = "", pointer: at, message, schemaPointer }) =>
        `  ${[place, name, at].filter((part) => part !== "").join(" ")}: ${message} (${schemaPointer})`,
    );
    super([`${operation.name} answered ${status === undefined ? "" : `${status} `}${what}`, ...lines].join("\n"));
    this.operation = operation.name;
    this.status = status;
    this.violations = violations;
    this.pointer = pointer;
  }
}

export type ResponseMode = "enforce" | "report" | "off";
/** What happens to body properties that the contract does not declare. */
export type UndeclaredMode = "refuse" | "drop" | "allow";

export interface AnswerRules {
  readonly mode: ResponseMode;
  /** `yield`: they leave where the schema does not forbid them, and are dropped where it does. */
  readonly undeclared: UndeclaredMode | "yield";
  /** Absent: bodies and headers are not validated. */
  readonly validators: Validators | undefined;
  readonly pruner: Pruner | undefined;
  /** Filled as answers are given; made for these {@link validators}. */
  readonly plans: Plans;
  /** Told of every breach that is let pass, and of streams that are cut off. */
  report(error: unknown, operation: Operation, request: RequestInfo): void;
}

/** Throws in mode `enforce`, reports in `report`. */
export type Breach = (what: string, violations?: readonly RequestViolation[]) => void;
