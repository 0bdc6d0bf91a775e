/**
 * How a backtracking engine fares with a pattern (Weideman et al., "Analyzing matching time behavior of backtracking
 * regular expression matchers", 2016): exponentially, when some text leads from a state back to itself in two ways;
 * polynomially, when two loops, one after the other, can both take it. An unanchored pattern has a loop in front.
 */

import type { CharacterSet, Tree } from "./parse.ts";
import { parsePattern } from "./parse.ts";
import { programOf, type Program } from "./program.ts";

export type Danger = "none" | "polynomial" | "exponential";

/** So many repetitions are as good as endless. */
const BOUND = 8;
/** Pairs of more states than this are not followed: such a pattern is taken for the worst. */
const MOST_STATES = 300;

const known = new Map<string, Danger>();

/** Judged once for each pattern. */
export function dangerOf(source: string): Danger {
  let danger = known.get(source);
  if (danger === undefined) known.set(source, (danger = judgePattern(source)));
  return danger;
}

/**
 * Patterns that cannot be read (see {@link parsePattern}) are judged by their loops within loops alone. Of those with
 * back-references and look-behinds that repeat anything, none is taken for harmless.
 */
function judgePattern(source: string): Danger {
  if (!/[*+{]/.test(source)) return "none"; // nothing is repeated
  const parsed = parsePattern(source);
  if (parsed === undefined) return /[*+}][^()]*\)[*+{]/.test(source) ? "exponential" : "none";
  const program = programOf(parsed, BOUND);
  if (program === undefined) return "exponential";
  return worse(parsed.rare ? "polynomial" : "none", judge(program, !isAnchored(parsed.tree)));
}

const isAnchored = (tree: Tree): boolean =>
  tree.kind === "start" ||
  (tree.kind === "group" && isAnchored(tree.item)) ||
  (tree.kind === "all" && tree.items[0] !== undefined && isAnchored(tree.items[0])) ||
  (tree.kind === "any" && tree.items.every(isAnchored));

const worse = (a: Danger, b: Danger): Danger =>
  a === "exponential" || b === "exponential" ? "exponential" : a === "polynomial" ? a : b;

function judge(program: Program, searched: boolean): Danger {
  let danger: Danger = "none";
  for (const instruction of program.instructions)
    if (instruction.op === "look") danger = worse(danger, judge(instruction.program, false));
  const graph = graphOf(program);
  if (graph === undefined) return "exponential";
  return worse(danger, judgeGraph(graph, searched));
}

/** Places where one code point is taken, and which of them can follow which, with nothing taken between. */
interface Graph {
  readonly sets: readonly CharacterSet[];
  readonly next: readonly (readonly number[])[];
  /** Pairs that follow one another in two ways. */
  readonly twice: readonly (readonly [from: number, to: number])[];
}

function graphOf({ instructions }: Program): Graph | undefined {
  const places = instructions.flatMap((instruction, index) => (instruction.op === "one" ? [index] : []));
  if (places.length > MOST_STATES) return undefined;
  const numberOf = new Map(places.map((index, number) => [index, number]));
  const twice: [number, number][] = [];
  let budget = 200_000;
  const next = places.map((place, from) => {
    const ways = new Map<number, number>();
    const visits = new Map<number, number>();
    const walk = (index: number): void => {
      const instruction = instructions[index];
      // a loop that takes nothing is left alone by the engine; one that is entered anew after a turn is not
      const visit = visits.get(index) ?? 0;
      if (budget-- < 0 || instruction === undefined || visit > 1) return;
      if (instruction.op === "one") {
        const to = numberOf.get(index) ?? 0;
        ways.set(to, (ways.get(to) ?? 0) + 1);
        return;
      }
      visits.set(index, visit + 1);
      if (instruction.op !== "match") walk(instruction.next);
      if (instruction.op === "split") walk(instruction.other);
      visits.set(index, visit);
    };
    const instruction = instructions[place];
    if (instruction?.op === "one") walk(instruction.next);
    for (const [to, count] of ways) if (count > 1) twice.push([from, to]);
    return [...ways.keys()];
  });
  if (budget < 0) return undefined;
  const sets = places.flatMap((index) => {
    const instruction = instructions[index];
    return instruction?.op === "one" ? [instruction.set] : [];
  });
  return { sets, next, twice };
}

