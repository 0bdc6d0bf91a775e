import { readFileSync } from "node:fs";
import { Command, InvalidArgumentError, Option } from "commander";
import type { ExitCode, Outcome } from "./outcome.ts";
import { nearest } from "../diagnostics/nearest.ts";
import { progress } from "./progress.ts";
import type { Choice } from "./projects.ts";
import { FORMATS, print, type Format } from "./report.ts";
import type { Shell } from "./shell.ts";

interface Common extends Omit<Choice, "contract"> {
  readonly format: Format;
}

interface GenerateFlags extends Common {
  readonly watch?: true;
  readonly check?: true;
}

interface MockFlags extends Common {
  readonly port: number;
  readonly host: string;
  readonly seed?: number;
  readonly watch?: true;
  readonly cors: boolean;
}

const CONTRACT = "a file, a URL, or - for standard input (default: of the configuration, or openapi.yaml)";

/**
 * The command line. Each command's code, and what it needs, is imported when the command is used: `tenon --help` loads
 * neither TypeScript nor Redocly.
 */
export function program(shell: Shell, exit: (code: ExitCode) => void): Command {
  const tenon = new Command("tenon")
    .description("One contract in: typed server handlers, a typed client and mocks out.")
    .version(version(), "-v, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", "print a command's help")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => shell.out(text),
      writeErr: (text) => shell.err(text),
      outputError: (text, write) => write(withoutFarFetched(text)),
      getOutHasColors: () => shell.terminal.out,
      getErrHasColors: () => shell.terminal.err,
    })
    .addHelpText(
      "after",
      "\nExit codes: 0 clean, 1 findings, 2 could not work.\n`tenon <command> --help` has examples.",
    );

  /** Runs a command with its progress and prints what it returned. */
  const finish = async (
    command: string,
    format: Format,
    work: (show: ReturnType<typeof progress>) => Promise<Outcome>,
  ) => {
    const show = progress(shell);
    let outcome: Outcome;
    try {
      outcome = await work(show);
    } finally {
      show.done();
    }
    print(shell, format, command, outcome);
    exit(outcome.exitCode);
  };

  withCommon(tenon.command("generate"))
    .description("generate types, server, client and mocks from a contract")
    .argument("[contract]", CONTRACT)
    .option("-o, --output <folder>", "where the files go (default: generated)")
    .option("-w, --watch", "generate again whenever the contract or a file it refers to is saved")
    .addOption(
      new Option("--check", "write nothing; print what is stale, and exit with 1 if anything is").conflicts("watch"),
    )
    .addOption(includeOption())
    .option("--strict", "fail on warnings too, and write nothing then")
    .addOption(
      new Option(
        "--import-extension <extension>",
        "how generated files import one another (default: as the nearest tsconfig.json needs)",
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
      ),
    )
    .action(async (contract: string | undefined, flags: GenerateFlags) => {
      const choice = choose(contract, flags);
      if (flags.watch) {
        const { watchAndGenerate } = await import("./watch-generate.ts");
        return exit(await watchAndGenerate(shell, choice, flags.format));
      }
      const { generateCommand } = await import("./generate-command.ts");
      return finish("generate", flags.format, (show) => generateCommand(shell, choice, flags.check ?? false, show));
    });

  withCommon(tenon.command("lint"))
    .description("hold a contract against Redocly's rules: those of your redocly.yaml, or the recommended ones")
    .argument("[contract]", CONTRACT)
    .option("--strict", "fail on warnings too")
    .addHelpText("after", examples("tenon lint", "tenon lint api/openapi.yaml", "tenon lint --format github"))
    .action(async (contract: string | undefined, flags: Common) => {
      const { lintCommand } = await import("./lint-command.ts");
      return finish("lint", flags.format, (show) => lintCommand(shell, choose(contract, flags), show));
    });

  withCommon(tenon.command("mock"))
    .description("serve a contract's mocks over HTTP, with no code and nothing generated")
    .argument("[contract]", CONTRACT)
    .addOption(
      new Option("-p, --port <number>", "the port to listen on, 0 for any that is free").default(4010).argParser(port),
    )
    .addOption(new Option("--host <address>", "the address to listen on").default("127.0.0.1"))
    .addOption(new Option("--seed <number>", "the same seed gives the same answers").argParser(integer))
    .option("-w, --watch", "load the contract again whenever it is saved")
    .addOption(new Option("--cors").default(true).hideHelp())
    .option("--no-cors", "do not let pages of other origins in (default: they are)")
    .addOption(includeOption())
    .addHelpText(
      "after",
      examples("tenon mock", "tenon mock api/openapi.yaml --port 8080", "tenon mock --seed 7 --watch"),
    )
    .action(async (contract: string | undefined, flags: MockFlags) => {
      const { mockCommand } = await import("./mock-command.ts");
      const outcome = await mockCommand(shell, choose(contract, flags), flags);
      if (outcome.exitCode !== 0) print(shell, flags.format, "mock", outcome);
      exit(outcome.exitCode);
    });

  withCommon(tenon.command("docs"))
    .description("make the contract's documentation: one HTML file that works offline")
    .argument("[contract]", CONTRACT)
    .addOption(new Option("-o, --output <file>", "the file to write").default("docs.html"))
    .addHelpText("after", examples("tenon docs", "tenon docs api/openapi.yaml -o public/api.html"))
    .action(async (contract: string | undefined, { output = "docs.html", ...flags }: Common) => {
      const { docsCommand } = await import("./docs-command.ts");
      return finish("docs", flags.format, (show) => docsCommand(shell, choose(contract, flags), output, show));
    });

  return tenon;
}

/** Commander takes `init` for a misspelt `lint`: what is not {@link nearest} is not suggested. */
function withoutFarFetched(text: string): string {
  const [, word = "", suggested = ""] = /'(.+)'\n\(Did you mean (?:one of )?(.+)\?\)/.exec(text) ?? [];
  const near = suggested.split(", ").some((one) => nearest(word, [one]) !== undefined);
  return near ? text : text.replace(/\(Did you mean .*\?\)\n/, "");
}

function withCommon(command: Command): Command {
  return command
    .addOption(new Option("--format <format>", "how findings are printed").choices([...FORMATS]).default("pretty"))
    .option("--config <file>", "the configuration (default: tenon.config.ts, .mts, .js or .mjs, if there is one)");
}

function includeOption(): Option {
  return new Option(
    "--include <filters>",
    "only these operations: tag:students, operationId:getStudent, GET:/students/*",
  ).argParser((value: string, before: readonly string[] | undefined) => [
    ...(before ?? []),
    ...value
      .split(",")
      .map((one) => one.trim())
      .filter((one) => one !== ""),
  ]);
}

function choose(contract: string | undefined, flags: Omit<Choice, "contract">): Choice {
  return contract === undefined ? flags : { ...flags, contract };
}

function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}`).join("\n")}`;
}

function integer(text: string): number {
  if (!/^-?\d+$/.test(text)) throw new InvalidArgumentError("It is a whole number.");
  return Number(text);
}

function port(text: string): number {
  const number = /^\d+$/.test(text) ? Number(text) : -1;
  if (number < 0 || number > 65_535) throw new InvalidArgumentError("It is a number from 0 to 65535.");
  return number;
}

/** Two folders up in the sources as well as in the package. */
function version(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
