/** Step 6, encode: the answer is validated and written, and every hook and stream of the request comes to its end. */

import { encodeProblem } from "../answer/problem.ts";
import type { EncodedAnswer } from "../answer/index.ts";
import type { Answering } from "../answering.ts";
import { afterwards } from "../http/bytes.ts";
import { isObject } from "../json-object.ts";
import { closeBody } from "../http/closing.ts";
import { fitsHeader } from "../http/headers.ts";
import { startedStream } from "../http/started.ts";
import { CutOff } from "../http/streams.ts";
import { HttpProblem, type RequestViolation } from "../problem/index.ts";
import { ReportedError } from "../problem/reported.ts";
import type { Report } from "../report.ts";
import type { RequestInfo } from "../types.ts";
import type { MaybePromise } from "../values.ts";
import { withinTime } from "../deadline.ts";
import type { HookFacts, HookResponse, HookScope } from "./hooks.ts";
import type { AnsweredRequest } from "./state.ts";

export interface EncodeOptions {
  readonly answering: Answering;
  readonly report: Report;
  /** The header of every answer that has the request's id. */
  readonly idHeader?: string | undefined;
  /** Milliseconds in which a hook has to settle. */
  readonly callbackTimeout: number;
}

/** @returns `undefined`: nothing is to be sent, since a hook has answered or the caller went away. Never rejects. */
export type EncodeStep = (state: AnsweredRequest) => MaybePromise<EncodedAnswer | undefined>;

/** Extension points: `problem` (in `answering`), `postResponseHandler`. */
export function createEncodeStep(options: EncodeOptions): EncodeStep {
  const { report, idHeader } = options;
  return (state) => {
    const { received, body } = state;
    const failed = (error: unknown): EncodedAnswer => {
      report(error, { during: "response", request: received.info });
      return encodeProblem(new HttpProblem(500));
    };
    try {
      if (state.outcome.kind === "none" || isAnswered(state)) return close(state).catch(failed);
      const answer = encode(options, state);
      const isPlain = received.scope === undefined && body?.release === undefined;
      if (isPlain && !(answer instanceof Promise) && !(answer.body instanceof ReadableStream))
        return withId(answer, received.info, idHeader);
      return finish(options, state, answer).catch(failed);
    } catch (error) {
      return failed(error);
    }
  };
}

function encode(
  { answering }: EncodeOptions,
  { outcome, match, received }: AnsweredRequest,
): MaybePromise<EncodedAnswer> {
  const operation = match?.operation;
  switch (outcome.kind) {
    case "returned":
      return answering.answer(operation, outcome.answer, received.info, outcome.checked);
    case "thrown":
      return answering.failure(operation, outcome.error, received.info);
    case "refused":
      return answering.refusal(operation, outcome.error, received.info);
    case "replaced":
      return answering.answer(undefined, outcome.answer, received.info);
    case "encoded":
      return outcome.answer;
    case "none":
      return encodeProblem(new HttpProblem(500));
  }
}

/** What takes its time: the start of a stream, a hook, the removal of the request's files. */
async function finish(
  options: EncodeOptions,
  state: AnsweredRequest,
  encoding: MaybePromise<EncodedAnswer>,
): Promise<EncodedAnswer | undefined> {
  const { received, body } = state;
  const { scope } = received;
  let answer: EncodedAnswer | undefined = await start(options, state, await encoding);
  answer = withId(answer, received.info, options.idHeader);
  if (scope?.has("postResponseHandler") === true) answer = await callHook(options, state, scope, answer);
  if (isAnswered(state)) {
    await closeBody(answer.body);
    answer = undefined;
  }
  const release = body?.release;
  if (release === undefined) return answer;
  const released = (): Promise<void> =>
    release().catch((error: unknown) => options.report(error, { during: "response", request: received.info }));
  // Files of the request may be what the answer is read from.
  if (answer?.body instanceof ReadableStream) return { ...answer, body: afterwards(answer.body, released) };
  await released();
  return answer;
}

