/**
 * `npm run bench -- mocks`: Tenon's mocks and those of its peers, side by side in one run.
 *
 * `--rounds N` (5), `--milliseconds N` of CPU time for each contestant, row and round (60), `--schemas N` at most for the
 * generators of values (all), `--only NAME` for those whose name has it, `--part size|speed|validity` for one of the three,
 * `--no-report` to print only. Everything runs in a cache outside the repository, where the peers are installed from lock
 * files of their own.
 */

import { parseArgs } from "node:util";
import { report } from "../report.ts";
import { prepare } from "./prepare.ts";
import { size } from "./size.ts";
import { speed } from "./speed.ts";
import { validity } from "./validity.ts";

const PARTS = ["validity", "speed", "size"] as const;

const { values } = parseArgs({
  allowNegative: true,
  options: {
    rounds: { type: "string", default: "5" },
    milliseconds: { type: "string", default: "60" },
    schemas: { type: "string" },
    only: { type: "string" },
    part: { type: "string", multiple: true, default: [...PARTS] },
    report: { type: "boolean", default: true },
  },
});
const { only } = values;
const rounds = Number(values.rounds);
const parts = PARTS.filter((part) => values.part.includes(part));

const folder = await prepare();
const sections: string[] = [];
for (const part of parts) {
  if (part === "validity") sections.push(await validity(folder, Number(values.schemas ?? Infinity), only));
  else if (part === "speed")
    sections.push(await speed(folder, { rounds, milliseconds: Number(values.milliseconds), only }));
  else sections.push(await size(folder));
  process.stderr.write(`${part} is done\n`);
}
const text = sections.join("\n");
// a part of it in place of the whole would say the rest was not measured
const whole = parts.length === PARTS.length && only === undefined && values.schemas === undefined;
if (values.report && whole) await report("mocks", rounds, text);
process.stdout.write(text);
