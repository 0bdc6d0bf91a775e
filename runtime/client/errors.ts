/** What a call throws. A response that is not declared throws, so that the typed union stays sound. */

import type { Violation } from "../core/validation.ts";
import { type FieldMessages, fieldMessages, type ReceivedProblem, summaryOf } from "./problem.ts";
import type { Result } from "./result.ts";

export interface ErrorDetails {
  /** The operation's name. */
  readonly operation: string;
  readonly method: string;
  /** The URL of the request; `***` stands for a credential in its query. */
  readonly url: string;
  readonly status?: number | undefined;
  /** The beginning of the response's body, at most {@link EXCERPT} characters. */
  readonly bodyText?: string | undefined;
  /** The response as received; its body may have been read. */
  readonly response?: Response | undefined;
  readonly cause?: unknown;
}

/** How many characters of a body an error keeps. */
export const EXCERPT = 2000;

/** The base of all errors of calls, except the `TypeError` for a missing `baseUrl`. Its message is one line. */
export class ApiError extends Error implements ErrorDetails {
  override readonly name: string = "ApiError";
  declare readonly operation: string;
  declare readonly method: string;
  declare readonly url: string;
  declare readonly status: number | undefined;
  declare readonly bodyText: string | undefined;
  declare readonly response: Response | undefined;

  constructor(problem: string, details: ErrorDetails) {
    // In one line: a text may come from the server.
    super(`${details.operation}: ${problem} (${details.method} ${details.url})`.replace(/\s+/g, " "));
    // `status`, `bodyText` and `response` are own properties also where they are undefined.
    Object.assign(this, { status: undefined, response: undefined }, details, {
      bodyText: details.bodyText?.slice(0, EXCERPT),
    });
  }
}

/** Makes the error for a request or a body that failed on its way. */
export type BodyFault = (cause: unknown) => ApiError;

/** `orThrow()` received a declared response that is not 2xx. `result` is the value of `await call`. */
export class ResponseError<R extends Result = Result> extends ApiError {
  override readonly name = "ResponseError";
  readonly result: R;

  constructor(result: R, details: ErrorDetails) {
    super(`received ${result.status}${summaryOf(result.body)}`, { ...details, status: result.status });
    this.result = result;
  }

  /** Messages by field, for forms: `error.fields["address.zip"]`. Empty for a body that is no problem document with `errors`. */
  get fields(): FieldMessages {
    return fieldMessages(this.result.body);
  }
}

/**
 * A failure (status 400 and up) came as `application/problem+json`, which the contract does not declare for it. A Tenon
 * server refuses requests this way when the contract declares no error of its own.
 *
 * When the contract declares the status without content, `await call` gives that result, and `orThrow()` throws this.
 */
export class ProblemError extends ApiError {
  override readonly name = "ProblemError";
  declare readonly status: number;
  /** The document, `errors` included. */
  readonly problem: ReceivedProblem;

  constructor(problem: ReceivedProblem, status: number, details: ErrorDetails) {
    super(`received ${status}${summaryOf(problem)}`, { ...details, status });
    this.problem = problem;
  }

  /** As {@link ResponseError.fields}. */
  get fields(): FieldMessages {
    return fieldMessages(this.problem);
  }
}

/** The contract does not declare the status. Its message contains the cause that the body gives, when it gives one. */
export class UnexpectedStatusError extends ApiError {
  override readonly name = "UnexpectedStatusError";
}

/** Body, media type or headers of the response do not fit the contract. */
export class DecodeError extends ApiError {
  override readonly name = "DecodeError";
  /** From the validator; empty without `validate`. */
  readonly violations: readonly Violation[];

  constructor(problem: string, details: ErrorDetails, violations: readonly Violation[] = []) {
    super(problem, details);
    this.violations = violations;
  }
}

/** The contract gives no way to send the input. The client sent nothing. The message names the parameter. */
export class EncodeError extends ApiError {
  override readonly name = "EncodeError";
}

/** The URL of a webhook or callback is missing, malformed or not allowed. The client sent nothing. */
export class TargetError extends ApiError {
  override readonly name = "TargetError";
}

/** The request breaks the contract. The client did not send it. Only with `validate`. */
export class InvalidRequestError extends ApiError {
  override readonly name = "InvalidRequestError";
  readonly violations: readonly (Violation & { readonly place: string })[];

  constructor(details: ErrorDetails, violations: readonly (Violation & { readonly place: string })[]) {
    super(
      `the request is invalid: ${violations.map(({ place, pointer, message }) => `${place}${pointer} ${message}`).join("; ")}`,
      details,
    );
    this.violations = violations;
  }
}

/** No response arrived, or it broke off: `cause` is what `fetch` threw. */
export class NetworkError extends ApiError {
  override readonly name = "NetworkError";
}

/** The caller's signal was aborted: `cause` is its reason. */
export class AbortedError extends ApiError {
  override readonly name = "AbortedError";
}

/** The call took longer than its `timeout`. */
export class TimeoutError extends ApiError {
  override readonly name = "TimeoutError";
}
