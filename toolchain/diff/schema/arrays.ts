/** Lists: whether all that are sent are taken (JSON Schema core §10.3.1, validation §6.4). */

import type { Clause, Fact } from "./clause.ts";
import { expand } from "./expand.ts";
import { canonical } from "./matching.ts";
import { found, pointerOf, verdictOf, type Ask, type Mode, type Reason, type Reasons } from "./reason.ts";
import { itemOf, NOTHING, sample, sampleArray } from "./sample.ts";

export function arrayReasons(ask: Ask, a: Clause, b: Clause, mode: Mode): Reasons {
  const reasons: Reason[] = [];
  const limit = (asked: Fact<number> | undefined, own: Fact<number> | undefined, sign: 1 | -1): void => {
    if (asked === undefined || (own !== undefined && (own.value - asked.value) * sign >= 0)) return;
    const implied =
      sign === 1
        ? a.contains.reduce((most, { min }) => Math.max(most, min), 0) >= asked.value
        : lengthOf(a) <= asked.value;
    if (implied) return;
    const length = sign === 1 ? Math.min(asked.value - 1, own?.value ?? 0) : asked.value + 1;
    reasons.push({
      kind: "size",
      verdict: "no",
      sender: own?.pointer ?? pointerOf(a),
      receiver: asked.pointer,
      path: "",
      text: `${sign === 1 ? "at least" : "at most"} ${asked.value} items${own === undefined ? "" : `, not ${own.value}`}`,
      ...found(sampleArray(a, ask.sender, 6, length)),
    });
  };
  limit(b.minItems, a.minItems, 1);
  limit(b.maxItems, a.maxItems, -1);
  if (b.unique !== undefined && a.unique === undefined && lengthOf(a) > 1) {
    const item = sample(itemOf(a, 0), ask.sender, 6);
    reasons.push({
      kind: "size",
      verdict: "no",
      sender: pointerOf(a),
      receiver: b.unique.pointer,
      path: "",
      text: "items must be unique",
      ...(item !== NOTHING && { witness: { value: [item, item] } }),
    });
  }
  const prefix = Math.max(0, ...a.lists.map((one) => one.prefix.length), ...b.lists.map((one) => one.prefix.length));
  for (let i = 0; i <= prefix; i++) {
    if (i >= lengthOf(a)) break;
    const item = itemOf(a, i);
    const asked = itemOf(b, i);
    if (asked.length === 0) continue;
    if (expand(item, ask.sender).length === 0) continue;
    const rest = i === prefix;
    const travels = a.lists.length > 0 || i === 0 ? item : item;
    for (const reason of ask.check(travels, asked, mode)) {
      const before: unknown[] = [];
      if (reason.witness !== undefined)
        for (let j = 0; j < Math.max(i, (a.minItems?.value ?? 0) - 1) && j < 20; j++) {
          const other = sample(itemOf(a, j < i ? j : j + 1), ask.sender, 6);
          if (other !== NOTHING) before.push(other);
        }
      const { witness, ...bare } = reason;
      const asked =
        witness === undefined
          ? []
          : a.contains
              .filter(({ min }) => min > 0)
              .map(({ at }) => sample([at, ...itemOf(a, prefix + 1)], ask.sender, 6));
      const wanted = asked.filter((one) => one !== NOTHING);
      const value = witness && [...before.toSpliced(Math.min(i, before.length), 0, witness.value), ...wanted];
      reasons.push({
        ...bare,
        path: `/${rest ? "*" : i}${reason.path}`,
        ...(value !== undefined && { witness: { value } }),
      });
    }
  }
  for (const { at, min, max } of b.contains) {
    const same = a.contains.find(
      (own) =>
        (min === 0 || own.min >= min) &&
        own.max <= max &&
        verdictOf(ask.check([own.at], [at])) === "yes" &&
        (max === Infinity || canonical(own.at.schema) === canonical(at.schema)),
    );
    if (same !== undefined) continue;
    const item = itemOf(a, 0);
    const all =
      min > 0 && max === Infinity && (a.minItems?.value ?? 0) >= min && verdictOf(ask.check(item, [at])) === "yes";
    if (all) continue;
    const empty = min > 0 && (a.minItems?.value ?? 0) === 0 && a.contains.length === 0;
    reasons.push({
      kind: "contains",
      verdict: "no",
      sender: a.contains[0]?.at.pointer ?? pointerOf(a),
      receiver: at.pointer,
      path: "",
      text: `${max < Infinity ? `at most ${max}` : `at least ${min}`} of the items must match \`contains\``,
      ...(empty && { witness: { value: [] } }),
    });
  }
  return reasons;
}

const lengthOf = (a: Clause): number => {
  const closed = a.lists.filter(({ rest }) => rest?.schema === false).map(({ prefix }) => prefix.length);
  return Math.min(a.maxItems?.value ?? Infinity, ...closed);
};
