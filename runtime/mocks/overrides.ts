/** What `mocks.on` was told, newest first. */

import type { Answer } from "../core/types.ts";
import type { OverrideOptions } from "./types.ts";

/** Untyped: what generated code types by operation. */
export type AnyHandler = (request: object, context: object) => unknown;
export interface AnyPatch {
  readonly status: number;
  readonly patch: unknown;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly contentType?: string;
}
export type AnyAnswer = Answer | AnyPatch | AnyHandler;

export interface ActiveOverride {
  readonly answer: AnyAnswer;
  readonly options: OverrideOptions;
}

export class Overrides {
  readonly #active = new Map<string, { readonly override: ActiveOverride; left: number }[]>();

  add(operation: string, answer: AnyAnswer, options: OverrideOptions = {}): void {
    const left = options.times ?? (options.once === true ? 1 : Infinity);
    if (!(left > 0)) return;
    const list = this.#active.get(operation) ?? [];
    list.unshift({ override: { answer, options }, left });
    this.#active.set(operation, list);
  }

  /** The newest, which is used up by one. */
  take(operation: string): ActiveOverride | undefined {
    const list = this.#active.get(operation);
    const newest = list?.[0];
    if (list === undefined || newest === undefined) return undefined;
    newest.left -= 1;
    if (newest.left <= 0) list.shift();
    return newest.override;
  }

  clear(): void {
    this.#active.clear();
  }
}
