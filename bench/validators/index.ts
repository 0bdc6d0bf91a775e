/**
 * `npm run bench -- validators`: Tenon's validators and those of its peers, side by side in one run.
 *
 * `--rounds N` (7), `--milliseconds N` of CPU time for each contestant, row and round (40), `--only NAME` for those whose
 * name has it (beside Ajv), `--part times|contracts` for one of the two, `--contract NAME` for one of the contracts,
 * `--no-report` to print only. Everything runs in a cache outside the repository, where the peers are installed from a
 * lock file of their own.
 */

import { parseArgs } from "node:util";
import { report } from "../report.ts";
import { contracts } from "./contracts.ts";
import { prepare } from "./prepare.ts";
import { times } from "./times.ts";

const PARTS = ["times", "contracts"] as const;
const CONTRACTS = ["github", "stripe"];

const { values } = parseArgs({
  allowNegative: true,
  options: {
    rounds: { type: "string", default: "7" },
    milliseconds: { type: "string", default: "40" },
    only: { type: "string" },
    part: { type: "string", multiple: true, default: [...PARTS] },
    contract: { type: "string", multiple: true, default: CONTRACTS },
    report: { type: "boolean", default: true },
  },
});
const rounds = Number(values.rounds);
const parts = PARTS.filter((part) => values.part.includes(part));

const folder = await prepare();
const sections: string[] = [];
for (const part of parts) {
  if (part === "times")
    sections.push(await times(folder, { rounds, milliseconds: Number(values.milliseconds), only: values.only }));
  else sections.push(await contracts(folder, rounds, values.contract));
}
const text = sections.join("\n");
// a part of it in place of the whole would say the rest was not measured
const whole = parts.length === PARTS.length && values.contract.length === CONTRACTS.length;
if (values.report && values.only === undefined && whole) await report("validators", rounds, text);
process.stdout.write(text);
