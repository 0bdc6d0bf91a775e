/** Groups findings that probably have one cause, so that a person can read hundreds of them. */

import type { Finding } from "./types.ts";

export interface Group {
  /** The finding with the smallest requests. */
  readonly shown: Finding;
  readonly others: readonly Finding[];
}

/** Findings of one check whose messages differ only in values; errors first, then large groups. */
export function groupsOf(findings: readonly Finding[]): readonly Group[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = `${finding.check} ${finding.reply?.status ?? ""} ${withoutValues(finding.message)}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  return [...groups.values()]
    .map((group) => {
      const [shown, ...others] = group.toSorted((a, b) => a.requests.length - b.requests.length);
      return shown === undefined ? [] : [{ shown, others }];
    })
    .flat()
    .toSorted((a, b) => rank(a) - rank(b) || b.others.length - a.others.length);
}

const rank = ({ shown }: Group): number => (shown.severity === "warning" ? 1 : 0);

const withoutValues = (message: string): string =>
  message
    .replaceAll(/"[^"]*"/g, '""')
    .replaceAll(/(?<=(?:, and is|: )\s*).*$/g, "")
    .replaceAll(/(?:\/[\w~.-]+)+/g, "/")
    .replaceAll(/\d+/g, "0");

/** How many findings each check has, by operation: `declared-status 3: getBook 2, listBooks 1`. */
export function countsOf(findings: readonly Finding[]): readonly string[] {
  const checks = new Map<string, Map<string, number>>();
  for (const { check, operation } of findings) {
    const operations = checks.get(check) ?? new Map<string, number>();
    checks.set(check, operations.set(operation, (operations.get(operation) ?? 0) + 1));
  }
  return [...checks].map(([check, operations]) => {
    const sorted = [...operations].toSorted(([, a], [, b]) => b - a);
    const named = sorted.slice(0, NAMED).map(([operation, count]) => `${operation} ${count}`);
    const rest = sorted.length > NAMED ? `, and ${sorted.length - NAMED} more operations` : "";
    return `${check} ${sorted.reduce((sum, [, count]) => sum + count, 0)}: ${named.join(", ")}${rest}`;
  });
}

/** Operations that a line names. */
const NAMED = 5;
