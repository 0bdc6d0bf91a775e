/** A request as the log of mocks over HTTP has it. */

import type { Exchange } from "./exchange.ts";

export interface RequestEntry {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  /** 0 where there was no answer. */
  readonly status: number;
  readonly milliseconds: number;
  /** Absent where the request leads to none. */
  readonly operation?: string;
  /** Who answered, and why; absent for what never reached the mocks: a CORS preflight, or no request at all. */
  readonly outcome?: Exchange["outcome"];
  /** In what way the request, or a proxied answer, breaks the contract. */
  readonly violations?: readonly PlacedViolation[];
}

/** One place in which a request or an answer breaks the contract. */
export interface PlacedViolation {
  /** `body`, `query limit`, `answer body` and the like; empty where it is the request as a whole. */
  readonly where: string;
  /** Into the value that stands there. */
  readonly pointer: string;
  readonly message: string;
}
