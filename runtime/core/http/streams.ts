/** Streams of bytes, bounded. Read by readers, since not every browser iterates over streams. */

import { tooLarge, tooSlow } from "./bounds.ts";

export { overLimit, tooLarge, tooSlow } from "./bounds.ts";
export { afterwards, Gone, joined, readAll } from "./bytes.ts";

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
