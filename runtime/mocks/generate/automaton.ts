/**
 * Text that several patterns ask for at once, of a length, found by running their programs side by side over kinds of
 * characters, layer by layer: one layer has the states that some text of its length leads to.
 */

import type { CharacterSet, Parsed, Tree } from "../../core/pattern/parse.ts";
import { programOf, type Program } from "../../core/pattern/program.ts";
import { type Hash, integer, mix } from "./hash.ts";
import { isSurrogate, OTHERS, pointsIn } from "./pattern.ts";

export interface Condition {
  readonly parsed: Parsed;
  /** It must not match. */
  readonly negative: boolean;
}

/** What finds texts where drawing them from one pattern does not. */
export interface SearchPart {
  find(conditions: readonly Condition[], least: number, most: number): Search | undefined;
  /** Format → a pattern that every text of it matches. */
  readonly shapes: Readonly<Record<string, string>>;
}

export interface Search {
  /** A text; the same for the same hash. Undefined where none was found. */
  make(hash: Hash): string | undefined;
  /** It is proved that there is none. */
  readonly empty: boolean;
}

/** Steps before it is given up. */
const MOST_STEPS = 150_000;
/** So many lengths beyond the shortest are for variety. */
const VARIETY = 4;

interface Run {
  readonly program: Program;
  readonly negative: boolean;
  readonly anchored: boolean;
}

/** What has been read so far leads here. */
interface State {
  readonly key: string;
  /** For each run the instructions that it has come to; `true`: it has matched. */
  readonly at: readonly (readonly number[] | true)[];
  readonly begin: boolean;
  readonly afterWord: boolean;
  readonly from: { readonly state: State; readonly kind: readonly string[] }[];
}

const DATE = "\\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])";
const TIME = "(?:[01]\\d|2[0-3]):[0-5]\\d:(?:[0-5]\\d|60)(?:\\.\\d+)?(?:[Zz]|[+-](?:[01]\\d|2[0-3]):[0-5]\\d)";

/** Handed in by generated code where its contract has a pattern that asks for it. */
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

/** @param least,most how many characters the text has */
function find(conditions: readonly Condition[], least: number, most: number): Search | undefined {
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
  const sets = new Set<CharacterSet>();
  for (const { program } of runs)
    for (const instruction of program.instructions) if (instruction.op === "one") sets.add(instruction.set);
  // A category can hold characters that nobody thought of.
  if ([...sets].some(({ source }) => /\\[pP]\{/.test(source))) exact = false;
  // Without the flag `u`, half of a surrogate pair is half a character.
  if (most < Infinity && runs.some(({ program }) => !program.unicode) && [...sets].some((set) => set.has(0xd83d)))
    exact = false;
  const kinds = kindsOf([...sets], runs.every(({ program }) => program.unicode) ? 0x10ffff : 0xffff);

  let steps = 0;
  /** The instructions that take a character or end, from those given. */
  const closed = (
    run: Run,
    from: readonly number[],
    state: State,
    nextWord: boolean,
    end: boolean,
  ): number[] | true => {
    const found: number[] = [];
    const seen = new Set<number>();
    const open = [...from, run.program.start];
    while (open.length > 0) {
      const index = open.pop() ?? 0;
      if (seen.has(index)) continue;
      seen.add(index);
      steps++;
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
        case "assert": {
          const { what } = instruction;
          const holds =
            what === "start"
              ? state.begin
              : what === "end"
                ? end
                : (state.afterWord !== nextWord) === (what === "boundary");
          if (holds) open.push(instruction.next);
        }
      }
    }
    return found;
  };
  const accepts = (state: State): boolean =>
    runs.every((run, number) => {
      const at = state.at[number]!;
      return (at === true || closed(run, at, state, false, true) === true) !== run.negative;
    });
  const step = (state: State, point: number): Omit<State, "from"> | undefined => {
    const nextWord = isWord(point);
    const at: (readonly number[] | true)[] = [];
    for (const [number, run] of runs.entries()) {
      const before = state.at[number]!;
      const now = before === true ? true : closed(run, before, state, nextWord, false);
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
    return {
      key: `${at.map((each) => (each === true ? "!" : each.join())).join(";")}${nextWord ? "w" : ""}`,
      at,
      begin: false,
      afterWord: nextWord,
    };
  };

  const accepting: State[] = [];
  let layer: State[] = [{ key: "^", at: runs.map(() => []), begin: true, afterWord: false, from: [] }];
  const seen = new Set<string>();
  let first = Infinity;
  let empty = exact;
  for (let length = 0; length <= most; length++) {
    if (length >= least) {
      for (const state of layer) if (accepts(state)) accepting.push(state);
      if (accepting.length > 0) first = Math.min(first, length);
      if (length >= first + VARIETY) break;
      const before = seen.size;
      for (const { key } of layer) seen.add(key);
      if (seen.size === before && accepting.length === 0) break; // nothing new from here on
    }
    const next = new Map<string, State>();
    for (const state of layer)
      for (const kind of kinds) {
        const made = step(state, kind[0]!.codePointAt(0) ?? 0);
        if (made === undefined) continue;
        let known = next.get(made.key);
        if (known === undefined) next.set(made.key, (known = { ...made, from: [] }));
        known.from.push({ state, kind });
      }
    layer = [...next.values()];
    if (layer.length === 0) break;
    if (steps > MOST_STEPS) {
      empty = false;
      break;
    }
  }
  return {
    empty: empty && accepting.length === 0,
    make(hash) {
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
    },
  };
}

/** Look-aheads at the very start of a text are patterns of their own. */
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

/** Characters that no set tells apart, together; those that read well first. */
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
