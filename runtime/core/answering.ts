/** Answers before they leave: validated and written. What fails becomes a problem. */

import { encodeAnswer, problemAnswer, responseFor, type AnswerRules, type EncodedAnswer } from "./answer/index.ts";
import { rulesLoader } from "./answer/loader.ts";
import type { Forms } from "./answer/rules.ts";
import type { Contract, MediaType, Operation } from "./contract.ts";
import { isObject } from "./json-object.ts";
import { closeBody } from "./http/closing.ts";
import type { PipelineOptions } from "./pipeline/options.ts";
import { BodyRefusal, HttpProblem } from "./problem/index.ts";
import { createRefusals, NO_OPERATION, UNHELD } from "./problem/refuse.ts";
import type { Report } from "./report.ts";
import type { Answer, RequestInfo } from "./types.ts";
import type { MaybePromise } from "./values.ts";

export type AnsweringOptions = Pick<
  PipelineOptions,
  "contract" | "responses" | "validateResponses" | "undeclared" | "problem" | "instance" | "errorDetails"
> & {
  /** Loaded with the first answer, where the contract declares an answer that is a form. */
  readonly forms: () => MaybePromise<Forms>;
};

export interface Answering {
  /**
   * Validates and writes a handler's answer. A breach of the contract and a failure to write it become problems.
   * Without an operation it is an answer of the host itself, which is not validated.
   * @param checked the answer is known to fit the contract
   */
  answer(
    operation: Operation | undefined,
    answer: unknown,
    request: RequestInfo,
    checked?: boolean,
  ): MaybePromise<EncodedAnswer>;
  /** What a handler threw: a problem is validated as an answer is, any other error is a 500 without details. */
  failure(operation: Operation | undefined, error: unknown, request: RequestInfo): MaybePromise<EncodedAnswer>;
  /** What went wrong before a handler was called: a problem in the application's form, any other error as a 500. */
  refusal(operation: Operation | undefined, error: unknown, request: RequestInfo): MaybePromise<EncodedAnswer>;
}

export function createAnswering(options: AnsweringOptions, report: Report): Answering {
  const mode = options.validateResponses ?? "enforce";
  const undeclared = options.undeclared ?? ({ enforce: "refuse", report: "drop", off: "allow" } as const)[mode];
  const forms = declaresForms(options.contract) ? options.forms : undefined;
  const loadRules = rulesLoader({
    mode,
    undeclared,
    validators: mode === "off" && undeclared === "allow" ? undefined : options.responses,
    forms,
    report: (error, operation, request) => report(error, { during: "response", operation: operation.name, request }),
  });
  const loadUnheld = rulesLoader({ ...UNHELD, undeclared: "allow", validators: undefined, forms });
  const { internal, occurrence, shape, refuse } = createRefusals({ ...options, mode, loadRules, report });

  const encode = (
    rules: MaybePromise<AnswerRules>,
    operation: Operation | undefined,
    answer: unknown,
    request: RequestInfo,
  ): MaybePromise<EncodedAnswer> => {
    if (rules instanceof Promise)
      return rules.then(
        (loaded) => encode(loaded, operation, answer, request),
        (error: unknown) => broken(operation, answer, error, request),
      );
    try {
      return encodeAnswer(operation ?? NO_OPERATION, answer, rules, request);
    } catch (error) {
      return broken(operation, answer, error, request);
    }
  };
  /** The members that a problem has and a schema has not leave where it does not forbid them, and are dropped where it does (RFC 9457 §3.2). */
  const lenientRules = (): MaybePromise<AnswerRules> => {
    const lenient = (rules: AnswerRules): AnswerRules =>
      rules.undeclared === "allow" ? rules : { ...rules, undeclared: "yield" };
    const rules = loadRules();
    return rules instanceof Promise ? rules.then(lenient) : lenient(rules);
  };
  /** An answer that cannot leave: what it has opened is closed. */
  const broken = async (
    operation: Operation | undefined,
    answer: unknown,
    error: unknown,
    request: RequestInfo,
  ): Promise<EncodedAnswer> => {
    const problem = internal(error, operation, request);
    try {
      if (isObject(answer)) await closeBody(answer["body"]);
    } catch (failure) {
      report(failure, { during: "response", ...(operation && { operation: operation.name }), request });
    }
    return refuse(operation, problem, request);
  };

  return {
    answer(operation, answer, request, checked = false) {
      if (operation === undefined) return encode(UNHELD, undefined, answer, request);
      return encode(checked ? loadUnheld() : loadRules(), operation, answer, request);
    },
    failure(operation, error, request) {
      if (operation === undefined || !(error instanceof HttpProblem) || error instanceof BodyRefusal)
        return refuse(operation, error, request);
      const problem = occurrence(error, request);
      const answer = shape(problem, operation, request);
      if (answer !== undefined) return encode(loadRules(), operation, withoutContent(operation, answer), request);
      // The members that RFC 9457 has and a schema has not are no mistake of the handler.
      return encode(lenientRules(), operation, problemAnswer(operation, problem), request);
    },
    refusal: refuse,
  };
}

const isForm = ({ kind }: MediaType): boolean => kind === "form" || kind === "multipart";

const declaresForms = ({ operations }: Contract): boolean =>
  operations.some(({ responses }) => responses.some(({ content }) => content?.some(isForm)));

/** Where a status is declared without content, it says it all. */
function withoutContent(operation: Operation, answer: Answer): Answer {
  const response = responseFor(operation, answer.status);
  if (response === undefined || (response.content?.length ?? 0) > 0) return answer;
  return { status: answer.status, ...(answer.headers === undefined ? {} : { headers: answer.headers }) };
}
