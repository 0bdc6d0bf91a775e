import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { styleText } from "node:util";
import type { Accepted } from "../../check/accept.ts";
import { findings, type Finding } from "../../check/finding.ts";
import { diagnostic, type Diagnostic, type Position } from "../../diagnostics/index.ts";
import type { ExitCode, Outcome } from "./outcome.ts";
import { gitlab } from "./gitlab.ts";
import { junit } from "./junit.ts";
import { markdown } from "./markdown.ts";
import { fromRepository } from "./repository.ts";
import { sarif } from "./sarif.ts";
import type { Shell } from "../shell/shell.ts";
import { version } from "../version.ts";

export const FORMATS = ["pretty", "json", "github", "sarif", "junit", "gitlab", "markdown"] as const;
export type Format = (typeof FORMATS)[number];

/**
 * What `--format json` prints, one object on one line. Fields are added without notice; `version` goes up when one
 * changes its meaning or goes away.
 *
 * Each of `diagnostics` has, beside what it says and where, a `fingerprint` that stays when lines move, and `why` it
 * matters, where Tenon knows.
 *
 * Further fields by command:
 * - `check`: `parts` (those that were looked at), `contracts`, and `diff` of what is stale, where anything is
 * - `generate`: `projects`, each with `contract`, `output`, `state` (`written`, `current`, `stale`, `skipped`,
 *   `refused`, `unreadable`, `unwritable`), `operations` (their number), and lists of file names `created`, `changed`, `removed`; with `--check` also `diff`
 * - `lint`: `contracts`, each with `contract` and `config` (the redocly.yaml in use, absent for the default rules)
 * - `docs`: `file`, `bytes`
 * - `worker`: `version` (of the installed msw), `files`, and `written` (how many were) unless `--check` is given
 * - `diff`: `base`, `contract`, `failOn`, `semver` (`wire`, `source`, `undecided`) and `changes`, each with `id`, `direction`,
 *   `wire`, `source`, `operations`, `place`, `message`, `base` and `revision` (each `pointer`, `position`) and, where one was
 *   proved, `counterexample` (`place`, `value`)
 *
 * `generate --watch` prints one for each run. `mock` prints one where it has diagnostics, and for each request, and for
 * each callback that it sends, a line with `method`, `url`, `operation` (absent where there is none), `status` (0: no
 * answer), `outcome` (`override`, `store`, `example`, `generated`, `refused`, `fault`, `proxied`, `callback`; absent for a
 * CORS preflight), `violations` (where there are any: each with `where`, `pointer`, `message`), `error` (why a callback
 * was not sent) and `milliseconds`.
 */
export interface JsonReport {
  readonly version: 1;
  readonly command: string;
  readonly exitCode: ExitCode;
  readonly diagnostics: readonly Finding[];
  /** What does not count, and why; absent where there is nothing. */
  readonly accepted?: readonly Accepted[];
  readonly [more: string]: unknown;
}

/** A report beside the one that is printed. */
export interface ReportFile {
  readonly format: Format;
  /** From the working directory. */
  readonly file: string;
}

/** Writes further reports of an outcome. A report that cannot be written results in exit code 2. */
export function writeReports(shell: Shell, command: string, outcome: Outcome, files: readonly ReportFile[]): Outcome {
  let result = outcome;
  for (const { format, file } of files) {
    let text = "";
    const terminal = { out: false, err: false };
    print({ ...shell, terminal, out: (part) => void (text += part), err: () => {} }, format, command, outcome);
    try {
      writeFileSync(resolve(shell.cwd, file), text);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const failed = diagnostic("report-unwritable", { file, reason }, { file });
      result = { ...result, exitCode: 2, diagnostics: [...result.diagnostics, failed] };
    }
  }
  return result;
}

/** The formats that are a file of another tool's. */
const FILES = { sarif, junit, gitlab, markdown } as const;

/** Prints the result of a command in the requested format. */
export function print(shell: Shell, format: Format, command: string, outcome: Outcome): void {
  const { exitCode, accepted = [] } = outcome;
  if (format === "json") {
    const diagnostics = findings(outcome.diagnostics);
    const more = accepted.length > 0 ? { accepted } : {};
    const report: JsonReport = { version: 1, command, exitCode, diagnostics, ...more, ...outcome.data };
    shell.out(`${JSON.stringify(report)}\n`);
    return;
  }
  if (format !== "pretty" && format !== "github") {
    // Fingerprints stay those that `accept` compares: they are taken before paths change.
    const placed = fromRepository({ ...outcome, diagnostics: findings(outcome.diagnostics), accepted }, shell.cwd);
    const shown = { findings: findings(placed.diagnostics), accepted: placed.accepted ?? [] };
    shell.out(FILES[format]({ command, version: version(), exitCode, ...shown }));
    for (const line of [...(outcome.summary ?? []), ...count(outcome.diagnostics)]) shell.err(`${printable(line)}\n`);
    return;
  }
  if (format === "github") {
    for (const one of fromRepository(outcome, shell.cwd).diagnostics) shell.out(`${annotation(one)}\n`);
  } else {
    const text = printableLines(outcome.text ?? "");
    if (text) shell.out(shell.terminal.out ? colorDiff(text) : text);
    for (const one of outcome.diagnostics) shell.out(`${pretty(one, shell)}\n`);
  }
  for (const line of [...(outcome.summary ?? []), ...count(outcome.diagnostics)]) shell.err(`${printable(line)}\n`);
}

