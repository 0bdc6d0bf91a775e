/** Requests to collections that hold entries of another resource: `PUT /me/tracks?ids=…`. Loaded with the first of them. */

import { isObject } from "../../core/json-object.ts";
import type { DecodedRequest } from "../../core/types.ts";
import { alike, dig, type Entry, textOf, wrap } from "./entry.ts";
import type { OperationPlan, StoreCall } from "./operation-plan.ts";
import type { Row } from "./pages.ts";
import { declares, refuse, type RefusalReason, type StoreOutcome } from "./refusal.ts";
import type { StoreContext } from "./resource-store.ts";
import type { KeysPlace } from "./types.ts";

/** What the operations of a subset need of the others. */
export interface SubsetContext {
  readonly store: StoreContext;
  /** An entry of the resource that the subset is of. */
  find(key: string): Row | undefined;
  readonly unknown: RefusalReason;
  /** The answer to an operation that shows no entry. */
  plain(plan: OperationPlan): StoreOutcome;
}

export function answerSubset(call: StoreCall, context: SubsetContext): StoreOutcome {
  const { plan, request, collection } = call;
  const { action, operation, media, status } = plan;
  const keys = keysOf(action.keys ?? [], request);
  if (action.does === "contains") {
    const body = wrap(
      action.at,
      keys.map((key) => collection.rows.has(keyOf(key, call))),
    );
    return media === undefined || plan.validator?.is(body) === false
      ? undefined
      : { status, contentType: media.type, body };
  }
  const rows = keys.map((key) => context.find(keyOf(key, call)));
  if (rows.includes(undefined) && (keys.length === 1 || declares(operation, 404))) {
    const refused = declares(operation, 404) ? refuse(context.store.options, operation, context.unknown) : undefined;
    if (refused !== undefined) return refused;
  }
  const answer = context.plain(plan);
  if (answer === undefined) return undefined;
  for (const row of rows) {
    if (row === undefined) continue;
    const held = collection.rows.get(row.key);
    if (action.does === "add" && held === undefined) collection.put(row.key, row.value);
    if (action.does === "remove" && held !== undefined) collection.remove(held);
  }
  return answer;
}

/** The first place that has keys decides. */
function keysOf(places: readonly KeysPlace[], { params, query, body }: DecodedRequest): readonly string[] {
  for (const place of places) {
    const { name } = place;
    const value =
      place.in === "body"
        ? dig(name, body)
        : name === undefined
          ? undefined
          : (place.in === "path" ? params : query)?.[name];
    if (value === undefined || value === null || isObject(value)) continue;
    const split = place.in === "query" && typeof value === "string" ? value.split(",") : [value].flat();
    return split.map((key) => textOf(key).trim()).filter((key) => key !== "");
  }
  return [];
}

/** A key, or the key of the entry that has this value where the contract names entries so (`spotify:track:…`). */
function keyOf(given: string, { plan }: StoreCall): string {
  const { by } = plan.action;
  if (by === undefined) return given;
  for (const { key, value } of plan.store.origin?.collection().rows.values() ?? [])
    if (alike((value as Entry)[by], given)) return key;
  return given;
}
