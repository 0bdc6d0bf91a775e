/**
 * One run at a time writes to an output folder. The lock is a folder in it, where a run also keeps the files that are
 * not yet in their places: what a killed run leaves behind is all in there, and the next run removes it.
 */

import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type FileSystem, codeOf, readIfThere } from "./file-system.ts";

/** In the output folder, as long as a run writes to it. */
export const WRITING = ".tenon.writing";

/** A run that has not moved a file for so many milliseconds does not run any more. */
const STALLED = 60_000;

/** A run writes who it is at once, when it has taken the lock: milliseconds. */
const ANONYMOUS = 1_000;

const ownerFile = (directory: string): string => join(directory, WRITING, "owner.json");

/**
 * Waits until no other run writes to a folder, which must be there, and takes the lock.
 * @param patience - milliseconds
 * @returns `false` when another run still writes
 * @throws what the file system throws
 */
export async function lock(directory: string, fs: FileSystem, patience: number): Promise<boolean> {
  for (const begin = Date.now(); ; await sleep(20)) {
    if (await tryLock(directory, fs)) return true;
    await removeAbandoned(directory, fs);
    if (Date.now() - begin > patience) return false;
  }
}

export const unlock = (directory: string, fs: FileSystem): Promise<void> => fs.removeFolder(join(directory, WRITING));

async function tryLock(directory: string, fs: FileSystem): Promise<boolean> {
  if (!(await makeIfAbsent(join(directory, WRITING), fs))) return false;
  try {
    await fs.write(ownerFile(directory), JSON.stringify({ pid: process.pid, host: hostname(), id: randomUUID() }));
  } catch (error) {
    await unlock(directory, fs);
    throw error;
  }
  return true;
}

/**
 * Removes the lock of a run that does not run any more. Of several runs that see it, one removes it; and what another
 * run has locked meanwhile stays.
 */
async function removeAbandoned(directory: string, fs: FileSystem): Promise<void> {
  const removal = join(directory, WRITING, "removal");
  const age = await fs.age(join(directory, WRITING));
  if (age === undefined) return;
  const owner = await readIfThere(fs, ownerFile(directory));
  if (!isAbandoned(age, owner, fs)) return;
  if (await makeIfAbsent(removal, fs)) {
    if ((await readIfThere(fs, ownerFile(directory))) === owner) await unlock(directory, fs);
    else await fs.removeEmptyFolder(removal);
  } else if (age > STALLED) await fs.removeEmptyFolder(removal); // its run was killed, too
}

function isAbandoned(age: number, ownerText: string | undefined, fs: FileSystem): boolean {
  if (age > STALLED) return true;
  const owner = readOwner(ownerText);
  if (owner === undefined) return age > ANONYMOUS;
  return owner.host === hostname() && !fs.isRunning(owner.pid);
}

/** `false` when it is there already, or when the folder that it would be in is not there. */
async function makeIfAbsent(path: string, fs: FileSystem): Promise<boolean> {
  try {
    await fs.makeFolder(path);
    return true;
  } catch (error) {
    if (["EEXIST", "ENOENT"].includes(codeOf(error) ?? "")) return false;
    throw error;
  }
}

/** `undefined` when it is not written yet. */
function readOwner(text: string | undefined): { readonly pid: number; readonly host: string } | undefined {
  try {
    const { pid, host } = JSON.parse(text ?? "null") as { pid?: unknown; host?: unknown };
    return typeof pid === "number" && typeof host === "string" ? { pid, host } : undefined;
  } catch {
    return undefined;
  }
}
