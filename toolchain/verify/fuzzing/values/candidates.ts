/** The values that are tried at one place of a request, one after the other. */

import { isObject, type Schemas } from "tenon-runtime/core";
import { allowedTypes, codePoints, generate, mix, NOTHING, numbers, type Atom } from "tenon-runtime/mocks/values";
import { FORMATS } from "../../cases/formats.ts";
import type { Dictionary } from "./dictionary.ts";
import { momentsOf } from "./moments.ts";
import { integers, magnitudes } from "./numbers.ts";
import { EACH_LENGTH, LENGTHS, TEXTS } from "./texts.ts";

export interface CandidateOptions {
  readonly schemas: Schemas;
  readonly dictionary: Dictionary;
  readonly seed: number;
}

/** Gives the next value, {@link NOTHING} if there is none at present; `done` if there never will be. */
interface Stream {
  next(): { readonly value: unknown } | "none" | "done";
}

/** Sources that are asked until one has a value. */
const TRIES = 50;
/** Items of lists that are tried at each length. */
const EACH_COUNT = 24;
const COUNTS = [50, 51, 100, 101, 255, 256, 1000];

/** Endless: the last source makes values by the schema. */
export class Candidates {
  /** A source that is there more often has more turns. */
  readonly #streams: Stream[] = [];
  #turn = 0;

  constructor(atoms: readonly Atom[], options: CandidateOptions) {
    const types = allowedTypes(atoms);
    const may = (type: "string" | "number" | "array"): boolean =>
      types === undefined || types.includes(type) || (type === "number" && types.includes("integer"));
    const add = (weight: number, stream: Stream): void => {
      for (let count = 0; count < weight; count += 1) this.#streams.push(stream);
    };
    add(1, streamOf(listed(atoms, types)));
    if (may("number")) {
      add(2, streamOf(magnitudes(atoms)));
      add(6, streamOf(integers(atoms, options.seed)));
      add(
        2,
        growing(() => options.dictionary.numbers),
      );
    }
    if (may("string")) {
      add(3, streamOf(formatted(atoms)));
      add(4, streamOf(adapted(TEXTS, atoms)));
      add(2, streamOf(lengths(atoms, options)));
      add(
        2,
        growing(() => options.dictionary.texts),
      );
    }
    if (may("array")) add(2, streamOf(counts(atoms, options)));
    add(1, made(atoms, options));
  }

  /** Takes the sources in turn. @returns {@link NOTHING} if no source has a value */
  next(): unknown {
    for (let tries = 0; tries < TRIES; tries += 1) {
      this.#turn = (this.#turn + 1) % this.#streams.length;
      const next = this.#streams[this.#turn]?.next();
      if (next === undefined || next === "none") continue;
      if (next === "done") this.#streams.splice(this.#turn, 1);
      else if (next.value !== NOTHING) return next.value;
    }
    return NOTHING;
  }
}

const streamOf = (values: Generator<unknown>): Stream => ({
  next() {
    const { value, done } = values.next();
    return done === true ? "done" : { value: value as unknown };
  },
});

/** A list that others add to. */
function growing(list: () => readonly unknown[]): Stream {
  let index = 0;
  return {
    next() {
      const all = list();
      if (all.length === 0) return "none";
      // Again from the start: together with other values, a word may do something else.
      if (index >= all.length) index = 0;
      index += 1;
      return { value: all[index - 1] };
    },
  };
}

function made(atoms: readonly Atom[], { schemas, seed }: CandidateOptions): Stream {
  let count = 0;
  return {
    next() {
      count += 1;
      return { value: generate({ allOf: [...atoms] }, { schemas, hash: mix(seed, count), examples: false }) };
    },
  };
}

function* listed(atoms: readonly Atom[], types: ReturnType<typeof allowedTypes>): Generator<unknown> {
  for (const { enum: members } of atoms) if (Array.isArray(members)) yield* members as unknown[];
  if (types?.includes("null") === true) yield null;
  if (types?.includes("boolean") === true) yield* [true, false];
}

function* formatted(atoms: readonly Atom[]): Generator<string> {
  for (const { format } of atoms) {
    if (typeof format !== "string") continue;
    if (Object.hasOwn(FORMATS, format)) yield* FORMATS[format]?.valid ?? [];
    yield* momentsOf(format);
  }
}

/** Texts, made as long as the schema asks for. */
function* adapted(texts: readonly string[], atoms: readonly Atom[]): Generator<string> {
  const least = Math.max(0, ...numbers(atoms, "minLength"));
  for (const text of texts) yield text + "a".repeat(Math.max(0, least - codePoints(text)));
}

function* lengths(atoms: readonly Atom[], { schemas, seed }: CandidateOptions): Generator<unknown> {
  const least = Math.max(0, ...numbers(atoms, "minLength"));
  const most = Math.min(LENGTHS.at(-1) ?? 0, ...numbers(atoms, "maxLength"));
  const free = !atoms.some(({ pattern, format }) => pattern !== undefined || format !== undefined);
  const ofLength = (length: number): unknown => {
    if (length < least || length > most) return NOTHING;
    if (free) return "a".repeat(length);
    const schema = { allOf: [...atoms, { type: "string", minLength: length, maxLength: length }] };
    return generate(schema, { schemas, hash: mix(seed, length), examples: false });
  };
  yield* [least, most, most - 1].map(ofLength);
  for (const length of LENGTHS) yield ofLength(length);
  for (let length = least; length <= Math.min(most, least + EACH_LENGTH); length += 1) yield ofLength(length);
  for (let length = least + EACH_LENGTH; length < Math.min(most, 1000); length += 1) yield ofLength(length);
}

function* counts(atoms: readonly Atom[], { schemas, seed }: CandidateOptions): Generator<unknown> {
  const least = Math.max(0, ...numbers(atoms, "minItems"));
  const most = Math.min(COUNTS.at(-1) ?? 0, ...numbers(atoms, "maxItems"));
  const all = [...Array.from({ length: EACH_COUNT }, (_, index) => least + index), ...COUNTS, most];
  for (const length of all) {
    if (length < least || length > most) continue;
    const schema = { allOf: [...atoms, { type: "array", minItems: length, maxItems: length }] };
    const value = generate(schema, { schemas, hash: mix(seed, length), examples: false });
    yield value;
    // The same item twice.
    if (Array.isArray(value) && value.length > 1) yield value.with(-1, value[0]);
  }
}

/** Whether a value is an object or a list: replacing it hides changes of its members. */
export const isContainer = (value: unknown): boolean => Array.isArray(value) || isObject(value);
