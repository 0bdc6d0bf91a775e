/** One clause against all those of its type: whether one of them takes it, or they do together. */

import { isObject } from "tenon-runtime/core";
import { againstOne } from "./against-one.ts";
import type { Clause } from "./clause.ts";
import { expand } from "./expand.ts";
import { propertyOf } from "./matching.ts";
import { coversNumbers } from "./numbers.ts";
import { isOpen } from "./objects.ts";
import { partnerOf } from "./partner.ts";
import {
  distinct,
  doubtfulOf,
  found,
  place,
  pointerOf,
  verdictOf,
  YES,
  type Ask,
  type Mode,
  type Reason,
  type Reasons,
} from "./reason.ts";
import { NOTHING, sampleClause } from "./sample.ts";
import { takes, valuesReasons } from "./values.ts";

/** One clause against all those of its type. */
export function againstAll(ask: Ask, a: Clause, bs: readonly Clause[], mode: Mode, depth = 0): Reasons {
  if (a.values !== undefined) return doubtfulOf(a, valuesReasons(ask, a, bs));
  const [only] = bs;
  if (bs.length === 1) return againstOne(ask, a, only!, mode);
  const partner = partnerOf(a, bs);
  const first = partner && { b: partner, reasons: againstOne(ask, a, partner, mode) };
  if (first !== undefined && verdictOf(first.reasons) === "yes") return first.reasons;
  const tried = bs.map((b) => (b === first?.b ? first : { b, reasons: againstOne(ask, a, b, mode) }));
  const fitting = tried.filter(({ reasons }) => verdictOf(reasons) === "yes");
  if (fitting.length > 0) {
    const twice = a.exclusive.length === 0 && a.branch.length === 0 ? fitsTwice(fitting.map(({ b }) => b)) : undefined;
    if (twice !== undefined) {
      const [one, other] = twice;
      const text = `more than one alternative of \`oneOf\` takes it, where exactly one must: ${one.branch.at(-1)} and ${other.branch.at(-1)}`;
      return [
        {
          kind: "condition",
          verdict: "no",
          sender: pointerOf(a),
          receiver: pointerOf(other),
          path: "",
          text,
          ...found(sampleClause(a, ask.sender)),
        },
      ];
    }
    return fitting.toSorted((x, y) => x.reasons.length - y.reasons.length)[0]!.reasons;
  }
  if (a.type === "number" && coversNumbers(a, bs)) return YES;
  if (depth < 3) {
    const parts = partsOf(ask, a, bs, mode);
    if (parts !== undefined) {
      const reasons = distinct(parts.flatMap(({ part, takers }) => againstAll(ask, part, takers, mode, depth + 1)));
      if (verdictOf(reasons) !== "unknown") return reasons;
    }
  }
  // None takes it alone. Alternatives that it has nothing in common with do not count.
  const near = tried.filter(({ reasons }) => !reasons.some(isApart));
  const ranked = (near.length > 0 ? near : tried).toSorted(
    (x, y) => score(x.b, a, x.reasons, partner) - score(y.b, a, y.reasons, partner),
  );
  const best = ranked[0]!.reasons;
  if (near.length <= 1) return best;
  const witness = best
    .map((reason) => reason.witness)
    .find((one) => one !== undefined && bs.every((b) => takes(ask, one.value, b) === "no"));
  if (witness !== undefined)
    return best.map((reason) =>
      reason.verdict === "no" && reason.witness !== witness ? { ...reason, verdict: "unknown" as const } : reason,
    );
  const merged = together(
    ask,
    a,
    near.map(({ reasons }) => reasons),
  );
  if (merged !== NOTHING && bs.every((b) => takes(ask, merged, b) === "no")) {
    const [first] = best.filter(({ verdict }) => verdict === "no");
    if (first !== undefined) return [{ ...first, witness: { value: merged } }];
  }
  const tellable = near.every(({ reasons }) => reasons.some(({ verdict }) => verdict === "no"));
  // Each alternative refuses something: the same for all of them, or for each something else?
  const common = best.find((reason) =>
    near.every(({ reasons }) =>
      reasons.some((other) => other.kind === reason.kind && other.path === reason.path && other.verdict === "no"),
    ),
  );
  if (tellable && common !== undefined) return best;
  return best.map((reason) => (reason.verdict === "no" ? { ...reason, verdict: "unknown" as const } : reason));
}

/** One object that has what each alternative refuses. */
function together(ask: Ask, a: Clause, all: readonly Reasons[]): unknown {
  if (a.type !== "object") return NOTHING;
  const objects = all.flatMap((reasons) => {
    const value = reasons.find(({ verdict, witness }) => verdict === "no" && witness !== undefined)?.witness?.value;
    return isObject(value) ? [value] : [];
  });
  if (objects.length < 2) return NOTHING;
  const merged: unknown = Object.assign({}, ...objects);
  return verdictOf(isOwn(ask, merged, a)) === "yes" ? merged : NOTHING;
}

