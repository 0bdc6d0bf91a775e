/**
 * Puts generated files into a folder: only those that changed, each at once or not at all, and all of them or none. It
 * knows by a manifest which files it made; others it neither overwrites nor removes.
 */

import { dirname, join } from "node:path";
import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import { type FileSystem, codeOf, readIfThere } from "./file-system.ts";
import { WRITING, lock, unlock } from "./lock.ts";
import { MANIFEST, both } from "./manifest.ts";
import { type OutputPlan, type PlannedFile, emptied, planOutput, reasonOf } from "./plan.ts";

export type { FileSystem } from "./file-system.ts";
export { MANIFEST } from "./manifest.ts";
export { type OutputPlan, planOutput } from "./plan.ts";

/** How long a run waits for another one that writes to the same folder, in milliseconds. */
const PATIENCE = 90_000;

/**
 * Does what a plan says. All new files, and copies of all files that will be replaced, are first written below
 * `.tenon.writing`: what needs room or rights has been done before the first file changes. Then each is put into its
 * place by one rename; when anything fails, what was done is undone by renames. When the process is killed in between,
 * the next run can go on: meanwhile the manifest names the files of before and those of after. A run that finds another
 * one writing waits, then plans again what that one has changed.
 * @returns diagnostics: none when all is well; with any, the folder is as it was.
 */
export async function writeOutput(plan: OutputPlan, patience = PATIENCE): Promise<readonly Diagnostic[]> {
  if (plan.diagnostics.length > 0) return plan.diagnostics;
  if (!plan.unfinished && isDone(plan)) return [];
  const { fs, directory } = plan;
  const undo: Step[] = [];
  try {
    await makeFolders(directory, fs, undo);
    if (!(await lock(directory, fs, patience))) return [diagnostic("output-busy", { directory })];
    undo.push(() => unlock(directory, fs));
    const current = (await isCurrent(plan)) ? plan : await planOutput(directory, plan.files, fs);
    if (current.diagnostics.length === 0) {
      for (const step of await stage(current, undo)) await step();
    }
    // all is there; a lock that cannot be removed does no harm
    await unlock(directory, fs).catch(() => {});
    return current.diagnostics;
  } catch (error) {
    const faults: string[] = [];
    for (const step of undo.toReversed()) await step().catch((fault: unknown) => faults.push(reasonOf(fault)));
    return [
      diagnostic("output-unwritable", { directory, reason: reasonOf(error) }),
      ...(faults.length > 0 ? [diagnostic("output-half-written", { directory, reason: faults[0] ?? "" })] : []),
    ];
  }
}

/** Whether the folder is as it should be. */
export const isDone = ({ created, changed, removed, manifest }: OutputPlan): boolean =>
  created.length + changed.length + removed.length === 0 && manifest === undefined;

type Step = () => Promise<void>;

/** Whether no other run has written since the folder was looked at: each changes the manifest. */
const isCurrent = async ({ directory, fs, manifestBefore }: OutputPlan): Promise<boolean> =>
  (await readIfThere(fs, join(directory, MANIFEST))) === manifestBefore;

/**
 * Writes all that a plan needs below the lock's folder.
 * @returns the steps that put it in place: each adds to `undo` what undoes it
 */
async function stage(plan: OutputPlan, undo: Step[]): Promise<readonly Step[]> {
  const { fs, directory, manifest, manifestBefore: before } = plan;
  let count = 0;
  const keep = async (text: string): Promise<string> => {
    const at = join(directory, WRITING, String(count++));
    await fs.write(at, text);
    return at;
  };
  const steps: Step[] = [];
  const prepare = async ({ path, before, after }: PlannedFile): Promise<void> => {
    const to = join(directory, path);
    const staged = after === undefined ? undefined : await keep(after);
    const copy = before === undefined ? undefined : await keep(before);
    steps.push(async () => {
      undo.push(() => (copy === undefined ? fs.remove(to) : fs.rename(copy, to)));
      await (staged === undefined ? fs.remove(to) : fs.rename(staged, to));
    });
  };
  if (manifest !== undefined) {
    await prepare({ path: MANIFEST, after: both(before, manifest), ...(before !== undefined && { before }) });
  }
  // after the manifest that names their files: it is how the next run knows of folders that a killed one made
  for (const folder of new Set(plan.created.map(({ path }) => dirname(join(directory, path))))) {
    steps.push(() => makeFolders(folder, fs, undo));
  }
  for (const file of [...plan.created, ...plan.changed, ...plan.removed]) await prepare(file);
  for (const folder of emptied(plan)) {
    const path = join(directory, folder);
    steps.push(async () => {
      undo.push(() => makeFolders(path, fs, []));
      await fs.removeEmptyFolder(path).catch(() => {}); // one that stays does no harm
    });
  }
  if (manifest !== undefined) {
    const staged = await keep(manifest);
    // undoing the first step undoes this one, too
    steps.push(() => fs.rename(staged, join(directory, MANIFEST)));
  }
  return steps;
}

/** Makes the folders that are missing, the outermost first; each is removed again when something fails. */
async function makeFolders(path: string, fs: FileSystem, undo: Step[]): Promise<void> {
  const missing: string[] = [];
  for (let at = path; !(await fs.exists(at)) && dirname(at) !== at; at = dirname(at)) missing.push(at);
  for (const folder of missing.toReversed()) {
    try {
      await fs.makeFolder(folder);
    } catch (error) {
      if (codeOf(error) === "EEXIST" && (await fs.exists(folder))) continue; // another run has made it meanwhile
      throw error;
    }
    undo.push(() => fs.removeEmptyFolder(folder));
  }
}
