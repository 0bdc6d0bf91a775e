/** Types that generated mocks are written in. */

import type {
  Answer,
  DecodedRequest,
  ErrorInfo,
  ProblemShaper,
  RequestInfo,
  Validators,
  Violation,
} from "../core/index.ts";

/**
 * Named example values of the contract: operation → `"200 application/json"` → name → value. The last two may be one JSON
 * text, which is parsed on first use.
 */
export type Examples = Readonly<Record<string, Readonly<Record<string, string | NamedExamples>>>>;

export type NamedExamples = Readonly<Record<string, unknown>>;

export interface MockSource {
  readonly requests: Validators;
  readonly responses: Validators;
  readonly examples?: Examples;
}

export interface MockOptions {
  /** The same seed and request give the same answer. Default 0. */
  readonly seed?: number | string | undefined;
  /**
   * Below which URL the mocked API is. Default: the contract's first server. A path (`/api`) is one of the page's
   * origin; where there is no page, of localhost at any port.
   */
  readonly baseUrl?: string | undefined;
  /** Milliseconds before every answer, or a range of them; an override's own goes before it. */
  readonly delay?: Delay | undefined;
  /** What the application would supply to handlers that serve as overrides. */
  readonly context?: ((request: RequestInfo) => object | Promise<object>) | undefined;
  /** As in the server: the form of refusals, where the contract declares another one than problem documents. */
  readonly problem?: ProblemShaper | undefined;
  /** The status of requests that are well-formed and do not fit the contract, as the server has it. Default 400. */
  readonly invalidStatus?: 400 | 422;
  /** Told once of each example that is not valid and of each value that could not be generated. Default: nobody. */
  readonly onReport?: ((report: MockReport) => void) | undefined;
  /** Told of what an override throws, and of answers that break the contract. Default: `console.error`. */
  readonly onError?: ((error: unknown, info: ErrorInfo) => void) | undefined;
}

/** Milliseconds, or from…to, chosen by the seed. */
export type Delay = number | readonly [from: number, to: number];

export interface MockReport {
  readonly code: "invalid-example" | "not-generated";
  readonly operation: string;
  /** As in {@link Validators}: `"200 application/json"`. */
  readonly place: string;
  /** For `invalid-example`: the name of the example. */
  readonly example?: string;
  readonly violations: readonly Violation[];
}

export interface OverrideOptions {
  /** For one request; the same as `times: 1`. */
  readonly once?: boolean | undefined;
  /** For so many requests, after which what was there before applies again. */
  readonly times?: number | undefined;
  readonly delay?: Delay | undefined;
}

/** A value of which every part may be left out; what is left out is generated. An array has as many entries as given. */
export type DeepPartial<T> = T extends (...args: never) => unknown
  ? T
  : T extends Date | Blob | Uint8Array | ArrayBuffer | ReadableStream | AsyncIterable<unknown>
    ? T
    : T extends readonly (infer E)[]
      ? readonly DeepPartial<E>[]
      : T extends object
        ? { readonly [K in keyof T]?: DeepPartial<T[K]> | undefined }
        : T;

/** `{ status, patch }` for each declared response that has a body. */
export type PatchOf<Response> = Response extends { readonly status: infer S; readonly body: infer B }
  ? {
      readonly status: S;
      readonly patch: DeepPartial<B>;
      readonly headers?: PatchHeaders<Response>;
      readonly contentType?: PatchContentType<Response>;
    }
  : never;

type PatchHeaders<Response> = Response extends { readonly headers?: infer H } ? Partial<H> : never;
type PatchContentType<Response> = Response extends { readonly contentType?: infer C } ? C : never;

/**
 * `mocks.on.getStudent(…)`: a complete answer, a patch that is merged into a generated answer of that status, or a
 * function with the handler's own signature. The newest applies.
 */
export type Override<Response, Handler> = (
  answer: Response | PatchOf<Response> | Handler,
  options?: OverrideOptions,
) => void;

/** What every generated `Mocks` has; `On` is its interface of overrides. */
export interface Mocks<On> {
  /** One function for each operation. */
  readonly on: On;
  /**
   * Answers as the API would; needs neither MSW nor a socket and can be a client's `fetch` option. Only the path is
   * looked at, not the origin: whoever calls it has chosen the mock already.
   */
  readonly fetch: (input: Request | URL | string, init?: RequestInit) => Promise<Response>;
  /**
   * What an operation is answered with, override or generated, before it is held against the contract: what a server
   * does with it that has `unimplemented: mocks`.
   * @param context of a handler: what the application supplies, `auth` and `request`
   * @throws RangeError for an operation that is none, and what an override throws
   */
  answer(operation: string, request: DecodedRequest, context: object): Promise<Answer>;
  /**
   * Whether a request is for the mocked API: below {@link baseUrl}, origin included. Where that is all of the page's
   * origin, or all of localhost, only the contract's paths are, so that a page still gets its own files.
   */
  matches(request: Request): boolean;
  readonly baseUrl: string;
  /** Names a set of overrides. `fn` gets these mocks and runs when {@link use} names it. */
  scenario(name: string, fn: (mocks: this) => void): void;
  /** Takes back every override and applies the scenario. */
  use(name: string): void;
  /** Takes back every override; scenarios stay known. */
  reset(): void;
}

/** Makes a value of a named schema; each call another one. */
export type Factory<T> = (overrides?: DeepPartial<T>) => T;
