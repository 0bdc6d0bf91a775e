/** The body of a request of node:http, read without any machinery where it is there already, and never past its limits. */

import type { IncomingMessage, ServerResponse } from "node:http";
import { Duplex } from "node:stream";
import { createBrotliDecompress } from "node:zlib";
import { Gone, parseMediaType, tooLarge, tooSlow, type BodySource } from "../core/index.ts";

/** A request that a server has received, with what an application may have added to it. */
export interface HttpRequest extends IncomingMessage {
  url: string;
  method: string;
  readonly baseUrl?: string;
  readonly body?: unknown;
}

/** `undefined` when the request has no body (RFC 9112 §6.3). */
export function nodeBody(request: HttpRequest, response: ServerResponse): BodySource | undefined {
  const { headers } = request;
  if (headers["content-length"] === undefined && headers["transfer-encoding"] === undefined) return undefined;
  const parsed = request.readableEnded ? request.body : undefined;
  if (parsed !== undefined) return replayed(parsed, headers["content-type"]);
  if (request.readableEnded && Number(headers["content-length"]) === 0) return replayed("", undefined);
  return new NodeBody(request, response);
}

const NOTHING = new Uint8Array(0);

type Decoder = ReturnType<NonNullable<BodySource["decoder"]>>;

/** Node has brotli for longer than `DecompressionStream` has. */
function decoderOf(format: string): Decoder {
  if (format !== "brotli") return undefined;
  return Duplex.toWeb(createBrotliDecompress()) as unknown as Decoder; // node's types of the same classes
}

/** A body that has been received already, its content codings still on. */
export function keptBody(bytes: Uint8Array<ArrayBuffer>): BodySource {
  const within = (limit: number): Uint8Array<ArrayBuffer> => {
    if (bytes.length > limit) throw tooLarge(limit);
    return bytes;
  };
  return { bytes: within, stream: (limit) => new Blob([within(limit)]).stream(), decoder: decoderOf };
}

class NodeBody implements BodySource {
  readonly #request: HttpRequest;
  readonly #response: ServerResponse;

  constructor(request: HttpRequest, response: ServerResponse) {
    this.#request = request;
    this.#response = response;
  }

  bytes(limit: number, timeout: number): Uint8Array | Promise<Uint8Array> {
    const request = this.#start(limit);
    if (isBuffered(request)) return this.#buffered(request, limit);
    // Node reports a request before it reads on in the same packet, and the packet mostly holds a small body too.
    return Promise.resolve().then(() =>
      isBuffered(request) ? this.#buffered(request, limit) : collect(request, limit, timeout),
    );
  }

  /** Reads a body without waiting for an event. */
  #buffered(request: HttpRequest, limit: number): Uint8Array {
    const chunk = request.read() as Buffer | string | null; // typed `any`; a text where somebody has set an encoding
    if (chunk === null) return NOTHING;
    const bytes = bytesOf(request, chunk);
    if (bytes.length > limit) throw tooLarge(limit);
    return bytes;
  }

  stream(limit: number, timeout: number): ReadableStream<Uint8Array> {
    return streamOf(this.#start(limit), limit, timeout);
  }

  decoder(format: string): Decoder {
    return decoderOf(format);
  }

  #start(limit: number): HttpRequest {
    const request = this.#request;
    if (Number(request.headers["content-length"] ?? 0) > limit) throw tooLarge(limit);
    refuseConsumed(request);
    if (request.headers.expect !== undefined && leavesContinue(request)) this.#response.writeContinue();
    return request;
  }
}

/** Whether the whole body is in the buffer of Node, and nothing else reads it. */
const isBuffered = (request: HttpRequest): boolean =>
  (request.complete || request.readableLength === Number(request.headers["content-length"])) &&
  request.readableFlowing === null;

/**
 * Whether the server leaves it to the application to say `100 Continue` (RFC 9110 §10.1.1): `http.on("checkContinue", app)`.
 * A body that is refused by its header is then never sent. Otherwise node has said it already.
 */
function leavesContinue(request: HttpRequest): boolean {
  if (request.headers.expect?.toLowerCase() !== "100-continue") return false;
  const { server } = request.socket as { readonly server?: { listenerCount(event: string): number } }; // not in the types
  return server !== undefined && server.listenerCount("checkContinue") > 0;
}

/** Somebody may have set an encoding, by which pieces come as texts. */
const bytesOf = (request: HttpRequest, piece: Buffer | string): Buffer =>
  typeof piece === "string" ? Buffer.from(piece, request.readableEncoding ?? "utf8") : piece;