function judgeGraph({ sets, next, twice }: Graph, searched: boolean): Danger {
  const size = sets.length;
  const component = components(size, (state) => next[state] ?? []);
  const loops = sets.map((_, state) => (next[state] ?? []).some((to) => component[to] === component[state]));
  if (twice.some(([from, to]) => component[from] === component[to])) return "exponential";

  const samples = sampler(sets);
  const overlaps = new Map<number, boolean>();
  const overlap = (a: number, b: number): boolean => {
    if (a === b) return true;
    const key = a < b ? a * size + b : b * size + a;
    let both = overlaps.get(key);
    if (both === undefined) {
      const [one, other] = [samples(sets[a]!), samples(sets[b]!)];
      overlaps.set(key, (both = one.some((has, index) => has && other[index])));
    }
    return both;
  };

  // Two ways at once, within one component: pairs of states that take the same text.
  const pairs = components(size * size, (pair) => {
    const a = Math.floor(pair / size);
    const b = pair % size;
    if (component[a] !== component[b] || !loops[a] || !overlap(a, b)) return [];
    return (next[a] ?? [])
      .filter((to) => component[to] === component[a])
      .flatMap((to) =>
        (next[b] ?? [])
          .filter((other) => component[other] === component[b] && overlap(to, other))
          .map((other) => to * size + other),
      );
  });
  const diagonal = new Set<number>();
  for (let state = 0; state < size; state++) if (loops[state]) diagonal.add(pairs[state * size + state] ?? -1);
  for (let a = 0; a < size; a++)
    for (let b = 0; b < size; b++)
      if (a !== b && component[a] === component[b] && loops[a] && diagonal.has(pairs[a * size + b] ?? -1))
        return "exponential";

  if (searched && loops.some(Boolean)) return "polynomial";
  const reach = reachable(next);
  for (let a = 0; a < size; a++)
    for (let b = 0; b < size; b++)
      if (loops[a] && loops[b] && component[a] !== component[b] && reach[a]?.has(b) && overlap(a, b))
        return "polynomial";
  return "none";
}

/** Code points that tell sets apart: ASCII, Latin 1, some of each script, and what the pattern itself names. */
function sampler(sets: readonly CharacterSet[]): (set: CharacterSet) => readonly boolean[] {
  const points = new Set<number>(Array.from({ length: 256 }, (_, code) => code));
  for (const character of "ĀƀαБאعकกあア漢한😀𝒳\u2028\u200b\u3000\ufeff\u0300¹Ⅷ€—…")
    points.add(character.codePointAt(0) ?? 0);
  for (const { source } of sets) {
    for (const character of source) points.add(character.codePointAt(0) ?? 0);
    for (const [, hex] of source.matchAll(/\\(?:u\{?|x)([0-9a-fA-F]{2,6})\}?/g)) {
      const point = Number.parseInt(hex ?? "0", 16);
      for (const near of [point - 1, point, point + 1]) if (near >= 0 && near <= 0x10ffff) points.add(near);
    }
  }
  const all = [...points];
  const taken = new Map<CharacterSet, readonly boolean[]>();
  return (set) => {
    let has = taken.get(set);
    if (has === undefined) taken.set(set, (has = all.map((point) => set.has(point))));
    return has;
  };
}

function reachable(next: readonly (readonly number[])[]): readonly ReadonlySet<number>[] {
  return next.map((_, from) => {
    const seen = new Set<number>();
    const queue = [from];
    for (let state = queue.pop(); state !== undefined; state = queue.pop())
      for (const to of next[state] ?? []) {
        if (seen.has(to)) continue;
        seen.add(to);
        queue.push(to);
      }
    return seen;
  });
}

/** Strongly connected components (Tarjan 1972), without recursion: the number of the component of each state. */
function components(size: number, nextOf: (state: number) => readonly number[]): Int32Array {
  const component = new Int32Array(size).fill(-1);
  const index = new Int32Array(size).fill(-1);
  const low = new Int32Array(size);
  const open: number[] = [];
  let time = 0;
  let count = 0;
  for (let root = 0; root < size; root++) {
    if (index[root] !== -1) continue;
    const path: { readonly state: number; readonly next: readonly number[]; at: number }[] = [];
    const enter = (state: number): void => {
      index[state] = low[state] = time++;
      open.push(state);
      path.push({ state, next: nextOf(state), at: 0 });
    };
    enter(root);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const { state } = top;
      const to = top.next[top.at++];
      if (to !== undefined) {
        if (index[to] === -1) enter(to);
        else if (component[to] === -1) low[state] = Math.min(low[state]!, index[to]!);
        continue;
      }
      path.pop();
      const parent = path.at(-1)?.state;
      if (parent !== undefined) low[parent] = Math.min(low[parent]!, low[state]!);
      if (low[state] !== index[state]) continue;
      for (let member = open.pop(); member !== undefined; member = open.pop()) {
        component[member] = count;
        if (member === state) break;
      }
      count++;
    }
  }
  return component;
}
