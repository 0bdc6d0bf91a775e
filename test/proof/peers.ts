/**
 * Other projects' own test cases. They are data beside the repository, never in it: `TENON_PEERS` names their folder,
 * `../shared/peers` by default. The tests of the repository cover the same ground with cases of their own.
 */

import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { ROOT } from "../../scripts/run.ts";
import { jsonSchemaSuite } from "./peers/json-schema.ts";
import { oasdiffPairs } from "./peers/oasdiff.ts";
import { parameterStyles } from "./peers/parameters.ts";
import { prismCases } from "./peers/prism.ts";
import type { Finding, Outcome, Proof } from "./proof.ts";

const PARTS = {
  "json-schema": jsonSchemaSuite,
  oasdiff: oasdiffPairs,
  parameters: parameterStyles,
  prism: prismCases,
} as const;

const folder = resolve(ROOT, process.env["TENON_PEERS"] || "../shared/peers");

export const proof: Proof = {
  claim: "Tenon passes the test cases of JSON Schema, oasdiff, oapi-codegen and Prism, apart from listed exceptions",
  seeded: false,
  unavailable: () =>
    existsSync(folder) ? undefined : `the folder ${folder} does not exist; set TENON_PEERS to the folder of the cases`,
  async run({ log }): Promise<Outcome> {
    const numbers: Record<string, unknown> = {};
    const exceptions: Finding[] = [];
    const failures: Finding[] = [];
    for (const [name, part] of Object.entries(PARTS)) {
      log(`${name} …`);
      const result = await part(join(folder, name));
      numbers[name] = result.numbers;
      const named = ({ case: what, reason }: Finding): Finding => ({ case: `${name}: ${what}`, reason });
      exceptions.push(...(result.exceptions ?? []).map(named));
      failures.push(...result.failures.map(named));
    }
    return { holds: failures.length === 0, numbers, exceptions, failures };
  },
};
