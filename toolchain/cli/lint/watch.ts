/** `tenon lint --watch`: lints again on each save, for the problem matcher of an editor. */

import { isAbsolute } from "node:path";
import { couldNotWork, type ExitCode } from "../report/outcome.ts";
import { resolveProjects, type Choice } from "../config/projects.ts";
import { lintProjects } from "./command.ts";
import { clock, plural, print, type Format } from "../report/index.ts";
import { SILENT } from "../shell/progress.ts";
import { createQueue } from "../shell/queue.ts";
import { untilAborted, type Shell } from "../shell/shell.ts";
import { createWatcher } from "../shell/watcher.ts";

export interface WatchFlags {
  readonly format: Format;
  readonly cache: boolean;
}

/** A problem matcher looks for `linting` and `watching`: findings between the two replace the earlier ones. */
export async function watchAndLint(shell: Shell, choice: Choice, { format, cache }: WatchFlags): Promise<ExitCode> {
  const { cwd } = shell;
  const stopped = shell.untilStopped();
  const first = await resolveProjects(cwd, choice);
  if (first.diagnostics.length > 0) {
    print(shell, format, "lint", couldNotWork(first.diagnostics));
    return 2;
  }
  const queue = createQueue(shell);
  const known = new Set<string>();
  const watcher = createWatcher(() => queue.add(lintAll));
  async function lintAll(): Promise<void> {
    shell.err(`${clock()} linting\n`);
    const { projects, diagnostics, configFile } = await resolveProjects(cwd, choice);
    const contracts = projects.map(({ contract }) => contract).filter(isAbsolute);
    // The files of an unreadable contract are unknown: those that it had before are still watched.
    for (const file of [...contracts, ...(configFile === undefined ? [] : [configFile])]) known.add(file);
    if (diagnostics.length > 0) print(shell, format, "lint", couldNotWork(diagnostics));
    else {
      const { outcome, files } = await lintProjects(projects, { cwd, cache, progress: SILENT });
      for (const file of files) known.add(file);
      print(shell, format, "lint", outcome);
    }
    watcher.set(known);
    shell.err(`${clock()} watching ${plural(known.size, "file")}; press Ctrl-C to stop\n`);
  }
  queue.add(lintAll);
  await untilAborted(stopped);
  watcher.close();
  await queue.done();
  return 0;
}
