/** Where the cases of one operation come together. */

import {
  EncodeError,
  invalidStatusOf,
  type Contract,
  type MediaType,
  type Operation,
  type Validator,
  type Validators,
} from "tenon-runtime/core";
import { judge, type Judgement } from "./judge.ts";
import type { Mutation } from "./mutations.ts";
import { isCertain } from "./paths.ts";
import { requestOf, type Credentials } from "./request.ts";
import type { Case, CaseRequest, Dispute, Expected, Input, Meant } from "./types.ts";

/** Keywords of what is not well-formed, which is always a 400. */
const MALFORMED: ReadonlySet<string> = new Set(["json", "charset", "multipart", "encoding", "limit"]);

export interface Source {
  readonly contract: Contract;
  readonly requests: Validators;
  /** Validators of another make for the same contract: where the two disagree, that is reported. */
  readonly oracle?: Validators;
}

/** Thrown when collecting has taken as long as it may; what was collected is used. */
export class CollectingOverdue extends Error {}

export class Collector {
  readonly source: Source;
  readonly operation: Operation;
  readonly credentials: Credentials;
  readonly cases: Case[] = [];
  readonly disputes: Dispute[] = [];
  dropped = 0;
  readonly #seen = new Set<string>();
  readonly #until: number;

  /** @param until when collecting ends, on the clock of `performance.now()` */
  constructor(source: Source, operation: Operation, credentials: Credentials, until = Infinity) {
    this.source = source;
    this.operation = operation;
    this.credentials = credentials;
    this.#until = until;
  }

  /** @throws CollectingOverdue */
  #checkTime(): void {
    if (performance.now() > this.#until) throw new CollectingOverdue();
  }

  validator(place: string): Validator | undefined {
    return this.source.requests.get(this.operation.name, place);
  }

  /** What can be said of a value at a place; disputes are kept, what is open is dropped. */
  judge(place: string, mutation: Mutation): Exclude<Judgement, { kind: "open" | "dispute" }> | undefined {
    this.#checkTime();
    const validator = this.validator(place);
    if (validator === undefined) return undefined;
    const { requests, oracle } = this.source;
    const judgement = judge(mutation, requests, validator, oracle?.get(this.operation.name, place));
    if (judgement.kind === "valid" || judgement.kind === "invalid") return judgement;
    if (judgement.kind === "open") this.dropped += 1;
    else {
      const { name, value } = mutation;
      this.disputes.push({ operation: this.operation.name, name, place, value, reason: judgement.reason });
    }
    return undefined;
  }

  /** The request that says it; `undefined`, and dropped, where none can. */
  async request(input: Input, media: MediaType | undefined): Promise<CaseRequest | undefined> {
    this.#checkTime();
    const { contract } = this.source;
    try {
      const request = await requestOf(contract, this.operation, input, media, this.credentials);
      if (isCertain(contract, this.operation, request.url)) return request;
    } catch (error) {
      if (!(error instanceof EncodeError)) throw error;
    }
    this.dropped += 1;
    return undefined;
  }

  async encode(name: string, input: Input, media: MediaType | undefined, expected: Expected): Promise<void> {
    const request = await this.request(input, media);
    if (request !== undefined) this.add(name, request, expected, { input, media });
  }

  /** The same request twice says nothing more. */
  add(name: string, request: CaseRequest, expected: Expected, meant?: Meant): void {
    const { method, url, headers, body } = request;
    const key = JSON.stringify([method, url, headers, body === undefined ? "" : Buffer.from(body).toString("latin1")]);
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    const told = this.#told(expected);
    this.cases.push({ operation: this.operation.name, name, request, expected: told, ...(meant && { meant }) });
  }

  /** What is well-formed and does not fit is refused as the operation declares it. */
  #told(expected: Expected): Expected {
    const invalid = expected.kind === "invalid" && expected.status === 400 && expected.at !== undefined;
    return invalid && !MALFORMED.has(expected.at.keyword)
      ? { ...expected, status: invalidStatusOf(this.operation) }
      : expected;
  }
}
