/**
 * `npm test`: runs everything that CI checks and prints a summary.
 *
 * - `--quick`: without packing
 * - `--slowest`: lists the 20 slowest tests at the end
 *
 * In CI (`CI` is set) a skipped test is a failure.
 */

import { rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { parseArgs } from "node:util";
import { run, ROOT, TSC_59, TSC_7 } from "./run.ts";
import { type Result, readReport, slowestTests, summary } from "./test/report.ts";

interface Step {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
}

const bin = (name: string): string => join(ROOT, "node_modules/.bin", name);

const CHECKS: readonly Step[] = [
  { name: "types, TypeScript 7", command: [...TSC_7, "-p", "tsconfig.json"] },
  { name: "types, TypeScript 5.9", command: [...TSC_59, "-p", "tsconfig.json"] },
  { name: "generated code, TypeScript 7", command: [...TSC_7, "-p", "tsconfig.generated.json"] },
  { name: "generated code, TypeScript 5.9", command: [...TSC_59, "-p", "tsconfig.generated.json"] },
  { name: "core and client use web standards only", command: [...TSC_7, "-p", "tsconfig.web.json"] },
  { name: "oxlint, type-aware", command: [bin("oxlint")] },
  { name: "oxfmt", command: [bin("oxfmt"), "--check"] },
  { name: "the contract follows its lint rules", command: [process.execPath, "toolchain/cli/main.ts", "lint"] },
  {
    name: "generated/ is what the contract generates",
    command: [process.execPath, "toolchain/cli/main.ts", "generate", "--check"],
  },
  { name: "size-limit: the mocks in a page", command: [process.execPath, "scripts/size.ts"] },
];

/** Milliseconds for all tests of one run of Vitest. */
const LIMIT = 40 * 60_000;

async function check({ name, command: [program, ...args] }: Step): Promise<Result> {
  const begin = performance.now();
  const { code, output, timedOut } = await run(program, args);
  const seconds = (performance.now() - begin) / 1000;
  if (code !== 0) console.log(`\n✗ ${name}\n${output.trimEnd()}\n`);
  return { name, passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: [], seconds, timedOut };
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

const reportOf = (projects: readonly string[]): string => join(ROOT, `dist/test-${projects.join("-")}.json`);

async function vitest(name: string, projects: readonly string[]): Promise<Result> {
  const begin = performance.now();
  const report = reportOf(projects);
  await rm(report, { force: true });
  const { code, timedOut } = await run(
    bin("vitest"),
    [
      "run",
      ...projects.flatMap((project) => ["--project", project]),
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${report}`,
    ],
    { show: true, timeout: LIMIT },
  );
  const seconds = (performance.now() - begin) / 1000;
  const { passed, failed, skipped } = await readReport(report);
  // A file that does not load, a type error or an unhandled rejection is a failure outside of any test.
  return { name, passed, failed: code === 0 ? failed : Math.max(failed, 1), skipped, seconds, timedOut };
}

const { values } = parseArgs({
  options: { quick: { type: "boolean", default: false }, slowest: { type: "boolean", default: false } },
});
const begin = performance.now();
const suites = [
  { name: "tests and type tests", projects: ["unit", "unit-alone", "types"] },
  ...(values.quick ? [] : [{ name: "packages, installed into empty projects", projects: ["package"] }]),
];
console.log("checking types, rules, format and drift …");
const results = await all(CHECKS);
for (const { name, projects } of suites) results.push(await vitest(name, projects));

if (values.slowest) console.log(await slowestTests(suites.map(({ projects }) => reportOf(projects))));
const { text, holds } = summary(results, {
  seconds: (performance.now() - begin) / 1000,
  allowSkipped: !process.env["CI"],
});
console.log(text);
process.exitCode = holds ? 0 : 1;
