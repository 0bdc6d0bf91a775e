/** Packing and publishing: what the repository's own folders refuse, and the order of a release. */

import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { publishOrder, releaseFaults } from "../../scripts/release.ts";
import { cleanEnvironment, ROOT, run } from "../../scripts/run.ts";

test.each(["", "runtime"])("npm pack in the folder ./%s is refused with what to do instead", async (folder) => {
  const { code, output } = await run("npm", ["pack", "--dry-run"], {
    cwd: join(ROOT, folder),
    env: cleanEnvironment(),
  });
  expect(code).not.toBe(0);
  expect(output).toContain("Run `npm run pack`");
});

describe("a release", () => {
  const runtime = { name: "tenon-runtime", version: "1.2.0" };
  const tenon = { name: "tenon", version: "1.2.0", dependencies: { "tenon-runtime": "1.2.0", yaml: "^2.0.0" } };

  test("publishes the runtime before the package that depends on it", () => {
    for (const all of [
      [tenon, runtime],
      [runtime, tenon],
    ])
      expect(publishOrder(all)).toEqual([runtime, tenon]);
  });

  test("is refused when the packages do not fit one another", () => {
    expect(releaseFaults([tenon, runtime])).toEqual([]);
    expect(releaseFaults([tenon, { ...runtime, version: "1.3.0" }])).toEqual([
      "tenon depends on tenon-runtime 1.2.0, and the release has 1.3.0",
      "the packages have different versions: tenon 1.2.0, tenon-runtime 1.3.0",
    ]);
  });
});
