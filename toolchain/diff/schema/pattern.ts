/**
 * Whether every text that matches some patterns matches another. Their automata run side by side, with one code point for
 * each class of code points that no pattern distinguishes.
 */

import { parsePattern, type CharacterSet, type PatternTree } from "tenon-runtime/validators";

interface State {
  readonly set?: CharacterSet;
  /** Passed only at the start, or only at the end, of the text. */
  readonly only?: "start" | "end";
  next: number[];
}

interface Automaton {
  readonly states: readonly State[];
  readonly first: number;
  readonly last: number;
}

const MOST_STATES = 3000;
const MOST_STEPS = 20_000;
const MOST_MIN_LENGTH = 2000;

class Undecidable extends Error {}

const ANYTHING: CharacterSet = { source: "[^]", has: () => true };

/** `undefined` if Tenon does not support the pattern. */
function automatonOf(pattern: string): Automaton | undefined {
  try {
    const parsed = /\\[pP]\{/.test(pattern) ? undefined : parsePattern(pattern);
    return parsed === undefined || parsed.rare ? undefined : build(parsed.tree);
  } catch (error) {
    if (!(error instanceof Undecidable)) throw error;
    return undefined;
  }
}

/** Thompson's construction. `pattern` is not anchored, so any text can come before and after. */
function build(tree: PatternTree): Automaton {
  const builder = new AutomatonBuilder();
  const first = builder.anyText();
  const begin = builder.state();
  builder.link(first, begin);
  const end = builder.append(begin, tree);
  const last = builder.anyText();
  builder.link(end, last);
  return { states: builder.states, first, last };
}

class AutomatonBuilder {
  readonly states: State[] = [];

  state(one: Omit<State, "next"> = {}): number {
    if (this.states.length > MOST_STATES) throw new Undecidable();
    return this.states.push({ ...one, next: [] }) - 1;
  }

  link(from: number, to: number): void {
    this.states[from]!.next.push(to);
  }

  /** A state that any text leads back to. */
  anyText(): number {
    const at = this.state();
    const any = this.state({ set: ANYTHING });
    this.link(any, at);
    this.link(at, any);
    return at;
  }

  /** @returns the state after the part */
  append(from: number, part: PatternTree): number {
    switch (part.kind) {
      case "one":
        return this.#appendState(from, { set: part.set });
      case "all":
        return part.items.reduce((at, item) => this.append(at, item), from);
      case "any":
        return this.#appendAlternatives(from, part.items);
      case "repeat":
        return this.#appendRepeat(from, part);
      case "group":
        return this.append(from, part.item);
      case "start":
      case "end":
        return this.#appendState(from, { only: part.kind });
      default:
        throw new Undecidable(); // look-arounds, boundaries, back-references
    }
  }

  #appendState(from: number, one: Omit<State, "next">): number {
    const at = this.state(one);
    this.link(from, at);
    const after = this.state();
    this.link(at, after);
    return after;
  }

  #appendAlternatives(from: number, items: readonly PatternTree[]): number {
    const after = this.state();
    for (const item of items) {
      const begin = this.state();
      this.link(from, begin);
      this.link(this.append(begin, item), after);
    }
    return after;
  }

  #appendRepeat(from: number, { item, min, max }: Extract<PatternTree, { readonly kind: "repeat" }>): number {
    let at = from;
    for (let i = 0; i < min; i++) at = this.append(at, item);
    if (max === Infinity) {
      const loop = this.state();
      this.link(at, loop);
      this.link(this.append(loop, item), loop);
      const after = this.state();
      this.link(loop, after);
      return after;
    }
    const after = this.state();
    this.link(at, after);
    for (let i = min; i < max; i++) {
      at = this.append(at, item);
      this.link(at, after);
    }
    return after;
  }
}

/** The ends of the text at a place. */
interface TextEnds {
  readonly start?: boolean;
  readonly end?: boolean;
}

/** The states that are reached without a character. */
function closure({ states }: Automaton, from: Iterable<number>, { start = false, end = false }: TextEnds): number[] {
  const reached = new Set<number>(from);
  for (const at of reached) {
    const { set, only, next } = states[at]!;
    if (set !== undefined || (only === "start" && !start) || (only === "end" && !end)) continue;
    for (const to of next) reached.add(to);
  }
  return [...reached].sort((a, b) => a - b);
}

/** Code points for all others: ASCII, some of each script, and those that a pattern names, with their neighbours. */
function samples(patterns: readonly string[]): number[] {
  const points = new Set<number>();
  for (let point = 0x20; point < 0x7f; point++) points.add(point);
  for (const point of [
    97, 48, 65, 0, 9, 10, 13, 0x7f, 0x85, 0xa0, 0xe9, 0xff, 0x130, 0x3a9, 0x436, 0x5d0, 0x661, 0x2028, 0x3042, 0x4e2d,
    0xac00, 0xfeff, 0xffff, 0x1f600, 0x10ffff,
  ])
    points.add(point);
  const near = (point: number): void => {
    for (const one of [point - 1, point, point + 1]) if (one >= 0 && one <= 0x10ffff) points.add(one);
  };
  for (const pattern of patterns) {
    for (const character of pattern) near(character.codePointAt(0)!);
    for (const [, a, b, c] of pattern.matchAll(/\\u\{([\da-fA-F]+)\}|\\u([\da-fA-F]{4})|\\x([\da-fA-F]{2})/g))
      near(Number.parseInt(a ?? b ?? c ?? "0", 16));
  }
  return [...points].filter((point) => point < 0xd800 || point > 0xdfff);
}

