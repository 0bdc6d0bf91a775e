/** `anyOf` and `oneOf`: where no branch fits, what is told is the branch that came nearest. */

import type { Violation } from "../validation.ts";
import { within, type Reading } from "./applicators.ts";
import { enumMessage } from "./messages.ts";
import { MOST_VIOLATIONS, type Check, type State } from "./node.ts";
import { isObject } from "../json-object.ts";

export function unionCheck(reading: Reading, keyword: "anyOf" | "oneOf"): Check | undefined {
  const nodes = reading.nodes(keyword);
  if (nodes.length === 0) return undefined;
  const pointer = `${reading.at}/${keyword}`;
  const choose = discriminatorOf(reading, keyword);
  return (value, state, evaluated) => {
    const { report } = state;
    const branches: Violation[][] = [];
    let fitting = 0;
    for (const node of nodes) {
      if (report !== undefined) state.report = [];
      if (within(node, value, state, evaluated)) fitting++;
      else if (state.report !== undefined) branches.push(state.report);
      // what is evaluated has to be known of every branch
      if ((fitting > 0 && keyword === "anyOf" && evaluated === undefined) || (fitting > 1 && keyword === "oneOf"))
        break;
    }
    state.report = report;
    if (fitting === 1 || (fitting > 1 && keyword === "anyOf")) return true;
    if (fitting > 1)
      return state.fail(keyword, pointer, "must match exactly one of the alternatives, but matches several");
    if (report !== undefined) tell(value, state, branches, keyword, pointer, choose);
    return false;
  };
}

function tell(
  value: unknown,
  state: State,
  branches: readonly (readonly Violation[])[],
  keyword: "anyOf" | "oneOf",
  pointer: string,
  choose: Discriminator | undefined,
): void {
  const here = state.pointer();
  const chosen = choose?.(value);
  if (chosen !== undefined && chosen.index === undefined) {
    state.fail("discriminator", pointer, enumMessage(chosen.values), chosen.property);
    return;
  }
  const types = branches.map((branch) => typeAsked(branch, here));
  if (types.every((type) => type !== undefined)) {
    const words = [...new Set(types.flatMap((message) => message.replace(/^must be /, "").split(" or ")))];
    state.fail(keyword, pointer, `must be ${words.join(" or ")}`);
    return;
  }
  const nearest =
    chosen?.index !== undefined
      ? branches[chosen.index]
      : branches.toSorted((a, b) => distance(a, here) - distance(b, here))[0];
  const { report } = state;
  for (const violation of nearest ?? [])
    if (report !== undefined && report.length < MOST_VIOLATIONS) report.push(violation);
  const words =
    keyword === "anyOf" ? "must match at least one of the alternatives" : "must match one of the alternatives";
  state.fail(keyword, pointer, words);
}

/** What a branch says when the value is of another type altogether. */
const typeAsked = (branch: readonly Violation[], here: string): string | undefined => {
  const found = branch.find(({ keyword, pointer }) => keyword === "type" && pointer === here);
  return found?.message;
};

/** The wrong type is furthest, then a property that stands for another branch; then the number of violations decides. */
function distance(branch: readonly Violation[], here: string): number {
  let distance = branch.length;
  for (const { keyword, pointer } of branch) {
    if (keyword === "type" && pointer === here) return 1_000_000;
    if ((keyword === "const" || keyword === "enum") && pointer.indexOf("/", here.length + 1) < 0) distance += 1000;
  }
  return distance;
}

/** The branch that a value names; without an index: it names none that there is. `undefined`: it does not say. */
type Discriminator = (
  value: unknown,
) => { readonly index: number | undefined; readonly property: string; readonly values: readonly string[] } | undefined;

/** OAS 3.2 §4.25: which branch is meant. It says nothing about whether a value fits. */
function discriminatorOf({ schema }: Reading, keyword: "anyOf" | "oneOf"): Discriminator | undefined {
  const { discriminator } = schema;
  const branches = schema[keyword];
  if (!isObject(discriminator) || !Array.isArray(branches)) return undefined;
  const property = discriminator["propertyName"];
  if (typeof property !== "string") return undefined;
  const references = branches.map((branch: unknown) => (isObject(branch) ? branch["$ref"] : undefined));
  const indexes = new Map<string, number>();
  const mapping = isObject(discriminator["mapping"]) ? discriminator["mapping"] : {};
  const mapped = new Set<number>();
  for (const [value, target] of Object.entries(mapping)) {
    const index = references.indexOf(target);
    if (index < 0) continue;
    indexes.set(value, index);
    mapped.add(index);
  }
  for (const [index, reference] of references.entries())
    if (typeof reference === "string" && !mapped.has(index)) indexes.set(nameOf(reference), index);
  const values = [...indexes.keys()];
  return (value) => {
    const named = isObject(value) ? value[property] : undefined;
    return typeof named === "string" ? { index: indexes.get(named), property, values } : undefined;
  };
}

/** The implicit value of a branch is the name of its schema. */
const nameOf = (reference: string): string => reference.slice(reference.lastIndexOf("/") + 1);
