/** What a call throws. Whatever is not a declared response is one of these, so that the typed union stays sound. */

import type { Violation } from "../core/validation.ts";
import { type ReceivedProblem, summaryOf } from "./problem.ts";
import type { Result } from "./types.ts";

export interface ErrorDetails {
  /** The operation's name. */
  readonly operation: string;
  readonly method: string;
  /** The URL that was asked; a credential in its query is replaced by `***`. */
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

/**
 * The base of everything that a call throws, apart from a `TypeError` where nobody has said where the API is. Its message
 * is one line.
 */
export class ApiError extends Error {
  override readonly name: string = "ApiError";
  readonly operation: string;
  readonly method: string;
  readonly url: string;
  readonly status: number | undefined;
  readonly bodyText: string | undefined;
  readonly response: Response | undefined;

  constructor(problem: string, details: ErrorDetails) {
    super(
      inOneLine(`${details.operation}: ${problem} (${details.method} ${details.url})`),
      "cause" in details ? { cause: details.cause } : {},
    );
    this.operation = details.operation;
    this.method = details.method;
    this.url = details.url;
    this.status = details.status;
    this.bodyText = details.bodyText?.slice(0, EXCERPT);
    this.response = details.response;
  }
}

/** `orThrow()` met a response that is declared and not 2xx. `result` is what awaiting the call would have given. */
export class ResponseError<R extends Result = Result> extends ApiError {
  override readonly name = "ResponseError";
  readonly result: R;

  constructor(result: R, details: ErrorDetails) {
    super(`answered ${result.status}${summaryOf(result.body)}`, { ...details, status: result.status });
    this.result = result;
  }
}

/**
 * A failure (status 400 and up) came as `application/problem+json`, which the contract does not declare for it: what a
 * server of Tenon refuses by itself, where the contract has another form for its errors or none.
 *
 * Where the status is declared without content, awaiting the call still gives that result; `orThrow()` throws this.
 */
export class ProblemError extends ApiError {
  override readonly name = "ProblemError";
  declare readonly status: number;
  /** The document, `errors` included. */
  readonly problem: ReceivedProblem;

  constructor(problem: ReceivedProblem, status: number, details: ErrorDetails) {
    super(`answered ${status}${summaryOf(problem)}`, { ...details, status });
    this.problem = problem;
  }
}

/** The status is not among those that the contract declares. */
export class UnexpectedStatusError extends ApiError {
  override readonly name = "UnexpectedStatusError";
}

/** Body, media type or headers of the response are not what the contract declares. */
export class DecodeError extends ApiError {
  override readonly name = "DecodeError";
  /** From the validator, where responses are validated. */
  readonly violations: readonly Violation[];

  constructor(problem: string, details: ErrorDetails, violations: readonly Violation[] = []) {
    super(problem, details);
    this.violations = violations;
  }
}

/** The input cannot be sent as the contract has it; nothing was sent. Its message names the parameter. */
export class EncodeError extends ApiError {
  override readonly name = "EncodeError";
}

/** Where a webhook or a callback would go cannot be told, or is not allowed; nothing was sent. */
export class TargetError extends ApiError {
  override readonly name = "TargetError";
}

/** The request breaks the contract; it was not sent. Only where requests are validated. */
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

/** No answer came, or it broke off: `cause` is what `fetch` threw. */
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

/** A text may come from whoever has answered. */
const inOneLine = (text: string): string =>
  text
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join(" ");
