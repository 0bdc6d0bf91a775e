/**
 * A process that writes an output folder: `write-alternately.ts FOLDER VERSION COUNT` writes version after version,
 * beginning with VERSION, and says "ready" once it has loaded.
 */

import { planOutput, writeOutput } from "../../../toolchain/emit/write/writer.ts";
import { filesOf } from "./output-versions.ts";

const [folder = "", version = "0", count = "1"] = process.argv.slice(2);
process.stdout.write("ready\n");
for (let written = 0; written < Number(count); written++) {
  const diagnostics = await writeOutput(await planOutput(folder, filesOf(Number(version) + written)));
  if (diagnostics.length > 0) {
    process.stderr.write(`${JSON.stringify(diagnostics)}\n`);
    process.exit(1);
  }
}
