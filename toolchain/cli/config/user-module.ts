/** Modules of users: their configuration, their scenarios. */

import { statSync } from "node:fs";
import { registerHooks } from "node:module";
import { pathToFileURL } from "node:url";

/** A statement that only an ECMAScript module has. */
const MODULE = /^\s*(?:export\b|import\s*[\w{*"'])/m;

/**
 * Imports a file, anew once it was changed. What is written as an ECMAScript module is taken for one whatever `type` the
 * package has, the modules of the user that it imports too: `npm init` writes `commonjs`, which is the opposite of what is
 * written in TypeScript.
 */
export async function importFile(file: string): Promise<Readonly<Record<string, unknown>>> {
  const hooks = registerHooks({
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
