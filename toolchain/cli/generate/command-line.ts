/** The arguments and options of `tenon generate`. */

import { Option, InvalidArgumentError, type Command } from "commander";
import { EMIT_WORDS } from "../choices.ts";
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

interface GenerateFlags extends CommonFlags {
  readonly watch?: true;
  readonly check?: true;
}

export function addGenerateCommand(tenon: Command, runner: CommandRunner): void {
  withCommon(tenon.command("generate"))
    .description("Generate types, server, client and mocks from a contract")
    .argument("[contract]", CONTRACT)
    .option("-o, --output <folder>", "Write the files to this folder (default: generated)")
    .option("-w, --watch", "Regenerate when the contract or a file that it references changes")
    .addOption(
      new Option("--check", "Write nothing, list outdated files, exit with 1 if there are any").conflicts("watch"),
    )
    .addOption(includeOption())
    .addOption(emitOption())
    .option("--strict", "Treat warnings as errors: generate nothing")
    .addOption(
      new Option(
        "--import-extension <extension>",
        "Use this extension in imports between generated files (default: what the nearest tsconfig.json needs)",
      ).choices([".ts", ".js", "none"]),
    )
    .addHelpText(
      "after",
      examples(
        "tenon generate",
        "tenon generate api/openapi.yaml -o src/api",
        "tenon generate --watch",
        "tenon generate --check",
        "tenon generate --include tag:students,GET:/courses/*",
        "tenon generate --emit client,mocks",
      ),
    )
    .action(async (contract: string | undefined, flags: GenerateFlags) => {
      const choice = choose(contract, flags);
      if (flags.watch) {
        const { watchAndGenerate } = await import("./watch.ts");
        return runner.exit(await watchAndGenerate(runner.shell, choice, flags.format));
      }
      const { generateCommand } = await import("./command.ts");
      return runner.run("generate", flags.format, (show) =>
        generateCommand(runner.shell, choice, flags.check ?? false, show),
      );
    });
}

function emitOption(): Option {
  const option = listOption("--emit <parts>", `Generate only these parts and what they need: ${EMIT_WORDS.join(", ")}`);
  const { parseArg } = option;
  return option.argParser((value: string, before: readonly string[] | undefined) => {
    const words = (parseArg?.(value, before) ?? []) as readonly string[]; // as `listOption` says
    const unknown = words.find((word) => !EMIT_WORDS.some((each) => each === word));
    if (unknown !== undefined) throw new InvalidArgumentError(`Allowed parts are ${EMIT_WORDS.join(", ")}.`);
    return words;
  });
}
