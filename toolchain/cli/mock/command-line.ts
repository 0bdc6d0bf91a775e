/** The arguments and options of `tenon mock`. */

import { Option, type Command } from "commander";
import { delay, gathered, integer, port } from "../arguments.ts";
import {
  CONTRACT,
  type CommonFlags,
  withCommon,
  includeOption,
  listOption,
  choose,
  examples,
} from "../command-line/options.ts";
import type { CommandRunner } from "../command-line/runner.ts";
import { print } from "../report/index.ts";
import type { MockOptions } from "./options.ts";

type MockFlags = CommonFlags & MockOptions;

export function addMockCommand(tenon: Command, runner: CommandRunner): void {
  withCommon(tenon.command("mock"))
    .description("Serve a contract's mocks over HTTP, without code or generated files")
    .argument("[contract]", CONTRACT)
    .addOption(
      new Option("-p, --port <number>", "Listen on this port; 0 picks a free one").default(4010).argParser(port),
    )
    .addOption(new Option("--host <address>", "Listen on this address").default("127.0.0.1"))
    .addOption(
      new Option("--seed <number>", "Generate values from this seed: the same seed gives the same responses").argParser(
        integer,
      ),
    )
    .option("-w, --watch", "Reload the contract when it changes; keep stored data")
    .addOption(
      new Option("--delay <milliseconds>", "Delay every response: 200, or a range such as 200..800").argParser(delay),
    )
    .addOption(
      new Option(
        "--chaos <rules>",
        "Fail and delay some responses: 503:2%,network:1%,delay:50-400ms; for one operation: getStudent=503:10%",
      ).argParser(gathered),
    )
    .addOption(
      new Option("--invalid-status <code>", "Answer invalid requests with this status").choices(["400", "422"]),
    )
    .option("--proxy <url>", "Forward requests to this server; mock operations that it does not implement")
    .addOption(listOption("--proxy-only <operations>", "Forward only these operations; mock all others"))
    .addOption(listOption("--mock-only <operations>", "Always mock these operations"))
    .option("--errors", "With --proxy: reject requests and responses that violate the contract (default: log them)")
    .option("--scenarios <module>", "Load scenarios from this .ts or .js file, which exports a function `scenarios`")
    .addOption(listOption("--scenario <names>", "Start with these scenarios"))
    .addOption(listOption("--callbacks <hosts>", "Send callbacks only to these hosts (default: this machine)"))
    .option("--no-callbacks", "Send no callbacks")
    .addOption(new Option("--cors").hideHelp())
    .option("--no-cors", "Reject cross-origin requests (default: allow them; with --proxy, only from this machine)")
    .addOption(includeOption())
    .addHelpText(
      "after",
      `\nName operations as getStudent, tag:students, operationId:get* or GET:/students/*.\n${examples(
        "tenon mock",
        "tenon mock api/openapi.yaml --port 8080 --host 0.0.0.0",
        "tenon mock --seed 7 --watch",
        'tenon mock --chaos "503:2%,delay:50-400ms"',
        "tenon mock --proxy http://localhost:3000 --mock-only tag:courses",
        "tenon mock --scenarios mocks/scenarios.ts --scenario empty-school",
      )}`,
    )
    .action(async (contract: string | undefined, flags: MockFlags) => {
      const { mockCommand } = await import("./command.ts");
      const outcome = await mockCommand(runner.shell, choose(contract, flags), flags);
      if (outcome.exitCode !== 0) print(runner.shell, flags.format, "mock", outcome);
      runner.exit(outcome.exitCode);
    });
}
