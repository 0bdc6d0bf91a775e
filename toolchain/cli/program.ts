import { Command, InvalidArgumentError, Option } from "commander";
import { delay, integer, percentage, port, reportFile, reports, seconds } from "./arguments.ts";
import type { CheckFlags } from "./check/command.ts";
import { CHECK_PARTS, EMIT_WORDS, FAIL_ON, type FailOn } from "./choices.ts";
import type { ExitCode, Outcome } from "./report/outcome.ts";
import { nearest } from "../diagnostics/nearest.ts";
import type { MockOptions } from "./mock/options.ts";
import { progress } from "./shell/progress.ts";
import type { Choice } from "./config/projects.ts";
import { FORMATS, print, writeReports, type Format, type ReportFile } from "./report/index.ts";
import { CHECKS as VERIFY_CHECKS, PHASES, type CheckName } from "../verify/types.ts";
import type { Shell } from "./shell/shell.ts";
import type { GivenVerifyFlags } from "./verify/settings.ts";
import { version } from "./version.ts";

interface Common extends Omit<Choice, "contract"> {
  readonly format: Format;
}

interface GenerateFlags extends Common {
  readonly watch?: true;
  readonly check?: true;
}

type MockFlags = Common & MockOptions;

const CHECKS = Object.keys(VERIFY_CHECKS) as readonly CheckName[]; // its keys are these

interface DiffFlags extends Omit<Common, "format"> {
  readonly format: Format;
  readonly failOn: FailOn;
  readonly all?: true;
  readonly changelog?: true;
  readonly checkVersion?: true;
  readonly suggestVersion?: true;
  readonly consumers?: readonly string[];
}

interface AllCheckFlags extends Common, CheckFlags {
  readonly report?: readonly ReportFile[];
  readonly base?: string;
  readonly failOn?: FailOn;
  readonly url?: string;
  readonly mock?: true;
  readonly app?: string;
}

const CONTRACT = "Contract: a file, a URL, or - for standard input (default: from the configuration, or openapi.yaml)";

/**
 * The command line. Each command's code, and what it needs, is imported when the command is used: `tenon --help` loads
 * neither TypeScript nor Redocly.
 */
