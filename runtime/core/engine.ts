/**
 * The contract engine: the steps that a request takes, in the order in which every host takes them:
 * route → authorize → read → decode → (the handler) → answer. A host that needs no life cycle of its own uses
 * `createFetchHandler`, which is nothing but these in a row.
 */

import { createAdmission, type Parts } from "./admission.ts";
import type { EncodedAnswer, ResponseMode, UndeclaredMode } from "./answer/index.ts";
import { createPruner } from "./answer/undeclared.ts";
import { createAnswering } from "./answering.ts";
import type { BodySource, ReadBody } from "./body/index.ts";
import type { MultipartParser } from "./body/multipart.ts";
import * as others from "./body/others.ts";
import type { Contract, Operation } from "./contract.ts";
import * as negotiation from "./http/negotiate.ts";
import type { Limits } from "./limits.ts";
import { refuseWrongOptions, refuseXml } from "./options.ts";
import * as styles from "./parameters/style.ts";
import type { HttpProblem } from "./problem/index.ts";
import type { ProblemShaper } from "./problem/refusals.ts";
import { createReport } from "./report.ts";
import type { Routing } from "./router.ts";
import * as challenges from "./security/challenges.ts";
import type { Authorization, SecurityHandlers } from "./security/index.ts";
import type { Answer, DecodedRequest, RequestInfo } from "./types.ts";
import type { Validators } from "./validation.ts";

export interface ErrorInfo {
  /** Where it happened: in a security handler, in a handler or around it, or in an answer that breaks the contract. */
  readonly during: "security" | "handler" | "response";
  readonly operation?: string;
  readonly request: RequestInfo;
}

export interface EngineOptions {
  readonly contract: Contract;
  readonly requests: Validators;
  /** Loaded on first use, and only where responses are validated. */
  readonly responses?: () => Validators | Promise<Validators>;
  /** `enforce`: an answer that breaks the contract is a 500 with a report; `report`: it is logged and leaves; default `enforce`. */
  readonly validateResponses?: ResponseMode;
  /** Body properties of answers that the contract does not declare; default `refuse` in `enforce`, `drop` in `report`, `allow` in `off`. */
  readonly undeclared?: UndeclaredMode;
  /** Query parameters that the contract does not declare; default `refuse`. */
  readonly unknownQuery?: "refuse" | "ignore";
  /**
   * Properties of request bodies that the contract does not declare, where it does not forbid them either. Default
   * `allow`, as JSON Schema has it: a body is validated and never altered, and a client may be newer than the server.
   */
  readonly unknownProperties?: "refuse" | "allow";
  readonly security?: SecurityHandlers;
  /** Where the operations are, in place of the paths of the contract's servers. */
  readonly basePath?: string;
  readonly limits?: Partial<Limits>;
  /**
   * The status of requests that are well-formed and do not fit the contract (RFC 9110 §15.5.21); what is malformed is a
   * 400. Default 400, but 422 for operations that declare that and neither `400`, `4XX` nor `default`.
   */
  readonly invalidStatus?: 400 | 422;
  /**
   * `text`: XML bodies are accepted, and reach the handler as the text that they are; the contract's schema is not held
   * against them. Default: they are a 415, and an operation that takes nothing else makes the engine refuse to start.
   */
  readonly xml?: "text";
  /** Reads multipart bodies. Default: the platform's parser, which keeps everything in memory. */
  readonly multipart?: MultipartParser;
  /** The form of refusals, where the contract declares another one than problem documents. */
  readonly problem?: ProblemShaper;
  /** The `instance` of problems that name none (RFC 9457 §3.1.5). Default: they have none. */
  readonly instance?: (request: RequestInfo) => string;
  /** Told of what the caller is not: errors, and answers that break the contract. Default: `console.error`, after a line with method, path, operation and the request's id. */
  readonly onError?: (error: unknown, info: ErrorInfo) => void;
}

export type Found = Extract<Routing, { kind: "found" }>;

export interface Engine {
  readonly contract: Contract;
  /** @param path without the query, percent-encoded */
  route(method: string, path: string): Routing;
  /** The refusal of a request with more header fields than `limits.headers`: hosts count them, before anything else. */
  tooManyHeaders(count: number): HttpProblem | undefined;
  /** The answer to a request that leads to no operation: 404, 405, or 204 for OPTIONS. */
  routingProblem(routing: Exclude<Routing, Found>): HttpProblem | EncodedAnswer;
  /** @throws HttpProblem 401, or what a security handler threw */
  authorize(operation: Operation, request: RequestInfo, context: object): Authorization | Promise<Authorization>;
  /** `undefined`: the operation has no body, and it is not read. @throws HttpProblem 408, 413, 415 */
  readBody(
    operation: Operation,
    request: RequestInfo,
    source: BodySource | undefined,
  ): ReadBody | Promise<ReadBody> | undefined;
  /**
   * The request for the handler.
   * @returns a problem (to throw it would be dear) 400, or {@link EngineOptions.invalidStatus}, with all violations; 406 where the caller takes nothing of what a success can be
   */
  decode(found: Found, request: RequestInfo, body: ReadBody | undefined): DecodedRequest | HttpProblem;
  /**
   * A handler's answer, held against the contract; a breach and a failure to send it become problems.
   * Without an operation it is a host's own answer, held against nothing.
   * @param checked it has been held against the contract before
   */
  answer(
    operation: Operation | undefined,
    answer: unknown,
    request: RequestInfo,
    checked?: boolean,
  ): EncodedAnswer | Promise<EncodedAnswer>;
  /**
   * What a handler threw: a problem is held against the contract as an answer is, anything else is a 500 without a word.
   * @param known what {@link shape} made of it, where it has been asked already
   */
  failure(
    operation: Operation | undefined,
    error: unknown,
    request: RequestInfo,
    known?: Answer,
  ): EncodedAnswer | Promise<EncodedAnswer>;
  /** What went wrong before a handler was called: a problem in the form of {@link shape}, anything else as a 500. */
  refusal(
    operation: Operation | undefined,
    error: unknown,
    request: RequestInfo,
  ): EncodedAnswer | Promise<EncodedAnswer>;
  /** The problem as the one that this request has met: with {@link EngineOptions.instance}. */
  occurrence(problem: HttpProblem, request: RequestInfo): HttpProblem;
  /** A problem in the form that {@link EngineOptions.problem} gives it; `undefined`: in its own. */
  shape(problem: HttpProblem, operation: Operation | undefined, request: RequestInfo): Answer | undefined;
  /** A refusal that has been shaped: a breach of the contract is reported, and it leaves. */
  shaped(
    operation: Operation | undefined,
    answer: Answer,
    request: RequestInfo,
  ): EncodedAnswer | Promise<EncodedAnswer>;
  reportError(error: unknown, info: ErrorInfo): void;
}

/** All at hand: a host that is no page need not wait for any of it. */
const PARTS: Parts = {
  others: () => others,
  styles: () => styles,
  challenges: () => challenges,
  negotiation: () => negotiation,
};

/** @throws Error for a contract of another format, an option with a value that it cannot have, an operation that takes XML only where that is not accepted, and for a security scheme without a handler */
export function createEngine(options: EngineOptions): Engine {
  const { contract, requests } = options;
  refuseWrongOptions(options);
  const report = createReport(options.onError);
  const pruner = options.unknownProperties === "refuse" ? createPruner(requests.schemas) : undefined;
  const admission = createAdmission(options, PARTS, report, pruner);
  if (options.xml === undefined) refuseXml(contract);
  return {
    contract,
    ...admission,
    ...createAnswering(options, report),
    reportError: report,
  };
}
