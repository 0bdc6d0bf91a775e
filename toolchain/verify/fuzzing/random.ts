/** Random choices that depend only on a seed. */

import { fraction, mix, pick, type Hash } from "tenon-runtime/mocks/values";

export class Random {
  readonly #seed: Hash;
  #count = 0;

  constructor(seed: Hash) {
    this.#seed = seed;
  }

  hash(): Hash {
    this.#count += 1;
    return mix(this.#seed, this.#count);
  }

  /** An integer from 0 to `count - 1`. */
  below(count: number): number {
    return Math.floor(fraction(this.hash()) * count);
  }

  pick<T>(items: readonly T[]): T | undefined {
    return items.length === 0 ? undefined : pick(this.hash(), items);
  }

  chance(probability: number): boolean {
    return fraction(this.hash()) < probability;
  }
}
