/** What Tenon and the process of an application say to each other. Node copies the values (structured clone). */

import type { CaseRequest } from "../../../verify/cases/index.ts";
import type { Insight, NoReply, Reply } from "../../../verify/target.ts";

export interface Start {
  readonly file: string;
  readonly base: string;
  /** 0: any that is free. */
  readonly port: number;
}

/** The first message of the process. */
export type Started =
  /** `lacks` is present if the application has no socket: requests come as messages. */
  { readonly url: string; readonly lacks?: readonly string[] } | { readonly problem: string };

export interface Call {
  readonly id: number;
  readonly ask:
    | { readonly kind: "send"; readonly request: CaseRequest; readonly within?: number }
    | { readonly kind: "literals" }
    | { readonly kind: "newCode" };
}

export interface Result {
  readonly id: number;
  readonly value?: Reply | Awaited<ReturnType<Insight["literals"]>> | boolean;
  readonly noReply?: Pick<NoReply, "message" | "kind">;
}
