/** `npm run bench -- NAME [options]`: builds, since Tenon is measured as it is published, and runs `bench/NAME`. */

import { existsSync, globSync } from "node:fs";
import { join } from "node:path";
import { build } from "./build.ts";
import { ROOT, run } from "./run.ts";

const [name = "", ...rest] = process.argv.slice(2);
const script = join(ROOT, "bench", name, "index.ts");
if (name === "" || !existsSync(script)) {
  const names = globSync("bench/*/index.ts", { cwd: ROOT }).map((file) => file.split("/")[1]);
  console.error(`npm run bench -- NAME, where NAME is one of: ${names.join(", ")}`);
  process.exit(2);
}
await build();
const { code } = await run(process.execPath, [script, ...rest], { show: true, timeout: 3_600_000 });
process.exitCode = code;
