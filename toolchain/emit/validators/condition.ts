/** Conditions in the making: printed as they are or turned round, so that a check reads as what refuses a value. */

export type Condition =
  | { readonly op: "atom"; readonly yes: string; readonly no: string }
  | { readonly op: "and" | "or"; readonly of: readonly Condition[] }
  | boolean;

/** A condition in text and its opposite; without one it gets a `!`. The text has to bind as tightly as a call. */
export const atom = (yes: string, no = `!${yes}`): Condition => ({ op: "atom", yes, no });

/** A comparison: `a === b`. */
export const compare = (left: string, operator: keyof typeof OPPOSITE, right: string): Condition =>
  atom(`${left} ${operator} ${right}`, `${left} ${OPPOSITE[operator]} ${right}`);

const OPPOSITE = { "===": "!==", "!==": "===", "<=": ">", ">=": "<", "<": ">=", ">": "<=" } as const;

export function and(...conditions: readonly Condition[]): Condition {
  const of = conditions.flatMap((each) => (typeof each === "object" && each.op === "and" ? each.of : [each]));
  if (of.includes(false)) return false;
  const open = of.filter((each) => each !== true);
  return open.length === 0 ? true : open.length === 1 ? open[0]! : { op: "and", of: open };
}

export function or(...conditions: readonly Condition[]): Condition {
  const of = conditions.flatMap((each) => (typeof each === "object" && each.op === "or" ? each.of : [each]));
  if (of.includes(true)) return true;
  const open = of.filter((each) => each !== false);
  return open.length === 0 ? false : open.length === 1 ? open[0]! : { op: "or", of: open };
}

export function not(condition: Condition): Condition {
  if (typeof condition === "boolean") return !condition;
  if (condition.op === "atom") return { op: "atom", yes: condition.no, no: condition.yes };
  return { op: condition.op === "and" ? "or" : "and", of: condition.of.map(not) };
}

/** @param within the operator around it, so that brackets stand only where they are needed */
export function text(condition: Condition, within?: "and" | "or"): string {
  if (typeof condition === "boolean") return String(condition);
  if (condition.op === "atom") return condition.yes;
  const inner = condition.of.map((each) => text(each, condition.op)).join(condition.op === "and" ? " && " : " || ");
  return within === undefined || within === condition.op ? inner : `(${inner})`;
}
