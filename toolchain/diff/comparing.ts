/** The input of the comparison of each part, and the list to which it adds changes. */

import type { Contract, Operation } from "../contract/index.ts";
import type { Change, ChangeDirection, Counterexample, Place } from "./changes.ts";
import type { Mode } from "./schema/reason.ts";
import type { Direction, Expression, World } from "./schema/world.ts";

/** A change before its places are known. */
export interface FoundChange extends Omit<Change, "base" | "revision" | "counterexample"> {
  readonly base?: string | undefined;
  readonly revision?: string | undefined;
  /** The change is breaking only if validators confirm the value as a counterexample. */
  readonly doubtful?: boolean;
  /** A value that may be a counterexample, and the part to validate it with. */
  readonly witness?: {
    readonly value: unknown;
    readonly validIn: Counterexample["validIn"];
    readonly operation: Pair<Operation>;
    readonly part: ComparedPart;
  };
}

/** The part of a message that a value belongs to. */
export interface ComparedPart {
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
  /** Whether two parts of the documents are equal, references included. */
  isSame(base: unknown, revision: unknown): boolean;
  /** @param id a key of `IDS`. Its ratings apply unless `more` has others */
  add(id: string, direction: ChangeDirection, more: Partial<FoundChange> & { message: string }): void;
  /** What travels from clients to the API is sent by the base and taken by the revision; what comes back the other way. */
  schemas(
    context: Context,
    place: Place,
    part: ComparedPart,
    where: string,
    base: Expression,
    revision: Expression,
    mode?: Mode,
    lists?: boolean,
  ): void;
}
