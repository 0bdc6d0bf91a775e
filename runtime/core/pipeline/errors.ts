/** The option `errors`: thrown errors of the application become answers that the contract declares. */

import type { RequestInfo } from "../types.ts";
import { namesOf } from "../error-names.ts";
import { isThenable } from "../values.ts";

/** Details for a function of the option `errors`. */
export interface ThrownInfo {
  /** The generated name of the operation. */
  readonly operation: string;
  readonly request: RequestInfo;
}

/**
 * Turns a thrown error into an answer, which is validated like an answer that the handler returns.
 * `undefined`: the error is unexpected, so it is reported and becomes a 500.
 */
// `never`: a function that takes one class of errors is given errors of that name alone
export type AnswerThrownError<Answer = unknown> = (
  error: never,
  info: ThrownInfo,
) => Answer | undefined | Promise<Answer | undefined>;

/**
 * One function for all errors, or one for each error name. The name is `error.name`, or the name of its class or a base
 * class. An `HttpProblem` is an answer already and does not come here.
 */
export type ErrorAnswers<Answer = unknown> =
  | ((error: unknown, info: ThrownInfo) => Answer | undefined | Promise<Answer | undefined>)
  | { readonly [name: string]: AnswerThrownError<Answer> };

/** Both errors, when a function of `errors` fails itself. */
export class ErrorAnswerFailed extends AggregateError {
  override readonly name = "ErrorAnswerFailed";
}

/** @returns the answer to an error, or `undefined`; it rejects with {@link ErrorAnswerFailed} */
export type AnswerThrown = (error: unknown, info: ThrownInfo) => unknown;

/** @throws Error for a value that is neither a function nor an object of functions */
export function createAnswerThrown(errors: ErrorAnswers): AnswerThrown {
  if (typeof errors !== "function")
    for (const [name, answer] of Object.entries(errors as Readonly<Record<string, unknown>>))
      if (typeof answer !== "function")
        throw new Error(
          `The option "errors.${name}" is not a function; it is called with an error and returns an answer`,
        );
  return (error, info) => {
    const answerError = typeof errors === "function" ? errors : answerOf(errors, error);
    if (answerError === undefined) return undefined;
    const failed = (failure: unknown): never => {
      throw new ErrorAnswerFailed([error, failure], `The option errors failed for an error of ${info.operation}`);
    };
    try {
      const answer: unknown = answerError(error as never, info);
      return isThenable(answer) ? Promise.resolve(answer).catch(failed) : answer;
    } catch (failure) {
      return failed(failure);
    }
  };
}

/** By the most specific name. */
function answerOf(errors: Exclude<ErrorAnswers, Function>, error: unknown): AnswerThrownError | undefined {
  const name = namesOf(error).find((one) => Object.hasOwn(errors, one));
  return name === undefined ? undefined : errors[name];
}
