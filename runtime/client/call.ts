/** One call: input → request → declared response, or an {@link ApiError}. */

import { matchMediaType } from "../core/http/media.ts";
import { encodeJson, type EncodedBody } from "../core/body/encode.ts";
import type { MediaType, Operation } from "../core/contract.ts";
import { EncodeError as NotEncoded } from "../core/parameters/scalar-text.ts";
import { credentialsFor, refreshed, survivesRedirects } from "./auth.ts";
import type { Connection } from "./types.ts";
import { Deadline } from "./deadline.ts";
import {
  ApiError,
  DecodeError,
  EncodeError,
  type ErrorDetails,
  NetworkError,
  ProblemError,
  ResponseError,
} from "./errors.ts";
import { preferredMedia } from "./media.ts";
import type { ClientParts } from "./parts/types.ts";
import { plainParameters } from "./plain.ts";
import type { ReceivedProblem } from "./problem.ts";
import { readResponse } from "./read.ts";
import type { Credentials } from "./schemes.ts";
import { FetchFault, transmit } from "./transport.ts";
import type { Result } from "./result.ts";
import type { Call, CallOptions, Input, Reading } from "./types.ts";

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
 * @param url where the operation is, with its query, in place of the URL that follows from `input`
 */
export function call<R extends Result, S>(
  connection: Connection | Promise<Connection>,
  operation: Operation,
  input: object = {},
  options: CallOptions = {},
  parts: ClientParts = {},
  url?: string,
): Call<R, S> {
  const { name, method, path } = operation;
  // The types of input and result are those of the operation, which is data: generated code brings them together.
  const run = (given: Input): Promise<Result> =>
    send(connection, { operation, input: given, options, parts, url }).catch((cause: unknown) => {
      throw cause instanceof NotEncoded
        ? new EncodeError(cause.message, { operation: name, method, url: path, cause })
        : cause;
    });
  const hooks = "options" in connection ? connection.options.hooks : undefined;
  const result = (hooks ? hooks(operation, input as Input, run) : run(input as Input)) as Promise<R>;
  const orThrow = async (): Promise<S> => {
    const settled = await result;
    if (settled.status >= 200 && settled.status <= 299) return settled.body as S;
    const { problem, details } = origins.get(settled)!; // `send` sets it for each result
    throw problem ? new ProblemError(problem, settled.status, details) : new ResponseError(settled, details);
  };
  return Object.assign(result, { orThrow });
}

/** A call, as its steps need it. */
interface CallState {
  readonly connection: Connection;
  readonly operation: Operation;
  readonly input: Input;
  readonly options: CallOptions;
  readonly parts: ClientParts;
  readonly url: string | undefined;
}

/** The request of a call, but for its credentials. */
interface Draft extends CallState {
  readonly deadline: Deadline;
  readonly path: string;
  readonly query: string;
  readonly encoded: EncodedBody | undefined;
  readonly details: ErrorDetails;
}

async function send(opening: Connection | Promise<Connection>, given: Omit<CallState, "connection">): Promise<Result> {
  const { operation, options, parts } = given;
  const input = parts.values?.request(operation, given.input, "encode") ?? given.input;
  const call = { ...given, input };
  const { name, method, path: url } = operation;
  const deadline = new Deadline(
    options.signal,
    options.timeout ?? ("options" in opening ? opening.options.timeout : undefined),
  );
  try {
    const connection = await deadline.race({ operation: name, method, url }, async () => opening);
    const [path, query] = targetOf(call, connection);
    const details = { operation: name, method, url: joined("?", path, query) };
    const media = bodyMedia(operation, input);
    const { validate = connection.options.validate } = options;
    if (validate) await validate.request(operation, input, media?.type, details);
    const encoded = media && encodeBody(media, input, method, parts);
    const draft = { ...call, connection, deadline, path, query, encoded, details };
    return await deadline.race(details, () => exchange(draft));
  } finally {
    // A stream goes on after the call; from here on only the caller's signal ends it.
    deadline.stop();
  }
}

/** The URL up to `?`, and the query. */
function targetOf(
  { operation, input, parts, url }: Omit<CallState, "connection">,
  connection: Connection,
): [path: string, query: string] {
  const { path, parameters = [] } = operation;
  const encoders = parts.parameters ?? plainParameters;
  if (url === undefined)
    return [
      connection.base(operation) + encoders.path(path, parameters, input.params),
      encoders.query(parameters, input.query),
    ];
  const end = `${url}?`.indexOf("?");
  return [url.slice(0, end), url.slice(end + 1)];
}

async function exchange(draft: Draft): Promise<Result> {
  const { connection, operation, options, deadline, encoded } = draft;
  let sent = await attempt(draft);
  if (
    sent.response.status === 401 &&
    !(encoded?.body instanceof ReadableStream) &&
    (await refreshed(operation, connection, sent.generation))
  )
    sent = await attempt(draft);
  const { response, details } = sent;
  const known = { ...details, status: response.status, response };
  const reading = await readResponse(operation, response, draft.parts, known, (cause) =>
    cause instanceof ApiError
      ? cause
      : (deadline.error(details) ?? new NetworkError("the response broke off", { ...known, cause })),
  );
  const { validate = connection.options.validate } = options;
  if (validate) await validate.response(operation, reading, known);
  const { problem, text: bodyText } = reading;
  const result = decoded(draft, reading, known);
  origins.set(result, {
    response: reading.response,
    problem,
    details: { ...known, response: reading.response, bodyText },
  });
  return result;
}

