/**
 * A pattern with back-references or look-behinds (or one too large for a program) is matched as ECMA-262 §22.2.2 has
 * it, by backtracking, in a bounded number of steps.
 */

import type { Parsed, Repeat, Tree } from "./parse.ts";
import { holds, splitsPair } from "./program.ts";

/** Places of the pattern that are tried, and code units that are compared with a group, for one text. */
export const MOST_STEPS = 1_000_000;

export interface Budget {
  left: number;
}

/** What each group has matched. */
type Groups = readonly (string | undefined)[];

/** What is still to be matched: undefined when all is. */
type Todo =
  | { readonly do: "match"; readonly tree: Tree; readonly next: Todo }
  | { readonly do: "close"; readonly group: number; readonly from: number; readonly next: Todo }
  | { readonly do: "turn"; readonly tree: Repeat; readonly turns: number; readonly from: number; readonly next: Todo }
  | undefined;

interface State {
  readonly todo: Todo;
  readonly at: number;
  readonly groups: Groups;
}

class Exhausted extends Error {}

/**
 * Whether the pattern matches anywhere in the text.
 *
 * @param budget is used up
 * @returns undefined when the budget does not suffice to tell
 */
export function runBounded(
  { tree, unicode, groups }: Parsed,
  text: string,
  budget: Budget = { left: MOST_STEPS },
): boolean | undefined {
  const none = groups.map(() => undefined);
  const matcher = new Matcher(text, unicode, budget);
  try {
    for (let at = 0; at <= text.length; at++)
      if (!(unicode && splitsPair(text, at)) && matcher.match(tree, at, none, false) !== undefined) return true;
    return false;
  } catch (error) {
    if (error instanceof Exhausted) return undefined;
    throw error;
  }
}

class Matcher {
  readonly #text: string;
  readonly #unicode: boolean;
  readonly #budget: Budget;

  constructor(text: string, unicode: boolean, budget: Budget) {
    this.#text = text;
    this.#unicode = unicode;
    this.#budget = budget;
  }

  /**
   * @param behind whether the text is read backwards from `from`
   * @returns what the groups have matched by the first way that succeeds
   */
  match(tree: Tree, from: number, before: Groups, behind: boolean): Groups | undefined {
    const untried: State[] = [];
    let todo: Todo = { do: "match", tree, next: undefined };
    let at = from;
    let groups = before;
    const attempt = (state: State | undefined): boolean => {
      if (state === undefined) return false;
      ({ todo, at, groups } = state);
      return true;
    };
    const turn = (repeat: Repeat, turns: number, next: Todo): void => {
      const leave: State = { todo: next, at, groups };
      if (turns >= repeat.max) return void attempt(leave);
      const again: Todo = { do: "turn", tree: repeat, turns: turns + 1, from: at, next };
      const enter: State = {
        todo: { do: "match", tree: repeat.item, next: again },
        at,
        groups: this.#forgotten(groups, repeat),
      };
      if (turns >= repeat.min) untried.push(repeat.lazy ? enter : leave);
      attempt(repeat.lazy && turns >= repeat.min ? leave : enter);
    };
    while (todo !== undefined) {
      this.#spend(1);
      const { next }: { readonly next: Todo } = todo;
      let matched = true;
      if (todo.do === "close") {
        this.#spend(groups.length);
        groups = groups.with(todo.group, this.#text.slice(Math.min(todo.from, at), Math.max(todo.from, at)));
        todo = next;
      } else if (todo.do === "turn") {
        // a turn that need not be and takes nothing is none
        if (todo.turns > todo.tree.min && todo.from === at) matched = false;
        else turn(todo.tree, todo.turns, next);
      } else {
        const node: Tree = todo.tree;
        switch (node.kind) {
          case "all":
            this.#spend(node.items.length);
            todo = (behind ? node.items : node.items.toReversed()).reduce<Todo>(
              (following, item) => ({ do: "match", tree: item, next: following }),
              next,
            );
            break;
          case "any":
            this.#spend(node.items.length);
            for (const item of node.items.toReversed())
              untried.push({ todo: { do: "match", tree: item, next }, at, groups });
            attempt(untried.pop());
            break;
          case "repeat":
            turn(node, 0, next);
            break;
          case "group":
            todo = { do: "match", tree: node.item, next: { do: "close", group: node.group, from: at, next } };
            break;
          case "look": {
            const found = this.match(node.item, at, groups, node.behind);
            matched = (found === undefined) === node.negative;
            if (!node.negative) groups = found ?? groups;
            todo = next;
            break;
          }
          case "one":
          case "back": {
            const to = node.kind === "one" ? this.#one(node, at, behind) : this.#back(node, at, groups, behind);
            matched = to !== undefined;
            at = to ?? at;
            todo = next;
            break;
          }
          default:
            matched = holds(node.kind, this.#text, at);
            todo = next;
        }
      }
      if (!matched && !attempt(untried.pop())) return undefined;
    }
    return groups;
  }

  #spend(steps: number): void {
    if ((this.#budget.left -= steps) < 0) throw new Exhausted();
  }

  /** Each turn of a repetition begins with the groups within unmatched. */
  #forgotten(groups: Groups, { groups: [first, last] }: Repeat): Groups {
    if (first === last) return groups;
    this.#spend(groups.length);
    return groups.map((each, group) => (group >= first && group < last ? undefined : each));
  }

  #one({ set }: Tree & { readonly kind: "one" }, at: number, behind: boolean): number | undefined {
    const width = this.#unicode && splitsPair(this.#text, behind ? at - 1 : at + 1) ? 2 : 1;
    const from = behind ? at - width : at;
    const point = this.#unicode ? this.#text.codePointAt(from) : this.#text.charCodeAt(from);
    if (from < 0 || from >= this.#text.length || point === undefined || !set.has(point)) return undefined;
    return behind ? from : at + width;
  }

  /** A group that has not matched is nothing, which is there everywhere. */
  #back(node: Tree & { readonly kind: "back" }, at: number, groups: Groups, behind: boolean): number | undefined {
    let taken = "";
    for (const group of node.groups) taken = groups[group] ?? taken;
    this.#spend(taken.length);
    const to = behind ? at - taken.length : at + taken.length;
    const from = Math.min(at, to);
    if (from < 0 || !this.#text.startsWith(taken, from) || (this.#unicode && splitsPair(this.#text, to)))
      return undefined;
    return to;
  }
}
