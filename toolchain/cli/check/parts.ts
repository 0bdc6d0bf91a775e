/** The parts of `tenon check`: each runs one check of one contract. */

import type { CheckPart } from "../choices.ts";
import { checkTypes } from "../../check/types.ts";
import type { NamedOperation } from "../../check/type-findings.ts";
import { loadContract } from "../../contract/index.ts";
import type { Diagnostic } from "../../diagnostics/index.ts";
import { loadOptions, type Choice, type Project } from "../config/projects.ts";
import { drift } from "../generate/drift.ts";
import { generate } from "../generate/generate.ts";
import { staleOutput } from "../generate/command.ts";
import { isSaidBy, lintProject } from "../lint/lint.ts";
import type { Progress } from "../shell/progress.ts";
import { withIncluded, withSettings } from "../verify/settings.ts";
import type { Shell } from "../shell/shell.ts";

/** The operations of a contract, as generated code names them. */
async function operationsOf(project: Project, cwd: string): Promise<readonly NamedOperation[]> {
  const { contract } = await loadContract(project.contract, loadOptions(project, cwd));
  return contract?.operations ?? [];
}

export interface PartInput {
  readonly project: Project;
  readonly choice: Choice;
  readonly shell: Shell;
  readonly cwd: string;
  readonly cache: boolean;
  readonly progress: Progress;
  /** Findings of the parts that ran before. */
  readonly before: readonly Diagnostic[];
}

export interface PartResult {
  readonly diagnostics: readonly Diagnostic[];
  /** False if the part could not run. */
  readonly worked: boolean;
  /** A diff, for people. */
  readonly text?: string;
  /** Lines for people that are not findings. */
  readonly summary?: readonly string[];
}

export interface Part {
  /** Its name in `--only`, `--skip` and `check.parts`. */
  readonly name: CheckPart;
  /** The setting that the part needs, as people write it. Absent: none. */
  readonly needs?: string;
  /** Whether the project has that setting. */
  readonly configured?: (project: Project) => boolean;
  run(input: PartInput): Promise<PartResult>;
}

/** In the order in which they run. */
export const PARTS: readonly Part[] = [
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
    needs: "`check.base` or --base",
    configured: ({ check }) => check?.base !== undefined,
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
    needs: "`check.types`",
    configured: ({ check }) => check?.types !== undefined,
    async run({ project, cwd, progress }) {
      const { check } = project;
      if (check?.types === undefined) return { diagnostics: [], worked: true };
      progress.step("checking types");
      const { diagnostics, checked } = await checkTypes(check.types, cwd, () => operationsOf(project, cwd));
      return { diagnostics, worked: checked };
    },
  },
  {
    name: "verify",
    needs: "`check.verify`, or one of --url, --app and --mock",
    configured: ({ check }) => check?.verify !== undefined,
    async run({ project, shell, progress }) {
      const { verifyProject } = await import("../verify/command.ts");
      const flags = withSettings({ format: "pretty" }, project.check?.verify);
      const { diagnostics, exitCode } = await verifyProject(shell, withIncluded(project), flags, progress);
      return { diagnostics, worked: exitCode !== 2 };
    },
  },
];
