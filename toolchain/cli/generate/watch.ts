import { isAbsolute } from "node:path";
import type { Diagnostic } from "../../diagnostics/index.ts";
import { report, sentence } from "./command.ts";
import { exitCode, generateAll, type Generated } from "./generate.ts";
import { blocks, couldNotWork, type ExitCode, type Outcome } from "../report/outcome.ts";
import { progress } from "../shell/progress.ts";
import { about, resolveProjects, shown, type Choice, type Project, type Projects } from "../config/projects.ts";
import { createQueue } from "../shell/queue.ts";
import { clock, plural, print, type Format } from "../report/index.ts";
import { untilAborted, type Shell } from "../shell/shell.ts";
import { createWatcher } from "../shell/watcher.ts";

/**
 * Generates, and generates again when the contract, a file that it refers to, or the configuration is saved, until it is
 * stopped. An invalid contract is reported, and the output stays as it was.
 */
export async function watchAndGenerate(shell: Shell, choice: Choice, format: Format): Promise<ExitCode> {
  const stopped = shell.untilStopped();
  const resolved = await resolveProjects(shell.cwd, choice);
  if (resolved.diagnostics.length > 0) {
    print(shell, format, "generate", couldNotWork(resolved.diagnostics));
    return 2;
  }
  const generation = new WatchedGeneration(shell, choice, format, resolved);
  const queue = createQueue(shell);
  const watcher = createWatcher((files) => {
    queue.add(async () => {
      await generation.update(files);
      watcher.set(generation.watchedFiles());
    });
  });
  watcher.set(generation.watchedFiles());
  queue.add(async () => {
    await generation.start();
    const files = generation.watchedFiles();
    watcher.set(files);
    shell.err(`watching ${plural(new Set(files).size, "file")}; press Ctrl-C to stop\n`);
  });
  await untilAborted(stopped);
  watcher.close();
  await queue.done();
  return 0;
}

/** The projects of the newest valid configuration, and what was read and printed for them. */
class WatchedGeneration {
  readonly #shell: Shell;
  readonly #choice: Choice;
  readonly #format: Format;
  #resolved: Projects;
  /** Contract → the files from which it was read last. */
  readonly #sources = new Map<string, ReadonlySet<string>>();
  /** Output folder → the warnings that were printed last. */
  readonly #printedWarnings = new Map<string, ReadonlySet<string>>();

  constructor(shell: Shell, choice: Choice, format: Format, resolved: Projects) {
    this.#shell = shell;
    this.#choice = choice;
    this.#format = format;
    this.#resolved = resolved;
  }

  watchedFiles(): string[] {
    const { configFile, projects } = this.#resolved;
    return [
      ...(configFile === undefined ? [] : [configFile]),
      ...projects.flatMap(({ contract }) => [
        ...(isAbsolute(contract) ? [contract] : []),
        ...(this.#sources.get(contract) ?? []),
      ]),
    ];
  }

  async start(): Promise<void> {
    await this.#generate(this.#resolved.projects, []);
  }

  /** @param files the saved files */
  async update(files: readonly string[]): Promise<void> {
    const { configFile, projects } = this.#resolved;
    if (configFile === undefined || !files.includes(configFile)) {
      const affected = projects.filter(({ contract }) =>
        files.some((file) => file === contract || this.#sources.get(contract)?.has(file)),
      );
      await this.#generate(affected, files);
      return;
    }
    const next = await resolveProjects(this.#shell.cwd, this.#choice);
    if (blocks(next.diagnostics)) {
      print(this.#shell, this.#format, "generate", couldNotWork(next.diagnostics));
      return;
    }
    this.#resolved = next;
    await this.#generate(next.projects, files);
  }

  async #generate(projects: readonly Project[], files: readonly string[]): Promise<void> {
    const { cwd } = this.#shell;
    const show = progress(this.#shell);
    const others = projects.length < this.#resolved.projects.length;
    const results = await generateAll(projects, { cwd, others, progress: show }).finally(() => show.done());
    for (const result of results) {
      const { project, seconds } = result;
      // An unreadable contract does not say which files it refers to, so the previous ones are watched.
      const before = result.state === "unreadable" ? (this.#sources.get(project.contract) ?? []) : [];
      this.#sources.set(project.contract, new Set([...before, ...result.sources.filter(isAbsolute)]));
      const changed = files.length > 0 ? `${files.map((file) => shown(cwd, file)).join(", ")} changed: ` : "";
      const name = files.length === 1 && files[0] === project.contract ? "it" : project.name;
      const line = `${clock()} ${changed}${sentence(result, cwd, name)} (${seconds.toFixed(1)} s)`;
      const outcome = this.#withoutOldWarnings(result);
      const summary = [line, ...(outcome.summary ?? [])];
      print(this.#shell, this.#format, "generate", { ...outcome, summary });
    }
  }

  /** Counts the warnings that were printed before instead of printing them again. */
  #withoutOldWarnings(result: Generated): Outcome {
    const { project, diagnostics } = result;
    const warnings = diagnostics.filter((one) => one.severity !== "error");
    const before = this.#printedWarnings.get(project.output);
    // The warnings of an unreadable contract are unknown, not fixed.
    if (result.state !== "unreadable") this.#printedWarnings.set(project.output, new Set(warnings.map(keyOf)));
    const old = this.#format === "json" ? [] : warnings.filter((one) => before?.has(keyOf(one)));
    const fresh = diagnostics.filter((one) => !old.includes(one));
    return {
      exitCode: exitCode(result),
      diagnostics: about(fresh, project),
      ...(old.length > 0 && { summary: [`${plural(old.length, "warning")} as before`] }),
      data: { projects: [report(result, this.#shell.cwd)] },
    };
  }
}

/** Identifies a warning on any line. */
function keyOf({ code, message, pointer }: Diagnostic): string {
  return JSON.stringify([code, message, pointer]);
}