/** @throws DecodeError for a value that cannot be converted */
function decoded({ operation, parts }: Draft, { result, text }: Reading, known: ErrorDetails): Result {
  if (parts.values === undefined) return result;
  try {
    return parts.values.answer(operation, result, "decode");
  } catch (cause) {
    const { message, pointer = "" } = cause as Error & { readonly pointer?: string }; // a ConversionError or a JsonError
    const wrong = [pointer, message].filter(Boolean).join(" ");
    throw new DecodeError(`the body of ${result.status} is invalid: ${wrong}`, { ...known, bodyText: text, cause });
  }
}

interface Attempt {
  readonly response: Response;
  readonly details: ErrorDetails;
  /** Of the credentials: see {@link refreshed}. */
  readonly generation: number;
}

/** Sends the request, with the credentials of this moment. */
async function attempt(draft: Draft): Promise<Attempt> {
  const { connection, operation, options, deadline, path, query, encoded } = draft;
  const {
    signal: _,
    timeout: __,
    headers: ___,
    validate: ____,
    retry = connection.options.retry,
    ...settings
  } = options;
  const { generation } = connection.refreshing;
  const credentials = await credentialsFor(operation, connection);
  // The URL of a next page may repeat an API key.
  const isKey = (pair: string): boolean => credentials.query.some(([name]) => pair.startsWith(`${name}=`));
  const own =
    draft.url === undefined
      ? query
      : query
          .split("&")
          .filter((pair) => !isKey(pair))
          .join("&");
  const url = joined("?", path, joined("&", own, ...credentials.query.map(([name]) => `${name}=***`)));
  const details = { ...draft.details, url };
  const { body } = encoded ?? {};
  const request = {
    redirect:
      survivesRedirects(credentials) && !operation.responses.some(({ status }) => status[0] === "3")
        ? "follow"
        : "manual",
    ...settings,
    path,
    query: joined("&", own, ...credentials.query.map((pair) => pair.join("="))),
    headers: await requestHeaders(draft, credentials),
    body,
    signal: deadline.signal,
  } as const;
  const sendOnce = (): Promise<Response> =>
    transmit(connection, operation, request).catch((error: unknown) => {
      if (!(error instanceof FetchFault)) throw error;
      const { cause } = error;
      throw deadline.error(details) ?? new NetworkError(`no response: ${String(cause)}`, { ...details, cause });
    });
  const { method } = operation;
  const response = await (retry
    ? retry({ send: sendOnce, method, streamed: body instanceof ReadableStream, signal: deadline.signal })
    : sendOnce());
  return { response, details, generation };
}

/** Without the empty ones. */
const joined = (separator: string, ...texts: readonly string[]): string => texts.filter(Boolean).join(separator);

/** The declared media type of the request's body, with the definite type that the request names. */
function bodyMedia({ body }: Operation, { body: value, contentType }: Input): MediaType | undefined {
  if (value === undefined) return undefined;
  const content = body?.content ?? [];
  const declared = contentType === undefined ? preferredMedia(content) : matchMediaType(contentType, content);
  if (declared) return contentType === undefined ? declared : { ...declared, type: contentType };
  const types = content.map(({ type }) => type).join(", ");
  throw new NotEncoded(types ? `the body can be ${types}, not ${contentType}` : "the operation takes no body");
}

function encodeBody(media: MediaType, { body }: Input, method: string, parts: ClientParts): EncodedBody | undefined {
  const write = media.kind === "json" ? encodeJson : parts[`write:${media.kind}`];
  if (!write) throw new NotEncoded(`this client has no part that writes ${media.type}`);
  const encoded = write(media, body);
  // Fetch standard §5.4: such a request cannot have a body. An empty form is none.
  if (method !== "GET" && method !== "HEAD") return encoded;
  if (encoded.body === "") return undefined;
  throw new NotEncoded(`fetch cannot send a ${method} request with a body`);
}

/** From weak to strong: parameters, credentials, the client's own, the call's own. The body names its own media type. */
async function requestHeaders(
  { connection, operation, input, options, parts, encoded }: Draft,
  credentials: Credentials,
): Promise<Headers> {
  const { responses, parameters = [] } = operation;
  const encoders = parts.parameters ?? plainParameters;
  const { headers: own = {} } = connection.options;
  const accepted = new Set(responses.flatMap(({ content = [] }) => content.map(({ type }) => type)));
  const cookies = credentials.cookies.map((pair) => pair.join("="));
  const cookie = joined("; ", encoders.cookies(parameters, input.cookies), ...cookies);
  const headers = new Headers();
  for (const [name, value] of [
    ["Accept", [...accepted].join(", ") || undefined],
    ...encoders.headers(parameters, input.headers),
    ["Cookie", cookie || undefined],
    ...credentials.headers,
    ...Object.entries(typeof own === "function" ? await own(operation) : own),
    ...Object.entries(options.headers ?? {}),
    // Without a type of its own `fetch` chooses it: the boundary of a form.
    ...(encoded ? [["Content-Type", encoded.contentType] as const] : []),
  ] as const) {
    headers.delete(name);
    if (value !== undefined) headers.set(name, value);
  }
  return headers;
}
