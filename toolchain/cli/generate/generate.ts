import { dirname } from "node:path";
import { performance } from "node:perf_hooks";
import { audible, loadContract } from "../../contract/index.ts";
import { diagnostic, type Code, type Diagnostic } from "../../diagnostics/index.ts";
import { emit } from "../../emit/index.ts";
import { isDone, planOutput, writeOutput, type OutputPlan } from "../../emit/write/writer.ts";
import { emitOptions } from "./emit-options.ts";
import { firstUse } from "./first-use.ts";
import { blocks, type ExitCode } from "../report/outcome.ts";
import { unsupportedModules } from "./module-format.ts";
import { unsatisfiable } from "./unsatisfiable.ts";
import { SILENT, type Progress } from "../shell/progress.ts";
import { loadOptions, type Project } from "../config/projects.ts";

/** What came of generating one project. */
export interface Generated {
  readonly project: Project;
  /**
   * `written`: files were changed; `current`: nothing had to be; `stale`: something would have to be, and `check` was
   * asked for; `skipped`: the command line's filter fits other contracts only; `refused`: findings stopped it;
   * `unreadable`: there is no contract; `unwritable`: the folder cannot be written, or holds files of somebody else.
   * The last four leave the folder as it was.
   */
  readonly state: "written" | "current" | "stale" | "skipped" | "refused" | "unreadable" | "unwritable";
  readonly diagnostics: readonly Diagnostic[];
  /** Every file that was read, absolute, for watching. */
  readonly sources: readonly string[];
  /** Absent when nothing came of it. */
  readonly plan?: OutputPlan;
  readonly operations: number;
  readonly seconds: number;
}

export interface GenerateOptions {
  /** What diagnostics name files from. */
  readonly cwd: string;
  /** Compare, and write nothing. */
  readonly check?: boolean;
  /** There are further contracts, which are not generated now: a shared filter may fit those. */
  readonly others?: boolean;
  readonly progress?: Progress;
}

/** As {@link generateAll}, one project by itself. */
export async function generate(project: Project, options: GenerateOptions): Promise<Generated> {
  const [result] = await generateAll([project], options);
  return result as Generated; // as many as there were projects
}

/**
 * Generates projects: everything of all of them is computed before the first file is written, and errors (in strict
 * mode warnings too) leave a project's output folder as it is.
 */
export async function generateAll(
  projects: readonly Project[],
  { cwd, check = false, others = false, progress = SILENT }: GenerateOptions,
): Promise<readonly Generated[]> {
  const computed: Generated[] = [];
  for (const project of projects) computed.push(await timed(() => compute(project, cwd, progress)));
  const fits = others || computed.some((one) => !one.diagnostics.some(isWithoutMatch));
  const done: Generated[] = [];
  for (const one of computed) {
    const settled = fits && one.project.shared ? withoutFilter(one) : one;
    const unfinished = settled.state === "current" && settled.plan?.unfinished === true;
    const write = !check && (settled.state === "stale" || unfinished);
    done.push(write ? await timed(() => commit(settled), settled.seconds) : settled);
  }
  return done;
}

type Untimed = Omit<Generated, "seconds">;

async function timed(work: () => Promise<Untimed>, before = 0): Promise<Generated> {
  const begin = performance.now();
  const result = await work();
  return { ...result, seconds: before + (performance.now() - begin) / 1000 };
}

/** Everything but writing: `stale` is what is still to be written. */
async function compute(project: Project, cwd: string, progress: Progress): Promise<Untimed> {
  if (dirname(project.output) === project.output) {
    const diagnostics = [diagnostic("output-is-root", { directory: project.output })];
    return { project, state: "unwritable", diagnostics, sources: [], operations: 0 };
  }
  progress.step(`reading ${project.name}`);
  const loaded = await loadContract(project.contract, loadOptions(project, cwd));
  const { contract, files: sources } = loaded;
  if (!contract) return { project, state: "unreadable", diagnostics: loaded.diagnostics, sources, operations: 0 };
  const operations = contract.operations.length;
  const refused = { project, state: "refused", sources, operations } as const;
  if (blocks(loaded.diagnostics, project.strict)) return { ...refused, diagnostics: loaded.diagnostics };

  progress.step(`generating ${operations} operations from ${project.name}`);
  const emitted = await emit(contract, emitOptions(project));
  const empty = project.silence?.includes("empty-schema") === true ? [] : unsatisfiable(loaded);
  const own = [...emitted.diagnostics, ...unsupportedModules(project, cwd)];
  const diagnostics = [...loaded.diagnostics, ...empty, ...audible(own, project.silence)];
  if (blocks(diagnostics, project.strict)) return { ...refused, diagnostics };

  const plan = await planOutput(project.output, emitted.files);
  const done = { project, sources, plan, operations };
  if (plan.diagnostics.length > 0)
    return { ...done, state: "unwritable", diagnostics: [...diagnostics, ...plan.diagnostics] };
  diagnostics.push(...audible(firstUse(project, plan), project.silence));
  if (blocks(diagnostics, project.strict)) return { ...refused, diagnostics };
  return { ...done, state: isDone(plan) ? "current" : "stale", diagnostics };
}

async function commit(computed: Generated): Promise<Untimed> {
  const faults = computed.plan ? await writeOutput(computed.plan) : [];
  const diagnostics = [...computed.diagnostics, ...faults];
  const state = computed.state === "stale" ? "written" : computed.state;
  return { ...computed, state: faults.length > 0 ? "unwritable" : state, diagnostics };
}

const isWithoutMatch = ({ code }: Diagnostic): boolean => code === ("filter-without-match" satisfies Code);

/** That a shared filter does not fit this contract is no fault of it. */
function withoutFilter(one: Generated): Generated {
  const diagnostics = one.diagnostics.filter((found) => !isWithoutMatch(found));
  if (diagnostics.length === one.diagnostics.length) return one;
  return { ...one, diagnostics, state: blocks(diagnostics, one.project.strict) ? "refused" : "skipped" };
}

/** 2 when there is no contract to work on or no folder to write to, 1 when findings stopped it or the output is stale. */
export function exitCode({ state, diagnostics }: Generated): ExitCode {
  if (state === "unreadable" || state === "unwritable") return 2;
  return state === "refused" || state === "stale" || blocks(diagnostics) ? 1 : 0;
}
