import { loadContract, type ContractOptions } from "../contract/index.ts";
import type { LoadOptions } from "../document/index.ts";
import type { Diagnostic } from "../diagnostics/index.ts";
import { emit } from "../emit/index.ts";
import { planOutput, writeOutput, type Plan } from "../emit/writer.ts";
import { detectImportExtension, type ImportExtension } from "./import-extension.ts";
import { blocks, type ExitCode } from "./outcome.ts";
import { SILENT, type Progress } from "./progress.ts";
import { fileName, type Project } from "./projects.ts";

/** What came of generating one project. */
export interface Generated {
  readonly project: Project;
  /**
   * `written`: files were changed; `current`: nothing had to be; `stale`: something would have to be, and `check` was
   * asked for; `refused`: findings stopped it; `unreadable`: there is no contract; `unwritable`: the folder cannot be
   * written, or holds files of somebody else. The last three leave the folder as it was.
   */
  readonly state: "written" | "current" | "stale" | "refused" | "unreadable" | "unwritable";
  readonly diagnostics: readonly Diagnostic[];
  /** Every file that was read, absolute, for watching. */
  readonly sources: readonly string[];
  /** Absent when nothing came of it. */
  readonly plan?: Plan;
  readonly operations: number;
}

export interface GenerateOptions {
  /** What diagnostics name files from. */
  readonly cwd: string;
  /** Compare, and write nothing. */
  readonly check?: boolean;
  readonly progress?: Progress;
}

/**
 * Generates one project: everything is computed before the first file is written, and errors (in strict mode warnings
 * too) leave the output folder as it is.
 */
export async function generate(
  project: Project,
  { cwd, check = false, progress = SILENT }: GenerateOptions,
): Promise<Generated> {
  progress.step(`reading ${project.name}`);
  const loaded = await loadContract(project.contract, loadOptions(project, cwd));
  const { contract, files: sources } = loaded;
  if (!contract) return { project, state: "unreadable", diagnostics: loaded.diagnostics, sources, operations: 0 };
  const operations = contract.operations.length;
  const refused = { project, state: "refused", sources, operations } as const;
  if (blocks(loaded.diagnostics, project.strict)) return { ...refused, diagnostics: loaded.diagnostics };

  progress.step(`generating ${operations} operations from ${project.name}`);
  const emitted = await emit(contract, {
    source: fileName(project.contract),
    importExtension: extension(project),
    ...(project.msw !== undefined && { msw: project.msw }),
  });
  const diagnostics = [...loaded.diagnostics, ...emitted.diagnostics];
  if (blocks(diagnostics, project.strict)) return { ...refused, diagnostics };

  const plan = await planOutput(project.output, emitted.files);
  const done = { project, sources, plan, operations };
  if (plan.diagnostics.length > 0)
    return { ...done, state: "unwritable", diagnostics: [...diagnostics, ...plan.diagnostics] };
  const changes = [...plan.created, ...plan.changed, ...plan.removed].length;
  if (changes === 0 && plan.manifest === undefined) return { ...done, state: "current", diagnostics };
  if (check) return { ...done, state: "stale", diagnostics };
  const faults = await writeOutput(plan);
  return { ...done, state: faults.length > 0 ? "unwritable" : "written", diagnostics: [...diagnostics, ...faults] };
}

/** How a project's contract is read. */
export function loadOptions({ include, root, allowHosts }: Project, cwd: string): LoadOptions & ContractOptions {
  return { cwd, include, root, allowHosts };
}

function extension({ importExtension, output }: Project): ImportExtension {
  if (importExtension === undefined) return detectImportExtension(output);
  return importExtension === "none" ? "" : importExtension;
}

/** 2 when there is no contract to work on or no folder to write to, 1 when findings stopped it or the output is stale. */
export function exitCode({ state, diagnostics }: Generated): ExitCode {
  if (state === "unreadable" || state === "unwritable") return 2;
  return state === "refused" || state === "stale" || blocks(diagnostics) ? 1 : 0;
}
