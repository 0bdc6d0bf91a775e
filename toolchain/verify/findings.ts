/** Collects findings: equal ones are counted, and of each the smallest request that shows it is kept. */

import type { Operation } from "tenon-runtime/core";
import type { CaseRequest } from "./cases/index.ts";
import type { Fault } from "./checks/fault.ts";
import type { CheckName, Finding } from "./types.ts";

/** Checks that report one finding for each place of a request. */
const BY_PLACE: ReadonlySet<CheckName> = new Set(["server-error", "valid-accepted"]);
/** With more places than that, the reason is none of them. */
const MOST_PLACES = 4;

export class Findings {
  readonly #all = new Map<string, Finding>();

  get size(): number {
    return this.#all.size;
  }

  has(fault: Fault, operation: Operation): boolean {
    return this.#all.has(keyOf(fault, operation));
  }

  /** @returns the finding if it is the first of its kind */
  add(fault: Fault, operation: Operation, seen: Omit<Finding, keyof Fault | "operation" | "pointer" | "more">) {
    const key = keyOf(fault, operation);
    const known = this.#all.get(key);
    if (known !== undefined && sizeOf(known.requests) <= sizeOf(seen.requests)) {
      this.#all.set(key, { ...known, more: known.more + 1 });
      return undefined;
    }
    const { check, message, expected, at, about, severity } = fault;
    const finding: Finding = {
      check,
      operation: operation.name,
      message,
      expected,
      pointer: at.replace(/^#/, ""),
      ...seen,
      ...(about !== undefined && { place: about }),
      ...(severity !== undefined && { severity }),
      more: known === undefined ? 0 : known.more + 1,
    };
    this.#all.set(key, finding);
    return known === undefined ? finding : undefined;
  }

  revise(finding: Finding, by: Finding | undefined): void {
    const key = [...this.#all].find(([, each]) => each === finding)?.[0];
    if (key === undefined) return;
    if (by === undefined) this.#all.delete(key);
    else this.#all.set(key, by);
  }

  /** Each finding by itself. */
  all(): readonly Finding[] {
    return [...this.#all.values()];
  }

  /** All findings. If an operation fails at many places, or with ordinary requests, that is one finding. */
  list(): readonly Finding[] {
    const groups = new Map<string, Finding[]>();
    for (const finding of this.#all.values()) {
      const { check, operation, reply, place } = finding;
      const key = BY_PLACE.has(check)
        ? `${check} ${operation} ${reply?.status ?? ""}`
        : `${keyOfGroup(finding)} ${place ?? ""}`;
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [finding]);
      else group.push(finding);
    }
    return [...groups.values()].flatMap((group) => {
      const [first] = group;
      if (first === undefined || !BY_PLACE.has(first.check)) return group;
      const general = group.find(({ place = "" }) => place === "");
      if (general === undefined && group.length <= MOST_PLACES) return group;
      const shown = general ?? group.reduce((a, b) => (sizeOf(b.requests) < sizeOf(a.requests) ? b : a));
      return [{ ...shown, more: group.reduce((sum, { more }) => sum + more + 1, -1) }];
    });
  }
}

const keyOfGroup = ({ check, operation, pointer }: Finding): string => `${check} ${operation} ${pointer}`;

/** Findings of one check at one place of the contract, and at one place of the request, are one. */
const keyOf = ({ check, at, cause, about = "" }: Fault, operation: Operation): string =>
  cause === undefined ? `${check} ${operation.name} ${at} ${about}` : `${check} ${cause}`;

/** Fewer requests are smaller, then shorter ones. */
const sizeOf = (all: readonly CaseRequest[]): number =>
  all.reduce((sum, { url, body }) => sum + url.length + (body?.length ?? 0), all.length * 1000);
