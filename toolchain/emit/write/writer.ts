/**
 * Puts generated files into a folder: only those that changed, each at once or not at all, and all of them or none. It
 * knows by a manifest which files it made; others it neither overwrites nor removes.
 */

import { hash as digest } from "node:crypto";
import { dirname, join } from "node:path";
import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import { isFilePath } from "./file-path.ts";
import { type FileSystem, codeOf, nodeFileSystem, readIfThere } from "./file-system.ts";
import { order } from "../file.ts";

export type { FileSystem } from "./file-system.ts";

/** In the output folder: the files that Tenon made, with hashes of what it wrote. */
export const MANIFEST = ".tenon.json";

interface Manifest {
  /** By path. While files are being put in place a value is two hashes with a space: before and after. */
  readonly files: Readonly<Record<string, string>>;
}

/** What writing would do. Paths are below the output folder, with `/`. */
export interface Plan {
  readonly directory: string;
  readonly created: readonly PlannedFile[];
  readonly changed: readonly PlannedFile[];
  readonly removed: readonly PlannedFile[];
  readonly unchanged: readonly string[];
  /** Files in the way that Tenon did not make: as long as there are any, nothing is written. */
  readonly foreign: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
  /** The manifest as it will be; absent when it stays as it is. */
  readonly manifest?: string;
  readonly fs: FileSystem;
}

export interface PlannedFile {
  readonly path: string;
  /** What is there now; absent for what is created. */
  readonly before?: string;
  /** What will be; absent for what is removed. */
  readonly after?: string;
}

/** Of what was written: a checkout may have turned its line ends. */
const hash = (text: string): string => digest("sha256", unixLines(text)).slice(0, 32);
const unixLines = (text: string): string => text.replaceAll("\r\n", "\n");

/** Looks at the folder and says what writing would do; changes nothing. Faults of the file system are diagnostics. */
export async function planOutput(
  directory: string,
  files: readonly { readonly path: string; readonly text: string }[],
  fs: FileSystem = nodeFileSystem,
): Promise<Plan> {
  const created: PlannedFile[] = [];
  const changed: PlannedFile[] = [];
  const removed: PlannedFile[] = [];
  const unchanged: string[] = [];
  const foreign: string[] = [];
  const diagnostics: Diagnostic[] = [];
  const plan = { directory, created, changed, removed, unchanged, foreign, diagnostics, fs };
  try {
    const manifestText = await readIfThere(fs, join(directory, MANIFEST));
    const manifest = readManifest(manifestText);
    for (const { path, text } of files) {
      const before = await readIfThere(fs, join(directory, path));
      if (before === undefined) created.push({ path, after: text });
      else if (before === text || unixLines(before) === text) unchanged.push(path);
      else if (Object.hasOwn(manifest.files, path)) changed.push({ path, before, after: text });
      else foreign.push(path);
    }
    const wanted = new Set(files.map(({ path }) => path));
    for (const [path, made] of Object.entries(manifest.files)) {
      if (wanted.has(path) || !isFilePath(path)) continue; // a person can edit the manifest
      const before = await readIfThere(fs, join(directory, path));
      // a file that a person has edited stays
      if (before !== undefined && made.split(" ").includes(hash(before))) removed.push({ path, before });
    }
    for (const path of foreign)
      diagnostics.push(diagnostic("foreign-file", { file: join(directory, path), directory }));
    const after = manifestOf(Object.fromEntries(files.map(({ path, text }) => [path, hash(text)])));
    return { ...plan, ...(after === manifestText ? {} : { manifest: after }) };
  } catch (error) {
    diagnostics.push(diagnostic("output-unreadable", { directory, reason: reasonOf(error) }));
    return plan;
  }
}

function manifestOf(files: Manifest["files"]): string {
  const entries = Object.entries(files).toSorted(([a], [b]) => order(a, b));
  return `${JSON.stringify({ "//": "Files that Tenon made. It removes and overwrites these and no others.", files: Object.fromEntries(entries) }, null, 2)}\n`;
}

/** A manifest that cannot be read knows of no files: nothing is overwritten on its word. */
function readManifest(text: string | undefined): Manifest {
  try {
    const { files }: { files?: unknown } = JSON.parse(text ?? "{}") as object;
    if (typeof files !== "object" || files === null) return { files: {} };
    return {
      files: Object.fromEntries(
        Object.entries(files).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
      ),
    };
  } catch {
    return { files: {} };
  }
}

