/** Real traffic, held against the contract both ways; what of the contract it exercises is kept. */

import { operationAt, type Operation } from "tenon-runtime/core";
import type { CaseRequest } from "./cases/index.ts";
import { answerFaults, shortened } from "./checks/answer.ts";
import type { Fault } from "./checks/fault.ts";
import { Session } from "./session.ts";
import type { Reply } from "./target.ts";
import type { Finding, Verification, VerifyOptions, VerifySource } from "./types.ts";

/** One request of somebody's, and how it was answered. */
export interface Passage {
  /** Absent where the contract has none for it. */
  readonly operation?: Operation | undefined;
  readonly request: CaseRequest;
  /** In what way the request breaks the contract, each a sentence that begins with where. */
  readonly violations: readonly string[];
  /** `body` absent: it was too long, or does not end, and is not looked at. */
  readonly reply: Omit<Reply, "body"> & { readonly body?: Uint8Array | undefined };
}

/** Refusals that a valid request does not deserve, whatever there is and whoever asks. */
const REFUSALS = new Set([400, 415]);
/** So many paths that the contract does not have are told. */
const MOST_UNKNOWN = 50;

export class Traffic {
  readonly #session: Session;
  readonly #start = performance.now();
  #unknown = 0;

  /** @param url where the API is, for the commands that repeat a request */
  constructor(source: VerifySource, url: string, options: Pick<VerifyOptions, "checks" | "operations" | "onFinding">) {
    const target = {
      url,
      send: () => Promise.reject(new Error("traffic is sent by others")),
      close: async () => undefined,
    };
    this.#session = new Session(source, { ...options, target });
    this.#session.phase = "traffic";
  }

  note({ operation, request, violations, reply }: Passage): void {
    const session = this.#session;
    session.requests += 1;
    const whole: Reply = { ...reply, body: reply.body ?? new Uint8Array() };
    if (operation === undefined) {
      this.#noteUnknown(request, whole);
      return;
    }
    if (!session.operations.includes(operation)) return;
    session.coverage.note(operation, request, whole);
    // Of an answer to HEAD nobody looks at the body either.
    const seen = reply.body === undefined ? { ...request, method: "HEAD" } : request;
    const faults: Fault[] = [...answerFaults(operation, seen, whole, session.source.responses)];
    const [violation] = violations;
    const at = operationAt(operation);
    if (violation !== undefined)
      faults.push({
        check: "request-valid",
        message: `${violation}${violations.length > 1 ? ` (and ${violations.length - 1} more)` : ""}; it was answered ${reply.status}`,
        expected: "a request that the contract allows",
        at,
      });
    else if (REFUSALS.has(reply.status))
      faults.push({
        check: "valid-accepted",
        message: `refused by ${reply.status} what the contract allows`,
        expected: "what the contract allows is taken, or the contract says why not",
        at,
      });
    for (const fault of faults) session.find(fault, { operation, name: "real traffic" }, request, whole);
  }

  /** What is not there for the server either is nothing to tell of. */
  #noteUnknown(request: CaseRequest, reply: Reply): void {
    if (reply.status >= 400) return;
    const path = request.url.split("?", 1)[0] ?? "";
    const operation: Operation = {
      name: `${request.method} ${shortened(path)}`,
      method: request.method,
      path,
      pointer: "/paths",
      responses: [],
    };
    const fault: Fault = {
      check: "request-valid",
      message: `answered ${reply.status} to what the contract does not have`,
      expected: "an operation of the contract",
      at: "#/paths",
    };
    const known = this.#session.isKnown(fault, operation);
    if (!known && (this.#unknown += 1) > MOST_UNKNOWN) return;
    this.#session.find(fault, { operation, name: "real traffic" }, request, reply);
  }

  get findings(): readonly Finding[] {
    return this.#session.findings;
  }

  result(): Verification {
    const { findings, coverage, seed, requests } = this.#session;
    const milliseconds = performance.now() - this.#start;
    return {
      findings,
      incidents: [],
      withoutCredentials: [],
      access: [],
      coverage: coverage.report(),
      seed,
      requests,
      milliseconds,
    };
  }
}
