/**
 * Explains failures of a server that Tenon can start again. If a request does not fail by itself on a server that was just
 * started, the requests before it are repeated and reduced to those that it needs.
 */

import type { CaseRequest } from "./cases/index.ts";
import { endsSoon } from "./lifeline.ts";
import type { Session } from "./session.ts";
import { NoReply } from "./target.ts";
import type { Finding } from "./types.ts";

/** Causes that are looked for. */
const MOST = 4;
/** Starts of the server for one of them. */
const STARTS = 14;
/** Requests that a person can repeat. */
const READABLE = 20;

type Requests = readonly CaseRequest[];

export async function explainFailures(session: Session): Promise<void> {
  if (session.options.target.life?.restart === undefined) return;
  const failures = session.single.filter(({ check, requests }) => check === "server-error" && requests.length > 0);
  if (failures.length === 0) return;
  const trial = new Trial(session);
  let left = await trial.without(failures, []);
  for (let causes = 0; causes < MOST && left.length > 0; causes += 1) {
    const [finding, ...others] = left;
    if (finding === undefined) return;
    left = others;
    const needed = await neededFor(session, session.historyOf(finding));
    if (needed === undefined) continue;
    const before = needed.slice(0, -1);
    const apart = await trial.without(others, before);
    const same = others.filter((each) => !apart.includes(each));
    // One cause is one finding.
    for (const each of same) session.revise(each, undefined);
    session.revise(finding, {
      ...finding,
      message: `${finding.message}; this request fails only after the ${before.length === 1 ? "one" : before.length} before it`,
      requests: needed,
      more: same.reduce((sum, { more }) => sum + more + 1, finding.more),
    });
    left = apart;
  }
}

/** The requests of a history that its last one needs to fail, and this one. */
async function neededFor(session: Session, history: Requests): Promise<Requests | undefined> {
  const last = history.at(-1);
  if (last === undefined) return undefined;
  const trial = new Trial(session);
  const before = await trial.shortest(history.slice(0, -1), last);
  const needed = before && (await reduced(before, (requests) => trial.fails(requests, last)));
  // The time may end before it is short enough to help.
  return needed === undefined || needed.length > READABLE ? undefined : [...needed, last];
}

/** Starts the server, and repeats requests. */
class Trial {
  readonly #session: Session;
  #starts = 0;

  constructor(session: Session) {
    this.#session = session;
  }

  get #left(): boolean {
    return this.#starts < STARTS && this.#session.totalLeft > 0 && this.#session.options.signal?.aborted !== true;
  }

  /** The findings that these requests do not lead to on a server that was just started; none if there is no time. */
  async without(findings: readonly Finding[], before: Requests): Promise<readonly Finding[]> {
    if (findings.length === 0 || !(await this.#start())) return [];
    for (const request of before) if (!(await this.#send(request))) return [];
    const found: Finding[] = [];
    for (const finding of findings) {
      const own = before.length === 0 ? finding.requests.slice(0, -1) : [];
      for (const request of own) await this.#send(request);
      const last = finding.requests.at(-1);
      if (last === undefined || this.#session.totalLeft <= 0 || (await this.#failsNow(last))) continue;
      // A server may end a moment after its answer.
      const { target } = this.#session.options;
      if (finding.reply !== undefined || !(await endsSoon(target))) found.push(finding);
      else await target.life?.restart?.();
    }
    return found;
  }

  /** Whether a request fails on a server that was just started, after these. */
  async fails(before: Requests, last: CaseRequest): Promise<"yes" | "no" | "unknown"> {
    if (!(await this.#start())) return "unknown";
    for (const request of before) if (!(await this.#send(request))) return "unknown";
    return (await this.#failsNow(last)) ? "yes" : "no";
  }

  /** The shortest beginning of these requests after which another one fails. */
  async shortest(requests: Requests, last: CaseRequest): Promise<Requests | undefined> {
    if (!(await this.#start())) return undefined;
    for (const [index, request] of requests.entries()) {
      if (!(await this.#send(request))) return undefined;
      if (await this.#failsNow(last)) return requests.slice(0, index + 1);
    }
    return undefined;
  }

  async #start(): Promise<boolean> {
    if (!this.#left) return false;
    this.#starts += 1;
    const started = this.#session.options.target.life?.restart?.() ?? Promise.resolve();
    return started.then(
      () => true,
      () => false,
    );
  }

  /** Sends an earlier request; a failure of its own is another finding. @returns whether there is time left */
  async #send(request: CaseRequest): Promise<boolean> {
    const { totalLeft, options } = this.#session;
    if (totalLeft <= 0) return false;
    await options.target.send(request, { within: totalLeft }).catch(() => undefined);
    return true;
  }

  async #failsNow(request: CaseRequest): Promise<boolean> {
    const within = Math.max(1, Math.min(this.#session.totalLeft, PATIENCE));
    try {
      return (await this.#session.options.target.send(request, { within })).status >= 500;
    } catch (error) {
      if (!(error instanceof NoReply)) throw error;
      return true;
    }
  }
}

/** Milliseconds for the request that fails. */
const PATIENCE = 2000;

/** Often the last one is enough. Else leaves out halves, then smaller parts, as long as the request still fails. */
async function reduced(
  requests: Requests,
  fails: (requests: Requests) => Promise<"yes" | "no" | "unknown">,
): Promise<Requests> {
  const last = requests.slice(-1);
  if (requests.length <= 1 || (await fails(last)) === "yes") return last;
  let kept: Requests = requests.slice(0, -1);
  for (let size = Math.ceil(kept.length / 2); kept.length > 1;) {
    let smaller: Requests | undefined;
    for (let start = 0; start < kept.length && smaller === undefined; start += size) {
      const without = [...kept.slice(0, start), ...kept.slice(start + size)];
      const answer = await fails([...without, ...last]);
      if (answer === "unknown") return [...kept, ...last];
      if (answer === "yes") smaller = without;
    }
    if (smaller === undefined && size === 1) break;
    kept = smaller ?? kept;
    size = Math.min(smaller === undefined ? Math.ceil(size / 2) : size, Math.max(1, Math.ceil(kept.length / 2)));
  }
  return [...kept, ...last];
}
