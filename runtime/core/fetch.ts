/** The engine as a `(Request) => Promise<Response>`: the host of the mocks, and of whatever speaks web standards. */

import type { EncodedAnswer } from "./answer/index.ts";
import type { BodySource, ReadBody } from "./body/index.ts";
import type { Operation } from "./contract.ts";
import { createEngine, type Engine, type EngineOptions } from "./engine.ts";
import { HttpProblem } from "./problem/index.ts";
import { givenRequestId, newRequestId } from "./http/request-id.ts";
import { afterwards, limitStream, readAll, tooLarge } from "./http/streams.ts";
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
  const tooMany = engine.tooManyHeaders(fieldsOf(request));
  if (tooMany !== undefined) return engine.refusal(undefined, tooMany, info);
  const routing = engine.route(info.method, pathOf(info.url));
  if (routing.kind !== "found") {
    const answer = engine.routingProblem(routing);
    return answer instanceof HttpProblem ? engine.refusal(undefined, answer, info) : answer;
  }
  const { operation } = routing;
  let context: object;
  let decoded: DecodedRequest;
  let body: ReadBody | undefined;
  try {
    const own = (await options.context?.(info)) ?? {};
    const { auth } = await engine.authorize(operation, info, own);
    body = await engine.readBody(operation, info, bodySource(request));
    const met = engine.decode(routing, info, body);
    if (met instanceof HttpProblem) return await releasing(await engine.refusal(operation, met, info), body);
    decoded = met;
    context = handlerContext(own, auth, info);
  } catch (error) {
    return releasing(await engine.refusal(operation, error, info), body);
  }
  try {
    return await releasing(
      await engine.answer(operation, await options.respond(operation, decoded, context), info),
      body,
    );
  } catch (error) {
    return releasing(await engine.failure(operation, error, info), body);
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

  /** @param trusted whether the caller may say what the request's id is */
  constructor(request: Request, trusted = false) {
    this.method = request.method;
    this.url = targetOf(request.url);
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

/** `undefined` when the request has no body. */
export function bodySource(request: Request): BodySource | undefined {
  // The Fetch Standard gives them none (§5.4); some hosts make a request only when somebody asks for its body, which is dear.
  if (request.method === "GET" || request.method === "HEAD") return undefined;
  // Firefox has no such property, which the types do not know: there the bytes tell whether there are any.
  const body = request.body as ReadableStream<Uint8Array> | null | undefined;
  if (body === null) return undefined;
  if (body !== undefined)
    return {
      bytes: (limit, timeout) => readAll(body, limit, timeout),
      stream: (limit, timeout) => limitStream(body, limit, timeout, false),
    };
  const bytes = async (limit: number): Promise<Uint8Array<ArrayBuffer>> => {
    const all = new Uint8Array(await request.arrayBuffer());
    if (all.length > limit) throw tooLarge(limit);
    return all;
  };
  return {
    bytes,
    stream: (limit) =>
      new ReadableStream({
        async start(controller) {
          controller.enqueue(await bytes(limit));
          controller.close();
        },
      }),
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
  const fields = new Headers();
  for (const [name, value] of headers) fields.append(name, value);
  if (head && body !== undefined && !(body instanceof ReadableStream)) {
    fields.set(
      "Content-Length",
      String(typeof body === "string" ? new TextEncoder().encode(body).length : body.length),
    );
  }
  if (head && body instanceof ReadableStream) body.cancel().catch(report);
  // Bytes of an answer are in a plain buffer, never in a shared one.
  return new globalThis.Response(head ? null : ((body ?? null) as BodyInit | null), { status, headers: fields });
}
