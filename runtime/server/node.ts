/** node:http's requests and responses as core takes them. */

import type { ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { PeerCertificate, TLSSocket } from "node:tls";
import type { Request as ExpressRequest, Response as ExpressResponse } from "express";
import { givenRequestId, newRequestId, type ClientCertificate, type EncodedAnswer } from "../core/index.ts";
import { endSlowly, Gone, leavesMuch, type HttpRequest } from "./node-body.ts";
import type { ServerRequest } from "./types.ts";

export { Gone, nodeBody, type HttpRequest } from "./node-body.ts";

export class NodeRequest implements ServerRequest {
  readonly method: string;
  readonly url: string;
  readonly request: HttpRequest;
  readonly response: ServerResponse;
  readonly #trusted: boolean;
  #enter: (() => void) | undefined;
  #abort: AbortController | undefined;
  #id: string | undefined;

  /**
   * @param trusted whether the caller may say what the request's id is
   * @param enter makes express know the request and the response, which it does not yet
   */
  constructor(request: HttpRequest, response: ServerResponse, trusted: boolean, enter?: () => void) {
    this.#trusted = trusted;
    this.#enter = enter;
    this.method = request.method;
    this.url = (request.baseUrl ?? "") + originForm(request.url);
    this.request = request;
    this.response = response;
  }

  get express(): { readonly request: ExpressRequest; readonly response: ExpressResponse } {
    this.#enter?.();
    this.#enter = undefined;
    // Cast: express has set their prototypes by now.
    return { request: this.request as ExpressRequest, response: this.response as ExpressResponse };
  }

  header(name: string): string | undefined {
    const { headers } = this.request;
    const key = name.toLowerCase();
    const value = Object.hasOwn(headers, key) ? headers[key] : undefined; // it inherits a `constructor`
    return Array.isArray(value) ? value.join(", ") : value;
  }

  get id(): string {
    return (this.#id ??=
      idOf(this.request) ??
      (this.#trusted ? givenRequestId((name) => this.header(name)) : undefined) ??
      newRequestId());
  }

  /** The peer's, which TLS has verified: with `rejectUnauthorized: false` one that has not been is none. */
  get certificate(): ClientCertificate | undefined {
    const { socket } = this.request;
    if (!("getPeerCertificate" in socket)) return undefined;
    const tls = socket as TLSSocket; // nothing else has such a method
    const peer: Partial<PeerCertificate> = tls.authorized ? tls.getPeerCertificate() : {};
    const { subject, issuer, subjectaltname, serialNumber, fingerprint256, raw } = peer;
    if (!subject || !issuer || !serialNumber || !fingerprint256 || !raw) return undefined; // `{}` where there is none
    return {
      subject: { ...subject },
      issuer: { ...issuer },
      ...(subjectaltname !== undefined && { subjectAltName: subjectaltname }),
      serialNumber,
      fingerprint256,
      raw,
    };
  }

  /** Made when somebody asks for it: most handlers never do. */
  get signal(): AbortSignal {
    if (this.#abort === undefined) {
      const abort = (this.#abort = new AbortController());
      const { response } = this;
      const gone = (): void => {
        if (!response.writableFinished) abort.abort(new Gone("The caller went away"));
      };
      if (response.closed) gone();
      else response.once("close", gone);
    }
    return this.#abort.signal;
  }
}

/** What the application's own middleware, pino-http for instance, calls the request. */
function idOf(request: HttpRequest): string | undefined {
  const { id } = request as { readonly id?: unknown };
  return (typeof id === "string" && id !== "") || typeof id === "number" ? String(id) : undefined;
}

/** RFC 9112 §3.2: a request to a proxy has an absolute URL in its first line. */
function originForm(url: string): string {
  if (url.startsWith("/") || !URL.canParse(url)) return url;
  const { pathname, search } = new URL(url);
  return pathname + search;
}

/** The path below the place where the server is mounted. */
export function pathBelow(request: HttpRequest): string {
  const url = originForm(request.url);
  const question = url.indexOf("?");
  return question === -1 ? url : url.slice(0, question);
}

/** Headers that several parties add to: what middleware has set stays. */
const SHARED: ReadonlySet<string> = new Set(["set-cookie", "vary"]);

/**
 * @param report told what a stream throws that nobody reads
 * @returns when a stream has left, or what is left of the request has been dealt with; other answers leave at once
 */
export function send(
  request: HttpRequest,
  response: ServerResponse,
  answer: EncodedAnswer,
  report: (error: unknown) => void,
): Promise<void> | undefined {
  const { status, body } = answer;
  if (response.destroyed) {
    if (body instanceof ReadableStream) body.cancel().catch(report);
    return undefined;
  }
  const headers: Record<string, string | number> = {};
  for (const [name, value] of answer.headers) {
    if (SHARED.has(name.toLowerCase())) response.appendHeader(name, value);
    else headers[name] = value;
  }
  if (typeof body === "string") headers["Content-Length"] = Buffer.byteLength(body);
  else if (body instanceof Uint8Array) headers["Content-Length"] = body.length;
  else if (body === undefined && status !== 204 && status !== 304 && request.method !== "HEAD")
    headers["Content-Length"] = 0;
  const slowly =
    !(body instanceof ReadableStream) && (headers["Connection"] === "close" ? !request.complete : leavesMuch(request));
  if (slowly) headers["Connection"] = "close";
  response.writeHead(status, headers);
  if (slowly) {
    if (body === undefined || request.method === "HEAD") response.flushHeaders();
    else response.write(body);
    return endSlowly(request, response);
  }
  if (request.method === "HEAD") {
    response.end();
    // Not waited for: it may never come to an end.
    if (body instanceof ReadableStream) body.cancel().catch(report);
    return undefined;
  }
  if (body instanceof ReadableStream) return sendStream(response, body);
  response.end(body);
  return undefined;
}

async function sendStream(response: ServerResponse, body: ReadableStream<Uint8Array>): Promise<void> {
  try {
    // The type that node has for a stream of the same class.
    await pipeline(Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]), response);
  } catch (error) {
    // The other end was closed; a stream that fails by itself has an error of its own.
    if (error instanceof Error && "code" in error && error.code === "ERR_STREAM_PREMATURE_CLOSE") throw new Gone();
    throw error;
  }
}
