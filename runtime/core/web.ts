/** Requests and responses of web standards as the pipeline takes them. */

import type { EncodedAnswer } from "./answer/index.ts";
import type { BodySource } from "./body/source.ts";
import { tooLarge } from "./http/bounds.ts";
import { readAll } from "./http/bytes.ts";
import { givenRequestId, newRequestId } from "./http/request-id.ts";
import type { ClientCertificate, RequestInfo } from "./types.ts";

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
  /** Aborted when the host begins to stop. Absent: it does not say. */
  stops: AbortSignal | undefined;
  readonly #trusted: boolean;
  #id: string | undefined;
  #stopping: AbortSignal | undefined;

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

  /** A signal of its own: listeners of this request go with it. */
  get stopping(): AbortSignal {
    return (this.#stopping ??= AbortSignal.any(this.stops ? [this.stops] : []));
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
