/** Types that generated mocks are written in. */

import type { Chaos } from "./chaos.ts";
import type { MockClock } from "./clock.ts";
import type {
  Answer,
  Contract,
  DecodedRequest,
  ErrorInfo,
  ProblemShaper,
  RequestInfo,
  SecurityHandlers,
  Validators,
  Violation,
} from "../core/index.ts";
import type { Listener } from "./exchange.ts";
import type { DeepPartial } from "./deep-partial.ts";
import type { Examples } from "./example-values.ts";
import type { AnyAnswer, Delay, Fault, OverrideOptions } from "./overrides.ts";
import type { RespondOptions } from "./respond-options.ts";
import type { DbControls, JsonPatch, ListAnswer, MockConversions, Resource } from "./store/types.ts";
import type { FakerLike, SuppliedValues } from "./suggest/index.ts";

export interface MockSource {
  readonly requests: Validators;
  readonly responses: Validators;
  readonly examples?: Examples;
  /** What the store keeps; absent: nothing. */
  readonly resources?: readonly Resource[];
  /** Lists that the store does not keep, by operation. */
  readonly lists?: Readonly<Record<string, ListAnswer>>;
  /** Where the contract takes `application/json-patch+json`: what applies it. */
  readonly jsonPatch?: JsonPatch;
  /** What the options `dates`, `bigint` and `decimals` convert: mocks keep and answer JSON, programs see values. */
  readonly conversions?: MockConversions;
}

/** `Security` are the server's own handlers, by scheme, as generated code types them. */
export interface MockOptions<Security = SecurityHandlers> {
  /** The same seed and request give the same answer. Default 0. */
  readonly seed?: number | string | undefined;
  /**
   * Below which URL the mocked API is. Default: the contract's first server. A path (`/api`) is one of the page's
   * origin; where there is no page, of localhost at any port.
   */
  readonly baseUrl?: string | undefined;
  /** Whether what is created, changed and deleted stays so. Default true; where it is false `db` is still there, for functions that override. */
  readonly stateful?: boolean | undefined;
  /** `invent`: an id that nobody knows, and nobody has deleted, is made up when it is asked for. Default `refuse`: 404, where ids can be learnt. */
  readonly unknownIds?: "refuse" | "invent" | undefined;
  /**
   * What time it is where entries are created and changed, by requests or `db`, in milliseconds since 1970. Default: a clock
   * that starts with 2026, or with the newest time in the contract's examples of entries if that is later, and goes on by a
   * second with each change, so that the same requests get the same answers.
   */
  readonly now?: (() => number) | undefined;
  /** Values of your own, by name, format or named schema; what does not fit its place is reported and not taken. */
  readonly values?: SuppliedValues | undefined;
  /** For `x-faker` in the contract: `@faker-js/faker`'s `faker`. */
  readonly faker?: FakerLike | undefined;
  /** Milliseconds before every answer, or a range of them; an override's own goes before it. */
  readonly delay?: Delay | undefined;
  /** Faults by percentage: `chaos("503:2%,delay:50-400ms")` of `tenon-runtime/mocks/chaos`. */
  readonly chaos?: Chaos | undefined;
  /**
   * Who may call, for the schemes that are named here, by the server's own functions: so that a mock can refuse an expired
   * token. For the others any well-formed credential will do, with all scopes; a missing one is a 401. `false`: requests
   * need no credentials.
   */
  readonly security?: Security | false | undefined;
  /** What the application would supply to handlers that serve as overrides. */
  readonly context?: ((request: RequestInfo) => object | Promise<object>) | undefined;
  /**
   * As in the server: the form of refusals, where the contract declares another one than problem documents. Default: the
   * declared schema is filled with what it has places for (status, sentence, violations), or its example is; the problem
   * document stays where that cannot be, where none is declared, and where this function gives `undefined`.
   */
  readonly problem?: ProblemShaper | undefined;
  /**
   * The status of requests that are well-formed and do not fit the contract, as the server has it. Default 400, but 422 for
   * operations that declare that and neither `400`, `4XX` nor `default`.
   */
  readonly invalidStatus?: 400 | 422 | undefined;
  /** Undeclared properties of request bodies, as the server has it. Default `allow`. */
  readonly unknownProperties?: "refuse" | "strip" | "allow" | undefined;
  /** Whether schema defaults are filled into request bodies, as the server has it. Default false. */
  readonly bodyDefaults?: boolean | undefined;
  /** Told once of each example that is not valid and of each value that could not be generated. Default: nobody. */
  readonly onReport?: ((report: MockReport) => void) | undefined;
  /** Told of what an override throws, and of answers that break the contract. Default: `console.error`. */
  readonly onError?: ((error: unknown, info: ErrorInfo) => void) | undefined;
}

