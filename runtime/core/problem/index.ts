/** Problem documents (RFC 9457): the body of every failure, the same in every host. */

import { statusPhrase } from "../http/status.ts";
import type { Answer } from "../types.ts";
import type { Violation } from "../validation.ts";

export const PROBLEM_MEDIA_TYPE = "application/problem+json";

/** Where in a request (or, in a report, in an answer) a violation was found. */
export type ViolationPlace = "query" | "path" | "header" | "cookie" | "body";

/**
 * One way in which a request breaks the contract: a {@link Violation} and the part of the request it is in.
 *
 * `schemaPointer` is where the contract says so: the keyword of a schema, through its `$ref`s
 * (`#/components/schemas/Student/…`, `#/paths/…/parameters/0/schema/maximum`); where no keyword was broken, the parameter,
 * body or operation that speaks of it. JSON Pointers into the contract as it is written, which
 * `openapi.json` has in the same places but where something before it in a list was left out with a warning; not
 * percent-encoded.
 */
export interface RequestViolation extends Violation {
  readonly in: ViolationPlace;
  /** The parameter's name; absent for a body. */
  readonly name?: string;
}

/** A value that a problem is about. An application that reports its own need not name a keyword of a schema. */
export type BlamedValue = Omit<RequestViolation, keyof Violation> &
  Pick<Violation, "pointer" | "message"> &
  Partial<Violation>;

export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly instance?: string;
  /** All violations of the request together. */
  readonly errors?: readonly BlamedValue[];
  readonly [extension: string]: unknown;
}

/** What a caller of {@link HttpProblem} gives: any members, extensions too; `status` comes from the first argument. */
export interface ProblemMembers {
  readonly type?: string;
  readonly title?: string;
  readonly detail?: string;
  readonly instance?: string;
  readonly errors?: readonly BlamedValue[];
  readonly [extension: string]: unknown;
}

/**
 * A failure that is to be answered with a problem document. A handler throws it instead of returning an answer; it is
 * held against the contract as an answer is.
 *
 * `throw new HttpProblem(409, { title: "E-mail already in use" })`
 */
export class HttpProblem extends Error {
  override readonly name = "HttpProblem";
  readonly status: number;
  readonly document: ProblemDocument;
  /** Headers that go with the document, e.g. `Retry-After`. */
  readonly headers: Readonly<Record<string, string>>;

  /**
   * @param status 400–599
   * @param members of the document; `type` is `about:blank` and `title` the status phrase unless given
   * @throws RangeError for a status that is no failure
   */
  constructor(
    status: number,
    members: ProblemMembers = {},
    options: { readonly headers?: Readonly<Record<string, string>>; readonly cause?: unknown } = {},
  ) {
    if (!Number.isInteger(status) || status < 400 || status > 599) {
      throw new RangeError(`A problem has a status from 400 to 599, not ${status}`);
    }
    const own = { status }; // whatever the members say, and in the order of RFC 9457 §3.1
    const document: ProblemDocument = { type: "about:blank", title: statusPhrase(status), ...own, ...members, ...own };
    super(document.detail ?? document.title, options.cause === undefined ? undefined : { cause: options.cause });
    this.status = status;
    this.document = document;
    this.headers = options.headers ?? {};
  }

  /** The problem in the form in which a handler answers. */
  toAnswer(): Answer {
    return { status: this.status, headers: this.headers, body: this.document, contentType: PROBLEM_MEDIA_TYPE };
  }
}

/**
 * A body that the host refuses while a handler reads it: 400, 408, 413. It leaves as any refusal does, and is not held
 * against the contract as an answer of the handler.
 */
export class BodyRefusal extends HttpProblem {}

/**
 * A refusal that the engine makes, with every invalid request: without the stack of an error, which would tell nobody
 * anything and costs more than all the rest of the request.
 */
export function refusalOf(...args: ConstructorParameters<typeof HttpProblem>): HttpProblem {
  // Cast: of V8 and JavaScriptCore, which types of web standards do not know; another engine does not look at it.
  const errors = Error as { stackTraceLimit?: number };
  const { stackTraceLimit } = errors;
  if (stackTraceLimit === undefined || Object.isFrozen(Error)) return new HttpProblem(...args);
  errors.stackTraceLimit = 0;
  try {
    return new HttpProblem(...args);
  } finally {
    errors.stackTraceLimit = stackTraceLimit;
  }
}

/** The same problem as this occurrence of it (RFC 9457 §3.1.5); one that names its own instance keeps it. */
export function withInstance(problem: HttpProblem, instance: string): HttpProblem {
  const { status, document, headers, cause } = problem;
  if (document.instance !== undefined) return problem;
  const Kind = problem instanceof BodyRefusal ? BodyRefusal : HttpProblem;
  return new Kind(status, { ...document, instance }, { headers, cause });
}

/** A problem as a web-standard response. */
export function problemResponse(problem: HttpProblem): globalThis.Response {
  return new globalThis.Response(JSON.stringify(problem.document), {
    status: problem.status,
    headers: { ...problem.headers, "Content-Type": PROBLEM_MEDIA_TYPE },
  });
}
