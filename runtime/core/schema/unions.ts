/** `anyOf` and `oneOf`. When no branch matches, the report is about the branch that the value means, or else the nearest. */

import type { Violation } from "../validation.ts";
import { within, type Reading } from "./applicators.ts";
import { type Choose, createChoose } from "./discriminator.ts";
import { enumMessage, NO_ALTERNATIVE, SEVERAL_ALTERNATIVES } from "./messages.ts";
import { MOST_VIOLATIONS, type Check, type State } from "./node.ts";

/** Where a union stands, for its reports. */
interface Union {
  readonly keyword: "anyOf" | "oneOf";
  readonly pointer: string;
  /** Made with the first report. */
  readonly choose: () => Choose;
}

export function unionCheck(reading: Reading, keyword: "anyOf" | "oneOf"): Check | undefined {
  const nodes = reading.nodes(keyword);
  if (nodes.length === 0) return undefined;
  let choose: Choose | undefined;
  const union: Union = {
    keyword,
    pointer: `${reading.at}/${keyword}`,
    choose: () => (choose ??= createChoose(reading.schema, keyword, reading.follow)),
  };
  return (value, state, evaluated) => {
    const { report } = state;
    const branches: Violation[][] = [];
    let matching = 0;
    for (const node of nodes) {
      if (report !== undefined) state.report = [];
      if (within(node, value, state, evaluated)) matching++;
      else if (state.report !== undefined) branches.push(state.report);
      // what is evaluated has to be known of every branch
      if ((matching > 0 && keyword === "anyOf" && evaluated === undefined) || (matching > 1 && keyword === "oneOf"))
        break;
    }
    state.report = report;
    if (matching === 1 || (matching > 1 && keyword === "anyOf")) return true;
    if (matching > 1) return state.fail(keyword, union.pointer, SEVERAL_ALTERNATIVES);
    if (report !== undefined) reportBranch(value, state, branches, union);
    return false;
  };
}

/** @param branches the violations of each branch, of which none matches */
function reportBranch(
  value: unknown,
  state: State,
  branches: readonly (readonly Violation[])[],
  { keyword, pointer, choose }: Union,
): void {
  const here = state.pointer();
  const types = branches.map((branch) => typeViolation(branch, here));
  if (types.every((message) => message !== undefined)) {
    const words = new Set(types.flatMap((message) => message.replace(/^must be /, "").split(" or ")));
    state.fail(keyword, pointer, `must be ${[...words].join(" or ")}`);
    return;
  }
  const chosen = choose()(value);
  if (chosen?.indexes.length === 0) {
    state.fail("discriminator", pointer, enumMessage(chosen.values), chosen.property);
    return;
  }
  const candidates = chosen === undefined ? branches : chosen.indexes.map((i) => branches[i] ?? []);
  const [nearest = []] = candidates.toSorted((a, b) => distance(a, here) - distance(b, here));
  const { report } = state;
  for (const violation of nearest) if (report !== undefined && report.length < MOST_VIOLATIONS) report.push(violation);
  if (candidates.length > 1 || nearest.length === 0) state.fail(keyword, pointer, NO_ALTERNATIVE[keyword]);
}

/** What a branch says of a value of another type. */
const typeViolation = (branch: readonly Violation[], here: string): string | undefined => {
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