export interface MockReport {
  readonly code: "invalid-example" | "not-generated" | "unfit-value";
  /** Empty for `unfit-value`. */
  readonly operation: string;
  /** As in {@link Validators}: `"200 application/json"`. */
  readonly place: string;
  /** For `invalid-example`: the name of the example. */
  readonly example?: string;
  readonly violations: readonly Violation[];
}

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

type RequestOf<Handler> = Handler extends (request: infer R, context: never) => unknown ? R : never;
type ContextOf<Handler> = Handler extends (request: never, context: infer C) => unknown ? C : never;

/**
 * A function in place of an answer: the handler's own signature, and `usual` in its context, which gives what would have
 * been answered without it. It may return a patch or a fault too.
 */
export interface MockHandler<Response, Handler> {
  (
    request: RequestOf<Handler>,
    context: ContextOf<Handler> & { readonly usual: () => Promise<Response> },
  ): Overriding<Response> | Promise<Overriding<Response>>;
  /** Not there; so TypeScript compares the `status` of an answer with the declared ones, and with nothing else. */
  readonly status?: undefined;
}

type Overriding<Response> = Response | PatchOf<Response> | Fault;

/**
 * `mocks.on.getStudent(…)`: a complete answer, a patch that is merged into what would have been answered with that status,
 * a function with the handler's own signature, or a fault. The newest applies.
 */
export type Override<Response, Handler> = (
  answer: Overriding<Response> | MockHandler<Response, Handler>,
  options?: OverrideOptions,
) => void;

/** What every generated `Mocks` has; `On` is its interface of overrides, `Db` that of its resources. */
export interface Mocks<On, Db = DbControls> {
  readonly contract: Contract;
  /** Tells this contract from every other, down to its schemas: for data that is kept somewhere. */
  readonly fingerprint: string;
  /** What there is, by resource: `mocks.db.students.add({ name: "Ada" })`. */
  readonly db: Db;
  /** One function for each operation. */
  readonly on: On;
  /**
   * Overrides every operation, or every one of some methods: `mocks.onEvery({ fault: "network" }, { methods: ["POST"] })`.
   * Its answer is held against the contract when it is given, and not by TypeScript.
   */
  onEvery(answer: AnyAnswer, options?: OverrideOptions & { readonly methods?: readonly string[] }): void;
  /** Milliseconds before every answer; an override's own goes before it. May be set at any time; {@link reset} takes it back. */
  delay: Delay | undefined;
  /** Faults by percentage. May be set at any time; {@link reset} restores the option. */
  chaos: Chaos | undefined;
  /** The clock, which {@link reset} sets back. */
  readonly clock: MockClock;
  /**
   * Answers as the API would; needs neither MSW nor a socket and can be a client's `fetch` option. The mock looks at the
   * path and not at the origin. It keeps cookies, and sends them with the next request unless that says
   * `credentials: "omit"`.
   */
  readonly fetch: (input: Request | URL | string, init?: RequestInit) => Promise<Response>;
  /** The same for adapters, which know more of a request than its headers tell. */
  readonly respond: (request: Request, known?: RespondOptions) => Promise<Response>;
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
  /**
   * Names what `fn` does to mocks that are as they were made: overrides, a delay, data. It runs each time when {@link use}
   * names it, and once for requests that have its name in the header `Tenon-Scenario`: these are answered by mocks of
   * their own, with data of their own that lasts until {@link reset}, and nobody else sees them. Of sets of names, 100 are
   * remembered: the one that nobody has asked for the longest begins afresh.
   *
   * Inside of `fn`, `use` lays another scenario under it.
   */
  scenario(name: string, fn: (mocks: this) => void): void;
  /** The names of all scenarios, in the order in which they were given. */
  readonly scenarios: readonly string[];
  /** Those in force. */
  readonly active: readonly string[];
  /**
   * {@link reset}, and then each scenario, one laid over the other.
   * @throws RangeError for a name that is none
   */
  use(...names: readonly string[]): void;
  /** Takes back every override, the delay, the scenario, and what has become of the data; scenarios stay known. */
  reset(): void;
  /** Tells `listener` of each request that {@link fetch} has answered. @returns a function that ends it */
  observe(listener: Listener): () => void;
  /**
   * Tells `listener` of each change to what is kept, or what may be one, as it begins: by requests, {@link db}, {@link use}
   * and {@link reset}; not that of requests with scenarios of their own. @returns a function that ends it
   */
  onChange(listener: () => void): () => void;
}

/** Makes a value of a named schema; each call another one. */
export type Factory<T> = (overrides?: DeepPartial<T>) => T;
