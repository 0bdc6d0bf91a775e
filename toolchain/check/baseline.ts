/** The baseline: findings that existed when a team began to use checks. Only new findings count. */

import { diagnostic, type Diagnostic } from "../diagnostics/index.ts";
import type { Finding } from "./finding.ts";

/** Fingerprint → the rule, for people who read the file. */
export type Baseline = ReadonlyMap<string, string>;

export function readBaseline(text: string, file: string): Baseline | Diagnostic {
  const refuse = (problem: string): Diagnostic => diagnostic("baseline-invalid", { file, problem }, { file });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse("it is not JSON");
  }
  const findings: unknown =
    typeof value === "object" && value !== null && "findings" in value ? value.findings : undefined;
  if (typeof findings !== "object" || findings === null || Array.isArray(findings))
    return refuse('it has no "findings"');
  return new Map(Object.entries(findings).map(([fingerprint, rule]) => [fingerprint, String(rule)]));
}

/** Sorted, so that a change of the contract changes few lines. */
export function baselineText(entries: Iterable<readonly [fingerprint: string, rule: string]>): string {
  const sorted = [...entries].toSorted(
    ([a, rule], [b, other]) => rule.localeCompare(other, "en") || a.localeCompare(b, "en"),
  );
  return `${JSON.stringify({ version: 1, findings: Object.fromEntries(sorted) }, null, 2)}\n`;
}

/** Findings of errors and warnings; notes never count. */
export const counted = ({ severity }: Finding): boolean => severity !== "info";
