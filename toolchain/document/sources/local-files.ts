/** Files on the disk, or in a revision of git, below the root folder. */

import { existsSync } from "node:fs";
import { readFile, realpath, stat } from "node:fs/promises";
import path from "node:path";
import type { FileSource } from "../git.ts";
import { decodeText, type ByteBudget } from "./byte-budget.ts";
import { problem, SourceProblem } from "./problem.ts";
import type { Text } from "./text.ts";

export class LocalFiles {
  readonly #cwd: string;
  readonly #files: FileSource | undefined;
  readonly #budget: ByteBudget;
  /** The folder that references may not leave; `undefined` until the contract is read. */
  #root: string | undefined;

  /** @param files where files are read from instead of the disk */
  constructor(cwd: string, root: string | undefined, files: FileSource | undefined, budget: ByteBudget) {
    this.#cwd = cwd;
    this.#root = root;
    this.#files = files;
    this.#budget = budget;
  }

  get root(): string {
    return this.#root ?? this.#cwd;
  }

  /** Sets the root, unless the options name one. */
  rootAtWorkingDirectory(): void {
    this.#root ??= this.#cwd;
  }
  rootAround(contract: string): void {
    this.#root ??= defaultRoot(path.dirname(contract));
  }

  /** Whether files come from a revision of git, not from the disk. */
  get isRevision(): boolean {
    return this.#files !== undefined;
  }

  /** A path as messages show it. */
  label(file: string): string {
    const relative = path.relative(this.#cwd, file);
    if (relative === "") return ".";
    return relative.startsWith("..") || path.isAbsolute(relative) ? file : relative.split(path.sep).join("/");
  }

  /** @throws SourceProblem if the file is not below the root */
  requireBelowRoot(file: string, reference: string): void {
    if (!isBelow(this.root, file)) throw this.#outside(reference, file);
  }

  /** Reads a file that the user names, anywhere. */
  async read(file: string): Promise<Text> {
    return this.#files === undefined ? this.#readDisk(file) : this.#readRevision(this.#files, file);
  }

  /** Reads a file that a reference names. Its real path must be below the root, because it can be a symbolic link. */
  async readBelowRoot(file: string, reference: string): Promise<Text> {
    if (this.#files !== undefined) return this.read(file); // a revision has no links to follow
    const [root, real] = await Promise.all([
      realpath(this.root).catch(() => undefined),
      realpath(file).catch(() => undefined),
    ]);
    if (root !== undefined && real !== undefined && !isBelow(root, real)) throw this.#outside(reference, real);
    return this.read(file);
  }

  async #readRevision(files: FileSource, file: string): Promise<Text> {
    const label = files.label(file);
    const data = await files.read(file);
    if (data === undefined) throw problem("source-missing", { source: label });
    this.#budget.spend(data.byteLength, label);
    return { id: file, label, text: decodeText(data, label) };
  }

  async #readDisk(file: string): Promise<Text> {
    const label = this.label(file);
    try {
      const stats = await stat(file);
      if (stats.isDirectory()) throw problem("source-is-directory", { source: label });
      if (!stats.isFile()) throw problem("source-unreadable", { source: label, reason: "it is not a regular file" });
      this.#budget.spend(stats.size, label);
      return { id: file, label, text: decodeText(await readFile(file), label) };
    } catch (error) {
      if (error instanceof SourceProblem) throw error;
      const code = (error as NodeJS.ErrnoException).code;
      if (code === "ENOENT" || code === "ENOTDIR") throw problem("source-missing", { source: label });
      const reason = code === "EACCES" || code === "EPERM" ? "permission denied" : String(code ?? error);
      throw problem("source-unreadable", { source: label, reason });
    }
  }

  #outside(reference: string, file: string): SourceProblem {
    const wider = commonFolder(this.root, path.dirname(file));
    return problem("reference-outside-root", {
      reference,
      root: this.label(this.root),
      // Tenon does not recommend the whole disk as root.
      ...(path.dirname(wider) !== wider && { wider: path.relative(this.#cwd, wider).split(path.sep).join("/") || "." }),
    });
  }
}

/** The git repository that a folder is in, else the nearest folder with a package.json, else the folder itself. */
function defaultRoot(folder: string): string {
  const nearestWith = (name: string): string | undefined => {
    for (let at = folder; ; at = path.dirname(at)) {
      if (existsSync(path.join(at, name))) return at;
      if (path.dirname(at) === at) return undefined;
    }
  };
  return nearestWith(".git") ?? nearestWith("package.json") ?? folder;
}

/** The nearest folder that contains both. */
function commonFolder(one: string, other: string): string {
  let at = one;
  while (at !== other && !isBelow(at, other) && path.dirname(at) !== at) at = path.dirname(at);
  return at;
}

function isBelow(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== "" && relative !== ".." && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}
