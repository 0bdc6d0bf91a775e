/** One call: input → request → declared response, or an {@link ApiError}. */

import { encodeJson, type EncodedBody } from "../core/body/encode.ts";
import type { MediaType, Operation } from "../core/contract.ts";
import { EncodeError as NotEncoded } from "../core/parameters/scalar-text.ts";
import { credentialsFor, refreshed } from "./auth.ts";
import { Deadline } from "./deadline.ts";
import { EncodeError, type ErrorDetails, ProblemError, ResponseError } from "./errors.ts";
import { matchPlain, preferredMedia } from "./media.ts";
import type { ClientParts } from "./parts/types.ts";
import { plainHeaders, plainPath, plainQuery } from "./plain.ts";
import type { ReceivedProblem } from "./problem.ts";
import { readResponse } from "./read.ts";
import type { Result } from "./result.ts";
import type { Credentials } from "./schemes.ts";
import type { Call, CallOptions, Connection, Target } from "./types.ts";
import type { Input } from "./input.ts";

/** What the client knows of a result besides the declared response. */
const origins = new WeakMap<object, Origin>();

interface Origin {
  readonly response: Response;
  readonly details: ErrorDetails;
  readonly problem: ReceivedProblem | undefined;
}

/**
 * The response as received, of a result that a call gave: for `url`, undeclared headers and the like.
 * Its body has been read, unless the contract declares none.
 * @throws TypeError for another object
 */
export const rawResponse = (result: object): Response => originOf(result).response;

export function originOf(result: object): Origin {
  const origin = origins.get(result);
  if (!origin) throw new TypeError("rawResponse takes the object that a call resolved to");
  return origin;
}

/**
 * Calls one operation: generated code gives it its types. The client sends the request at once; errors reject the promise.
 * @param target where the request goes, in place of the URL that follows from `input`
 */
export function call<R extends Result, S>(
  connection: Connection,
  operation: Operation,
  input: object = {},
  options: CallOptions = {},
  parts: ClientParts = {},
  target?: Target,
): Call<R, S> {
  // The types of input and result are those of the operation, which is data: generated code brings them together.
  const run = (given: Input): Promise<Result> =>
    send(connection, { operation, input: given, options, parts, target }, deadlineOf(options, connection));
  const { hooks } = connection.options;
  return asCall((hooks ? hooks(operation, input as Input, run) : run(input as Input)) as Promise<R>);
}

export const deadlineOf = ({ signal, timeout }: CallOptions, { options }: Pick<Connection, "options">): Deadline =>
  new Deadline(signal, timeout ?? options.timeout);

/** @param result what {@link send} resolves to */
export const asCall = <R extends Result, S>(result: Promise<R>): Call<R, S> =>
  Object.assign(result, {
    async orThrow(): Promise<S> {
      const settled = await result;
      if (`${settled.status}`.startsWith("2")) return settled.body as S;
      const { problem, details } = origins.get(settled)!; // `send` sets it for each result
      throw problem ? new ProblemError(problem, settled.status, details) : new ResponseError(settled, details);
    },
  });

/** A call, as its steps need it. */
export interface CallState {
  readonly operation: Operation;
  readonly input: Input;
  readonly options: CallOptions;
  readonly parts: ClientParts;
  readonly target?: Target | undefined;
}

/** The request of a call, but for its credentials. */
interface Draft extends CallState {
  readonly connection: Connection;
  readonly deadline: Deadline;
  readonly path: string;
  readonly query: string;
  readonly encoded: EncodedBody | undefined;
  readonly details: ErrorDetails;
}

/** @throws ApiError */
export async function send(connection: Connection, state: CallState, deadline: Deadline): Promise<Result> {
  const { operation, options, parts, target } = state;
  const { method, path: template, parameters = [], name } = operation;
  const { validate = connection.options.validate } = options;
  let details: ErrorDetails = { operation: name, method, url: template };
  try {
    const input = parts.values ? parts.values.request(operation, state.input) : state.input;
    const path =
      target?.path ?? connection.base(operation) + (parts.path ?? plainPath)(template, parameters, input.params);
    const query = target?.query ?? (parts.query ?? plainQuery)(parameters, input.query);
    details = { ...details, url: joined(path, query) };
    const media = bodyMedia(operation, input, parts);
    if (validate) await validate.request(operation, input, media?.type, details);
    const encoded = media && encodeBody(media, input, method, parts);
    const draft = { ...state, input, connection, deadline, path, query, encoded, details };
    return await deadline.race(details, () => exchange(draft, validate));
  } catch (cause) {
    throw cause instanceof NotEncoded ? new EncodeError(cause.message, { ...details, url: template, cause }) : cause;
  } finally {
    // A stream goes on after the call; from here on only the caller's signal ends it.
    deadline.stop();
  }
}

