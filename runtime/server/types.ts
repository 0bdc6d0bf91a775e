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
  DecodedRequest,
  ErrorInfo,
  Granted,
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

/** What generated code hands over besides the contract. Each function is called when it is needed, and not before. */
export interface ServerSource {
  readonly requests: Validators;
  readonly responses?: () => Validators | Promise<Validators>;
  /** For `unimplemented: "mock"`. */
  readonly mocks?: () => Promise<MockAnswers>;
  /** Where `openapi.json` is, for `openapi` and `docs`. */
  readonly document?: () => URL;
}

/** The mocks of a contract, as far as a server asks them. */
export interface MockAnswers {
  /** @param context of a handler */
  answer(operation: string, request: DecodedRequest, context: object): Promise<Answer>;
}

/** A request as `context` gets it: the same in every host, with what the host itself has. */
export interface ServerRequest extends RequestInfo {
  /** Under express. */
  readonly express?: { readonly request: ExpressRequest; readonly response: ExpressResponse };
  /** Under `toFetchHandler`. */
  readonly web?: globalThis.Request;
}

type ContextOf<O extends HandlerOptions> = O extends { readonly context: infer C extends object } ? C : object;

type Given<O extends HandlerOptions, Scheme extends string> = O extends { readonly auth: infer A }
  ? Scheme extends keyof A
    ? A[Scheme]
    : unknown
  : unknown;

/**
 * Looks at credentials and says whose they are: what it returns reaches the handler as `auth[Scheme]`.
 * `null`, `undefined`, `false` or a throw is a 401, never a pass; a thrown `HttpProblem` is answered as it is. With
 * `granted(user, scopes)` the scopes (or roles) that the operation asks for are looked up there, and a missing one is a 403.
 */
export type SecurityHandler<O extends HandlerOptions, Scheme extends string, Credentials> = (
  credentials: Credentials,
  details: Omit<SecurityDetails, "context"> & { readonly context: ContextOf<O> },
) =>
  | Given<O, Scheme>
  | Granted<Given<O, Scheme>>
  | null
  | undefined
  | false
  | Promise<Given<O, Scheme> | Granted<Given<O, Scheme>> | null | undefined | false>;

/**
 * The same for a scheme whose operations ask for scopes: who is calling comes with the scopes that they have, by
 * `granted(user, scopes)`. What is missing is a 403.
 */
export type ScopedSecurityHandler<O extends HandlerOptions, Scheme extends string, Credentials> = (
  credentials: Credentials,
  details: Omit<SecurityDetails, "context"> & { readonly context: ContextOf<O> },
) =>
  | Granted<Given<O, Scheme>>
  | null
  | undefined
  | false
  | Promise<Granted<Given<O, Scheme>> | null | undefined | false>;

/** What a hook sees of a request; parts are decoded once the request has been validated. */
export interface HookRequest {
  /** As `context` and handlers have it. */
  readonly id: string;
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
  /** In place of the 400, 406, 408, 413, 415 or 422 problem. */
  readonly validationFail?: Hook;
  /** In place of the 401 or 403 problem, or of what a security handler threw. */
  readonly unauthorizedHandler?: Hook;
}

/** What is done with `request.id`, which `context`, handlers and `onError` see. */
export interface RequestIdOptions {
  /**
   * Whether a caller may choose it, by a well-formed `X-Request-Id` or the trace of a `traceparent`: for servers behind a
   * gateway that sets them. An id that middleware has given to the express request, as pino-http does, is always taken.
   * Default false: it is made here.
   */
  readonly trust?: boolean;
  /** A header of every answer that says it: `"X-Request-Id"`. Default: none. */
  readonly header?: string;
  /** Whether problem documents have it as their `instance`, `urn:request:…`. Default false. */
  readonly instance?: boolean;
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
  /** What a request may have at most; see {@link Limits} for each. */
  readonly limits?: Partial<Limits>;
  /**
   * The status of requests that are well-formed and do not fit the contract; what is malformed is a 400. Default 400, but
   * 422 for operations that declare that and neither `400`, `4XX` nor `default`.
   */
  readonly invalidStatus?: 400 | 422;
  /**
   * `"text"`: XML bodies reach the handler as text, which it parses itself (`fast-xml-parser` is a good choice); the
   * contract's schema is not held against them. Default: they are a 415, and an operation that takes nothing else makes
   * the server refuse to start.
   */
  readonly xml?: "text";
  /**
   * The form of refusals and of thrown problems, where the contract declares another one than problem documents. The same
   * function serves the mocks. A hook (`notFound`, `validationFail`, …) goes before it.
   */
  readonly problem?: ProblemShaper;
  readonly hooks?: Hooks;
  /**
   * What answers for operations without a handler, which else keep the server from starting; see {@link partial}.
   * `"mock"`: the contract's mock, as a handler would (after authorisation and validation), with `Tenon-Mock: true` in its
   * headers; the mocks' own `createMocks(…)`, with its seed and overrides; `501`: a problem, or the hook `notImplemented`.
   */
  readonly unimplemented?: "mock" | MockAnswers | 501;
  /**
   * Where the contract is served as JSON: `"/openapi.json"`. Its servers are this one. Below the mount of a router, from
   * the root of an application, whatever the `basePath`. Default: nowhere.
   */
  readonly openapi?: string;
  /**
   * Where a page shows the contract and tries it out: `"/docs"`. Needs `npm install swagger-ui-dist`, and asks nothing of
   * any other host. Without `openapi` the contract is at `/docs/openapi.json`. Default: nowhere.
   */
  readonly docs?: string;
  /** Where the generated `openapi.json` is, for `openapi` and `docs`. Default: beside the generated `server.ts`. */
  readonly document?: URL;
  readonly requestId?: RequestIdOptions;
  /** Told of errors that the caller is not shown, and of answers that break the contract. Default `console.error`, after a line that says which request it was. */
  readonly onError?: (error: unknown, info: ErrorInfo) => void;
  /** For `createServer`: middleware that comes first, `cors()` for instance. */
  readonly middleware?: readonly RequestHandler[];
}

// `extends object`: without `exactOptionalPropertyTypes`, what `O` may have there may be undefined
type ContextOption<O extends HandlerOptions> = O extends { readonly context: infer C extends object }
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

export type AnyHandler = (request: DecodedRequest, context: object) => Answer | Promise<Answer>;
