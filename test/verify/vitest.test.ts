/** A contract as tests of Vitest: what a project that uses `tenon/vitest` sees. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT, run } from "../../scripts/run.ts";
import { folder } from "../cli/support.ts";

interface Report {
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

async function tested(bug: string): Promise<Report> {
  const vitest = join(ROOT, "node_modules/vitest/vitest.mjs");
  const root = join(ROOT, "test/verify/project");
  const file = join(folder(), "report.json");
  const reporter = ["--reporter=json", `--outputFile=${file}`];
  const { output } = await run(process.execPath, [vitest, "run", "--root", root, ...reporter], {
    env: { ...process.env, BUG: bug },
    timeout: 60_000,
  });
  if (!existsSync(file)) throw new Error(output);
  return JSON.parse(readFileSync(file, "utf8")) as Report; // what the reporter writes
}

test("each operation and each check is a test, and all pass where nothing is wrong", async () => {
  const { testResults, numPassedTests } = await tested("");
  const names = testResults.flatMap(({ assertionResults }) => assertionResults.map(({ fullName }) => fullName));
  expect(numPassedTests).toBe(names.length);
  expect(names).toContainEqual(
    expect.stringMatching(/getBook: GET \/books\/\{bookId\} a deleted resource no longer exists$/),
  );
  expect(names).toContainEqual(expect.stringMatching(/search: GET \/search the server rejects invalid requests$/));
  expect(names.filter((name) => name.includes("deleteBook:")).length).toBeGreaterThan(5);
}, 90_000);

test("what fails says what was seen, what was expected, and the command that repeats it", async () => {
  const { testResults } = await tested("null where it is not allowed");
  const failed = testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status === "failed"),
  );
  expect(failed.map(({ fullName }) => fullName)).toEqual([
    expect.stringMatching(/getBook: GET \/books\/\{bookId\} the body of each response is valid$/),
  ]);
  const [message = ""] = failed[0]?.failureMessages ?? [];
  expect(message).toContain("getBook: the body of 200 at /tags must be an array, and is null");
  expect(message).toContain("expected: must be an array");
  expect(message).toMatch(/curl -i -H 'Authorization: Bearer ada' http:\/\/localhost\/api\/books\/b\d+/);
}, 90_000);
