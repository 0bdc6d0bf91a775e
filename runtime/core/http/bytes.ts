/** Bytes of bodies, all of them at once, within limits. Read by readers, since not every browser iterates over streams. */

import { tooLarge, tooSlow } from "./bounds.ts";
import type { HttpProblem } from "../problem/index.ts";

/** The caller went away; there is nobody to answer. */
export class Gone extends Error {
  override readonly name = "Gone";
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
  const reader = stream.getReader();
  if (timeout === 0) return readWith(reader, limit);
  // One timer for all of it: to race each piece against one of its own is dearer than to read it.
  let late: HttpProblem | undefined;
  const timer = setTimeout(() => {
    late = tooSlow(timeout, true);
    reader.releaseLock(); // what is being waited for fails then
  }, timeout);
  try {
    return await readWith(reader, limit);
  } catch (error) {
    throw late ?? error;
  } finally {
    clearTimeout(timer);
  }
}

async function readWith(reader: ReadableStreamDefaultReader<Uint8Array>, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
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
