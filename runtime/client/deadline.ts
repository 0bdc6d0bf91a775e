/** One signal for a call: the caller's, and its time-out. */

import { AbortedError, type ErrorDetails, TimeoutError } from "./errors.ts";

export class Deadline {
  readonly signal: AbortSignal | undefined;
  readonly #caller: AbortSignal | undefined;
  readonly #timeout: number | undefined;
  readonly #controller = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** The time, in milliseconds, runs from now. */
  constructor(caller: AbortSignal | undefined, timeout: number | undefined) {
    this.#caller = caller;
    this.#timeout = timeout;
    if (timeout !== undefined) this.#timer = setTimeout(() => this.#controller.abort(), timeout);
    const signals = [
      ...(caller === undefined ? [] : [caller]),
      ...(timeout === undefined ? [] : [this.#controller.signal]),
    ];
    this.signal = signals.length > 1 ? AbortSignal.any(signals) : signals[0];
  }

  /** Takes the time limit away; the caller's signal stays. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  /** The error for a call that was given up, `undefined` while it was not. */
  error(details: ErrorDetails): AbortedError | TimeoutError | undefined {
    if (this.#caller?.aborted === true)
      return new AbortedError("was aborted", { ...details, cause: this.#caller.reason as unknown });
    if (this.#controller.signal.aborted) return new TimeoutError(`took longer than ${this.#timeout} ms`, details);
    return undefined;
  }

  /** `work`, or the rejection as soon as the call is given up, also where `work` does not listen to the signal. */
  async race<T>(details: ErrorDetails, work: () => Promise<T>): Promise<T> {
    const { signal } = this;
    if (signal === undefined) return work();
    const early = this.error(details);
    if (early !== undefined) throw early;
    let onAbort = (): void => {};
    const aborted = new Promise<never>((_, reject) => {
      onAbort = () => reject(this.error(details));
      signal.addEventListener("abort", onAbort, { once: true });
    });
    try {
      return await Promise.race([work(), aborted]);
    } finally {
      signal.removeEventListener("abort", onAbort);
    }
  }
}
