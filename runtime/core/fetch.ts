/** The engine as a `(Request) => Promise<Response>`: the host of the mocks, and of whatever speaks web standards. */

import type { Admission } from "./admission.ts";
import type { EncodedAnswer } from "./answer/index.ts";
import type { BodySource, ReadBody } from "./body/index.ts";
import type { Operation } from "./contract.ts";
import { createEngine, type Engine, type EngineOptions } from "./engine.ts";
import { HttpProblem } from "./problem/index.ts";
import { givenRequestId, newRequestId } from "./http/request-id.ts";
import { tooLarge } from "./http/bounds.ts";
import { afterwards, readAll } from "./http/bytes.ts";
import type { Answer, ClientCertificate, DecodedRequest, RequestInfo } from "./types.ts";

export interface HostOptions extends EngineOptions {
  /** What every handler gets, made for each request. */
  readonly context?: (request: RequestInfo) => object | Promise<object>;
  /** The caller's certificate, where the host has verified one: it is what `mutualTLS` handlers are given. */
  readonly certificate?: (request: Request) => ClientCertificate | undefined;
  /** What the caller's request is answered with; `context` is the application's, with `auth` and `request`. */
  readonly respond: (operation: Operation, request: DecodedRequest, context: object) => Answer | Promise<Answer>;
}

export type FetchHandler = ((request: Request) => Promise<globalThis.Response>) & {
  /** Whether the path is the contract's, also where it does not have the method. `pathname` is percent-encoded. */
  matches(method: string, pathname: string): boolean;
};

/** @throws Error as {@link createEngine} does */
export function createFetchHandler(options: HostOptions): FetchHandler {
  const engine = createEngine(options);
  const handle = async (request: Request): Promise<globalThis.Response> => {
    const info = new WebRequest(request);
    info.certificate = options.certificate?.(request);
    const encoded = await run(engine, options, info, request);
    return webResponse(encoded, info.method === "HEAD", (error) => {
      engine.reportError(error, { during: "response", request: info });
    });
  };
  return Object.assign(handle, {
    matches: (method: string, pathname: string): boolean =>
      engine.route(method.toUpperCase(), pathname).kind !== "none",
  });
}

async function run(engine: Engine, options: HostOptions, info: RequestInfo, request: Request): Promise<EncodedAnswer> {
  const admitted = await admit(engine, { ...options, source: bodySource, releasing }, info, request);
  if ("refusal" in admitted) return admitted.refusal;
  const { operation, decoded, context, body } = admitted;
  try {
    return await releasing(
      await engine.answer(operation, await options.respond(operation, decoded, context), info),
      body,
    );
  } catch (error) {
    return releasing(await engine.failure(operation, error, info), body);
  }
}

/** A request that may reach its handler. */
export interface Admitted {
  readonly operation: Operation;
  readonly decoded: DecodedRequest;
  /** Of the handler. */
  readonly context: object;
  /** To be handed to {@link releasing} with the answer. */
  readonly body: ReadBody | undefined;
}

/** The answer to a request that may not. */
export interface Refused {
  readonly refusal: EncodedAnswer;
  /** The engine's own problem, or what somebody's function threw; absent for `OPTIONS`. */
  readonly reason?: unknown;
  /** Absent where the request leads to none. */
  readonly operation?: Operation;
}

export interface AdmitOptions extends Pick<HostOptions, "context"> {
  /** The request's body. */
  readonly source: (request: Request) => BodySource | undefined;
  /** Called with a refusal, after which what is kept of the body is not needed. */
  readonly releasing?: typeof releasing;
}

/** The steps of a request up to its handler, in their order: route → authorize → read → decode. Never rejects. */
export async function admit(
  engine: Omit<Admission, "prepare"> & Partial<Pick<Admission, "prepare">> & Pick<Engine, "refusal">,
  options: AdmitOptions,
  info: RequestInfo,
  request: Request,
): Promise<Admitted | Refused> {
  const tooMany = engine.tooManyHeaders(fieldsOf(request));
  if (tooMany !== undefined) return { refusal: await engine.refusal(undefined, tooMany, info), reason: tooMany };
  const routing = engine.route(info.method, pathOf(info.url));
  if (routing.kind !== "found") {
    const answer = engine.routingProblem(routing);
    if (!(answer instanceof HttpProblem)) return { refusal: answer };
    return { refusal: await engine.refusal(undefined, answer, info), reason: answer };
  }
  const { operation } = routing;
  let body: ReadBody | undefined;
  const released = async (encoded: EncodedAnswer): Promise<EncodedAnswer> =>
    options.releasing === undefined ? encoded : options.releasing(encoded, body);
  const refused = async (reason: unknown): Promise<Refused> => ({
    refusal: await released(await engine.refusal(operation, reason, info)),
    reason,
    operation,
  });
  try {
    const own = options.context === undefined ? {} : ((await options.context(info)) ?? {});
    const authorized = engine.authorize(operation, info, own);
    const { auth } = authorized instanceof Promise ? await authorized : authorized;
    const reading = engine.readBody(operation, info, options.source(request));
    body = reading instanceof Promise ? await reading : reading;
    const preparing = engine.prepare?.(operation, info);
    if (preparing !== undefined) await preparing;
    const decoded = engine.decode(routing, info, body);
    if (decoded instanceof HttpProblem) return await refused(decoded);
    return { operation, decoded, context: handlerContext(own, auth, info), body };
  } catch (error) {
    return refused(error);
  }
}

