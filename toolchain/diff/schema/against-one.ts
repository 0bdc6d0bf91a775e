/** One clause against another of its type: what the other asks for, keyword by keyword. */

import { equal } from "tenon-runtime/validators";
import { arrayReasons } from "./arrays.ts";
import type { Clause } from "./clause.ts";
import { inert } from "./inert.ts";
import { numberReasons } from "./numbers.ts";
import { objectReasons } from "./objects.ts";
import {
  doubtfulOf,
  found,
  pointerOf,
  verdictOf,
  type Ask,
  type Kind,
  type Mode,
  type Reason,
  type Reasons,
} from "./reason.ts";
import { NOTHING, sampleClause } from "./sample.ts";
import { stringReasons } from "./strings.ts";
import { opaqueReasons, valueReasons } from "./values.ts";

export function againstOne(ask: Ask, a: Clause, b: Clause, mode: Mode): Reasons {
  ask.spend();
  return doubtfulOf(a, reasonsOf(ask, a, b, mode));
}

function reasonsOf(ask: Ask, a: Clause, b: Clause, mode: Mode): Reasons {
  const reasons: Reason[] = [];
  const fail = (
    kind: Kind,
    sender: string | undefined,
    receiver: string,
    text: string,
    witness: unknown = NOTHING,
    verdict: "no" | "unknown" = "no",
  ): void => {
    reasons.push({ kind, verdict, sender: sender ?? pointerOf(a), receiver, path: "", text, ...found(witness) });
  };
  if (b.values !== undefined) {
    const value = besides(ask, a, b.values);
    fail(
      "enum",
      undefined,
      b.valuesAt || pointerOf(b),
      `only ${b.values
        .slice(0, 8)
        .map((one) => JSON.stringify(one))
        .join(", ")} ${b.values.length > 1 ? "are" : "is"} allowed`,
      value,
    );
    return reasons;
  }
  for (const { value, pointer } of b.excluded) {
    if (a.excluded.some((one) => equal(one.value, value))) continue;
    const one: Clause = { ...a, valuesAt: pointerOf(a) };
    const judged = verdictOf(valueReasons(ask, value, { ...one, values: [value] }, a));
    if (judged !== "no")
      fail(
        "enum",
        undefined,
        pointer,
        `${JSON.stringify(value)} is excluded`,
        judged === "yes" ? value : NOTHING,
        judged === "yes" ? "no" : "unknown",
      );
  }
  reasons.push(...opaqueReasons(a, b), ...inert(a, b));
  switch (a.type) {
    case "number":
      reasons.push(...numberReasons(ask, a, b));
      break;
    case "string":
      reasons.push(...stringReasons(ask, a, b));
      break;
    case "array":
      reasons.push(...arrayReasons(ask, a, b, mode));
      break;
    case "object":
      reasons.push(...objectReasons(ask, a, b, mode));
      break;
    default: // null and booleans have values
  }
  return reasons;
}

/** A value of the clause that is none of these. */
function besides(ask: Ask, a: Clause, values: readonly unknown[]): unknown {
  const first = sampleClause(
    { ...a, excluded: [...a.excluded, ...values.map((value) => ({ value, pointer: "" }))] },
    ask.sender,
  );
  return values.some((value) => equal(value, first)) ? NOTHING : first;
}
