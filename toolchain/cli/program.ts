import { Command } from "commander";
import { addDevCommand } from "./dev/command-line.ts";
import { addGenerateCommand } from "./generate/command-line.ts";
import { addInitCommand } from "./init/command-line.ts";
import { addLintCommand } from "./lint/command-line.ts";
import { addCheckCommand } from "./check/command-line.ts";
import { addDiffCommand } from "./diff/command-line.ts";
import { addMockCommand } from "./mock/command-line.ts";
import { addWorkerCommand } from "./worker/command-line.ts";
import { addVerifyCommand } from "./verify/command-line.ts";
import { addDocsCommand } from "./docs/command-line.ts";
import { CommandRunner } from "./command-line/runner.ts";
import type { ExitCode } from "./report/outcome.ts";
import { nearest } from "../diagnostics/nearest.ts";
import type { Shell } from "./shell/shell.ts";
import { version } from "./version.ts";

/**
 * The command line. Each command's code, and what it needs, is imported when the command is used: `tenon --help` loads
 * neither TypeScript nor Redocly.
 */
export function program(shell: Shell, exit: (code: ExitCode) => void): Command {
  const tenon = new Command("tenon")
    .description("Generate typed server handlers, a typed client and mocks from an OpenAPI contract.")
    .version(version(), "-v, --version", "Print the version")
    .helpOption("-h, --help", "Print this help")
    .helpCommand("help [command]", "Print the help of a command")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => shell.out(text),
      writeErr: (text) => shell.err(text),
      outputError: (text, write) => write(withoutFarFetched(text)),
      getOutHasColors: () => shell.terminal.out,
      getErrHasColors: () => shell.terminal.err,
    })
    .addHelpText(
      "after",
      "\nExit codes: 0 no findings, 1 findings, 2 could not run.\nRun `tenon <command> --help` for options and examples.",
    );
  const runner = new CommandRunner(shell, exit);
  addInitCommand(tenon, runner);
  addDevCommand(tenon, runner);
  addGenerateCommand(tenon, runner);
  addLintCommand(tenon, runner);
  addCheckCommand(tenon, runner);
  addDiffCommand(tenon, runner);
  addMockCommand(tenon, runner);
  addWorkerCommand(tenon, runner);
  addVerifyCommand(tenon, runner);
  addDocsCommand(tenon, runner);
  return tenon;
}

/** Commander suggests `lint` for `init`. Only suggestions that are {@link nearest} stay. */
function withoutFarFetched(text: string): string {
  const [, word = "", suggested = ""] = /'(.+)'\n\(Did you mean (?:one of )?(.+)\?\)/.exec(text) ?? [];
  const near = suggested.split(", ").some((one) => nearest(word, [one]) !== undefined);
  return near ? text : text.replace(/\(Did you mean .*\?\)\n/, "");
}
