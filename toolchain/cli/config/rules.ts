/** Severities of rules in the configuration: `check.rules`. */

import type { Diagnostic } from "../../diagnostics/index.ts";
import { nearest } from "../../diagnostics/nearest.ts";
import { table } from "../../diagnostics/index.ts";
import type { RuleSeverity } from "../choices.ts";
import { isWarning, type Problem } from "./fields.ts";

export type Rules = Readonly<Record<string, RuleSeverity>>;

/** Names in `check.rules` that are no rule of Tenon's, or that are errors of the contract. */
export async function ruleProblems(rules: Rules, at: string): Promise<Problem[]> {
  const { IDS } = await import("../../diff/changes.ts");
  const known = [...Object.keys(table).filter(isWarning), ...Object.keys(IDS)];
  return Object.keys(rules)
    .filter((name) => !known.includes(name))
    .map((name) =>
      Object.hasOwn(table, name)
        ? { problem: `${at}.check.rules: "${name}" is an error, whose severity is fixed` }
        : { problem: `${at}.check.rules: Tenon has no rule "${name}"`, instead: nearest(name, known) },
    )
    .map((one) => ({ ...one, problem: one.problem.replace(/^\./, "") }));
}

/** Findings with the severities of the configuration, without those that are off. */
export function withRules<T extends Diagnostic>(diagnostics: readonly T[], rules: Rules = {}): T[] {
  return diagnostics.flatMap((one) => {
    const severity = Object.hasOwn(rules, one.code) ? rules[one.code] : undefined;
    if (severity === "off") return [];
    return [severity === undefined ? one : { ...one, severity }];
  });
}
