/** `tenon check`: runs all checks of a contract and its code, with one exit code. */

import { CHECK_PARTS } from "../choices.ts";
import { unusedExceptions, type Accepted, type Exception } from "../../check/accept.ts";
import { diagnostic, type Diagnostic } from "../../diagnostics/index.ts";
import { findings, type Finding } from "../../check/finding.ts";
import { accept, exceptionsOf } from "./accept.ts";
import { Baselines, type BaselineFlags } from "./baselines.ts";
import { PARTS, type Part, type PartInput } from "./parts.ts";
import { blocks, couldNotWork, worse, type ExitCode, type Outcome } from "../report/outcome.ts";
import type { Progress } from "../shell/progress.ts";
import { about, resolveProjects, type Choice, type Project } from "../config/projects.ts";
import type { CheckConfig } from "../config/config.ts";
import { withRules } from "../config/rules.ts";
import type { Shell } from "../shell/shell.ts";

export interface CheckFlags extends BaselineFlags {
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  readonly cache: boolean;
  /** Settings of the command line, which replace those of the configuration. */
  readonly own?: Pick<CheckConfig, "base" | "failOn" | "verify">;
}

export async function checkCommand(
  shell: Shell,
  choice: Choice,
  { only, skip = [], cache, own, ...flags }: CheckFlags,
  progress: Progress,
): Promise<Outcome> {
  const { cwd } = shell;
  const resolved = await resolveProjects(cwd, choice);
  if (resolved.diagnostics.length > 0) return couldNotWork(resolved.diagnostics);
  const projects = resolved.projects.map((project) => ({ ...project, check: overridden(project.check, own) }));
  const all = new Results();
  const baselines = new Baselines(cwd, flags);
  for (const project of projects) {
    const exceptions = await exceptionsOf(project, cwd);
    if (exceptions.diagnostics.length > 0) return couldNotWork(exceptions.diagnostics);
    const parts = partsOf(project, only, skip);
    const found = await runParts(parts, { project, choice, shell, cwd, cache, progress }, all);
    const sorted = accept(found, exceptions.exceptions, project.name);
    all.entries.push(...exceptions.exceptions);
    all.used.push(...sorted.used);
    all.accepted.push(...sorted.accepted);
    const left = await baselines.left(project, findings(sorted.left));
    if ("severity" in left) return couldNotWork([left]);
    all.count(left, project.strict);
  }
  all.require(only ?? []);
  const complete = all.exitCode !== 2 && only === undefined && skip.length === 0;
  if (complete)
    all.count(
      all.unused(),
      projects.some(({ strict }) => strict),
    );
  all.summary.push(...(await baselines.finish(complete ? "everything" : "some parts")));
  return all.outcome(projects);
}

/** A target of the command line replaces that of the configuration; other settings of `verify` stay. */
function overridden(check: CheckConfig = {}, own: CheckFlags["own"] = {}): CheckConfig {
  if (own.verify === undefined) return { ...check, ...own };
  const { url: _, app: __, mock: ___, ...settings } = check.verify ?? {};
  return { ...check, ...own, verify: { ...settings, ...own.verify } };
}

/** The parts that run for a project: those of the command line, else those of its configuration, else all that it can run. */
function partsOf({ check }: Project, only: readonly string[] | undefined, skip: readonly string[]): Part[] {
  const chosen: readonly string[] | undefined = only ?? check?.parts;
  return PARTS.filter(({ name }) => (chosen === undefined || chosen.includes(name)) && !skip.includes(name));
}

async function runParts(parts: readonly Part[], input: Omit<PartInput, "before">, all: Results): Promise<Diagnostic[]> {
  const { project } = input;
  const found = new Map<string, Diagnostic>();
  const add = (one: Diagnostic): void => void found.set(JSON.stringify(one), one);
  for (const { name, needs = "", configured, run } of parts) {
    if (configured?.(project) === false) {
      // A part that the configuration lists must not be missing silently.
      if (project.check?.parts?.includes(name) !== true) continue;
      all.fail();
      about([diagnostic("part-unconfigured", { part: name, needs })], project).forEach(add);
      continue;
    }
    all.done.add(name);
    const result = await run({ ...input, before: [...found.values()] });
    if (!result.worked) all.fail();
    all.text += result.text ?? "";
    all.summary.push(...(result.summary ?? []));
    // Two parts can report the same finding: it counts once.
    withRules(about(result.diagnostics, project), project.check?.rules).forEach(add);
  }
  return [...found.values()];
}

/** The results of all projects. */
class Results {
  exitCode: ExitCode = 0;
  text = "";
  readonly found: Diagnostic[] = [];
  readonly summary: string[] = [];
  readonly accepted: Accepted[] = [];
  readonly entries: Exception[] = [];
  readonly used: Exception[] = [];
  readonly done = new Set<string>();

  fail(): void {
    this.exitCode = 2;
  }

  count(diagnostics: readonly (Diagnostic | Finding)[], strict: boolean): void {
    this.found.push(...diagnostics);
    if (blocks(diagnostics, strict)) this.exitCode = worse(this.exitCode, 1);
  }

  /** Parts that must have run: what was not checked is not green. */
  require(only: readonly string[]): void {
    const missing = PARTS.filter(({ name }) => only.includes(name) && !this.done.has(name));
    const unconfigured = missing.map(({ name, needs = "" }) => diagnostic("part-unconfigured", { part: name, needs }));
    const known = new Set(this.found.map(({ message }) => message));
    this.found.push(...unconfigured.filter(({ message }) => !known.has(message)));
    if (this.done.size === 0 && this.found.length === 0) this.found.push(diagnostic("nothing-checked", {}));
    if (this.done.size === 0 || missing.length > 0) this.fail();
  }

  /** Entries of accepted findings that match nothing in any of the contracts. */
  unused(): Diagnostic[] {
    const unused = unusedExceptions(this.entries, this.used);
    return [...new Map(unused.map((one) => [JSON.stringify(one), one])).values()];
  }

  outcome(projects: readonly Project[]): Outcome {
    const parts = CHECK_PARTS.filter((name) => this.done.has(name));
    const contracts = projects.map(({ name }) => name);
    const summary = [...this.summary];
    if (parts.length > 0) summary.push(`${contracts.join(", ")}: ${parts.join(", ")} checked`);
    if (this.accepted.length > 0) summary.push(`${this.accepted.length} accepted`);
    return {
      exitCode: this.exitCode,
      diagnostics: this.found,
      accepted: this.accepted,
      text: this.text,
      summary,
      data: { parts, contracts, ...(this.text !== "" && { diff: this.text }) },
    };
  }
}
