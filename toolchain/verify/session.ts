/** One verification while it goes on: what is sent and found, and what there is left of time and requests. */

import { operationAt, type Operation } from "tenon-runtime/core";
import { schemesOf, type CaseRequest } from "./cases/index.ts";
import { answerFaults } from "./checks/answer.ts";
import type { Fault } from "./checks/fault.ts";
import { Coverage } from "./coverage/index.ts";
import { Findings } from "./findings.ts";
import { endedBecause, Gone, Interrupted, Lifeline, type Death } from "./lifeline.ts";
import { headerOf, NoReply, type Reply } from "./target.ts";
import {
  CHECKS,
  type CheckName,
  type Finding,
  type Incident,
  type Phase,
  type RoleAccess,
  type VerifyOptions,
  type VerifySource,
} from "./types.ts";

/** Thrown through everything when nothing more is to be sent. */
export class Stopped extends Error {
  readonly reason: "time" | "requests" | "signal" | "gone";
  constructor(reason: "time" | "requests" | "signal" | "gone") {
    super(reason);
    this.reason = reason;
  }
}

/** Nothing answers: there is nothing to verify. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";
}

/** What one request was about. */
export interface Occasion {
  readonly operation: Operation;
  /** In words. */
  readonly name: string;
  /** The request is one of another method or path: what the operation declares is not held against its answer. */
  readonly foreign?: boolean;
  /** It may be refused: that a refusal like that is not declared, no contract has to say (RFC 9110 §15.5). */
  readonly refusable?: boolean;
  /** What came before it, and made it what it is. */
  readonly before?: readonly CaseRequest[];
}

/** Milliseconds for everything, and for one answer at least. */
const USUAL_TIME = 30_000;
const SHORTEST_PATIENCE = 2000;
/** Timers may fire this much too early. */
const TIMER_SLACK = 50;
/** So often a request is repeated that was answered with "too many". */
const PATIENCE = 3;
/** Mocks reject a request that names what they do not have, whatever is declared. */
const OF_STATE: ReadonlySet<number> = new Set([404, 409, 412]);
/** What the refusals of mocks need not be, since they are problem documents whatever is declared. */
const OF_REFUSALS: ReadonlySet<CheckName> = new Set(["declared-content-type", "response-body", "response-headers"]);
/** The part of the time that starts of the server after requests of one operation may take. */
const RESTARTS = 0.12;
/** Milliseconds that are kept to explain failures, where the server can be started again, and the most of the time. */
const EXPLAINING = { time: 6000, most: 0.35 } as const;
/** The longest pause that a server can ask for, in milliseconds. */
const LONGEST_PAUSE = 5000;

export class Session {
  readonly source: VerifySource;
  readonly options: VerifyOptions;
  readonly seed: number;
  readonly coverage: Coverage;
  phase: Phase | "traffic" = "examples";
  requests = 0;
  /** Something was left out since there was no time for it. */
  hurried = false;
  /** What each role may do. */
  readonly access: RoleAccess[] = [];
  readonly #start = performance.now();
  #end = Infinity;
  readonly #incidents: Incident[] = [];
  readonly #found = new Findings();
  readonly #withoutCredentials = new Set<string>();
  readonly #operations: readonly Operation[];
  readonly #checks: ReadonlySet<CheckName>;
  readonly lifeline: Lifeline;
  /** By operation and status: the requests since the server was started, up to the first one that failed. */
  readonly #histories = new Map<string, readonly CaseRequest[]>();

