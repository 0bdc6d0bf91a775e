/** What `npm test` prints at its end, and how it tells a time-out from a failure. */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { run } from "../../scripts/run.ts";
import { readReport, type Result, slowestTests, summary } from "../../scripts/test/report.ts";

const result = (more: Partial<Result> = {}): Result => ({
  name: "tests",
  passed: 5,
  failed: 0,
  skipped: [],
  seconds: 2,
  timedOut: false,
  ...more,
});
const OPTIONS = { seconds: 7, allowSkipped: true };
const lastLine = (text: string): string => text.split("\n").at(-1) ?? "";

describe("the summary", () => {
  test("ends with the totals, and a failure anywhere fails the run", () => {
    const passed = summary([result(), result({ name: "types", passed: 1 })], OPTIONS);
    expect([lastLine(passed.text), passed.holds]).toEqual(["6 passed, 0 failed", true]);
    const failed = summary([result({ failed: 2 })], OPTIONS);
    expect([lastLine(failed.text), failed.holds]).toEqual(["5 passed, 2 failed", false]);
    expect(failed.text).toContain("✗ tests (5 passed, 2 failed)  2.0 s");
  });

  test("counts skipped tests, and in CI lists them as failures", () => {
    const results = [result({ skipped: ["a.test.ts: in a browser"] })];
    const here = summary(results, OPTIONS);
    expect([lastLine(here.text), here.holds]).toEqual(["5 passed, 0 failed, 1 skipped", true]);
    const inCi = summary(results, { ...OPTIONS, allowSkipped: false });
    expect([lastLine(inCi.text), inCi.holds]).toEqual(["5 passed, 1 failed", false]);
    expect(inCi.text).toContain("✗ skipped, which CI does not allow: a.test.ts: in a browser");
  });

  test("reports a time-out as a time-out", () => {
    const { text, holds } = summary([result({ passed: 0, failed: 1, seconds: 2400, timedOut: true })], OPTIONS);
    expect(holds).toBe(false);
    expect(text).toContain("✗ tests: timed out after 2400 s");
  });
});

describe("a program that runs too long", () => {
  test("is ended and reported as timed out", async () => {
    const { code, output, timedOut } = await run(process.execPath, ["-e", "setInterval(() => {}, 1000)"], {
      timeout: 300,
    });
    expect({ code, timedOut }).toEqual({ code: 1, timedOut: true });
    expect(output).toBe("timed out after 0.3 s\n");
  });

  test("is not one that a signal ended, or that failed", async () => {
    const killed = await run(process.execPath, ["-e", "process.kill(process.pid, 'SIGKILL')"]);
    expect(killed).toEqual({ code: 1, output: "ended by SIGKILL\n", timedOut: false });
    expect(await run(process.execPath, ["-e", "process.exit(3)"])).toEqual({ code: 3, output: "", timedOut: false });
  });
});

test("the report of Vitest is read: counts, names of skipped tests, the slowest tests", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tenon-report-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, "report.json");
  const assertionResults = [
    { fullName: " is quick", status: "passed", duration: 10 },
    { fullName: " is slow", status: "passed", duration: 2500 },
    { fullName: " is wrong", status: "failed", duration: 30 },
    { fullName: " needs a browser", status: "skipped" },
  ];
  await writeFile(file, JSON.stringify({ testResults: [{ name: import.meta.filename, assertionResults }] }));
  const path = "test/repository/summary.test.ts";
  expect(await readReport(file)).toEqual({ passed: 2, failed: 1, skipped: [`${path}: needs a browser`] });
  const slowest = await slowestTests([file, join(folder, "missing.json")], 2);
  expect(slowest.split("\n").slice(2)).toEqual([`    2.5 s  ${path}: is slow`, `    0.0 s  ${path}: is wrong`]);
  expect(await readReport(join(folder, "missing.json"))).toEqual({ passed: 0, failed: 1, skipped: [] });
});
