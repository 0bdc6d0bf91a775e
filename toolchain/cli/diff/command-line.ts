/** The arguments and options of `tenon diff`. */

import { Option, type Command } from "commander";
import { type FailOn } from "../choices.ts";
import { CONTRACT, type CommonFlags, withContract, choose, examples, failOnOption } from "../command-line/options.ts";
import type { CommandRunner } from "../command-line/runner.ts";
import { FORMATS, type Format } from "../report/index.ts";

interface DiffFlags extends Omit<CommonFlags, "format"> {
  readonly format: Format;
  readonly failOn?: FailOn;
  readonly all?: true;
  readonly changelog?: true;
  readonly checkVersion?: true;
  readonly suggestVersion?: true;
  readonly consumers?: readonly string[];
}

export function addDiffCommand(tenon: Command, runner: CommandRunner): void {
  withContract(tenon.command("diff"))
    .description("Compare two versions of a contract: list changes that break clients, servers or generated code")
    .argument(
      "<base>",
      "Base to compare with: a file, a URL or a git revision (main, main:openapi.yaml, HEAD~1:api/openapi.yaml)",
    )
    .argument("[revision]", CONTRACT)
    .addOption(failOnOption())
    .option("--all", "List safe changes too")
    .option("--changelog", "Print a changelog in Markdown")
    .option("--check-version", "Report a version that rose less than the changes demand")
    .addOption(
      new Option("--suggest-version", "Print the version that the changes demand").conflicts([
        "changelog",
        "checkVersion",
      ]),
    )
    .option("--consumers <tsconfig...>", "Type-check these programs with the code that the new contract generates")
    .addOption(new Option("--format <format>", "Print findings in this format").choices(FORMATS).default("pretty"))
    .addHelpText(
      "after",
      examples(
        "tenon diff main",
        "tenon diff origin/main:openapi.yaml",
        "tenon diff old.yaml new.yaml --fail-on source",
        "tenon diff v1.2.0 --changelog > CHANGES.md",
        "tenon diff main --consumers tsconfig.json apps/*/tsconfig.json",
      ),
    )
    .action(async (base: string, contract: string | undefined, { format, failOn, ...flags }: DiffFlags) => {
      const { diffCommand } = await import("./command.ts");
      const markdown = format === "markdown";
      const { all = false, changelog = false, consumers = [], checkVersion, suggestVersion, ...common } = flags;
      const versions = { ...(checkVersion && { checkVersion }), ...(suggestVersion && { suggestVersion }) };
      const options = { ...(failOn !== undefined && { failOn }), all, changelog, markdown, consumers, ...versions };
      return runner.run("diff", markdown ? "pretty" : format, (show) =>
        diffCommand(runner.shell, base, choose(contract, common), options, show),
      );
    });
}
