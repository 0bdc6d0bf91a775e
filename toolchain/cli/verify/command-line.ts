/** The arguments and options of `tenon verify`. */

import { Option, InvalidArgumentError, type Command } from "commander";
import { findingsFiles, integer, percentage, port, reports, seconds } from "../arguments.ts";
import {
  CONTRACT,
  type CommonFlags,
  withCommon,
  includeOption,
  choose,
  examples,
  urlOption,
  mockOption,
  appOption,
  startOption,
} from "../command-line/options.ts";
import type { CommandRunner } from "../command-line/runner.ts";
import { CHECKS as VERIFY_CHECKS, PHASES, type CheckName } from "../../verify/types.ts";
import type { GivenVerifyFlags } from "./settings.ts";

const CHECKS = Object.keys(VERIFY_CHECKS) as readonly CheckName[]; // its keys are these

export function addVerifyCommand(tenon: Command, runner: CommandRunner): void {
  const command = withCommon(tenon.command("verify"));
  addTarget(command);
  addCallers(command);
  command
    .description("Send requests to a server and check that its responses match the contract")
    .argument("[contract]", CONTRACT)
    .addOption(
      new Option(
        "--proxy [port]",
        "Send no requests: forward real traffic to --url and check requests and responses (default port: 4011)",
      )
        .conflicts(["mock", "app"])
        .argParser(port),
    )
    .addOption(
      new Option(
        "--propose <file>",
        "With --proxy: write an OpenAPI Overlay to this file, with which the observed traffic is valid",
      ).conflicts(["mock", "app", "start"]),
    )
    .addOption(
      new Option(
        "--seed <number>",
        "Generate requests from this seed: the same seed sends the same requests (default: 1)",
      ).argParser(integer),
    )
    .addOption(
      new Option("--time <seconds>", "Stop after this time, such as 30, 30s or 2m (default: 30)").argParser(seconds),
    )
    .addOption(new Option("--max-requests <number>", "Stop after this number of requests").argParser(integer))
    .addOption(
      new Option("--workers <number>", "Send this number of requests at the same time (default: 4)").argParser(integer),
    )
    .addOption(new Option("--phase <phases...>", "Run only these phases").choices(PHASES))
    .addOption(new Option("--check <checks...>", "Run only these checks").choices(CHECKS))
    .addOption(new Option("--skip-check <checks...>", "Skip these checks").argParser(check))
    .option("--base-path <path>", "Send requests to this path instead of the path of the contract's first server")
    .option("--allow-host <host...>", "Allow requests to these hosts, besides this machine")
    .addOption(
      new Option(
        "--report <file>",
        "Write all findings with requests and responses to this .json or .har file; repeatable",
      ).argParser(findingsFiles),
    )
    .addOption(
      new Option("--coverage <file>", "Write a coverage report to this .html or .json file; repeatable").argParser(
        reports,
      ),
    )
    .addOption(
      new Option(
        "--coverage-min <percent>",
        "Exit with 1 if the requests cover less of the contract than this",
      ).argParser(percentage),
    )
    .addOption(includeOption())
    .addHelpText(
      "after",
      examples(
        "tenon verify --url http://127.0.0.1:3000",
        "tenon verify --app server/app.ts --seed 7 --time 60",
        'tenon verify --start "npm start" --url http://127.0.0.1:3000',
        "tenon verify --mock --coverage coverage.html --coverage-min 80",
        "tenon verify --proxy 4011 --url http://127.0.0.1:3000",
        "TENON_AUTH_BEARERAUTH=secret tenon verify --url http://127.0.0.1:3000 --include tag:students",
      ),
    )
    .action(async (contract: string | undefined, flags: CommonFlags & GivenVerifyFlags) => {
      const { verifyCommand } = await import("./command.ts");
      return runner.run("verify", flags.format, (show) =>
        verifyCommand(runner.shell, choose(contract, flags), flags, show),
      );
    });
}

const addTarget = (command: Command): Command =>
  command.addOption(urlOption()).addOption(mockOption()).addOption(appOption()).addOption(startOption());

/** Who sends the requests. */
const addCallers = (command: Command): Command =>
  command
    .option(
      "--auth <scheme=value...>",
      "Send these credentials for a security scheme; env:NAME reads a variable (default: TENON_AUTH_<SCHEME>)",
    )
    .option(
      "--other-auth <scheme=value...>",
      "Send these credentials as a second user, to check that users cannot access each other's data (default: TENON_OTHER_AUTH_<SCHEME>)",
    )
    .option(
      "--login <module>",
      "Get credentials from this module, which logs in as one role or several, and again when they expire",
    )
    .option("-H, --header <line...>", "Add this header to every request");

/** Adds a check to those of earlier options. */
function check(text: string, before: readonly CheckName[] = []): readonly CheckName[] {
  const name = CHECKS.find((each) => each === text);
  if (name === undefined) throw new InvalidArgumentError(`Allowed choices are ${CHECKS.join(", ")}.`);
  return [...before, name];
}
