/** The end of a call before its time: the caller's signal, or the time-out. */

import { AbortedError, ApiError, type ErrorDetails, NetworkError, TimeoutError } from "./errors.ts";

export class Deadline {
  readonly signal: AbortSignal | undefined;
  readonly #caller: AbortSignal | undefined;
  readonly #timer: ReturnType<typeof setTimeout> | undefined;

  /** The time, in milliseconds, runs from now. */
  constructor(caller: AbortSignal | undefined, timeout: number | undefined) {
    this.signal = this.#caller = caller;
    if (timeout === undefined) return;
    const late = new AbortController();
    this.#timer = setTimeout(() => late.abort(timeout), timeout);
    this.signal = caller ? AbortSignal.any([caller, late.signal]) : late.signal;
  }

  /** Takes the time limit away; the caller's signal stays. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  /** The error for a request or a body that failed: the end of the call, or else a fault of the network. */
  failure(problem: string, details: ErrorDetails): ApiError {
    // A `fetch` may throw one: a sender limits what it reads.
    if (details.cause instanceof ApiError) return details.cause;
    const { aborted, reason: cause } = this.signal ?? {};
    if (this.#caller?.aborted) return new AbortedError("aborted", { ...details, cause });
    return aborted
      ? new TimeoutError(`took longer than ${cause} ms`, { ...details, cause: undefined })
      : new NetworkError(problem, details);
  }

  /** `work`, or a rejection as soon as the signal fires, also where `work` does not listen to the signal. */
  race<T>(details: ErrorDetails, work: () => Promise<T>): Promise<T> {
    const { signal } = this;
    if (!signal) return work();
    return new Promise((resolve, reject) => {
      const end = (): void => reject(this.failure("", details));
      if (signal.aborted) end();
      else {
        signal.addEventListener("abort", end);
        const ended = work().finally(() => signal.removeEventListener("abort", end));
        ended.then(resolve, reject);
      }
    });
  }
}
