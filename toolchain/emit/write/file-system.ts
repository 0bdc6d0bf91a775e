/** The file system as the writer sees it: small, so that a test can play a full disk. */

import { existsSync, mkdirSync, renameSync, rmdirSync, rmSync } from "node:fs";
import { lstat, readFile, rm, stat, writeFile } from "node:fs/promises";

export interface FileSystem {
  /** Throws an error with `code: "ENOENT"` for what is not there. */
  read(path: string): Promise<string>;
  write(path: string, text: string): Promise<void>;
  /** Replaces what is at `to`, at once. */
  rename(from: string, to: string): Promise<void>;
  /** No error when it is not there. */
  remove(path: string): Promise<void>;
  exists(path: string): Promise<boolean>;
  /** `false` when it is not there. */
  isLink(path: string): Promise<boolean>;
  /** Milliseconds since something was added to a folder or removed from it; `undefined` when it is not there. */
  age(path: string): Promise<number | undefined>;
  /** Throws an error with `code: "EEXIST"` when it is there. */
  makeFolder(path: string): Promise<void>;
  /** No error when it is not empty or not there. */
  removeEmptyFolder(path: string): Promise<void>;
  /** With all that is in it. No error when it is not there. */
  removeFolder(path: string): Promise<void>;
  /** Whether a process of this machine runs. */
  isRunning(pid: number): boolean;
}

export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;

export const nodeFileSystem: FileSystem = {
  read: (path) => readFile(path, "utf8"),
  write: (path, text) => writeFile(path, text),
  // Synchronous, as all that puts files in place: the steps of a run follow each other within a millisecond, and a kill
  // seldom falls between two.
  rename: async (from, to) => renameSync(from, to),
  remove: async (path) => rmSync(path, { force: true }),
  exists: async (path) => existsSync(path),
  isLink: async (path) => (await unlessAbsent(lstat(path)))?.isSymbolicLink() ?? false,
  age: async (path) => {
    const found = await unlessAbsent(stat(path));
    return found && Date.now() - found.mtimeMs;
  },
  makeFolder: async (path) => {
    mkdirSync(path);
  },
  removeEmptyFolder: async (path) => {
    try {
      rmdirSync(path);
    } catch (error) {
      if (!["ENOTEMPTY", "ENOENT", "EEXIST"].includes(codeOf(error) ?? "")) throw error;
    }
  },
  removeFolder: (path) => rm(path, { recursive: true, force: true, maxRetries: 3 }),
  isRunning: (pid) => {
    try {
      process.kill(pid, 0);
      return true;
    } catch (error) {
      return codeOf(error) !== "ESRCH";
    }
  },
};

/** The text of a file, `undefined` when it is not there. */
export const readIfThere = (fs: FileSystem, path: string): Promise<string | undefined> => unlessAbsent(fs.read(path));

async function unlessAbsent<T>(result: Promise<T>): Promise<T | undefined> {
  try {
    return await result;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}
