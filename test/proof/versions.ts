/**
 * `tenon diff` over the history of published API descriptions: each two consecutive versions, one process each. The
 * versions come from npm the first time, and from the cache afterwards.
 */

import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { measure } from "../../bench/measure.ts";
import { cacheFolder } from "../../scripts/corpus/contracts.ts";
import { ROOT, run } from "../../scripts/run.ts";
import { draw, type Finding, type Outcome, type Proof } from "./proof.ts";

interface Description {
  readonly name: string;
  /** The contract in the package. */
  readonly file: string;
  readonly last: number;
}

const DESCRIPTIONS: readonly Description[] = [
  { name: "@octokit/openapi", file: "generated/api.github.com.json", last: 20 },
  { name: "@octokit/openapi-webhooks", file: "generated/api.github.com.json", last: 100 },
  { name: "@figma/rest-api-spec", file: "openapi/openapi.yaml", last: 100 },
];

/** The most that one comparison may take. */
const MOST = { cpuSeconds: 6, megabytes: 600 };

/** The command, from its source. */
const SOURCE = ["--conditions=tenon-source", join(ROOT, "toolchain/cli/main.ts")];

interface Pair {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

export const proof: Proof = {
  claim: `diff compares consecutive versions of published descriptions in ${MOST.cpuSeconds} CPU s and ${MOST.megabytes} MB each`,
  seeded: false,
  async run({ seed, slice, log }): Promise<Outcome> {
    const pairs = (await Promise.all(DESCRIPTIONS.map(pairsOf))).flat();
    const rows: string[] = [];
    const failures: Finding[] = [];
    for (const pair of slice ? draw(pairs, 5, seed) : pairs) {
      const { row, failure } = await compare(pair);
      log(row);
      rows.push(row);
      if (failure !== undefined) failures.push({ case: pair.name, reason: failure });
    }
    return { holds: failures.length === 0 && rows.length > 0, numbers: { pairs: rows.length, rows }, failures };
  },
};

async function compare({ name, before, after }: Pair): Promise<{ readonly row: string; readonly failure?: string }> {
  const { cpu, memory, exitCode, output } = await measure(
    [process.execPath, ...SOURCE, "diff", before, after, "--format", "json"],
    ROOT,
    120,
  );
  const megabytes = Math.round(memory / 2 ** 20);
  const found = exitCode > 1 ? [] : changesOf(output);
  const count = (wire: string): number => found.filter((one) => one.wire === wire).length;
  const counts = `${found.length} changes, ${count("breaking")} breaking, ${count("unknown")} undecided`;
  const row = `${name}: ${cpu.toFixed(1)} CPU s, ${megabytes} MB, ${counts}`;
  if (exitCode > 1) return { row, failure: `exit code ${exitCode}: ${output.slice(0, 500)}` };
  return cpu > MOST.cpuSeconds || megabytes > MOST.megabytes ? { row, failure: row } : { row };
}

const changesOf = (output: string): readonly { readonly wire: string }[] =>
  (JSON.parse(output) as { readonly changes: readonly { readonly wire: string }[] }).changes; // the command's JSON report

async function pairsOf({ name, file, last }: Description): Promise<Pair[]> {
  const versions = (await versionsOf(name)).slice(-last);
  const folders = await Promise.all(versions.map((version) => install(name, version)));
  const files = folders.map((folder) => join(folder, file));
  return versions.slice(1).flatMap((version, index): Pair[] => {
    const [before = "", after = ""] = files.slice(index, index + 2);
    return existsSync(before) && existsSync(after)
      ? [{ name: `${name} ${versions[index]} → ${version}`, before, after }]
      : [];
  });
}

async function versionsOf(name: string): Promise<string[]> {
  const { output } = await run("npm", ["view", name, "versions", "--json"]);
  return JSON.parse(output) as string[]; // npm's list of one package's versions
}

/** The folder of an unpacked version. */
async function install(name: string, version: string): Promise<string> {
  const folder = join(cacheFolder(), "versions", `${name.replace("/", "+")}@${version}`);
  if (existsSync(join(folder, "package.json"))) return folder;
  await mkdir(folder, { recursive: true });
  const { output } = await run("npm", ["pack", `${name}@${version}`, "--silent", "--pack-destination", folder]);
  const archive = join(folder, output.trim().split("\n").at(-1) ?? "");
  await run("tar", ["xzf", archive, "-C", folder, "--strip-components=1"]);
  return folder;
}
