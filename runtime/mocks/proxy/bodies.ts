/** Bodies that pass through: sent on as they come, kept for the mocks and looked at as far as that goes. */

import type { ClientRequest, IncomingMessage } from "node:http";
import type { BodySource } from "../../core/body/source.ts";
import { keptBody, type HttpRequest } from "../../node/index.ts";

/** So much of a request is kept for the mocks; a larger one has to take what the real server says. */
const KEPT = 32 << 20;
/** So much of an answer is looked at. */
export const LOOKED_AT = 4 << 20;

/** The beginning of a stream, or all of it; the rest can be read on. */
export async function upTo(stream: IncomingMessage, most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  while (length < most) {
    const chunk = stream.read() as Buffer | null; // typed `any`
    if (chunk !== null) {
      chunks.push(chunk);
      length += chunk.length;
      continue;
    }
    if (stream.readableEnded || stream.destroyed) break;
    await new Promise<void>((resolve) => {
      const next = (): void => {
        stream.off("readable", next).off("end", next).off("close", next);
        resolve();
      };
      stream.on("readable", next).on("end", next).on("close", next);
    });
  }
  return Buffer.concat(chunks);
}

/** What passes, as far as it is to be looked at. */
export class Looker {
  readonly #chunks: Buffer[];
  #length: number;
  #whole: boolean;

  constructor(before: Buffer | undefined, looks: boolean) {
    this.#chunks = before === undefined ? [] : [before];
    this.#length = before?.length ?? 0;
    this.#whole = looks;
  }

  async *through(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      this.#length += chunk.length;
      if (this.#length > LOOKED_AT) this.#whole = false;
      if (this.#whole) this.#chunks.push(chunk);
      yield chunk;
    }
  }

  get whole(): Buffer | undefined {
    return this.#whole ? Buffer.concat(this.#chunks) : undefined;
  }
}

/** A request's body, sent on as it comes and kept for the mocks. */
export class Kept {
  /** Whether there is a body at all. */
  readonly some: boolean;
  /** Settled when all of it is there, or will never be. */
  readonly end: Promise<void>;
  readonly #chunks: Buffer[] = [];
  readonly #message: HttpRequest;
  #length = 0;
  #upstream: ClientRequest | undefined;

  constructor(message: HttpRequest) {
    this.#message = message;
    this.some = message.headers["content-length"] !== undefined || message.headers["transfer-encoding"] !== undefined;
    this.end = new Promise((resolve) => {
      const end = (): void => {
        this.#upstream?.end();
        resolve();
      };
      message.on("end", end).on("close", end).on("error", end);
      message.on("data", (chunk: Buffer) => {
        this.#length += chunk.length;
        if (this.replayable) this.#chunks.push(chunk);
        else this.#chunks.length = 0;
        const { destroyed, writableEnded } = this.#upstream ?? { destroyed: true, writableEnded: true };
        if (destroyed || writableEnded || this.#upstream?.write(chunk) !== false) return;
        message.pause();
        this.#upstream.once("drain", () => message.resume());
      });
    });
  }

  /** What has come so far, and from now on all that comes. */
  sendTo(upstream: ClientRequest): void {
    this.#upstream = upstream;
    // What it does not want any more is wanted by the mocks.
    upstream.once("close", () => this.#message.resume());
    for (const chunk of this.#chunks) upstream.write(chunk);
    if (this.#message.readableEnded || !this.some) upstream.end();
  }

  get replayable(): boolean {
    return this.#length <= KEPT;
  }

  get whole(): Buffer<ArrayBuffer> | undefined {
    return this.replayable && this.#message.readableEnded ? Buffer.concat(this.#chunks, this.#length) : undefined;
  }

  get source(): BodySource | undefined {
    const whole = this.some ? this.whole : undefined;
    return whole === undefined ? undefined : keptBody(whole);
  }
}
