/** What a pipeline is made with. */

import type { ResponseMode, UndeclaredMode } from "../answer/index.ts";
import type { MultipartParser } from "../body/multipart.ts";
import type { Contract } from "../contract.ts";
import type { Values } from "../conversions/types.ts";
import type { Limits } from "../limits.ts";
import type { ProblemShaper } from "../problem/refusals.ts";
import type { ErrorInfo } from "../report.ts";
import type { ErrorAnswers } from "./errors.ts";
import type { SecurityHandlers } from "../security/index.ts";
import type { RequestInfo } from "../types.ts";
import type { Validators } from "../validation.ts";

export interface PipelineOptions {
  readonly contract: Contract;
  readonly requests: Validators;
  /** Loaded on first use, and only where responses are validated. */
  readonly responses?: (() => Validators | Promise<Validators>) | undefined;
  /**
   * `enforce`: an answer that breaks the contract is reported and becomes a 500. `report`: it is reported and leaves.
   * `off`: answers are not validated. Default `enforce`.
   */
  readonly validateResponses?: ResponseMode | undefined;
  /** Body properties of answers that the contract does not declare; default `refuse` in `enforce`, `drop` in `report`, `allow` in `off`. */
  readonly undeclared?: UndeclaredMode | undefined;
  /** Query parameters that the contract does not declare; default `refuse`. */
  readonly unknownQuery?: "refuse" | "ignore" | undefined;
  /**
   * Properties of request bodies that the contract neither declares nor forbids. `refuse`: an invalid request. `strip`: they
   * do not reach the handler. Default `allow`, as in JSON Schema: a body is validated and never altered.
   */
  readonly unknownProperties?: "refuse" | "strip" | "allow" | undefined;
  /** Whether the defaults of schemas are filled into valid bodies. Default false. */
  readonly bodyDefaults?: boolean | undefined;
  readonly security?: SecurityHandlers | undefined;
  /** Credentials that a security handler refuses, on an operation that allows anonymous requests. Default `refuse`. */
  readonly invalidCredentials?: "refuse" | "anonymous" | undefined;
  /** The path of the operations, in place of the paths of the contract's servers. */
  readonly basePath?: string | undefined;
  readonly limits?: Partial<Limits> | undefined;
  /**
   * The status of requests that are well-formed and do not fit the contract (RFC 9110 §15.5.21). A malformed request is a
   * 400. Default 400, but 422 for operations that declare 422 and neither `400`, `4XX` nor `default`.
   */
  readonly invalidStatus?: 400 | 422 | undefined;
  /**
   * `text`: XML bodies are accepted and reach the handler as text, which is not validated. Default: they are a 415, and
   * the pipeline refuses to start with an operation that takes nothing else.
   */
  readonly xml?: "text" | undefined;
  /** What the options `dates`, `bigint` and `decimals` convert between JSON and handlers. Default: nothing. */
  readonly values?: Values | undefined;
  /** Reads multipart bodies. Default: the platform's parser, which keeps all parts in memory. */
  readonly multipart?: MultipartParser | undefined;
  /** The form of refusals, where the contract declares another one than problem documents. */
  readonly problem?: ProblemShaper | undefined;
  /** The `instance` of problems that name none (RFC 9457 §3.1.5). Default: they have none. */
  readonly instance?: ((request: RequestInfo) => string) | undefined;
  /** Whether the 500 of an answer that breaks the contract says how, to its caller. Default true. */
  readonly errorDetails?: boolean | undefined;
  /** Turns errors that handlers throw into answers. */
  readonly errors?: ErrorAnswers | undefined;
  /** Called with errors that the caller does not see. Default: `console.error`, after a line that says which request it was. */
  readonly onError?: ((error: unknown, info: ErrorInfo) => unknown) | undefined;
}
