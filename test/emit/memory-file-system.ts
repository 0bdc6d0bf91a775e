/** A file system in memory that can fail as a real one does. */

import { dirname } from "node:path";
import type { FileSystem } from "../../toolchain/emit/write/writer.ts";

export type Operation =
  | "read"
  | "write"
  | "rename"
  | "remove"
  | "makeFolder"
  | "removeEmptyFolder"
  | "removeFolder"
  | "exists"
  | "isLink"
  | "age";

const fault = (code: string, path: string): Error => Object.assign(new Error(`${code}: ${path}`), { code });

export class MemoryFileSystem implements FileSystem {
  readonly files = new Map<string, string>();
  readonly folders = new Set(["/"]);
  /** What was asked for, in order. */
  readonly log: string[] = [];
  readonly links = new Set<string>();
  /** Milliseconds, of all folders. */
  folderAge = 0;
  /** The processes that run besides this one. */
  readonly running = new Set<number>();
  /** Says which code an operation fails with. */
  failing: (operation: Operation, path: string) => string | undefined = () => undefined;

  constructor(files: Readonly<Record<string, string>> = {}) {
    for (const [path, text] of Object.entries(files)) {
      this.files.set(path, text);
      for (let folder = dirname(path); folder !== "/"; folder = dirname(folder)) this.folders.add(folder);
    }
  }

  /** All that is there, to compare: files with their texts, folders without. */
  state(): Record<string, string | null> {
    return Object.fromEntries(
      [...[...this.folders].map((path) => [path, null] as const), ...this.files].toSorted(([a], [b]) =>
        a < b ? -1 : 1,
      ),
    );
  }

  #do(operation: Operation, path: string): void {
    this.log.push(`${operation} ${path}`);
    const code = this.failing(operation, path);
    if (code !== undefined) throw fault(code, path);
  }

  async read(path: string): Promise<string> {
    this.#do("read", path);
    const text = this.files.get(path);
    if (text === undefined)
      throw fault(this.folders.has(path) ? "EISDIR" : this.files.has(dirname(path)) ? "ENOTDIR" : "ENOENT", path);
    return text;
  }

  async write(path: string, text: string): Promise<void> {
    if (!this.folders.has(dirname(path))) throw fault("ENOENT", path);
    // a full disk has room for a part
    try {
      this.#do("write", path);
    } catch (error) {
      this.files.set(path, text.slice(0, 1));
      throw error;
    }
    this.files.set(path, text);
  }

  async rename(from: string, to: string): Promise<void> {
    this.#do("rename", to);
    const text = this.files.get(from);
    if (text === undefined) throw fault("ENOENT", from);
    this.files.delete(from);
    this.files.set(to, text);
  }

  async remove(path: string): Promise<void> {
    this.#do("remove", path);
    this.files.delete(path);
  }

  async exists(path: string): Promise<boolean> {
    this.#do("exists", path);
    return this.files.has(path) || this.folders.has(path);
  }

  async makeFolder(path: string): Promise<void> {
    this.#do("makeFolder", path);
    if (this.folders.has(path)) throw fault("EEXIST", path);
    if (!this.folders.has(dirname(path))) throw fault("ENOENT", path);
    this.folders.add(path);
  }

  async removeEmptyFolder(path: string): Promise<void> {
    this.#do("removeEmptyFolder", path);
    const inside = [...this.files.keys(), ...this.folders].some(
      (other) => other !== path && other.startsWith(`${path}/`),
    );
    if (!inside) this.folders.delete(path);
  }

  async removeFolder(path: string): Promise<void> {
    this.#do("removeFolder", path);
    for (const file of this.files.keys()) if (file.startsWith(`${path}/`)) this.files.delete(file);
    for (const folder of this.folders)
      if (folder === path || folder.startsWith(`${path}/`)) this.folders.delete(folder);
  }

  async isLink(path: string): Promise<boolean> {
    this.#do("isLink", path);
    return this.links.has(path);
  }

  async age(path: string): Promise<number | undefined> {
    this.#do("age", path);
    return this.folders.has(path) ? this.folderAge : undefined;
  }

  isRunning(pid: number): boolean {
    return this.running.has(pid);
  }
}
