/** The packages in empty projects, with the newest versions of their dependencies. A scheduled job of CI runs it. */

import { join } from "node:path";
import { ROOT, run } from "../../scripts/run.ts";
import type { Outcome, Proof } from "./proof.ts";

export const proof: Proof = {
  claim: "the packages install, compile and run with the newest versions of what they depend on",
  seeded: false,
  async run(): Promise<Outcome> {
    const begin = Date.now();
    const { code, output } = await run(join(ROOT, "node_modules/.bin/vitest"), ["run", "--project", "package"], {
      env: { ...process.env, TENON_VERSIONS: "latest", NO_COLOR: "1" },
      timeout: 1_800_000,
    });
    const tests = Number(/Tests .*?(\d+) passed/.exec(output)?.[1] ?? 0);
    const holds = code === 0 && tests > 0;
    const failures = holds ? [] : [{ case: "tests of the packages", reason: output.slice(-4000) }];
    return { holds, numbers: { tests, seconds: Math.round((Date.now() - begin) / 1000) }, failures };
  },
};
