/** Why the store refuses a request, and which declared response says so. */

import { responseFor } from "../../core/answer/response-for.ts";
import type { Operation } from "../../core/contract.ts";
import { statusPhrase } from "../../core/http/status.ts";
import { PROBLEM_MEDIA_TYPE, type ProblemDocument } from "../../core/problem/index.ts";
import type { Answer } from "../../core/types.ts";
import { isDeclaredProblem } from "../problem-document.ts";
import type { StoreOptions } from "./options.ts";

export interface RefusalReason {
  /** In order of preference: the first that is declared by itself, else by a range. */
  readonly statuses: readonly number[];
  readonly detail: string;
  /** Members of the request's body that are to blame. */
  readonly blamed?: readonly string[];
  /** What is wrong with each of them. */
  readonly message?: string;
}

/** A refusal that the contract declares in a form of its own: the caller of the store fills that form. */
export class StoreRefusal {
  readonly problem: ProblemDocument;

  constructor(problem: ProblemDocument) {
    this.problem = problem;
  }
}

/** The answer of a store. */
export interface StoreAnswer extends Answer {
  /** The operation's answer shows no entry: the caller makes the body, with these members. */
  readonly around?: Readonly<Record<string, unknown>>;
}

/** `undefined`: the store has no answer that the contract declares. */
export type StoreOutcome = StoreAnswer | StoreRefusal | undefined;

export const declares = ({ responses }: Operation, status: number): boolean =>
  responses.some((response) => response.status === String(status));

/** `undefined`: the contract declares no such status. */
export function refuse({ responses }: StoreOptions, operation: Operation, reason: RefusalReason): StoreOutcome {
  const { statuses, detail, blamed, message = detail } = reason;
  const status = statuses.find((each) => declares(operation, each)) ?? statuses[0] ?? 400;
  const declared = responseFor(operation, status);
  if (declared === undefined) return undefined;
  if ((declared.content ?? []).length === 0) return { status };
  const errors = blamed?.map((name) => ({ in: "body" as const, pointer: `/${name}`, message }));
  const problem = { type: "about:blank", title: statusPhrase(status), status, detail, ...(errors && { errors }) };
  return isDeclaredProblem(responses, operation, declared, problem)
    ? { status, contentType: PROBLEM_MEDIA_TYPE, body: problem }
    : new StoreRefusal(problem);
}
