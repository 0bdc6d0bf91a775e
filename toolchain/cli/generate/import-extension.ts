import { existsSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve, sep } from "node:path";
import { parse } from "jsonc-parser";

export type ImportExtension = ".ts" | ".js" | "";

/** The extension of imports between files in `folder`; see {@link importExtensionFor}. */
export const detectImportExtension = (folder: string): ImportExtension =>
  importExtensionFor(compilerOptionsFor(folder).options);

/** The nearest `tsconfig.json` that includes `folder`, with its compiler options, inherited ones included. */
export function compilerOptionsFor(folder: string): { readonly file?: string; readonly options?: CompilerOptions } {
  const nearest = nearestConfig(resolve(folder));
  if (nearest === undefined) return {};
  const file = responsible(nearest, resolve(folder));
  return { file, options: effectiveOptions(file) };
}

/**
 * The extension that imports need under these compiler options:
 * - `.ts` if TypeScript allows it, and if there is no tsconfig (Node runs the sources)
 * - `.js` under `node16`, `nodenext` and the like, which resolve the emitted files
 * - none for a bundler
 */
export function importExtensionFor(options: CompilerOptions | undefined): ImportExtension {
  if (options === undefined) return ".ts";
  if (options.allowImportingTsExtensions === true || options.rewriteRelativeImportExtensions === true) return ".ts";
  const resolution = lower(options.moduleResolution) ?? lower(options.module) ?? "";
  return /^node(?!10$)(\d+|next)$/.test(resolution) ? ".js" : "";
}

function lower(value: unknown): string | undefined {
  return typeof value === "string" ? value.toLowerCase() : undefined;
}

function nearestConfig(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const file = join(at, "tsconfig.json");
    if (existsSync(file)) return file;
    if (dirname(at) === at) return undefined;
  }
}

interface TsConfig {
  readonly extends?: unknown;
  readonly compilerOptions?: unknown;
  readonly files?: unknown;
  readonly include?: unknown;
  readonly references?: unknown;
}

function read(file: string): TsConfig {
  try {
    const value: unknown = parse(readFileSync(file, "utf8"), [], { allowTrailingComma: true });
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {}; // as if it were empty: tsc will say what is wrong with it
  }
}

/**
 * A tsconfig that holds nothing but references (as Vite's templates have one) rules nothing itself: of those it refers
 * to, the first whose `include` leads to the folder does.
 */
function responsible(file: string, folder: string): string {
  const { files, include, references } = read(file);
  if (!Array.isArray(references) || include !== undefined || !(Array.isArray(files) && files.length === 0)) return file;
  const targets = references.flatMap((reference: { path?: unknown } | null) => {
    if (typeof reference?.path !== "string") return [];
    const path = resolve(dirname(file), reference.path);
    if (!existsSync(path)) return [];
    return [statSync(path).isDirectory() ? join(path, "tsconfig.json") : path];
  });
  return targets.find((target) => covers(target, folder)) ?? targets[0] ?? file;
}

/** Whether the fixed beginning of one of the patterns in `include` leads to the folder. */
function covers(file: string, folder: string): boolean {
  const { include } = read(file);
  const patterns: unknown[] = Array.isArray(include) ? include : ["."];
  return patterns.some((pattern) => {
    if (typeof pattern !== "string") return false;
    const fixed = pattern.replace(/^\$\{configDir\}/, ".").split(/[*?]/, 1)[0] ?? "";
    return `${folder}${sep}`.startsWith(`${resolve(dirname(file), fixed)}${sep}`);
  });
}

export type CompilerOptions = Readonly<Record<string, unknown>>;

/** The compiler options with everything that `extends` leads to, what is said last wins. */
function effectiveOptions(file: string, seen: readonly string[] = []): CompilerOptions {
  if (seen.includes(file)) return {};
  const config = read(file);
  const bases: unknown[] = Array.isArray(config.extends) ? config.extends : [config.extends];
  let options: CompilerOptions = {};
  for (const base of bases) {
    const path = typeof base === "string" ? resolveBase(base, file) : undefined;
    if (path !== undefined) options = { ...options, ...effectiveOptions(path, [...seen, file]) };
  }
  const own = typeof config.compilerOptions === "object" ? (config.compilerOptions as CompilerOptions | null) : null;
  // A config that says `module` anew without `moduleResolution` asks for that module's own resolution, but only where
  // no base named one.
  return { ...options, ...own };
}

/** `extends` is a relative or absolute path, with or without `.json`, or names a package (TypeScript handbook). */
function resolveBase(base: string, from: string): string | undefined {
  if (/^\.{0,2}[/\\]|^\.\.?$|^[a-z]:[/\\]/i.test(base)) {
    const path = resolve(dirname(from), base);
    return [path, `${path}.json`].find((one) => existsSync(one) && statSync(one).isFile());
  }
  const require = createRequire(from);
  for (const specifier of [base, `${base}.json`, `${base}/tsconfig.json`]) {
    try {
      const path = require.resolve(specifier);
      if (path.endsWith(".json")) return path;
    } catch {
      // not this one
    }
  }
  return undefined;
}
