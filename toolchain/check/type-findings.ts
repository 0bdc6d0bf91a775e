/** TypeScript's errors as findings: with the operation, and the cause instead of the types that lead to it. */

import { diagnostic, type Position } from "../diagnostics/index.ts";
import type { Told } from "./finding.ts";

export interface TypeError {
  readonly position: Position;
  /** `TS2322` */
  readonly code: string;
  /** The message, outermost first: each line is the reason of the line before. */
  readonly lines: readonly string[];
  /** The text of the program up to the position. */
  readonly before: string;
}

/** An operation of the contract: its name in code, and its JSON Pointer. */
export interface NamedOperation {
  readonly name: string;
  readonly pointer: string;
}

/** The longest types that are shown whole: the first that lets the message fit. */
const LONGEST_TYPES = [60, 30, 12];
/** Longer messages would be cut at their end, which names the cause. */
const LONGEST_MESSAGE = 170;

export function typeFinding(error: TypeError, operations: readonly NamedOperation[]): Told {
  const { position, code, lines } = error;
  const cause = (lines.at(-1) ?? "").replace(/\.$/, "");
  const members = lines.flatMap((one) => /^Types of property '(.+)' are incompatible\.$/.exec(one)?.slice(1) ?? []);
  const inside = members.length === 0 ? "" : ` (in ${members.join(".")})`;
  const isHandler = /\bmissing\b.*\b\w*Handlers</.test(lines[0] ?? "") && HANDLER_CODES.has(code);
  const operation = isHandler ? undefined : operationOf(error, operations);
  const message = `${operation === undefined ? "" : `${operation.name}: `}${shortened(cause)}${inside}`;
  return {
    ...diagnostic(isHandler ? "missing-handler" : "type-error", { code, message }, { position }),
    // Generated types are other texts after a change of the contract; the finding is the same.
    identity: [code, operation?.name ?? "", cause.replace(/'[^']*[{<|][^']*'/g, "")].join(" "),
    ...(operation !== undefined && { pointer: operation.pointer }),
  };
}

const HANDLER_CODES: ReadonlySet<string> = new Set(["TS2741", "TS2739", "TS2740", "TS2345", "TS2322"]);

/** The message with its long types cut: they hide the names at its end. */
function shortened(text: string): string {
  const cut = (longest: number): string =>
    text.replace(/'([^']*)'/g, (whole, type: string) =>
      type.length <= longest ? whole : `'${type.slice(0, longest)}…'`,
    );
  const candidates = LONGEST_TYPES.map(cut);
  return candidates.find(({ length }) => length <= LONGEST_MESSAGE) ?? candidates.at(-1) ?? text;
}

/** The operation that the types of the message belong to, or else the nearest member with its name in the program. */
function operationOf({ lines, before }: TypeError, operations: readonly NamedOperation[]): NamedOperation | undefined {
  const words = new Set(lines.flatMap((one) => one.match(/\w+/g) ?? []));
  const bySuffix = operations.find(({ name }) => {
    const type = name.charAt(0).toUpperCase() + name.slice(1);
    return ["Response", "Request", "Handler"].some((suffix) => words.has(type + suffix));
  });
  if (bySuffix !== undefined) return bySuffix;
  const names = new Map(operations.map((one) => [one.name, one]));
  const members = [...before.matchAll(/(?<![\w$.])([A-Za-z_$][\w$]*)\s*(?::|\()/g)].map(([, name = ""]) => name);
  const nearest = members.findLast((name) => names.has(name));
  return nearest === undefined ? undefined : names.get(nearest);
}
