/** `tenon check`: runs all checks of a contract and its code, with one exit code. */

import { CHECK_PARTS, type CheckPart } from "../choices.ts";
import { unusedExceptions, type Accepted, type Exception } from "../../check/accept.ts";
import { checkTypes } from "../../check/types.ts";
import type { Diagnostic } from "../../diagnostics/index.ts";
import { findings } from "../../check/finding.ts";
import { accept, exceptionsOf } from "./accept.ts";
import { Baselines, type BaselineFlags } from "./baselines.ts";
import { drift } from "../generate/drift.ts";
import { generate } from "../generate/generate.ts";
import { staleOutput } from "../generate/command.ts";
import { isSaidBy, lintProject } from "../lint/lint.ts";
import { blocks, couldNotWork, worse, type ExitCode, type Outcome } from "../report/outcome.ts";
import type { Progress } from "../shell/progress.ts";
import { about, resolveProjects, type Choice, type Project } from "../config/projects.ts";
import type { CheckConfig } from "../config/config.ts";
import type { Shell } from "../shell/shell.ts";

export interface PartInput {
  readonly project: Project;
  readonly choice: Choice;
  readonly shell: Shell;
  readonly cwd: string;
  readonly cache: boolean;
  readonly progress: Progress;
  /** What the parts before have found. */
  readonly before: readonly Diagnostic[];
}

export interface PartResult {
  readonly diagnostics: readonly Diagnostic[];
  /** False where it could not do its work. */
  readonly worked: boolean;
  /** A diff, for people. */
  readonly text?: string;
  /** For people: what is no finding. */
  readonly summary?: readonly string[];
}

interface Part {
  /** What `--only` and `--skip` call it. */
  readonly name: CheckPart;
  /** Whether the project asks for it; absent: always. */
  readonly wanted?: (project: Project) => boolean;
  run(input: PartInput): Promise<PartResult>;
}

/** In the order in which they are done and told. */
const PARTS: readonly Part[] = [
  {
    name: "lint",
    async run({ project, cwd, cache, progress }) {
      progress.step(`linting ${project.name}`);
      const { diagnostics, linted } = await lintProject(project, { cwd, cache });
      return { diagnostics, worked: linted };
    },
  },
  {
    name: "drift",
    async run({ project, choice, cwd, progress, before }) {
      const result = await generate(project, { cwd, check: true, progress });
      const diagnostics = result.diagnostics.filter((one) => !isSaidBy(before, one));
      const worked = result.state !== "unreadable" && result.state !== "unwritable";
      if (result.state !== "stale" || !result.plan) return { diagnostics, worked };
      const stale = staleOutput(result, cwd, choice);
      return { diagnostics: [...diagnostics, stale], worked, text: drift(result.plan, cwd) };
    },
  },
  {
    name: "diff",
    wanted: ({ check }) => check?.base !== undefined,
    async run({ project, shell, progress }) {
      const { base = "", failOn = "wire" } = project.check ?? {};
      const { diffProject } = await import("../diff/command.ts");
      const options = {
        failOn,
        all: false,
        changelog: false,
        markdown: false,
        consumers: [],
        mode: "merge-base",
      } as const;
      const {
        diagnostics,
        exitCode,
        data,
        summary = [],
      } = await diffProject(shell.cwd, base, project, options, progress);
      return { diagnostics, worked: exitCode !== 2, ...(data?.["new"] === true && { summary }) };
    },
  },
  {
    name: "types",
    wanted: ({ check }) => check?.types !== undefined,
    async run({ project: { check }, cwd, progress }) {
      if (check?.types === undefined) return { diagnostics: [], worked: true };
      progress.step("checking types");
      const { diagnostics, checked } = await checkTypes(check.types, cwd);
      return { diagnostics, worked: checked };
    },
  },
  {
    name: "verify",
    wanted: ({ check }) => check?.verify !== undefined,
    async run({ project, shell, progress }) {
      const { verifyProject } = await import("../verify/command.ts");
      const flags = { format: "pretty", seed: 1, time: 30, workers: 4, ...project.check?.verify } as const;
      const { diagnostics, exitCode } = await verifyProject(shell, project, flags, progress);
      return { diagnostics, worked: exitCode !== 2 };
    },
  },
];

export interface CheckFlags extends BaselineFlags {
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  readonly cache: boolean;
  /** From the configuration or the flags: the base of comparisons, and the target of `verify`. */
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
  const projects = resolved.projects.map((project) => ({ ...project, check: { ...project.check, ...own } }));
  const parts = PARTS.filter(({ name }) => (only === undefined || only.includes(name)) && !skip.includes(name));
  let exitCode: ExitCode = 0;
  let text = "";
  const found: Diagnostic[] = [];
  const summary: string[] = [];
  const accepted: Accepted[] = [];
  const done = new Set<string>();
  const baselines = new Baselines(cwd, flags);
  const entries: Exception[] = [];
  const used: Exception[] = [];
  for (const project of projects) {
    const exceptions = await exceptionsOf(project, cwd);
    if (exceptions.diagnostics.length > 0) return couldNotWork(exceptions.diagnostics);
    const all = new Map<string, Diagnostic>();
    for (const part of parts) {
      if (part.wanted?.(project) === false) continue;
      done.add(part.name);
      const result = await part.run({ project, choice, shell, cwd, cache, progress, before: [...all.values()] });
      if (!result.worked) exitCode = 2;
      text += result.text ?? "";
      summary.push(...(result.summary ?? []));
      // What two parts say of one place is said once.
      for (const one of about(result.diagnostics, project)) all.set(JSON.stringify(one), one);
    }
    const sorted = accept([...all.values()], exceptions.exceptions, project.name);
    entries.push(...exceptions.exceptions);
    used.push(...sorted.used);
    const left = await baselines.left(project, findings(sorted.left));
    if ("severity" in left) return couldNotWork([left]);
    found.push(...left);
    accepted.push(...sorted.accepted);
    if (blocks(left, project.strict)) exitCode = worse(exitCode, 1);
  }
  const complete = exitCode !== 2 && parts.length === PARTS.length;
  if (complete) {
    const unused = unusedExceptions(entries, used);
    found.push(...new Map(unused.map((one) => [JSON.stringify(one), one])).values());
    if (projects.some(({ strict }) => blocks(unused, strict))) exitCode = worse(exitCode, 1);
  }
  summary.push(...(await baselines.finish(complete ? "everything" : "some parts")));
  const names = CHECK_PARTS.filter((name) => done.has(name));
  summary.push(`${projects.map(({ name }) => name).join(", ")}: ${names.join(", ")} checked`);
  if (accepted.length > 0) summary.push(`${accepted.length} accepted`);
  const data = { parts: names, contracts: projects.map(({ name }) => name), ...(text !== "" && { diff: text }) };
  return { exitCode, diagnostics: found, accepted, text, summary, data };
}