async function exchange(draft: Draft, validate: CallOptions["validate"]): Promise<Result> {
  const { connection, operation, parts, deadline } = draft;
  const { ended } = connection.refreshing;
  let known = await attempt(draft);
  if (
    known.status === 401 &&
    !(draft.encoded?.body instanceof ReadableStream) &&
    (await refreshed(operation, connection, ended))
  )
    known = await attempt(draft);
  const reading = await readResponse(operation, parts, known, (cause) =>
    deadline.failure("the response broke off", { ...known, cause }),
  );
  if (validate) await validate.response(operation, reading, known);
  const { response, problem, text: bodyText } = reading;
  const details = { ...known, response, bodyText };
  const result = parts.values ? parts.values.answer(operation, reading.result, details) : reading.result;
  origins.set(result, { response, problem, details });
  return result;
}

/** Sends the request, with the credentials of this moment. */
async function attempt(draft: Draft): Promise<ErrorDetails & { readonly response: Response }> {
  const { connection, operation, options, deadline, path, query, encoded } = draft;
  const { retry = connection.options.retry } = options;
  const { signal } = deadline;
  const to: Credentials = { headers: new Headers(), query, shown: query };
  await writeHeaders(draft, to);
  const details = { ...draft.details, url: joined(path, to.shown) };
  const body = encoded?.body;
  const isRedirect = operation.responses.some(({ status }) => status[0] === "3");
  const request = {
    redirect: to.redirect ?? (isRedirect ? "manual" : "follow"),
    ...options,
    path,
    query: to.query,
    headers: to.headers,
    body,
    signal,
  } as const;
  const sendOnce = (): Promise<Response> =>
    connection.transmit(operation, request, (cause) =>
      deadline.failure(`no response: ${String(cause)}`, { ...details, cause }),
    );
  const response = await (retry
    ? retry({ send: sendOnce, method: operation.method, streamed: body instanceof ReadableStream, signal })
    : sendOnce());
  return { ...details, status: response.status, response };
}

const joined = (path: string, query: string): string => (query ? `${path}?${query}` : path);

/** The declared media type of the request's body, with the definite type that the request names. */
function bodyMedia(
  { body }: Operation,
  { body: value, contentType }: Input,
  { match = matchPlain }: ClientParts,
): MediaType | undefined {
  if (value === undefined) return undefined;
  const content = body?.content ?? [];
  const declared = contentType === undefined ? preferredMedia(content) : match(contentType, content);
  if (declared) return { ...declared, type: contentType ?? declared.type };
  const types = content.map(({ type }) => type).join(", ");
  throw new NotEncoded(types ? `the body can be ${types}, not ${contentType}` : "the operation takes no body");
}

function encodeBody(media: MediaType, { body }: Input, method: string, parts: ClientParts): EncodedBody | undefined {
  // Generated code names the parts of all kinds that an operation declares.
  const encoded = (media.kind === "json" ? encodeJson : parts[`write:${media.kind}`]!)(media, body);
  return parts.body ? parts.body(encoded, method) : encoded;
}

/** From weak to strong: parameters, credentials, the client's own, the call's own. The body names its own media type. */
async function writeHeaders({ connection, operation, input, options, parts, encoded }: Draft, to: Credentials) {
  const { responses, parameters = [] } = operation;
  const { headers: own = {} } = connection.options;
  const { headers } = to;
  const write = (entries: Iterable<readonly [string, string | undefined]>): void => {
    for (const [name, value] of entries) {
      headers.delete(name);
      if (value !== undefined) headers.set(name, value);
    }
  };
  const accepted = new Set(responses.flatMap(({ content = [] }) => content.map(({ type }) => type)));
  write([["Accept", [...accepted].join(", ") || undefined], ...(parts.headers ?? plainHeaders)(parameters, input)]);
  await credentialsFor(operation, connection, to);
  write(Object.entries(typeof own === "function" ? await own(operation) : own));
  write(Object.entries(options.headers ?? {}));
  // Without a type of its own `fetch` chooses it: the boundary of a form.
  if (encoded) write([["Content-Type", encoded.contentType]]);
}
