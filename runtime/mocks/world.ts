/** What mocks remember: one for all requests, and one for each scenario that requests name themselves. */

import { type Hash, integer, mix } from "./generate/hash.ts";
import { NetworkFault } from "./fault.ts";
import { Overrides } from "./overrides.ts";
import type { Store } from "./store/index.ts";
import type { Chaos } from "./chaos.ts";
import type { Delay } from "./overrides.ts";
import type { Files } from "./files.ts";
import type { MockOptions } from "./types.ts";

export class World {
  readonly overrides = new Overrides();
  delay: Delay | undefined;
  chaos: Chaos | undefined;
  /** Uploaded files; absent until a request uploads one. */
  files: Files | undefined;
  /** The offset of the clock to which entries have expired, in milliseconds. */
  expired = 0;
  /** The names of the scenarios in force. */
  active: readonly string[] = [];
  readonly store: Store;
  /** Whether requests are answered from the store. */
  readonly stateful: boolean;
  readonly #usualDelay: Delay | undefined;
  readonly #usualChaos: Chaos | undefined;
  readonly #seed: number | string;
  readonly #waiting = new Set<() => void>();
  #answered = 0;

  constructor(
    seed: number | string,
    { delay, chaos, stateful = true }: Pick<MockOptions, "delay" | "chaos" | "stateful">,
    store: Store,
  ) {
    this.#seed = seed;
    this.store = store;
    this.stateful = stateful;
    this.#usualDelay = this.delay = delay;
    this.#usualChaos = this.chaos = chaos;
  }

  reset(): void {
    this.overrides.clear();
    this.delay = this.#usualDelay;
    this.chaos = this.#usualChaos;
    this.active = [];
    this.files?.clear();
    this.expired = 0;
    this.#answered = 0;
    this.store.db.reset();
    for (const end of this.#waiting) end();
  }

  /** Another hash for each request. */
  nextHash(): Hash {
    return mix(mix(0, String(this.#seed)), (this.#answered += 1));
  }

  /** No longer than the caller waits. */
  async pause(delay: Delay, signal: AbortSignal): Promise<void> {
    const hash = this.nextHash();
    const milliseconds = typeof delay === "number" ? delay : integer(hash, delay[0], delay[1]);
    await new Promise<void>((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener("abort", end);
        resolve();
      };
      const timer = setTimeout(end, milliseconds);
      signal.addEventListener("abort", end);
      if (signal.aborted) end();
    });
  }

  /** Until the caller gives up, or all is reset. */
  async forever(signal: AbortSignal): Promise<never> {
    await new Promise<void>((resolve) => {
      const end = (): void => {
        this.#waiting.delete(end);
        signal.removeEventListener("abort", end);
        resolve();
      };
      this.#waiting.add(end);
      signal.addEventListener("abort", end);
      if (signal.aborted) end();
    });
    signal.throwIfAborted();
    throw new NetworkFault();
  }
}