/**
 * One diagnostic for people:
 * ```
 * openapi.yaml:41:9  error  duplicate-operation-id  operationId "getCourse" is used twice
 *   first used at openapi.yaml:18:9
 *   hint: rename one
 * ```
 * On a terminal with colours, and with the line that it is about.
 */
export function pretty(one: Diagnostic, shell: Pick<Shell, "terminal" | "cwd">): string {
  const styled = shell.terminal.out;
  const paint = (style: Parameters<typeof styleText>[0], text: string): string =>
    styled ? styleText(style, text, { validateStream: false }) : text;
  const colour = ({ error: "red", warning: "yellow", info: "cyan" } as const)[one.severity];
  const severity = paint([colour, "bold"], one.severity);
  const message = indented(printable(one.message));
  const head = [severity, paint("dim", printable(one.code)), message];
  if (one.position) head.unshift(paint("bold", printable(place(one.position))));
  const lines = [head.join("  ")];
  if (styled && one.position)
    lines.push(...excerpt(one.position, shell.cwd, shell.terminal.columns ?? WIDTH).map((line) => paint("dim", line)));
  for (const { message: text, position } of one.related ?? [])
    lines.push(`  ${printable(text)} ${printable(place(position))}`);
  if (one.hint) lines.push(`  ${paint("cyan", "hint:")} ${indented(printable(one.hint))}`);
  return lines.join("\n");
}

function place(position: Position): string {
  return `${position.file}:${position.line}:${position.column}`;
}

function indented(text: string): string {
  return text.replaceAll("\n", "\n    ");
}

/** How wide a line of a contract is shown at most: some are a whole file in JSON. */
const WIDTH = 100;

/**
 * The line that a position is in, with a mark below the column; nothing when it cannot be read any more.
 * @param columns of the terminal: neither line is wider
 */
function excerpt({ file, line, column }: Position, cwd: string, columns: number): string[] {
  let text: string | undefined;
  try {
    text = readFileSync(resolve(cwd, file), "utf8").split("\n", line)[line - 1];
  } catch {
    return [];
  }
  if (text === undefined) return [];
  const gutter = `${line} | `;
  const width = Math.max(Math.min(WIDTH, columns - 2 - gutter.length), 10);
  const from = column > width ? column - Math.ceil(width / 2) : 0;
  // What would be shown as an escape is longer than it is: the mark would be beside its place.
  const shown = text.slice(from, from + width).replace(/\p{C}/gu, " ");
  return [`  ${gutter}${shown}`, `  ${" ".repeat(gutter.length - 2)}| ${" ".repeat(column - 1 - from)}^`];
}

/**
 * A contract's text is untrusted and a terminal obeys control characters: they are shown as escapes. New lines stay.
 */
export function printable(text: string): string {
  return text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, (char) => {
    return `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

/** The same for text that is shown as it stands in a file: tabs and CR LF stay, too. */
function printableLines(text: string): string {
  return text.replace(/[^\t\r]+|\r(?!\n)/g, printable);
}

function colorDiff(text: string): string {
  const color = (line: string): string => {
    const style = line.startsWith("+")
      ? "green"
      : line.startsWith("-")
        ? "red"
        : line.startsWith("@@")
          ? "cyan"
          : undefined;
    return style ? styleText(style, line, { validateStream: false }) : line;
  };
  return text.split("\n").map(color).join("\n");
}

/** A workflow command of GitHub Actions: shows up at the line in the pull request. */
function annotation(one: Diagnostic): string {
  const properties: Record<string, string | number> = {};
  if (one.position) {
    properties.file = one.position.file;
    properties.line = one.position.line;
    properties.col = one.position.column;
  } else if (one.file !== undefined) {
    properties.file = one.file;
  }
  properties.title = one.code;
  const related = (one.related ?? []).map(({ message, position }) => `${message} ${place(position)}`);
  const text = [one.message, ...related, ...(one.hint ? [`hint: ${one.hint}`] : [])].join("\n");
  const list = Object.entries(properties).map(
    ([key, value]) => `${key}=${escapeProperty(printableLines(String(value)))}`,
  );
  return `::${one.severity === "info" ? "notice" : one.severity} ${list.join(",")}::${escapeData(printableLines(text))}`;
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

function count(diagnostics: readonly Diagnostic[]): string[] {
  const errors = diagnostics.filter((one) => one.severity === "error").length;
  const warnings = diagnostics.filter((one) => one.severity === "warning").length;
  const parts = [...(errors ? [plural(errors, "error")] : []), ...(warnings ? [plural(warnings, "warning")] : [])];
  return parts.length > 0 ? [parts.join(", ")] : [];
}

/** The time of day, for what happens while a command goes on: `09:05:00`. */
export function clock(): string {
  return new Date().toTimeString().slice(0, 8);
}

/** `1 file`, `2 files`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
