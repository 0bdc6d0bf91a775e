import { readFile } from "node:fs/promises";
import { readExceptions, sortOut, type Accepted, type Exception, type Exceptions } from "../../check/accept.ts";
import { findings } from "../../check/finding.ts";
import { diagnostic, type Diagnostic } from "../../diagnostics/index.ts";
import { shown, type Project } from "../config/projects.ts";

/** The accepted findings of a project. */
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

/** Findings that count, accepted findings, and reports of expired entries. The caller reports unused entries, because another contract may use them. */
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
  const { left, accepted, diagnostics, used } = sortOut(findings(all, contract), exceptions, today);
  return { left: [...left, ...diagnostics], accepted, used };
}
