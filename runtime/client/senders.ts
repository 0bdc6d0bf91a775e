/**
 * Webhooks and callbacks: requests that the API itself sends (OAS 3.2 §4.1, §4.20). Each is a call like those of a client,
 * to a URL that the receiver gave.
 */

import type { Contract, Operation } from "../core/contract.ts";
import { ownMember, type Values } from "../core/conversions/types.ts";
import type { Answer, DecodedRequest } from "../core/types.ts";
import type { Validators } from "../core/validation.ts";
import { asCall, deadlineOf, send as sendCall } from "./call.ts";
import { connect } from "./connection.ts";
import { refuseUnknownOptions } from "../core/names.ts";
import { limitStream } from "../core/http/streams.ts";
import { HttpProblem } from "../core/problem/index.ts";
import { DecodeError, TargetError } from "./errors.ts";
import { allParts, convertedValues } from "./parts/index.ts";
import { schemesOf } from "./untyped.ts";
import { validation } from "./validate.ts";
import { evaluate, Unevaluated } from "../core/expression.ts";
import type { Result } from "./result.ts";
import type { Auths, Call, CallOptions, ClientOptions, Fetch } from "./types.ts";

export interface SenderOptions<Auth extends object = Auths> extends Pick<
  ClientOptions<Auth>,
  "auth" | "fetch" | "headers"
> {
  /**
   * Whether a request may go to a URL. The sender calls it for each request, and always refuses URLs that are not `http:`
   * or `https:` or contain a user or password. A caller can give the address of a machine in your own network: refuse it,
   * or send from a network that cannot reach it. DNS can change after this check: to check the address itself, use a
   * `fetch` of your own. Default for webhooks: every URL. Callbacks have no default, because the caller chooses the URL.
   */
  readonly allow?: ((url: URL) => boolean | Promise<boolean>) | undefined;
  /**
   * Headers that prove the sender, computed from the request:
   * `({ body }) => ({ "X-Signature": createHmac("sha256", secret).update(body).digest("hex") })`.
   * The sender calls it once for each call; a repetition is the same request again. It reads a body that is a stream first.
   */
  readonly sign?: Sign | undefined;
  /** Milliseconds for every call that sets none. Default: 30,000. */
  readonly timeout?: number | undefined;
  /** As in a client, but for every method: a receiver must expect a message twice. Default: none. */
  readonly retry?: ClientOptions["retry"];
  /** The most bytes of a response that the sender reads. Default: 1 MiB. */
  readonly limit?: number | undefined;
  /** Whether the sender validates requests and responses, or requests alone. Default: true. */
  readonly validate?: boolean | "requests" | undefined;
}

/** For callbacks `allow` is required, because callers choose their URLs. */
export interface CallbackOptions<Auth extends object = Auths> extends SenderOptions<Auth> {
  readonly allow: (url: URL) => boolean | Promise<boolean>;
}

export type Sign = (request: Signable) => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>;

/** A request that is about to be sent. */
export interface Signable {
  /** The name of the webhook or the callback. */
  readonly name: string;
  readonly method: string;
  /** Without its query. */
  readonly url: string;
  /** A copy: changes have no effect. */
  readonly headers: Headers;
  /** The bytes that will be sent; empty where there is no body. */
  readonly body: Uint8Array<ArrayBuffer>;
}

/** The last argument of every sender. */
export type SendOptions = Omit<CallOptions, "validate">;

/**
 * Sends a callback to the URL in `from`, or to a URL that {@link url} returned before. `From` is the request that a handler
 * received; when the contract's expression needs more, an object of `request`, `response` and `url`.
 */
export interface Callback<From, Input, R, S> {
  (from: From | URL, input: Input, options?: SendOptions): Call<R, S>;
  /** The URL of the callback, to store for later. @throws TargetError when the request contains none */
  url(from: From): URL;
}

/** One that needs no input. */
export interface PlainCallback<From, Input, R, S> extends Callback<From, Input, R, S> {
  (from: From | URL, input?: Input, options?: SendOptions): Call<R, S>;
}

/** A callback as data; its `path` is the runtime expression of its URL (OAS 3.2 §4.20.4). */
export interface CallbackOperation extends Operation {
  /** The method of the operation that declares the callback. */
  readonly parent: string;
  /** Set when the expression needs more than the request's parameters and body. */
  readonly more?: true;
}

/** Generated validators of webhooks and callbacks, loaded with the first request. */
export type SenderValidators = () => Promise<{ readonly requests: Validators; readonly responses: Validators }>;

