/**
 * Inclusion: whether every value that one side sends is a value that the other side takes. Three-valued, and with a
 * reason, a place in both documents and a value for each way in which it is not so.
 */

import { againstAll } from "./against-all.ts";
import { causedBy, newAlternatives } from "./alternatives.ts";
import type { Clause } from "./clause.ts";
import { narrowedComposition } from "./composition.ts";
import { expand, TooMany } from "./expand.ts";
import {
  BudgetExceeded,
  distinct,
  found,
  list,
  place,
  verdictOf,
  YES,
  type Ask,
  type Kind,
  type Mode,
  type Reason,
  type Reasons,
} from "./reason.ts";
import { NOTHING, sampleClause } from "./sample.ts";
import { asText } from "./text.ts";
import type { Expression, World } from "./world.ts";

/** How many pairs of alternatives are compared with one another. */
const MOST_PAIRS = 4000;
const MOST_REASONS = 60;
/** How many steps one comparison takes at most: a step compares two alternatives of one type. */
const MOST_STEPS = 20_000;

type Same = (sent: unknown, taken: unknown) => boolean;

interface Options {
  /** Whether an edit counts that only narrows a composition, though other members let the values through. */
  readonly declared?: boolean;
  /** See {@link Ask.pure}. */
  readonly pure?: boolean;
  /** Whether two schemas say the same, which needs no comparison. */
  readonly same?: Same;
}

export class Inclusion {
  readonly #sender: World;
  readonly #receiver: World;
  readonly #ask: Ask;
  readonly #known = new Map<string, Reasons>();
  /** What is being compared: it holds until shown otherwise (coinduction). */
  readonly #open = new Map<string, number>();
  /** The outermost of those that what is being compared rests on, by how many were open before it. */
  #rests = Infinity;
  /** What rests on something that is being compared. */
  #provisional: string[] = [];
  /** Of the outermost comparison. */
  #steps = 0;

  readonly #declared: boolean;
  readonly #same: Same;
  /** Compares as pure inclusion does. */
  readonly #pure: () => Ask;

