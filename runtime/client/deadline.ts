/** The end of a call before its time: the caller's signal, or the time-out. */

import { AbortedError, type ErrorDetails, TimeoutError } from "./errors.ts";

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

  /** The error for a call that was aborted or is late; `undefined` for one that goes on. */
  error(details: ErrorDetails): AbortedError | TimeoutError | undefined {
    const { aborted, reason: cause } = this.signal ?? {};
    if (!aborted) return undefined;
    return this.#caller?.aborted
      ? new AbortedError("aborted", { ...details, cause })
      : new TimeoutError(`took longer than ${cause} ms`, details);
  }

  /** `work`, or a rejection as soon as the signal fires, also where `work` does not listen to the signal. */
  async race<T>(details: ErrorDetails, work: () => Promise<T>): Promise<T> {
    const { signal } = this;
    if (!signal) return work();
    let end = (): void => {};
    const ended = new Promise<never>((_, reject) => {
      end = () => reject(this.error(details));
      signal.addEventListener("abort", end);
      if (signal.aborted) end();
    });
    try {
      return await Promise.race(signal.aborted ? [ended] : [ended, work()]);
    } finally {
      signal.removeEventListener("abort", end);
    }
  }
}
