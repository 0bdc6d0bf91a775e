/** Lists: the same request gives the same order, and totals count the entries. */

import { operationAt } from "tenon-runtime/core";
import type { Input } from "../cases/index.ts";
import { shortened } from "../checks/answer.ts";
import { entriesOf, jsonOf, memberAt, type Doing, type Known } from "../known.ts";
import type { Session } from "../session.ts";
import { headerOf, type Reply } from "../target.ts";

/** Lists of the same request that are compared. */
const TIMES = 4;

/** @param queries the query without an order, and with each order */
export async function orderChecks(
  session: Session,
  known: Known,
  list: Doing,
  input: Input,
  { key, queries }: { readonly key: string; readonly queries: readonly Readonly<Record<string, unknown>>[] },
): Promise<void> {
  const { operation, action } = list;
  if (!session.wants("stable-order")) return;
  for (const query of queries) {
    const request = await known.request(operation, { ...input, query: { ...input.query, ...query } });
    let first: readonly unknown[] | undefined;
    for (let time = 0; time < TIMES; time += 1) {
      const reply = await session.send(request, { operation, name: "the same list again" });
      if (reply === undefined || reply.status >= 300) break;
      const keys = entriesOf(action, reply).map((entry) => entry[key]);
      first ??= keys;
      // The page may have other entries: those that both have must be in one order.
      const before = first.filter((each) => keys.includes(each));
      const after = keys.filter((each) => before.includes(each));
      if (after.every((each, index) => each === before[index])) continue;
      const message = `the same request gave ${shortened(first)}, then ${shortened(keys)}`;
      const expected = "the same order, so that pages do not repeat or skip entries";
      session.find(
        { check: "stable-order", message, expected, at: operationAt(operation) },
        { operation, name: "the same list again", before: [request] },
        request,
        reply,
      );
      return;
    }
  }
}

/** The number of all entries that a page or its header gives; `undefined` if it gives none. */
export function totalOf({ action }: Doing, reply: Reply): number | undefined {
  const [place] = Object.entries(action.list?.frame ?? {}).find(([, role]) => role === "total") ?? [];
  if (place === undefined) return undefined;
  const value = place.startsWith("header ") ? headerOf(reply, place.slice(7)) : memberAt(jsonOf(reply), place);
  return value === undefined || value === null || value === "" ? undefined : Number(value);
}
