/** oasdiff's own pairs of contracts: Tenon finds the changes that are breaking to oasdiff, and no others. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Change } from "../../../toolchain/diff/index.ts";
import { mappedId } from "../../diff/rules.ts";
import { diffFiles, worst } from "../../diff/support.ts";
import { PAGE, rulesOnPage } from "../../diff/tables.ts";
import type { Finding, Outcome } from "../proof.ts";
import { DIFFERENCES } from "./oasdiff-differences.ts";

interface Case {
  readonly name: string;
  readonly base: string;
  readonly revision: string;
  readonly verdict: "breaking" | "warn" | "info" | "none";
  readonly expected: readonly { readonly id: string; readonly level: string }[];
  /** Free of policy: every tool should agree. */
  readonly core: boolean;
  readonly contested: readonly string[];
  readonly lifecycle: boolean;
}

/** The share of breaking pairs that may be missed, and of other pairs that may be reported. */
const TOLERANCE = { core: 0.01, all: 0.03 };
/** The share of findings that may have another id than the table of docs/diff.md says. */
const OTHER_IDS = 0.15;
const PAIRS = { all: 528, counted: 420, coreBreaking: 145, coreOthers: 124 };

export async function oasdiffPairs(folder: string): Promise<Omit<Outcome, "holds">> {
  // Casts: the formats of the recorded cases and rules.
  const cases = Object.values(JSON.parse(readFileSync(join(folder, "cases.json"), "utf8")) as Record<string, Case>);
  const rules = JSON.parse(readFileSync(join(folder, "rules.json"), "utf8")) as { id: string; level: string }[];
  const found = new Map<string, readonly Change[]>();
  for (const { name, base, revision } of cases)
    found.set(name, await diffFiles(join(folder, base), join(folder, revision)));
  const changesOf = ({ name }: Case): readonly Change[] => found.get(name) ?? [];

  const counted = cases.filter(({ contested, lifecycle }) => contested.length === 0 && !lifecycle);
  const core = measure(
    counted.filter((one) => one.core),
    changesOf,
  );
  const all = measure(counted, changesOf);
  const ids = idsOf(
    counted.filter(({ core: isCore, name }) => isCore && !(name in DIFFERENCES)),
    changesOf,
  );

  const failures: Finding[] = [];
  const expect = (holds: boolean, what: string, reason: () => string): void => {
    if (!holds) failures.push({ case: what, reason: reason() });
  };
  const sizes = {
    all: cases.length,
    counted: counted.length,
    coreBreaking: core.breaking,
    coreOthers: core.others,
  };
  expect(
    isDeepStrictEqual(sizes, PAIRS),
    "pairs",
    () => `${JSON.stringify(sizes)} instead of ${JSON.stringify(PAIRS)}`,
  );
  for (const [name, tolerance, { missed, alarms, breaking, others }] of [
    ["core", TOLERANCE.core, core],
    ["all", TOLERANCE.all, all],
  ] as const) {
    expect(missed.length <= breaking * tolerance, `${name}: missed`, () => missed.join(", "));
    expect(alarms.length <= others * tolerance, `${name}: false alarms`, () => alarms.join(", "));
  }
  const differing = [...all.missed, ...all.alarms];
  for (const name of differing)
    expect(name in DIFFERENCES, name, () => "differs from oasdiff, and the list gives no reason");
  for (const name of Object.keys(DIFFERENCES))
    expect(differing.includes(name), name, () => "no longer differs: remove it from the list");
  expect(ids.other.length <= ids.same * OTHER_IDS, "ids", () => ids.other.join("; "));
  expect(
    isDeepStrictEqual(
      rulesOnPage(),
      rules.map(({ id, level }) => [id, level]),
    ),
    PAGE,
    () => {
      return "the table of oasdiff's rules does not list the recorded rules";
    },
  );

  const shares = ({ missed, alarms, breaking, others, unknown }: Measured): object => ({
    breaking,
    found: breaking - missed.length,
    others,
    falseAlarms: alarms.length,
    cannotTell: unknown,
  });
  return {
    numbers: {
      pairs: cases.length,
      core: shares(core),
      all: shares(all),
      sameIdAsInTable: ids.same,
      otherId: ids.other.length,
    },
    exceptions: Object.entries(DIFFERENCES).map(([name, reason]) => ({ case: name, reason })),
    failures,
  };
}

interface Measured {
  readonly missed: readonly string[];
  readonly alarms: readonly string[];
  readonly breaking: number;
  readonly others: number;
  readonly unknown: number;
}

function measure(cases: readonly Case[], changesOf: (one: Case) => readonly Change[]): Measured {
  const breaks = (one: Case): boolean => worst(changesOf(one)) === "breaking";
  return {
    missed: cases.filter((one) => one.verdict === "breaking" && !breaks(one)).map(({ name }) => name),
    alarms: cases.filter((one) => one.verdict !== "breaking" && breaks(one)).map(({ name }) => name),
    breaking: cases.filter(({ verdict }) => verdict === "breaking").length,
    others: cases.filter(({ verdict }) => verdict !== "breaking").length,
    unknown: cases.filter((one) => worst(changesOf(one)) === "unknown").length,
  };
}

/** How many errors of oasdiff have the id of the table of docs/diff.md, and those that have another. */
function idsOf(
  cases: readonly Case[],
  changesOf: (one: Case) => readonly Change[],
): { readonly same: number; readonly other: readonly string[] } {
  const other: string[] = [];
  let same = 0;
  for (const one of cases)
    for (const { id } of one.expected.filter(({ level }) => level === "ERR")) {
      const mapped = mappedId(id);
      if (mapped === undefined) continue;
      const ids = new Set(changesOf(one).map((change) => change.id));
      if ([...ids].some((each) => mapped.test(each))) same++;
      else other.push(`${one.name}: ${id} is ${[...ids].join(" ")}`);
    }
  return { same, other };
}
