/** What writing generated files into a folder would do. It looks at the folder and changes nothing. */

import { join } from "node:path";
import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import type { OutputFile } from "../file.ts";
import { isFilePath } from "./file-path.ts";
import { type FileSystem, codeOf, nodeFileSystem, readIfThere } from "./file-system.ts";
import { WRITING } from "./lock.ts";
import { MANIFEST, hash, manifestOf, readManifest, unixLines } from "./manifest.ts";

/** What writing would do. Paths are below the output folder, with `/`. */
export interface OutputPlan {
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
  /** The manifest as it was found; absent when there is none. */
  readonly manifestBefore?: string;
  /** What was asked for. */
  readonly files: readonly OutputFile[];
  /** A run was killed while it wrote to the folder, or one writes just now. */
  readonly unfinished: boolean;
  readonly fs: FileSystem;
}

export interface PlannedFile {
  readonly path: string;
  /** What is there now; absent for what is created. */
  readonly before?: string;
  /** What will be; absent for what is removed. */
  readonly after?: string;
}

/**
 * Looks at the folder and says what writing would do; changes nothing. Faults of the file system are diagnostics.
 * A run that writes meanwhile changes the manifest first and last: what was seen then is looked at again.
 */
export async function planOutput(
  directory: string,
  files: readonly OutputFile[],
  fs: FileSystem = nodeFileSystem,
): Promise<OutputPlan> {
  try {
    for (let attempt = 1; ; attempt++) {
      const plan = await look(directory, files, fs);
      const manifest = await readIfThere(fs, join(directory, MANIFEST));
      if (manifest === plan.manifestBefore || attempt === ATTEMPTS) return plan;
    }
  } catch (error) {
    const diagnostics = [diagnostic("output-unreadable", { directory, reason: reasonOf(error) })];
    const nothing = { created: [], changed: [], removed: [], unchanged: [], foreign: [], unfinished: false };
    return { directory, files, fs, ...nothing, diagnostics };
  }
}

const ATTEMPTS = 10;

async function look(directory: string, files: readonly OutputFile[], fs: FileSystem): Promise<OutputPlan> {
  const created: PlannedFile[] = [];
  const changed: PlannedFile[] = [];
  const removed: PlannedFile[] = [];
  const unchanged: string[] = [];
  const foreign: string[] = [];
  const manifestBefore = await readIfThere(fs, join(directory, MANIFEST));
  const manifest = readManifest(manifestBefore);
  for (const folder of foldersOf(files.map(({ path }) => path)))
    if (await fs.isLink(join(directory, folder))) foreign.push(folder);
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
  const after = manifestOf(Object.fromEntries(files.map(({ path, text }) => [path, hash(text)])));
  return {
    directory,
    files,
    fs,
    created,
    changed,
    removed,
    unchanged,
    foreign,
    diagnostics: foreign.map((path) => diagnostic("foreign-file", { file: join(directory, path), directory })),
    unfinished: await fs.exists(join(directory, WRITING)),
    ...(after !== manifestBefore && { manifest: after }),
    ...(manifestBefore !== undefined && { manifestBefore }),
  };
}

/** The folders that a plan leaves without a file of Tenon's, the innermost first. */
export function emptied({ files, manifestBefore }: OutputPlan): readonly string[] {
  const needed = foldersOf(files.map(({ path }) => path));
  const before = foldersOf(Object.keys(readManifest(manifestBefore).files).filter(isFilePath));
  return [...before].filter((folder) => !needed.has(folder)).toReversed();
}

/** The folders below the output folder that files are in, the outermost first. */
function foldersOf(paths: readonly string[]): Set<string> {
  const folders = new Set<string>();
  for (const path of paths) {
    for (let end = path.indexOf("/"); end >= 0; end = path.indexOf("/", end + 1)) folders.add(path.slice(0, end));
  }
  return folders;
}

export const reasonOf = (error: unknown): string => {
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
