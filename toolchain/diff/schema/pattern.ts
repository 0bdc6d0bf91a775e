/**
 * Whether every text that fits some patterns fits another: their automata are run side by side, over classes of code
 * points that none of the patterns tells apart.
 */

import { parsePattern, type CharacterSet, type PatternTree } from "tenon-runtime/validators";

interface State {
  readonly set?: CharacterSet;
  /** Passed only at the beginning, or only at the end, of the text. */
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

class Undecidable extends Error {}

const automata = new Map<string, Automaton | undefined>();

function automatonOf(pattern: string): Automaton | undefined {
  if (automata.has(pattern)) return automata.get(pattern);
  let made: Automaton | undefined;
  try {
    const parsed = /\\[pP]\{/.test(pattern) ? undefined : parsePattern(pattern);
    if (parsed !== undefined && !parsed.rare) made = build(parsed.tree);
  } catch (error) {
    if (!(error instanceof Undecidable)) throw error;
  }
  automata.set(pattern, made);
  return made;
}

const ANYTHING: CharacterSet = { source: "[^]", has: () => true };

/** Thompson's construction; anything may come before and after, as `pattern` is not anchored. */
function build(tree: PatternTree): Automaton {
  const states: State[] = [];
  const state = (one: State): number => {
    if (states.length > MOST_STATES) throw new Undecidable();
    return states.push(one) - 1;
  };
  const link = (from: number, to: number): void => void states[from]!.next.push(to);
  /** @returns the state after it */
  const append = (from: number, part: PatternTree): number => {
    switch (part.kind) {
      case "one": {
        const at = state({ set: part.set, next: [] });
        link(from, at);
        const after = state({ next: [] });
        link(at, after);
        return after;
      }
      case "all":
        return part.items.reduce(append, from);
      case "any": {
        const after = state({ next: [] });
        for (const item of part.items) {
          const begin = state({ next: [] });
          link(from, begin);
          link(append(begin, item), after);
        }
        return after;
      }
      case "repeat": {
        let at = from;
        for (let i = 0; i < part.min; i++) at = append(at, part.item);
        if (part.max === Infinity) {
          const loop = state({ next: [] });
          link(at, loop);
          link(append(loop, part.item), loop);
          const after = state({ next: [] });
          link(loop, after);
          return after;
        }
        const after = state({ next: [] });
        link(at, after);
        for (let i = part.min; i < part.max; i++) {
          at = append(at, part.item);
          link(at, after);
        }
        return after;
      }
      case "group":
        return append(from, part.item);
      case "start":
      case "end": {
        const at = state({ only: part.kind, next: [] });
        link(from, at);
        const after = state({ next: [] });
        link(at, after);
        return after;
      }
      default:
        throw new Undecidable(); // look-arounds, boundaries, back-references
    }
  };
  const loop = (): number => {
    const at = state({ next: [] });
    const any = state({ set: ANYTHING, next: [at] });
    link(at, any);
    return at;
  };
  const first = loop();
  const begin = state({ next: [] });
  link(first, begin);
  const end = append(begin, tree);
  const last = loop();
  link(end, last);
  return { states, first, last };
}

function closure({ states }: Automaton, from: Iterable<number>, start: boolean, end: boolean): number[] {
  const reached = new Set<number>(from);
  for (const at of reached) {
    const { set, only, next } = states[at]!;
    if (set !== undefined || (only === "start" && !start) || (only === "end" && !end)) continue;
    for (const to of next) reached.add(to);
  }
  return [...reached].sort((a, b) => a - b);
}

/** Code points that stand for all others: ASCII, some of each script, and whatever a pattern names, with its neighbours. */
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

/** One code point of each class that the automata do not tell apart; letters and digits stand for theirs. */
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

/**
 * A shortest text that fits all of these and not that pattern.
 * @returns `none` where there is no such text, `unknown` where that cannot be told
 */
export function textOutside(texts: Texts, pattern: string | undefined): Found {
  if (pattern !== undefined && texts.patterns.includes(pattern)) return "none";
  const key = JSON.stringify([texts.patterns, texts.not ?? [], texts.minLength, texts.maxLength, pattern]);
  let found = answers.get(key);
  if (found === undefined) answers.set(key, (found = search(texts, pattern)));
  return found;
}

type Found = { readonly text: string } | "none" | "unknown";
const answers = new Map<string, Found>();

function search(texts: Texts, pattern: string | undefined): Found {
  const sources = [...texts.patterns, ...(texts.not ?? []), ...(pattern === undefined ? [] : [pattern])];
  const made = sources.map(automatonOf);
  const all = made.filter((one) => one !== undefined);
  if (all.length < made.length) return "unknown";
  const wanted = (i: number): boolean => i < texts.patterns.length;
  const min = texts.minLength ?? 0;
  const max = texts.maxLength ?? Infinity;
  if (min > 2000) return "unknown";
  const alphabet = classes(all, sources);
  interface Node {
    readonly sets: readonly (readonly number[])[];
    readonly text: string;
    readonly length: number;
  }
  let wave: Node[] = [{ sets: all.map((one) => closure(one, [one.first], true, false)), text: "", length: 0 }];
  const seen = new Set<string>();
  let steps = 0;
  while (wave.length > 0) {
    const following: Node[] = [];
    for (const { sets, text, length } of wave) {
      const accepted = sets.map((set, i) => {
        const one = all[i]!;
        return closure(one, set, length === 0, true).includes(one.last);
      });
      if (length >= min && accepted.every((is, i) => is === wanted(i))) return { text };
      if (length >= max) continue;
      for (const point of alphabet) {
        if (++steps > MOST_STEPS) return "unknown";
        const moved = sets.map((set, i) => {
          const one = all[i]!;
          const next = set.flatMap((at) => (one.states[at]!.set?.has(point) === true ? one.states[at]!.next : []));
          return closure(one, next, false, false);
        });
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
