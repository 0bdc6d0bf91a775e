/** The comparison of one clause with another of its type, and the reasons that it collects. */

import type { Clause } from "./clause.ts";
import { found, pointerOf, type Ask, type Kind, type Mode, type Reason, type Reasons } from "./reason.ts";
import { NOTHING } from "./sample.ts";

interface Failure {
  readonly kind: Kind;
  /** Default: the pointer of the sent clause. */
  readonly sender?: string | undefined;
  readonly receiver: string;
  readonly path?: string;
  readonly text: string;
  /** A value that is sent and refused. */
  readonly witness?: unknown;
  /** Default: `no`. */
  readonly verdict?: Reason["verdict"];
  readonly only?: "sender" | "receiver";
}

export class Comparison {
  readonly ask: Ask;
  /** The clause whose values are sent. */
  readonly sent: Clause;
  /** The clause whose values are accepted. */
  readonly accepted: Clause;
  readonly mode: Mode;
  readonly reasons: Reason[] = [];

  constructor(ask: Ask, sent: Clause, accepted: Clause, mode: Mode = "json") {
    this.ask = ask;
    this.sent = sent;
    this.accepted = accepted;
    this.mode = mode;
  }

  fail({ kind, sender, receiver, path = "", text, witness = NOTHING, verdict = "no", only }: Failure): void {
    this.reasons.push({
      kind,
      verdict,
      sender: sender ?? pointerOf(this.sent),
      receiver,
      path,
      text,
      ...found(witness),
      ...(only !== undefined && { only }),
    });
  }

  add(reasons: Reasons): void {
    this.reasons.push(...reasons);
  }
}