/** One code point of each class that the automata do not distinguish; letters and digits are preferred. */
function classes(all: readonly Automaton[], patterns: readonly string[]): number[] {
  const sets = [
    ...new Set(
      all.flatMap(({ states }) => states.flatMap(({ set }) => (set === undefined || set === ANYTHING ? [] : [set]))),
    ),
  ];
  const byMembership = new Map<string, number>();
  const rank = (point: number): number =>
    point >= 97 && point <= 122 ? 0 : point >= 48 && point <= 57 ? 1 : point > 32 && point < 127 ? 2 : 3;
  for (const point of samples(patterns).sort((a, b) => rank(a) - rank(b) || a - b)) {
    const membership = sets.map((set) => (set.has(point) ? "1" : "0")).join("");
    if (!byMembership.has(membership)) byMembership.set(membership, point);
  }
  return [...byMembership.values()];
}

export interface Texts {
  readonly patterns: readonly string[];
  readonly not?: readonly string[];
  readonly minLength?: number | undefined;
  readonly maxLength?: number | undefined;
}

/** `none`: no text is possible. `unknown`: Tenon cannot tell. */
type FoundText = { readonly text: string } | "none" | "unknown";

/** Searches texts by patterns. Automata and answers are kept for further searches. */
export class PatternSearch {
  readonly #automata = new Map<string, Automaton | undefined>();
  readonly #answers = new Map<string, FoundText>();

  /** A shortest text that fits all of these and does not match the pattern. */
  textOutside(texts: Texts, pattern: string | undefined): FoundText {
    if (pattern !== undefined && texts.patterns.includes(pattern)) return "none";
    const key = JSON.stringify([texts.patterns, texts.not ?? [], texts.minLength, texts.maxLength, pattern]);
    let found = this.#answers.get(key);
    if (found === undefined) this.#answers.set(key, (found = this.#search(texts, pattern)));
    return found;
  }

  #search(texts: Texts, pattern: string | undefined): FoundText {
    const sources = [...texts.patterns, ...(texts.not ?? []), ...(pattern === undefined ? [] : [pattern])];
    const made = sources.map((source) => this.#automatonOf(source));
    const all = made.filter((one) => one !== undefined);
    if (all.length < made.length || (texts.minLength ?? 0) > MOST_MIN_LENGTH) return "unknown";
    return search(all, classes(all, sources), texts);
  }

  #automatonOf(pattern: string): Automaton | undefined {
    if (!this.#automata.has(pattern)) this.#automata.set(pattern, automatonOf(pattern));
    return this.#automata.get(pattern);
  }
}

/** A text, and the states in which it leaves each automaton. */
interface SearchNode {
  readonly sets: readonly (readonly number[])[];
  readonly text: string;
  readonly length: number;
}

/**
 * Breadth first, so that a shortest text comes first.
 * @param all the automata of the patterns that must match, followed by those that must not
 */
function search(all: readonly Automaton[], alphabet: readonly number[], texts: Texts): FoundText {
  const min = texts.minLength ?? 0;
  const max = texts.maxLength ?? Infinity;
  const seen = new Set<string>();
  let steps = 0;
  let wave: SearchNode[] = [
    { sets: all.map((one) => closure(one, [one.first], { start: true })), text: "", length: 0 },
  ];
  while (wave.length > 0) {
    const following: SearchNode[] = [];
    for (const { sets, text, length } of wave) {
      if (length >= min && isWanted(all, sets, length, texts.patterns.length)) return { text };
      if (length >= max) continue;
      for (const point of alphabet) {
        if (++steps > MOST_STEPS) return "unknown";
        const moved = sets.map((set, i) => advance(all[i]!, set, point));
        const counted = Math.min(length + 1, max === Infinity ? min : max);
        const key = `${counted} ${moved.map((set) => set.join(",")).join(";")}`;
        if (seen.has(key)) continue;
        seen.add(key);
        following.push({ sets: moved, text: text + String.fromCodePoint(point), length: length + 1 });
      }
    }
    wave = following;
  }
  return "none";
}

/** Whether the first automata accept the text, and the others do not. */
function isWanted(all: readonly Automaton[], sets: SearchNode["sets"], length: number, matching: number): boolean {
  return sets.every((set, i) => {
    const one = all[i]!;
    return closure(one, set, { start: length === 0, end: true }).includes(one.last) === i < matching;
  });
}

function advance(one: Automaton, set: readonly number[], point: number): number[] {
  const next = set.flatMap((at) => (one.states[at]!.set?.has(point) === true ? one.states[at]!.next : []));
  return closure(one, next, {});
}
