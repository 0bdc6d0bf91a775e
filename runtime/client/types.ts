/** Types that generated clients are written in. */

import type { Client as FetchClient, Middleware } from "openapi-fetch";
import type { EncodedBody } from "../core/body/encode.ts";
import type { MediaType, Operation, Response as DeclaredResponse } from "../core/contract.ts";
import type { BodyFault, ErrorDetails, ResponseError } from "./errors.ts";
import type { Input } from "./input.ts";
import type { ReceivedProblem } from "./problem.ts";
import type { Result } from "./result.ts";
import type { RetryPolicy } from "./retry.ts";
import type { Schemes } from "./schemes.ts";

/** The openapi-fetch client underneath, typed by the `paths` of `types.ts`. */
export type OpenApiFetchClient<Paths extends {}> = FetchClient<Paths>;

/** openapi-fetch, for paths that are no literals of `paths`. */
export interface OpenedTransport {
  request(
    method: string,
    path: string,
    init?: object,
  ): Promise<{ readonly error?: unknown; readonly response: Response }>;
  /** Sends the requests of calls, so that middleware sees them. */
  transmitBy(middleware: readonly Middleware[]): Transmit;
}

/** Types of JSON, where those of the program have a `Date` or a `bigint`: openapi-fetch converts nothing. */
export type Wire<T> = T extends Date
  ? string
  : T extends bigint
    ? number
    : T extends Blob | ((...args: never) => unknown)
      ? T
      : T extends object
        ? { [K in keyof T]: Wire<T[K]> }
        : T;

/**
 * A running call. Await it for a result that narrows by `status`, or take the success alone with {@link orThrow}.
 * `R`: union over the declared responses; `S`: union of the bodies of its 2xx members.
 */
export interface Call<R, S> extends Promise<R> {
  /** The body of a 2xx response. @throws ResponseError with the typed result of another declared status; ApiError */
  orThrow(): Promise<S>;
}

/** The members of a union of results that are not a success. */
export type FailureOf<R> = R extends { readonly status: infer S extends number }
  ? `${S}` extends `2${string}`
    ? never
    : R
  : never;

/** Tells which failure an operation threw: see {@link ApiOperation.isError}. */
interface ThrowsFailures<R> {
  /**
   * Whether `orThrow()` of this operation threw the error for a declared failure: `error.result` then narrows by status.
   *
   * `catch (error) { if (api.createStudent.isError(error) && error.result.status === 409) … }`
   */
  isError(error: unknown): error is ResponseError<FailureOf<R> & Result>;
}

/** An operation of a client. `R`: union over the declared responses; `S`: union of the bodies of its 2xx members. */
export interface ApiOperation<Input, R, S> extends ThrowsFailures<R> {
  (input: Input, options?: CallOptions): Call<R, S>;
}

/** An operation of a client that needs no input. */
export interface PlainApiOperation<Input, R, S> extends ThrowsFailures<R> {
  (input?: Input, options?: CallOptions): Call<R, S>;
}

/** An operation that is imported alone and called with a connection. */
export interface ConnectedOperation<Input, R, S> extends ThrowsFailures<R> {
  (connection: Connection, input: Input, options?: CallOptions): Call<R, S>;
  /** What the client knows of the operation. */
  readonly data: Operation;
}

/** An operation that is imported alone and needs no input. */
export interface PlainConnectedOperation<Input, R, S> extends ThrowsFailures<R> {
  (connection: Connection, input?: Input, options?: CallOptions): Call<R, S>;
  /** What the client knows of the operation. */
  readonly data: Operation;
}

/** A credential, or a function that the client calls before each request; `undefined` means none at the moment. */
export type Credential<T> = T | (() => T | undefined | Promise<T | undefined>);

/** A credential that the client can renew. */
export interface RefreshableCredential<T> {
  readonly token: Credential<T>;
  /**
   * Called after a 401, once for all calls that are refused meanwhile. Each of them is then sent once more, unless its
   * body is a stream. A rejection rejects these calls.
   */
  readonly refresh: () => unknown;
}

/** For bearer, apiKey, oauth2 and openIdConnect schemes, and the part after the scheme's name for other http schemes. */
export type TokenCredential = Credential<string> | RefreshableCredential<string>;

/** For `http` schemes called `basic` (RFC 7617). */
export type BasicCredential =
  | Credential<{ readonly username: string; readonly password: string }>
  | RefreshableCredential<{ readonly username: string; readonly password: string }>;

/** Credentials by the name of the security scheme. Generated code narrows it to the schemes of the contract. */
export type Auths = Readonly<Record<string, TokenCredential | BasicCredential | undefined>>;

/** `fetch` as openapi-fetch calls it. */
export type Fetch = (request: Request) => Promise<Response>;

