import type { Accepted } from "../../check/accept.ts";
import type { Diagnostic } from "../../diagnostics/index.ts";
import { accept, exceptionsOf } from "../check/accept.ts";
import { lintProject } from "./lint.ts";
import { blocks, couldNotWork, worse, type ExitCode, type Outcome } from "../report/outcome.ts";
import type { Progress } from "../shell/progress.ts";
import { about, resolveProjects, shown, type Choice, type Project } from "../config/projects.ts";
import { withRules } from "../config/rules.ts";
import type { Shell } from "../shell/shell.ts";

export async function lintCommand({ cwd }: Shell, choice: Choice, progress: Progress, cache = true): Promise<Outcome> {
  const { projects, diagnostics } = await resolveProjects(cwd, choice);
  if (diagnostics.length > 0) return couldNotWork(diagnostics);
  const { outcome } = await lintProjects(projects, { cwd, progress, cache });
  return outcome;
}

export interface LintOptions {
  readonly cwd: string;
  readonly progress: Progress;
  readonly cache: boolean;
}

/** @returns the outcome, and the files that it depends on, absolute, as far as they are known */
export async function lintProjects(
  projects: readonly Project[],
  { cwd, progress, cache }: LintOptions,
): Promise<{ readonly outcome: Outcome; readonly files: readonly string[] }> {
  let exitCode: ExitCode = 0;
  const found: Diagnostic[] = [];
  const accepted: Accepted[] = [];
  const contracts = [];
  const summary: string[] = [];
  const files: string[] = [];
  for (const project of projects) {
    progress.step(`linting ${project.name}`);
    const exceptions = await exceptionsOf(project, cwd);
    if (exceptions.diagnostics.length > 0) return { outcome: couldNotWork(exceptions.diagnostics), files };
    const result = await lintProject(project, { cwd, cache });
    const sorted = accept(
      withRules(about(result.diagnostics, project), project.check?.rules),
      exceptions.exceptions,
      project.name,
    );
    found.push(...sorted.left);
    files.push(...(result.files ?? []), ...(result.config === undefined ? [] : [result.config]));
    accepted.push(...sorted.accepted);
    const config = result.config === undefined ? undefined : shown(cwd, result.config);
    contracts.push({ contract: project.name, ...(config !== undefined && { config }) });
    if (!result.linted) exitCode = 2;
    else if (blocks(sorted.left, project.strict)) exitCode = worse(exitCode, 1);
    if (result.linted) summary.push(`${project.name}: checked with ${config ?? "the recommended rules"}`);
  }
  if (accepted.length > 0) summary.push(`${accepted.length} accepted`);
  return { outcome: { exitCode, diagnostics: found, accepted, summary, data: { contracts } }, files };
}
