/** One call: input → request → declared response, or an {@link ApiError}. */

import { encodeBody, type EncodedBody } from "../core/body/encode.ts";
import { encodeCookies, encodeHeaders, encodePath, encodeQuery, type Values } from "../core/parameters/encode.ts";
import { EncodeError as NotEncoded } from "../core/parameters/scalar-text.ts";
import type { MediaType, Operation } from "../core/contract.ts";
import { matchMediaType } from "../core/http/media.ts";
import { percentEncode } from "../core/http/percent.ts";
import { type Credentials, credentialsFor, outlivesRedirects } from "./auth.ts";
import type { Connection } from "./connection.ts";
import { Deadline } from "./deadline.ts";
import {
  type ApiError,
  DecodeError,
  EncodeError,
  type ErrorDetails,
  NetworkError,
  ProblemError,
  ResponseError,
} from "./errors.ts";
import { preferredMedia } from "./media.ts";
import type { ReceivedProblem } from "./problem.ts";
import { readResponse } from "./read.ts";
import { delayBefore, retryPlan } from "./retry.ts";
import { limitStream } from "../core/http/streams.ts";
import { HttpProblem } from "../core/problem/index.ts";
import type { Call, CallOptions, Input, Result } from "./types.ts";
import { checkRequest, checkResponse } from "./validate.ts";

/** The `params` of requests that come from {@link call}, which have their credentials already. */
const ours = new WeakSet<object>();
export const isOurs = (params: object): boolean => ours.has(params);

/** What is known of a result besides what the contract declares. */
const origins = new WeakMap<object, Origin>();

interface Origin {
  readonly response: Response;
  readonly details: ErrorDetails;
  readonly problem: ReceivedProblem | undefined;
}

/**
 * The response as it came, of a result that a call gave: for `url`, undeclared headers and the like.
 * Its body has been read, unless the contract declares none.
 */
export function rawResponse(result: object): Response {
  const origin = origins.get(result);
  if (origin === undefined) throw new TypeError("rawResponse takes the object that a call resolved to");
  return origin.response;
}

/**
 * Calls one operation. Generated code types it:
 *
 * ```ts
 * export function getStudent(connection: Connection, input: GetStudentInput, options?: CallOptions): Call<GetStudentResponse, StudentOutput> {
 *   return call(connection, contract.getStudent, input, options);
 * }
 * ```
 *
 * The request is sent at once. Throws nothing; what fails, fails the promise.
 */
export function call<R extends Result, S>(
  connection: Connection,
  operation: Operation,
  input: object = {},
  options: CallOptions = {},
): Call<R, S> {
  // The types of input and result are those of the operation, which is data: generated code is where they meet.
  const result = send(connection, operation, input as Input, options).catch((error: unknown) => {
    if (!(error instanceof NotEncoded)) throw error;
    const { name, method, path } = operation;
    throw new EncodeError(error.message, { operation: name, method, url: path, cause: error });
  }) as Promise<R>;
  const orThrow = async (): Promise<S> => {
    const settled = await result;
    if (settled.status >= 200 && settled.status <= 299) return settled.body as S;
    const origin = origins.get(settled);
    const details = origin?.details ?? { operation: operation.name, method: operation.method, url: operation.path };
    if (origin?.problem !== undefined) throw new ProblemError(origin.problem, settled.status, details);
    throw new ResponseError(settled, details);
  };
  return Object.assign(result, { orThrow });
}

async function send(connection: Connection, operation: Operation, input: Input, options: CallOptions): Promise<Result> {
  const deadline = new Deadline(options.signal, options.timeout ?? connection.options.timeout);
  try {
    const to = await destination(connection, operation, deadline);
    return await sendTo(to, connection, operation, input, options, deadline);
  } finally {
    // A stream goes on after the call; only the caller's signal ends it from here.
    deadline.stop();
  }
}

/** Where a webhook or a callback goes; nothing where the contract says it. */
function destination(
  { sending }: Connection,
  { name, method, path }: Operation,
  deadline: Deadline,
): Promise<URL> | undefined {
  return sending && deadline.race({ operation: name, method, url: path }, () => sending.to());
}

