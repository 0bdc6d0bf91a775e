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

/** What is left when that is taken away, and what has to be said of the entries. @param complete see `sortOut` */
export function accept(
  all: readonly Diagnostic[],
  exceptions: readonly Exception[],
  complete: boolean,
): { readonly left: readonly Diagnostic[]; readonly accepted: readonly Accepted[] } {
  if (exceptions.length === 0) return { left: all, accepted: [] };
  const today = new Date().toISOString().slice(0, 10);
  const { left, accepted, diagnostics } = sortOut(findings(all), exceptions, today, complete);
  return { left: [...left, ...diagnostics], accepted };
}