  constructor(source: VerifySource, options: VerifyOptions) {
    this.source = source;
    this.options = options;
    this.seed = options.seed ?? 1;
    this.#checks = new Set(options.checks ?? (Object.keys(CHECKS) as CheckName[]));
    const { lacks = [] } = options.target;
    const operations = options.operations ?? source.contract.operations;
    this.#operations = operations.filter(({ method }) => !lacks.includes(method));
    this.coverage = new Coverage(source, this.#operations);
    this.lifeline = new Lifeline({
      target: options.target,
      budget: (options.time ?? USUAL_TIME) * RESTARTS,
      onDeath: (death) => this.#noteDeath(death),
    });
  }

  get findings(): readonly Finding[] {
    return this.#found.list();
  }

  /** Each finding by itself, as {@link revise} takes it. */
  get single(): readonly Finding[] {
    return this.#found.all();
  }

  get operations(): readonly Operation[] {
    return this.#operations;
  }

  get incidents(): readonly Incident[] {
    return this.#incidents;
  }

  /**
   * Runs one piece of a phase. When Tenon itself fails in it, the failure is kept and the next piece goes on: findings
   * of others are never lost. A piece also ends when the server is started again.
   * @param subject an operation or a resource
   * @throws Stopped, Unreachable
   */
  async attempt(subject: string, work: () => Promise<void>): Promise<"done" | "interrupted" | "failed"> {
    try {
      await this.lifeline.piece(work);
      return "done";
    } catch (error) {
      if (error instanceof Stopped || error instanceof Unreachable) throw error;
      if (error instanceof Interrupted) return "interrupted";
      this.#incidents.push({ phase: this.phase, subject, error });
      return "failed";
    }
  }

  wants(check: CheckName): boolean {
    return this.#checks.has(check);
  }

  /** @param share of the whole time, at which the phase ends */
  begin(phase: Phase, share: number): void {
    this.phase = phase;
    this.#end = this.#start + (this.options.time ?? USUAL_TIME) * share;
  }

  /** Milliseconds that are left to the phase. */
  get left(): number {
    const whole = this.options.time ?? USUAL_TIME;
    const kept = this.#histories.size === 0 ? 0 : Math.min(EXPLAINING.time, whole * EXPLAINING.most);
    return Math.min(this.#end - performance.now(), this.#totalLeft() - kept);
  }

  /** Milliseconds that are left of the whole time. */
  get totalLeft(): number {
    return this.#totalLeft();
  }

  /** @throws Stopped where there is nothing left */
  hold(): void {
    if (this.options.signal?.aborted === true) throw new Stopped("signal");
    if (this.left <= 0) throw new Stopped("time");
    if (this.requests >= (this.options.requests ?? Infinity)) throw new Stopped("requests");
  }

  /**
   * Sends a request and holds its answer against what its operation declares.
   * @returns undefined where none came, or it was wrong: what follows from it cannot be judged
   * @throws Stopped, Unreachable
   */
  async send(request: CaseRequest, occasion: Occasion): Promise<Reply | undefined> {
    const { reply, faults } = await this.look(request, occasion);
    for (const fault of faults) this.find(fault, occasion, request, reply);
    return faults.length > 0 ? undefined : reply;
  }

  /** The same, telling nobody. */
  async look(
    request: CaseRequest,
    occasion: Occasion,
  ): Promise<{ readonly reply?: Reply; readonly faults: readonly Fault[] }> {
    const { operation, foreign, refusable } = occasion;
    const reply = await this.#answer(request, occasion);
    if (reply instanceof NoReply)
      return {
        faults: [
          {
            check: "server-error",
            message: reply.kind === "ended" ? reply.message : `no answer: ${reply.message}`,
            expected: "an answer",
            at: operationAt(operation),
          },
        ],
      };
    if (foreign === true) {
      // 501 and 505 are for methods that a server does not know at all (RFC 9110 §15.6.2).
      const failed = reply.status >= 500 && reply.status !== 501 && reply.status !== 505;
      const faults: Fault[] = failed
        ? [
            {
              check: "server-error",
              message: `answered ${reply.status}`,
              expected: "an answer that is no failure of the server",
              at: operationAt(operation),
            },
          ]
        : [];
      return { reply, faults };
    }
    this.coverage.note(operation, request, reply);
    const mayRefuse = refusable === true || (this.options.mocks === true && OF_STATE.has(reply.status));
    const refused = mayRefuse && reply.status >= 400 && reply.status < 500;
    const own = refused && this.options.mocks === true;
    const faults = answerFaults(operation, request, reply, this.source.responses).filter(
      ({ check }) => this.wants(check) && !(refused && check === "declared-status") && !(own && OF_REFUSALS.has(check)),
    );
    return { reply, faults };
  }

  isKnown(fault: Fault, operation: Operation): boolean {
    return this.#found.has(fault, operation);
  }

  find(fault: Fault, { operation, name, before = [] }: Occasion, request: CaseRequest, reply: Reply | undefined): void {
    if (!this.wants(fault.check)) return;
    if (fault.check === "valid-accepted" && (reply?.status === 401 || reply?.status === 403)) {
      const lacking = this.#lacking(operation);
      for (const scheme of lacking) this.#withoutCredentials.add(scheme);
      if (lacking.length > 0) return;
    }
    const failure = `${operation.name} ${reply?.status ?? ""}`;
    if (fault.check === "server-error" && this.lifeline.canRestart && !this.#histories.has(failure))
      this.#histories.set(failure, historyUntil(request, this.lifeline.history));
    const seen = { phase: this.phase, name, requests: [...before, request], ...(reply && { reply }) };
    const finding = this.#found.add(fault, operation, seen);
    if (finding !== undefined) this.options.onFinding?.(finding);
  }

  /** The requests since the server was started, up to the first one that failed as a finding says. */
  historyOf({ operation, reply }: Finding): readonly CaseRequest[] {
    return this.#histories.get(`${operation} ${reply?.status ?? ""}`) ?? [];
  }

  /** Puts another finding in the place of one, or none. */
  revise(finding: Finding, by: Finding | undefined): void {
    this.#found.revise(finding, by);
  }

  /** A server that ended when no request was on its way, or several. */
  #noteDeath({ suspects, lastWords }: Death): void {
    const flight = suspects.at(-1);
    if (flight === undefined) return;
    const { operation, name, request, reply } = flight;
    const others = suspects.length - 1;
    const after = reply === undefined ? "" : ` after it answered ${reply.status}`;
    const which =
      others === 0 ? "" : ` (this request or one of the ${others} before it: run again with --workers 1 to be sure)`;
    const message = `${endedBecause(lastWords)}${after}${which}`;
    const before = suspects.slice(0, -1).map((each) => each.request);
    const fault: Fault = { check: "server-error", message, expected: "an answer", at: operationAt(operation) };
    this.find(fault, { operation, name, before }, request, undefined);
  }

  /** Security schemes for which nobody has given credentials, though operations refused requests for lack of them. */
  get withoutCredentials(): readonly string[] {
    return [...this.#withoutCredentials];
  }

  #lacking(operation: Operation): string[] {
    const { credentials = {}, mocks } = this.options;
    if (mocks === true) return [];
    return schemesOf(this.source.contract, operation).flatMap(([name]) =>
      Object.hasOwn(credentials, name) ? [] : [name],
    );
  }

  /** Does something for each of them, some at a time. */
  async each<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
    const queue = items.values();
    const worker = async (): Promise<void> => {
      for (const item of queue) await work(item);
    };
    const workers = Math.max(1, Math.min(this.options.workers ?? 4, items.length));
    const done = await Promise.allSettled(Array.from({ length: workers }, worker));
    const failed = done.find((each) => each.status === "rejected");
    if (failed !== undefined) throw failed.reason;
  }

  progress(operation: Operation): void {
    this.options.onProgress?.({
      phase: this.phase,
      operation: operation.name,
      requests: this.requests,
      findings: this.#found.size,
    });
  }

  async #answer(request: CaseRequest, { operation, name }: Occasion): Promise<Reply | NoReply> {
    for (let patience = PATIENCE; ; patience -= 1) {
      this.hold();
      this.requests += 1;
      let reply: Reply | NoReply;
      try {
        reply = await this.lifeline.send({ request, operation, name }, this.#patience());
      } catch (error) {
        throw error instanceof Gone ? new Stopped("gone") : error;
      }
      if (reply instanceof NoReply) {
        if (reply.kind === "refused") {
          if (!this.lifeline.answered) throw new Unreachable(reply.message);
          throw new Stopped("gone");
        }
        // The time ended while the server was at work: its silence says nothing.
        if (reply.kind !== "ended" && this.#totalLeft() <= TIMER_SLACK) throw new Stopped("time");
        return reply;
      }
      const pause = patience > 0 ? pauseOf(reply) : undefined;
      if (pause === undefined) return reply;
      await new Promise((resolve) => setTimeout(resolve, Math.min(pause, Math.max(0, this.left))));
    }
  }

  #totalLeft(): number {
    return this.#start + (this.options.time ?? USUAL_TIME) - performance.now();
  }

  /** How long an answer is waited for: one silent operation does not use up the time of all others. */
  #patience(): number {
    const usual = Math.max(SHORTEST_PATIENCE, (this.options.time ?? USUAL_TIME) / 6);
    return Math.max(1, Math.min(usual, this.#totalLeft()));
  }
}

/** Others may have been sent after it. */
const historyUntil = (request: CaseRequest, history: readonly CaseRequest[]): readonly CaseRequest[] => {
  const end = history.lastIndexOf(request);
  return end === -1 ? [...history, request] : history.slice(0, end + 1);
};

/** What a server asks for that is asked too much (RFC 6585 §4, RFC 9110 §10.2.3), in milliseconds. */
function pauseOf(reply: Reply): number | undefined {
  if (reply.status !== 429 && reply.status !== 503) return undefined;
  const after = headerOf(reply, "retry-after");
  if (after === undefined) return reply.status === 429 ? 500 : undefined;
  const seconds = /^\d+$/.test(after) ? Number(after) : (Date.parse(after) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0) * 1000, LONGEST_PAUSE) : undefined;
}
