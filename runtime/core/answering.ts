/** What is done to an answer before it leaves: held against the contract, and what fails made a problem. */

import { encodeAnswer, problemAnswer, responseFor, type AnswerRules, type EncodedAnswer } from "./answer/index.ts";
import { rulesLoader } from "./answer/loader.ts";
import type { Operation } from "./contract.ts";
import type { Engine, EngineOptions } from "./engine.ts";
import { BodyRefusal, HttpProblem } from "./problem/index.ts";
import { createRefusals, NO_OPERATION, UNHELD } from "./problem/refuse.ts";
import type { Report } from "./report.ts";
import type { Answer, RequestInfo } from "./types.ts";

export type AnsweringOptions = Pick<
  EngineOptions,
  "responses" | "validateResponses" | "undeclared" | "problem" | "instance"
>;

export type Answering = Pick<Engine, "answer" | "failure" | "refusal" | "occurrence" | "shape" | "shaped">;

export function createAnswering(options: AnsweringOptions, report: Report): Answering {
  const mode = options.validateResponses ?? "enforce";
  const undeclared = options.undeclared ?? ({ enforce: "refuse", report: "drop", off: "allow" } as const)[mode];
  const loadRules = rulesLoader(options.responses, mode, undeclared, (error, operation, request) => {
    report(error, { during: "response", operation: operation.name, request });
  });
  const { internal, occurrence, shape, shaped, refuse } = createRefusals({
    ...options,
    mode,
    loadRules,
    reportError: report,
  });

  /** @param lenient the members that a problem has and a schema has not leave where it does not forbid them, and are dropped where it does (RFC 9457 §3.2) */
  const encode = (
    operation: Operation,
    answer: unknown,
    request: RequestInfo,
    lenient = false,
  ): EncodedAnswer | Promise<EncodedAnswer> => {
    const rules = loadRules();
    return rules instanceof Promise
      ? rules.then(
          (loaded) => encodeBy(loaded, operation, answer, request, lenient),
          (error: unknown) => refuse(operation, internal(error, operation, request), request),
        )
      : encodeBy(rules, operation, answer, request, lenient);
  };
  const encodeBy = (
    rules: AnswerRules,
    operation: Operation,
    answer: unknown,
    request: RequestInfo,
    lenient: boolean,
  ): EncodedAnswer | Promise<EncodedAnswer> => {
    const own = lenient && rules.undeclared !== "allow" ? { ...rules, undeclared: "yield" as const } : rules;
    try {
      return encodeAnswer(operation, answer, own, request);
    } catch (error) {
      return refuse(operation, internal(error, operation, request), request);
    }
  };

  return {
    answer(operation, answer, request, checked = false) {
      if (operation !== undefined && !checked) return encode(operation, answer, request);
      try {
        return encodeAnswer(operation ?? NO_OPERATION, answer, UNHELD, request);
      } catch (error) {
        return refuse(operation, internal(error, operation, request), request);
      }
    },
    failure(operation, error, request, known) {
      if (operation === undefined || !(error instanceof HttpProblem) || error instanceof BodyRefusal)
        return refuse(operation, error, request);
      const problem = occurrence(error, request);
      const answer = known ?? shape(problem, operation, request);
      if (answer !== undefined) return encode(operation, withoutContent(operation, answer), request);
      // The members that RFC 9457 has and a schema has not are no mistake of the handler.
      return encode(operation, problemAnswer(operation, problem), request, true);
    },
    refusal: refuse,
    occurrence,
    shape,
    shaped,
  };
}

/** Where a status is declared without content, it says it all. */
function withoutContent(operation: Operation, answer: Answer): Answer {
  const response = responseFor(operation, answer.status);
  if (response === undefined || (response.content?.length ?? 0) > 0) return answer;
  return { status: answer.status, ...(answer.headers === undefined ? {} : { headers: answer.headers }) };
}
