import { lint } from "../lint/index.ts";
import { blocks, couldNotWork, worse, type ExitCode, type Outcome } from "./outcome.ts";
import type { Progress } from "./progress.ts";
import { about, resolveProjects, shown, type Choice } from "./projects.ts";
import type { Shell } from "./shell.ts";

export async function lintCommand({ cwd }: Shell, choice: Choice, progress: Progress): Promise<Outcome> {
  const { projects, diagnostics } = await resolveProjects(cwd, choice);
  if (diagnostics.length > 0) return couldNotWork(diagnostics);
  let exitCode: ExitCode = 0;
  const found = [];
  const contracts = [];
  const summary: string[] = [];
  for (const project of projects) {
    progress.step(`linting ${project.name}`);
    const result = await lint(project.contract, { cwd, root: project.root, allowHosts: project.allowHosts });
    found.push(...about(result.diagnostics, project));
    const config = result.config === undefined ? undefined : shown(cwd, result.config);
    contracts.push({ contract: project.name, ...(config !== undefined && { config }) });
    if (!result.linted) exitCode = 2;
    else if (blocks(result.diagnostics, project.strict)) exitCode = worse(exitCode, 1);
    if (result.linted) summary.push(`${project.name}: held against ${config ?? "the recommended rules"}`);
  }
  return { exitCode, diagnostics: found, summary, data: { contracts } };
}
