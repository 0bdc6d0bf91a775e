/** Answers that leave through node:http. */

import type { ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Gone, type EncodedAnswer } from "../core/index.ts";
import { endSlowly, leavesMuch, type HttpRequest } from "./body.ts";

/** RFC 9112 §3.2: a request to a proxy has an absolute URL in its first line. */
export function originForm(url: string): string {
  if (url.startsWith("/") || !URL.canParse(url)) return url;
  const { pathname, search } = new URL(url);
  return pathname + search;
}

/** Headers that are added to those that middleware has set. */
const isShared = (name: string): boolean =>
  (name.length === 4 && name.toLowerCase() === "vary") || (name.length === 10 && name.toLowerCase() === "set-cookie");

/**
 * @param report called with an error of a stream that is not sent
 * @returns settles when a stream has left, or the rest of the request has arrived; `undefined`: the answer has left
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
  const headers = headersOf(request, response, answer);
  const slowly =
    !(body instanceof ReadableStream) &&
    !request.complete &&
    (headers["Connection"] === "close" || leavesMuch(request));
  if (slowly) headers["Connection"] = "close";
  response.writeHead(status, headers);
  if (slowly) {
    if (body === undefined || request.method === "HEAD") response.flushHeaders();
    else response.write(body);
    return endSlowly(request, response);
  }
  if (request.method === "HEAD") {
    response.end();
    // Not awaited, because it may never settle.
    if (body instanceof ReadableStream) body.cancel().catch(report);
    return undefined;
  }
  if (body instanceof ReadableStream)
    return isEventStream(answer) ? sendEvents(response, body) : sendStream(response, body);
  response.end(body);
  return undefined;
}

function headersOf(
  request: HttpRequest,
  response: ServerResponse,
  { status, headers: list, body }: EncodedAnswer,
): Record<string, string | number> {
  const [first] = list;
  // Most answers are a JSON text and have one header.
  if (list.length === 1 && first?.[0] === "Content-Type" && typeof body === "string")
    return { "Content-Type": first[1], "Content-Length": Buffer.byteLength(body) };
  const headers: Record<string, string | number> = {};
  for (const [name, value] of list) {
    if (isShared(name)) response.appendHeader(name, value);
    else headers[name] = value;
  }
  if (typeof body === "string") headers["Content-Length"] = Buffer.byteLength(body);
  else if (body instanceof Uint8Array) headers["Content-Length"] = body.length;
  else if (body === undefined && status !== 204 && status !== 304 && request.method !== "HEAD")
    headers["Content-Length"] = 0;
  return headers;
}

const isEventStream = ({ headers }: EncodedAnswer): boolean =>
  headers.some(([name, value]) => name.toLowerCase() === "content-type" && value.startsWith("text/event-stream"));

/** Events leave one by one, also through middleware that compresses. The header leaves before the first event. */
async function sendEvents(response: ServerResponse, body: ReadableStream<Uint8Array>): Promise<void> {
  // Middleware that compresses adds `flush`, and keeps the bytes back until it is called.
  const { flush } = response as { readonly flush?: () => void };
  const reader = body.getReader();
  const leave = (): void => void reader.cancel(new Gone()).catch(() => undefined);
  response.once("close", leave);
  response.flushHeaders();
  flush?.call(response);
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      const more = response.write(value);
      flush?.call(response);
      if (!more && !response.destroyed) await drained(response);
    }
  } finally {
    response.off("close", leave);
  }
  if (response.destroyed) throw new Gone();
  response.end();
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      response.off("drain", go).off("close", go);
      resolve();
    };
    response.on("drain", go).on("close", go);
  });
}

async function sendStream(response: ServerResponse, body: ReadableStream<Uint8Array>): Promise<void> {
  try {
    // The type that node has for a stream of the same class.
    await pipeline(Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]), response);
  } catch (error) {
    // The caller closed the connection; a stream that fails by itself has another error.
    if (error instanceof Error && "code" in error && error.code === "ERR_STREAM_PREMATURE_CLOSE") throw new Gone();
    throw error;
  }
}
