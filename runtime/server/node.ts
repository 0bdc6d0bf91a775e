/** node:http's requests and responses as core takes them. */

import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Request as ExpressRequest, Response as ExpressResponse } from "express";
import { limitStream, parseMediaType, tooLarge, type BodySource, type EncodedAnswer } from "../core/index.ts";
import type { ServerRequest } from "./types.ts";

/** The caller went away; there is nobody to answer. */
export class Gone extends Error {
  override readonly name = "Gone";
}

export class NodeRequest implements ServerRequest {
  readonly method: string;
  readonly url: string;
  readonly express: { readonly request: ExpressRequest; readonly response: ExpressResponse };
  #abort: AbortController | undefined;

  constructor(request: ExpressRequest, response: ExpressResponse) {
    this.method = request.method;
    this.url = request.baseUrl + originForm(request.url);
    this.express = { request, response };
  }

  header(name: string): string | undefined {
    const { headers } = this.express.request;
    const key = name.toLowerCase();
    const value = Object.hasOwn(headers, key) ? headers[key] : undefined; // it inherits a `constructor`
    return Array.isArray(value) ? value.join(", ") : value;
  }

  /** Made when somebody asks for it: most handlers never do. */
  get signal(): AbortSignal {
    if (this.#abort === undefined) {
      const abort = (this.#abort = new AbortController());
      const { response } = this.express;
      const gone = (): void => {
        if (!response.writableFinished) abort.abort(new Gone("The caller went away"));
      };
      if (response.closed) gone();
      else response.once("close", gone);
    }
    return this.#abort.signal;
  }
}

/** RFC 9112 §3.2: a request to a proxy has an absolute URL in its first line. */
function originForm(url: string): string {
  if (url.startsWith("/") || !URL.canParse(url)) return url;
  const { pathname, search } = new URL(url);
  return pathname + search;
}

/** The path below the place where the server is mounted. */
export function pathBelow(request: ExpressRequest): string {
  const url = originForm(request.url);
  const question = url.indexOf("?");
  return question === -1 ? url : url.slice(0, question);
}

/** `undefined` when the request has no body (RFC 9112 §6.3). */
export function nodeBody(request: ExpressRequest): BodySource | undefined {
  const { headers } = request;
  if (headers["content-length"] === undefined && headers["transfer-encoding"] === undefined) return undefined;
  const parsed = request.readableEnded ? (request.body as unknown) : undefined; // express types it `any`
  if (parsed !== undefined) return replayed(parsed, headers["content-type"]);
  if (request.readableEnded && Number(headers["content-length"]) === 0) return replayed("", undefined);
  const check = (limit: number): void => {
    if (Number(headers["content-length"] ?? 0) > limit) throw tooLarge(limit);
    refuseConsumed(request);
  };
  return {
    async bytes(limit) {
      check(limit);
      return collect(request, limit);
    },
    stream(limit) {
      check(limit);
      return limitStream(Readable.toWeb(request) as ReadableStream<Uint8Array>, limit); // node's type of the same class
    },
  };
}

/** What somebody else has read does not come again: waiting for it would never end. */
function refuseConsumed(request: ExpressRequest): void {
  if (request.readableAborted || !(request.readableEnded || request.readableDidRead)) return;
  throw new Error(
    "Some middleware has read the body and left nothing in request.body: mount the server before it, or set request.body to the bytes",
  );
}

/** Some middleware has read the body already: what it made of it is turned back. */
function replayed(parsed: unknown, contentType: string | undefined): BodySource {
  const within = (limit: number): Buffer => {
    const bytes = unparsed(parsed, contentType);
    if (bytes.length > limit) throw tooLarge(limit);
    return bytes;
  };
  return {
    bytes: (limit) => new Promise((resolve) => resolve(within(limit))), // its error is a rejection
    stream: (limit) => new Blob([within(limit) as Uint8Array<ArrayBuffer>]).stream(), // never shared memory
  };
}

/** @throws Error for a multipart body, whose files are no longer there */
function unparsed(parsed: unknown, contentType: string | undefined): Buffer {
  if (Buffer.isBuffer(parsed)) return parsed;
  if (typeof parsed === "string") return Buffer.from(parsed);
  const { essence } = parseMediaType(contentType ?? "");
  if (essence.startsWith("multipart/")) {
    throw new Error("Some middleware has parsed the multipart body: mount the server before it");
  }
  if (essence !== "application/x-www-form-urlencoded") return Buffer.from(JSON.stringify(parsed));
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(parsed as object)) appendField(form, name, value); // a parser of forms makes objects
  return Buffer.from(form.toString());
}

/** Arrays are repeated; objects, which the extended parser makes, are in brackets again. */
function appendField(form: URLSearchParams, name: string, value: unknown): void {
  if (Array.isArray(value)) for (const item of value) appendField(form, name, item);
  else if (typeof value === "object" && value !== null)
    for (const [key, item] of Object.entries(value)) appendField(form, `${name}[${key}]`, item);
  else form.append(name, String(value));
}

function collect(request: ExpressRequest, limit: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const stop = (): void => {
      request.off("data", data).off("end", end).off("error", fail).off("close", gone);
    };
    const fail = (error: Error): void => {
      stop();
      reject(error);
    };
    const gone = (): void => fail(new Gone("The caller went away"));
    const data = (chunk: Buffer): void => {
      length += chunk.length;
      if (length <= limit) chunks.push(chunk);
      else fail(tooLarge(limit));
    };
    const end = (): void => {
      stop();
      resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, length));
    };
    request.on("data", data).on("end", end).on("error", fail).on("close", gone);
    if (request.destroyed) gone();
  });
}

/** Headers that several parties add to: what middleware has set stays. */
const SHARED: ReadonlySet<string> = new Set(["set-cookie", "vary"]);

export async function send(request: ExpressRequest, response: ExpressResponse, answer: EncodedAnswer): Promise<void> {
  const { status, body } = answer;
  if (response.destroyed) {
    if (body instanceof ReadableStream) await body.cancel();
    return;
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
  response.writeHead(status, headers);
  if (request.method === "HEAD" || !(body instanceof ReadableStream)) {
    if (body instanceof ReadableStream) await body.cancel();
    response.end(request.method === "HEAD" || body instanceof ReadableStream ? undefined : body);
    return;
  }
  try {
    // The type that node has for a stream of the same class.
    await pipeline(Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]), response);
  } catch (error) {
    // The other end was closed; a stream that fails by itself has an error of its own.
    if (error instanceof Error && "code" in error && error.code === "ERR_STREAM_PREMATURE_CLOSE") throw new Gone();
    throw error;
  }
}
