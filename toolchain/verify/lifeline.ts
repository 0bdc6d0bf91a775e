/** Sends requests to a server that may end: finds the request that ended it, and has the server started again. */

import { AsyncLocalStorage } from "node:async_hooks";
import type { Operation } from "tenon-runtime/core";
import type { CaseRequest } from "./cases/index.ts";
import { NoReply, type Reply, type Target } from "./target.ts";

/** Thrown through a piece of work when the server was started again: what the piece knows of the server is gone. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/** Thrown when the server ended and nothing starts it again. */
export class Gone extends Error {
  override readonly name = "Gone";
}

/** A request on its way, or one that was answered. */
export interface Flight {
  readonly request: CaseRequest;
  readonly operation: Operation;
  readonly name: string;
  reply?: Reply;
}

/** A server that ended, where no worker waits for the answer of a request that is to blame. */
export interface Death {
  /** One of them ended the server. */
  readonly suspects: readonly Flight[];
  readonly lastWords: string;
}

export interface LifelineOptions {
  readonly target: Target;
  /** Milliseconds that starts of the server after requests of one operation may take. */
  readonly budget: number;
  readonly onDeath: (death: Death) => void;
}

interface Piece {
  generation: number;
}

/** So often, after so many milliseconds, a server that has ended is looked for. */
const RETURNS = 4;
const RETURN_PAUSE = 250;
/** Milliseconds after which a server that is about to end has closed its port. */
const CLOSING = 60;
/** Requests that are kept, to be repeated. */
const HISTORY = 1000;
/** Requests that were answered last: one of them may have ended the server. */
const LATELY = 4;
/** So often a server is looked at after a request that may end it. */
const LOOKS = 3;
/** Milliseconds that a request which may have ended the server is waited for. */
const PATIENCE = 2000;
/** So many failures one after another, of several operations, mean that the state of the server is broken. */
const POISONED = { failures: 12, operations: 2 } as const;

export class Lifeline {
  /** Grows with each start of the server. */
  generation = 0;
  /** Called after each start of the server. */
  onStart: (() => void) | undefined;
  /** Something was answered. */
  answered = false;
  readonly #options: LifelineOptions;
  readonly #pieces = new AsyncLocalStorage<Piece>();
  readonly #flights = new Set<Flight>();
  /** Flights without an answer when the server ended. */
  #broken: Flight[] = [];
  #lately: Flight[] = [];
  #history: CaseRequest[] = [];
  #inquest: Promise<Flight | undefined> | undefined;
  #gone = false;
  #lastWords = "";
  /** One request at a time: the next one that ends the server is known. */
  #careful = false;
  #turn: Promise<unknown> = Promise.resolve();
  readonly #spent = new Map<string, number>();
  #failing: Flight[] = [];
  /** Milliseconds that starts of a server with a broken state took. */
  #renewing = 0;

  constructor(options: LifelineOptions) {
    this.#options = options;
  }

  get canRestart(): boolean {
    return this.#options.target.life?.restart !== undefined;
  }

  /** The requests since the server was started, oldest first; the last {@link HISTORY}. */
  get history(): readonly CaseRequest[] {
    return this.#history.slice(-HISTORY);
  }

  /** Runs work that ends by {@link Interrupted} if the server is started again meanwhile. */
  piece<T>(work: () => Promise<T>): Promise<T> {
    return this.#pieces.run({ generation: this.generation }, work);
  }

