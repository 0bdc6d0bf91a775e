/** Diagnostics: what a command reports, made from the one table of messages. */

import type { Diagnostic, Position } from "./diagnostic.ts";
import { table, type Code, type Entry, type Params } from "./table.ts";

export type { Diagnostic, Position, Severity } from "./diagnostic.ts";
export { table, type Code, type Entry, type Params } from "./table.ts";

/** Where it is. A pointer without a position gets one when `locate` is asked. */
export interface Place {
  readonly pointer?: string | undefined;
  readonly position?: Position | undefined;
  /** The file, where there is no position in it. */
  readonly file?: string | undefined;
  readonly related?: Diagnostic["related"] | undefined;
}

/**
 * A diagnostic of the table. Texts of the contract in it are made safe for a terminal: one line, no control
 * characters, at most 200 characters each.
 */
export function diagnostic<C extends Code>(code: C, params: Params<C>, place: Place = {}): Diagnostic {
  // The table's rows differ in their parameters; `Params<C>` has tied these to the row of `code`.
  const entry = table[code] as unknown as Entry<Params<C>>;
  const safe = Object.fromEntries(Object.entries(params).map(([key, value]) => [key, printable(value)])) as Params<C>;
  const hint = typeof entry.hint === "function" ? entry.hint(safe) : entry.hint;
  return {
    code,
    severity: entry.severity,
    message: entry.message(safe),
    ...(hint !== undefined && { hint }),
    ...(place.pointer !== undefined && { pointer: place.pointer }),
    ...(place.position !== undefined && { position: place.position }),
    ...(place.file !== undefined && { file: place.file }),
    ...(place.related !== undefined && { related: place.related }),
  };
}

/** Control, format (bidirectional overrides among them) and separator characters, which could forge terminal output. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

function printable(value: unknown): unknown {
  if (typeof value !== "string") return value;
  const short = value.length > 200 ? `${value.slice(0, 199)}…` : value;
  return short.replace(UNPRINTABLE, (c) => `\\u{${c.codePointAt(0)!.toString(16)}}`);
}
