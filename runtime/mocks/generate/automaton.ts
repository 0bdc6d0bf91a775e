/**
 * Finds a text of a given length that satisfies several patterns. The programs of the patterns run side by side over kinds
 * of characters, layer by layer. A layer has the states that texts of its length lead to.
 */

import type { CharacterSet, Parsed, Tree } from "../../core/pattern/parse.ts";
import { programOf, type Program } from "../../core/pattern/program.ts";
import { type Hash, integer, mix } from "./hash.ts";
import { isSurrogate, OTHERS, pointsIn } from "./pattern.ts";

export interface Condition {
  readonly parsed: Parsed;
  /** The text must not match. */
  readonly negative: boolean;
}

/** Finds texts if random texts of one pattern do not match. */
export interface SearchPart {
  find(conditions: readonly Condition[], least: number, most: number): Search | undefined;
  /** A pattern that each text of a format matches, by format. */
  readonly shapes: Readonly<Record<string, string>>;
}

export interface Search {
  /** A text, the same for the same hash; undefined: none was found. */
  make(hash: Hash): string | undefined;
  /** It is proved that no text matches. */
  readonly empty: boolean;
}

/** The number of steps after which the search is given up. */
const MOST_STEPS = 150_000;
/** The number of lengths beyond the shortest, for variety. */
const VARIETY = 4;

interface Run {
  readonly program: Program;
  readonly negative: boolean;
  readonly anchored: boolean;
}

/** The state after the characters that have been read. */
interface State {
  readonly key: string;
  /** For each run, the instructions that it has reached; true: it has matched. */
  readonly at: readonly (readonly number[] | true)[];
  readonly begin: boolean;
  readonly afterWord: boolean;
  readonly from: { readonly state: State; readonly kind: readonly string[] }[];
}

const DATE = "\\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])";
const TIME = "(?:[01]\\d|2[0-3]):[0-5]\\d:(?:[0-5]\\d|60)(?:\\.\\d+)?(?:[Zz]|[+-](?:[01]\\d|2[0-3]):[0-5]\\d)";

/** Generated code passes this part only if a pattern of its contract needs it. */
export const search: SearchPart = {
  find,
  shapes: {
    email: "^.+@.+$",
    "idn-email": "^.+@.+$",
    uri: "^[A-Za-z][A-Za-z0-9+.-]*:",
    url: "^[A-Za-z][A-Za-z0-9+.-]*:",
    iri: "^[A-Za-z][A-Za-z0-9+.-]*:",
    "date-time": `^${DATE}[Tt ]${TIME}$`,
    date: `^${DATE}$`,
    time: `^${TIME}$`,
    duration: "^P[0-9YMWDTHS]+$",
    ipv4: "^\\d+\\.\\d+\\.\\d+\\.\\d+$",
    ipv6: "^[0-9a-fA-F:.]+$",
    uuid: "^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$",
  },
};

