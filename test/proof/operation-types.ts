/**
 * Proof `operation-types`: a program with one client call, one handler and one mock override for each of GitHub's
 * operations, with generated values written out as code, compiles in both compilers under the strictest flags.
 */

import { readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { performance } from "node:perf_hooks";
import { ROOT, run } from "../../scripts/run.ts";
import { generateContract, importSides } from "./support/generated.ts";
import { programOf } from "./support/program.ts";
import { draw, type Finding, type Outcome, type Proof, type ProofOptions } from "./proof.ts";

const SLICE = 150;
const COMPILERS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  "TypeScript 7": [join(ROOT, "node_modules/.bin/tsc")],
  "TypeScript 5.9": [process.execPath, join(ROOT, "node_modules/typescript/bin/tsc")],
};

export const proof: Proof = {
  claim:
    "One client call, one handler and one mock override for each of GitHub's operations, with valid values in them, " +
    "compile under the strictest flags in TypeScript 5.9 and 7.",
  seeded: true,
  async run({ seed, slice, log }: ProofOptions): Promise<Outcome> {
    const generated = await generateContract("github");
    const sides = await importSides(generated);
    const { operations } = sides.contract;
    const chosen = slice ? draw(operations, SLICE, seed) : operations;
    const folder = dirname(generated);
    for (const file of await readdir(folder)) if (file.endsWith(".ts")) await rm(join(folder, file));
    const files = programOf(sides, chosen, seed);
    for (const [file, text] of files) await writeFile(join(folder, file), text);
    await writeFile(
      join(folder, "tsconfig.json"),
      JSON.stringify({ extends: join(ROOT, "tsconfig.base.json"), include: ["*.ts"] }),
    );
    const failures: Finding[] = [];
    const seconds: Record<string, number> = {};
    for (const [name, [program, ...args]] of Object.entries(COMPILERS)) {
      const begin = performance.now();
      const { code, output } = await run(program, [...args, "-p", folder], { cwd: folder });
      seconds[name] = Math.round((performance.now() - begin) / 100) / 10;
      log(`${name}: ${seconds[name]} s`);
      const errors = output.split("\n").filter((line) => line.includes("error TS"));
      if (code !== 0 && errors.length === 0) errors.push(output.slice(0, 500));
      for (const error of errors) failures.push({ case: name, reason: error.slice(0, 500) });
    }
    const characters = [...files.values()].reduce((sum, text) => sum + text.length, 0);
    return {
      holds: failures.length === 0,
      numbers: { operations: operations.length, used: chosen.length, characters, seconds },
      failures,
    };
  },
};
