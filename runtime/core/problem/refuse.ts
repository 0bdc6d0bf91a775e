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
import type { Engine } from "../engine.ts";
import { Gone } from "../http/bytes.ts";
import type { Answer, RequestInfo } from "../types.ts";
import { HttpProblem, withInstance } from "./index.ts";
import { shapeProblem, type ProblemShaper } from "./refusals.ts";
import { pointed } from "./told.ts";

export interface RefusalOptions {
  readonly mode: ResponseMode;
  readonly problem?: ProblemShaper;
  readonly instance?: (request: RequestInfo) => string;
  readonly loadRules: () => AnswerRules | Promise<AnswerRules>;
  readonly reportError: Engine["reportError"];
}

export interface Refusals extends Pick<Engine, "occurrence" | "shape" | "shaped"> {
  /** What was thrown, told to whoever runs the server, as a problem. */
  internal(error: unknown, operation: Operation | undefined, request: RequestInfo): HttpProblem;
  /** See {@link Engine.refusal}. */
  readonly refuse: Engine["refusal"];
}

export function createRefusals(options: RefusalOptions): Refusals {
  const { mode, loadRules, reportError } = options;

  /** In `enforce` a breach tells its story to whoever develops the handler; of other errors nothing is shown. */
  const internal = (error: unknown, operation: Operation | undefined, request: RequestInfo): HttpProblem => {
    const breach = error instanceof AnswerError;
    if (error instanceof Gone) return new HttpProblem(500);
    reportError(error, {
      during: breach ? "response" : "handler",
      ...(operation === undefined ? {} : { operation: operation.name }),
      request,
    });
    if (!breach || mode !== "enforce") return new HttpProblem(500);
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
    try {
      return shapeProblem(options.problem, problem, operation, request);
    } catch (error) {
      reportError(error, { during: "response", ...(operation && { operation: operation.name }), request });
      return undefined;
    }
  };

  /** Nothing in here may be refused again: there would be no end to it. */
  const shaped = (
    operation: Operation | undefined,
    answer: Answer,
    request: RequestInfo,
  ): EncodedAnswer | Promise<EncodedAnswer> => {
    const info = { during: "response", ...(operation && { operation: operation.name }), request } as const;
    const send = (of: Operation, rules: AnswerRules): EncodedAnswer => {
      try {
        return encodeAnswer(of, answer, rules, request);
      } catch (error) {
        reportError(error, info);
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
          reportError(error, info);
          return held(UNHELD);
        })
      : held(rules);
  };

  const refuse = (
    operation: Operation | undefined,
    error: unknown,
    request: RequestInfo,
  ): EncodedAnswer | Promise<EncodedAnswer> => {
    const met = operation === undefined ? error : pointed(operation, error);
    const problem = occurrence(met instanceof HttpProblem ? met : internal(met, operation, request), request);
    const answer = shape(problem, operation, request);
    return answer === undefined ? encodeProblem(problem) : shaped(operation, answer, request);
  };

  return { internal, occurrence, shape, shaped, refuse };
}

/** Stands for a host's own answers: 404, 405 and the like. */
export const NO_OPERATION: Operation = { name: "the server", method: "", path: "", pointer: "", responses: [] };

export const UNHELD: AnswerRules = {
  mode: "off",
  undeclared: "allow",
  validators: undefined,
  pruner: undefined,
  plans: new WeakMap(),
  report() {},
};
