import type { Accepted } from "../../check/accept.ts";
import type { Diagnostic } from "../../diagnostics/index.ts";

/** 0 clean, 1 findings, 2 could not work. */
export type ExitCode = 0 | 1 | 2;

/** What a command has to say. Commands return it; only the shell prints and exits. */
export interface Outcome {
  readonly exitCode: ExitCode;
  readonly diagnostics: readonly Diagnostic[];
  /** What was found and does not count, since the team has accepted it. */
  readonly accepted?: readonly Accepted[];
  /** For people, to standard output before the diagnostics: a diff. */
  readonly text?: string;
  /** For people, to standard error: what was done, a line each. */
  readonly summary?: readonly string[];
  /** For programs: added to the JSON report. Documented at {@link JsonReport}. */
  readonly data?: Readonly<Record<string, unknown>>;
}

/** Whether any of these stops the work: errors always, warnings in strict mode. */
export function blocks(diagnostics: readonly Diagnostic[], strict = false): boolean {
  return diagnostics.some((one) => one.severity === "error" || (strict && one.severity === "warning"));
}

/** The outcome of a command that could not begin. */
export function couldNotWork(diagnostics: readonly Diagnostic[]): Outcome {
  return { exitCode: 2, diagnostics };
}

/** The worse of two exit codes: what could not be done outweighs what was found. */
export function worse(a: ExitCode, b: ExitCode): ExitCode {
  return a > b ? a : b;
}
