/** Streams of bytes, bounded. Read by readers, since not every browser iterates over streams. */

import { BodyRefusal, type HttpProblem } from "../problem/index.ts";

/** A limit was passed. @param pointer where in the body: a JSON Pointer; `""` is all of it */
export function overLimit(pointer: string, message: string): HttpProblem {
  return new BodyRefusal(
    413,
    {
      detail: `The ${pointer === "" ? "body" : `part "${pointer.slice(1)}" of the body`} ${message}`,
      errors: [{ in: "body", pointer, keyword: "limit", message, schemaPointer: "" }],
    },
    // The connection cannot be used again: the rest of the body is still on its way.
    { headers: { Connection: "close" } },
  );
}

export const tooLarge = (limit: number): HttpProblem => overLimit("", `may have at most ${limit} bytes`);

/** RFC 9110 §15.5.9. @param whole whether the time was for all of the body, or for the next piece of it */
export const tooSlow = (milliseconds: number, whole: boolean): HttpProblem =>
  new BodyRefusal(
    408,
    {
      detail: whole
        ? `The body did not arrive within ${milliseconds / 1000} seconds`
        : `The body did not arrive: nothing more of it came within ${milliseconds / 1000} seconds`,
    },
    { headers: { Connection: "close" } },
  );

/** @throws HttpProblem 408 when it takes longer than `left` of the `timeout`, which the whole has where that is told; 0: however long */
async function within<T>(timeout: number, promise: Promise<T>, left?: number): Promise<T> {
  if (timeout === 0) return promise;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(tooSlow(timeout, left !== undefined)), Math.max(left ?? timeout, 0));
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** An answer that ended before its time: whoever is told of errors has been told. */
export class CutOff extends Error {
  override readonly name = "CutOff";
  constructor(cause: unknown) {
    super("The stream was cut off", { cause });
  }
}

/** Leaving the loop early cancels the stream. */
export async function* chunksOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = stream.getReader();
  let finished = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        finished = true;
        return;
      }
      yield value;
    }
  } finally {
    if (finished) reader.releaseLock();
    else await reader.cancel().catch(() => undefined);
  }
}

/**
 * All bytes of a stream. When it fails it lets go of the stream and leaves it to whoever owns it: a host closes the body of
 * a request itself, and some fail when that is cancelled while it is pulled.
 * @param timeout milliseconds for all of it; 0: for ever
 * @throws HttpProblem 413 past `limit`, 408
 */
export async function readAll(
  stream: ReadableStream<Uint8Array>,
  limit: number,
  timeout: number = 0,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const until = Date.now() + timeout;
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await within(timeout, reader.read(), until - Date.now());
      if (done) break;
      length += value.length;
      if (length > limit) throw tooLarge(limit);
      chunks.push(value);
    }
  } finally {
    reader.releaseLock();
  }
  return joined(chunks, length);
}

/** One array of several. */
export function joined(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const [only] = chunks;
  if (chunks.length === 1 && only !== undefined) return only;
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}

/**
 * The stream, which fails with a 413 past `limit` bytes, and with a 408 when nothing comes for `timeout` milliseconds
 * while somebody waits for it; 0: for ever.
 * @param owned whether `stream` is cancelled when this one fails or is left; see {@link readAll}
 */
export function limitStream(
  stream: ReadableStream<Uint8Array>,
  limit: number,
  timeout: number = 0,
  owned: boolean = true,
): ReadableStream<Uint8Array> {
  const reader = stream.getReader();
  const leave = async (reason: unknown): Promise<void> => {
    if (owned) await reader.cancel(reason);
    else reader.releaseLock();
  };
  let length = 0;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await within(timeout, reader.read());
          if (done) {
            controller.close();
            return;
          }
          length += value.length;
          if (length > limit) throw tooLarge(limit);
          controller.enqueue(value);
        } catch (error) {
          controller.error(error);
          leave(error).catch(() => undefined);
        }
      },
      cancel: leave,
    },
    { highWaterMark: 0 },
  );
}

/** The stream; when it has ended, failed or been left, `done` is called, once. */
export function afterwards(stream: ReadableStream<Uint8Array>, done: () => Promise<void>): ReadableStream<Uint8Array> {
  const reader = stream.getReader();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const next = await reader.read();
          if (!next.done) {
            controller.enqueue(next.value);
            return;
          }
          controller.close();
        } catch (error) {
          controller.error(error);
        }
        await done();
      },
      async cancel(reason) {
        try {
          await reader.cancel(reason);
        } finally {
          await done();
        }
      },
    },
    { highWaterMark: 0 },
  );
}

/** The stream, which fails when it has more or less than `length` bytes: the rest would be taken for another answer. */
export function exactStream(stream: ReadableStream<Uint8Array>, length: number): ReadableStream<Uint8Array> {
  const reader = stream.getReader();
  let count = 0;
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await reader.read();
      count += value?.byteLength ?? 0;
      if (done ? count === length : count <= length) {
        if (done) controller.close();
        else controller.enqueue(value);
        return;
      }
      const error = new Error(`A stream with the Content-Length ${length} has ${done ? count : "more"} bytes`);
      if (!done) await reader.cancel(error);
      throw error;
    },
    cancel: (reason) => reader.cancel(reason),
  });
}
