/** Content codings of request bodies (RFC 9110 §8.4): undone as the bytes come, within the limits of what comes out. */

import type { BodySource, Decoder } from "../body/source.ts";
import { BodyRefusal, HttpProblem } from "../problem/index.ts";
import { limitStream, readAll } from "./streams.ts";

/** Coding → what the platform calls it. */
const FORMATS: Readonly<Record<string, string>> = { gzip: "gzip", "x-gzip": "gzip", deflate: "deflate", br: "brotli" };
const ACCEPTED = "gzip, deflate, br";

/**
 * @param header of `Content-Encoding`
 * @returns the body as it was before; `source` itself where nothing was done to it
 * @throws HttpProblem 415 with `Accept-Encoding` (§12.5.3) for a coding that is not known, or more than one
 */
export function decodedSource(source: BodySource, header: string): BodySource {
  const codings = header
    .toLowerCase()
    .split(",")
    .map((coding) => coding.trim())
    .filter((coding) => coding !== "" && coding !== "identity");
  const [coding] = codings;
  if (coding === undefined) return source;
  const decoder = codings.length === 1 ? decoderOf(source, coding) : undefined;
  if (decoder === undefined) {
    throw new HttpProblem(
      415,
      { detail: `The content coding "${header}" is not supported; expected one of ${ACCEPTED}` },
      { headers: { "Accept-Encoding": ACCEPTED } },
    );
  }
  const stream: BodySource["stream"] = (limit, timeout) =>
    // What is compressed may not be larger than what comes out of it may be.
    limitStream(decompressed(source.stream(limit, timeout, limitStream), decoder, coding), limit);
  return { stream, bytes: (limit, timeout) => readOwn(stream(limit, timeout, limitStream), limit, timeout) };
}

async function readOwn(stream: ReadableStream<Uint8Array>, limit: number, timeout: number): Promise<Uint8Array> {
  try {
    return await readAll(stream, limit, timeout);
  } catch (error) {
    // Not awaited: a source that never comes to an end need not come to this one either.
    stream.cancel(error).catch(() => undefined);
    throw error;
  }
}

function decoderOf(source: BodySource, coding: string): Decoder | undefined {
  const format = Object.hasOwn(FORMATS, coding) ? FORMATS[coding] : undefined;
  if (format === undefined) return undefined;
  const own = source.decoder?.(format);
  if (own !== undefined) return own;
  try {
    // The types do not know "brotli" yet, and not every platform has it.
    return new DecompressionStream(format as CompressionFormat);
  } catch {
    return undefined;
  }
}

/** @returns a stream that fails as `compressed` does, or with a 400 for what is not of this coding */
function decompressed(
  compressed: ReadableStream<Uint8Array>,
  { readable, writable }: Decoder,
  coding: string,
): ReadableStream<Uint8Array> {
  const input = compressed.getReader();
  const writer = writable.getWriter();
  const output = readable.getReader();
  let failure: { readonly error: unknown } | undefined;
  const pump = async (): Promise<void> => {
    for (;;) {
      const next = await input.read().catch((error: unknown) => {
        failure = { error };
        throw error;
      });
      if (next.done) break;
      await writer.write(next.value as Uint8Array<ArrayBuffer>); // hosts read into plain buffers
    }
    await writer.close();
  };
  // Whatever fails here fails for the reader too, also where the decoder itself says nothing to it.
  const broken = new Promise<never>((_resolve, reject) => {
    pump().catch((error: unknown) => {
      writer.abort(error).catch(() => undefined);
      input.cancel(error).catch(() => undefined);
      reject(error);
    });
  });
  broken.catch(() => undefined); // nobody may be reading
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await Promise.race([output.read(), broken]);
          if (done) controller.close();
          else controller.enqueue(value);
        } catch {
          controller.error(failure === undefined ? corrupt(coding) : failure.error);
        }
      },
      async cancel(reason) {
        input.cancel(reason).catch(() => undefined);
        writer.abort(reason).catch(() => undefined);
        await output.cancel(reason).catch(() => undefined);
      },
    },
    { highWaterMark: 0 },
  );
}

function corrupt(coding: string): HttpProblem {
  const message = `is not valid ${coding}`;
  return new BodyRefusal(
    400,
    {
      detail: `The body ${message}`,
      errors: [{ in: "body", pointer: "", message, keyword: "encoding", schemaPointer: "" }],
    },
    { headers: { Connection: "close" } },
  );
}
