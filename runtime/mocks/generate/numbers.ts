/** Numbers within bounds, on a grid where there is one. */

import { FORMATS } from "../../core/formats/index.ts";
import { asFraction, isMultipleOf } from "../../core/schema/values.ts";
import { fraction, type Hash, integer, mix } from "./hash.ts";
import { type Atom, NOTHING, type Nothing, numbers } from "./schema.ts";

/** A range that a name suggests. */
const USUAL = { from: 1, to: 1000 };

export class NumberSpec {
  readonly least: number;
  readonly most: number;
  /** Nothing satisfies it. */
  readonly impossible: boolean;
  readonly #above: number;
  readonly #below: number;
  readonly #multiples: readonly number[];
  readonly #formats: readonly string[];
  readonly #whole: boolean;
  /** Values are multiples of units / scale, where that is known. */
  readonly #grid: readonly [units: number, scale: number] | undefined;

  constructor(atoms: readonly Atom[], whole: boolean) {
    this.#formats = atoms.flatMap(({ format }) => (typeof format === "string" ? [format] : []));
    const is32 = this.#formats.includes("int32");
    this.#whole = whole || is32 || this.#formats.includes("int64");
    this.#above = Math.max(-Infinity, ...numbers(atoms, "exclusiveMinimum"));
    this.#below = Math.min(Infinity, ...numbers(atoms, "exclusiveMaximum"));
    this.least = Math.max(is32 ? -(2 ** 31) : -Infinity, this.#above, ...numbers(atoms, "minimum"));
    this.most = Math.min(is32 ? 2 ** 31 - 1 : Infinity, this.#below, ...numbers(atoms, "maximum"));
    this.#multiples = numbers(atoms, "multipleOf").filter((step) => step > 0);
    this.#grid = gridOf(this.#whole ? [1, ...this.#multiples] : this.#multiples);
    const [first, last] = this.#indexes(this.least, this.most);
    this.impossible = this.least > this.most || (this.least === this.most && !this.#fits(this.least)) || first > last;
  }

  #fits(value: number): boolean {
    return (
      Number.isFinite(value) &&
      value >= this.least &&
      value <= this.most &&
      value > this.#above &&
      value < this.#below &&
      (!this.#whole || Number.isInteger(value)) &&
      this.#multiples.every((step) => isMultipleOf(value, step)) &&
      this.#formats.every((name) => {
        const format = FORMATS.get(name);
        return format?.type !== "number" || format.check(value);
      })
    );
  }

  #at(index: number): number {
    const [units, scale] = this.#grid ?? [1, 1];
    return (index * units) / scale;
  }

  /** The first and the last place of the grid between two bounds. */
  #indexes(from: number, to: number): readonly [first: number, last: number] {
    if (this.#grid === undefined) return [0, 1];
    const [units, scale] = this.#grid;
    let first = Math.ceil((from * scale) / units);
    let last = Math.floor((to * scale) / units);
    // what was rounded the wrong way, and what a bound excludes
    for (let turn = 0; turn < 3; turn++) {
      if (this.#at(first - 1) >= from) first--;
      if (this.#at(last + 1) <= to) last++;
    }
    while (first <= last && (this.#at(first) < from || this.#at(first) <= this.#above) && Number.isFinite(first)) {
      if (first === first + 1) break;
      first++;
    }
    while (first <= last && (this.#at(last) > to || this.#at(last) >= this.#below) && Number.isFinite(last)) {
      if (last === last - 1) break;
      last--;
    }
    return [first, last];
  }

  /** Every value there is; `undefined` when there are more than so many. */
  all(most: number): readonly number[] | undefined {
    const [first, last] = this.#indexes(this.least, this.most);
    if (this.#grid === undefined || !(last - first < most)) return undefined;
    const values: number[] = [];
    for (let index = first; index <= last; index++) values.push(this.#at(index));
    return values.filter((value) => this.#fits(value));
  }

  /** @param wanted what is plausible there: moved into the bounds and onto the grid */
  make(hash: Hash, wanted?: unknown): number | Nothing {
    if (typeof wanted === "number" && Number.isFinite(wanted)) {
      const near = this.#near(Math.min(this.most, Math.max(this.least, wanted)));
      for (const value of [wanted, near]) if (this.#fits(value)) return value;
    }
    const [from, to] = this.#usual();
    if (this.#grid === undefined) return this.#anywhere(hash, from, to);
    let [first, last] = this.#indexes(from, to);
    if (first > last) [first, last] = this.#indexes(this.least, this.most);
    first = Math.max(first, -Number.MAX_SAFE_INTEGER);
    last = Math.min(last, Number.MAX_SAFE_INTEGER);
    for (let attempt = 0; attempt < 8 && first <= last; attempt++) {
      const value = this.#at(integer(attempt === 0 ? hash : mix(hash, attempt), first, last));
      if (this.#fits(value)) return value;
    }
    return [this.least, this.most].find((value) => this.#fits(value)) ?? NOTHING;
  }

  #near(value: number): number {
    if (this.#grid === undefined) return value;
    const [units, scale] = this.#grid;
    const [first, last] = this.#indexes(this.least, this.most);
    return this.#at(Math.min(last, Math.max(first, Math.round((value * scale) / units))));
  }

  /** What is usual, clipped; where the two do not meet, near the bound. */
  #usual(): readonly [from: number, to: number] {
    const from = Math.max(this.least, USUAL.from);
    const to = Math.min(this.most, USUAL.to);
    // of one number that a bound excludes nothing is left
    if (from < to || (from === to && this.#fits(from))) return [from, to];
    return this.least > USUAL.to
      ? [this.least, Math.min(this.most, this.least + 1000)]
      : [Math.max(this.least, this.most - 1000), this.most];
  }

  /** With two decimal places, or as many as it takes. */
  #anywhere(hash: Hash, from: number, to: number): number | Nothing {
    for (let digits = 2; digits < 16; digits += 4) {
      const scale = 10 ** digits;
      const [first, last] = [Math.ceil(from * scale), Math.floor(to * scale)];
      if (first > last) continue;
      for (let attempt = 0; attempt < 4; attempt++) {
        const value = integer(mix(hash, attempt), first, last) / scale;
        if (this.#fits(value)) return value;
      }
    }
    const between = from + (to - from) * (0.25 + fraction(hash) / 2);
    return [between, from, to, this.least, this.most, 0].find((value) => this.#fits(value)) ?? NOTHING;
  }
}

/** The least common multiple. */
function gridOf(steps: readonly number[]): readonly [units: number, scale: number] | undefined {
  const [step, ...others] = steps;
  if (step === undefined) return undefined;
  let grid = asFraction(step);
  for (const other of others) {
    const next = asFraction(other);
    if (grid === undefined || next === undefined) return undefined;
    const scale = Math.max(grid[1], next[1]);
    const [a, b] = [grid[0] * (scale / grid[1]), next[0] * (scale / next[1])];
    const units = (a / divisor(a, b)) * b;
    if (!Number.isSafeInteger(units)) return undefined;
    grid = [units, scale];
  }
  return grid;
}

const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
