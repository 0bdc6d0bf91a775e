/**
 * `npm run release [-- --dry-run]`: builds the packages and publishes them with provenance: `tenon-runtime`, then
 * `tenon`, which depends on it, then `create-tenon`. A version that the registry already has is left out, so that a release that failed half-way can
 * be repeated. Provenance needs a CI that npm trusts, such as GitHub Actions. `--dry-run` publishes nothing.
 */

import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { build } from "./build.ts";
import { cleanEnvironment, must, run } from "./run.ts";

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** The order in which packages are published: each after those that it depends on. */
export function publishOrder<T extends Manifest>(manifests: readonly T[]): T[] {
  const order: T[] = [];
  const add = (manifest: T): void => {
    if (order.includes(manifest)) return;
    for (const each of manifests)
      if (each !== manifest && Object.hasOwn(manifest.dependencies ?? {}, each.name)) add(each);
    order.push(manifest);
  };
  for (const manifest of manifests) add(manifest);
  return order;
}

/** Why these packages must not be published together; empty when they may. */
export function releaseFaults(manifests: readonly Manifest[]): string[] {
  const faults: string[] = [];
  const versions = new Map(manifests.map(({ name, version }) => [name, version]));
  for (const { name, dependencies = {} } of manifests)
    for (const [dependency, wanted] of Object.entries(dependencies)) {
      const version = versions.get(dependency);
      if (version !== undefined && wanted !== version)
        faults.push(`${name} depends on ${dependency} ${wanted}, and the release has ${version}`);
    }
  if (new Set(versions.values()).size > 1)
    faults.push(`the packages have different versions: ${[...versions].map((each) => each.join(" ")).join(", ")}`);
  return faults;
}

async function isPublished({ name, version }: Manifest): Promise<boolean> {
  const { code, output } = await run("npm", ["view", `${name}@${version}`, "version"]);
  if (code === 0) return output.trim() !== "";
  if (output.includes("E404")) return false;
  throw new Error(`npm cannot tell whether ${name}@${version} is published:\n${output}`);
}

async function release(dryRun: boolean): Promise<void> {
  const folders = await build();
  const packages = await Promise.all(
    // Cast: the build wrote these manifests.
    folders.map(async (folder) => ({
      folder,
      ...(JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as Manifest),
    })),
  );
  const faults = releaseFaults(packages);
  if (faults.length > 0) throw new Error(`Nothing is published: ${faults.join("; ")}.`);
  if (!dryRun && (await must("git", ["status", "--porcelain"])).trim() !== "")
    throw new Error("Nothing is published: the working tree has changes. Commit them first.");
  for (const one of publishOrder(packages)) {
    const label = `${one.name}@${one.version}`;
    if (!dryRun && (await isPublished(one))) {
      console.log(`${label} is published already`);
      continue;
    }
    const mode = dryRun ? ["--dry-run"] : ["--provenance"];
    await must("npm", ["publish", "--access", "public", "--ignore-scripts", ...mode], {
      cwd: one.folder,
      env: cleanEnvironment(),
    });
    console.log(`${label} ${dryRun ? "can be published" : "is published"} from ${basename(one.folder)}`);
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { "dry-run": { type: "boolean", default: false } } });
  try {
    await release(values["dry-run"]);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

if (import.meta.main) await main();
