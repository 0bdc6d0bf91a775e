/** The arguments and options of `tenon init`. */

import { Option, type Command } from "commander";
import { examples, withFormat } from "../command-line/options.ts";
import type { CommandRunner } from "../command-line/runner.ts";
import type { Format } from "../report/index.ts";
import type { InitFlags } from "./command.ts";
import { TEMPLATES } from "./templates.ts";

const TEMPLATE_LINES = Object.entries(TEMPLATES)
  .map(([name, { text }]) => `  ${name.padEnd(10)} ${text}`)
  .join("\n");

export function addInitCommand(tenon: Command, runner: CommandRunner): void {
  withFormat(tenon.command("init"))
    .description("Start a workspace, or add Tenon to an existing project")
    .argument("[folder]", "Folder of the project (default: the working directory)")
    .addOption(new Option("--template <name>", "Start with this template").choices(Object.keys(TEMPLATES)))
    .addOption(
      new Option(
        "--from <source>",
        "Make the contract from this file or URL: OpenAPI, a Postman collection or a HAR file",
      ).conflicts("template"),
    )
    .option("-y, --yes", "Ask no questions")
    .option("--install", "Install the dependencies")
    .addHelpText(
      "after",
      `\nTemplates:\n${TEMPLATE_LINES}\n${examples(
        "tenon init my-app",
        "tenon init my-api --template api --yes",
        "tenon init . --from http://localhost:3000/openapi.json",
      )}`,
    )
    .action(async (folder: string | undefined, { format, ...flags }: InitFlags & { readonly format: Format }) => {
      const { initCommand } = await import("./command.ts");
      return runner.run("init", format, (show) => initCommand(runner.shell, folder, flags, show));
    });
}
