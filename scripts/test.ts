/** `npm test`: everything that CI checks, in one go, with a summary at its end. `npm test -- --quick` leaves out packing. */

import { readFile, rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { run, ROOT } from "./run.ts";

interface Step {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
}

const bin = (name: string): string => join(ROOT, "node_modules/.bin", name);
const tsc59 = [process.execPath, join(ROOT, "node_modules/typescript/bin/tsc")] as const;

const CHECKS: readonly Step[] = [
  { name: "types, TypeScript 7", command: [bin("tsc"), "-p", "tsconfig.json"] },
  { name: "types, TypeScript 5.9", command: [...tsc59, "-p", "tsconfig.json"] },
  { name: "generated code, TypeScript 7", command: [bin("tsc"), "-p", "tsconfig.generated.json"] },
  { name: "generated code, TypeScript 5.9", command: [...tsc59, "-p", "tsconfig.generated.json"] },
  { name: "core and client know web standards only", command: [bin("tsc"), "-p", "tsconfig.web.json"] },
  { name: "oxlint, type-aware", command: [bin("oxlint")] },
  { name: "oxfmt", command: [bin("oxfmt"), "--check"] },
  { name: "the contract keeps its rules", command: [process.execPath, "toolchain/cli/main.ts", "lint"] },
  {
    name: "generated/ is what the contract generates",
    command: [process.execPath, "toolchain/cli/main.ts", "generate", "--check"],
  },
  { name: "size-limit: the mocks in a page", command: [process.execPath, "scripts/size.ts"] },
];

interface Result {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly seconds: number;
}

async function check({ name, command: [program, ...args] }: Step): Promise<Result> {
  const begin = performance.now();
  const { code, output } = await run(program, args);
  const seconds = (performance.now() - begin) / 1000;
  if (code !== 0) console.log(`\n✗ ${name}\n${output.trimEnd()}\n`);
  return { name, passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, seconds };
}

/** At most as many at a time as there are cores. */
async function all(steps: readonly Step[]): Promise<Result[]> {
  const results: Result[] = [];
  const queue = [...steps];
  const worker = async (): Promise<void> => {
    for (let step = queue.shift(); step; step = queue.shift()) results.push(await check(step));
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return steps.flatMap((step) => results.filter((result) => result.name === step.name));
}

async function vitest(name: string, ...projects: readonly string[]): Promise<Result> {
  const begin = performance.now();
  const report = join(ROOT, `dist/test-${projects.join("-")}.json`);
  await rm(report, { force: true });
  const { code } = await run(
    bin("vitest"),
    [
      "run",
      ...projects.flatMap((project) => ["--project", project]),
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${report}`,
    ],
    { show: true },
  );
  const seconds = (performance.now() - begin) / 1000;
  const { numPassedTests: passed, numFailedTests: failed } = await counts(report);
  // What fails outside of a test (a file that does not load, a type error, an unhandled rejection) is a failure, too.
  return { name, passed, failed: code === 0 ? failed : Math.max(failed, 1), seconds };
}

async function counts(report: string): Promise<{ numPassedTests: number; numFailedTests: number }> {
  try {
    return JSON.parse(await readFile(report, "utf8")) as { numPassedTests: number; numFailedTests: number };
  } catch {
    return { numPassedTests: 0, numFailedTests: 1 };
  }
}

const begin = performance.now();
const quick = process.argv.includes("--quick");
console.log("checking types, rules, format and drift …");
const results = await all(CHECKS);
results.push(await vitest("tests and type tests", "unit", "types"));
if (!quick) results.push(await vitest("packages, installed into empty projects", "package"));

console.log("");
for (const { name, passed, failed, seconds } of results) {
  const what = passed + failed === 1 ? "" : ` (${passed} passed, ${failed} failed)`;
  console.log(`${failed === 0 ? "✓" : "✗"} ${name}${what}  ${seconds.toFixed(1)} s`);
}
const sum = (pick: (result: Result) => number): number => results.reduce((total, result) => total + pick(result), 0);
const failed = sum((result) => result.failed);
console.log(`\nin ${((performance.now() - begin) / 1000).toFixed(0)} s`);
console.log(`${sum((result) => result.passed)} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
