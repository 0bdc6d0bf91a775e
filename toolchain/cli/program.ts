import { Command, InvalidArgumentError, Option } from "commander";
import { delay, integer, percentage, port, reportFile, reports, seconds } from "./arguments.ts";
import type { CheckFlags } from "./check/command.ts";
import type { CheckConfig } from "./config/config.ts";
import type { ExitCode, Outcome } from "./report/outcome.ts";
import { nearest } from "../diagnostics/nearest.ts";
import type { MockOptions } from "./mock/command.ts";
import { progress } from "./shell/progress.ts";
import type { Choice } from "./config/projects.ts";
import { FORMATS, print, writeReports, type Format, type ReportFile } from "./report/index.ts";
import { CHECKS as VERIFY_CHECKS, PHASES, type CheckName } from "../verify/types.ts";
import type { Shell } from "./shell/shell.ts";
import type { VerifyFlags } from "./verify/command.ts";
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
  readonly failOn: "wire" | "source" | "unknown" | "none";
  readonly all?: true;
  readonly changelog?: true;
  readonly consumers?: readonly string[];
}

interface AllCheckFlags extends Common, CheckFlags {
  readonly report?: readonly ReportFile[];
  readonly base?: string;
  readonly failOn?: NonNullable<CheckConfig["failOn"]>;
  readonly url?: string;
  readonly mock?: true;
  readonly app?: string;
}

/** As `FAIL_ON` of the diff. */
const SCALES = ["wire", "source", "unknown", "none"];

