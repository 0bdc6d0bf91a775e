/** Draws inputs of one operation: valid ones with a new value at each place, and ones with an odd value at one place. */

import type { Operation } from "tenon-runtime/core";
import { mix, NOTHING, satisfies } from "tenon-runtime/mocks/values";
import { inputFor, NoInput, type Input } from "../cases/index.ts";
import type { VerifySource } from "../types.ts";
import type { Corpus } from "./corpus.ts";
import { ABSENT, placesOf, withValueAt, type Place } from "./places.ts";
import type { Random } from "./random.ts";
import { EXTREME_TEXTS, Judge } from "./validity.ts";
import { Candidates, isContainer } from "./values/candidates.ts";
import type { Dictionary } from "./values/dictionary.ts";

export interface Draw {
  readonly input: Input;
  readonly validity: "valid" | "invalid";
}

export interface DrawOptions {
  readonly source: VerifySource;
  readonly dictionary: Dictionary;
  readonly random: Random;
  readonly corpus: Corpus;
  readonly seed: number;
  /** Puts the keys of existing resources into an input. */
  readonly adapt: (input: Input) => Input;
}

/** Values of wrong types, and values outside of many ranges. */
const ODD: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1,
  1.5,
  2_147_483_648,
  9_007_199_254_740_991,
  1e21,
  "",
  " ",
  "0",
  "a",
  ...EXTREME_TEXTS,
  "x".repeat(300),
  "x".repeat(5000),
  [],
  {},
  [null],
  [[]],
  { a: 1 },
];

/** How often each kind of draw is used. */
const SHARE = { odd: 0.25, corpus: 0.3, place: 0.75, container: 0.08, absent: 0.1, path: 0.2, alone: 0.1 } as const;
/** A packed input must stay below the body limits of servers. */
const LONGEST_INPUT = 16_000;

export class Draws {
  readonly usual: Input | undefined;
  readonly judge: Judge;
  readonly #operation: Operation;
  readonly #options: DrawOptions;
  readonly #candidates = new Map<string, Candidates>();

  constructor(operation: Operation, options: DrawOptions) {
    this.#operation = operation;
    this.#options = options;
    const usual = this.#input(options.seed);
    this.judge = new Judge(options.source, operation, usual ?? {});
    this.usual = usual !== undefined && this.judge.validityOf(usual) === "valid" ? usual : undefined;
  }

  placesOf(input: Input): readonly Place[] {
    return placesOf(this.#operation, input, this.#options.source.requests);
  }

  draw(): Draw | undefined {
    const { random, corpus } = this.#options;
    corpus.release();
    const kept = random.chance(SHARE.corpus) ? corpus.draw(random) : undefined;
    const base = kept ?? this.#input(random.hash()) ?? this.usual;
    if (base === undefined) return undefined;
    const input = random.chance(SHARE.odd) ? this.#odd(base) : this.#packed(base);
    const validity = this.judge.validityOf(input);
    return validity === "unsendable" ? undefined : { input, validity };
  }

  /** A new value at most places at once: if the server fails, the input is shrunk to the one that matters. */
  #packed(base: Input): Input {
    const { random } = this.#options;
    const places = this.placesOf(base).filter(({ path }) => path[0] !== "params" || random.chance(SHARE.path));
    const alone = random.chance(SHARE.alone);
    const chosen = alone ? [random.pick(places)] : places.filter((place) => random.chance(shareOf(place)));
    let input = base;
    const changes: [Place, unknown][] = [];
    for (const place of chosen) {
      if (place === undefined) continue;
      const value = place.optional && random.chance(SHARE.absent) ? ABSENT : this.#valid(place);
      if (value === NOTHING) continue;
      changes.push([place, value]);
      input = withValueAt(input, place.path, value);
    }
    if (this.#isGood(input)) return input;
    // Some values do not fit together, or do not fit the wire.
    input = base;
    for (const [{ path }, value] of changes) {
      const candidate = withValueAt(input, path, value);
      if (this.#isGood(candidate)) input = candidate;
    }
    return input;
  }

  #isGood(input: Input): boolean {
    return this.judge.validityOf(input) === "valid" && (JSON.stringify(input)?.length ?? 0) < LONGEST_INPUT;
  }

  /** The next value of a place that its schemas allow. */
  #valid({ key, atoms }: Place): unknown {
    const { schemas } = this.#options.source.requests;
    const candidates = this.#candidatesAt(key, atoms);
    for (let tries = 0; tries < TRIES; tries += 1) {
      const value = candidates.next();
      if (value === NOTHING) return NOTHING;
      if (atoms.every((atom) => satisfies(value, atom, schemas))) return value;
    }
    return NOTHING;
  }

