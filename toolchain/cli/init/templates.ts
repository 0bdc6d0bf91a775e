/** The files of a new workspace. They lie in `templates/`, in layers that a template puts together. */

import { globSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { EmitPart } from "../../emit/parts.ts";
import { isObject, type JsonObject } from "tenon-runtime/core";

/** The same place for the sources and for the published package. */
const FOLDER = fileURLToPath(new URL("../../../templates/", import.meta.url));

interface Template {
  readonly layers: readonly string[];
  readonly text: string;
  /** The generated parts. Default: all. */
  readonly emit?: readonly EmitPart[];
  /** The command with which `tenon dev` starts the server. */
  readonly start?: string;
}

const SERVER = "node --watch server/main.ts";

/** What a page or a client package needs. */
export const PAGE_PARTS: readonly EmitPart[] = ["client", "mocks"];

export const TEMPLATES: Readonly<Record<"fullstack" | "api" | "web" | "sdk", Template>> = {
  fullstack: {
    layers: ["common", "api", "web", "fullstack"],
    text: "an express API, a React page and mocks",
    start: SERVER,
  },
  api: { layers: ["common", "api"], text: "an express API", start: SERVER },
  web: { layers: ["common", "web"], text: "a React page on mocks", emit: PAGE_PARTS },
  sdk: { layers: ["common", "sdk"], text: "a client package to publish", emit: PAGE_PARTS },
};

export type TemplateName = keyof typeof TEMPLATES;

/** Files by their path. Later layers replace files of earlier ones; their manifests are merged. */
export function templateFiles(template: TemplateName, name: string): Map<string, string> {
  const files = new Map<string, string>();
  let manifest: JsonObject = { name };
  for (const layer of TEMPLATES[template].layers)
    for (const [path, text] of layerFiles(layer)) {
      if (path === "package.json") manifest = merge(manifest, JSON.parse(text) as JsonObject); // Tenon's own file
      else files.set(path, text.replaceAll("{{name}}", name));
    }
  files.set("package.json", `${JSON.stringify(sorted(manifest), null, 2)}\n`);
  return files;
}

/** The files of one layer, `package.json` among them. */
export function layerFiles(layer: string): Map<string, string> {
  const folder = join(FOLDER, layer);
  const paths = globSync(["**/*", "**/.*", "**/.*/**/*"], { cwd: folder }).filter((path) =>
    statSync(join(folder, path)).isFile(),
  );
  return new Map(
    // npm leaves out a file `.gitignore` when it packs, and takes a folder with a `package.json` for a package.
    paths
      .toSorted()
      .map((path) => [
        path.replace(/^_(?=package\.json$)/, "").replace(/^_gitignore$/, ".gitignore"),
        readFileSync(join(folder, path), "utf8"),
      ]),
  );
}

function merge(a: JsonObject, b: JsonObject): JsonObject {
  const entries = Object.entries(b).map(([key, value]) => {
    const before = a[key];
    return [key, isObject(before) && isObject(value) ? merge(before, value) : value] as const;
  });
  return { ...a, ...Object.fromEntries(entries) };
}

/** As npm sorts dependencies. */
function sorted(manifest: JsonObject): JsonObject {
  const entries = Object.entries(manifest).map(([key, value]) => {
    if (!key.toLowerCase().endsWith("dependencies") || !isObject(value)) return [key, value] as const;
    return [key, Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))] as const;
  });
  return Object.fromEntries(entries);
}
