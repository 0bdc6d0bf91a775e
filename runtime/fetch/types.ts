/** The types that generated hosts are written in, whatever the host. */

import type { AnyHooks, HookContext } from "../core/pipeline/hooks.ts";
import type {
  Answer,
  DecodedRequest,
  ErrorAnswers,
  ErrorInfo,
  Granted,
  HandlerOptions,
  Limits,
  ProblemShaper,
  RequestInfo,
  ResponseMode,
  SecurityDetails,
  UndeclaredMode,
  Validators,
} from "../core/index.ts";
import type { Values } from "../core/conversions/types.ts";

/** What generated code passes besides the contract. Each function is called when it is needed, and not before. */
export interface HandlerSource {
  readonly requests: Validators;
  readonly responses?: () => Validators | Promise<Validators>;
  /** Only where the options `dates`, `bigint` or `decimals` convert something. */
  readonly values?: Values;
  /** For `unimplemented: "mock"`. */
  readonly mocks?: () => Promise<MockAnswers>;
}

/** The mocks of a contract, as far as a server calls them. */
export interface MockAnswers {
  /** @param context of a handler */
  answer(operation: string, request: DecodedRequest, context: object): Promise<Answer>;
}

/** A request as `context` gets it under a host of web standards. */
export interface WebRequestInfo extends RequestInfo {
  readonly web: globalThis.Request;
}

export type ContextOf<O extends HandlerOptions> = O extends { readonly context: infer C extends object } ? C : object;

type AuthResult<O extends HandlerOptions, Scheme extends string> = O extends { readonly auth: infer A }
  ? Scheme extends keyof A
    ? A[Scheme]
    : unknown
  : unknown;

/**
 * Checks credentials. What it returns reaches the handler as `auth[Scheme]`.
 *
 * Credentials that are not valid: return `null`, `undefined` or `false` for a 401, or throw an `HttpProblem` of your own.
 * Any other error is an outage: it is reported, and the caller gets a 500, never a pass. A library that throws for an
 * invalid token needs a `catch` that returns `null`. With `granted(user, scopes)` the scopes (or roles) that the operation
 * asks for are looked up, and a missing one is a 403.
 */
export type SecurityHandler<O extends HandlerOptions, Scheme extends string, Credentials> = (
  credentials: Credentials,
  details: Omit<SecurityDetails, "context"> & { readonly context: ContextOf<O> },
) =>
  | AuthResult<O, Scheme>
  | Granted<AuthResult<O, Scheme>>
  | null
  | undefined
  | false
  | Promise<AuthResult<O, Scheme> | Granted<AuthResult<O, Scheme>> | null | undefined | false>;

/**
 * The same for a scheme whose operations ask for scopes: the caller comes with its scopes, by `granted(user, scopes)`.
 * A missing scope is a 403.
 */
export type ScopedSecurityHandler<O extends HandlerOptions, Scheme extends string, Credentials> = (
  credentials: Credentials,
  details: Omit<SecurityDetails, "context"> & { readonly context: ContextOf<O> },
) =>
  | Granted<AuthResult<O, Scheme>>
  | null
  | undefined
  | false
  | Promise<Granted<AuthResult<O, Scheme>> | null | undefined | false>;

/** What is done with `request.id`, which `context`, handlers and `onError` see. */
export interface RequestIdOptions {
  /**
   * Whether a caller may choose it, by a well-formed `X-Request-Id` or the trace of a `traceparent`: for servers behind a
   * gateway that sets them. An id that middleware has given to the express request, as pino-http does, is always taken.
   * Default false: the server makes it.
   */
  readonly trust?: boolean;
  /** The header of every answer that has the id: `"X-Request-Id"`. Default: none. */
  readonly header?: string;
  /** Whether problem documents have it as their `instance`, `urn:request:…`. Default false. */
  readonly instance?: boolean;
}

