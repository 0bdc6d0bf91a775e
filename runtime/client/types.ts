/** Types that generated clients are written in. */

import type { Client as FetchClient } from "openapi-fetch";
import type { Contract, Validators } from "../core/index.ts";

/** The openapi-fetch client underneath, typed by the `paths` of `types.ts`. */
export type OpenApiFetchClient<Paths extends {}> = FetchClient<Paths>;

/** What a call resolves to, untyped: a response that the contract declares. */
export interface Result {
  readonly status: number;
  readonly body?: unknown;
  /** The headers that the contract declares, decoded, by their declared names. */
  readonly headers?: Readonly<Record<string, unknown>>;
  /** The media type as declared; the one received where a range (`image/*`) is declared. */
  readonly contentType?: string;
}

/**
 * A running call. Await it for a result that narrows by `status`, or take the success alone with {@link orThrow}.
 * `R`: union over the declared responses; `S`: union of the bodies of its 2xx members.
 */
export interface Call<R, S> extends Promise<R> {
  /**
   * The body of a 2xx response; throws a `ResponseError`, which holds the typed result, for any other status, or a
   * `ProblemError` where that is declared without content and a problem document came.
   */
  orThrow(): Promise<S>;
}

/** A credential, or a function that is asked before each request; `undefined` means there is none at the moment. */
export type Credential<T> = T | (() => T | undefined | Promise<T | undefined>);

/** For bearer, apiKey, oauth2 and openIdConnect schemes, and the part after the scheme's name for other http schemes. */
export type TokenCredential = Credential<string>;

/** For `http` schemes called `basic` (RFC 7617). */
export type BasicCredential = Credential<{ readonly username: string; readonly password: string }>;

/** Credentials by the name of the security scheme. Generated code narrows it to the schemes of the contract. */
export type Auths = Readonly<Record<string, TokenCredential | BasicCredential | undefined>>;

/** `fetch` as openapi-fetch calls it. */
export type Fetch = (request: Request) => Promise<Response>;

export interface ClientOptions<Auth extends object = Auths> {
  /**
   * Where the API is, in place of the contract's servers (for every operation, those with servers of their own too).
   * A relative one is resolved against the page. Default: the server that the contract declares.
   */
  readonly baseUrl?: string | undefined;
  /**
   * Credentials by security scheme. A request with an API key in the query or in a header other than `Authorization` and
   * `Cookie` follows no redirect, since `fetch` would hand the key to whatever origin it leads to: a redirect that the
   * contract does not declare is then an `UnexpectedStatusError` (in browsers with the status 0, which is all they tell).
   */
  readonly auth?: Auth | undefined;
  /** Default: the global `fetch`, looked up at each call, so that a mock that is started later is seen. */
  readonly fetch?: Fetch | undefined;
  /** Sent with every request; those of a call go before them. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Whether the browser sends its own cookies (Fetch standard §2.2.5). A page cannot set the `Cookie` header itself. */
  readonly credentials?: RequestCredentials | undefined;
  /** Milliseconds, for every call that names none. Default: no limit. */
  readonly timeout?: number | undefined;
  readonly retry?: number | Retry | undefined;
  readonly validate?: Validation | false | undefined;
}

/** The second argument of every call. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for the whole call, its retries and the reading of the body included; not for a stream once begun. */
  readonly timeout?: number | undefined;
  readonly retry?: number | Retry | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly validate?: Validation | false | undefined;
}

/**
 * Repetition of idempotent requests (RFC 9110 §9.2.2, and QUERY) after a network fault, a 502, 503 or 504, and a 429
 * that has a `Retry-After`. A number stands for `{ attempts: number }`. A body that is a stream is never sent twice.
 */
export interface Retry {
  /** How many times more, at most. */
  readonly attempts: number;
  /** Milliseconds before the first repetition, doubled for each further one, with jitter; default 200. */
  readonly delay?: number;
  /** Milliseconds: a longer `Retry-After` is not waited for, and the answer is returned as it is; default 30,000. */
  readonly maxDelay?: number;
}

/** Validators from the generated files; each direction is checked where it is given. */
export interface Validation {
  /** An invalid request throws `InvalidRequestError` and is not sent. */
  readonly requests?: Validators | (() => Validators | Promise<Validators>);
  /** An invalid response throws `DecodeError`. */
  readonly responses?: Validators | (() => Validators | Promise<Validators>);
}

/** What {@link Connection} needs of a contract: all but its operations. */
export type ConnectionContract = Pick<Contract, "format" | "servers" | "securitySchemes">;

/** What a caller passes, untyped. */
export interface Input {
  readonly params?: object;
  readonly query?: object;
  readonly headers?: object;
  readonly cookies?: object;
  readonly body?: unknown;
  readonly contentType?: string;
}