/** What somebody else has read does not come again: waiting for it would never end. */
function refuseConsumed(request: HttpRequest): void {
  if (request.readableAborted || !(request.readableEnded || request.readableDidRead)) return;
  throw new Error(
    "Some middleware has read the body and left nothing in request.body: mount the server before it, or set request.body to the bytes",
  );
}

function collect(request: HttpRequest, limit: number, timeout: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const stop = (): void => {
      clearTimeout(timer);
      request.off("data", data).off("end", end).off("error", gone).off("close", gone);
    };
    const fail = (error: Error): void => {
      stop();
      request.pause(); // what is left is dealt with once the refusal has been sent
      reject(error);
    };
    const gone = (): void => fail(new Gone("The caller went away"));
    const timer = timeout === 0 ? undefined : setTimeout(() => fail(tooSlow(timeout, true)), timeout);
    const data = (piece: Buffer | string): void => {
      const chunk = bytesOf(request, piece);
      length += chunk.length;
      if (length <= limit) chunks.push(chunk);
      else fail(tooLarge(limit));
    };
    const end = (): void => {
      stop();
      resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, length));
    };
    request.on("data", data).on("end", end).on("error", gone).on("close", gone); // its only error is that it was cut off
    if (request.destroyed) gone();
  });
}

/** Unlike node's own adapter it leaves the request alone when it is left: the refusal goes out by the same socket. */
function streamOf(request: HttpRequest, limit: number, timeout: number): ReadableStream<Uint8Array> {
  let length = 0;
  let wake: (() => void) | undefined;
  let failure: Error | undefined;
  const notify = (): void => wake?.();
  const fail = (error: Error): void => {
    failure ??= error;
    notify();
  };
  const gone = (): void => {
    if (!request.readableEnded) fail(new Gone("The caller went away"));
  };
  const stop = (): void => {
    request.off("readable", notify).off("end", notify).off("close", gone);
  };
  /** @throws Error when it fails, or nothing comes */
  const more = async (): Promise<void> => {
    const timer = timeout === 0 ? undefined : setTimeout(() => fail(tooSlow(timeout, false)), timeout);
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
    wake = undefined;
    clearTimeout(timer);
    if (failure !== undefined) throw failure;
  };
  /** @returns `undefined` at the end */
  const next = async (): Promise<Buffer | undefined> => {
    for (;;) {
      if (failure !== undefined) throw failure;
      const piece = request.read() as Buffer | string | null; // typed `any`
      if (piece !== null) {
        const chunk = bytesOf(request, piece);
        length += chunk.length;
        if (length > limit) throw tooLarge(limit);
        return chunk;
      }
      if (request.readableEnded) return undefined;
      await more();
    }
  };
  return new ReadableStream<Uint8Array>(
    {
      start() {
        request.on("readable", notify).on("end", notify).on("close", gone);
        // Stays when the rest does not: an aborted request tells it by an error as well.
        request.on("error", gone);
        if (request.destroyed) gone();
      },
      async pull(controller) {
        try {
          const chunk = await next();
          if (chunk !== undefined) {
            controller.enqueue(chunk);
            return;
          }
          controller.close();
        } catch (error) {
          controller.error(error);
        }
        stop();
      },
      cancel: stop,
    },
    { highWaterMark: 0 },
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
    plain: true,
    bytes: within,
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

/** So much of a body that nobody wants is read to keep the connection. */
const KEPT = 64 << 10;
/** While a connection is closed, what still comes is thrown away for so many milliseconds, and so many bytes. */
const LINGER = 2000;
const LINGER_BYTES = 16 << 20;

/** Whether the rest of a body is still to come, and too much to wait for (RFC 9112 §9.3). */
export function leavesMuch(request: HttpRequest): boolean {
  if (request.complete || request.destroyed) return false;
  const { "content-length": length, "transfer-encoding": transfer } = request.headers;
  if (transfer !== undefined) return true;
  return length !== undefined && Number(length) > KEPT;
}

/**
 * Ends an answer whose request is not at its end, in stages (RFC 9112 §9.6): a connection that is closed while the caller
 * still writes is reset, and the caller would never read what it was told.
 */
export async function endSlowly(request: HttpRequest, response: ServerResponse): Promise<void> {
  await new Promise<void>((resolve) => {
    let length = 0;
    const count = (chunk: Buffer): void => {
      length += chunk.length;
      if (length > LINGER_BYTES) stop();
    };
    const timer = setTimeout(() => stop(), LINGER);
    const stop = (): void => {
      clearTimeout(timer);
      request.off("data", count).off("end", stop).off("close", stop);
      response.off("close", stop);
      resolve();
    };
    response.on("close", stop);
    request.on("end", stop).on("close", stop).on("data", count).resume();
    if (request.complete || request.destroyed) stop();
  });
  response.end();
}
