/** The multipart parser of Node hosts: parts as they come, small files in memory, large ones in temporary files. */

import { Dicer } from "@fastify/busboy";
import {
  chunksOf,
  MultipartError,
  overLimit,
  pointerOf,
  type MultipartParser,
  type Part,
  type PartRules,
  type Parts,
} from "../core/index.ts";
import { describePart, headerSize, type PartHeaders } from "./headers.ts";
import { Spool, TextSink, type Sink } from "./spool.ts";

/**
 * A {@link MultipartParser} over `@fastify/busboy`'s parser of parts. Its memory does not grow with the body: `limits.memory`
 * bytes of files, `limits.body` of texts, and what streams hold. Files that are too large for that are in temporary files,
 * mode 0600, until `release`.
 */
export const readMultipart: MultipartParser = async (body, rules) => {
  const reading = new Reading(rules);
  try {
    let empty = true;
    for await (const chunk of chunksOf(body)) {
      empty = false;
      await reading.write(chunk);
    }
    if (empty) return { parts: [], empty };
    return await reading.end();
  } catch (error) {
    await reading.abandon();
    throw error;
  }
};

/** Limits of its own, which the types do not have. */
interface Config {
  readonly boundary: string;
  readonly maxHeaderSize: number;
}

class Reading {
  readonly #rules: PartRules;
  readonly #dicer: Dicer;
  readonly #spool: Spool;
  /** By place: a file may be finished after the part that follows it. */
  readonly #parts: Part[] = [];
  #count = 0;
  #files = 0;
  #text = 0;
  /** Parts that are not at their end. */
  #open = 0;
  #finished = false;
  #failure: { readonly error: unknown } | undefined;
  #wake: (() => void) | undefined;

  constructor(rules: PartRules) {
    this.#rules = rules;
    this.#spool = new Spool(rules.limits.memory);
    const config: Config = { boundary: rules.boundary, maxHeaderSize: rules.limits.partHeader + 1 };
    this.#dicer = new Dicer(config);
    this.#dicer.on("part", (part) => this.#take(part));
    this.#dicer.on("error", () => this.#fail(new MultipartError("ends before its last boundary")));
    this.#dicer.on("finish", () => {
      this.#finished = true;
      this.#wake?.();
    });
  }

  async write(chunk: Uint8Array): Promise<void> {
    // What follows the last boundary is an epilogue (RFC 2046 §5.1.1).
    if (this.#dicer.writable) {
      let taken = false;
      this.#dicer.write(chunk, () => {
        taken = true;
        this.#wake?.();
      });
      // It does not call back for a chunk in which everything comes to its end.
      await this.#until(() => taken || this.#finished);
    }
  }

  async end(): Promise<Parts> {
    if (this.#dicer.writable) this.#dicer.end();
    await this.#until(() => this.#finished && this.#open === 0);
    const spool = this.#spool;
    return { parts: this.#parts, empty: false, ...(spool.used && { release: () => spool.remove() }) };
  }

  async abandon(): Promise<void> {
    this.#failure ??= { error: undefined };
    this.#dicer.destroy();
    await this.#spool.remove();
  }

  /** Waits for events. @throws whatever made the reading fail */
  async #until(met: () => boolean): Promise<void> {
    while (this.#failure === undefined && !met()) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.#wake?.();
  }

  #take(part: Dicer.PartStream): void {
    const index = this.#count++;
    if (index >= this.#rules.limits.fields) {
      this.#fail(overLimit("", `must have at most ${this.#rules.limits.fields} parts`));
    }
    let sink: Sink | undefined;
    let writing: Promise<void> | undefined;
    this.#open += 1;
    // An error of a part is the parser's error too, and told there.
    part.on("error", () => undefined);
    part.on("header", (headers: PartHeaders) => {
      if (this.#failure === undefined) sink = this.#attempt(() => this.#sinkFor(headers));
    });
    part.on("data", (chunk: Buffer) => {
      if (this.#failure !== undefined) return;
      writing = this.#attempt(() => sink?.write(chunk));
      if (writing === undefined) return;
      part.pause();
      writing.then(
        () => part.resume(),
        (error: unknown) => this.#fail(error),
      );
    });
    part.on("end", () => {
      if (this.#failure !== undefined) return;
      const whole = sink;
      if (whole === undefined) {
        this.#fail(new MultipartError(`has a part without a header (the ${index + 1}th)`));
        return;
      }
      // A pause does not hold back the end that follows the last piece.
      const ended = writing === undefined ? whole.end() : writing.then(() => whole.end());
      ended.then(
        (made) => {
          this.#parts[index] = made;
          this.#open -= 1;
          this.#wake?.();
        },
        (error: unknown) => this.#fail(error),
      );
    });
  }

  #attempt<T>(action: () => T): T | undefined {
    try {
      return action();
    } catch (error) {
      this.#fail(error);
      return undefined;
    }
  }

  /** @throws MultipartError, HttpProblem 413 */
  #sinkFor(headers: PartHeaders): Sink {
    const { limits, isFile } = this.#rules;
    if (headerSize(headers) > limits.partHeader) {
      throw overLimit("", `must have at most ${limits.partHeader} bytes in the headers of a part`);
    }
    const description = describePart(headers);
    const pointer = pointerOf(description.name);
    if (isFile(description)) {
      if (++this.#files > limits.files) throw overLimit("", `must have at most ${limits.files} files`);
      return this.#spool.file(description, (size) => {
        if (size > limits.file) throw overLimit(pointer, `must have at most ${limits.file} bytes`);
      });
    }
    return new TextSink(description, (size) => {
      if ((this.#text += size) > limits.body) {
        throw overLimit(pointer, `is too long: all text parts together must have at most ${limits.body} bytes`);
      }
    });
  }
}