/** Options that every host has. */
export interface CommonOptions {
  /**
   * What happens to an answer that breaks the contract. `enforce`: it is reported and the caller gets a 500. `report`: it
   * is reported and leaves. `off`: answers are not validated. Default: `enforce`, in production (`NODE_ENV`) `report`.
   */
  readonly validateResponses?: ResponseMode;
  /** Body properties of answers that the contract does not declare. Default `refuse` in `enforce`, `drop` in `report`, `allow` in `off`. */
  readonly undeclared?: UndeclaredMode;
  /**
   * Whether the 500 of an answer that breaks the contract tells its caller how, with the operation and the schema.
   * `onError` gets this in any case. Default: only with `NODE_ENV` `development` or `test`.
   */
  readonly errorDetails?: boolean;
  /** Query parameters that the contract does not declare. Default `refuse`. */
  readonly unknownQuery?: "refuse" | "ignore";
  /**
   * Properties of request bodies that the contract neither declares nor forbids. `strip`, which we recommend: the handler
   * does not get them. `refuse`: the request is invalid. Default `allow`, as in JSON Schema.
   */
  readonly unknownProperties?: "refuse" | "strip" | "allow";
  /** Whether absent properties of request bodies get the defaults of their schemas. Default false. */
  readonly bodyDefaults?: boolean;
  /**
   * Credentials that a security handler refuses, on an operation that allows anonymous requests. `refuse`: a 401.
   * `anonymous`: the request goes on without them. Default `refuse`.
   */
  readonly invalidCredentials?: "refuse" | "anonymous";
  /** The path of the operations. Default: the paths of the contract's servers; for `createRouter` where it is mounted. */
  readonly basePath?: string;
  /** What a request may have at most, and how long functions may take; see {@link Limits} for each. */
  readonly limits?: Partial<Limits>;
  /**
   * The status of requests that are well-formed and do not fit the contract; a malformed request is a 400. Default 400,
   * but 422 for operations that declare 422 and neither `400`, `4XX` nor `default`.
   */
  readonly invalidStatus?: 400 | 422;
  /**
   * `"text"`: XML bodies reach the handler as text, which it parses itself (`fast-xml-parser` is a good choice). They are
   * not validated. Default: they are a 415, and the server refuses to start with an operation that takes nothing else.
   */
  readonly xml?: "text";
  /**
   * The form of refusals and of thrown problems, where the contract declares another one than problem documents. The same
   * function serves the mocks. A hook (`notFound`, `validationFail`, …) goes before it.
   */
  readonly problem?: ProblemShaper;
  /**
   * What answers operations without a handler. `"mock"`: the contract's mock, as a handler would (after authorization and
   * validation), with `Tenon-Mock: true` in its headers. The mocks' own `createMocks(…)`, with its seed and overrides.
   * `501`: a problem, or the hook `notImplemented`. Default: the server does not start without all handlers; see {@link partial}.
   */
  readonly unimplemented?: "mock" | MockAnswers | 501;
  readonly requestId?: RequestIdOptions;
  /**
   * Aborted by the application when it begins to stop: handlers see it as `request.stopping`. Default: `serve` and
   * `shutdown` say so themselves; under `toFetchHandler` nothing does.
   */
  readonly stopping?: AbortSignal;
  /**
   * Called once with each error that the caller does not see, and with each answer that breaks the contract. What it throws
   * is written to the console. Default `console.error`, after a line that says which request it was.
   */
  readonly onError?: (error: unknown, info: ErrorInfo) => void;
}

/** The union of what the handlers may answer. */
export type AnswerOf<Handlers> = {
  [Name in keyof Handlers]: Handlers[Name] extends (...given: never) => infer Returned ? Awaited<Returned> : never;
}[keyof Handlers];

/** Domain errors of the application, answered in one place. */
export interface ErrorsOption<Handlers> {
  /**
   * Turns errors that handlers throw into declared answers: one function, or one for each error name. The server validates
   * the answer like one that the handler returned, and does not report the error. Other errors are reported and become a 500.
   */
  readonly errors?: ErrorAnswers<AnswerOf<Handlers>>;
}

/** A hook under a host of web standards; see {@link Hooks}. */
export type WebHook = (context: HookContext) => unknown;

/**
 * The pipeline's extension points, under openapi-backend's names. Those that only look on need not return anything.
 * @template H how the host calls a hook
 */
export interface Hooks<H = WebHook> {
  readonly preRoutingHandler?: H;
  readonly postRoutingHandler?: H;
  readonly postSecurityHandler?: H;
  readonly preOperationHandler?: H;
  /**
   * Sees each answer exactly as it leaves, once for every request, those that are refused included. It may return another
   * answer in its place, which is validated as the first was.
   */
  readonly postResponseHandler?: H;
  /** Answers in place of the 404 problem. */
  readonly notFound?: H;
  /** Answers in place of the 405 problem. */
  readonly methodNotAllowed?: H;
  /** Answers in place of the 501 problem. */
  readonly notImplemented?: H;
  /** Answers in place of the 400, 406, 408, 413, 415 or 422 problem. */
  readonly validationFail?: H;
  /** Answers in place of the 401 or 403 problem, or of the problem that a security handler threw. */
  readonly unauthorizedHandler?: H;
}

/** `context` is required where `O` has one. */
// `extends object`: without `exactOptionalPropertyTypes`, what `O` may have there may be undefined
export type ContextOption<O extends HandlerOptions, Request> = O extends { readonly context: infer C extends object }
  ? {
      /** What the application supplies to every handler, made for each request. A plain object. */
      readonly context: (request: Request) => C | Promise<C>;
    }
  : { readonly context?: (request: Request) => object | Promise<object> };

/** `security` is required where the contract has a scheme in use. */
// `never` is what inference makes of it where a contract has no scheme
export type SecurityOption<Security> = [Security] extends [never]
  ? { readonly security?: never }
  : keyof Security extends never
    ? { readonly security?: never }
    : {
        /** One function for each security scheme that an operation uses. */
        readonly security: Security;
      };

/** What a host of web standards is made with. */
export type FetchOptions<O extends HandlerOptions, Handlers, Security = {}> = CommonOptions & {
  readonly handlers: Handlers;
  readonly hooks?: Hooks;
} & ErrorsOption<Handlers> &
  ContextOption<O, WebRequestInfo> &
  SecurityOption<Security>;

/** {@link FetchOptions} of any host as the runtime sees them. */
export interface AnyHandlerOptions extends CommonOptions {
  readonly handlers: object;
  readonly context?: ((request: never) => object | Promise<object>) | undefined;
  readonly security?: object | undefined;
  readonly hooks?: AnyHooks | undefined;
  readonly errors?: ErrorAnswers | undefined;
}

export type AnyHandler = (request: DecodedRequest, context: object) => Answer | Promise<Answer>;
