/** What `npm test` reports: Vitest's JSON report, and the summary of all steps. */

import { readFile } from "node:fs/promises";
import { relative } from "node:path";
import { ROOT } from "../run.ts";

export interface Result {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  /** The names of skipped tests. */
  readonly skipped: readonly string[];
  readonly seconds: number;
  readonly timedOut: boolean;
}

/** The part of Vitest's JSON report that is used here. */
interface VitestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      /** Milliseconds. */
      readonly duration?: number | null;
    }[];
  }[];
}

interface Test {
  readonly file: string;
  readonly name: string;
  readonly status: string;
  readonly seconds: number;
}

async function testsOf(report: string): Promise<Test[]> {
  // Cast: what Vitest writes.
  const { testResults } = JSON.parse(await readFile(report, "utf8")) as VitestReport;
  return testResults.flatMap(({ name: file, assertionResults }) =>
    assertionResults.map(({ fullName, status, duration }) => ({
      file: relative(ROOT, file),
      name: fullName.trim(),
      status,
      seconds: (duration ?? 0) / 1000,
    })),
  );
}

/** The counts of a report. Vitest writes none when it is ended early: then nothing has passed, and one has failed. */
export async function readReport(report: string): Promise<Pick<Result, "passed" | "failed" | "skipped">> {
  try {
    const tests = await testsOf(report);
    const count = (status: string): number => tests.filter((test) => test.status === status).length;
    const skipped = tests
      .filter(({ status }) => status !== "passed" && status !== "failed")
      .map(({ file, name }) => `${file}: ${name}`);
    return { passed: count("passed"), failed: count("failed"), skipped };
  } catch {
    return { passed: 0, failed: 1, skipped: [] };
  }
}

/** The slowest tests of these reports, one a line; a report that does not exist has none. */
export async function slowestTests(reports: readonly string[], count = 20): Promise<string> {
  const tests = (await Promise.all(reports.map((report) => testsOf(report).catch(() => [])))).flat();
  const slowest = tests.toSorted((a, b) => b.seconds - a.seconds).slice(0, count);
  const lines = slowest.map(({ file, name, seconds }) => `${seconds.toFixed(1).padStart(7)} s  ${file}: ${name}`);
  return ["", `the ${slowest.length} slowest tests`, ...lines].join("\n");
}

export interface SummaryOptions {
  readonly seconds: number;
  /** Whether tests may be skipped; otherwise the run fails and lists them. */
  readonly allowSkipped: boolean;
}

/** One line for each step, and the totals in the last line. */
export function summary(
  results: readonly Result[],
  { seconds, allowSkipped }: SummaryOptions,
): { readonly text: string; readonly holds: boolean } {
  const steps = results.map((result) => `${result.failed === 0 ? "✓" : "✗"} ${result.name}${outcome(result)}`);
  const skipped = results.flatMap((result) => result.skipped);
  const forbidden = allowSkipped ? [] : skipped;
  const refused = forbidden.map((name) => `✗ skipped, which CI does not allow: ${name}`);
  const sum = (pick: (result: Result) => number): number => results.reduce((total, result) => total + pick(result), 0);
  const failed = sum((result) => result.failed) + forbidden.length;
  const left = skipped.length - forbidden.length;
  const totals = `${sum((result) => result.passed)} passed, ${failed} failed${left === 0 ? "" : `, ${left} skipped`}`;
  return { text: ["", ...steps, ...refused, "", `in ${seconds.toFixed(0)} s`, totals].join("\n"), holds: failed === 0 };
}

function outcome({ passed, failed, skipped, seconds, timedOut }: Result): string {
  const time = `  ${seconds.toFixed(1)} s`;
  if (timedOut)
    return `: timed out after ${seconds.toFixed(0)} s and was ended; the tests without a result are not counted`;
  if (passed + failed === 1 && skipped.length === 0) return time;
  const counts = [
    `${passed} passed`,
    `${failed} failed`,
    ...(skipped.length === 0 ? [] : [`${skipped.length} skipped`]),
  ];
  return ` (${counts.join(", ")})${time}`;
}
