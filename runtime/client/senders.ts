/**
 * Webhooks and callbacks: requests that the API itself sends (OAS 3.2 §4.1, §4.20). Each is a call like those of a client,
 * to a URL that somebody else has given.
 */

import type { EncodedBody } from "../core/body/encode.ts";
import type { Contract, Operation } from "../core/contract.ts";
import type { Answer, DecodedRequest } from "../core/types.ts";
import type { Validators } from "../core/validation.ts";
import { call } from "./call.ts";
import { connect, type Connection } from "./connection.ts";
import { refuseUnknownOptions } from "../core/names.ts";
import { TargetError } from "./errors.ts";
import { evaluate, Unevaluated } from "../core/expression.ts";
import type { Auths, Call, CallOptions, ClientOptions, Result } from "./types.ts";

export interface SenderOptions<Auth extends object = Auths> extends Pick<
  ClientOptions<Auth>,
  "auth" | "fetch" | "headers"
> {
  /**
   * Whether a request may go to a URL. It is asked for each one, beside what always holds: `http:` or `https:`, and no
   * user and password in it. A caller can give the address of a machine in your own network: refuse those, or send
   * from where they cannot be reached. A name can lead elsewhere once it has been judged: to be sure of the address,
   * look at it where the connection is made, by a `fetch` of your own. Default for webhooks: every URL; for callbacks
   * there is none, since it is the caller who says where they go.
   */
  readonly allow?: ((url: URL) => boolean | Promise<boolean>) | undefined;
  /**
   * Headers that prove who sends, made of what is sent:
   * `({ body }) => ({ "X-Signature": createHmac("sha256", secret).update(body).digest("hex") })`.
   * It is asked once for each call; a repetition is the same request again. A body that is a stream is collected for it.
   */
  readonly sign?: Sign | undefined;
  /** Milliseconds, for every call that names none. Default: 30,000. */
  readonly timeout?: number | undefined;
  /** As in a client, but of any method: who receives has to expect that a message comes twice. Default: none. */
  readonly retry?: ClientOptions["retry"];
  /** Bytes that an answer may have: who answers is a stranger. Default: 1 MiB. */
  readonly limit?: number | undefined;
  /** Whether requests and answers are held against the contract, or requests alone. Default: true. */
  readonly validate?: boolean | "requests" | undefined;
}

/** Of callbacks, whose URLs callers give: which of them may be asked has to be said. */
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
  /** What will be sent; changing them changes nothing. */
  readonly headers: Headers;
  /** The bytes that will be sent; empty where there is no body. */
  readonly body: Uint8Array<ArrayBuffer>;
}

/** The last argument of every sender. */
export type SendOptions = Omit<CallOptions, "validate">;

/**
 * Sends a callback to where `from` says, or to a URL that {@link url} gave before. `From` is the request that a handler
 * received; where the contract's expression looks at more, an object of `request`, `response` and `url`.
 */
export interface Callback<From, Input, R, S> {
  (from: From | URL, input: Input, options?: SendOptions): Call<R, S>;
  /** Where the callback goes, to be kept for later. @throws TargetError when that cannot be told */
  url(from: From): URL;
}

/** One that needs no input. */
export interface PlainCallback<From, Input, R, S> extends Callback<From, Input, R, S> {
  (from: From | URL, input?: Input, options?: SendOptions): Call<R, S>;
}

