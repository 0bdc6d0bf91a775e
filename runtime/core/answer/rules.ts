/** The rules for answers, and what happens to answers that break the contract. */

import type { BodyWriter } from "../body/encode.ts";
import type { Plans } from "./plan.ts";
import type { Operation } from "../contract.ts";
import { operationAt } from "../pointers.ts";
import type { RequestViolation } from "../problem/index.ts";
import type { RequestInfo } from "../types.ts";
import type { Pruner } from "./undeclared.ts";
import type { Validators } from "../validation.ts";

/** An answer that breaks the contract. The message is a report for the author of the handler. */
export class AnswerError extends Error {
  override readonly name = "AnswerError";
  readonly operation: string;
  readonly status: number | undefined;
  /** `in` is `header` or `body`: of the answer. */
  readonly violations: readonly RequestViolation[];
  /** JSON Pointer of the response in the contract; of the operation where the status is not declared. */
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

/** Writes the forms of answers. */
export interface Forms {
  readonly encodeForm: BodyWriter;
  readonly encodeMultipart: BodyWriter;
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
  /** Writes forms; present where the contract declares an answer that is one. */
  readonly forms: Forms | undefined;
  /** Filled as answers are given; made for these {@link validators}. */
  readonly plans: Plans;
  /** Called with each breach that leaves, and with streams that are cut off. */
  report(error: unknown, operation: Operation, request: RequestInfo): void;
}

/** An answer while it is validated and written. */
export class AnswerCheck {
  readonly operation: Operation;
  readonly status: number;
  readonly rules: AnswerRules;
  readonly request: RequestInfo;
  /** JSON Pointer of the response in the contract. */
  readonly at: string;
  readonly #where: string;

  /** @param where the part of the answer, at the end of a message */
  constructor(operation: Operation, status: number, rules: AnswerRules, request: RequestInfo, at: string, where = "") {
    this.operation = operation;
    this.status = status;
    this.rules = rules;
    this.request = request;
    this.at = at;
    this.#where = where;
  }

  /** Says how the answer breaks the contract: throws an {@link AnswerError} in mode `enforce`, reports it in `report`. */
  breach(what: string, violations?: readonly RequestViolation[]): void {
    const { operation, status, rules, request, at } = this;
    if (rules.mode === "off") return; // an error has a stack, which is slow to make
    const error = new AnswerError(operation, status, what + this.#where, violations, at);
    if (rules.mode === "enforce") throw error;
    rules.report(error, operation, request);
  }

  /** The same for one item of a stream. */
  ofItem(index: number): AnswerCheck {
    const { operation, status, rules, request, at } = this;
    return new AnswerCheck(operation, status, rules, request, at, `, in item ${index} of the stream`);
  }
}
