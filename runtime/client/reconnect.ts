/** Event streams that survive a lost connection (HTML Standard §9.2). A part: only programs that import it bundle it. */

import { ApiError, NetworkError } from "./errors.ts";
import { pause } from "./pause.ts";
import type { CallOptions } from "./types.ts";

export interface ReconnectOptions {
  /** Ends the stream: the iteration then throws an `AbortedError`, or the reason of the signal while it waits. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds before the first attempt to reconnect; `retry` of an event changes it. Default: 1000. */
  readonly delay?: number | undefined;
  /** Milliseconds. Each failed attempt doubles the delay, up to this. Default: 30,000. */
  readonly maxDelay?: number | undefined;
  /** Attempts in a row that may fail before the error is thrown. Default: no limit. */
  readonly attempts?: number | undefined;
}

/** The members of an event that the client reads. */
interface Resumable {
  readonly id?: string;
  readonly retry?: number;
}

/**
 * The events of an operation, as one stream: when the connection ends or breaks, the client connects again and sends the
 * `id` of the last event as `Last-Event-ID`. An answer without events (204) ends the stream.
 *
 * `for await (const event of reconnecting((options) => api.watch({}, options).orThrow(), { signal })) …`
 * @param open makes the call with the given options
 * @throws ApiError that another attempt would not change, such as a 401
 */
export async function* reconnecting<E extends object>(
  open: (options: CallOptions) => Promise<AsyncIterable<E> | undefined>,
  { signal, delay: first = 1000, maxDelay = 30_000, attempts = Infinity }: ReconnectOptions = {},
): AsyncGenerator<E, void, undefined> {
  let delay = first;
  let last: string | undefined;
  for (let failures = 0; ;) {
    try {
      const events = await open({ signal, ...(last && { headers: { "Last-Event-ID": last } }) });
      if (!events) return;
      for await (const event of events) {
        failures = 0;
        // A contract that does not declare these members describes the same events.
        const { id, retry }: Resumable = event;
        // An empty id resets it (§9.2.6).
        last = id ?? last;
        delay = retry ?? delay;
        yield event;
      }
    } catch (error) {
      failures += 1;
      if (!isTemporary(error) || failures > attempts) throw error;
    }
    // Between half and all of it, so that many clients do not come back together.
    await pause(Math.min(maxDelay, delay * 2 ** Math.max(0, failures - 1)) * (0.5 + Math.random() / 2), signal);
    signal?.throwIfAborted();
  }
}

const isTemporary = (error: unknown): boolean =>
  error instanceof NetworkError || (error instanceof ApiError && [502, 503, 504].includes(error.status ?? 0));
