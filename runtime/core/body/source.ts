import type { limitStream } from "../http/streams.ts";

/** A decompressor: compressed bytes go in, the others come out. */
export type Decoder = ReadableWritablePair<Uint8Array, BufferSource>;

/** The bytes of a request, as a host has them. Core reads them once, by one of the two methods. */
export interface BodySource {
  /**
   * All bytes; no promise when the host has them already.
   * @param timeout milliseconds for all of them; 0: no limit
   * @throws HttpProblem 413 past `limit`, 408 past `timeout`
   */
  bytes(limit: number, timeout: number): Uint8Array | Promise<Uint8Array>;
  /**
   * As they come; it fails with a 413 past `limit`, and with a 408 when nothing comes for `timeout` milliseconds.
   * @param bound sets these limits on a stream
   */
  stream(limit: number, timeout: number, bound: typeof limitStream): ReadableStream<Uint8Array>;
  /** The bytes have no content coding any more. */
  readonly plain?: true;
  /** The host's own decompressor, for formats of `DecompressionStream` that the platform may not have. */
  decoder?(format: string): Decoder | undefined;
}
