/** `npm run pack [folder]`: builds the packages and packs them into tarballs. */

import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { build } from "./build.ts";
import { cleanEnvironment, must, ROOT } from "./run.ts";

/** Builds, packs into `folder`, and returns the tarballs: `tenon`, `tenon-runtime`, `create-tenon`. */
export async function pack(folder: string): Promise<string[]> {
  const packages = await build();
  await mkdir(folder, { recursive: true });
  const tarballs = [];
  for (const one of packages) {
    const json = await must("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder], {
      cwd: one,
      env: cleanEnvironment(),
    });
    tarballs.push(join(folder, tarballName(json)));
  }
  return tarballs;
}

function tarballName(json: string): string {
  const name = /"filename":\s*"([^"]+)"/.exec(json)?.[1];
  if (name === undefined) throw new Error(`npm pack did not name its tarball:\n${json}`);
  return name;
}

if (import.meta.main) console.log((await pack(resolve(process.argv[2] ?? join(ROOT, "dist")))).join("\n"));