  /** Whether a list of one value looks different from the value: by a separator or another style. */
  #listsDiffer = false;
  set listsDiffer(differ: boolean) {
    if (this.#listsDiffer !== differ) this.#known.clear();
    this.#listsDiffer = differ;
  }

  constructor(sender: World, receiver: World, { declared = false, pure = false, same = () => false }: Options = {}) {
    this.#same = same;
    const check: Ask["check"] = (sent, taken, mode) => this.check(sent, taken, mode);
    const spend = (): void => {
      if ((this.#steps += 1) > MOST_STEPS) throw new BudgetExceeded();
    };
    const own = once(() => new Inclusion(sender, sender));
    this.#ask = { sender, receiver, pure, check, spend, own: () => ({ ...own().#ask, spend }) };
    const exact = once(() => new Inclusion(sender, receiver, { pure: true, same }));
    this.#pure = () => ({ ...exact().#ask, spend });
    this.#sender = sender;
    this.#receiver = receiver;
    this.#declared = declared;
  }

  /** The ways in which what is sent is not what is taken; notes among them. */
  check(sent: Expression, taken: Expression, mode: Mode = "json"): Reasons {
    if (taken.every(({ schema }) => schema === true)) return YES;
    const key = `${mode} ${this.#sender.key(sent)} ${this.#receiver.key(taken)}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    if (sent.length === 1 && taken.length === 1 && this.#same(sent[0]!.schema, taken[0]!.schema)) {
      this.#known.set(key, YES);
      return YES;
    }
    const assumed = this.#open.get(key);
    if (assumed !== undefined) {
      this.#rests = Math.min(this.#rests, assumed);
      return YES;
    }
    const depth = this.#open.size;
    if (depth === 0) return this.#bounded(key, sent, taken, mode);
    return this.#compare(key, sent, taken, mode);
  }

  /** One outermost comparison, within its budget. */
  #bounded(key: string, sent: Expression, taken: Expression, mode: Mode): Reasons {
    this.#steps = 0;
    try {
      return this.#compare(key, sent, taken, mode);
    } catch (error) {
      if (!(error instanceof BudgetExceeded)) throw error;
      // What rests on an unfinished comparison is not known.
      for (const each of this.#provisional.splice(0)) this.#known.delete(each);
      this.#open.clear();
      this.#rests = Infinity;
      const text = `the alternatives are too many to be compared: the comparison ended after ${MOST_STEPS} steps`;
      const reasons = [this.#unknown("alternatives", sent, taken, text)];
      this.#known.set(key, reasons);
      return reasons;
    }
  }

  #compare(key: string, sent: Expression, taken: Expression, mode: Mode): Reasons {
    const depth = this.#open.size;
    if (depth > 120) return [this.#unknown("condition", sent, taken, "schemas nest too deeply to be compared")];
    this.#open.set(key, depth);
    const outer = this.#rests;
    this.#rests = Infinity;
    const since = this.#provisional.length;
    let reasons: Reasons;
    try {
      reasons = this.#clauses(expand(sent, this.#sender), expand(taken, this.#receiver), sent, taken, mode);
    } catch (error) {
      if (!(error instanceof TooMany)) throw error;
      reasons = [this.#unknown("alternatives", sent, taken, "there are too many alternatives to be compared")];
    }
    if (this.#declared && verdictOf(reasons) === "yes")
      reasons = [...reasons, ...narrowedComposition(sent, taken, this.#pure())];
    this.#open.delete(key);
    // What rests on this has been shown with it, or has to be looked at again.
    if (verdictOf(reasons) !== "yes") for (const each of this.#provisional.splice(since)) this.#known.delete(each);
    this.#known.set(key, reasons.slice(0, MOST_REASONS));
    if (this.#rests < depth) this.#provisional.push(key);
    else this.#provisional.length = since;
    this.#rests = this.#rests < depth ? Math.min(outer, this.#rests) : outer;
    return reasons;
  }

  #unknown(kind: Kind, sent: Expression, taken: Expression, text: string): Reason {
    return { kind, verdict: "unknown", sender: place(sent), receiver: place(taken), path: "", text };
  }

  #clauses(as: readonly Clause[], bs: readonly Clause[], sent: Expression, taken: Expression, mode: Mode): Reasons {
    if (as.length * bs.length > MOST_PAIRS)
      return [this.#unknown("alternatives", sent, taken, "there are too many alternatives to be compared")];
    const reasons: Reason[] = [];
    const missing: Clause[] = [];
    const added = newAlternatives(as, bs, this.#sender);
    for (const a of as) {
      const candidates = bs.filter(({ type }) => type === a.type);
      if (candidates.length === 0) {
        // Beside a text, a number is no text.
        const apart = as.some(({ type }) => type === "string");
        const instead =
          mode === "text" && !(apart && this.#open.size > 1) ? asText(this.#ask, a, bs, this.#listsDiffer) : undefined;
        if (instead !== undefined) {
          reasons.push(...instead);
          continue;
        }
        missing.push(a);
        continue;
      }
      reasons.push(...causedBy(a, added, againstAll(this.#ask, a, candidates, mode)));
    }
    const [first] = missing;
    if (first !== undefined) {
      const verdict = mode === "markup" ? "unknown" : "no";
      const doubtful = missing.every(({ opaque }) => opaque.length > 0);
      const value = missing.map((a) => sampleClause(a, this.#sender)).find((one) => one !== NOTHING);
      reasons.push({
        kind: "type",
        verdict,
        sender: first.typeAt || place(sent, first),
        receiver: bs.find(({ typeAt }) => typeAt !== "")?.typeAt ?? place(taken),
        path: "",
        text: `${list(missing)} is not allowed: ${bs.length === 0 ? "nothing" : list(bs)} is`,
        ...(verdict === "no" && found(value ?? NOTHING)),
        ...(doubtful && { doubtful }),
      });
    }
    return distinct(reasons);
  }
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
