/** What a case is: a request, and what the contract says of it. */

import type { MediaType, ViolationPlace } from "tenon-runtime/core";

export interface Case {
  /** The operation's name. */
  readonly operation: string;
  /** Part of a sentence: `query limit just above its maximum`. */
  readonly name: string;
  readonly request: CaseRequest;
  readonly expected: Expected;
  /** What {@link request} says, where it was written from values: then it can be written anew with some of them changed. */
  readonly meant?: Meant;
}

export interface Meant {
  readonly input: Input;
  readonly media: MediaType | undefined;
}

export interface CaseRequest {
  readonly method: string;
  /** Path and query, percent-encoded, below the server's base path. */
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: Uint8Array<ArrayBuffer>;
}

export type Expected =
  /** The handler is called with this; defaults may come to it. */
  | { readonly kind: "valid"; readonly input: Input }
  | { readonly kind: "invalid"; readonly status: number; readonly at?: Broken };

/** The one thing that is wrong with a request. */
export interface Broken {
  readonly in: ViolationPlace;
  /** Of the parameter. */
  readonly name?: string;
  /** JSON Pointer into the value. */
  readonly pointer: string;
  readonly keyword: string;
}

export type Part = "params" | "query" | "headers" | "cookies";

/** What a caller means by a request, as a client takes it and a handler receives it. */
export type Input = { readonly [P in Part]?: Readonly<Record<string, unknown>> } & {
  readonly body?: unknown;
  readonly contentType?: string;
};

/** A value of which two judges say different things: one of them has a mistake. */
export interface Dispute {
  readonly operation: string;
  readonly name: string;
  /** As in `Validators`: `"query limit"`. */
  readonly place: string;
  readonly value: unknown;
  readonly reason: string;
}

export interface Cases {
  readonly cases: readonly Case[];
  readonly disputes: readonly Dispute[];
  /** How many values were left out since nothing certain can be said of them, or the wire cannot hold them. */
  readonly dropped: number;
}