/** The second argument of a handler. A context that is no plain object keeps its prototype. */
export function handlerContext(own: object, auth: Readonly<Record<string, unknown>>, request: RequestInfo): object {
  const prototype: unknown = Object.getPrototypeOf(own);
  if (prototype === Object.prototype || prototype === null) return { ...own, auth, request };
  return Object.create(own, {
    auth: { value: auth, enumerable: true },
    request: { value: request, enumerable: true },
  }) as object; // `Object.create` is typed `any`
}

/** How many header fields a web request has: those of one name are one. */
export function fieldsOf({ headers }: Request): number {
  let count = 0;
  for (const _ of headers.keys()) count += 1;
  return count;
}

/** The path of a request's URL: what is before the query. */
export function pathOf(url: string): string {
  const question = url.indexOf("?");
  return question === -1 ? url : url.slice(0, question);
}

/** A web request as the engine and handlers see it. */
export class WebRequest implements RequestInfo {
  readonly method: string;
  readonly url: string;
  readonly web: Request;
  /** The Fetch Standard has no word for it: whoever makes the request says what they know. */
  certificate: ClientCertificate | undefined;
  readonly #trusted: boolean;
  #id: string | undefined;

  /** @param trusted whether the caller may say what the request's id is @param url absolute, where it is not the request's own */
  constructor(request: Request, trusted = false, url: string = request.url) {
    this.method = request.method;
    this.url = targetOf(url);
    this.web = request;
    this.#trusted = trusted;
  }

  header(name: string): string | undefined {
    return this.web.headers.get(name) ?? undefined;
  }

  get signal(): AbortSignal {
    return this.web.signal;
  }

  get id(): string {
    return (this.#id ??= (this.#trusted ? givenRequestId((name) => this.header(name)) : undefined) ?? newRequestId());
  }
}

/** Path and query of an absolute URL, which `Request` has already normalised. */
function targetOf(url: string): string {
  const slash = url.indexOf("/", url.indexOf("://") + 3);
  const hash = url.indexOf("#");
  return slash === -1 ? "/" : url.slice(slash, hash === -1 ? undefined : hash);
}

/** What hosts know that web standards have no word for: bodies that are no streams, and need not become any. */
const sources = new WeakMap<Request, BodySource>();
const bodies = new WeakMap<globalThis.Response, string | Uint8Array>();

/** A request whose body is read from `source`; it has been made without one. */
export function withBody(request: Request, source: BodySource): Request {
  sources.set(request, source);
  return request;
}

/** The body of a response that {@link webResponse} has made, for a host that need not read a stream; absent where it is one. */
export const wholeBody = (response: globalThis.Response): string | Uint8Array | undefined => bodies.get(response);

/** `undefined` when the request has no body. */
export function bodySource(request: Request): BodySource | undefined {
  const source = wholeSource(request);
  // Firefox has no such property, which the types do not know.
  const body = request.body as ReadableStream<Uint8Array> | null | undefined;
  if (source === undefined || !body || sources.has(request)) return source;
  return { ...source, bytes: (limit, timeout) => readAll(body, limit, timeout) };
}

/** The same where a request comes from this very process, so that its bytes may be taken as they are before they are counted. */
export function wholeSource(request: Request): BodySource | undefined {
  const known = sources.get(request);
  if (known !== undefined) return known;
  // The Fetch Standard gives them none (§5.4); some hosts make a request only when somebody asks for its body, which is dear.
  if (request.method === "GET" || request.method === "HEAD") return undefined;
  const body = request.body as ReadableStream<Uint8Array> | null | undefined;
  // Where there is no such property the bytes tell whether there are any.
  if (body === null) return undefined;
  const bytes = async (limit: number): Promise<Uint8Array<ArrayBuffer>> => {
    const all = new Uint8Array(await request.arrayBuffer());
    if (all.length > limit) throw tooLarge(limit);
    return all;
  };
  return {
    bytes,
    stream: (limit, timeout, bound) =>
      body === undefined
        ? new ReadableStream({
            async start(controller) {
              controller.enqueue(await bytes(limit));
              controller.close();
            },
          })
        : bound(body, limit, timeout, false),
  };
}

/** Bodies that somebody releases already. */
const released = new WeakSet<ReadBody>();

/** The answer, after which what files of the request are kept in is removed; of two answers to one request, after the first. */
export async function releasing(encoded: EncodedAnswer, body: ReadBody | undefined): Promise<EncodedAnswer> {
  const release = body?.release;
  if (body === undefined || release === undefined || released.has(body)) return encoded;
  released.add(body);
  if (encoded.body instanceof ReadableStream) return { ...encoded, body: afterwards(encoded.body, release) };
  await release();
  return encoded;
}

/** @param report told what a stream throws that nobody reads */
export function webResponse(
  { status, headers, body }: EncodedAnswer,
  head: boolean,
  report: (error: unknown) => void,
): globalThis.Response {
  let fields = headers;
  if (head && body !== undefined && !(body instanceof ReadableStream)) {
    const length = typeof body === "string" ? new TextEncoder().encode(body).length : body.length;
    fields = [
      ...headers.filter(([name]) => name.toLowerCase() !== "content-length"),
      ["Content-Length", String(length)],
    ];
  }
  if (head && body instanceof ReadableStream) body.cancel().catch(report);
  // Bytes of an answer are in a plain buffer, never in a shared one.
  const response = new globalThis.Response(head ? null : ((body ?? null) as BodyInit | null), {
    status,
    headers: fields,
  });
  if (!head && body !== undefined && !(body instanceof ReadableStream)) bodies.set(response, body);
  return response;
}
