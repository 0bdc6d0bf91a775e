/** Step 5, handle: the application's function answers. */

import type { Operation } from "../contract.ts";
import { ownMember, type Values } from "../conversions/types.ts";
import { Gone } from "../http/bytes.ts";
import { closeBody } from "../http/closing.ts";
import type { DecodedRequest, RequestInfo } from "../types.ts";
import { isThenable, type MaybePromise } from "../values.ts";
import { withinTime } from "../deadline.ts";
import { HttpProblem } from "../problem/index.ts";
import type { AnswerThrown } from "./errors.ts";
import { NO_CONTEXT, type AnsweredRequest, type AnswerOutcome, type ReadyRequest } from "./state.ts";

/** Answers a request. @param context the application's own, with `auth` and `request` */
export type Respond = (operation: Operation, request: DecodedRequest, context: object) => unknown;

export interface HandleOptions {
  readonly respond: Respond;
  /** What is converted between the handler and JSON. */
  readonly values?: Values | undefined;
  /** Answers errors that a handler throws. */
  readonly answerThrown?: AnswerThrown | undefined;
  /** Milliseconds in which a hook has to settle. */
  readonly callbackTimeout: number;
  /** Milliseconds in which a handler has to settle; 0: any time. */
  readonly handlerTimeout: number;
}

export type HandleStep = (state: ReadyRequest) => MaybePromise<AnsweredRequest>;

/** Extension points: `preOperationHandler`, the handlers, `errors`. */
export function createHandleStep(options: HandleOptions): HandleStep {
  const { respond, values, answerThrown, callbackTimeout, handlerTimeout } = options;
  const handle = (state: ReadyRequest): MaybePromise<AnsweredRequest> => {
    const { received, match, context, auth, decoded } = state;
    const { operation } = match;
    const returned = (answer: unknown): AnsweredRequest => {
      const converted = ownMember(values, operation.name)?.answer(operation, answer, "encode") ?? answer;
      return answered(state, { kind: "returned", answer: converted });
    };
    const unexpected = (error: unknown): AnsweredRequest => answered(state, { kind: "thrown", error });
    const thrown = (error: unknown): MaybePromise<AnsweredRequest> => {
      if (error instanceof Gone) return answered(state, { kind: "none" });
      if (answerThrown === undefined || error instanceof HttpProblem) return unexpected(error);
      const answeredBy = (answer: unknown): AnsweredRequest =>
        answer === undefined ? unexpected(error) : returned(answer);
      try {
        const answer = answerThrown(error, { operation: operation.name, request: received.info });
        const waited = withinTime(answer, "The option errors", callbackTimeout, closeLate);
        return waited instanceof Promise ? waited.then(answeredBy).catch(unexpected) : answeredBy(waited);
      } catch (failure) {
        return unexpected(failure);
      }
    };
    try {
      const answer = respond(operation, decoded, handlerContext(context, auth, received.info));
      if (!isThenable(answer)) return returned(answer);
      const waited = withinTime(answer, `The handler ${operation.name}`, handlerTimeout, closeLate);
      return Promise.resolve(waited).then(returned, thrown);
    } catch (error) {
      return thrown(error);
    }
  };
  return (state) => {
    const { received, match, auth, decoded } = state;
    const { scope } = received;
    if (scope?.has("preOperationHandler") !== true) return handle(state);
    return (async () => {
      const name = "preOperationHandler";
      try {
        const facts = { match, auth, authorized: true, decoded, valid: true };
        await withinTime(scope.call(name, facts), `The hook ${name}`, callbackTimeout);
      } catch (error) {
        return answered(state, error instanceof Gone ? { kind: "none" } : { kind: "refused", error });
      }
      return handle(state);
    })();
  };
}

const answered = ({ received, match, auth, decoded, body }: ReadyRequest, outcome: AnswerOutcome): AnsweredRequest => ({
  kind: "answered",
  received,
  match,
  auth,
  decoded,
  body,
  outcome,
});

/** An answer that comes after its request has been answered: its stream must not stay open. */
function closeLate(answer: unknown): void {
  closeBody((answer as { readonly body?: unknown } | null | undefined)?.body).catch(() => undefined);
}

/** The second argument of a handler. A context that is no plain object keeps its prototype. */
export function handlerContext(own: object, auth: Readonly<Record<string, unknown>>, request: RequestInfo): object {
  if (own === NO_CONTEXT) return { auth, request };
  const prototype: unknown = Object.getPrototypeOf(own);
  if (prototype === Object.prototype || prototype === null) return { ...own, auth, request };
  return Object.create(own, {
    auth: { value: auth, enumerable: true },
    request: { value: request, enumerable: true },
  }) as object; // `Object.create` is typed `any`
}
