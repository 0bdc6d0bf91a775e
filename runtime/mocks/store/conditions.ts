/** Conditional requests (RFC 9110 §13), where the contract declares their answers. */

import type { Answer } from "../../core/types.ts";
import type { ReachedBy } from "../api-links.ts";
import { etagOf, type OperationPlan, type StoreCall } from "./operation-plan.ts";
import type { StoreOptions } from "./options.ts";
import type { Row } from "./pages.ts";
import { declares, refuse, type StoreOutcome } from "./refusal.ts";

/** The 304 for a reader that has the entry already. */
export function notModified({ etag, operation }: OperationPlan, info: ReachedBy, row: Row): Answer | undefined {
  if (etag === undefined || !declares(operation, 304)) return undefined;
  const wanted = info.header("if-none-match");
  const tag = etagOf(row.value);
  const has = wanted !== undefined && (wanted === "*" || weakly(wanted, tag));
  return has ? { status: 304, headers: { [etag]: tag } } : undefined;
}

/** The refusal of a change to an entry that is not as the request expects it. */
export function unmetCondition(
  options: StoreOptions,
  { plan: { operation, action }, info }: StoreCall,
  row: Row,
): StoreOutcome {
  if (action.does === "read") return undefined;
  const wanted = declares(operation, 412) || declares(operation, 428) ? info.header("if-match") : undefined;
  if (wanted === undefined)
    return declares(operation, 428)
      ? refuse(options, operation, { statuses: [428], detail: "The header If-Match is required." })
      : undefined;
  if (wanted === "*" || wanted.split(",").some((tag) => tag.trim() === etagOf(row.value))) return undefined;
  return refuse(options, operation, { statuses: [412], detail: "The entry has changed since." });
}

/** RFC 9110 §13.1.2 */
const weakly = (field: string, tag: string): boolean =>
  field.split(",").some((each) => each.trim().replace(/^W\//, "") === tag);
