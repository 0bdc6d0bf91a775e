import { readFile } from "node:fs/promises";
import { readExceptions, sortOut, type Accepted, type Exception, type Exceptions } from "../../check/accept.ts";
import { findings } from "../../check/finding.ts";
import { diagnostic, type Diagnostic } from "../../diagnostics/index.ts";
import { shown, type Project } from "../config/projects.ts";

/** What a project's team has accepted. */
export async function exceptionsOf({ check }: Project, cwd: string): Promise<Exceptions> {
  if (check?.accept === undefined) return { exceptions: [], diagnostics: [] };
  const file = shown(cwd, check.accept);
  let text: string;
  try {
    text = await readFile(check.accept, "utf8");
  } catch {
    return { exceptions: [], diagnostics: [diagnostic("exceptions-missing", { file }, { file })] };
  }
  return readExceptions(text, file);
}

/** Findings that count, those that the team has accepted, and what is to be said of expired entries. */
export function accept(
  all: readonly Diagnostic[],
  exceptions: readonly Exception[],
  contract: string,
): {
  readonly left: readonly Diagnostic[];
  readonly accepted: readonly Accepted[];
  readonly used: readonly Exception[];
} {
  const today = new Date().toISOString().slice(0, 10);
  // Of unused entries the caller reports: another contract may use them.
  const complete = false;
  const { left, accepted, diagnostics, used } = sortOut(findings(all, contract), exceptions, today, complete);
  return { left: [...left, ...diagnostics], accepted, used };
}
