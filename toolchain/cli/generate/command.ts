import { existsSync } from "node:fs";
import { join } from "node:path";
import { diagnostic, type Diagnostic } from "../../diagnostics/index.ts";
import { drift } from "./drift.ts";
import { exitCode, generateAll, type Generated } from "./generate.ts";
import { invocation } from "../shell/invocation.ts";
import { couldNotWork, worse, type ExitCode, type Outcome } from "../report/outcome.ts";
import type { Progress } from "../shell/progress.ts";
import { about, resolveProjects, shown, type Choice } from "../config/projects.ts";
import { plural } from "../report/index.ts";
import type { Shell } from "../shell/shell.ts";

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
  for (const result of await generateAll(projects, { cwd, check, progress })) {
    const { project, plan, seconds } = result;
    code = worse(code, exitCode(result));
    found.push(...about(result.diagnostics, project));
    const diff = result.state === "stale" && plan ? drift(plan, cwd) : undefined;
    if (diff !== undefined) {
      text += diff;
      found.push(...about([staleOutput(result, cwd, choice)], project));
    }
    summary.push(`${sentence(result, cwd)} (${seconds.toFixed(1)} s)`);
    data.push({ ...report(result, cwd), ...(diff !== undefined && { diff }) });
  }
  return { exitCode: code, diagnostics: found, text, summary, data: { projects: data } };
}

/** What `--check` says of a folder that is not what the contract generates. */
export function staleOutput(result: Generated, cwd: string, choice: Choice): Diagnostic {
  const { project, plan } = result;
  const output = `${shown(cwd, project.output)}/`;
  const [edited] = [...(plan?.changed ?? []), ...(plan?.removed ?? [])];
  return diagnostic(
    "stale-output",
    { output, contract: project.name, changes: changes(result), command: invocation("generate", choice) },
    { file: edited && shown(cwd, join(project.output, edited.path)) },
  );
}

/**
 * What came of one project, in a line for people.
 * @param name the contract, or a word for it where it was just named
 */
export function sentence(result: Generated, cwd: string, name = result.project.name): string {
  const { project, state, operations } = result;
  const output = `${shown(cwd, project.output)}/`;
  const of = `${name}, ${plural(operations, "operation")}`;
  const still = existsSync(project.output) ? `, ${output} is unchanged` : "";
  switch (state) {
    case "written":
      return `${output} from ${of}: ${changes(result)}`;
    case "current":
      return `${output} is up to date with ${of}`;
    case "stale":
      return `${output} is out of date`;
    case "skipped":
      return `nothing generated from ${name}: no operation matches ${project.include.join(", ")}${still}`;
    case "refused":
    case "unreadable":
    case "unwritable":
      return `nothing generated from ${name}${still}`;
  }
}

/** `types.ts and 2 more files changed, old.ts removed`. */
function changes({ plan, state }: Generated): string {
  if (!plan) return "";
  const list = (files: readonly { readonly path: string }[], verb: string): string[] => {
    const [first, second, ...more] = files;
    if (!first) return [];
    const others = more.length > 0 ? ` and ${more.length + 1} more files` : second ? ` and ${second.path}` : "";
    return [`${first.path}${others} ${verb}`];
  };
  const all = [
    ...list(plan.changed, "changed"),
    ...list(plan.created, state === "stale" ? "missing" : "new"),
    ...list(plan.removed, "removed"),
  ];
  return all.length > 0 ? all.join(", ") : "the list of files changed";
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