const reasonOf = (error: unknown): string => {
  const known: Readonly<Record<string, string>> = {
    ENOSPC: "the disk is full",
    EACCES: "permission is denied",
    EPERM: "permission is denied",
    EROFS: "the file system is read-only",
    ENOTDIR: "a part of the path is a file, not a folder",
    EISDIR: "a folder is in the way",
    EDQUOT: "the disk quota is used up",
    EMFILE: "too many files are open",
  };
  const code = codeOf(error);
  return (code === undefined ? undefined : known[code]) ?? (error instanceof Error ? error.message : String(error));
};

/**
 * Does what a plan says. Every file, and a copy of every file that will be replaced, is first written beside its place:
 * what needs room or rights has been done before the first file changes. Then each is put there by one rename; when
 * anything fails, what was done is undone by renames. When the process is killed in between, the next run can go on:
 * meanwhile the manifest names the files of before and those of after.
 * @returns diagnostics: none when all is well; with any, the folder is as it was.
 */
export async function writeOutput(plan: Plan): Promise<readonly Diagnostic[]> {
  if (plan.diagnostics.length > 0) return plan.diagnostics;
  const { fs, directory } = plan;
  const undo: (() => Promise<void>)[] = [];
  const spare: string[] = [];
  const stage = async (path: string, suffix: string, text: string): Promise<string> => {
    const at = join(directory, `${path}.${process.pid}.${suffix}`);
    await makeFolders(dirname(at), fs, undo);
    undo.push(() => fs.remove(at));
    await fs.write(at, text);
    return at;
  };
  const steps: (() => Promise<void>)[] = [];
  const prepare = async ({ path, before, after }: PlannedFile): Promise<void> => {
    const to = join(directory, path);
    const staged = after === undefined ? undefined : await stage(path, "new", after);
    const copy = before === undefined ? undefined : await stage(path, "old", before);
    if (copy !== undefined) spare.push(copy);
    steps.push(async () => {
      undo.push(() => (copy === undefined ? fs.remove(to) : fs.rename(copy, to)));
      await (staged === undefined ? fs.remove(to) : fs.rename(staged, to));
    });
  };
  try {
    const { manifest, meanwhile } = await manifests(plan);
    if (meanwhile) await prepare(meanwhile);
    for (const file of [...plan.created, ...plan.changed, ...plan.removed]) await prepare(file);
    if (manifest !== undefined) {
      const staged = await stage(MANIFEST, "last", manifest);
      // undoing the first step undoes this one, too
      steps.push(() => fs.rename(staged, join(directory, MANIFEST)));
    }
    for (const step of steps) await step();
  } catch (error) {
    const faults: string[] = [];
    for (const step of undo.toReversed()) await step().catch((fault: unknown) => faults.push(reasonOf(fault)));
    return [
      diagnostic("output-unwritable", { directory, reason: reasonOf(error) }),
      ...(faults.length > 0 ? [diagnostic("output-half-written", { directory, reason: faults[0] ?? "" })] : []),
    ];
  }
  // all is there; what cannot be tidied up does no harm
  for (const copy of spare) await fs.remove(copy).catch(() => {});
  for (const folder of new Set(plan.removed.map(({ path }) => dirname(path)))) {
    if (folder !== ".") await fs.removeEmptyFolder(join(directory, folder)).catch(() => {});
  }
  return [];
}

/**
 * The manifest that holds while files are put in place, of before and after in one, and the one that comes last; both
 * absent when it stays as it is, the last where the two are the same.
 */
async function manifests({
  manifest,
  directory,
  fs,
}: Plan): Promise<{ readonly meanwhile?: PlannedFile; readonly manifest?: string }> {
  if (manifest === undefined) return {};
  const before = await readIfThere(fs, join(directory, MANIFEST));
  const files = new Map(Object.entries(readManifest(before).files));
  for (const [path, made] of Object.entries(readManifest(manifest).files)) {
    files.set(path, [...new Set([...(files.get(path)?.split(" ") ?? []), made])].join(" "));
  }
  const after = manifestOf(Object.fromEntries(files));
  return {
    meanwhile: { path: MANIFEST, after, ...(before !== undefined && { before }) },
    ...(after !== manifest && { manifest }),
  };
}

/** Makes the folders that are missing, the outermost first; each is removed again when something fails. */
async function makeFolders(path: string, fs: FileSystem, undo: (() => Promise<void>)[]): Promise<void> {
  const missing: string[] = [];
  for (let at = path; !(await fs.exists(at)) && dirname(at) !== at; at = dirname(at)) missing.push(at);
  for (const folder of missing.toReversed()) {
    await fs.makeFolder(folder);
    undo.push(() => fs.removeEmptyFolder(folder));
  }
}
