import { isAbsolute } from "node:path";
import { performance } from "node:perf_hooks";
import { report, sentence } from "./generate-command.ts";
import { exitCode, generate, type Generated } from "./generate.ts";
import { blocks, couldNotWork, type ExitCode, type Outcome } from "./outcome.ts";
import { progress } from "./progress.ts";
import { resolveProjects, shown, type Choice, type Project, type Projects } from "./projects.ts";
import { print, type Format } from "./report.ts";
import type { Shell } from "./shell.ts";
import { createWatcher } from "./watcher.ts";

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

  const regenerate = async (projects: readonly Project[], reason: string): Promise<void> => {
    for (const project of projects) {
      const begin = performance.now();
      const show = progress(shell);
      let result: Generated;
      try {
        result = await generate(project, { cwd, progress: show });
      } finally {
        show.done();
      }
      // A contract that cannot be read does not say what it refers to: go on watching what it did refer to.
      const before = result.state === "unreadable" ? (sources.get(project.contract) ?? []) : [];
      sources.set(project.contract, new Set([...before, ...result.sources.filter(isAbsolute)]));
      const line = `${reason}${sentence(result, cwd)} (${((performance.now() - begin) / 1000).toFixed(1)} s)`;
      print(shell, format, "generate", { ...outcome(result, cwd), summary: [line] });
    }
  };

  let queue: Promise<void> = Promise.resolve();
  const enqueue = (work: () => Promise<void>): void => {
    queue = queue.then(work).catch((error: unknown) => {
      // What would end another command must not end a watch: the next save may be better.
      shell.err(`tenon: ${error instanceof Error ? error.message : String(error)}\n`);
    });
  };
  const watcher = createWatcher((files) => {
    enqueue(async () => {
      let projects: readonly Project[] = resolved.projects.filter((one) =>
        files.some((file) => file === one.contract || sources.get(one.contract)?.has(file)),
      );
      if (resolved.configFile !== undefined && files.includes(resolved.configFile)) {
        const next = await resolveProjects(cwd, choice);
        if (blocks(next.diagnostics)) return print(shell, format, "generate", couldNotWork(next.diagnostics));
        resolved = next;
        projects = next.projects;
      }
      await regenerate(projects, `${files.map((file) => shown(cwd, file)).join(", ")} changed: `);
      watcher.set(watched());
    });
  });
  watcher.set(watched());
  enqueue(async () => {
    await regenerate(resolved.projects, "");
    watcher.set(watched());
    shell.err(`watching ${watched().length === 1 ? "it" : `${new Set(watched()).size} files`}; Ctrl-C ends\n`);
  });
  await new Promise<void>((resolve) =>
    stopped.aborted ? resolve() : stopped.addEventListener("abort", () => resolve(), { once: true }),
  );
  watcher.close();
  await queue;
  return 0;
}

function outcome(result: Generated, cwd: string): Outcome {
  return { exitCode: exitCode(result), diagnostics: result.diagnostics, data: { projects: [report(result, cwd)] } };
}
