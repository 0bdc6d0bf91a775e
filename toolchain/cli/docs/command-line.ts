/** The arguments and options of `tenon docs`. */

import { Option, type Command } from "commander";
import { CONTRACT, type CommonFlags, withCommon, choose, examples } from "../command-line/options.ts";
import type { CommandRunner } from "../command-line/runner.ts";

export function addDocsCommand(tenon: Command, runner: CommandRunner): void {
  withCommon(tenon.command("docs"))
    .description("Build the API reference: one HTML file that works offline")
    .argument("[contract]", CONTRACT)
    .addOption(new Option("-o, --output <file>", "Write to this file").default("docs.html"))
    .addHelpText("after", examples("tenon docs", "tenon docs api/openapi.yaml -o public/api.html"))
    .action(async (contract: string | undefined, { output = "docs.html", ...flags }: CommonFlags) => {
      const { docsCommand } = await import("./command.ts");
      return runner.run("docs", flags.format, (show) =>
        docsCommand(runner.shell, choose(contract, flags), output, show),
      );
    });
}
