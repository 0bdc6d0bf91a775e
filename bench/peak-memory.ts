/** Preloaded into every Node process that {@link measure} starts: leaves its peak memory behind, in bytes. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.env["TENON_BENCH_PEAKS"];
if (folder !== undefined) {
  process.on("exit", () => {
    writeFileSync(join(folder, String(process.pid)), String(process.resourceUsage().maxRSS * 1024));
  });
}
