/**
 * `npm run build`: JavaScript and declarations of both packages, in `dist/package/`, from which they are packed. The
 * sources never run from there: inside this repository the condition `tenon-source` leads to them.
 */

import { chmod, copyFile, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { must, ROOT } from "./run.ts";

const PACKAGES = [
  { name: "tenon", manifest: "package.json", built: "toolchain" },
  { name: "tenon-runtime", manifest: "runtime/package.json", built: "runtime" },
] as const;

/** Builds both packages and returns their folders. */
export async function build(): Promise<string[]> {
  const staging = join(ROOT, "dist/package");
  const built = join(ROOT, "dist/build");
  await Promise.all([staging, built].map((folder) => rm(folder, { recursive: true, force: true })));
  await must(join(ROOT, "node_modules/.bin/tsc"), ["-p", "tsconfig.build.json"]);
  const folders = [];
  for (const one of PACKAGES) {
    const folder = join(staging, one.name);
    await mkdir(folder, { recursive: true });
    await rename(join(built, one.built), join(folder, "dist"));
    await writeFile(join(folder, "package.json"), manifest(await readFile(join(ROOT, one.manifest), "utf8")));
    await copyFile(join(ROOT, "LICENSE"), join(folder, "LICENSE"));
    await copyFile(join(ROOT, one.name === "tenon" ? "README.md" : "runtime/README.md"), join(folder, "README.md"));
    folders.push(folder);
  }
  await chmod(join(staging, "tenon/dist/cli/main.js"), 0o755);
  await rm(built, { recursive: true });
  return folders;
}

/** The manifest as it is published: without what only this repository knows. */
function manifest(text: string): string {
  const {
    workspaces: _,
    scripts: __,
    devDependencies: ___,
    allowScripts: ____,
    exports,
    ...rest
  } = JSON.parse(text) as Manifest;
  const published = Object.entries(exports).map(([subpath, target]): [string, unknown] => {
    if (typeof target === "string") return [subpath, target];
    const { "tenon-source": _____, ...conditions } = target;
    return [subpath, conditions];
  });
  return `${JSON.stringify({ ...rest, exports: Object.fromEntries(published) }, null, 2)}\n`;
}

interface Manifest {
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly [field: string]: unknown;
}

if (import.meta.main) console.log((await build()).join("\n"));
