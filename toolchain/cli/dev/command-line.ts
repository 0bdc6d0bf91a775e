/** The arguments and options of `tenon dev`. */

import { Option, type Command } from "commander";
import { integer, port } from "../arguments.ts";
import {
  choose,
  CONTRACT,
  type CommonFlags,
  examples,
  includeOption,
  listOption,
  withContract,
} from "../command-line/options.ts";
import type { CommandRunner } from "../command-line/runner.ts";
import { print } from "../report/index.ts";
import type { DevOptions } from "./plan.ts";

const KEYS = `
Keys:
  o  open the documentation      r  reset the mock's data
  m  mock or server              v  verify now
  s  next scenario               q  quit
`;

export function addDevCommand(tenon: Command, runner: CommandRunner): void {
  withContract(tenon.command("dev"))
    .description("Generate on each save, serve the API and its documentation, and show errors and requests")
    .argument("[contract]", CONTRACT)
    .addOption(
      new Option("-p, --port <number>", "Listen on this port; 0 picks a free one (default: 4010)").argParser(port),
    )
    .addOption(new Option("--host <address>", "Listen on this address").default("127.0.0.1"))
    .option("--start <command>", "Start your server with this command; it gets its port in the variable PORT")
    .option("--server <url>", "Forward requests to your server at this URL; mock operations that it does not implement")
    .addOption(
      new Option("--seed <number>", "Generate values from this seed: the same seed gives the same responses").argParser(
        integer,
      ),
    )
    .option("--scenarios <module>", "Load scenarios from this .ts or .js file, which exports a function `scenarios`")
    .addOption(listOption("--scenario <names>", "Start with these scenarios"))
    .addOption(includeOption())
    .addHelpText(
      "after",
      KEYS +
        examples(
          "tenon dev",
          'tenon dev --start "node --watch server/main.ts"',
          "tenon dev --server http://localhost:3000 --scenarios mocks/scenarios.ts",
        ),
    )
    .action(async (contract: string | undefined, flags: Omit<CommonFlags, "format"> & DevOptions) => {
      const { devCommand } = await import("./command.ts");
      const outcome = await devCommand(runner.shell, choose(contract, flags), flags);
      if (outcome.exitCode !== 0) print(runner.shell, "pretty", "dev", outcome);
      runner.exit(outcome.exitCode);
    });
}
