/**
 * `npm run bench -- server`: the same small API served by Tenon and by its peers, side by side in one run.
 *
 * `--rounds N` (5), `--seconds S` of load for each server, row and round (1), `--only NAME` (may be repeated) for the
 * servers whose name contains it (beside raw), `--part requests|startup|calls` for one of the three, `--no-report` to print only. Everything runs in a
 * cache outside the repository, where the peers are installed from a lock file of their own.
 */

import { parseArgs } from "node:util";
import { report } from "../report.ts";
import { calls } from "./calls.ts";
import { prepare } from "./prepare.ts";
import { requests } from "./requests.ts";
import { startup } from "./startup.ts";

const PARTS = ["requests", "startup", "calls"] as const;

const { values } = parseArgs({
  allowNegative: true,
  options: {
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "1" },
    only: { type: "string", multiple: true },
    part: { type: "string", multiple: true, default: [...PARTS] },
    /** For those that never start. */
    patience: { type: "string", default: "150" },
    report: { type: "boolean", default: true },
  },
});
const rounds = Number(values.rounds);
const parts = PARTS.filter((part) => values.part.includes(part));

const prepared = await prepare(parts.some((part) => part !== "requests"));
const sections: string[] = [];
for (const part of parts) {
  if (part === "requests")
    sections.push(await requests(prepared, { rounds, seconds: Number(values.seconds), only: values.only }));
  else if (part === "startup") sections.push(await startup(prepared, rounds, Number(values.patience)));
  else sections.push(await calls(prepared, rounds));
  process.stdout.write(`${sections.at(-1)}\n`);
}
const text = sections.join("\n");
// a part of it in place of the whole would say the rest was not measured
if (values.report && values.only === undefined && parts.length === PARTS.length) await report("server", rounds, text);
process.stdout.write(text);
