/** The arguments and options of `tenon lint`. */

import { type Command } from "commander";
import { CONTRACT, type CommonFlags, withCommon, choose, examples } from "../command-line/options.ts";
import type { CommandRunner } from "../command-line/runner.ts";

interface LintFlags extends CommonFlags {
  readonly cache: boolean;
  readonly watch?: true;
}

export function addLintCommand(tenon: Command, runner: CommandRunner): void {
  withCommon(tenon.command("lint"))
    .description("Lint a contract with the rules of your redocly.yaml, or Redocly's recommended rules, and Tenon's own")
    .argument("[contract]", CONTRACT)
    .option("--strict", "Treat warnings as errors")
    .option("-w, --watch", "Lint again when the contract or a file that it references changes")
    .option("--no-cache", "Ignore cached results")
    .addHelpText(
      "after",
      examples("tenon lint", "tenon lint api/openapi.yaml", "tenon lint --watch", "tenon lint --format github"),
    )
    .action(async (contract: string | undefined, { cache, watch, ...flags }: LintFlags) => {
      if (watch) {
        const { watchAndLint } = await import("./watch.ts");
        const { format } = flags;
        return runner.exit(await watchAndLint(runner.shell, choose(contract, flags), { format, cache }));
      }
      const { lintCommand } = await import("./command.ts");
      return runner.run("lint", flags.format, (show) =>
        lintCommand(runner.shell, choose(contract, flags), show, cache),
      );
    });
}
