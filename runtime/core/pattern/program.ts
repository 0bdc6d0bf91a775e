/**
 * A pattern as a program that is run in time linear in the text: every pair of instruction and position is tried once
 * at most, so that there is nothing to backtrack into again.
 */

import type { CharacterSet, Parsed, Tree } from "./parse.ts";

export type Instruction =
  | { readonly op: "one"; readonly set: CharacterSet; readonly next: number }
  | { readonly op: "split"; readonly next: number; readonly other: number }
  | { readonly op: "assert"; readonly what: "start" | "end" | "boundary" | "noBoundary"; readonly next: number }
  | { readonly op: "look"; readonly negative: boolean; readonly program: Program; readonly next: number }
  | { readonly op: "match" };

export interface Program {
  readonly instructions: readonly Instruction[];
  readonly start: number;
  readonly unicode: boolean;
}

/** More instructions than this are not worth a run: `{0,5000}` is that many. */
const MOST = 20_000;

/**
 * Back-references and look-behinds are for the analysis, never for a run: a group is taken to be matched once more, and
 * a look-behind, which is as ambiguous from its end, to look ahead.
 *
 * @param bound repetitions above this are taken for endless ones: for the analysis, never for a run
 * @returns undefined when it becomes too large
 */
export function programOf({ tree, ...parsed }: Parsed, bound = Infinity): Program | undefined {
  const { unicode, groups } = parsed;
  const repeated = new Set<number>();
  let copies = 0;
  const instructions: Instruction[] = [{ op: "match" }];
  const add = (instruction: Instruction): number => {
    if (instructions.length >= MOST) throw new RangeError("too large");
    return instructions.push(instruction) - 1;
  };
  /** Instructions are written from the end: `next` is what follows. */
  const emit = (node: Tree, next: number): number => {
    switch (node.kind) {
      case "one":
        return add({ op: "one", set: node.set, next });
      case "all":
        return node.items.reduceRight((following, item) => emit(item, following), next);
      case "any":
        return node.items
          .map((item) => emit(item, next))
          .reduceRight((other, first) => add({ op: "split", next: first, other }));
      case "repeat":
        return repeat(node.item, node.min, node.max, next);
      case "group":
        return emit(node.item, next);
      case "back":
        return node.groups.reduceRight((following, group) => again(group, following), next);
      case "look": {
        const program = programOf({ tree: node.item, ...parsed }, bound);
        if (program === undefined) throw new RangeError("too large");
        return add({ op: "look", negative: node.negative, program, next });
      }
      default:
        return add({ op: "assert", what: node.kind, next });
    }
  };
  const again = (group: number, next: number): number => {
    if (repeated.has(group) || ++copies > MOST) throw new RangeError("it refers to itself, or to too much");
    repeated.add(group);
    const start = emit(groups[group]!, next);
    repeated.delete(group);
    return start;
  };
  const repeat = (item: Tree, min: number, max: number, next: number): number => {
    let following = next;
    if (max > bound && max !== Infinity) return repeat(item, Math.min(min, 1), Infinity, next);
    if (max === Infinity) {
      const loop = add({ op: "match" }); // its place; what it is is known when its body is
      instructions[loop] = { op: "split", next: emit(item, loop), other: next };
      following = loop;
    } else for (let n = min; n < max; n++) following = add({ op: "split", next: emit(item, following), other: next });
    for (let n = 0; n < min; n++) following = emit(item, following);
    return following;
  };
  try {
    const start = emit(tree, 0);
    return { instructions, start, unicode };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Whether the program matches anywhere in the text. */
export function run(program: Program, text: string): boolean {
  const tried = triedFor(program, text);
  for (let at = 0; at <= text.length; at++) {
    if (program.unicode && splitsPair(text, at)) continue;
    if (runAt(program, text, at, tried)) return true;
  }
  return false;
}

/** Whether a place is within a code point. */
export const splitsPair = (text: string, at: number): boolean =>
  (text.charCodeAt(at) & 0xfc00) === 0xdc00 && (text.charCodeAt(at - 1) & 0xfc00) === 0xd800;

const triedFor = (program: Program, text: string): Uint32Array =>
  new Uint32Array(((program.instructions.length * (text.length + 1)) >>> 5) + 1);

/** @param tried pairs of instruction and position that led to nothing */
function runAt({ instructions, start, unicode }: Program, text: string, from: number, tried: Uint32Array): boolean {
  const width = text.length + 1;
  const stack = [start, from];
  while (stack.length > 0) {
    const at = stack.pop() ?? 0;
    const index = stack.pop() ?? 0;
    const bit = index * width + at;
    const mask = 1 << (bit & 31);
    if ((tried[bit >>> 5]! & mask) !== 0) continue;
    tried[bit >>> 5]! |= mask;
    const instruction = instructions[index]!;
    switch (instruction.op) {
      case "match":
        return true;
      case "one": {
        if (at >= text.length) break;
        const point = unicode ? (text.codePointAt(at) ?? 0) : text.charCodeAt(at);
        if (instruction.set.has(point)) stack.push(instruction.next, at + (point > 0xffff ? 2 : 1));
        break;
      }
      case "split":
        stack.push(instruction.other, at, instruction.next, at);
        break;
      case "assert":
        if (holds(instruction.what, text, at)) stack.push(instruction.next, at);
        break;
      case "look":
        if (runAt(instruction.program, text, at, triedFor(instruction.program, text)) !== instruction.negative)
          stack.push(instruction.next, at);
    }
  }
  return false;
}

export function holds(what: "start" | "end" | "boundary" | "noBoundary", text: string, at: number): boolean {
  if (what === "start") return at === 0;
  if (what === "end") return at === text.length;
  return (isWord(text.charCodeAt(at - 1)) !== isWord(text.charCodeAt(at))) === (what === "boundary");
}

/** ECMA-262 §22.2.2.9.3. */
const isWord = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95;
