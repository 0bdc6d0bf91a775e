/** GitLab's code quality report: a subset of Code Climate's issues, one list. */

import { pathOf, type Findings } from "./types.ts";

const SEVERITIES = { error: "major", warning: "minor", info: "info" } as const;

export function gitlab({ findings }: Findings): string {
  const issues = findings.map((finding) => ({
    description: [finding.message, ...(finding.hint === undefined ? [] : [finding.hint])].join("; "),
    check_name: finding.code,
    fingerprint: finding.fingerprint,
    severity: SEVERITIES[finding.severity],
    // GitLab requires both, also for findings without a file.
    location: { path: pathOf(finding) ?? ".", lines: { begin: finding.position?.line ?? 1 } },
  }));
  return `${JSON.stringify(issues, null, 2)}\n`;
}