/** What a connection needs, and the operations that are sent. */
export type SenderContract<O extends Operation = Operation> = Pick<Contract, "format" | "securitySchemes"> & {
  readonly operations: readonly O[];
};

/**
 * A function for each webhook: `webhooks.newStudent("https://…", { body })`. Redirects are not followed.
 * @throws Error for an unknown option
 */
export function createWebhooks<Webhooks extends object, Auth extends object = Auths>(
  contract: SenderContract,
  validators: SenderValidators,
  options: SenderOptions<Auth> = {},
  values?: Values,
): Webhooks {
  const send = createSend(contract, validators, options as SenderOptions, values); // the generated type narrows `Auths`
  return byName(
    contract.operations,
    (operation) => (url: string | URL, input?: object, sendOptions?: SendOptions) =>
      send(operation, () => parsed(operation, url), input, sendOptions),
  ) as Webhooks;
}

/**
 * A function for each callback: `callbacks.onData(request, { body })`, where `request` is what the handler received.
 * Redirects are not followed.
 * @param options `allow` decides which URLs of callers a request may go to
 * @throws TypeError without `allow`; Error for an unknown option
 */
export function createCallbacks<Callbacks extends object, Auth extends object = Auths>(
  contract: SenderContract<CallbackOperation>,
  validators: SenderValidators,
  options: CallbackOptions<Auth>,
  values?: Values,
): Callbacks {
  if (typeof (options as Partial<CallbackOptions<Auth>> | undefined)?.allow !== "function")
    throw new TypeError(
      'createCallbacks needs `allow`, because callers choose the URL, which can be in your own network. For instance: `{ allow: ({ hostname }) => hostname.endsWith(".example.org") }`',
    );
  const send = createSend(contract, validators, options as SenderOptions, values); // as above
  return byName(contract.operations, (operation) => {
    const url = (from: object): URL => evaluated(operation, from);
    return Object.assign(
      (from: object, input?: object, sendOptions?: SendOptions) =>
        send(operation, () => (from instanceof URL ? from : url(from)), input, sendOptions),
      { url },
    );
  }) as Callbacks;
}

/** Without a prototype: it has no members but the operations. */
function byName<O extends Operation>(operations: readonly O[], make: (operation: O) => unknown): object {
  const made = Object.create(null) as Record<string, unknown>; // `Object.create` is typed `any`
  for (const operation of operations) made[operation.name] = make(operation);
  return made;
}

type Send = (
  operation: Operation,
  url: () => URL,
  input: object | undefined,
  options: SendOptions | undefined,
) => Call<Result, unknown>;

const OPTIONS = {
  allow: true,
  auth: true,
  fetch: true,
  headers: true,
  limit: true,
  retry: true,
  sign: true,
  timeout: true,
  validate: true,
} satisfies Record<keyof SenderOptions, true>;

function createSend(
  contract: SenderContract,
  validators: SenderValidators,
  options: SenderOptions,
  values: Values | undefined,
): Send {
  refuseUnknownOptions(options, OPTIONS);
  const { allow, sign, validate = true, timeout = 30_000, limit = 1 << 20, ...rest } = options;
  const requests = async (): Promise<Validators> => (await validators()).requests;
  const responses = async (): Promise<Validators> => (await validators()).responses;
  const checks = validation({ contract, requests, ...(validate === true && { responses }), sender: true });
  const again = rest.retry;
  const shared: ClientOptions = {
    auth: rest.auth,
    headers: rest.headers,
    timeout,
    ...(validate !== false && { validate: checks }),
    // A receiver must expect a message twice, whatever its method.
    ...(again && { retry: (attempts) => again({ ...attempts, method: "PUT" }) }),
  };
  return (operation, url, input, sendOptions) => {
    const own = ownMember(values, operation.name);
    const parts = own === undefined ? allParts : { ...allParts, ...convertedValues(own) };
    const callOptions = { redirect: "manual", timeout, ...sendOptions } as const;
    const state = { operation: { ...operation, path: "" }, input: input ?? {}, options: callOptions, parts };
    const deadline = deadlineOf(callOptions, { options: shared });
    const details = { operation: operation.name, method: operation.method, url: "" };
    const sending = deadline.race(details, async () => {
      const to = await allowed(operation, url, allow);
      const connection = connect(
        { format: contract.format, schemes: schemesOf(contract.securitySchemes), servers: [to.origin + to.pathname] },
        { ...shared, fetch: outbound(operation, to, { sign, limit, fetch: rest.fetch }) },
      );
      return sendCall(connection, state, deadline);
    });
    return asCall(sending.finally(() => deadline.stop()));
  };
}

