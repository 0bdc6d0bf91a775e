/* oxlint-disable eslint/no-console -- what is measured is to be seen */
/** The pairs of oasdiff's own tests: what is breaking to it, and what is to Tenon. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { ROOT } from "../../scripts/run.ts";
import type { Change } from "../../toolchain/diff/index.ts";
import { DIFFERENCES } from "./differences.ts";
import { mappedId } from "./rules.ts";
import { diffFiles, worst } from "./support.ts";

interface Case {
  readonly name: string;
  readonly base: string;
  readonly revision: string;
  readonly verdict: "breaking" | "warn" | "info" | "none";
  readonly expected: readonly { readonly id: string; readonly level: string }[];
  readonly core: boolean;
  readonly contested: readonly string[];
  readonly lifecycle: boolean;
}

const PEERS = join(ROOT, "../shared/peers/oasdiff");
const there = existsSync(PEERS);
const cases = there
  ? Object.values(JSON.parse(readFileSync(join(PEERS, "cases.json"), "utf8")) as Record<string, Case>)
  : [];
const counted = cases.filter(({ contested, lifecycle }) => contested.length === 0 && !lifecycle);

describe.skipIf(!there)(`oasdiff's pairs${there ? "" : " (not beside the project: ../shared/peers/oasdiff)"}`, () => {
  const found = new Map<string, readonly Change[]>();
  beforeAll(async () => {
    for (const { name, base, revision } of cases)
      found.set(name, await diffFiles(join(PEERS, base), join(PEERS, revision)));
  }, 120_000);
  const breaks = ({ name }: Case): boolean => worst(found.get(name)!) === "breaking";

  const measure = (
    some: readonly Case[],
  ): { missed: string[]; alarms: string[]; breaking: number; others: number; unknown: number } => ({
    missed: some.filter((one) => one.verdict === "breaking" && !breaks(one)).map(({ name }) => name),
    alarms: some.filter((one) => one.verdict !== "breaking" && breaks(one)).map(({ name }) => name),
    breaking: some.filter(({ verdict }) => verdict === "breaking").length,
    others: some.filter(({ verdict }) => verdict !== "breaking").length,
    unknown: some.filter(({ name }) => worst(found.get(name)!) === "unknown").length,
  });
  const share = (part: number, whole: number): string => `${part}/${whole} (${((100 * part) / whole).toFixed(1)}%)`;
  const tell = (what: string, { missed, alarms, breaking, others, unknown }: ReturnType<typeof measure>): void =>
    console.log(
      `${what}: found ${share(breaking - missed.length, breaking)}, false alarms ${share(alarms.length, others)}, cannot tell ${share(unknown, breaking + others)}`,
    );

  test("of the core, 99% of what is breaking is found, with 1% of false alarms at most", () => {
    const result = measure(counted.filter(({ core }) => core));
    tell("core", result);
    expect(result).toMatchObject({ breaking: 145, others: 124 });
    expect(result.missed.length).toBeLessThanOrEqual(145 * 0.01);
    expect(result.alarms.length).toBeLessThanOrEqual(124 * 0.01);
  });

  test("of all that is neither contested nor lifecycle, 97% are found, with 3% of false alarms at most", () => {
    const result = measure(counted);
    tell("all", result);
    expect(result.breaking + result.others).toBe(420);
    expect(result.missed.length).toBeLessThanOrEqual(result.breaking * 0.03);
    expect(result.alarms.length).toBeLessThanOrEqual(result.others * 0.03);
  });

  test("every difference is listed with its reason, and nothing is listed that does not differ", () => {
    const { missed, alarms } = measure(counted);
    expect([...missed, ...alarms].sort()).toEqual(Object.keys(DIFFERENCES).sort());
  });

  test("documents that a strict parser rejects are compared all the same", () => {
    expect([...found.values()].every((changes) => Array.isArray(changes))).toBe(true);
    expect(found.size).toBe(528);
  });

  test("what a rule of oasdiff finds is found under the id that stands beside it in the table", () => {
    const wrong: string[] = [];
    let held = 0;
    for (const one of counted.filter(
      ({ core, name, expected }) => core && !(name in DIFFERENCES) && expected.length > 0,
    )) {
      for (const { id } of one.expected.filter(({ level }) => level === "ERR")) {
        const mapped = mappedId(id);
        if (mapped === undefined) continue;
        if (found.get(one.name)!.some((change) => mapped.test(change.id))) held++;
        else
          wrong.push(`${one.name}: ${id} ${[...new Set(found.get(one.name)!.map((change) => change.id))].join(" ")}`);
      }
    }
    console.log(`rules: ${held} findings under the id of the table, ${wrong.length} under another`);
    expect(wrong.length).toBeLessThanOrEqual(held * 0.15);
  });
});
