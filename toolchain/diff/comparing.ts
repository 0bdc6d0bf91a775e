/** What the comparison of each part is given, and what it adds to. */

import type { Contract, Operation } from "../contract/index.ts";
import type { Change, ChangeDirection, Counterexample, Place } from "./changes.ts";
import type { Mode } from "./schema/reason.ts";
import type { Direction, Expression, World } from "./schema/world.ts";

/** A change before its places are known. */
export interface Found extends Omit<Change, "base" | "revision" | "counterexample"> {
  readonly base?: string | undefined;
  readonly revision?: string | undefined;
  /** It is breaking only if the value is proved to be a counterexample. */
  readonly doubtful?: boolean;
  /** A value that may be a counterexample, and where to hold it against. */
  readonly witness?: {
    readonly value: unknown;
    readonly validIn: Counterexample["validIn"];
    readonly operation: Pair<Operation>;
    readonly part: Part;
  };
}

/** What a value is a value of. */
export interface Part {
  readonly kind: "parameter" | "body" | "response" | "header";
  /** Parameter: `query limit`; header: its name; else the media type. */
  readonly name: string;
  readonly other?: string;
  readonly status?: string;
  readonly otherStatus?: string;
}

export interface Pair<T> {
  readonly base: T;
  readonly revision: T;
}

/** Who sends the requests: clients, or with webhooks and callbacks the API. */
export type Caller = "client" | "api";

export interface Side {
  readonly contract: Contract;
  readonly worlds: Readonly<Record<Direction, World>>;
}

export interface Context {
  readonly operation: Pair<Operation>;
  readonly label: string;
  readonly caller: Caller;
}

export interface Comparing {
  readonly base: Side;
  readonly revision: Side;
  /** Whether two parts of the documents say the same, with all that they refer to. */
  isSame(base: unknown, revision: unknown): boolean;
  /** @param id a key of `IDS`, by which it is rated where `more` does not say otherwise */
  add(id: string, direction: ChangeDirection, more: Partial<Found> & { message: string }): void;
  /** What travels from clients to the API is sent by the base and taken by the revision; what comes back the other way. */
  schemas(
    context: Context,
    place: Place,
    part: Part,
    where: string,
    base: Expression,
    revision: Expression,
    mode?: Mode,
    lists?: boolean,
  ): void;
}
