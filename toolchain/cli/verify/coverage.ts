/** The coverage report of a run: writes it to files and compares it with `--coverage-min`. */

import { mkdir, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { diagnostic, type Diagnostic } from "../../diagnostics/index.ts";
import { COVERAGE_KINDS, coverageHtml, type CoverageReport, type OperationCoverage } from "../../verify/index.ts";
import type { ExitCode } from "../report/outcome.ts";

export interface Covered {
  readonly coverage: CoverageReport;
  readonly findings: readonly unknown[];
  readonly requests: number;
  readonly seed?: number | undefined;
}

export interface CoverageFlags {
  readonly coverage?: readonly string[];
  readonly coverageMin?: number;
}

/** Like an outcome, to become part of one. @param target what was verified, for people */
export async function coverageOutcome(
  { coverage, findings, requests, seed }: Covered,
  target: string,
  { coverage: files = [], coverageMin = 0 }: CoverageFlags,
  cwd: string,
): Promise<{ exitCode: ExitCode; diagnostics: readonly Diagnostic[]; summary: readonly string[] }> {
  const diagnostics: Diagnostic[] = [];
  const summary: string[] = [];
  for (const file of files) {
    const page = { target, requests, findings: findings.length, date: new Date().toISOString() };
    const text = file.endsWith(".json")
      ? `${JSON.stringify(coverage, null, 2)}\n`
      : coverageHtml(coverage, { ...page, ...(seed !== undefined && { seed }) });
    const path = resolve(cwd, file);
    try {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text);
      summary.push(`coverage written to ${file}`);
    } catch (error) {
      diagnostics.push(diagnostic("coverage-unwritable", { file, reason: (error as Error).message })); // of the file system
    }
  }
  if (diagnostics.length > 0) return { exitCode: 2, diagnostics, summary };
  if (coverage.percent >= coverageMin) return { exitCode: 0, diagnostics, summary };
  const params = { percent: coverage.percent, least: coverageMin, missing: missing(coverage) };
  return { exitCode: 1, diagnostics: [diagnostic("coverage-low", params)], summary };
}

/** So many operations and kinds are named. */
const NAMED = 5;

/** The kinds of which most is missing, and the operations. */
function missing({ total, operations }: CoverageReport): string {
  const kinds = COVERAGE_KINDS.map((kind) => [WORDS[kind], total[kind].all - total[kind].covered] as const)
    .filter(([, left]) => left > 0)
    .toSorted(([, a], [, b]) => b - a)
    .map(([name, left]) => `${left} ${name}`);
  const worst = operations
    .map((each) => [each.operation, left(each)] as const)
    .filter(([, count]) => count > 0)
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, NAMED)
    .map(([name]) => name);
  return `${kinds.slice(0, NAMED).join(", ")}${worst.length === 0 ? "" : `; in ${worst.join(", ")}`}`;
}

const WORDS: Readonly<Record<(typeof COVERAGE_KINDS)[number], string>> = {
  operations: "operations",
  parameters: "parameters",
  requestTypes: "media types of requests",
  requestProperties: "properties of requests",
  statuses: "statuses",
  responseTypes: "media types of responses",
  responseProperties: "properties of responses",
};

const left = ({ requests, parameters, requestTypes, statuses, responseTypes }: OperationCoverage): number =>
  (requests === 0 ? 1 : 0) +
  [parameters, requestTypes, statuses, responseTypes].flatMap((marks) => Object.values(marks)).filter((seen) => !seen)
    .length;
