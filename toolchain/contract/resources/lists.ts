/** Lists that belong to no resource: their entries are generated, and pages of them have to agree with one another. */

import type { ListAnswer } from "tenon-runtime/mocks";
import type { Contract } from "../model.ts";
import { lastWord, listIn, success, templateOf } from "./answers.ts";
import { listPlan } from "./names.ts";
import { createShapes } from "./shapes.ts";

/** By operation; only lists with pages or with members that say how many entries there are. */
export function inferLists(
  contract: Pick<Contract, "operations" | "resources" | "schemas">,
): Readonly<Record<string, ListAnswer>> {
  const shapes = createShapes(contract);
  const stored = new Set(contract.resources.flatMap(({ operations }) => Object.keys(operations)));
  const lists: Record<string, ListAnswer> = {};
  for (const operation of contract.operations) {
    if (operation.method !== "GET" || stored.has(operation.name)) continue;
    const found = listIn(success(operation), () => true, lastWord(templateOf(operation.path)), shapes);
    const plan = found && listPlan(operation, found.entry, found, shapes);
    if (found === undefined || (plan?.page === undefined && plan?.frame === undefined)) continue;
    const { page, frame } = plan;
    lists[operation.name] = {
      status: found.response.status,
      ...(found.at !== "" && { at: found.at }),
      list: { ...(page && { page }), ...(frame && { frame }) },
    };
  }
  return lists;
}