/** A callback as data; its `path` is the expression that gives the URL. */
export interface CallbackOperation extends Operation {
  /** The method of the operation that it belongs to. */
  readonly parent: string;
  /** Set where the expression looks at more than the request's parameters and body. */
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
 * @throws Error for an option that nobody knows
 */
export function createWebhooks<Webhooks extends object, Auth extends object = Auths>(
  contract: SenderContract,
  validators: SenderValidators,
  options: SenderOptions<Auth> = {},
): Webhooks {
  const send = createSend(contract, validators, options as SenderOptions); // an auth type that is narrowed is one by name all the same
  return byName(
    contract.operations,
    (operation) => (url: string | URL, input?: object, sendOptions?: SendOptions) =>
      send(operation, () => parsed(operation, url), input, sendOptions),
  ) as Webhooks;
}

/**
 * A function for each callback: `callbacks.onData(request, { body })`, where `request` is what the handler received.
 * Redirects are not followed.
 * @param options whose `allow` says to which of the URLs that callers give a request may go
 * @throws Error without `allow`, and for an option that nobody knows
 */
export function createCallbacks<Callbacks extends object, Auth extends object = Auths>(
  contract: SenderContract<CallbackOperation>,
  validators: SenderValidators,
  options: CallbackOptions<Auth>,
): Callbacks {
  if (typeof (options as Partial<CallbackOptions<Auth>> | undefined)?.allow !== "function")
    throw new TypeError(
      'createCallbacks needs `allow`: callers say where callbacks go, which may be a machine in your own network; `{ allow: ({ hostname }) => hostname.endsWith(".example.org") }` for instance',
    );
  const send = createSend(contract, validators, options as SenderOptions); // as above
  return byName(contract.operations, (operation) => {
    const url = (from: object): URL => evaluated(operation, from);
    return Object.assign(
      (from: object, input?: object, sendOptions?: SendOptions) =>
        send(operation, () => (from instanceof URL ? from : url(from)), input, sendOptions),
      { url },
    );
  }) as Callbacks;
}

/** No prototype: what is none of them is not there. */
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

function createSend(contract: SenderContract, validators: SenderValidators, options: SenderOptions): Send {
  refuseUnknownOptions(options, OPTIONS);
  const { allow, sign, validate = true, timeout = 30_000, limit = 1 << 20, ...rest } = options;
  const connection = connect(
    { format: contract.format, securitySchemes: contract.securitySchemes, servers: [] },
    {
      ...rest,
      timeout,
      validate: validate !== false && {
        requests: async () => (await validators()).requests,
        ...(validate === true && { responses: async () => (await validators()).responses }),
      },
    },
  );
  return (operation, url, input, sendOptions) => {
    const sending: Connection["sending"] = {
      to: async () => allowed(operation, url(), allow),
      limit,
      sign: (of, target, headers, body) => signed(sign, of, target, headers, body),
    };
    return call({ ...connection, sending }, operation, input, sendOptions);
  };
}

const target = (problem: string, { name, method, path }: Operation, url: string = path): TargetError =>
  new TargetError(problem, { operation: name, method, url });

/** In errors: without its query and whoever stands in it, which may be secrets. */
const shown = ({ protocol, host, pathname }: URL): string => `${protocol}//${host}${pathname}`;

function parsed(operation: Operation, url: string | URL): URL {
  if (url instanceof URL) return url;
  const absolute = URL.parse(url);
  if (absolute === null) throw target("the URL to send to is no absolute URL", operation);
  return absolute;
}

function evaluated(operation: CallbackOperation, from: object): URL {
  const source = operation.more ? (from as From) : { request: from as DecodedRequest };
  let text: string;
  try {
    text = evaluate(operation.path, { method: operation.parent, ...source });
  } catch (error) {
    if (!(error instanceof Unevaluated)) throw error;
    throw target(`where to send to cannot be told: ${error.message}`, operation);
  }
  const url = URL.parse(text);
  if (url === null) throw target("where to send to cannot be told: what was given there is no absolute URL", operation);
  return url;
}

/** What a callback is given whose expression looks at more than the request. */
interface From {
  readonly request: DecodedRequest;
  readonly response?: Answer;
  readonly url?: string;
}

async function allowed(operation: Operation, url: URL, allow: SenderOptions["allow"]): Promise<URL> {
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw target(`nothing is sent to a ${url.protocol} URL`, operation, shown(url));
  if (url.username !== "" || url.password !== "")
    throw target("nothing is sent to a URL with a user or a password in it", operation, shown(url));
  // A copy: what is judged is what is asked.
  if (allow !== undefined && (await allow(new URL(url))) !== true)
    throw target("`allow` refuses the URL", operation, shown(url));
  return url;
}

async function signed(
  sign: Sign | undefined,
  { name, method }: Operation,
  url: string,
  headers: Headers,
  body: EncodedBody["body"] | undefined,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (sign === undefined) return undefined;
  // A form gets its boundary here, and with it its media type.
  const whole = new Response(body ?? null);
  const type = whole.headers.get("Content-Type");
  if (type !== null && !headers.has("Content-Type")) headers.set("Content-Type", type);
  const bytes = new Uint8Array(await whole.arrayBuffer());
  const proof = await sign({ name, method, url, headers: new Headers(headers), body: bytes });
  for (const [key, value] of Object.entries(proof)) headers.set(key, value);
  return body === undefined ? undefined : bytes;
}
