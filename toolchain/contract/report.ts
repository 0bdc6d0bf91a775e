/** Collects what is wrong with a contract. A mistake made a thousand times is listed a few times and counted. */

import { diagnostic, table, type Code, type Diagnostic, type Params, type Position } from "../diagnostics/index.ts";

const LISTED = 20;
/** What a program has written into a whole contract is known from a few. */
const FEW: Partial<Record<Code, number>> = { "undefined-style": 3 };

const most = (code: Code): number => FEW[code] ?? LISTED;

export interface At {
  readonly pointer?: string;
  /** Further places. */
  readonly also?: readonly { readonly message: string; readonly pointer: string }[];
}

export type Report = <C extends Code>(code: C, params: Params<C>, at?: At) => void;

export interface Collector {
  readonly report: Report;
  /** All of them, in the order of reporting, and the counts of what is not listed. */
  diagnostics(): Diagnostic[];
}

/** Without warnings whose codes are silenced; errors stay. */
export const audible = (diagnostics: readonly Diagnostic[], silence: readonly string[] = []): readonly Diagnostic[] =>
  silence.length === 0
    ? diagnostics
    : diagnostics.filter(({ code, severity }) => severity === "error" || !silence.includes(code));

/** @param silence codes of warnings that are not collected */
export function createCollector(
  locate: (pointer: string) => Position | undefined,
  silence: readonly string[] = [],
): Collector {
  const listed: Diagnostic[] = [];
  const counts = new Map<Code, number>();
  const seen = new Set<string>();
  return {
    report: (code, params, { pointer, also = [] } = {}) => {
      if (silence.includes(code) && table[code].severity !== "error") return;
      // A part that is referred to from several places is built for each.
      const id = `${code} ${pointer} ${JSON.stringify(params)}`;
      if (seen.has(id)) return;
      seen.add(id);
      const count = (counts.get(code) ?? 0) + 1;
      counts.set(code, count);
      if (count > most(code)) return;
      const related = also.flatMap((place) => {
        const position = locate(place.pointer);
        return position === undefined ? [] : [{ message: place.message, position }];
      });
      const position = pointer === undefined ? undefined : locate(pointer);
      listed.push(diagnostic(code, params, { pointer, position, ...(related.length > 0 && { related }) }));
    },
    diagnostics: () => [
      ...listed,
      ...[...counts]
        .filter(([code, count]) => count > most(code) && table[code].severity !== "info")
        .map(([code, count]) => diagnostic("more-of-the-same", { code, count: count - most(code) })),
    ],
  };
}
