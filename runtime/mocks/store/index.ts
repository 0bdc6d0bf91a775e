/**
 * The store: what makes mocks remember. Operations of resources (`/students`, `/students/{studentId}`) are answered from
 * entries that requests create, change and delete; everything else is none of its business.
 */

import type { Operation } from "../../core/contract.ts";
import type { DecodedRequest } from "../../core/types.ts";
import type { ReachedBy } from "../api-links.ts";
import { mix } from "../generate/hash.ts";
import { createDb } from "./db.ts";
import { Operations } from "./operations.ts";
import { ResourceStore } from "./resource-store.ts";
import { START, type State, type StoreOptions } from "./options.ts";
import type { StoreOutcome } from "./refusal.ts";
import type { AnyDb } from "./types.ts";

export type { StoreOptions, ValidValues } from "./options.ts";
export { type StoreAnswer, StoreRefusal, type StoreOutcome } from "./refusal.ts";
export type * from "./types.ts";

export interface Store {
  /** Whether the operation belongs to a resource. */
  keeps(operation: Operation): boolean;
  /** Whether the operation changes entries but answers something else: the caller makes the answer. */
  generates(operation: Operation): boolean;
  /** Loads what answering this operation takes, before anything changes. `undefined`: nothing is missing. */
  prepare(operation: Operation): Promise<void> | undefined;
  /**
   * The answer of a resource's operation. `undefined`: the operation belongs to no resource, or no stored entry fits the
   * declared response. The answer lacks required headers that the store does not know (rate limits for instance): the
   * caller adds them.
   */
  answer(operation: Operation, request: DecodedRequest, info: ReachedBy): StoreOutcome;
  /** Typed by generated code: `mocks.db.students.add({ … })`, `mocks.db.snapshot()`. */
  readonly db: AnyDb;
  /** The resources that are kept. */
  readonly stores: Iterable<ResourceStore>;
}

/** Lazy: nothing is made before it is first asked for. */
export function createStore(options: StoreOptions): Store {
  const byName = new Map(options.contract.operations.map((operation) => [operation.name, operation]));
  const stores = new Map<string, ResourceStore>();
  const state: State = { clock: START, made: 0 };
  const context = {
    options,
    state,
    stores,
    seed: mix(mix(0, String(options.seed ?? 0)), "store"),
    now() {
      const { now, ahead = () => 0 } = options;
      return (now === undefined ? (state.clock += 1000) : now()) + ahead();
    },
    after: (time: number) => {
      if (time > state.clock) state.clock = time;
    },
    store: (name: string) => stores.get(name)!, // relations and parents name resources
  };
  for (const resource of options.resources)
    stores.set(resource.name, new ResourceStore(context, resource, byName.get(resource.home)));
  const operations = new Operations(context);
  return {
    keeps: (operation) => operations.keeps(operation),
    generates: (operation) => operations.generates(operation),
    prepare: (operation) => operations.prepare(operation),
    answer: (operation, request, info) => operations.answer(operation, request, info),
    db: createDb(context),
    get stores() {
      return stores.values();
    },
  };
}
