/** How the engine refuses: what went wrong as one problem, in the application's form where it has one, and never twice. */

import {
  AnswerError,
  encodeAnswer,
  encodeProblem,
  responseFor,
  type AnswerRules,
  type EncodedAnswer,
  type ResponseMode,
} from "../answer/index.ts";
import type { Operation } from "../contract.ts";
import { Gone } from "../http/bytes.ts";
import { NotSettledError } from "../deadline.ts";
import type { ErrorInfo, Report } from "../report.ts";
import type { Answer, RequestInfo } from "../types.ts";
import { isThenable, type MaybePromise } from "../values.ts";
import { HttpProblem, withInstance } from "./index.ts";
import { shapeProblem, type ProblemShaper } from "./refusals.ts";
import { ReportedError } from "./reported.ts";
import { locatedRefusal } from "./located.ts";

export interface RefusalOptions {
  readonly mode: ResponseMode;
  readonly problem?: ProblemShaper | undefined;
  readonly instance?: ((request: RequestInfo) => string) | undefined;
  readonly errorDetails?: boolean | undefined;
  readonly loadRules: () => AnswerRules | Promise<AnswerRules>;
  readonly report: Report;
}

export interface Refusals {
  /** Reports what was thrown, and returns the problem that the caller gets. */
  internal(error: unknown, operation: Operation | undefined, request: RequestInfo): HttpProblem;
  /** The problem with the `instance` of this request. */
  occurrence(problem: HttpProblem, request: RequestInfo): HttpProblem;
  /** A problem in the application's form; `undefined`: as a problem document. */
  shape(problem: HttpProblem, operation: Operation | undefined, request: RequestInfo): Answer | undefined;
  /** The answer to what went wrong before a handler was called. */
  refuse(operation: Operation | undefined, error: unknown, request: RequestInfo): MaybePromise<EncodedAnswer>;
}

const infoOf = (during: ErrorInfo["during"], operation: Operation | undefined, request: RequestInfo): ErrorInfo => ({
  during,
  ...(operation && { operation: operation.name }),
  request,
});

export function createRefusals(options: RefusalOptions): Refusals {
  const { mode, errorDetails = true, loadRules, report } = options;

  /** In `enforce` a breach is described to the developer of the handler. Nothing is shown of other errors. */
  const internal = (error: unknown, operation: Operation | undefined, request: RequestInfo): HttpProblem => {
    if (error instanceof Gone) return new HttpProblem(500);
    if (error instanceof ReportedError) return new HttpProblem(error.status);
    const breach = error instanceof AnswerError;
    report(error, infoOf(breach ? "response" : "handler", operation, request));
    if (error instanceof NotSettledError) return new HttpProblem(503);
    if (!breach || mode !== "enforce" || !errorDetails) return new HttpProblem(500);
    const { message, violations, pointer } = error;
    return new HttpProblem(500, {
      detail: message.split("\n")[0] ?? "",
      operation: error.operation,
      schemaPointer: pointer,
      errors: violations,
    });
  };

  const occurrence = (problem: HttpProblem, request: RequestInfo): HttpProblem =>
    options.instance === undefined ? problem : withInstance(problem, options.instance(request));

  const shape = (problem: HttpProblem, operation: Operation | undefined, request: RequestInfo): Answer | undefined => {
    if (options.problem === undefined) return undefined;
    const failed = (error: unknown): void => report(error, infoOf("response", operation, request));
    try {
      const answer = shapeProblem(options.problem, problem, operation, request);
      if (!isThenable(answer)) return answer;
      // An `async` function: the types do not allow it, and its rejection must not end the process.
      answer.then(undefined, () => undefined);
      failed(new Error("The function problem returned a promise: it has to return its answer at once"));
    } catch (error) {
      failed(error);
    }
    return undefined;
  };

  /** Nothing in here may be refused again: there would be no end to it. */
  const shaped = (
    operation: Operation | undefined,
    answer: Answer,
    request: RequestInfo,
  ): MaybePromise<EncodedAnswer> => {
    const info = infoOf("response", operation, request);
    const send = (of: Operation, rules: AnswerRules): EncodedAnswer => {
      try {
        return encodeAnswer(of, answer, rules, request);
      } catch (error) {
        report(error, info);
        return encodeProblem(new HttpProblem(500));
      }
    };
    const declared = operation === undefined ? undefined : responseFor(operation, answer.status)?.content;
    if (operation === undefined || declared === undefined || declared.length === 0) return send(NO_OPERATION, UNHELD);
    const held = (rules: AnswerRules): EncodedAnswer =>
      send(operation, rules.mode === "enforce" ? { ...rules, mode: "report" } : rules);
    const rules = loadRules();
    return rules instanceof Promise
      ? rules.then(held, (error: unknown) => {
          report(error, info);
          return held(UNHELD);
        })
      : held(rules);
  };

  const refuse = (
    operation: Operation | undefined,
    error: unknown,
    request: RequestInfo,
  ): MaybePromise<EncodedAnswer> => {
    const met = operation === undefined ? error : locatedRefusal(operation, error);
    const problem = occurrence(met instanceof HttpProblem ? met : internal(met, operation, request), request);
    const answer = shape(problem, operation, request);
    return answer === undefined ? encodeProblem(problem) : shaped(operation, answer, request);
  };

  return { internal, occurrence, shape, refuse };
}

/** Stands for a host's own answers: 404, 405 and the like. */
export const NO_OPERATION: Operation = { name: "the server", method: "", path: "", pointer: "", responses: [] };

export const UNHELD: AnswerRules = {
  mode: "off",
  undeclared: "allow",
  validators: undefined,
  pruner: undefined,
  forms: undefined,
  plans: new WeakMap(),
  report() {},
};
