/** What is told of each request, to recorders, panels and logs. */

import type { Answer, DecodedRequest, ProblemDocument, RequestViolation } from "../core/index.ts";

/**
 * Where an answer came from: an override, the store, the contract's example, a generated value; `refused`: the request, as
 * the server would refuse it; `fault`: asked for by
 * an override, or the caller gave up; `proxied`: from the real server.
 */
export type Outcome = "override" | "store" | "example" | "generated" | "refused" | "fault" | "proxied";

export interface Exchange {
  /** Absent where the request leads to none. */
  readonly operation?: string;
  readonly request: {
    readonly method: string;
    /** Path and query as received. */
    readonly url: string;
    readonly headers: Headers;
  };
  /** The request as a handler gets it; absent where it was refused. */
  readonly decoded?: DecodedRequest;
  /** As a handler gives it; absent where the request was refused or the answer broke the contract. */
  readonly answer?: Answer;
  /** 0 where a fault leaves no answer. */
  readonly status: number;
  readonly outcome: Outcome;
  /** Why the request was refused. */
  readonly problem?: ProblemDocument;
  /** In what way the request breaks the contract. */
  readonly violations?: readonly RequestViolation[];
  /** What the mocks, an override or a scenario failed with, an `AnswerError` where the answer breaks the contract. */
  readonly error?: unknown;
  /** From the call to the answer, delay included. */
  readonly milliseconds: number;
}

export type Listener = (exchange: Exchange) => void;

export class Observers<T> {
  readonly #listeners = new Set<(what: T) => void>();

  get any(): boolean {
    return this.#listeners.size > 0;
  }

  /** @returns a function that ends it */
  add(listener: (what: T) => void): () => void {
    const own = (what: T): void => listener(what); // one function may listen twice
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }

  /** @param failed told of what a listener throws: the answer must not go with it */
  tell(what: T, failed: (error: unknown) => void): void {
    for (const listener of this.#listeners) {
      try {
        listener(what);
      } catch (error) {
        failed(error);
      }
    }
  }
}
