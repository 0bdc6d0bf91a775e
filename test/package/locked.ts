/** A lock file for projects that tests make: with the versions of this repository's lock file. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../scripts/run.ts";

interface Lock {
  readonly packages: Readonly<Record<string, { readonly version?: string; readonly name?: string }>>;
}

const read = (folder: string, file: string): Lock => JSON.parse(readFileSync(join(folder, file), "utf8")) as Lock; // npm's format

/** Those that the repository makes itself. */
const OWN = new Set(["", "runtime", "node_modules/tenon-runtime"]);

/**
 * The text of `package-lock.json` for a project that is going to install packages of this repository: npm keeps the
 * versions that a lock file has, so that no release of another package changes what is tested.
 */
export function lockFile(manifest: object): string {
  const lock = read(ROOT, "package-lock.json");
  const packages = Object.entries(lock.packages).filter(([path]) => !OWN.has(path));
  return JSON.stringify({ ...lock, packages: { "": manifest, ...Object.fromEntries(packages) } });
}

/** A word of an install command; a package of the lock file is named in the version that it has there. */
export function locked(word: string): string {
  const [, name = "", alias = ""] = /^(@?[^@/]+(?:\/[^@]+)?)(?:@(npm:[^@]+@)?.*)?$/.exec(word) ?? [];
  const version = read(ROOT, "package-lock.json").packages[`node_modules/${name}`]?.version;
  return version === undefined ? word : `${name}@${alias}${version}`;
}

/** The packages that a project has installed in versions that the repository's lock file does not have. */
export function unlocked(project: string): string[] {
  const known = versionsOf(read(ROOT, "package-lock.json"));
  return [...versionsOf(read(project, "node_modules/.package-lock.json"))].flatMap(([name, versions]) =>
    [...versions].filter((version) => known.get(name)?.has(version) !== true).map((version) => `${name}@${version}`),
  );
}

function versionsOf(lock: Lock): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const [path, { version, name }] of Object.entries(lock.packages)) {
    if (OWN.has(path) || version === undefined) continue;
    const key = name ?? path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
    if (key !== "tenon") found.set(key, (found.get(key) ?? new Set()).add(version));
  }
  return found;
}