  #candidatesAt(key: string, atoms: Place["atoms"]): Candidates {
    let candidates = this.#candidates.get(key);
    if (candidates === undefined) {
      const { dictionary, seed, source } = this.#options;
      // Each operation sweeps a range from another start: together they cover it sooner.
      const options = { dictionary, seed: mix(mix(seed, this.#operation.name), key), schemas: source.requests.schemas };
      this.#candidates.set(key, (candidates = new Candidates(atoms, options)));
    }
    return candidates;
  }

  /** An odd value at one place, or a place that is removed or added. */
  #odd(base: Input): Input {
    const { random, dictionary } = this.#options;
    const places = this.placesOf(base).filter(({ path }) => path[0] !== "params" || random.chance(SHARE.path));
    const place = random.pick(places);
    if (place === undefined) return base;
    switch (random.below(7)) {
      case 0:
        return withValueAt(base, place.path, ABSENT);
      case 1:
        return isObjectPlace(place) ? withValueAt(base, [...place.path, this.#name()], random.pick(ODD)) : base;
      case 2:
        return withValueAt(base, place.path, random.pick(dictionary.texts) ?? "");
      case 3:
        return withValueAt(base, place.path, random.pick(dictionary.numbers) ?? 0);
      case 4: {
        const value = this.#candidatesAt(place.key, place.atoms).next();
        return value === NOTHING ? base : withValueAt(base, place.path, value);
      }
      case 5:
        return withValueAt(base, place.path, near(place.value, random));
      default:
        return withValueAt(base, place.path, random.pick(ODD));
    }
  }

  #name(): string {
    const { random, dictionary } = this.#options;
    return random.chance(0.5) ? "undeclared" : (random.pick(dictionary.texts) ?? "undeclared");
  }

  #input(seed: number): Input | undefined {
    try {
      return this.#options.adapt(inputFor(this.#operation, this.#options.source.requests, seed));
    } catch (error) {
      if (error instanceof NoInput) return undefined;
      throw error;
    }
  }
}

/** A value beside a valid one: a text with one character more, less or changed, a number beside, a list with an item twice. */
function near(value: unknown, random: Random): unknown {
  if (typeof value === "number")
    return random.pick([value + 1, value - 1, -value, value + 0.5, value * 10, String(value)]);
  if (Array.isArray(value)) return random.pick([[...value, ...value], value.slice(1), [...value, null], value[0]]);
  if (typeof value !== "string") return random.pick([String(value), [value], value === true ? "true" : 0]);
  const at = random.below(value.length);
  const [before, after] = [value.slice(0, at), value.slice(at + 1)];
  return random.pick([
    value.slice(0, -1),
    value.slice(1),
    value + value.slice(-1),
    `${value} `,
    `${value}\n`,
    ` ${value}`,
    before + after,
    `${before}x${after}`,
    `${before}0${after}`,
    value.toUpperCase(),
    value.toLowerCase(),
    value + value,
  ]);
}

/** Values of a source that are skipped because the schemas forbid them. */
const TRIES = 40;

const shareOf = ({ value }: Place): number => (isContainer(value) ? SHARE.container : SHARE.place);
const isObjectPlace = ({ value }: Place): boolean => isContainer(value) && !Array.isArray(value);
