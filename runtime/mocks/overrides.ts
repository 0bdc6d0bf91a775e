/** What `mocks.on` was told, newest first. */

import type { Answer } from "../core/types.ts";

/** Milliseconds, or from…to, chosen by the seed. */
export type Delay = number | readonly [from: number, to: number];

export interface OverrideOptions {
  /** For one request; the same as `times: 1`. */
  readonly once?: boolean | undefined;
  /** For so many requests, after which what was there before applies again. */
  readonly times?: number | undefined;
  readonly delay?: Delay | undefined;
  /** `false`: the override answers before authorisation, so that credentials may be missing. Default true. */
  readonly authorize?: boolean | undefined;
}

/**
 * What no contract allows, on purpose.
 *
 * - `network`: there is no answer, and `fetch` rejects with a TypeError; over HTTP the connection is closed.
 * - `timeout`: there is no answer until the caller gives up, or the mocks are reset.
 * - `malformed`: what would have been answered, broken off in the middle; or what is given here, whatever it is.
 */
export type Fault = { readonly fault: "network" | "timeout"; readonly status?: undefined } | MalformedFault;

export interface MalformedFault {
  readonly fault: "malformed";
  /** Send this, whatever it is. A part that is left out is that of the usual answer. */
  readonly answer?: { readonly status?: number; readonly contentType?: string; readonly body?: string };
  /** Not there: see {@link MockHandler.status}. */
  readonly status?: undefined;
}

/** Untyped: what generated code types by operation. */
export type AnyHandler = (request: object, context: object) => unknown;
export interface AnyPatch {
  readonly status: number;
  readonly patch: unknown;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly contentType?: string;
}
/** What an override comes to in the end. */
export type AnyOutcome = Answer | AnyPatch | Fault;
export type AnyAnswer = AnyOutcome | AnyHandler;

export interface ActiveOverride {
  readonly answer: AnyAnswer;
  readonly options: OverrideOptions;
  /** What applies where this one asks for it, or is used up. */
  readonly next: ActiveOverride | undefined;
  left: number;
}

export class Overrides {
  readonly #newest = new Map<string, ActiveOverride | undefined>();

  add(operation: string, answer: AnyAnswer, options: OverrideOptions = {}): void {
    const left = options.times ?? (options.once === true ? 1 : Infinity);
    if (left > 0) this.#newest.set(operation, { answer, options, next: live(this.#newest.get(operation)), left });
  }

  /**
   * The newest, which is used up by one.
   * @param above the one that asks for what is below it
   */
  take(operation: string, above?: ActiveOverride): ActiveOverride | undefined {
    if (this.#newest.size === 0) return undefined;
    const taken = live(above === undefined ? this.#newest.get(operation) : above.next);
    if (taken !== undefined) taken.left -= 1;
    return taken;
  }

  /** Whether an override of the operation is left. */
  has(operation: string): boolean {
    return this.#newest.size > 0 && live(this.#newest.get(operation)) !== undefined;
  }

  /** Whether the next override answers before authorisation. */
  isOpen(operation: string): boolean {
    return this.#newest.size > 0 && live(this.#newest.get(operation))?.options.authorize === false;
  }

  clear(): void {
    this.#newest.clear();
  }
}

function live(override: ActiveOverride | undefined): ActiveOverride | undefined {
  let found = override;
  while (found !== undefined && found.left <= 0) found = found.next;
  return found;
}
