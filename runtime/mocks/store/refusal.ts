/** What a store says no with: the declared answer that comes nearest. */

import { responseFor } from "../../core/answer/response-for.ts";
import type { Operation } from "../../core/contract.ts";
import { statusPhrase } from "../../core/http/status.ts";
import type { Answer } from "../../core/types.ts";
import { PROBLEM_MEDIA_TYPE } from "../../core/problem/index.ts";
import { isPlainly } from "../plainly.ts";
import { type Forms, type StoreOptions, waited } from "./room.ts";

export interface Refusal {
  /** In order of preference: the first that is declared by itself, else by a range. */
  readonly statuses: readonly number[];
  readonly detail: string;
  /** Members of the request's body that are to blame. */
  readonly blamed?: readonly string[];
  /** What is wrong with each of them. */
  readonly message?: string;
}

export const declares = ({ responses }: Operation, status: number): boolean =>
  responses.some((response) => response.status === String(status));

export class Refusals {
  readonly #options: StoreOptions;
  #forms: Forms | undefined;

  constructor(options: StoreOptions) {
    this.#options = options;
  }

  /**
   * `undefined`: the contract declares nothing of the kind.
   * @throws Promise where the form is the contract's own and what knows it has to be loaded: to be waited for, and asked again
   */
  answer(operation: Operation, refusal: Refusal): Answer | undefined {
    const { statuses, detail, blamed, message = detail } = refusal;
    const status = statuses.find((each) => declares(operation, each)) ?? statuses[0] ?? 400;
    const declared = responseFor(operation, status);
    if (declared === undefined) return undefined;
    const { content = [] } = declared;
    if (content.length === 0) return { status };
    const errors = blamed?.map((name) => ({ in: "body" as const, pointer: `/${name}`, message }));
    const problem = { type: "about:blank", title: statusPhrase(status), status, detail, ...(errors && { errors }) };
    if (isPlainly(this.#options.responses, operation, declared, problem))
      return { status, contentType: PROBLEM_MEDIA_TYPE, body: problem };
    this.#forms ??= waited(this.#options.forms().then((forms) => void (this.#forms = forms)));
    return this.#forms.answer(operation, problem);
  }
}
