/**
 * `npm run proof -- NAME… [--seed N]`: runs an exhaustive proof, too long for `npm test`, and writes its result to
 * `test/proof/results/NAME.json`, to be committed. With `--slice` a small part of it, and nothing is written: that is
 * what `npm test` runs.
 */

import { globSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { performance } from "node:perf_hooks";
import { parseArgs } from "node:util";
import type { Proof } from "../test/proof/proof.ts";
import { must, ROOT } from "./run.ts";

const FOLDER = join(ROOT, "test/proof");
const NAMES = globSync("*.ts", { cwd: FOLDER })
  .filter((file) => file !== "proof.ts" && !file.endsWith(".test.ts"))
  .map((file) => basename(file, ".ts"))
  .sort();

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: "string", default: "1" }, slice: { type: "boolean", default: false } },
});
const seed = Number(values.seed);
if (
  positionals.length === 0 ||
  !positionals.every((name) => NAMES.includes(name)) ||
  !(Number.isSafeInteger(seed) && seed >= 0)
) {
  console.error(`npm run proof -- NAME… [--seed N] [--slice], where NAME is one of: ${NAMES.join(", ")}`);
  process.exit(2);
}

const held: boolean[] = [];
for (const name of positionals) held.push(await prove(name));
process.exit(held.every(Boolean) ? 0 : 1);

async function prove(name: string): Promise<boolean> {
  const { proof } = (await import(join(FOLDER, `${name}.ts`))) as { proof: Proof }; // what each file of the folder exports
  console.log(proof.claim);
  const unavailable = proof.unavailable?.();
  if (unavailable !== undefined) {
    console.log(`${name} skipped: ${unavailable}`);
    return true;
  }
  const drawn = proof.seeded || values.slice;
  const begin = performance.now();
  const {
    holds,
    numbers,
    exceptions = [],
    failures,
  } = await proof.run({
    seed,
    slice: values.slice,
    log: (line) => console.log(line),
  });
  const result = {
    proof: name,
    claim: proof.claim,
    holds,
    command: [
      "npm run proof --",
      name,
      ...(drawn ? [`--seed ${seed}`] : []),
      ...(values.slice ? ["--slice"] : []),
    ].join(" "),
    /** `null`: nothing is drawn at random. */
    seed: drawn ? seed : null,
    date: new Date().toISOString().slice(0, 10),
    seconds: Math.round((performance.now() - begin) / 100) / 10,
    node: process.version,
    numbers,
    exceptions,
    failures,
  };
  if (values.slice) {
    console.log(JSON.stringify(result));
    return holds;
  }
  const commit = (await must("git", ["rev-parse", "HEAD"])).trim();
  const changed = (await must("git", ["status", "--porcelain", "--", ":!test/proof/results"])).trim() !== "";
  const file = join(FOLDER, "results", `${name}.json`);
  await mkdir(join(FOLDER, "results"), { recursive: true });
  const kept = { ...result, commit: changed ? `${commit}, with changes that were not committed` : commit };
  await writeFile(file, `${JSON.stringify(kept, null, 2)}\n`);
  console.log(JSON.stringify(numbers, null, 2));
  for (const failure of failures) console.log(`failed: ${failure.case}: ${failure.reason}`);
  console.log(`${failures.length} failures, ${exceptions.length} exceptions; test/proof/results/${name}.json written`);
  return holds;
}