export function program(shell: Shell, exit: (code: ExitCode) => void): Command {
  const tenon = new Command("tenon")
    .description("Generate typed server handlers, a typed client and mocks from an OpenAPI contract.")
    .version(version(), "-v, --version", "Print the version")
    .helpOption("-h, --help", "Print this help")
    .helpCommand("help [command]", "Print the help of a command")
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
      "\nExit codes: 0 no findings, 1 findings, 2 could not run.\nRun `tenon <command> --help` for options and examples.",
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
        const { watchAndGenerate } = await import("./generate/watch.ts");
        return exit(await watchAndGenerate(shell, choice, flags.format));
      }
      const { generateCommand } = await import("./generate/command.ts");
      return finish("generate", flags.format, (show) => generateCommand(shell, choice, flags.check ?? false, show));
    });

  withCommon(tenon.command("lint"))
    .description("Lint a contract with the rules of your redocly.yaml, or Redocly's recommended rules, and Tenon's own")
    .argument("[contract]", CONTRACT)
    .option("--strict", "Treat warnings as errors")
    .option("--no-cache", "Ignore cached results")
    .addHelpText("after", examples("tenon lint", "tenon lint api/openapi.yaml", "tenon lint --format github"))
    .action(async (contract: string | undefined, { cache, ...flags }: Common & { readonly cache: boolean }) => {
      const { lintCommand } = await import("./lint/command.ts");
      return finish("lint", flags.format, (show) => lintCommand(shell, choose(contract, flags), show, cache));
    });

  withCommon(tenon.command("check"))
    .description("Run all checks: lint, generated files, breaking changes, handler types, conformance")
    .argument("[contract]", CONTRACT)
    .addOption(new Option("--only <parts...>", "Run only these checks").choices(CHECK_PARTS))
    .addOption(new Option("--skip <parts...>", "Skip these checks").choices(CHECK_PARTS))
    .option("--strict", "Treat warnings as errors")
    .option("--no-cache", "Ignore cached results")
    .option("--base <base>", "Compare the contract with this base: a file, a URL or a git revision such as origin/main")
    .addOption(
      new Option(
        "--fail-on <scale>",
        "Report these changes as errors. wire: breaks deployed clients or servers; source: also breaks code that uses the generated files; unknown: also changes that Tenon cannot decide",
      ).choices(FAIL_ON),
    )
    .addOption(
      new Option("--url <url>", "Verify the server at this URL, base path included").conflicts(["mock", "app"]),
    )
    .addOption(new Option("--mock", "Verify the contract's own mocks").conflicts(["url", "app"]))
    .addOption(
      new Option("--app <module>", "Verify the application that this module exports by default").conflicts([
        "url",
        "mock",
      ]),
    )
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
      const { checkCommand } = await import("./check/command.ts");
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
      return finish("check", flags.format, async (show) => {
        const outcome = await checkCommand(shell, choose(contract, flags), chosen, show);
        return writeReports(shell, "check", outcome, report);
      });
    });

  withContract(tenon.command("diff"))
    .description("Compare two versions of a contract: list changes that break clients, servers or generated code")
    .argument(
      "<base>",
      "Base to compare with: a file, a URL or a git revision (main, main:openapi.yaml, HEAD~1:api/openapi.yaml)",
    )
    .argument("[revision]", CONTRACT)
    .addOption(
      new Option(
        "--fail-on <scale>",
        "Report these changes as errors. wire: breaks deployed clients or servers; source: also breaks code that uses the generated files; unknown: also changes that Tenon cannot decide",
      )
        .choices(FAIL_ON)
        .default("wire"),
    )
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
      const { diffCommand } = await import("./diff/command.ts");
      const markdown = format === "markdown";
      const { all = false, changelog = false, consumers = [], checkVersion, suggestVersion, ...common } = flags;
      const versions = { ...(checkVersion && { checkVersion }), ...(suggestVersion && { suggestVersion }) };
      const options = { failOn, all, changelog, markdown, consumers, ...versions };
      return finish("diff", markdown ? "pretty" : format, (show) =>
        diffCommand(shell, base, choose(contract, common), options, show),
      );
    });

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
        "tenon mock --proxy http://localhost:3000 --mock-only tag:courses",
        "tenon mock --scenarios mocks/scenarios.ts --scenario empty-school",
      )}`,
    )
    .action(async (contract: string | undefined, flags: MockFlags) => {
      const { mockCommand } = await import("./mock/command.ts");
      const outcome = await mockCommand(shell, choose(contract, flags), flags);
      if (outcome.exitCode !== 0) print(shell, flags.format, "mock", outcome);
      exit(outcome.exitCode);
    });

  withFormat(tenon.command("worker"))
    .description("Copy the service worker script of the installed msw into a folder")
    .argument("[folder]", "Folder of the page's static files (default: from package.json, or public)")
    .addOption(new Option("--check", "Write nothing, exit with 1 if the script does not match the installed msw"))
    .addHelpText("after", examples("tenon worker public", "tenon worker --check"))
    .action(async (folder: string | undefined, flags: { readonly format: Format; readonly check?: true }) => {
      const { workerCommand } = await import("./worker/command.ts");
      return finish("worker", flags.format, () => workerCommand(shell, folder, flags.check ?? false));
    });

  withCommon(tenon.command("verify"))
    .description("Send requests to a server and check that its responses match the contract")
    .argument("[contract]", CONTRACT)
    .addOption(
      new Option("--url <url>", "Verify the server at this URL, base path included").conflicts(["mock", "app"]),
    )
    .addOption(new Option("--mock", "Verify the contract's own mocks").conflicts(["url", "app"]))
    .addOption(
      new Option("--app <module>", "Verify the application that this module exports by default").conflicts([
        "url",
        "mock",
      ]),
    )
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
    .option(
      "--auth <scheme=value...>",
      "Send these credentials for a security scheme; env:NAME reads a variable (default: TENON_AUTH_<SCHEME>)",
    )
    .option(
      "--other-auth <scheme=value...>",
      "Send these credentials as a second user, to check that users cannot access each other's data (default: TENON_OTHER_AUTH_<SCHEME>)",
    )
    .option("-H, --header <line...>", "Add this header to every request")
    .option("--base-path <path>", "Send requests to this path instead of the path of the contract's first server")
    .option("--allow-host <host...>", "Allow requests to these hosts, besides this machine")
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
        "tenon verify --mock --coverage coverage.html --coverage-min 80",
        "tenon verify --proxy 4011 --url http://127.0.0.1:3000",
        "TENON_AUTH_BEARERAUTH=secret tenon verify --url http://127.0.0.1:3000 --include tag:students",
      ),
    )
    .action(async (contract: string | undefined, flags: Common & GivenVerifyFlags) => {
      const { verifyCommand } = await import("./verify/command.ts");
      return finish("verify", flags.format, (show) => verifyCommand(shell, choose(contract, flags), flags, show));
    });

  withCommon(tenon.command("docs"))
    .description("Build the API reference: one HTML file that works offline")
    .argument("[contract]", CONTRACT)
    .addOption(new Option("-o, --output <file>", "Write to this file").default("docs.html"))
    .addHelpText("after", examples("tenon docs", "tenon docs api/openapi.yaml -o public/api.html"))
    .action(async (contract: string | undefined, { output = "docs.html", ...flags }: Common) => {
      const { docsCommand } = await import("./docs/command.ts");
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

function withFormat(command: Command): Command {
  return command.addOption(
    new Option("--format <format>", "Print findings in this format").choices([...FORMATS]).default("pretty"),
  );
}

function withCommon(command: Command): Command {
  return withContract(withFormat(command));
}

/** How the contract is found and read. */
function withContract(command: Command): Command {
  return command
    .option("--config <file>", "Use this configuration file (default: tenon.config.ts, .mts, .js or .mjs)")
    .option(
      "--root <folder>",
      "Allow $refs to files in this folder (default: the git repository, or else the folder of the nearest package.json)",
    )
    .addOption(
      listOption("--overlay <files>", "Apply these OpenAPI Overlays to the contract, after those of the configuration"),
    )
    .option("--allow-unresolved", "Report $refs to missing files as warnings: Tenon then allows any value there");
}

function includeOption(): Option {
  return listOption(
    "--include <filters>",
    "Use only these operations: tag:students, operationId:getStudent, GET:/students/*",
  );
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

/** With commas, or several times. */
function listOption(flags: string, description: string): Option {
  return new Option(flags, description).argParser((value: string, before: readonly string[] | boolean | undefined) => [
    ...(Array.isArray(before) ? (before as readonly string[]) : []), // a negated option is true by itself
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

/** Checks, gathered as the option has several. */
function check(text: string, before: readonly CheckName[] = []): readonly CheckName[] {
  const name = CHECKS.find((each) => each === text);
  if (name === undefined) throw new InvalidArgumentError(`Allowed choices are ${CHECKS.join(", ")}.`);
  return [...before, name];
}
