/** The file system as the writer sees it: small, so that a test can play a full disk. */

import { access, mkdir, readFile, rename, rm, rmdir, writeFile } from "node:fs/promises";

export interface FileSystem {
  /** Throws an error with `code: "ENOENT"` for what is not there. */
  read(path: string): Promise<string>;
  write(path: string, text: string): Promise<void>;
  /** Replaces what is at `to`, at once. */
  rename(from: string, to: string): Promise<void>;
  /** No error when it is not there. */
  remove(path: string): Promise<void>;
  exists(path: string): Promise<boolean>;
  makeFolder(path: string): Promise<void>;
  /** No error when it is not empty or not there. */
  removeEmptyFolder(path: string): Promise<void>;
}

export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;

export const nodeFileSystem: FileSystem = {
  read: (path) => readFile(path, "utf8"),
  write: (path, text) => writeFile(path, text),
  rename,
  remove: (path) => rm(path, { force: true }),
  exists: (path) =>
    access(path).then(
      () => true,
      () => false,
    ),
  makeFolder: async (path) => {
    await mkdir(path);
  },
  removeEmptyFolder: (path) =>
    rmdir(path).catch((error: unknown) => {
      if (!["ENOTEMPTY", "ENOENT", "EEXIST"].includes(codeOf(error) ?? "")) throw error;
    }),
};

export async function readIfThere(fs: FileSystem, path: string): Promise<string | undefined> {
  try {
    return await fs.read(path);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}