/** As `PARTS` of the check, which is not loaded for a help text. */
const PARTS = ["lint", "drift", "diff", "types", "verify"];

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
        const { watchAndGenerate } = await import("./generate/watch.ts");
        return exit(await watchAndGenerate(shell, choice, flags.format));
      }
      const { generateCommand } = await import("./generate/command.ts");
      return finish("generate", flags.format, (show) => generateCommand(shell, choice, flags.check ?? false, show));
    });

  withCommon(tenon.command("lint"))
    .description("hold a contract against Redocly's rules: those of your redocly.yaml, or the recommended ones")
    .argument("[contract]", CONTRACT)
    .option("--strict", "fail on warnings too")
    .option("--no-cache", "look again at what has not changed")
    .addHelpText("after", examples("tenon lint", "tenon lint api/openapi.yaml", "tenon lint --format github"))
    .action(async (contract: string | undefined, { cache, ...flags }: Common & { readonly cache: boolean }) => {
      const { lintCommand } = await import("./lint/command.ts");
      return finish("lint", flags.format, (show) => lintCommand(shell, choose(contract, flags), show, cache));
    });

  withCommon(tenon.command("check"))
    .description("what CI asks: rules kept, files up to date, nobody broken, handlers complete, the contract obeyed")
    .argument("[contract]", CONTRACT)
    .addOption(new Option("--only <parts...>", "these parts alone").choices(PARTS))
    .addOption(new Option("--skip <parts...>", "all parts but these").choices(PARTS))
    .option("--strict", "fail on warnings too")
    .option("--no-cache", "look again at what has not changed")
    .option("--base <base>", "what changes are held against: a file, a URL or a git revision, such as origin/main")
    .addOption(new Option("--fail-on <scale>", "which changes are findings").choices(SCALES))
    .addOption(new Option("--url <url>", "a running server to verify").conflicts(["mock", "app"]))
    .addOption(new Option("--mock", "verify the contract's own mocks").conflicts(["url", "app"]))
    .addOption(
      new Option("--app <module>", "a module whose default export is to be verified").conflicts(["url", "mock"]),
    )
    .addOption(
      new Option("--report <format=file>", "a further report, into a file; can be given several times").argParser(
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
      const { base, failOn, url, mock, app } = flags;
      const target = { ...(url && { url }), ...(mock && { mock }), ...(app && { app }) };
      const own = {
        ...(base !== undefined && { base }),
        ...(failOn !== undefined && { failOn }),
        ...(Object.keys(target).length > 0 && { verify: target }),
      };
      const chosen = { ...(only && { only }), ...(skip && { skip }), cache, own };
      return finish("check", flags.format, async (show) => {
        const outcome = await checkCommand(shell, choose(contract, flags), chosen, show);
        return writeReports(shell, "check", outcome, report);
      });
    });

  tenon
    .command("diff")
    .description("compare a contract with another version of itself: what breaks clients, servers or generated code")
    .argument("<base>", "a file, a URL, or a git revision: main, main:openapi.yaml, HEAD~1:api/openapi.yaml")
    .argument("[revision]", CONTRACT)
    .addOption(
      new Option(
        "--fail-on <scale>",
        "what is a finding: breaks on the wire, or of source, or what cannot be told, too",
      )
        .choices(SCALES)
        .default("wire"),
    )
    .option("--all", "list what nobody on the wire notices, too")
    .option("--changelog", "print a changelog for people, in Markdown")
    .option("--consumers <tsconfig...>", "type-check these programs against what the new contract generates")
    .addOption(new Option("--format <format>", "how findings are printed").choices(FORMATS).default("pretty"))
    .option("--config <file>", "the configuration (default: tenon.config.ts, .mts, .js or .mjs, if there is one)")
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
      const { all = false, changelog = false, consumers = [], ...common } = flags;
      const options = { failOn, all, changelog, markdown, consumers };
      return finish("diff", markdown ? "pretty" : format, (show) =>
        diffCommand(shell, base, choose(contract, common), options, show),
      );
    });

  withCommon(tenon.command("mock"))
    .description("serve a contract's mocks over HTTP, with no code and nothing generated")
    .argument("[contract]", CONTRACT)
    .addOption(
      new Option("-p, --port <number>", "the port to listen on, 0 for any that is free").default(4010).argParser(port),
    )
    .addOption(new Option("--host <address>", "the address to listen on").default("127.0.0.1"))
    .addOption(new Option("--seed <number>", "the same seed gives the same answers").argParser(integer))
    .option("-w, --watch", "load the contract again whenever it is saved; what is stored stays")
    .addOption(
      new Option("--delay <milliseconds>", "before every answer: 200, or a range as in 200..800").argParser(delay),
    )
    .addOption(
      new Option("--invalid-status <code>", "of requests that do not fit the contract").choices(["400", "422"]),
    )
    .option("--proxy <url>", "the real server: what it has is answered by it, and the rest by the mock")
    .addOption(
      listOption("--proxy-only <operations>", "what the real server has; the rest is mocked without asking it"),
    )
    .addOption(listOption("--mock-only <operations>", "what the real server is never asked for"))
    .option("--errors", "with --proxy: refuse requests and answers that break the contract (default: they are logged)")
    .option(
      "--scenarios <module>",
      "a .ts or .js file that exports `scenarios`, a function that gives the mocks theirs",
    )
    .addOption(listOption("--scenario <names>", "the scenarios to begin with"))
    .addOption(listOption("--callbacks <hosts>", "where callbacks may be sent (default: to this machine alone)"))
    .option("--no-callbacks", "send no callbacks")
    .addOption(new Option("--cors").hideHelp())
    .option(
      "--no-cors",
      "do not let pages of other origins in (default: they are; with --proxy, those of this machine)",
    )
    .addOption(includeOption())
    .addHelpText(
      "after",
      `\nOperations are named as getStudent, tag:students, operationId:get* or GET:/students/*.\n${examples(
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
    .description("install the service worker script that the installed msw needs")
    .argument("[folder]", "where the page's own files are (default: as package.json says, or public)")
    .addOption(new Option("--check", "write nothing; exit with 1 if the script is not that of the installed msw"))
    .addHelpText("after", examples("tenon worker public", "tenon worker --check"))
    .action(async (folder: string | undefined, flags: { readonly format: Format; readonly check?: true }) => {
      const { workerCommand } = await import("./worker/command.ts");
      return finish("worker", flags.format, () => workerCommand(shell, folder, flags.check ?? false));
    });

  withCommon(tenon.command("verify"))
    .description("hold a running implementation against its contract: requests are sent, answers are checked")
    .argument("[contract]", CONTRACT)
    .addOption(new Option("--url <url>", "where it answers, its base path included").conflicts(["mock", "app"]))
    .addOption(new Option("--mock", "verify the contract's own mocks").conflicts(["url", "app"]))
    .addOption(
      new Option("--app <module>", "a module whose default export is an application").conflicts(["url", "mock"]),
    )
    .addOption(
      new Option("--proxy [port]", "send nothing: hand real traffic on to --url, and check it both ways")
        .conflicts(["mock", "app"])
        .argParser(port),
    )
    .addOption(new Option("--seed <number>", "the same seed sends the same requests").default(1).argParser(integer))
    .addOption(new Option("--time <seconds>", "how long it may take").default(30).argParser(seconds))
    .addOption(new Option("--max-requests <number>", "how many requests may be sent").argParser(integer))
    .addOption(new Option("--workers <number>", "how many requests at a time").default(4).argParser(integer))
    .addOption(new Option("--phase <phases...>", "only these").choices(PHASES))
    .addOption(new Option("--check <checks...>", "only these checks").choices(CHECKS))
    .addOption(new Option("--skip-check <checks...>", "all checks but these").argParser(check))
    .option(
      "--auth <scheme=value...>",
      "credentials of a security scheme; env:NAME reads a variable (default: TENON_AUTH_<SCHEME>)",
    )
    .option(
      "--other-auth <scheme=value...>",
      "credentials of somebody else, who must not get at it (default: TENON_OTHER_AUTH_<SCHEME>)",
    )
    .option("-H, --header <line...>", "a header of every request")
    .option("--allow-host <host...>", "hosts other than this machine that may be sent to")
    .addOption(
      new Option(
        "--coverage <file>",
        "where to write what was exercised: .html or .json; may be given twice",
      ).argParser(reports),
    )
    .addOption(
      new Option("--coverage-min <percent>", "exit with 1 where less of the contract is exercised").argParser(
        percentage,
      ),
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
    .action(async (contract: string | undefined, flags: Common & VerifyFlags) => {
      const { verifyCommand } = await import("./verify/command.ts");
      return finish("verify", flags.format, (show) => verifyCommand(shell, choose(contract, flags), flags, show));
    });

  withCommon(tenon.command("docs"))
    .description("make the contract's documentation: one HTML file that works offline")
    .argument("[contract]", CONTRACT)
    .addOption(new Option("-o, --output <file>", "the file to write").default("docs.html"))
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
    new Option("--format <format>", "how findings are printed").choices([...FORMATS]).default("pretty"),
  );
}

function withCommon(command: Command): Command {
  return withFormat(command).option(
    "--config <file>",
    "the configuration (default: tenon.config.ts, .mts, .js or .mjs, if there is one)",
  );
}

function includeOption(): Option {
  return listOption(
    "--include <filters>",
    "only these operations: tag:students, operationId:getStudent, GET:/students/*",
  );
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
