/**
 * The functions of the fast tier: one for each named schema and one for each composed schema within, however often it is
 * used. Which of them call themselves is known when all are written: those carry a depth.
 */

import type { Schema } from "../../contract/model.ts";
import { pathOf, resolved, type Named } from "./references.ts";
import { isIdentifier } from "../doors.ts";
import { isNode } from "./facts.ts";

/** One function. */
export interface Check {
  readonly name: string;
  readonly schema: Schema;
  /** It returns the value's JSON text, and `undefined` where others return `false`. */
  readonly writes: boolean;
  /** Statements, with calls as marks. */
  body: string;
  /** Functions that it calls; true: on a member of the value. */
  readonly calls: Map<Check, boolean>;
  /** Helpers and constants that it uses. */
  readonly uses: Set<string>;
  /** It takes a depth, because it is between two calls of one function. */
  deep: boolean;
  /** It is called again by what it calls. */
  recursive: boolean;
}

const OPEN = "\u0001";
const CLOSE = "\u0002";
const MARK = new RegExp(`${OPEN}(\\d+)\\|([^|]*)\\|(\\d)${CLOSE}`, "g");

const CALL = new RegExp(`^${OPEN}(\\d+)\\|value\\|0${CLOSE}$`);

export class Functions {
  readonly #named: Named;
  readonly #nameOf: (key: string) => string;
  /** Prints a function's statements. */
  readonly #print: (check: Check) => string;
  readonly #all: Check[] = [];
  readonly #numbers = new Map<Check, number>();
  readonly #byKey = new Map<string, Check>();
  readonly #byText = new Map<string, Check>();
  readonly #texts = new WeakMap<object, string>();
  readonly #taken: Set<string>;
  readonly #counts = new Map<string, number>();
  readonly #waiting: Check[] = [];

  constructor(named: Named, nameOf: (key: string) => string, taken: Iterable<string>, print: (check: Check) => string) {
    this.#named = named;
    this.#nameOf = nameOf;
    this.#taken = new Set(taken);
    this.#print = print;
  }

  get all(): readonly Check[] {
    return this.#all;
  }

