/** What a comparison of schemas says. */

import type { Clause } from "./clause.ts";
import type { Expression, World } from "./world.ts";
import { NOTHING } from "./sample.ts";

/** What a difference is about. */
export const KINDS = [
  "type",
  "enum",
  "range",
  "multiple",
  "length",
  "pattern",
  "format",
  "content",
  "contains",
  "required",
  "undeclared",
  "size",
  "names",
  "dependent",
  "alternatives",
  "condition",
  "inert",
  "composition",
  "property",
] as const;

export type Kind = (typeof KINDS)[number];

/** An alternative of the sender that the receiver does not have. */
export interface NewAlternative {
  /** The key of its named schema. */
  readonly name: string;
  /** The length of the path inside the alternative: the rest of the path leads to the union. */
  readonly inside: number;
}

export interface Reason {
  readonly kind: Kind;
  /** `no`: values are refused; `unknown`: they may be; `note`: none is, but something has another shape. */
  readonly verdict: "no" | "unknown" | "note";
  /** Where the sender's schema says it, and the receiver's. */
  readonly sender: string;
  readonly receiver: string;
  /** JSON Pointer into the value; `*` is any item, or any member that is not named. */
  readonly path: string;
  readonly text: string;
  /** A value that is sent and not taken, where one was found. */
  readonly witness?: { readonly value: unknown };
  /** It holds only if the witness is proved: what is sent is known in part. */
  readonly doubtful?: boolean;
  /** Of a note: on which side the member is. */
  readonly only?: "sender" | "receiver";
  /** The cause, where the receiver does not have an alternative of the sender. */
  readonly alternative?: NewAlternative;
}

/**
 * `text`: values travel as text, so that a number is a text, too (parameters, headers, forms). `markup`: they are XML,
 * which has no types, so that what is of another type may be the same element.
 */
export type Mode = "json" | "text" | "markup";

export type Reasons = readonly Reason[];

export const YES: Reasons = [];

export const verdictOf = (reasons: Reasons): "yes" | "no" | "unknown" =>
  reasons.some(({ verdict }) => verdict === "no")
    ? "no"
    : reasons.some(({ verdict }) => verdict === "unknown")
      ? "unknown"
      : "yes";

/** What the comparison of one type asks of the whole. */
export interface Ask {
  readonly sender: World;
  readonly receiver: World;
  /** Whether members travel that the sender does not name: pure inclusion. */
  readonly pure: boolean;
  check(sent: Expression, taken: Expression, mode?: Mode): Reasons;
  /** The sender compared with itself: whether something is its own. */
  own(): Ask;
  /** Counts a step of the comparison. @throws BudgetExceeded */
  spend(): void;
}

/** A comparison has taken as many steps as it may. */
export class BudgetExceeded extends Error {}

export const doubted = ({ kind, sender, receiver, path, ...reason }: Reason): Reason => ({
  kind,
  sender,
  receiver,
  path,
  verdict: "unknown",
  text: `${reason.text}, unless a condition beside \`unevaluatedProperties\` evaluates it`,
});

/** Of a clause that has something in it that was not taken apart, values may be missing that it seems to have. */
export const doubtfulOf = ({ opaque }: Clause, reasons: Reasons): Reasons =>
  opaque.length === 0
    ? reasons
    : reasons.map((reason) => (reason.verdict === "no" ? { ...reason, doubtful: true } : reason));

export const found = (value: unknown): { readonly witness?: { readonly value: unknown } } =>
  value === NOTHING || value === undefined ? {} : { witness: { value } };

export const pointerOf = (clause: Clause): string => clause.origin[0]?.pointer ?? "";

export const place = (expression: Expression, clause?: Clause): string =>
  expression[0]?.pointer ?? (clause === undefined ? "" : pointerOf(clause));

export const list = (clauses: readonly Clause[]): string =>
  [...new Set(clauses.map((one) => (one.type === "number" && one.integer !== undefined ? "integer" : one.type)))].join(
    " or ",
  );

export function distinct(reasons: readonly Reason[]): Reason[] {
  const seen = new Set<string>();
  return reasons.filter(({ kind, verdict, path, receiver, sender, text }) => {
    const key = `${kind} ${verdict} ${path} ${receiver} ${sender} ${text}`;
    return !seen.has(key) && seen.add(key);
  });
}
