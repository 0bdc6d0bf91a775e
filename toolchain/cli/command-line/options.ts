/** Options that several commands have. */

import { Option, type Command } from "commander";
import { FAIL_ON } from "../choices.ts";
import type { Choice } from "../config/projects.ts";
import { FORMATS, type Format } from "../report/index.ts";

export interface CommonFlags extends Omit<Choice, "contract"> {
  readonly format: Format;
}

export const CONTRACT =
  "Contract: a file, a URL, or - for standard input (default: from the configuration, or openapi.yaml)";

export function withFormat(command: Command): Command {
  return command.addOption(
    new Option("--format <format>", "Print findings in this format").choices([...FORMATS]).default("pretty"),
  );
}

export function withCommon(command: Command): Command {
  return withContract(withFormat(command));
}

/** Options that say where the contract is, and how to read it. */
export function withContract(command: Command): Command {
  return command
    .option("--config <file>", "Use this configuration file (default: tenon.config.ts, .mts, .js or .mjs)")
    .option(
      "--root <folder>",
      "Allow $refs to files in this folder (default: the git repository, or else the folder of the nearest package.json)",
    )
    .addOption(
      listOption("--overlay <files>", "Apply these OpenAPI Overlays to the contract, after those of the configuration"),
    )
    .option(
      "--allow-unresolved",
      "Report $refs to missing files and declarations as warnings: Tenon then allows any value there",
    );
}

export function includeOption(): Option {
  return listOption(
    "--include <filters>",
    "Use only these operations: tag:students, operationId:getStudent, GET:/students/*",
  );
}

/** An option whose values are separated by commas, or given several times. */
export function listOption(flags: string, description: string): Option {
  return new Option(flags, description).argParser((value: string, before: readonly string[] | boolean | undefined) => [
    ...(Array.isArray(before) ? (before as readonly string[]) : []), // a negated option is true by itself
    ...value
      .split(",")
      .map((one) => one.trim())
      .filter((one) => one !== ""),
  ]);
}

export function choose(contract: string | undefined, flags: Omit<Choice, "contract">): Choice {
  return contract === undefined ? flags : { ...flags, contract };
}

export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}`).join("\n")}`;
}

export function failOnOption(): Option {
  return new Option(
    "--fail-on <scale>",
    "Report these changes as errors. wire: breaks deployed clients or servers; source: also breaks code that uses the generated files; unknown: also changes that Tenon cannot decide",
  ).choices(FAIL_ON);
}

export const urlOption = (): Option =>
  new Option("--url <url>", "Verify the server at this URL, base path included").conflicts(["mock", "app"]);

export const mockOption = (): Option =>
  new Option("--mock", "Verify the contract's own mocks").conflicts(["url", "app"]);

export const appOption = (): Option =>
  new Option("--app <module>", "Verify the application that this module exports by default").conflicts(["url", "mock"]);

export const startOption = (): Option =>
  new Option(
    "--start <command>",
    "Start the server at --url with this command, and start it again when it ends; PORT is the port of --url",
  ).conflicts(["mock", "app"]);
