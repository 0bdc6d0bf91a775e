/** What generated files must be so that the project can load them: import extensions, ES modules in a CommonJS package. */

import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { diagnostic, type Diagnostic } from "../../diagnostics/index.ts";
import type { Project } from "../config/projects.ts";
import { compilerOptionsFor, type CompilerOptions } from "./import-extension.ts";

/**
 * Whether the generated files need a `package.json` that makes them ES modules: Node runs them as they are, inside a
 * CommonJS package. A compiler that emits files writes CommonJS itself.
 */
export const needsModulePackage = (output: string, importExtension: string): boolean =>
  importExtension === ".ts" &&
  compilerOptionsFor(output).options?.rewriteRelativeImportExtensions !== true &&
  packageType(output) === "commonjs";

/** Findings about a project in which TypeScript cannot load the generated files. @param cwd what diagnostics name files from */
export function unsupportedModules({ output }: Project, cwd: string): readonly Diagnostic[] {
  const { file, options } = compilerOptionsFor(output);
  const setting = options === undefined ? undefined : unsupportedSetting(options, packageType(output));
  return setting === undefined || file === undefined
    ? []
    : [diagnostic("unsupported-module-setting", { file: relative(cwd, file), setting })];
}

function unsupportedSetting(options: CompilerOptions, type: string | undefined): string | undefined {
  for (const name of ["moduleResolution", "module"] as const) {
    const value = String(options[name]).toLowerCase();
    if (value === "classic" || /^(amd|umd|system|none)$/.test(value)) return `"${name}": "${value}"`;
    // TypeScript requires no ES module under these (TS1479, TS1541).
    if (type !== "module" && /^node1[68]$/.test(value) && !/^node(20|next)$/i.test(String(options.module)))
      return `"${name}": "${value}" in a CommonJS package`;
  }
  return undefined;
}

/** `type` of the nearest `package.json` above the output folder; the one in it may be generated. */
function packageType(output: string): string | undefined {
  for (let at = dirname(resolve(output)); ; at = dirname(at)) {
    const file = join(at, "package.json");
    if (existsSync(file)) {
      try {
        return String((JSON.parse(readFileSync(file, "utf8")) as { type?: unknown }).type); // npm's format
      } catch {
        return undefined; // npm and Node report it
      }
    }
    if (dirname(at) === at) return undefined;
  }
}
