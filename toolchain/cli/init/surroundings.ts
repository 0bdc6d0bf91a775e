/** What a folder already has: read by `tenon init`, which then adds only what is missing. */

import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

export type PackageManager = "npm" | "pnpm" | "yarn" | "bun";

/** `web`: a page; `server`: express or NestJS; `fetch`: a framework that takes `(Request) => Promise<Response>`. */
export type ProjectKind = "web" | "server" | "fetch" | "unknown";

export interface Manifest {
  readonly text: string;
  readonly name?: string;
  readonly type?: string;
  readonly packageManager?: string;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

export interface Surroundings {
  readonly manifest?: Manifest;
  readonly packageManager: PackageManager;
  /** OpenAPI documents, relative to the folder, the likeliest first. */
  readonly contracts: readonly string[];
  readonly kinds: readonly ProjectKind[];
  /** The folder has a folder `src`. */
  readonly src: boolean;
  readonly config: boolean;
  readonly git: boolean;
}

/** @throws SyntaxError if `package.json` is not JSON */
export function surroundingsOf(folder: string, env: Readonly<Record<string, string | undefined>>): Surroundings {
  const manifest = manifestOf(folder);
  const config = ["ts", "mts", "js", "mjs"].some((extension) => existsSync(join(folder, `tenon.config.${extension}`)));
  return {
    ...(manifest && { manifest }),
    packageManager: packageManagerOf(folder, manifest, env),
    contracts: contractsIn(folder),
    kinds: kindsOf(manifest),
    src: existsSync(join(folder, "src")),
    config,
    git: existsSync(join(folder, ".git")),
  };
}

function manifestOf(folder: string): Manifest | undefined {
  const file = join(folder, "package.json");
  if (!existsSync(file)) return undefined;
  const text = readFileSync(file, "utf8");
  return { ...(JSON.parse(text) as object), text }; // npm's format
}

const LOCK_FILES: Readonly<Record<string, PackageManager>> = {
  "package-lock.json": "npm",
  "pnpm-lock.yaml": "pnpm",
  "yarn.lock": "yarn",
  "bun.lock": "bun",
  "bun.lockb": "bun",
};

/** By the field `packageManager`, the lock file, then the package manager that runs this command. */
function packageManagerOf(
  folder: string,
  manifest: Manifest | undefined,
  env: Readonly<Record<string, string | undefined>>,
): PackageManager {
  const lock = Object.keys(LOCK_FILES).find((file) => existsSync(join(folder, file)));
  const candidates = [manifest?.packageManager, lock && LOCK_FILES[lock], env["npm_config_user_agent"]];
  const names: readonly PackageManager[] = ["npm", "pnpm", "yarn", "bun"];
  for (const candidate of candidates) {
    const found = names.find((name) => candidate?.startsWith(name));
    if (found !== undefined) return found;
  }
  return "npm";
}

const FRAMEWORKS: Readonly<Record<Exclude<ProjectKind, "unknown">, readonly string[]>> = {
  server: ["express", "@nestjs/core"],
  fetch: ["fastify", "hono", "next"],
  web: ["react", "vue", "svelte", "solid-js", "@angular/core", "vite"],
};

function kindsOf(manifest: Manifest | undefined): ProjectKind[] {
  const packages = { ...manifest?.dependencies, ...manifest?.devDependencies };
  const kinds = Object.entries(FRAMEWORKS)
    .filter(([, names]) => names.some((name) => Object.hasOwn(packages, name)))
    .map(([kind]) => kind as ProjectKind); // the keys of the table
  return kinds.length === 0 ? ["unknown"] : kinds;
}

/** An OpenAPI document names its version near its beginning. */
const VERSION = /^\s*\{?\s*["']?(openapi|swagger)["']?\s*:\s*["']?[23]\./m;

function contractsIn(folder: string): string[] {
  const files = globSync(
    ["*.{yaml,yml,json}", "{api,apis,spec,specs,contract,contracts,docs,openapi,src}/**/*.{yaml,yml,json}"],
    {
      cwd: folder,
      exclude: (name) => ["node_modules", "generated", "dist"].includes(basename(name)),
    },
  );
  return files
    .filter((file) => VERSION.test(readFileSync(join(folder, file), "utf8").slice(0, 4096)))
    .toSorted((a, b) => likelihood(a) - likelihood(b) || a.localeCompare(b));
}

/** The lower, the likelier. */
function likelihood(file: string): number {
  const named = /^(openapi|swagger)\./.test(basename(file)) ? 0 : 100;
  return named + file.split(/[\\/]/).length;
}
