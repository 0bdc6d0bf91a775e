/** The arguments and options of `tenon worker`. */

import { Option, type Command } from "commander";
import { withFormat, examples } from "../command-line/options.ts";
import type { CommandRunner } from "../command-line/runner.ts";
import { type Format } from "../report/index.ts";

export function addWorkerCommand(tenon: Command, runner: CommandRunner): void {
  withFormat(tenon.command("worker"))
    .description("Copy the service worker script of the installed msw into a folder")
    .argument("[folder]", "Folder of the page's static files (default: from package.json, or public)")
    .addOption(new Option("--check", "Write nothing, exit with 1 if the script does not match the installed msw"))
    .addHelpText("after", examples("tenon worker public", "tenon worker --check"))
    .action(async (folder: string | undefined, flags: { readonly format: Format; readonly check?: true }) => {
      const { workerCommand } = await import("./command.ts");
      return runner.run("worker", flags.format, () => workerCommand(runner.shell, folder, flags.check ?? false));
    });
}
