/** Step 2, authorize: what does the application know of the caller? Nothing of the body has been read yet. */

import { Gone } from "../http/bytes.ts";
import { HttpProblem } from "../problem/index.ts";
import type { Authorize } from "../security/index.ts";
import type { RequestInfo } from "../types.ts";
import type { MaybePromise } from "../values.ts";
import { withinTime } from "../deadline.ts";
import { failedHook } from "./refuse.ts";
import type { AuthorizedRequest, RefusedRequest, RoutedRequest } from "./state.ts";

export interface AuthorizeOptions {
  readonly authorize: Authorize;
  /** What every handler gets, made for each request. */
  readonly context?: ((request: never) => object | Promise<object>) | undefined;
  /** Milliseconds in which `context` and a hook have to settle. */
  readonly callbackTimeout: number;
}

export type AuthorizeStep = (state: RoutedRequest) => MaybePromise<AuthorizedRequest | RefusedRequest>;

/** Extension points: `context`, the security handlers, `postSecurityHandler`. */
export function createAuthorizeStep({ authorize, context, callbackTimeout }: AuthorizeOptions): AuthorizeStep {
  // Cast: a host makes the requests that its `context` takes.
  const contextOf = context as ((request: RequestInfo) => object | Promise<object>) | undefined;

  const authorized = (
    { received, match }: RoutedRequest,
    own: object,
  ): MaybePromise<AuthorizedRequest | RefusedRequest> => {
    const granted = (auth: Readonly<Record<string, unknown>>): AuthorizedRequest => ({
      kind: "authorized",
      received,
      match,
      context: own,
      auth,
    });
    const refused = (error: unknown): RefusedRequest => {
      const reason = error instanceof HttpProblem ? "unauthorized" : error instanceof Gone ? "gone" : "failed";
      return { kind: "refused", received, match, reason, error };
    };
    try {
      const asked = authorize(match.operation, received.info, own);
      return asked instanceof Promise ? asked.then(({ auth }) => granted(auth), refused) : granted(asked.auth);
    } catch (error) {
      return refused(error);
    }
  };

  const withContext = (state: RoutedRequest): MaybePromise<AuthorizedRequest | RefusedRequest> => {
    if (contextOf === undefined) return authorized(state, {});
    const failed = (error: unknown): RefusedRequest => failedHook(state.received, state.match, error);
    try {
      const made = withinTime(contextOf(state.received.info), "The function context", callbackTimeout);
      return made instanceof Promise
        ? made.then((own) => authorized(state, own ?? {}), failed)
        : authorized(state, made ?? {});
    } catch (error) {
      return failed(error);
    }
  };

  return (state) => {
    const { scope } = state.received;
    if (scope?.has("postSecurityHandler") !== true) return withContext(state);
    return (async () => {
      const asked = await withContext(state);
      const { received, match, auth } = asked;
      // A failed context says nothing about the caller.
      if (asked.kind === "refused" && asked.reason !== "unauthorized") return asked;
      try {
        const facts = { match, auth, authorized: asked.kind === "authorized" };
        await withinTime(scope.call("postSecurityHandler", facts), "The hook postSecurityHandler", callbackTimeout);
        return asked;
      } catch (error) {
        return failedHook(received, match, error);
      }
    })();
  };
}
