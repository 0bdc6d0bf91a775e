/** The driver: runs the steps of a request in their order. Every host but the express server uses it. */

import type { EncodedAnswer } from "../answer/index.ts";
import type { AuthorizeStep } from "./authorize.ts";
import type { DecodeStep } from "./decode.ts";
import type { EncodeStep } from "./encode.ts";
import type { HandleStep } from "./handle.ts";
import type { ReadBodyStep } from "./read-body.ts";
import type { RefuseStep } from "./refuse.ts";
import type { RouteStep } from "./route.ts";
import type {
  AnsweredRequest,
  AuthorizedRequest,
  ReadRequest,
  ReadyRequest,
  ReceivedRequest,
  RefusedRequest,
  RoutedRequest,
} from "./state.ts";

/**
 * The steps of a request. None of them throws or rejects: what goes wrong is part of what it returns.
 *
 * `route → authorize → readBody → decode → handle → encode`. A refused request skips to `refuse` and goes on with `encode`;
 * an operation that asks for nothing skips `authorize`.
 */
export interface PipelineSteps {
  readonly route: RouteStep;
  readonly authorize: AuthorizeStep;
  readonly readBody: ReadBodyStep;
  readonly decode: DecodeStep;
  readonly handle: HandleStep;
  readonly refuse: RefuseStep;
  readonly encode: EncodeStep;
}

/** @returns what is to be sent; `undefined` where a hook has answered or the caller went away. Never rejects. */
export async function runPipeline(steps: PipelineSteps, received: ReceivedRequest): Promise<EncodedAnswer | undefined> {
  const routing = steps.route(received);
  let state: RoutedRequest | AuthorizedRequest | ReadRequest | ReadyRequest | RefusedRequest =
    routing instanceof Promise ? await routing : routing;
  if (state.kind === "routed") {
    const authorizing = steps.authorize(state);
    state = authorizing instanceof Promise ? await authorizing : authorizing;
  }
  if (state.kind === "authorized") {
    const reading = steps.readBody(state);
    state = reading instanceof Promise ? await reading : reading;
  }
  if (state.kind === "read") state = steps.decode(state);
  let answered: AnsweredRequest | Promise<AnsweredRequest> | undefined;
  if (state.kind === "ready") answered = steps.handle(state);
  else if (state.kind === "refused") answered = steps.refuse(state);
  if (answered === undefined) throw new Error(`unreachable: a request ended as "${state.kind}"`);
  const encoding = steps.encode(answered instanceof Promise ? await answered : answered);
  return encoding instanceof Promise ? await encoding : encoding;
}
