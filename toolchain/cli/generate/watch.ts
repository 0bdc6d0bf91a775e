import { isAbsolute } from "node:path";
import type { Diagnostic } from "../../diagnostics/index.ts";
import { report, sentence } from "./command.ts";
import { exitCode, generateAll, type Generated } from "./generate.ts";
import { blocks, couldNotWork, type ExitCode, type Outcome } from "../report/outcome.ts";
import { progress } from "../shell/progress.ts";
import { about, resolveProjects, shown, type Choice, type Project, type Projects } from "../config/projects.ts";
import { createQueue } from "../shell/queue.ts";
import { clock, plural, print, type Format } from "../report/index.ts";
import type { Shell } from "../shell/shell.ts";
import { createWatcher } from "../shell/watcher.ts";

/**
 * Generates, and generates again whenever the contract, a file that it refers to or the configuration is saved, until
 * it is stopped. A contract that is broken for a moment is reported, and the output stays as it was.
 */
export async function watchAndGenerate(shell: Shell, choice: Choice, format: Format): Promise<ExitCode> {
  const { cwd } = shell;
  const stopped = shell.untilStopped();
  let resolved: Projects = await resolveProjects(cwd, choice);
  if (resolved.diagnostics.length > 0) {
    print(shell, format, "generate", couldNotWork(resolved.diagnostics));
    return 2;
  }
  /** The files that each contract was last read from. */
  const sources = new Map<string, ReadonlySet<string>>();
  const local = (project: Project): readonly string[] => (isAbsolute(project.contract) ? [project.contract] : []);
  const watched = (): string[] => [
    ...(resolved.configFile === undefined ? [] : [resolved.configFile]),
    ...resolved.projects.flatMap((project) => [...local(project), ...(sources.get(project.contract) ?? [])]),
  ];

  /** The warnings of each contract that were printed: one that is still there after the next save says nothing new. */
  const told = new Map<string, ReadonlySet<string>>();
  const fresh = (result: Generated): Outcome => {
    const { project, diagnostics } = result;
    const warnings = diagnostics.filter((one) => one.severity !== "error");
    const before = told.get(project.output);
    // The warnings of an unreadable contract are unknown, not fixed.
    if (result.state !== "unreadable") told.set(project.output, new Set(warnings.map(keyOf)));
    const old = format === "json" ? [] : warnings.filter((one) => before?.has(keyOf(one)));
    return {
      exitCode: exitCode(result),
      diagnostics: about(
        diagnostics.filter((one) => !old.includes(one)),
        project,
      ),
      ...(old.length > 0 && { summary: [`${plural(old.length, "warning")} as before`] }),
      data: { projects: [report(result, cwd)] },
    };
  };

  /** @param files those that were saved; none for the first run */
  const regenerate = async (projects: readonly Project[], files: readonly string[]): Promise<void> => {
    const show = progress(shell);
    let results: readonly Generated[];
    try {
      results = await generateAll(projects, {
        cwd,
        others: projects.length < resolved.projects.length,
        progress: show,
      });
    } finally {
      show.done();
    }
    for (const result of results) {
      const { project, seconds } = result;
      // A contract that cannot be read does not say what it refers to: go on watching what it did refer to.
      const before = result.state === "unreadable" ? (sources.get(project.contract) ?? []) : [];
      sources.set(project.contract, new Set([...before, ...result.sources.filter(isAbsolute)]));
      const changed = files.length > 0 ? `${files.map((file) => shown(cwd, file)).join(", ")} changed: ` : "";
      const named = files.length === 1 && files[0] === project.contract ? "it" : project.name;
      const line = `${clock()} ${changed}${sentence(result, cwd, named)} (${seconds.toFixed(1)} s)`;
      const outcome = fresh(result);
      print(shell, format, "generate", { ...outcome, summary: [line, ...(outcome.summary ?? [])] });
    }
  };

  const queue = createQueue(shell);
  const watcher = createWatcher((files) => {
    queue.add(async () => {
      let projects: readonly Project[] = resolved.projects.filter((one) =>
        files.some((file) => file === one.contract || sources.get(one.contract)?.has(file)),
      );
      if (resolved.configFile !== undefined && files.includes(resolved.configFile)) {
        const next = await resolveProjects(cwd, choice);
        if (blocks(next.diagnostics)) return print(shell, format, "generate", couldNotWork(next.diagnostics));
        resolved = next;
        projects = next.projects;
      }
      await regenerate(projects, files);
      watcher.set(watched());
    });
  });
  watcher.set(watched());
  queue.add(async () => {
    await regenerate(resolved.projects, []);
    watcher.set(watched());
    shell.err(`watching ${plural(new Set(watched()).size, "file")}; press Ctrl-C to stop\n`);
  });
  await new Promise<void>((resolve) =>
    stopped.aborted ? resolve() : stopped.addEventListener("abort", () => resolve(), { once: true }),
  );
  watcher.close();
  await queue.done();
  return 0;
}

/** The same warning, wherever the lines above have moved it. */
function keyOf({ code, message, pointer }: Diagnostic): string {
  return JSON.stringify([code, message, pointer]);
}
