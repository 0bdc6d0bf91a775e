/** The deprecation policy: how long an operation stays after it was deprecated. */

import type { LoadedContract, Operation } from "../contract/index.ts";
import { diagnostic, type Diagnostic } from "../diagnostics/index.ts";
import { stabilityOf, sunsetOf } from "./lifecycle.ts";
import { normalisedPath } from "./parts.ts";

/** The least number of days between a deprecation and the sunset date, by stability. Absent: no rule. */
export interface DeprecationPolicy {
  readonly stable?: number;
  readonly beta?: number;
}

/** @param today `2026-11-22`, in UTC. @returns deprecations of the revision that break the policy */
export function checkDeprecations(
  base: LoadedContract,
  revision: LoadedContract,
  policy: DeprecationPolicy,
  today: string,
): Diagnostic[] {
  const key = ({ method, path }: Operation): string => `${method} ${normalisedPath(path)}`;
  const before = new Map((base.contract?.operations ?? []).map((one) => [key(one), one]));
  return (revision.contract?.operations ?? []).flatMap((operation): Diagnostic[] => {
    const known = before.get(key(operation));
    const stability = stabilityOf(operation);
    const days = stability === "stable" || stability === "beta" ? policy[stability] : undefined;
    if (!operation.deprecated || days === undefined) return [];
    const sunset = sunsetOf(operation);
    // Only what this revision changes: the time of earlier deprecations has begun already.
    if (known?.deprecated === true && sunsetOf(known)?.text === sunset?.text) return [];
    const { pointer, method, path } = operation;
    const place = { pointer, position: revision.locate(pointer) };
    const name = `${method} ${path}`;
    const earliest = dayAfter(today, days);
    if (sunset === undefined) return [diagnostic("sunset-missing", { operation: name, earliest }, place)];
    if (sunset.day === undefined)
      return [diagnostic("sunset-invalid", { operation: name, sunset: sunset.text }, place)];
    if (sunset.day >= earliest) return [];
    return [diagnostic("sunset-too-soon", { operation: name, sunset: sunset.day, earliest, days }, place)];
  });
}

function dayAfter(today: string, days: number): string {
  const date = new Date(`${today}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}
