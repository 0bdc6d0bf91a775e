/** Bodies that are sequences: event streams and lines of JSON. */

import { isObject } from "../core/json-object.ts";
import type { MediaPlan } from "./answer-plan.ts";
import { type Hash, mix } from "./generate/hash.ts";
import { NOTHING, type Values } from "./generate/index.ts";

const EVENT = { type: "object", properties: { data: { type: "string" } }, required: ["data"] };

/** @param given an example or a patch; else there are three items */
export async function* sequence(
  values: Values,
  plan: MediaPlan,
  hash: Hash,
  given: unknown,
): AsyncGenerator<unknown, void, undefined> {
  const items = itemsOf(values, plan, hash, given);
  yield* plan.media.kind === "lines" ? items : items.map(eventOf);
}

function itemsOf(values: Values, { item, media }: MediaPlan, hash: Hash, given: unknown): readonly unknown[] {
  if (Array.isArray(given)) return given;
  return [0, 1, 2].flatMap((index) => {
    const each = { hash: mix(hash, index) };
    if (item === undefined) {
      const value = values.make(EVENT, each);
      return value === NOTHING ? [] : [value];
    }
    const found = values.valid(item, each);
    if (!("value" in found)) return [];
    // A made up name or time would keep an `EventSource` from its listeners, or from the server.
    const isWrapped = media.kind === "events" && media.item !== "itemSchema";
    const payload = isWrapped && isObject(found.value) ? found.value["data"] : undefined;
    return [payload === undefined ? found.value : { id: String(index + 1), data: payload }];
  });
}

/** An example may be an event, or what its `data` holds. */
const eventOf = (item: unknown): unknown => (isObject(item) && "data" in item ? item : { data: item });
