/** The calls between emitted functions, and recursion. */

import type { EmittedFunction } from "./tree.ts";

type Next = (each: EmittedFunction) => Iterable<EmittedFunction>;

/** Functions that an emitted function calls. */
const calledBy: Next = ({ body }) => body.calls.keys();

/** All functions that can be reached, including the start. */
export function reached(from: Iterable<EmittedFunction>, next: Next = calledBy): Set<EmittedFunction> {
  const seen = new Set(from);
  const queue = [...seen];
  for (let each = queue.pop(); each !== undefined; each = queue.pop())
    for (const to of next(each)) {
      if (seen.has(to)) continue;
      seen.add(to);
      queue.push(to);
    }
  return seen;
}

/** Functions that call themselves on the same value, directly or through others: such a call never ends. */
export function endless(functions: readonly EmittedFunction[], component: Components): readonly EmittedFunction[] {
  const recursive = functions.filter((each) => callsWithin(each, calledBy, component));
  if (recursive.length === 0) return [];
  const onSameValue: Next = ({ body }) => [...body.calls].flatMap(([to, argument]) => (argument === "value" ? to : []));
  const endlessly = components(recursive, onSameValue);
  return recursive.filter((each) => callsWithin(each, onSameValue, endlessly));
}

/** Sets which functions are recursive, and which take a depth. */
export function markRecursion(functions: readonly EmittedFunction[], component: Components): void {
  for (const each of functions) each.recursive = callsWithin(each, calledBy, component);
  const recursive = functions.filter((each) => each.recursive);
  if (recursive.length === 0) return;
  const callers = new Map<EmittedFunction, EmittedFunction[]>();
  for (const each of functions)
    for (const to of calledBy(each)) {
      const known = callers.get(to);
      if (known === undefined) callers.set(to, [each]);
      else known.push(each);
    }
  const below = reached(recursive);
  const above = reached(recursive, (each) => callers.get(each) ?? []);
  for (const each of below) each.deep = above.has(each);
}

/** The number of the strongly connected component of each function. */
export type Components = ReadonlyMap<EmittedFunction, number>;

/** Functions of one component call each other. */
export const callComponents = (functions: readonly EmittedFunction[]): Components => components(functions, calledBy);

function callsWithin(from: EmittedFunction, next: Next, component: Components): boolean {
  for (const to of next(from)) if (component.get(to) === component.get(from)) return true;
  return false;
}

/** Strongly connected components (Tarjan 1972), without recursion: the number of the component of each. */
function components(functions: readonly EmittedFunction[], nextOf: Next): Components {
  const component = new Map<EmittedFunction, number>();
  const low = new Map<EmittedFunction, number>();
  const index = new Map<EmittedFunction, number>();
  const open: EmittedFunction[] = [];
  let count = 0;
  for (const root of functions) {
    if (index.has(root)) continue;
    const path: { readonly from: EmittedFunction; readonly next: Iterator<EmittedFunction> }[] = [];
    const enter = (from: EmittedFunction): void => {
      low.set(from, index.size);
      index.set(from, index.size);
      open.push(from);
      path.push({ from, next: nextOf(from)[Symbol.iterator]() });
    };
    const lower = (from: EmittedFunction, to: number): void => {
      if (to < (low.get(from) ?? 0)) low.set(from, to);
    };
    enter(root);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const { from } = top;
      const { value: to, done } = top.next.next();
      if (!done) {
        if (!index.has(to)) enter(to);
        else if (!component.has(to)) lower(from, index.get(to) ?? 0);
        continue;
      }
      path.pop();
      const parent = path.at(-1)?.from;
      if (parent !== undefined) lower(parent, low.get(from) ?? 0);
      if (low.get(from) !== index.get(from)) continue;
      for (let member = open.pop(); member !== undefined; member = open.pop()) {
        component.set(member, count);
        if (member === from) break;
      }
      count++;
    }
  }
  return component;
}
