/** Repetition of requests. A part: only programs that import {@link retry} bundle it. */

import { pause } from "./pause.ts";

/** What a request is, as far as a retry policy needs to know. */
export interface Attempts {
  /** Sends the request. */
  send(): Promise<Response>;
  readonly method: string;
  /** A stream is never sent twice. */
  readonly streamed: boolean;
  readonly signal: AbortSignal | undefined;
}

/** Made by {@link retry}. */
export type RetryPolicy = (attempts: Attempts) => Promise<Response>;

export interface RetryOptions {
  /** Number of repetitions, at most. */
  readonly attempts: number;
  /** Milliseconds before the first repetition, doubled for each further one, with jitter. Default: 200. */
  readonly delay?: number;
  /** Milliseconds. The client does not wait for a longer `Retry-After`; it returns the response. Default: 30,000. */
  readonly maxDelay?: number;
}

/** RFC 9110 §9.2.2; QUERY is safe and idempotent by its definition. */
const IDEMPOTENT = /^(GET|HEAD|OPTIONS|TRACE|PUT|DELETE|QUERY)$/;

/**
 * Repeats idempotent requests (RFC 9110 §9.2.2, and QUERY) after a network fault, a 502, 503 or 504, and a 429 that has a
 * `Retry-After`: `createClient({ retry: retry(2) })`. A number is the number of repetitions.
 */
export function retry(options: number | RetryOptions): RetryPolicy {
  const { attempts, delay = 200, maxDelay = 30_000 } = typeof options === "number" ? { attempts: options } : options;
  return async ({ send, method, streamed, signal }) => {
    const most = IDEMPOTENT.test(method) && !streamed ? attempts : 0;
    for (let repetition = 1; ; repetition += 1) {
      let response: Response | undefined;
      try {
        response = await send();
      } catch (error) {
        if (repetition > most || !(error instanceof Error && error.name === "NetworkError")) throw error;
      }
      const wait = repetition > most ? undefined : delayBefore(repetition, response);
      if (wait === undefined && response !== undefined) return response;
      // Not awaited: where another reader has a part of the body, the end comes with that one's.
      response?.body?.cancel().catch(() => {});
      await pause(wait ?? 0, signal);
      signal?.throwIfAborted(); // the call has failed already
    }
  };

  /** Milliseconds before a repetition (from 1); `undefined` when the response stands. */
  function delayBefore(repetition: number, response: Response | undefined): number | undefined {
    const asked = response && retryAfter(response);
    if (response !== undefined) {
      const { status } = response;
      if (![502, 503, 504].includes(status) && (status !== 429 || asked === undefined)) return undefined;
    }
    if (asked !== undefined) return asked > maxDelay ? undefined : asked;
    // Between half and all of the doubled delay, so that many clients do not come back together.
    return Math.min(maxDelay, delay * 2 ** (repetition - 1)) * (0.5 + Math.random() / 2);
  }
}

/** RFC 9110 §10.2.3: seconds or a date; milliseconds from now. */
function retryAfter(response: Response): number | undefined {
  const text = response.headers.get("Retry-After")?.trim();
  if (text === undefined || text === "") return undefined;
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}