/** @param least,most the number of characters of the text */
function find(conditions: readonly Condition[], least: number, most: number): Search | undefined {
  const read = runsOf(conditions);
  if (read === undefined) return undefined;
  const { runs } = read;
  const sets = new Set<CharacterSet>();
  for (const { program } of runs)
    for (const instruction of program.instructions) if (instruction.op === "one") sets.add(instruction.set);
  let { exact } = read;
  // a category can contain characters that are not tried
  if ([...sets].some(({ source }) => /\\[pP]\{/.test(source))) exact = false;
  // without the flag `u`, half of a surrogate pair is a character
  if (most < Infinity && runs.some(({ program }) => !program.unicode) && [...sets].some((set) => set.has(0xd83d)))
    exact = false;
  const kinds = kindsOf([...sets], runs.every(({ program }) => program.unicode) ? 0x10ffff : 0xffff);
  const { accepting, complete } = new LayeredSearch(runs, kinds).search(least, most);
  return { empty: exact && complete && accepting.length === 0, make: (hash) => textTo(accepting, hash) };
}

/** @returns `exact`: the runs accept the same texts as the conditions; undefined: the patterns are too complex */
function runsOf(
  conditions: readonly Condition[],
): { readonly runs: readonly Run[]; readonly exact: boolean } | undefined {
  let exact = true;
  const runs: Run[] = [];
  for (const { parsed, negative } of conditions) {
    for (const part of negative ? [{ tree: parsed.tree, negative }] : lookedAhead(parsed.tree)) {
      const program = parsed.rare ? undefined : programOf({ ...parsed, tree: part.tree });
      if (program === undefined || program.instructions.length > 2000) return undefined;
      if (part.negative && program.instructions.some(({ op }) => op === "look")) exact = false;
      runs.push({ program, negative: part.negative, anchored: startsAnchored(part.tree) });
    }
  }
  return { runs, exact };
}

/** What follows the current position: an assertion depends on it. */
type Next = "word" | "other" | "end";

/** Runs programs side by side over kinds of characters. */
class LayeredSearch {
  readonly #runs: readonly Run[];
  readonly #kinds: readonly (readonly string[])[];
  #steps = 0;

  constructor(runs: readonly Run[], kinds: readonly (readonly string[])[]) {
    this.#runs = runs;
    this.#kinds = kinds;
  }

  /** @returns the states that end a text, and whether all texts of these lengths were tried */
  search(least: number, most: number): { readonly accepting: readonly State[]; readonly complete: boolean } {
    const accepting: State[] = [];
    let layer: readonly State[] = [{ key: "^", at: this.#runs.map(() => []), begin: true, afterWord: false, from: [] }];
    const seen = new Set<string>();
    let first = Infinity;
    for (let length = 0; length <= most; length++) {
      if (length >= least) {
        for (const state of layer) if (this.#accepts(state)) accepting.push(state);
        if (accepting.length > 0) first = Math.min(first, length);
        if (length >= first + VARIETY) break;
        const before = seen.size;
        for (const { key } of layer) seen.add(key);
        if (seen.size === before && accepting.length === 0) break; // nothing new from here on
      }
      layer = this.#nextLayer(layer);
      if (layer.length === 0) break;
      if (this.#steps > MOST_STEPS) return { accepting, complete: false };
    }
    return { accepting, complete: true };
  }

  #nextLayer(layer: readonly State[]): readonly State[] {
    const next = new Map<string, State>();
    for (const state of layer)
      for (const kind of this.#kinds) {
        const made = this.#step(state, kind[0]!.codePointAt(0) ?? 0);
        if (made === undefined) continue;
        let known = next.get(made.key);
        if (known === undefined) next.set(made.key, (known = { ...made, from: [] }));
        known.from.push({ state, kind });
      }
    return [...next.values()];
  }

  #accepts(state: State): boolean {
    return this.#runs.every((run, number) => {
      const at = state.at[number]!;
      return (at === true || this.#closed(run, at, state, "end") === true) !== run.negative;
    });
  }

  #step(state: State, point: number): Omit<State, "from"> | undefined {
    const afterWord = isWord(point);
    const at: (readonly number[] | true)[] = [];
    for (const [number, run] of this.#runs.entries()) {
      const before = state.at[number]!;
      const now = before === true ? true : this.#closed(run, before, state, afterWord ? "word" : "other");
      if (now === true) {
        if (run.negative) return undefined;
        at.push(true);
        continue;
      }
      const next = new Set<number>();
      for (const index of now) {
        const instruction = run.program.instructions[index]!;
        if (instruction.op === "one" && instruction.set.has(point)) next.add(instruction.next);
      }
      if (next.size === 0 && run.anchored && !run.negative) return undefined;
      at.push([...next].sort((a, b) => a - b));
    }
    const key = `${at.map((each) => (each === true ? "!" : each.join())).join(";")}${afterWord ? "w" : ""}`;
    return { key, at, begin: false, afterWord };
  }

  /** The instructions that read a character, reached from the given ones; true: the program matches. */
  #closed(run: Run, from: readonly number[], state: State, next: Next): number[] | true {
    const found: number[] = [];
    const seen = new Set<number>();
    const open = [...from, run.program.start];
    while (open.length > 0) {
      const index = open.pop() ?? 0;
      if (seen.has(index)) continue;
      seen.add(index);
      this.#steps++;
      const instruction = run.program.instructions[index]!;
      switch (instruction.op) {
        case "match":
          return true;
        case "one":
          found.push(index);
          break;
        case "split":
          open.push(instruction.next, instruction.other);
          break;
        case "look":
          open.push(instruction.next);
          break;
        case "assert":
          if (holds(instruction.what, state, next)) open.push(instruction.next);
      }
    }
    return found;
  }
}

