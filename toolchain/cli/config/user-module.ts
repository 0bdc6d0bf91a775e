/** Modules of users: their configuration, their scenarios. */

import { statSync } from "node:fs";
import { registerHooks } from "node:module";
import { pathToFileURL } from "node:url";

/** A statement that only an ECMAScript module has. */
const MODULE = /^\s*(?:export\b|import\s*[\w{*"'])/m;

const moduleOf = (name: string): string =>
  new URL(`../../${name}${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`, import.meta.url).href;

/** This package, for projects that have not installed it: a configuration imports `defineConfig` from `tenon`. */
const TENON = moduleOf("index");
/** What plugins print is an instance of the classes of this package, and of no other copy. */
const PLUGIN = moduleOf("plugin");

/**
 * Imports a file, and imports it again after a change. A file that is written as an ECMAScript module is loaded as one,
 * whatever `type` the package has, and so are the user's modules that it imports: `npm init` writes `commonjs`.
 */
export async function importFile(file: string): Promise<Readonly<Record<string, unknown>>> {
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      if (specifier === "tenon/plugin") return { url: PLUGIN, shortCircuit: true };
      if (specifier !== "tenon") return next(specifier, context);
      try {
        return next(specifier, context);
      } catch {
        return { url: TENON, shortCircuit: true };
      }
    },
    load(url, context, next) {
      const { format } = context;
      const own = url.startsWith("file:") && !url.includes("/node_modules/");
      if (!own || (format !== "commonjs" && format !== "commonjs-typescript")) return next(url, context);
      const as = format === "commonjs" ? "module" : "module-typescript";
      const loaded = next(url, { ...context, format: as });
      const { source } = loaded;
      const text = typeof source === "string" ? source : new TextDecoder().decode(source ?? undefined);
      return MODULE.test(text) ? loaded : next(url, { ...context, format });
    },
  });
  try {
    return (await import(`${pathToFileURL(file).href}?${statSync(file).mtimeMs}`)) as Record<string, unknown>; // a module
  } finally {
    hooks.deregister();
  }
}