  /** Whether the server ended so often at this operation that no further requests are sent to it. */
  isOff({ name }: Operation): boolean {
    return (this.#spent.get(name) ?? 0) > this.#options.budget;
  }

  /** @throws Interrupted, Gone */
  async send(flight: Flight, within: number): Promise<Reply | NoReply> {
    if (!this.#careful) return this.#send(flight, within);
    const sent = this.#turn.then(() => this.#send(flight, within));
    this.#turn = sent.catch(() => undefined);
    return sent;
  }

  async #send(flight: Flight, within: number): Promise<Reply | NoReply> {
    await this.#admit(flight);
    const { target } = this.#options;
    this.#flights.add(flight);
    this.#history.push(flight.request);
    if (this.#history.length > 2 * HISTORY) this.#history = this.history.slice();
    let failure: NoReply;
    try {
      flight.reply = await target.send(flight.request, { within });
      this.answered = true;
      this.#lately = [...this.#lately.slice(1 - LATELY), flight];
      if (!this.#isPoisoned(flight)) return flight.reply;
      this.#inquest ??= this.#renew();
      await this.#inquest;
      return flight.reply;
    } catch (error) {
      if (!(error instanceof NoReply)) throw error;
      failure = error;
    } finally {
      this.#flights.delete(flight);
    }
    if (target.life === undefined || !this.answered || !(await this.#hasEnded(failure))) return failure;
    if (failure.kind !== "refused") this.#broken.push(flight);
    this.#inquest ??= this.#hold(failure);
    const culprit = await this.#inquest;
    if (culprit !== flight) throw this.#gone ? new Gone() : new Interrupted();
    // The piece of work that sent it may find out more.
    const piece = this.#pieces.getStore();
    if (piece !== undefined) piece.generation = this.generation;
    return new NoReply(endedBecause(this.#lastWords), "ended");
  }

  async #admit({ operation }: Flight): Promise<void> {
    while (this.#inquest !== undefined) await this.#inquest;
    if (this.#gone) throw new Gone();
    const piece = this.#pieces.getStore();
    if ((piece !== undefined && piece.generation !== this.generation) || this.isOff(operation)) throw new Interrupted();
  }

  /** Without an answer in time, a server that can be started again is taken as ended if it answers nothing else. */
  async #hasEnded({ kind }: NoReply): Promise<boolean> {
    const { life } = this.#options.target;
    if (life === undefined || kind === "failed") return false;
    if (kind === "overdue") return this.canRestart && !(await life.answers());
    if (!(await life.isUp())) return true;
    await pause(CLOSING);
    return !(await life.isUp());
  }

  /** @returns the request that ended the server, if its sender waits for it */
  async #hold({ kind }: NoReply): Promise<Flight | undefined> {
    const start = performance.now();
    // Those on their way break off as well, one after another.
    while (this.#flights.size > 0) await pause(1);
    await pause(CLOSING);
    const broken = this.#broken;
    const lately = this.#lately.slice(this.#careful ? -1 : -LATELY);
    const suspects = broken.length > 0 ? broken : lately;
    const lastWords = this.#options.target.life?.lastWords?.() ?? "";
    let isBack = await this.#restart(kind);
    let culprit: Flight | undefined;
    if (isBack && this.canRestart) {
      // One that was answered may have ended the server a moment later.
      culprit = (await this.#tryEach(broken)) ?? (await this.#tryEach(lately));
      isBack = culprit === undefined || (await this.#restart(kind));
    }
    if (suspects.length === 1) culprit ??= suspects[0];
    const [blamed] = culprit === undefined ? suspects : [culprit];
    if (blamed !== undefined) {
      const { name } = blamed.operation;
      this.#spent.set(name, (this.#spent.get(name) ?? 0) + performance.now() - start);
    }
    const isClear = culprit !== undefined || !isBack;
    const isAwaited = culprit !== undefined && broken.includes(culprit);
    if (!isAwaited && isClear && blamed !== undefined)
      this.#options.onDeath({ suspects: culprit === undefined ? suspects : [culprit], lastWords });
    // The pieces of work send them again, now one at a time.
    this.#careful = !isClear;
    this.#gone = !isBack;
    this.#lastWords = lastWords;
    this.#begin();
    return isAwaited ? culprit : undefined;
  }

  /** Sends each of them again. @returns the one that ends the server by itself */
  async #tryEach(suspects: readonly Flight[]): Promise<Flight | undefined> {
    let previous: Flight | undefined;
    for (const flight of suspects.toReversed()) {
      if (await this.#endsBy(flight)) {
        // A busy machine may need longer to end the process: then it was the one before.
        if (previous === undefined || !(await this.#restart("broken"))) return flight;
        return (await this.#endsBy(flight)) ? flight : previous;
      }
      previous = flight;
    }
    return undefined;
  }

  async #endsBy({ request }: Flight): Promise<boolean> {
    const { target } = this.#options;
    await target.send(request, { within: PATIENCE }).catch(() => undefined);
    return endsSoon(target);
  }

  async #renew(): Promise<undefined> {
    const start = performance.now();
    await this.#restart("broken");
    this.#renewing += performance.now() - start;
    this.#begin();
    return undefined;
  }

  #begin(): void {
    this.generation += 1;
    this.#broken = [];
    this.#lately = [];
    this.#history = [];
    this.#failing = [];
    this.#inquest = undefined;
    this.onStart?.();
  }

  async #restart(kind: NoReply["kind"]): Promise<boolean> {
    const { life } = this.#options.target;
    if (life?.restart !== undefined)
      return life.restart().then(
        () => true,
        () => false,
      );
    if (life === undefined || kind === "overdue") return false;
    // Something else may start it again.
    for (let attempt = 0; attempt < RETURNS; attempt += 1) {
      await pause(RETURN_PAUSE);
      if (await life.isUp()) return true;
    }
    return false;
  }

  /** Whether nothing works any more in a server that has worked. */
  #isPoisoned(flight: Flight): boolean {
    const { reply } = flight;
    if (reply === undefined || reply.status < 500 || reply.status === 501 || reply.status === 503) {
      this.#failing = [];
      return false;
    }
    this.#failing.push(flight);
    return (
      this.canRestart &&
      this.#renewing < this.#options.budget &&
      this.#history.length > this.#failing.length &&
      this.#failing.length >= POISONED.failures &&
      new Set(this.#failing.map(({ operation }) => operation)).size >= POISONED.operations
    );
  }
}

/** Whether the server ends within a moment. */
export async function endsSoon({ life }: Target): Promise<boolean> {
  for (let look = 0; look < LOOKS; look += 1) {
    await pause(CLOSING);
    if ((await life?.isUp()) === false) return true;
  }
  return false;
}

export const endedBecause = (lastWords: string): string =>
  `the server ended${lastWords === "" ? "" : `: ${lastWords}`}`;

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
