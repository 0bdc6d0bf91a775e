/** Problem documents (RFC 9457): the body of every refusal, the same in every host. */

import { statusPhrase } from "../http/status.ts";
import type { Answer } from "../types.ts";
import type { Violation } from "../validation.ts";

export const PROBLEM_MEDIA_TYPE = "application/problem+json";

/** Where in a request (or, in a report, in an answer) a violation was found. */
export type ViolationPlace = "query" | "path" | "header" | "cookie" | "body";

/**
 * One way in which a request breaks the contract: a {@link Violation} and the part of the request it is in.
 *
 * `schemaPointer` is the place in the contract: the keyword of a schema, through its `$ref`s
 * (`#/components/schemas/Student/…`, `#/paths/…/parameters/0/schema/maximum`). Where no keyword was broken, it is the
 * parameter, body or operation. It is a JSON Pointer into the contract as it is written, not percent-encoded.
 * `openapi.json` has the same places, unless `generate` left out an earlier entry of a list with a warning.
 */
export interface RequestViolation extends Violation {
  readonly in: ViolationPlace;
  /** The parameter's name; absent for a body. */
  readonly name?: string;
}

/** An invalid value in a problem. A problem of the application need not name a keyword of a schema. */
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

/** The members of a document, extensions included; `status` is the first argument of {@link HttpProblem}. */
export interface ProblemMembers {
  readonly type?: string;
  readonly title?: string;
  readonly detail?: string;
  readonly instance?: string;
  readonly errors?: readonly BlamedValue[];
  readonly [extension: string]: unknown;
}

/**
 * A failure that becomes a problem document. A handler throws it instead of returning an answer, and it is validated as an
 * answer is.
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
    const document = documentOf(status, members);
    super(document.detail ?? document.title, options.cause === undefined ? undefined : { cause: options.cause });
    this.status = status;
    this.document = document;
    this.headers = options.headers ?? {};
  }

  /** The problem as an answer of a handler. */
  toAnswer(): Answer {
    return { status: this.status, headers: this.headers, body: this.document, contentType: PROBLEM_MEDIA_TYPE };
  }
}

/**
 * A body that the host refuses while a handler reads it: 400, 408, 413. It leaves as other refusals do and is not validated
 * as an answer of the handler.
 */
export class BodyRefusal extends HttpProblem {}

/** @throws RangeError for a status that is no failure */
function documentOf(status: number, members: ProblemMembers): ProblemDocument {
  if (!Number.isInteger(status) || status < 400 || status > 599)
    throw new RangeError(`A problem has a status from 400 to 599, not ${status}`);
  const own = { status }; // last, because the members may have one; first, for the order of RFC 9457 §3.1
  return { type: "about:blank", title: statusPhrase(status), ...own, ...members, ...own };
}

/** An {@link HttpProblem} that is made without the constructor of `Error`. */
class Refusal {
  readonly name = "HttpProblem";
  readonly message: string;
  readonly status: number;
  readonly document: ProblemDocument;
  readonly headers: Readonly<Record<string, string>>;
  static {
    Object.setPrototypeOf(this.prototype, HttpProblem.prototype);
  }

  constructor(status: number, members: ProblemMembers, headers: Readonly<Record<string, string>>) {
    this.document = documentOf(status, members);
    this.message = this.document.detail ?? this.document.title;
    this.status = status;
    this.headers = headers;
  }
}

const NO_HEADERS: Readonly<Record<string, string>> = Object.freeze({});

/**
 * A refusal that the pipeline makes itself. It is an `HttpProblem` without a stack, because a stack takes longer than all
 * other work for an invalid request, and this one has no reader.
 */
export function refusalOf(
  status: number,
  members: ProblemMembers = {},
  { headers = NO_HEADERS }: { readonly headers?: Readonly<Record<string, string>> } = {},
): HttpProblem {
  return new Refusal(status, members, headers) as HttpProblem; // its prototype is that of HttpProblem
}

/** The problem with an `instance` (RFC 9457 §3.1.5), unless it has one. */
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