async function sendTo(
  to: URL | undefined,
  connection: Connection,
  operation: Operation,
  input: Input,
  options: CallOptions,
  deadline: Deadline,
): Promise<Result> {
  const defaults = connection.options;
  const parameters = operation.parameters ?? [];
  const { sending } = connection;
  const path =
    to === undefined
      ? connection.base(operation) + encodePath(operation.path, parameters, input.params as Values)
      : to.origin + to.pathname;
  // What stands in somebody else's URL may be a secret between the two.
  const given = to?.search.slice(1) ?? "";
  const query = encodeQuery(parameters, input.query as Values);
  const shown = [given === "" ? "" : "***", query].filter((part) => part !== "").join("&");
  const details: ErrorDetails = {
    operation: operation.name,
    method: operation.method,
    url: shown === "" ? path : `${path}?${shown}`,
  };
  const validation = options.validate ?? defaults.validate ?? false;
  const media = bodyMedia(operation, input);
  if (validation !== false)
    await checkRequest(operation, input, media?.declared.type, validation, details, sending !== undefined);
  let encoded = media === undefined ? undefined : encodeBody({ ...media.declared, type: media.type }, input.body);
  // Fetch standard §5.4: such a request cannot have one. An empty form is none.
  if (encoded !== undefined && (operation.method === "GET" || operation.method === "HEAD")) {
    if (encoded.body !== "") throw new NotEncoded(`a ${operation.method} request cannot be sent with a body by fetch`);
    encoded = undefined;
  }
  return deadline.race(details, async () => {
    const credentials = await credentialsFor(operation, connection.contract.securitySchemes, defaults.auth ?? {});
    const headers = requestHeaders(operation, input, credentials, encoded, connection, options);
    const body = await sending?.sign(operation, path, headers, encoded?.body);
    const request: Prepared = {
      operation,
      input,
      path,
      query: [
        given,
        query,
        ...credentials.query.map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`),
      ]
        .filter((part) => part !== "")
        .join("&"),
      headers,
      body: body ?? encoded?.body,
      redirect: sending !== undefined || outlivesRedirects(credentials) ? "manual" : "follow",
      signal: deadline.signal,
    };
    const known: ErrorDetails =
      credentials.query.length === 0 ? details : { ...details, url: hidden(path, shown, credentials) };
    const response = await exchange(connection, request, known, deadline, options);
    const fault = (cause: unknown): ApiError => {
      const broken = { ...known, status: response.status, response, cause };
      if (cause instanceof HttpProblem && sending !== undefined)
        return new DecodeError(`the response has more than ${sending.limit} bytes`, broken);
      return deadline.error(known) ?? new NetworkError("the response broke off", broken);
    };
    const reading = await readResponse(operation, response, known, fault);
    if (validation !== false) await checkResponse(operation, reading, validation, known, response);
    origins.set(reading.result, {
      response,
      problem: reading.problem,
      details: { ...known, status: response.status, response, bodyText: reading.text },
    });
    return reading.result;
  });
}

interface Prepared {
  readonly operation: Operation;
  readonly input: Input;
  readonly path: string;
  readonly query: string;
  readonly headers: Headers;
  readonly body: EncodedBody["body"] | undefined;
  readonly redirect: RequestRedirect;
  readonly signal: AbortSignal | undefined;
}

/** What openapi-fetch's `request` is when the operation is data and not a literal of `paths`. */
type Transport = (
  method: string,
  path: string,
  init: object,
) => Promise<{ readonly error?: unknown; readonly response: Response }>;

/** Sends, and sends again as {@link retryPlan} allows. */
async function exchange(
  connection: Connection,
  request: Prepared,
  details: ErrorDetails,
  deadline: Deadline,
  options: CallOptions,
): Promise<Response> {
  const { retry = connection.options.retry } = options;
  const plan = retryPlan(request.operation, retry, request.body, connection.sending !== undefined);
  for (let repetition = 1; ; repetition += 1) {
    let response: Response | undefined;
    let fault: unknown;
    try {
      response = await transport(connection, request);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      fault = error.cause;
    }
    const wait = deadline.error(details) === undefined ? delayBefore(repetition, plan, response) : undefined;
    if (wait !== undefined) {
      await response?.body?.cancel().catch(() => {});
      await pause(wait, deadline.signal);
      if (deadline.error(details) === undefined) continue;
    }
    if (response !== undefined) return response;
    throw (
      deadline.error(details) ??
      new NetworkError(`no answer: ${fault instanceof Error ? fault.message : String(fault)}`, {
        ...details,
        cause: fault,
      })
    );
  }
}

/** Resolves after so many milliseconds, or at once when the signal is aborted. */
function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal?.addEventListener("abort", end);
  });
}

/** `fetch` failed, as opposed to a middleware or the making of the request. */
class Fault extends Error {}

/**
 * Through openapi-fetch, which reads the body of every response that is not ok (and parses it as JSON, whatever it is):
 * it gets the original, we read a copy. A response that a middleware put in its place is taken as read.
 */
async function transport(connection: Connection, request: Prepared): Promise<Response> {
  const { transport: client, options } = connection;
  let original: Response | undefined;
  let copy: Response | undefined;
  let fault: { readonly cause: unknown } | undefined;
  const fetch = async (sent: Request): Promise<Response> => {
    try {
      original = await (options.fetch ?? globalThis.fetch)(sent);
    } catch (cause) {
      fault = { cause };
      throw cause;
    }
    const { sending } = connection;
    if (sending === undefined) copy = original.ok ? original : original.clone();
    else {
      copy = bounded(original, sending.limit);
      // What a stranger answers is read once.
      original = copy.ok ? copy : new Response(null, { status: 500 });
    }
    return original;
  };
  const params = { path: request.input.params ?? {}, query: request.input.query ?? {} };
  ours.add(params);
  const answering = (client.request as unknown as Transport)(request.operation.method, request.operation.path, {
    params,
    pathSerializer: () => request.path,
    querySerializer: () => request.query,
    headers: request.headers,
    ...(request.body === undefined ? {} : { body: request.body, bodySerializer: (body: unknown) => body }),
    ...(request.body instanceof ReadableStream ? { duplex: "half" } : {}),
    ...(request.signal === undefined ? {} : { signal: request.signal }),
    redirect: request.redirect,
    parseAs: "stream",
    fetch,
  });
  const { error, response } = await answering.catch((error: unknown) => {
    throw fault !== undefined && error === fault.cause ? new Fault("fetch failed", fault) : error;
  });
  if (response === original && copy !== undefined) return copy;
  if (!response.bodyUsed) return response;
  return new Response(typeof error === "string" ? error : JSON.stringify(error), {
    status: response.status,
    statusText: response.statusText,
    headers: response.headers,
  });
}

/** The response, whose body fails past `limit` bytes. */
function bounded(response: Response, limit: number): Response {
  const { body, status, statusText, headers } = response;
  if (body === null) return response;
  if (status <= 599) return new Response(limitStream(body, limit), { status, statusText, headers });
  // Nobody can make such a response, nor declare it: what it says is of no interest.
  body.cancel().catch(() => undefined);
  return response;
}

/** The declared media type that the body is sent as, and its definite name. */
function bodyMedia(
  operation: Operation,
  { body, contentType }: Input,
): { declared: MediaType; type: string } | undefined {
  if (body === undefined) return undefined;
  const content = operation.body?.content ?? [];
  const declared = contentType === undefined ? preferredMedia(content) : matchMediaType(contentType, content);
  if (declared === undefined)
    throw new NotEncoded(
      content.length === 0
        ? "it takes no body"
        : `the body can be ${content.map(({ type }) => type).join(", ")}, not ${String(contentType)}`,
    );
  return { declared, type: contentType ?? declared.type };
}

/** From weak to strong: what the contract says, parameters, credentials, the client's own, the call's own. */
function requestHeaders(
  operation: Operation,
  input: Input,
  credentials: Credentials,
  encoded: EncodedBody | undefined,
  { options: defaults }: Connection,
  options: CallOptions,
): Headers {
  const headers = new Headers();
  const accepted = new Set(operation.responses.flatMap(({ content = [] }) => content.map(({ type }) => type)));
  if (accepted.size > 0) headers.set("Accept", [...accepted].join(", "));
  if (encoded?.contentType !== undefined) headers.set("Content-Type", encoded.contentType);
  const parameters = operation.parameters ?? [];
  for (const [name, value] of encodeHeaders(parameters, input.headers as Values)) headers.set(name, value);
  const cookies = [
    encodeCookies(parameters, input.cookies as Values),
    ...credentials.cookies.map(([name, value]) => `${name}=${value}`),
  ];
  const cookie = cookies.filter((part) => part !== "").join("; ");
  if (cookie !== "") headers.set("Cookie", cookie);
  for (const [name, value] of credentials.headers) headers.set(name, value);
  for (const given of [defaults.headers, options.headers])
    for (const [name, value] of Object.entries(given ?? {})) headers.set(name, value);
  return headers;
}

/** The URL for errors and logs, in which no credential may appear. */
const hidden = (path: string, shown: string, { query }: Credentials): string =>
  `${path}?${[...(shown === "" ? [] : [shown]), ...query.map(([name]) => `${percentEncode(name)}=***`)].join("&")}`;
