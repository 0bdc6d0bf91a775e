/** The public entry of `tenon`: `defineConfig` for a `tenon.config.ts`, and the types of the JSON report. */
export { defineConfig, type CheckConfig, type Config, type ProjectConfig } from "./cli/config/config.ts";
export type { Login, LoginContext, LoginFunction } from "./cli/verify/login.ts";
export type { JsonReport } from "./cli/report/index.ts";
export type { Diagnostic, Position, Severity } from "./diagnostics/index.ts";
