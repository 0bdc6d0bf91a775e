/** The arguments and options of `tenon check`. */

import { Option, type Command } from "commander";
import { reportFile } from "../arguments.ts";
import { CHECK_PARTS, type FailOn } from "../choices.ts";
import {
  CONTRACT,
  type CommonFlags,
  withCommon,
  choose,
  examples,
  failOnOption,
  urlOption,
  mockOption,
  appOption,
} from "../command-line/options.ts";
import type { CommandRunner } from "../command-line/runner.ts";
import { writeReports, type ReportFile } from "../report/index.ts";
import type { CheckFlags } from "./command.ts";

interface AllCheckFlags extends CommonFlags, CheckFlags {
  readonly report?: readonly ReportFile[];
  readonly base?: string;
  readonly failOn?: FailOn;
  readonly url?: string;
  readonly mock?: true;
  readonly app?: string;
}

export function addCheckCommand(tenon: Command, runner: CommandRunner): void {
  withCommon(tenon.command("check"))
    .description("Run all checks: lint, generated files, breaking changes, handler types, conformance")
    .argument("[contract]", CONTRACT)
    .addOption(new Option("--only <parts...>", "Run only these checks").choices(CHECK_PARTS))
    .addOption(new Option("--skip <parts...>", "Skip these checks").choices(CHECK_PARTS))
    .option("--strict", "Treat warnings as errors")
    .option("--no-cache", "Ignore cached results")
    .option("--base <base>", "Compare the contract with this base: a file, a URL or a git revision such as origin/main")
    .addOption(failOnOption())
    .addOption(urlOption())
    .addOption(mockOption())
    .addOption(appOption())
    .option("--baseline <file>", "Ignore the findings of this file (default: contract-baseline.json, if it exists)")
    .option("--write-baseline", "Write all findings to the baseline, so that only new findings fail")
    .addOption(
      new Option("--report <format=file>", "Write another report to a file; repeatable").argParser(
        (text: string, before: readonly ReportFile[] | undefined) => [...(before ?? []), reportFile(text)],
      ),
    )
    .addHelpText(
      "after",
      examples(
        "tenon check",
        "tenon check --only lint drift",
        "tenon check --base origin/main --mock",
        "tenon check --format github --report sarif=tenon.sarif --report markdown=comment.md",
      ),
    )
    .action(async (contract: string | undefined, { only, skip, cache, report = [], ...flags }: AllCheckFlags) => {
      const { checkCommand } = await import("./command.ts");
      const { base, failOn, url, mock, app, baseline, writeBaseline } = flags;
      const target = { ...(url && { url }), ...(mock && { mock }), ...(app && { app }) };
      const own = {
        ...(base !== undefined && { base }),
        ...(failOn !== undefined && { failOn }),
        ...(Object.keys(target).length > 0 && { verify: target }),
      };
      const chosen = {
        ...(only && { only }),
        ...(skip && { skip }),
        ...(baseline !== undefined && { baseline }),
        ...(writeBaseline && { writeBaseline }),
        cache,
        own,
      };
      return runner.run("check", flags.format, async (show) => {
        const outcome = await checkCommand(runner.shell, choose(contract, flags), chosen, show);
        return writeReports(runner.shell, "check", outcome, report);
      });
    });
}
