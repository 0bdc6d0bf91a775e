/** What is known of a request between two steps. Each step takes one of these and returns the next one, anew. */

import type { EncodedAnswer } from "../answer/index.ts";
import type { ReadBody } from "../body/index.ts";
import type { BodySource } from "../body/source.ts";
import type { RouteMatch, Routing } from "../router.ts";
import type { DecodedRequest, RequestInfo } from "../types.ts";
import type { HookScope } from "./hooks.ts";

/** The context of a request where the application supplies none. */
export const NO_CONTEXT: Readonly<Record<string, never>> = Object.freeze({});

/** A request as its host received it. */
export interface ReceivedRequest {
  readonly info: RequestInfo;
  /** Below the path where the host is mounted: percent-encoded, without the query. */
  readonly path: string;
  /** The number of header fields, where the host limits them. */
  readonly headerCount: number;
  /** The route, where the host has looked it up already. */
  readonly routing?: Routing | undefined;
  /** `undefined`: the request has no body. Called at most once. */
  source(): BodySource | undefined;
  /** What the hooks of this request share; absent where the application has no hook. */
  readonly scope?: HookScope | undefined;
  /** Whether a hook has written to the host's response itself. */
  readonly isAnswered?: (() => boolean) | undefined;
}

interface Matched {
  readonly received: ReceivedRequest;
  readonly match: RouteMatch;
}

/** After `route`, where the operation asks for credentials or the application makes a context. */
export interface RoutedRequest extends Matched {
  readonly kind: "routed";
}

/** After `authorize`, or after `route` where there is nothing to authorize. */
export interface AuthorizedRequest extends Matched {
  readonly kind: "authorized";
  /** What the application supplies to its handlers. */
  readonly context: object;
  readonly auth: Readonly<Record<string, unknown>>;
}

/** After `read body`. */
export interface ReadRequest extends Matched {
  readonly kind: "read";
  readonly context: object;
  readonly auth: Readonly<Record<string, unknown>>;
  /** `undefined`: the operation has no body, and none was read. */
  readonly body: ReadBody | undefined;
}

/** After `decode`: the handler may be called. */
export interface ReadyRequest extends Matched {
  readonly kind: "ready";
  readonly context: object;
  readonly auth: Readonly<Record<string, unknown>>;
  readonly body: ReadBody | undefined;
  readonly decoded: DecodedRequest;
}

/**
 * Why a request does not reach its handler. The first five have a hook each. `answered`: the pipeline answers the request
 * itself (`OPTIONS`). `failed`: a function of the application failed. `gone`: the caller went away.
 */
export type RefusalReason =
  | "notFound"
  | "methodNotAllowed"
  | "unauthorized"
  | "invalid"
  | "notImplemented"
  | "answered"
  | "failed"
  | "gone";

/** A request that does not reach its handler. */
export interface RefusedRequest {
  readonly kind: "refused";
  readonly received: ReceivedRequest;
  readonly reason: RefusalReason;
  /** An `HttpProblem`, or what a function of the application threw. */
  readonly error: unknown;
  /** Absent where the request leads to no operation. */
  readonly match?: RouteMatch | undefined;
  readonly auth?: Readonly<Record<string, unknown>> | undefined;
  readonly body?: ReadBody | undefined;
  /** Only where the reason is `answered`. */
  readonly answer?: EncodedAnswer;
}

/** What a request is answered with. */
export type AnswerOutcome =
  /** By the handler. `checked`: the answer is known to fit the contract. */
  | { readonly kind: "returned"; readonly answer: unknown; readonly checked?: boolean }
  /** What the handler threw. */
  | { readonly kind: "thrown"; readonly error: unknown }
  /** A problem that the pipeline makes itself, or an error of the application. */
  | { readonly kind: "refused"; readonly error: unknown }
  /** By a hook in place of a problem; it is not validated. */
  | { readonly kind: "replaced"; readonly answer: unknown }
  /** By the pipeline itself. */
  | { readonly kind: "encoded"; readonly answer: EncodedAnswer }
  /** A hook has written to the host's response, or the caller went away: nothing is left to send. */
  | { readonly kind: "none" };

/** After `handle` or `refuse`. */
export interface AnsweredRequest {
  readonly kind: "answered";
  readonly received: ReceivedRequest;
  readonly match?: RouteMatch | undefined;
  readonly auth?: Readonly<Record<string, unknown>> | undefined;
  readonly decoded?: DecodedRequest | undefined;
  readonly body?: ReadBody | undefined;
  readonly outcome: AnswerOutcome;
}