interface OutboundOptions extends Pick<SenderOptions, "sign" | "fetch"> {
  readonly limit: number;
}

/** Completes the URL and signs; reads no more of the response than `limit` bytes. */
function outbound({ name, method }: Operation, to: URL, { sign, fetch, limit }: OutboundOptions): Fetch {
  let proof: Headers | undefined;
  return async (request) => {
    // The receiver's own query comes first. It stays out of errors, because it may be a secret.
    const { search } = new URL(request.url);
    const url =
      to.origin + to.pathname + [to.search, search.slice(1)].filter((part) => part !== "").join(to.search ? "&" : "?");
    const whole = to.search === "" ? request : new Request(url, request);
    // A repetition is the same request again.
    if (sign && !proof) proof = await signed(sign, { name, method, url: to.origin + to.pathname }, whole);
    const sent = proof ? new Request(whole, { headers: proof }) : whole;
    const response = bounded(await (fetch ?? globalThis.fetch)(sent), limit, (cause) => {
      const details = { operation: name, method, url: shown(to), status: response.status, response, cause };
      return new DecodeError(`the response has more than ${limit} bytes`, details);
    });
    return response;
  };
}

/** The response, whose body fails past `limit` bytes with the error that `tooLarge` makes. */
function bounded(response: Response, limit: number, tooLarge: (cause: unknown) => Error): Response {
  const { body, status, statusText, headers } = response;
  if (body === null) return response;
  if (status <= 599) {
    const reader = limitStream(body, limit).getReader();
    const stream = new ReadableStream<Uint8Array>({
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (done) controller.close();
          else controller.enqueue(value);
        } catch (error) {
          throw error instanceof HttpProblem ? tooLarge(error) : error;
        }
      },
      cancel: (reason) => reader.cancel(reason),
    });
    return new Response(stream, { status, statusText, headers });
  }
  // No contract can declare such a status, and the constructor refuses it.
  body.cancel().catch(() => undefined);
  return response;
}

const target = (problem: string, { name, method, path }: Operation, url: string = path): TargetError =>
  new TargetError(problem, { operation: name, method, url });

/** For errors: without query, user and password, which may be secrets. */
const shown = ({ protocol, host, pathname }: URL): string => `${protocol}//${host}${pathname}`;

function parsed(operation: Operation, url: string | URL): URL {
  if (url instanceof URL) return url;
  const absolute = URL.parse(url);
  if (absolute === null) throw target("the URL to send to is not absolute", operation);
  return absolute;
}

function evaluated(operation: CallbackOperation, from: object): URL {
  const source = operation.more ? (from as From) : { request: from as DecodedRequest };
  let text: string;
  try {
    text = evaluate(operation.path, { method: operation.parent, ...source });
  } catch (error) {
    if (!(error instanceof Unevaluated)) throw error;
    throw target(`the request contains no URL for the callback: ${error.message}`, operation);
  }
  const url = URL.parse(text);
  if (url === null) throw target("the URL that the request gives for the callback is not absolute", operation);
  return url;
}

/** The `from` of a callback whose expression needs more than the request. */
interface From {
  readonly request: DecodedRequest;
  readonly response?: Answer;
  readonly url?: string;
}

async function allowed(operation: Operation, urlOf: () => URL, allow: SenderOptions["allow"]): Promise<URL> {
  const url = urlOf();
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw target(`the sender refuses ${url.protocol} URLs`, operation, shown(url));
  if (url.username !== "" || url.password !== "")
    throw target("the sender refuses URLs with a user or password", operation, shown(url));
  // A copy, so that `allow` cannot change the URL.
  if (allow !== undefined && (await allow(new URL(url))) !== true)
    throw target("`allow` refuses the URL", operation, shown(url));
  return url;
}

/** The headers of the request with those that prove the sender. */
async function signed(
  sign: Sign,
  { name, method, url }: Pick<Signable, "name" | "method" | "url">,
  request: Request,
): Promise<Headers> {
  const headers = new Headers(request.headers);
  const body = new Uint8Array(await request.clone().arrayBuffer());
  const proof = await sign({ name, method, url, headers: new Headers(headers), body });
  for (const [key, value] of Object.entries(proof)) headers.set(key, value);
  return headers;
}
