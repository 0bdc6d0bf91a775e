/** The public entry of `tenon`: what a `tenon.config.ts` imports, and the types of what the command prints. */
export { defineConfig, type CheckConfig, type Config, type ProjectConfig } from "./cli/config/config.ts";
export type { JsonReport } from "./cli/report/index.ts";
export type { Diagnostic, Position, Severity } from "./diagnostics/index.ts";
