/** Step 1, route: which operation does the request lead to? */

import type { Operation } from "../contract.ts";
import { HttpProblem, refusalOf } from "../problem/index.ts";
import type { Router, Routing } from "../router.ts";
import { type MaybePromise } from "../values.ts";
import { withinTime } from "../deadline.ts";
import { failedHook } from "./refuse.ts";
import {
  NO_CONTEXT,
  type AuthorizedRequest,
  type ReceivedRequest,
  type RefusedRequest,
  type RoutedRequest,
} from "./state.ts";

export interface RouteOptions {
  readonly router: Router;
  /** Header fields that a request may have at most. */
  readonly mostHeaders: number;
  /** Milliseconds in which a hook has to settle. */
  readonly callbackTimeout: number;
  /** Whether there is nothing to authorize: `route` then leads to `read body` directly. */
  isOpen(operation: Operation): boolean;
}

export type RouteStep = (received: ReceivedRequest) => MaybePromise<RoutedRequest | AuthorizedRequest | RefusedRequest>;

/** Extension points: `preRoutingHandler`, `postRoutingHandler`. */
export function createRouteStep({ router, mostHeaders, callbackTimeout, isOpen }: RouteOptions): RouteStep {
  const route = (received: ReceivedRequest): RoutedRequest | AuthorizedRequest | RefusedRequest => {
    if (received.headerCount > mostHeaders)
      return { kind: "refused", received, reason: "failed", error: tooManyHeaders(mostHeaders) };
    const routing = received.routing ?? router.find(received.info.method, received.path);
    if (routing.kind !== "found") return withoutOperation(received, routing);
    return isOpen(routing.operation)
      ? { kind: "authorized", received, match: routing, context: NO_CONTEXT, auth: NO_AUTH }
      : { kind: "routed", received, match: routing };
  };
  return (received) => {
    const { scope } = received;
    if (scope === undefined) return route(received);
    const hook = (name: "preRoutingHandler" | "postRoutingHandler", facts: object): MaybePromise<unknown> =>
      withinTime(scope.call(name, facts), `The hook ${name}`, callbackTimeout);
    const before = async (): Promise<RoutedRequest | AuthorizedRequest | RefusedRequest> => {
      let routed: RoutedRequest | AuthorizedRequest | RefusedRequest | undefined;
      try {
        await hook("preRoutingHandler", {});
        routed = route(received);
        await hook("postRoutingHandler", { match: routed.match });
        return routed;
      } catch (error) {
        return failedHook(received, routed?.match, error);
      }
    };
    return scope.has("preRoutingHandler") || scope.has("postRoutingHandler") ? before() : route(received);
  };
}

const NO_AUTH: Readonly<Record<string, never>> = Object.freeze({});

function withoutOperation(received: ReceivedRequest, routing: Exclude<Routing, { kind: "found" }>): RefusedRequest {
  const { method } = received.info;
  switch (routing.kind) {
    case "none":
      return {
        kind: "refused",
        received,
        reason: "notFound",
        error: refusalOf(404, { detail: `No operation matches ${method} ${received.path}` }),
      };
    case "options":
      return {
        kind: "refused",
        received,
        reason: "answered",
        error: undefined,
        answer: { status: 204, headers: [["Allow", routing.allow]], body: undefined },
      };
    case "notAllowed":
      return {
        kind: "refused",
        received,
        reason: "methodNotAllowed",
        error: refusalOf(
          405,
          { detail: `${method} is not allowed for this path; allowed methods: ${routing.allow}` },
          { headers: { Allow: routing.allow } },
        ),
      };
  }
}

function tooManyHeaders(most: number): HttpProblem {
  return new HttpProblem(
    431,
    { detail: `A request must have at most ${most} header fields` },
    { headers: { Connection: "close" } },
  );
}
