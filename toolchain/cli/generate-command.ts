import { performance } from "node:perf_hooks";
import { diagnostic, type Diagnostic } from "../diagnostics/index.ts";
import { drift } from "./drift.ts";
import { exitCode, generate, type Generated } from "./generate.ts";
import { invocation } from "./invocation.ts";
import { couldNotWork, worse, type ExitCode, type Outcome } from "./outcome.ts";
import type { Progress } from "./progress.ts";
import { resolveProjects, shown, type Choice } from "./projects.ts";
import { plural } from "./report.ts";
import type { Shell } from "./shell.ts";

/** `tenon generate`, with and without `--check`. */
export async function generateCommand(
  { cwd }: Shell,
  choice: Choice,
  check: boolean,
  progress: Progress,
): Promise<Outcome> {
  const { projects, diagnostics } = await resolveProjects(cwd, choice);
  if (diagnostics.length > 0) return couldNotWork(diagnostics);
  let code: ExitCode = 0;
  const found: Diagnostic[] = [];
  const summary: string[] = [];
  const data = [];
  let text = "";
  for (const project of projects) {
    const begin = performance.now();
    const result = await generate(project, { cwd, check, progress });
    const seconds = ((performance.now() - begin) / 1000).toFixed(1);
    code = worse(code, exitCode(result));
    found.push(...result.diagnostics);
    const diff = result.state === "stale" && result.plan ? drift(result.plan, cwd) : undefined;
    if (diff !== undefined) {
      text += diff;
      const output = `${shown(cwd, project.output)}/`;
      const command = invocation("generate", choice);
      found.push(diagnostic("stale-output", { output, contract: project.name, changes: changes(result), command }));
    }
    summary.push(`${sentence(result, cwd)} (${seconds} s)`);
    data.push({ ...report(result, cwd), ...(diff !== undefined && { diff }) });
  }
  return { exitCode: code, diagnostics: found, text, summary, data: { projects: data } };
}

/** What came of one project, in a line for people. */
export function sentence(result: Generated, cwd: string): string {
  const { project, state, operations } = result;
  const output = `${shown(cwd, project.output)}/`;
  const of = `${project.name}, ${plural(operations, "operation")}`;
  switch (state) {
    case "written":
      return `${output} from ${of}: ${changes(result)}`;
    case "current":
      return `${output} is what ${of}, generates`;
    case "stale":
      return `${output} is stale`;
    case "refused":
    case "unreadable":
    case "unwritable":
      return `${project.name}: nothing generated, ${output} is as it was`;
  }
}

/** `types.ts and 2 more files changed, old.ts removed`. */
export function changes({ plan }: Generated): string {
  if (!plan) return "";
  const list = (files: readonly { readonly path: string }[], verb: string): string[] => {
    const [first, second, ...more] = files;
    if (!first) return [];
    const others = more.length > 0 ? ` and ${more.length + 1} more files` : second ? ` and ${second.path}` : "";
    return [`${first.path}${others} ${verb}`];
  };
  const all = [...list(plan.changed, "changed"), ...list(plan.created, "new"), ...list(plan.removed, "removed")];
  return all.length > 0 ? all.join(", ") : "its list of files changed";
}

/** What came of one project, for the JSON report. */
export function report({ project, state, operations, plan }: Generated, cwd: string): Record<string, unknown> {
  const paths = (files: readonly { readonly path: string }[] = []): string[] => files.map(({ path }) => path);
  return {
    contract: project.name,
    output: shown(cwd, project.output),
    state,
    operations,
    created: paths(plan?.created),
    changed: paths(plan?.changed),
    removed: paths(plan?.removed),
  };
}
