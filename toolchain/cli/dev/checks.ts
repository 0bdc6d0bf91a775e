/** The checks of `tenon dev`. Each runs beside the others, and again when what it reads has changed. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkTypes, type TypesResult } from "../../check/types.ts";
import type { NamedOperation } from "../../check/type-findings.ts";
import type { Diagnostic } from "../../diagnostics/index.ts";
import { plural } from "../report/index.ts";
import { createWatcher, type Watcher } from "../shell/watcher.ts";
import type { Board, Check, CheckName } from "./board.ts";
import { tenonCommand, type Child, type Children } from "./children.ts";

/** What a command of Tenon prints with `--format json`. */
export interface Report {
  readonly exitCode: number;
  readonly diagnostics: readonly Diagnostic[];
  readonly projects?: readonly {
    readonly output: string;
    readonly state: string;
    readonly operations: number;
    readonly created: readonly string[];
    readonly changed: readonly string[];
    readonly removed: readonly string[];
  }[];
  readonly new?: boolean;
  readonly changes?: readonly { readonly wire: string }[];
  readonly requests?: number;
  readonly coverage?: { readonly percent: number };
}

/** The report in a line; `undefined` for a line that is none. */
export function reportIn(line: string): Report | undefined {
  return line.startsWith('{"version":1,') ? (JSON.parse(line) as Report) : undefined; // Tenon's own
}

/** Runs a command again and again; a run that is overtaken by the next one is ended, and says nothing. */
export class CommandCheck {
  readonly #name: CheckName;
  readonly #children: Children;
  readonly #board: Board;
  #child: Child | undefined;

  constructor(name: CheckName, children: Children, board: Board) {
    this.#name = name;
    this.#children = children;
    this.#board = board;
  }

  get running(): boolean {
    return this.#child !== undefined;
  }

  async run(working: string, args: readonly string[], sum: (report: Report) => Check): Promise<void> {
    void this.#child?.stop();
    this.#board.working(this.#name, working);
    let report: Report | undefined;
    let last = "";
    const child = this.#children.start({
      command: tenonCommand(...args),
      onLine: (line) => void (report = reportIn(line) ?? report),
      onError: (line) => void (last = line),
    });
    this.#child = child;
    await child.ended;
    if (this.#child !== child) return;
    this.#child = undefined;
    this.#board.check(this.#name, report === undefined ? { state: "bad", text: last, findings: [] } : sum(report));
  }
}

const severity = (findings: readonly Diagnostic[]): Check["state"] =>
  findings.some((one) => one.severity === "error")
    ? "bad"
    : findings.some((one) => one.severity === "warning")
      ? "warned"
      : "good";

const count = (findings: readonly Diagnostic[], level: Diagnostic["severity"]): number =>
  findings.filter((one) => one.severity === level).length;

/** What `tenon generate` has done. */
export function contractCheck({ diagnostics: findings, projects: [project] = [] }: Report): Check {
  const errors = count(findings, "error");
  if (project === undefined || (project.state !== "written" && project.state !== "current"))
    return { state: "bad", text: `${plural(errors, "error")}; nothing was generated`, findings };
  const { operations, output, created, changed, removed } = project;
  const files = created.length + changed.length + removed.length;
  const done = files === 0 ? `${output}/ is up to date` : `${plural(files, "file")} of ${output}/ changed`;
  const warnings = count(findings, "warning");
  const also = warnings === 0 ? "" : `, ${plural(warnings, "warning")}`;
  return { state: severity(findings), text: `${plural(operations, "operation")}, ${done}${also}`, findings };
}

/** What `tenon diff` has found. */
export function changesCheck(base: string, { exitCode, diagnostics: findings, ...report }: Report): Check {
  if (exitCode === 2) return { state: "bad", text: `cannot compare with ${base}`, findings };
  if (report.new === true) return { state: "good", text: `new since ${base}`, findings };
  const { changes = [] } = report;
  const breaking = changes.filter(({ wire }) => wire === "breaking").length;
  const text =
    breaking > 0 ? `${plural(breaking, "breaking change")} since ${base}` : `${sum(changes.length)} since ${base}`;
  return { state: severity(findings), text, findings };
}

const sum = (changes: number): string => (changes === 0 ? "no changes" : `${plural(changes, "change")}, none breaking`);

/** What `tenon verify` has found. */
export function verifyCheck(
  target: string,
  { exitCode, diagnostics: findings, requests = 0, coverage }: Report,
): Check {
  if (exitCode === 2 && requests === 0) return { state: "bad", text: `${target} cannot be verified`, findings };
  const covered = coverage === undefined ? "" : `, ${coverage.percent} % covered`;
  const found = findings.length === 0 ? "no findings" : plural(findings.length, "finding");
  return {
    state: severity(findings),
    text: `${found} in ${plural(requests, "request")} to ${target}${covered}`,
    findings,
  };
}

export interface TypesSetting {
  /** A `tsconfig.json`, absolute, and as a person writes it. */
  readonly project: string;
  readonly name: string;
  readonly cwd: string;
  readonly operations: () => readonly NamedOperation[];
}

/** Type-checks a program, and again when one of its files changes. */
export class TypesCheck {
  readonly #setting: TypesSetting;
  readonly #board: Board;
  readonly #watcher: Watcher;
  #folder: Promise<string> | undefined;
  #run = new AbortController();
  #done: Promise<void> = Promise.resolve();

  constructor(setting: TypesSetting, board: Board) {
    this.#setting = setting;
    this.#board = board;
    this.#watcher = createWatcher(() => this.refresh());
  }

  refresh(): void {
    this.#run.abort();
    this.#run = new AbortController();
    const { signal } = this.#run;
    this.#board.working("types", "checking types");
    this.#done = this.#done.then(() => this.#check(signal));
  }

  async close(): Promise<void> {
    this.#run.abort();
    this.#watcher.close();
    await this.#done;
    if (this.#folder !== undefined) await rm(await this.#folder, { recursive: true, force: true });
  }

  async #check(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const { project, name, cwd, operations } = this.#setting;
    this.#folder ??= mkdtemp(join(tmpdir(), "tenon-dev-"));
    const buildInfo = join(await this.#folder, "types.tsbuildinfo");
    const result = await checkTypes(project, cwd, async () => operations(), { buildInfo, signal });
    if (signal.aborted) return;
    this.#watcher.set([project, ...result.files]);
    this.#board.check("types", typesCheck(name, result));
  }
}

function typesCheck(name: string, { checked, diagnostics: findings, files }: TypesResult): Check {
  const errors = count(findings, "error");
  if (!checked) return { state: "bad", text: `${name} cannot be checked`, findings };
  const text = errors === 0 ? `${plural(files.length, "file")} of ${name} compile` : plural(errors, "error");
  return { state: severity(findings), text, findings };
}