export interface ClientOptions<Auth extends object = Auths> {
  /**
   * Where the API is, in place of the contract's servers, also for operations with servers of their own. A page resolves
   * a relative URL against itself. Default: the server that the contract declares.
   */
  readonly baseUrl?: string | undefined;
  /**
   * Credentials by security scheme. A request with an API key in the query or in a header other than `Authorization` and
   * `Cookie` follows no redirect, because `fetch` would send the key to another origin. An undeclared redirect is then an
   * `UnexpectedStatusError` (in browsers with the status 0).
   */
  readonly auth?: Auth | undefined;
  /** Default: the global `fetch`, looked up at each call, so that the client sees a mock that starts later. */
  readonly fetch?: Fetch | undefined;
  /** Sent with every request, or a function of the operation. Those of a call win. A body names its own media type. */
  readonly headers?: HeaderValues | ((operation: CalledOperation) => HeaderValues | Promise<HeaderValues>) | undefined;
  /** Whether the browser sends its own cookies (Fetch standard §2.2.5). A page cannot set the `Cookie` header itself. */
  readonly credentials?: RequestCredentials | undefined;
  /** Milliseconds for every call that sets none. Default: no limit. */
  readonly timeout?: number | undefined;
  /** `retry(2)` for instance. Default: the client sends each request once. */
  readonly retry?: RetryPolicy | undefined;
  /** `hooks<Client>({ createStudent: { onResponse } })`. Default: none. */
  readonly hooks?: HookPolicy | undefined;
  /** `validation({ requests, responses })` with generated validators. Default: the client does not validate. */
  readonly validate?: ValidationPolicy | undefined;
}

export type HeaderValues = Readonly<Record<string, string>>;

/** The operation of a request, for options that are functions of it. */
export type CalledOperation = Pick<Operation, "name" | "method" | "path">;

/** Members of `RequestInit` that the client passes on; `next` is for Next.js. */
export interface RequestSettings {
  readonly cache?: RequestCache;
  readonly credentials?: RequestCredentials;
  readonly keepalive?: boolean;
  readonly priority?: RequestPriority;
  /** Default: `manual` where the contract declares a redirect, or where `fetch` would send an API key along; else `follow`. */
  readonly redirect?: RequestRedirect;
  readonly next?: object;
}

/** The second argument of every call. */
export interface CallOptions extends RequestSettings {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for the whole call, with its retries and the reading of the body, but not for a stream once begun. */
  readonly timeout?: number | undefined;
  readonly retry?: RetryPolicy | false | undefined;
  readonly headers?: HeaderValues | undefined;
  readonly validate?: ValidationPolicy | false | undefined;
}

/** What a client must know of its API, besides the operations. */
export interface Api {
  /** {@link CONTRACT_FORMAT} of the generator. */
  readonly format: number;
  /** Server URLs, with the defaults of their variables. */
  readonly servers: readonly string[];
  /** By the name of the security scheme. */
  readonly schemes: Schemes;
}

/** Opaque: made by `connect`, taken by every operation that is imported alone. */
export interface Connection {
  readonly api: Api;
  readonly options: ClientOptions;
  readonly transmit: Transmit;
  /** The URL before the path of an operation, without a slash at its end. @throws TypeError for a relative one outside a page */
  base(operation: Pick<Operation, "servers">): string;
  readonly refreshing: Refreshing;
}

/** What a connection remembers of its refreshes. */
export interface Refreshing {
  /** How many have ended. */
  ended: number;
  /** The latest of each function; `end` is its number, once it has ended. */
  readonly latest: Map<() => unknown, { readonly done: Promise<void>; readonly end?: number }>;
}

/** Sends a request. @param fault makes the error for a `fetch` that failed */
export type Transmit = (operation: Operation, request: PreparedRequest, fault: BodyFault) => Promise<Response>;

/** With the options of the call. */
export interface PreparedRequest extends Omit<CallOptions, "headers"> {
  /** The URL without its query. */
  readonly path: string;
  /** Without `?`. */
  readonly query: string;
  readonly headers: Headers;
  readonly body: EncodedBody["body"] | undefined;
  readonly redirect: RequestRedirect;
  readonly signal: AbortSignal | undefined;
}

/** Where a call goes, in place of the URL that follows from its input. */
export interface Target {
  /** The URL without its query. */
  readonly path: string;
  readonly query: string;
}

/** A response as the client read it. */
export interface Reading {
  /** Its body is unread when the contract declares none. */
  readonly response: Response;
  readonly result: Result;
  readonly declared: DeclaredResponse;
  /** Absent where there is no body. */
  readonly media?: MediaType;
  /** The text of the body, where the client read it as text. */
  readonly text?: string | undefined;
  /** The problem document of a failure that the contract declares without content. */
  readonly problem?: ReceivedProblem | undefined;
}

/** Made by `hooks`: makes a call by `send`, with what happens around it. */
export type HookPolicy = (
  operation: CalledOperation,
  input: Input,
  send: (input: Input) => Promise<Result>,
) => Promise<Result>;

/** Made by `validation`. */
export interface ValidationPolicy {
  /** @throws InvalidRequestError with every violation; `media` is the type that the body is sent as */
  request(operation: Operation, input: Input, media: string | undefined, details: ErrorDetails): Promise<void>;
  /** @throws DecodeError for a body or a header that breaks its schema */
  response(operation: Operation, reading: Reading, details: ErrorDetails): Promise<void>;
}