function holds(assertion: string, { begin, afterWord }: State, next: Next): boolean {
  if (assertion === "start") return begin;
  if (assertion === "end") return next === "end";
  return (afterWord !== (next === "word")) === (assertion === "boundary");
}

/** Walks back from one of the last states to the start. */
function textTo(accepting: readonly State[], hash: Hash): string | undefined {
  let state = accepting[integer(hash, 0, accepting.length - 1)];
  if (state === undefined) return undefined;
  let text = "";
  for (let index = 0; state.from.length > 0; index++) {
    const here = mix(hash, index);
    const { state: before, kind }: State["from"][number] = state.from[integer(here, 0, state.from.length - 1)]!;
    text = kind[integer(mix(here, "kind"), 0, kind.length - 1)]! + text;
    state = before;
  }
  return text;
}

/** A look-ahead at the start of a pattern becomes a pattern of its own. */
function lookedAhead(tree: Tree): readonly { readonly tree: Tree; readonly negative: boolean }[] {
  if (tree.kind !== "all" || tree.items[0]?.kind !== "start") return [{ tree, negative: false }];
  const [start, ...others] = tree.items;
  const parts: { tree: Tree; negative: boolean }[] = [];
  while (others[0]?.kind === "look" && !others[0].behind) {
    const look = others.shift();
    if (look?.kind === "look")
      parts.push({ tree: { kind: "all", items: [start, look.item] }, negative: look.negative });
  }
  return [...parts, { tree: { kind: "all", items: [start, ...others] }, negative: false }];
}

const startsAnchored = (tree: Tree): boolean =>
  tree.kind === "start" ||
  (tree.kind === "group" && startsAnchored(tree.item)) ||
  (tree.kind === "all" && tree.items[0] !== undefined && startsAnchored(tree.items[0])) ||
  (tree.kind === "any" && tree.items.every(startsAnchored));

/** ECMA-262 §22.2.2.9.3. */
const isWord = (point: number): boolean => /^\w$/.test(String.fromCodePoint(point));

/** Groups of characters that each set treats alike. Readable characters come first. */
function kindsOf(sets: readonly CharacterSet[], greatest: number): readonly (readonly string[])[] {
  const points = new Set<number>();
  for (const [from, to] of [
    [97, 122],
    [65, 90],
    [48, 57],
    [32, 126],
    [0, 255],
  ] as const)
    for (let point = from; point <= to; point++) points.add(point);
  for (const character of OTHERS) points.add(character.codePointAt(0) ?? 0);
  for (const set of sets) for (const point of pointsIn(set)) points.add(point);
  const kinds = new Map<string, string[]>();
  for (const point of points) {
    if (isSurrogate(point) || point > greatest) continue;
    let key = isWord(point) ? "w" : "";
    for (const set of sets) key += set.has(point) ? 1 : 0;
    const kind = kinds.get(key);
    if (kind === undefined) kinds.set(key, [String.fromCodePoint(point)]);
    else if (kind.length < 26 && ((point > 31 && point < 127) || !/[\x20-\x7e]/.test(kind[0] ?? "")))
      kind.push(String.fromCodePoint(point));
  }
  return [...kinds.values()];
}
