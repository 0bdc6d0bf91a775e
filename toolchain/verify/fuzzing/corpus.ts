/** Inputs that led to new behaviour. They are changed further, those with the most energy most often. */

import type { Input } from "../cases/index.ts";
import type { Random } from "./random.ts";

interface Entry {
  readonly input: Input;
  energy: number;
}

/** A server that repeats the request in its errors shows new behaviour without end. */
const MOST_BEHAVIOURS = 400;
const MOST_ENTRIES = 100;
const FIRST_ENERGY = 16;
const LEAST_ENERGY = 1;

export class Corpus {
  readonly #behaviours = new Set<string>();
  readonly #entries: Entry[] = [];
  #last: Entry | undefined;

  /** Keeps the input if the behaviour is new, and gives energy to the entry that it was made from. */
  note(input: Input, behaviour: string): "new" | "known" {
    if (this.#behaviours.has(behaviour) || this.#behaviours.size >= MOST_BEHAVIOURS) return "known";
    this.#behaviours.add(behaviour);
    this.keep(input);
    return "new";
  }

  /** Keeps an input that reached new code. */
  keep(input: Input): void {
    if (this.#last !== undefined) this.#last.energy = FIRST_ENERGY;
    this.#entries.push({ input, energy: FIRST_ENERGY });
    if (this.#entries.length > MOST_ENTRIES) this.#entries.shift();
  }

  /** An entry by chance, weighted by energy; using it costs energy. */
  draw(random: Random): Input | undefined {
    const total = this.#entries.reduce((sum, { energy }) => sum + energy, 0);
    let rest = random.below(Math.max(1, total));
    this.#last = this.#entries.find(({ energy }) => (rest -= energy) < 0);
    if (this.#last === undefined) return undefined;
    this.#last.energy = Math.max(LEAST_ENERGY, Math.floor(this.#last.energy * 0.75));
    return this.#last.input;
  }

  /** Forgets which entry was drawn: the next input comes from elsewhere. */
  release(): void {
    this.#last = undefined;
  }
}
