/**
 * A contract in an npm package: `npm:@we/spec@1.2.0:openapi.json` of an installed package, or
 * `npm:./spec-1.2.0.tgz:openapi.json` of a tarball. Tenon never downloads packages.
 */

import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { diagnostic, type Diagnostic } from "../diagnostics/index.ts";

export interface PackageBase {
  /** Absolute. */
  readonly file: string;
  /** The folder of the package: references stay inside. */
  readonly root: string;
  /** Removes the temporary files. */
  dispose(): Promise<void>;
}

export const isPackage = (reference: string): boolean => reference.startsWith("npm:");

export async function packageBase(reference: string, cwd: string): Promise<PackageBase | Diagnostic> {
  const [, archive, inArchive = ""] = /^npm:(.+\.t(?:ar\.)?gz):(.+)$/.exec(reference) ?? [];
  if (archive !== undefined) return fromArchive(path.resolve(cwd, archive), inArchive, reference);
  const [, name = "", version, file = ""] = /^npm:((?:@[^/@:]+\/)?[^/@:]+)(?:@([^:]+))?:(.+)$/.exec(reference) ?? [];
  if (name === "") return diagnostic("package-invalid", { base: reference });
  const folder = installed(name, cwd);
  const found = folder === undefined ? undefined : versionIn(folder);
  if (folder === undefined || (version !== undefined && found !== version))
    return diagnostic("package-missing", { name, version: version ?? "any version", found });
  return within(folder, file, reference, () => Promise.resolve());
}

/** The folder of a package, as Node.js finds it. `exports` does not matter here. */
function installed(name: string, cwd: string): string | undefined {
  for (let folder = cwd; ; folder = path.dirname(folder)) {
    const candidate = path.join(folder, "node_modules", ...name.split("/"));
    if (existsSync(path.join(candidate, "package.json"))) return candidate;
    if (folder === path.dirname(folder)) return undefined;
  }
}

function versionIn(folder: string): string | undefined {
  try {
    const manifest = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as { version?: string }; // npm's
    return manifest.version;
  } catch {
    return undefined;
  }
}

async function fromArchive(archive: string, file: string, reference: string): Promise<PackageBase | Diagnostic> {
  if (!existsSync(archive)) return diagnostic("source-missing", { source: archive });
  const folder = await mkdtemp(path.join(tmpdir(), "tenon-base-"));
  const dispose = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    await promisify(execFile)("tar", ["-xzf", archive, "-C", folder], { timeout: 120_000, windowsHide: true });
  } catch {
    await dispose();
    return diagnostic("source-unreadable", { source: archive, reason: "tar cannot extract it" });
  }
  const base = await within(path.join(folder, "package"), file, reference, dispose);
  if ("code" in base) await dispose();
  return base;
}

/** A file of the package, which no link leads out of. */
async function within(
  folder: string,
  file: string,
  reference: string,
  dispose: () => Promise<void>,
): Promise<PackageBase | Diagnostic> {
  if (!existsSync(path.join(folder, file))) return diagnostic("source-missing", { source: reference });
  const [root, real] = [await realpath(folder), await realpath(path.join(folder, file))];
  const below = path.relative(root, real);
  if (below.startsWith("..") || path.isAbsolute(below)) return diagnostic("package-invalid", { base: reference });
  return { file: real, root, dispose };
}
