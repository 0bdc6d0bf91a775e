/** Runs commands: shows their progress, prints their results, and ends with their exit codes. */

import { print, type Format } from "../report/index.ts";
import type { ExitCode, Outcome } from "../report/outcome.ts";
import { progress } from "../shell/progress.ts";
import type { Shell } from "../shell/shell.ts";

export class CommandRunner {
  readonly shell: Shell;
  readonly exit: (code: ExitCode) => void;

  constructor(shell: Shell, exit: (code: ExitCode) => void) {
    this.shell = shell;
    this.exit = exit;
  }

  async run(
    command: string,
    format: Format,
    work: (show: ReturnType<typeof progress>) => Promise<Outcome>,
  ): Promise<void> {
    const show = progress(this.shell);
    let outcome: Outcome;
    try {
      outcome = await work(show);
    } finally {
      show.done();
    }
    print(this.shell, format, command, outcome);
    this.exit(outcome.exitCode);
  }
}
