/** Changes of an existing `package.json` that keep its formatting. */

import { applyEdits, modify } from "jsonc-parser";
import { layerFiles } from "./templates.ts";
import type { Manifest, ProjectKind } from "./surroundings.ts";

/**
 * The manifest with the scripts and dependencies that a project of these kinds needs. Nothing is replaced. The declarations
 * of the generated server need express, also where another framework calls its `toFetchHandler`.
 */
export function extendManifest(manifest: Manifest, kinds: readonly ProjectKind[]): string {
  const common = templateManifest("common");
  const scripts = { generate: "tenon generate", mock: "tenon mock --watch", "check:contract": "tenon check" };
  const server = isPageOnly(kinds) ? [] : ["express", "@types/express", "@types/node"];
  const development = ["tenon", "typescript", "msw", ...server];
  const layers = [common, templateManifest("api"), templateManifest("web")];
  const versions = Object.assign({}, ...layers.flatMap((one) => [one.dependencies, one.devDependencies])) as Versions;
  const has = (name: string): boolean =>
    Object.hasOwn(manifest.dependencies ?? {}, name) || Object.hasOwn(manifest.devDependencies ?? {}, name);
  const missing = (names: readonly string[]): [string, string][] =>
    names.filter((name) => !has(name)).map((name) => [name, versions[name] ?? "*"]);
  const additions = [
    ...Object.entries(scripts)
      .filter(([name]) => !Object.hasOwn(manifest.scripts ?? {}, name))
      .map(([name, command]) => ["scripts", name, command] as const),
    ...missing(["tenon-runtime"]).map(([name, version]) => ["dependencies", name, version] as const),
    ...missing(development).map(([name, version]) => ["devDependencies", name, version] as const),
  ];
  return additions.reduce((text, [section, name, value]) => set(text, [section, name], value), manifest.text);
}

type Versions = Readonly<Record<string, string>>;

/** Such a project needs no server. */
export const isPageOnly = (kinds: readonly ProjectKind[]): boolean => kinds.every((kind) => kind === "web");

function templateManifest(layer: string): Omit<Manifest, "text"> {
  return JSON.parse(layerFiles(layer).get("package.json") ?? "{}") as Omit<Manifest, "text">; // Tenon's own file
}

function set(text: string, path: readonly string[], value: string): string {
  const indent = /^([ \t]+)"/m.exec(text)?.[1] ?? "  ";
  const formattingOptions = { insertSpaces: !indent.startsWith("\t"), tabSize: indent.length, eol: "\n" };
  return applyEdits(text, modify(text, [...path], value, { formattingOptions }));
}
