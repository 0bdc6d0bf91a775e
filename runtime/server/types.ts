/** The types that generated servers are written in. */

import type {
  Express,
  Request as ExpressRequest,
  RequestHandler,
  Response as ExpressResponse,
  Router as ExpressRouter,
} from "express";
import type { OpenAPIBackend } from "openapi-backend";
import type {
  Answer,
  ErrorInfo,
  HandlerOptions,
  Limits,
  Operation,
  ProblemShaper,
  RequestInfo,
  RequestViolation,
  ResponseMode,
  SecurityDetails,
  UndeclaredMode,
  Validators,
} from "../core/index.ts";

/** An express application that serves the contract. */
export type Server = Express;
/** The same, to be mounted in an express application. */
export type ServerRouter = ExpressRouter;

/** Generated validators; those of responses are loaded on first use. */
export interface ValidatorSets {
  readonly requests: Validators;
  readonly responses?: () => Validators | Promise<Validators>;
}

/** A request as `context` gets it: the same in every host, with what the host itself has. */
export interface ServerRequest extends RequestInfo {
  /** Under express. */
  readonly express?: { readonly request: ExpressRequest; readonly response: ExpressResponse };
  /** Under `toFetchHandler`. */
  readonly web?: globalThis.Request;
}

type ContextOf<O extends HandlerOptions> = O extends { readonly context: infer C } ? C : object;

type Given<O extends HandlerOptions, Scheme extends string> = O extends { readonly auth: infer A }
  ? Scheme extends keyof A
    ? A[Scheme]
    : unknown
  : unknown;

/**
 * Looks at credentials and says whose they are: what it returns reaches the handler as `auth[Scheme]`.
 * `null`, `undefined`, `false` or a throw is a 401, never a pass; a thrown `HttpProblem` is answered as it is.
 */
export type SecurityHandler<O extends HandlerOptions, Scheme extends string, Credentials> = (
  credentials: Credentials,
  details: Omit<SecurityDetails, "context"> & { readonly context: ContextOf<O> },
) => Given<O, Scheme> | null | undefined | false | Promise<Given<O, Scheme> | null | undefined | false>;

/** What a hook sees of a request; parts are decoded once the request has been validated. */
export interface HookRequest {
  readonly method: string;
  /** Without the query and without the path under which the server is mounted. */
  readonly path: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  /** As received, by lower-case name. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly cookies: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  readonly requestBody: unknown;
}

/** openapi-backend's context, with the contract's own names in it. */
export interface HookContext {
  readonly api: OpenAPIBackend;
  readonly request: HookRequest;
  /** Set after routing: the operation's data, `operationId` being its generated name. */
  readonly operation?: Operation & { readonly operationId: string };
  /** Set after security: each scheme's result, and whether the request may go on. */
  readonly security?: { readonly authorized: boolean; readonly [scheme: string]: unknown };
  readonly validation?: { readonly valid: boolean; readonly errors?: readonly RequestViolation[] | null };
  /** In `postResponseHandler`: the answer. */
  readonly response?: unknown;
}

/**
 * One of openapi-backend's hooks. The express request and response are given where there are any.
 * It returns an answer (`{ status, body, headers, contentType }`), or has written to the response itself; from
 * `postResponseHandler` and from those that only look on, nothing need come back.
 */
export type Hook = (
  context: HookContext,
  request: ExpressRequest | undefined,
  response: ExpressResponse | undefined,
) => unknown;

/** openapi-backend's hooks, under its names. */
export interface Hooks {
  readonly preRoutingHandler?: Hook;
  readonly postRoutingHandler?: Hook;
  readonly postSecurityHandler?: Hook;
  readonly preOperationHandler?: Hook;
  /** Sees every answer, and may return another one in its place, which is held against the contract as the first was. */
  readonly postResponseHandler?: Hook;
  readonly notFound?: Hook;
  readonly methodNotAllowed?: Hook;
  readonly notImplemented?: Hook;
  /** In place of the 400, 413 or 415 problem. */
  readonly validationFail?: Hook;
  /** In place of the 401 problem, or of what a security handler threw. */
  readonly unauthorizedHandler?: Hook;
}

export interface CommonOptions {
  /**
   * What happens to an answer that breaks the contract. `enforce`: the caller gets a 500 with a report; `report`: it is
   * told to `onError` and leaves; `off`: nobody looks. Default: `enforce`, in production (`NODE_ENV`) `report`.
   */
  readonly validateResponses?: ResponseMode;
  /** Body properties of answers that the contract does not declare. Default `refuse` in `enforce`, `drop` in `report`, `allow` in `off`. */
  readonly undeclared?: UndeclaredMode;
  /** Query parameters that the contract does not declare. Default `refuse`. */
  readonly unknownQuery?: "refuse" | "ignore";
  /** Properties of request bodies that the contract neither declares nor forbids. Default `allow`, as JSON Schema has it. */
  readonly unknownProperties?: "refuse" | "allow";
  /** Where the operations are. Default: the paths of the contract's servers; for `createRouter` where it is mounted. */
  readonly basePath?: string;
  readonly limits?: Partial<Limits>;
  /**
   * The form of refusals and of thrown problems, where the contract declares another one than problem documents. The same
   * function serves the mocks. A hook (`notFound`, `validationFail`, …) goes before it.
   */
  readonly problem?: ProblemShaper;
  readonly hooks?: Hooks;
  /** `501`: operations without a handler answer that, in place of refusing to start; see {@link partial}. */
  readonly unimplemented?: 501;
  /** Told of errors that the caller is not shown, and of answers that break the contract. Default `console.error`. */
  readonly onError?: (error: unknown, info: ErrorInfo) => void;
  /** For `createServer`: middleware that comes first, `cors()` for instance. */
  readonly middleware?: readonly RequestHandler[];
}

type ContextOption<O extends HandlerOptions> = O extends { readonly context: infer C }
  ? {
      /** What the application supplies to every handler, made for each request. A plain object. */
      readonly context: (request: ServerRequest) => C | Promise<C>;
    }
  : { readonly context?: (request: ServerRequest) => object | Promise<object> };

// `never` is what inference makes of it where a contract has no scheme
type SecurityOption<Security> = [Security] extends [never]
  ? { readonly security?: never }
  : keyof Security extends never
    ? { readonly security?: never }
    : {
        /** One function for each security scheme that an operation uses. */
        readonly security: Security;
      };

/** `context` is required where `O` has one, `security` where the contract has a scheme in use. */
export type ServerOptions<O extends HandlerOptions, Handlers, Security = {}> = CommonOptions & {
  readonly handlers: Handlers;
} & ContextOption<O> &
  SecurityOption<Security>;

/** {@link ServerOptions} as the runtime sees them. */
export interface AnyServerOptions extends CommonOptions {
  readonly handlers: object;
  readonly context?: (request: ServerRequest) => object | Promise<object>;
  readonly security?: object;
}

export type AnyHandler = (request: unknown, context: object) => Answer | Promise<Answer>;

/**
 * Handlers of which some are not written yet: what is left out answers 501. Goes with `unimplemented: 501`.
 *
 * `createServer({ handlers: partial<Handlers<O>>({ getStudent }), unimplemented: 501 })`
 */
export function partial<Handlers extends object>(handlers: Partial<Handlers>): Handlers {
  return handlers as Handlers; // those that are missing are found when the server starts, where `unimplemented` allows them
}