/** As long as nothing has left, a stream that fails is a 500. The header of an event stream leaves at once. */
async function start(
  { answering, report }: EncodeOptions,
  { match, received }: AnsweredRequest,
  answer: EncodedAnswer,
): Promise<EncodedAnswer> {
  const { body } = answer;
  const { info } = received;
  if (!(body instanceof ReadableStream) || info.method === "HEAD" || isEventStream(answer)) return answer;
  try {
    return { ...answer, body: await startedStream(body, info.signal) };
  } catch (error) {
    const operation = match?.operation;
    if (error instanceof HttpProblem) return answering.failure(operation, error, info);
    // What is cut off has been reported.
    if (!(error instanceof CutOff))
      report(error, { during: "response", ...(operation && { operation: operation.name }), request: info });
    return answering.refusal(operation, new ReportedError(500, error), info);
  }
}

function withId(answer: EncodedAnswer, info: RequestInfo, idHeader: string | undefined): EncodedAnswer {
  if (idHeader === undefined) return answer;
  const { id } = info; // made when somebody asks for it
  const lower = idHeader.toLowerCase();
  const others = answer.headers.filter(([name]) => name.toLowerCase() !== lower);
  // Middleware may have made the id of any characters.
  const text = fitsHeader(id) ? id : encodeURIComponent(id.toWellFormed());
  return { ...answer, headers: [...others, [idHeader, text]] };
}

/** Nothing is to be sent: what the handler and the request have opened is closed. */
async function close({ outcome, body }: AnsweredRequest): Promise<undefined> {
  if (outcome.kind === "returned" && isObject(outcome.answer)) await closeBody(outcome.answer["body"]);
  await body?.release?.();
}

const isAnswered = ({ received }: AnsweredRequest): boolean => received.isAnswered?.() === true;

const isEventStream = ({ headers }: EncodedAnswer): boolean =>
  headers.some(([name, value]) => name.toLowerCase() === "content-type" && value.startsWith("text/event-stream"));

async function callHook(
  { answering, callbackTimeout }: EncodeOptions,
  state: AnsweredRequest,
  scope: HookScope,
  encoded: EncodedAnswer,
): Promise<EncodedAnswer> {
  const { received, match, outcome } = state;
  const operation = match?.operation;
  const response = responseOf(encoded);
  let given: unknown;
  try {
    const called = scope.call("postResponseHandler", { ...factsOf(state), response });
    given = await withinTime(called, "The hook postResponseHandler", callbackTimeout);
  } catch (error) {
    await closeBody(encoded.body);
    return answering.refusal(operation, error, received.info);
  }
  if (isAnswered(state) || given === undefined || given === null || given === response) return encoded;
  const keepsStream = encoded.body instanceof ReadableStream && isObject(given) && given["body"] === encoded.body;
  if (!keepsStream) await closeBody(encoded.body);
  // What a handler answers is validated, and so is what takes its place. A stream has been validated item by item.
  const byHandler = outcome.kind === "returned" || outcome.kind === "thrown";
  return answering.answer(byHandler && !keepsStream ? operation : undefined, given, received.info);
}

function factsOf({ match, auth, decoded, body, outcome }: AnsweredRequest): HookFacts {
  const problem = outcome.kind === "refused" && outcome.error instanceof HttpProblem ? outcome.error : undefined;
  // Cast: the pipeline's own violations have all members.
  const errors = problem?.document.errors as readonly RequestViolation[] | undefined;
  return {
    match,
    auth,
    decoded,
    body: body?.value,
    ...(match !== undefined && { authorized: auth !== undefined }),
    ...(decoded !== undefined ? { valid: true } : errors !== undefined && { valid: false, errors }),
  };
}

/** The answer as a hook sees it. Its JSON is parsed when the hook looks at it. */
function responseOf({ status, headers, body }: EncodedAnswer): HookResponse {
  const fields: Record<string, string | string[]> = {};
  let contentType: string | undefined;
  for (const [name, value] of headers) {
    if (name.toLowerCase() === "content-type") contentType = value;
    const known = fields[name];
    fields[name] = known === undefined ? value : [known, value].flat();
  }
  let parsed: { readonly value: unknown } | undefined;
  return {
    status,
    headers: fields,
    ...(contentType !== undefined && { contentType }),
    get body() {
      if (typeof body !== "string" || contentType === undefined || !/[/+]json\b/.test(contentType)) return body;
      parsed ??= { value: JSON.parse(body) };
      return parsed.value;
    },
  };
}
