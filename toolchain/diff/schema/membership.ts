/**
 * Whether one value is a value of a clause, by the clause itself: nothing is expanded but the schemas of members, which are
 * expanded once.
 */

import type { Clause } from "./clause.ts";
import { expand, TooMany } from "./expand.ts";
import { typeName } from "./literal.ts";
import { canonical, propertyOf } from "./matching.ts";
import { pointerOf, verdictOf, YES, type Ask, type Kind, type Reason, type Reasons } from "./reason.ts";
import { itemOf } from "./sample.ts";
import type { Expression } from "./world.ts";

/** What a list or an object is judged with: scalars are judged by the caller. */
export interface Judging {
  readonly ask: Ask;
  scalar(value: unknown, clause: Clause): Reasons;
}

type SchemaValue = Readonly<Record<string, unknown>> | readonly unknown[];

/** Of the reasons why it is none, the first. */
export function memberReasons(judging: Judging, value: SchemaValue, b: Clause): Reasons {
  return Array.isArray(value)
    ? listReasons(judging, value as readonly unknown[], b)
    : objectReasons(judging, value as Readonly<Record<string, unknown>>, b);
}

const no = (b: Clause, value: unknown, kind: Kind, text: string, receiver = pointerOf(b)): Reasons => [
  { kind, verdict: "no", sender: "", receiver, path: "", text, witness: { value } },
];

/** One value against the alternatives that a schema has for it. */
function valueReasons(judging: Judging, value: unknown, asked: Expression): Reasons {
  if (asked.every(({ schema }) => schema === true)) return YES;
  let clauses: readonly Clause[];
  try {
    clauses = expand(asked, judging.ask.receiver);
  } catch (error) {
    if (!(error instanceof TooMany)) throw error;
    return [unknown(asked[0]?.pointer ?? "", "there are too many alternatives to be compared")];
  }
  const type = typeName(value);
  let best: Reasons | undefined;
  for (const clause of clauses) {
    if (clause.type !== type) continue;
    judging.ask.spend();
    const reasons = judging.scalar(value, clause);
    const verdict = verdictOf(reasons);
    if (verdict === "yes") return YES;
    if (best === undefined || verdict === "unknown") best = reasons;
  }
  const [first] = clauses;
  if (best !== undefined) return best;
  return [
    {
      kind: "type",
      verdict: "no",
      sender: "",
      receiver: asked[0]?.pointer ?? "",
      path: "",
      text: `${type} is not allowed${first === undefined ? "" : `: ${first.type} is`}`,
      witness: { value },
    },
  ];
}

const unknown = (receiver: string, text: string): Reason => ({
  kind: "alternatives",
  verdict: "unknown",
  sender: "",
  receiver,
  path: "",
  text,
});

function objectReasons(judging: Judging, value: Readonly<Record<string, unknown>>, b: Clause): Reasons {
  const { receiver } = judging.ask;
  const has = (name: string): boolean => Object.hasOwn(value, name);
  const names = Object.keys(value);
  for (const [name, where] of b.required)
    if (!has(name) && !receiver.hides(propertyOf(b, name)))
      return no(b, value, "required", `${JSON.stringify(name)} is required`, where);
  for (const [name, where] of b.absent)
    if (has(name)) return no(b, value, "condition", `${JSON.stringify(name)} is not allowed here`, where);
  for (const { value: name, needs, pointer } of b.dependent)
    if (has(name) && !has(needs))
      return no(
        b,
        value,
        "dependent",
        `${JSON.stringify(needs)} is required where ${JSON.stringify(name)} is`,
        pointer,
      );
  if (names.length < (b.minProperties?.value ?? 0) || names.length > (b.maxProperties?.value ?? Infinity))
    return no(b, value, "size", "it has another number of members");
  let open: Reasons = YES;
  const keep = (reasons: Reasons): void => {
    if (verdictOf(reasons) === "unknown") open = reasons;
  };
  for (const name of names) {
    if (b.propertyNames.length > 0) {
      const reasons = valueReasons(judging, name, b.propertyNames);
      if (verdictOf(reasons) === "no") return reasons;
      keep(reasons);
    }
    const asked = propertyOf(b, name);
    if (receiver.hides(asked)) continue;
    const reasons = valueReasons(judging, value[name], asked);
    if (verdictOf(reasons) === "no") {
      const doubtful = b.layers.some(
        ({ rest, uncertain }) => uncertain === true && rest !== undefined && asked.includes(rest),
      );
      if (!doubtful) return reasons;
      open = reasons.map((reason) => ({ ...reason, verdict: "unknown" as const }));
    } else keep(reasons);
  }
  return open;
}

function listReasons(judging: Judging, value: readonly unknown[], b: Clause): Reasons {
  if (value.length < (b.minItems?.value ?? 0) || value.length > (b.maxItems?.value ?? Infinity))
    return no(b, value, "size", "it has another number of items");
  if (b.unique !== undefined && new Set(value.map(canonical)).size < value.length)
    return no(b, value, "size", "items are equal", b.unique.pointer);
  let open: Reasons = YES;
  for (const [index, item] of value.entries()) {
    const reasons = valueReasons(judging, item, itemOf(b, index));
    if (verdictOf(reasons) === "no") return reasons;
    if (verdictOf(reasons) === "unknown") open = reasons;
  }
  for (const { at, min, max } of b.contains) {
    const verdicts = value.map((item) => verdictOf(valueReasons(judging, item, [at])));
    const most = verdicts.filter((one) => one !== "no").length;
    const least = verdicts.filter((one) => one === "yes").length;
    if (most < min || least > max)
      return no(b, value, "contains", "it contains another number of such items", at.pointer);
    if (least < min || most > max) open = [unknown(at.pointer, "how many items it contains cannot be told")];
  }
  return open;
}
