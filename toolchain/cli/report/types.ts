import type { Accepted } from "../../check/accept.ts";
import type { Finding } from "../../check/finding.ts";
import type { ExitCode } from "./outcome.ts";

/** What a reporter is given. A reporter returns text and prints nothing. */
export interface Findings {
  readonly command: string;
  /** Of Tenon. */
  readonly version: string;
  readonly exitCode: ExitCode;
  readonly findings: readonly Finding[];
  /** What is there and has been accepted: it does not count. */
  readonly accepted: readonly Accepted[];
}

/** Whether a finding is one that made the command fail: an error, or a warning where only warnings can have. */
export function fails({ exitCode, findings }: Findings): (finding: Finding) => boolean {
  const strict = exitCode !== 0 && !findings.some(({ severity }) => severity === "error");
  return ({ severity }) => severity === "error" || (strict && severity === "warning");
}

/** Where a finding is, as reports have it: a path with `/`, below the working directory where it lies there. */
export function pathOf({ position, file }: Finding): string | undefined {
  return (position?.file ?? file)?.replaceAll("\\", "/");
}

/** What is said of a finding beyond its message, a line each. */
export function details({ related, why, hint }: Finding): string[] {
  return [
    ...(related ?? []).map(({ message, position: { file, line, column } }) => `${message} ${file}:${line}:${column}`),
    ...(why === undefined ? [] : [`why: ${why}`]),
    ...(hint === undefined ? [] : [`hint: ${hint}`]),
  ];
}