  /** The function of what a reference leads to; `undefined` when it leads nowhere. */
  referred(reference: string, writes = false): Check | undefined {
    const [key, ...rest] = pathOf(reference) ?? [];
    if (key === undefined) return undefined;
    const schema = resolved(reference, this.#named);
    if (schema === undefined) return undefined;
    if (rest.length > 0) return this.of(schema, this.#nameOf(key), writes);
    const known = kindOf(writes) + key;
    let check = this.#byKey.get(known);
    if (check === undefined) this.#byKey.set(known, (check = this.#add(schema, this.#nameOf(key), writes)));
    return check;
  }

  /** The function of a schema without a name; the same for equal schemas. */
  of(schema: Schema, name: string, writes = false): Check {
    const text = kindOf(writes) + this.#text(schema);
    let check = this.#byText.get(text);
    if (check === undefined) this.#byText.set(text, (check = this.#add(schema, name, writes)));
    return check;
  }

  /** A call as it stands in a body until all are known. */
  call(to: Check, argument: string, member: boolean): string {
    return `${OPEN}${this.#numbers.get(to)}|${argument}|${member ? 1 : 0}${CLOSE}`;
  }

  /** Notes the calls that are left in a text: a condition that is decided already takes others with it. */
  noteCalls(from: Check, text: string): void {
    for (const [, number, , member] of text.matchAll(MARK)) {
      const to = this.#all[Number(number)];
      if (to !== undefined) from.calls.set(to, (from.calls.get(to) ?? true) && member === "1");
    }
  }

  /** The function that a text calls with `value`, when it does nothing else. */
  called(condition: string): Check | undefined {
    const number = CALL.exec(condition)?.[1];
    return number === undefined ? undefined : this.#all[Number(number)];
  }

  /**
   * Writes what is still to be written.
   * @param interpret rewrites one that would call itself on the same value for ever
   */
  finish(interpret: (check: Check) => void): void {
    // one that is written may call others for the first time
    for (let check = this.#waiting.pop(); check !== undefined; check = this.#waiting.pop()) {
      check.body = this.#print(check);
      this.noteCalls(check, check.body);
    }
    for (const check of this.#endless()) {
      check.calls.clear();
      check.uses.clear();
      interpret(check);
    }
    this.#markRecursion();
  }

  /** A text with its calls in place. */
  settled(text: string, from?: Check): string {
    return text.replace(MARK, (_, number: string, argument: string, member: string) => {
      const to = this.#all[Number(number)]!;
      if (!to.deep) return `${to.name}(${argument})`;
      const depth = !from?.deep ? "0" : member === "1" ? "depth + 1" : "depth";
      return `${to.name}(${argument}, ${depth})`;
    });
  }

  #add(schema: Schema, name: string, writes: boolean): Check {
    const check: Check = {
      name: this.#free(writes ? `write_${name}` : name),
      schema,
      writes,
      body: "",
      calls: new Map(),
      uses: new Set(),
      deep: false,
      recursive: false,
    };
    this.#numbers.set(check, this.#all.push(check) - 1);
    this.#waiting.push(check);
    return check;
  }

  #free(name: string): string {
    const wanted = isIdentifier(name) ? name : `${name}_`;
    if (!this.#taken.has(wanted)) {
      this.#taken.add(wanted);
      return wanted;
    }
    for (let count = (this.#counts.get(wanted) ?? 1) + 1; ; count++) {
      const free = `${wanted}_${count}`;
      if (this.#taken.has(free)) continue;
      this.#counts.set(wanted, count);
      this.#taken.add(free);
      return free;
    }
  }

  #text(schema: Schema): string {
    if (!isNode(schema)) return String(schema);
    let text = this.#texts.get(schema);
    if (text === undefined) this.#texts.set(schema, (text = JSON.stringify(schema)));
    return text;
  }

  #markRecursion(): void {
    const component = components(this.#all);
    for (const check of this.#all) {
      check.recursive = [...check.calls.keys()].some((to) => component.get(to) === component.get(check));
    }
    const recursive = this.#all.filter((check) => check.recursive);
    const below = reached(recursive, (check) => check.calls.keys());
    const callers = new Map<Check, Check[]>();
    for (const check of this.#all)
      for (const to of check.calls.keys()) {
        const known = callers.get(to);
        if (known === undefined) callers.set(to, [check]);
        else known.push(check);
      }
    const above = reached(recursive, (check) => callers.get(check) ?? []);
    for (const check of this.#all) check.deep = below.has(check) && above.has(check);
  }

  /** Functions that call themselves on the same value: a value would keep them busy for ever. */
  #endless(): readonly Check[] {
    const still = (check: Check): Check[] => [...check.calls].flatMap(([to, member]) => (member ? [] : [to]));
    const component = components(this.#all, still);
    return this.#all.filter((check) => still(check).some((to) => component.get(to) === component.get(check)));
  }
}

/** Checks and writers are apart. */
const kindOf = (writes: boolean): string => (writes ? "write " : "");

export function reached(from: Iterable<Check>, next: (check: Check) => Iterable<Check>): Set<Check> {
  const seen = new Set<Check>(from);
  const queue = [...seen];
  for (let check = queue.pop(); check !== undefined; check = queue.pop())
    for (const to of next(check)) {
      if (seen.has(to)) continue;
      seen.add(to);
      queue.push(to);
    }
  return seen;
}

/** Strongly connected components (Tarjan 1972), without recursion: the number of the component of each. */
function components(
  checks: readonly Check[],
  nextOf: (check: Check) => Iterable<Check> = (check) => check.calls.keys(),
): ReadonlyMap<Check, number> {
  const component = new Map<Check, number>();
  const low = new Map<Check, number>();
  const index = new Map<Check, number>();
  const open: Check[] = [];
  let count = 0;
  for (const root of checks) {
    if (index.has(root)) continue;
    const path: { readonly check: Check; readonly next: Iterator<Check> }[] = [];
    const enter = (check: Check): void => {
      low.set(check, index.size);
      index.set(check, index.size);
      open.push(check);
      path.push({ check, next: nextOf(check)[Symbol.iterator]() });
    };
    const lower = (check: Check, to: number): void => {
      if (to < (low.get(check) ?? 0)) low.set(check, to);
    };
    enter(root);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const { check } = top;
      const { value: to, done } = top.next.next();
      if (!done) {
        if (!index.has(to)) enter(to);
        else if (!component.has(to)) lower(check, index.get(to) ?? 0);
        continue;
      }
      path.pop();
      const parent = path.at(-1)?.check;
      if (parent !== undefined) lower(parent, low.get(check) ?? 0);
      if (low.get(check) !== index.get(check)) continue;
      for (let member = open.pop(); member !== undefined; member = open.pop()) {
        component.set(member, count);
        if (member === check) break;
      }
      count++;
    }
  }
  return component;
}
