/** Keywords that have no effect on the type beside them, but that their author meant to have one. */

import type { Clause } from "./clause.ts";
import { pointerOf, type Reason } from "./reason.ts";

/**
 * What is asked of a type that neither has: the same on both sides, or less. What is there on one side only was put beside
 * its type by mistake, or is tidied up; `format` alone is put there to say what the value is.
 */
export function inert(a: Clause, b: Clause): Reason[] {
  return b.inert.flatMap(({ value, pointer }) => {
    const keyword = value.slice(0, value.indexOf(" "));
    const text = value.slice(keyword.length + 1);
    if (a.inert.some((one) => one.value === value)) return [];
    const own = a.inert.find((one) => one.value.startsWith(`${keyword} `));
    if (own === undefined && keyword !== "format") return [];
    if (own !== undefined) {
      const mine = Number(own.value.slice(keyword.length + 1));
      const theirs = Number(text);
      if (/^(?:exclusiveM|m)in/.test(keyword) && mine >= theirs) return [];
      if (/^(?:exclusiveM|m)ax/.test(keyword) && mine <= theirs) return [];
    }
    return [
      {
        kind: "inert" as const,
        verdict: "no" as const,
        sender: own?.pointer ?? pointerOf(a),
        receiver: pointer,
        path: "",
        text: `${keyword} ${text} is required`,
      },
    ];
  });
}