/** Whether a value is the sender's own. */
const isOwn = (ask: Ask, value: unknown, a: Clause): Reasons =>
  doubtfulOf(a, valuesReasons(ask.own(), { ...a, values: [value], inert: [] }, [a]));

/** Part of a clause, and the alternatives that may take it. */
interface Portion {
  readonly part: Clause;
  readonly takers: readonly Clause[];
}

/** The clause in parts, so that each can go to another alternative. */
function partsOf(ask: Ask, a: Clause, bs: readonly Clause[], mode: Mode): readonly Portion[] | undefined {
  if (a.type !== "object") return undefined;
  return byPresence(a, bs) ?? byValues(ask, a, bs, mode);
}

/** By whether a member is present, where an alternative asks for that. */
function byPresence(a: Clause, bs: readonly Clause[]): readonly Portion[] | undefined {
  const about = bs
    .flatMap(({ absent }) => [...absent.keys()])
    .find((name) => !a.required.has(name) && !a.absent.has(name));
  if (about === undefined) return undefined;
  const where = pointerOf(a);
  // A clause that names nothing is open, and stays so with a member that a condition names.
  const open = isOpen(a)
    ? [...a.layers, { names: new Map(), patterns: [], rest: { schema: true, pointer: where } }]
    : a.layers;
  const needed = a.dependent.filter(({ value }) => value === about).map(({ needs }) => [needs, where] as const);
  return [
    { part: { ...a, layers: open, required: new Map([...a.required, [about, where], ...needed]) }, takers: bs },
    { part: { ...a, layers: open, absent: new Map([...a.absent, [about, where]]) }, takers: bs },
  ];
}

/** By the values of the first member whose values go to different alternatives. */
function byValues(ask: Ask, a: Clause, bs: readonly Clause[], mode: Mode): readonly Portion[] | undefined {
  const names = [...new Set(a.layers.flatMap(({ names: own }) => [...own.keys()]))];
  for (const name of names) {
    const texts = new Set(bs.map((b) => propertyOf(b, name)).map((one) => ask.receiver.key(one)));
    if (texts.size < 2) continue;
    const member = propertyOf(a, name);
    if (ask.sender.hides(member)) continue;
    const pieces = expand(member, ask.sender).flatMap((clause): Readonly<Record<string, unknown>>[] =>
      clause.values === undefined ? [{ type: clause.type }] : clause.values.map((value) => ({ const: value })),
    );
    if (pieces.length < 2 || pieces.length > MOST_PIECES) continue;
    const pointer = place(member);
    const portions = pieces.map((piece): Portion => {
      const narrowed = { schema: ask.sender.constant(piece), pointer };
      const layer = { names: new Map([[name, narrowed]]), patterns: [] };
      const takers = bs.filter((b) => {
        const asked = propertyOf(b, name);
        return asked.length === 0 || verdictOf(ask.check([...member, narrowed], asked, mode)) !== "no";
      });
      const part = { ...a, required: new Map([...a.required, [name, pointer]]), layers: [...a.layers, layer] };
      return { part, takers: takers.length === 0 ? bs : takers };
    });
    // When every value goes to the same alternatives, the parts are as hard as the whole.
    if (portions.every(({ takers }) => takers.length === bs.length)) continue;
    if (a.required.has(name)) return portions;
    return [...portions, { part: { ...a, absent: new Map([...a.absent, [name, pointer]]) }, takers: bs }];
  }
  return undefined;
}

/** A member with more values is not taken apart. */
const MOST_PIECES = 24;

const isApart = (reason: Reason): boolean =>
  reason.verdict === "no" &&
  (reason.kind === "enum" || reason.kind === "type") &&
  reason.path !== "" &&
  !reason.path.slice(1).includes("/");

/** Two that belong to different alternatives of one `oneOf`. */
function fitsTwice(clauses: readonly Clause[]): readonly [Clause, Clause] | undefined {
  for (const [i, one] of clauses.entries())
    for (const other of clauses.slice(0, i))
      if (
        one.exclusive.some((each) =>
          other.exclusive.some(
            (its) => its !== each && its.slice(0, its.lastIndexOf("#")) === each.slice(0, each.lastIndexOf("#")),
          ),
        )
      )
        return [other, one];
  return undefined;
}

/** How little an alternative looks like the one that was meant. */
function score(b: Clause, a: Clause, reasons: Reasons, partner: Clause | undefined): number {
  const same = b === partner || b.branch.some((label) => a.branch.includes(label));
  return reasons.filter(({ verdict }) => verdict !== "note").length - (same ? 100 : 0);
}
