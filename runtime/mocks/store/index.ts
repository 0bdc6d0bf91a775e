/**
 * The store: what makes mocks remember. Operations of resources (`/students`, `/students/{studentId}`) are answered from
 * entries that requests create, change and delete; everything else is none of its business.
 */

import type { Operation } from "../../core/contract.ts";
import type { Answer, DecodedRequest, RequestInfo } from "../../core/types.ts";
import { mix } from "../generate/hash.ts";
import { createDb } from "./db.ts";
import { Operations } from "./operations.ts";
import { Shelf } from "./shelf.ts";
import { START, type State, type StoreOptions } from "./room.ts";
import type { AnyDb } from "./types.ts";

export type { JsonPatch, StoreOptions, ValidValues } from "./room.ts";
export type * from "./types.ts";

/** At once, but for the first refusal in a form of the contract's own. */
export type Kept = Answer | undefined | Promise<Answer | undefined>;

export interface Store {
  /**
   * What a resource's operation is answered with. `undefined`: it is none, or nothing that is kept fits what it declares:
   * generate an answer instead. Headers that the contract requires and that are not the store's (rate limits for instance)
   * are not in it: whoever asks adds them.
   */
  answer(operation: Operation, request: DecodedRequest, info: Pick<RequestInfo, "url" | "header">): Kept;
  /** Typed by generated code: `mocks.db.students.add({ … })`, `mocks.db.snapshot()`. */
  readonly db: AnyDb;
}

/** Lazy: nothing is made before it is first asked for. */
export function createStore(options: StoreOptions): Store {
  const byName = new Map(options.contract.operations.map((operation) => [operation.name, operation]));
  const shelves = new Map<string, Shelf>();
  const state: State = { clock: START, made: 0 };
  /** By so much the clock has gone on for the request at hand. */
  let passed = 0;
  const room = {
    options,
    state,
    shelves,
    seed: mix(mix(0, String(options.seed ?? 0)), "store"),
    now() {
      if (options.now !== undefined) return options.now();
      passed += 1000;
      return (state.clock += 1000);
    },
    after: (time: number) => {
      if (time > state.clock) state.clock = time;
    },
    shelf: (name: string) => shelves.get(name)!, // relations and parents name resources
  };
  for (const resource of options.resources)
    shelves.set(resource.name, new Shelf(room, resource, byName.get(resource.home)));
  const operations = new Operations(room);
  const answer: Store["answer"] = (operation, request, info) => {
    const { made } = state;
    passed = 0;
    try {
      return operations.answer(operation, request, info);
    } catch (error) {
      // What it takes is being loaded. Nothing has been changed: a refusal comes first. There may be more to load.
      if (!(error instanceof Promise)) throw error;
      state.made = made;
      state.clock -= passed;
      return error.then(() => answer(operation, request, info));
    }
  };
  return {
    answer,
    db: createDb(room),
  };
}
