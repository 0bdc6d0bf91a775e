/** What generated files need before a program can load them: reported when they are new, so that it is read once. */

import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { satisfies } from "semver";
import { isObject } from "tenon-runtime/core";
import { diagnostic, type Diagnostic } from "../../diagnostics/index.ts";
import type { OutputPlan } from "../../emit/write/writer.ts";
import type { Project } from "../config/projects.ts";

interface Manifest {
  readonly version?: string;
  readonly [dependencies: string]: unknown;
}

/** The peers of `tenon-runtime` by the subpaths that load them. */
const PEERS: Readonly<Record<string, string>> = { "tenon-runtime/server": "express", "tenon-runtime/mocks/msw": "msw" };

/**
 * Packages that the files import and the project does not have, and `"type": "commonjs"` as `npm init -y` writes it. A
 * package with a version that cannot work is a warning, each time.
 */
export function firstUse(project: Project, plan: OutputPlan): readonly Diagnostic[] {
  const manifest = nearestManifest(project.output);
  if (manifest === undefined || existsSync(join(manifest.folder, ".pnp.cjs"))) return [];
  const found = new Map<string, Diagnostic>();
  for (const { path, text, isNew } of filesOf(plan)) {
    for (const { name, range } of packagesIn(text)) {
      const installed = installedVersion(project.output, name);
      const about = { file: path, package: name, range, install: installing(name, range) };
      if (installed === undefined) {
        if (isNew && !declares(manifest.text, name)) found.set(name, diagnostic("peer-missing", about));
      } else if (!satisfies(installed, range, { includePrerelease: true })) {
        found.set(name, diagnostic("peer-version", { ...about, installed }));
      }
    }
  }
  // Only a CommonJS package gets a manifest in its generated folder.
  const isCommonJs = plan.created.some(({ path }) => path === "package.json");
  return [...found.values(), ...(isCommonJs ? [diagnostic("commonjs-package", {})] : [])];
}

/** The nearest `package.json` above the output folder. */
function nearestManifest(output: string): { readonly folder: string; readonly text: Manifest } | undefined {
  for (const folder of foldersAbove(output)) {
    const text = readManifest(join(folder, "package.json"));
    if (text !== undefined) return { folder, text };
  }
  return undefined;
}

function* foldersAbove(path: string): Generator<string> {
  for (let at = dirname(path); ; at = dirname(at)) {
    yield at;
    if (dirname(at) === at) return;
  }
}

function readManifest(file: string): Manifest | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(file, "utf8"));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined; // npm and Node report it
  }
}

interface ReadFile {
  readonly path: string;
  readonly text: string;
  readonly isNew: boolean;
}

const filesOf = ({ directory, created, changed, unchanged }: OutputPlan): ReadFile[] => [
  ...created.map(({ path, after = "" }) => ({ path, text: after, isNew: true })),
  ...changed.map(({ path, after = "" }) => ({ path, text: after, isNew: false })),
  ...unchanged
    .filter((path) => ["server.ts", "mocks.ts", "queries.ts"].includes(path))
    .map((path) => ({ path, text: readFileSync(join(directory, path), "utf8"), isNew: false })),
];

/** The packages that a file needs, with the range of versions. */
function packagesIn(text: string): { readonly name: string; readonly range: string }[] {
  const specifiers = [...text.matchAll(/ from "([^".][^"]*)";$/gm)].map(([, from = ""]) => from);
  return specifiers.flatMap((specifier) => {
    const name = specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
    const peer = PEERS[specifier];
    const named = name === "tenon-runtime" ? [{ name, range: ownVersion() }] : [{ name, range: "*" }];
    return peer === undefined ? named : [...named, { name: peer, range: peerRange(peer) }];
  });
}

/** The arguments of `npm install`: `--save-dev msw@3`. A caret would be lost in some shells. */
function installing(name: string, range: string): string {
  const [, version = "", major = ""] = /^\^((\d+)\.\d+\.\d+)/.exec(range) ?? [];
  const wanted = major === "0" ? version : major;
  return `${name === "msw" ? "--save-dev " : ""}${name}${wanted === "" ? "" : `@${wanted}`}`;
}

const runtimeManifest = (): Manifest => createRequire(import.meta.url)("tenon-runtime/package.json") as Manifest; // a package's own manifest

const ownVersion = (): string => `^${runtimeManifest().version ?? "0.0.0"}`;

function peerRange(name: string): string {
  const { peerDependencies } = runtimeManifest();
  const range = isObject(peerDependencies) ? peerDependencies[name] : undefined;
  return typeof range === "string" ? range : "*";
}

/** The version that the generated files would load. */
function installedVersion(output: string, name: string): string | undefined {
  for (const folder of foldersAbove(output)) {
    const manifest = readManifest(join(folder, "node_modules", name, "package.json"));
    if (manifest !== undefined) return manifest.version ?? "0.0.0";
  }
  return undefined;
}

/** A package that is declared comes with the next installation. */
const declares = (manifest: Manifest, name: string): boolean =>
  ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"].some((kind) => {
    const dependencies = manifest[kind];
    return isObject(dependencies) && Object.hasOwn(dependencies, name);
  });
