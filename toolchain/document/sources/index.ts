/** Reads texts from three sources: files below the root, standard input, and URLs whose host is allowed. */

import path from "node:path";
import { fileURLToPath } from "node:url";
import type { FileSource } from "../git.ts";
import type { Limits } from "../limits.ts";
import { ByteBudget } from "./byte-budget.ts";
import { LocalFiles } from "./local-files.ts";
import { problem, SourceProblem } from "./problem.ts";
import { isUrl, RemoteFiles } from "./remote-files.ts";
import type { Text } from "./text.ts";

export { SourceProblem } from "./problem.ts";
export type { Text } from "./text.ts";

export interface SourceOptions {
  /** Relative paths start here, and diagnostics show paths relative to it. Default: the working directory. */
  readonly cwd?: string | undefined;
  /**
   * The folder that local references may not leave. Default: the git repository of the contract, else the nearest folder
   * with a package.json, else the contract's own.
   */
  readonly root?: string | undefined;
  /** Report references to files that cannot be read as warnings. Default: as errors. */
  readonly allowUnresolved?: boolean | undefined;
  /** Hosts (`example.com`, `localhost:8080`) that references may lead to. */
  readonly allowHosts?: readonly string[] | undefined;
  /** A revision of git, from which local files are read instead of the disk. */
  readonly files?: FileSource | undefined;
  /** For tests: replaces `fetch`. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** For tests: replaces standard input. */
  readonly stdin?: AsyncIterable<Uint8Array | string> | undefined;
}

export interface Sources {
  /** The contract itself: a path, a URL or `-`. */
  root(source: string): Promise<Text>;
  /**
   * The address of a file that a reference names.
   * @throws SourceProblem if the reference may not lead there
   */
  resolve(reference: string, from: Text): string;
  /** The name of a further file: its path from the contract's folder. */
  name(id: string, contract: Text): string;
  /** A file that the user names beside the contract, anywhere. `undefined`: a revision of git has no such file. */
  overlay(source: string): Promise<Text | undefined>;
  /** @throws SourceProblem */
  read(id: string, reference: string): Promise<Text>;
}

export function createSources(options: SourceOptions, limits: Limits): Sources {
  return new ContractSources(options, limits);
}

class ContractSources implements Sources {
  readonly #cwd: string;
  readonly #stdin: SourceOptions["stdin"];
  readonly #budget: ByteBudget;
  readonly #local: LocalFiles;
  readonly #remote: RemoteFiles;

  constructor(options: SourceOptions, limits: Limits) {
    this.#cwd = options.cwd ?? process.cwd();
    this.#stdin = options.stdin;
    this.#budget = new ByteBudget(limits.bytes);
    const root = options.root === undefined ? undefined : path.resolve(this.#cwd, options.root);
    this.#local = new LocalFiles(this.#cwd, root, options.files, this.#budget);
    this.#remote = new RemoteFiles(options, this.#budget);
  }

  async root(source: string): Promise<Text> {
    if (source === "-") {
      this.#local.rootAtWorkingDirectory();
      const text = await this.#budget.collect(this.#stdin ?? process.stdin, "<stdin>");
      return { id: path.join(this.#cwd, "-"), label: "<stdin>", text };
    }
    if (isUrl(source)) {
      const text = await this.#remote.readNamed(source);
      this.#remote.rootAround(text.id);
      return text;
    }
    const file = path.resolve(this.#cwd, source.startsWith("file:") ? fileURLToPath(source) : source);
    this.#local.rootAround(file);
    return this.#local.read(file);
  }

  resolve(reference: string, from: Text): string {
    return isUrl(from.id) || isUrl(reference) ? this.#resolveUrl(reference, from) : this.#resolveFile(reference, from);
  }

  #resolveUrl(reference: string, from: Text): string {
    const base = isUrl(from.id) ? from.id : undefined;
    const url = URL.canParse(reference, base) ? new URL(reference, base) : undefined;
    if (url === undefined || !isUrl(url.href)) {
      const root = this.#remote.root ?? this.#local.label(this.#local.root);
      throw problem("reference-outside-root", { reference, root });
    }
    url.hash = "";
    if (!this.#remote.isAllowed(url.href)) throw problem("remote-reference", { reference, host: url.host });
    return url.href;
  }

  #resolveFile(reference: string, from: Text): string {
    const scheme = /^([a-z][a-z\d+.-]+):/i.exec(reference)?.[1];
    if (scheme !== undefined && scheme.toLowerCase() !== "file") {
      throw problem("remote-reference", { reference, host: URL.canParse(reference) ? new URL(reference).host : "" });
    }
    let file: string;
    try {
      file =
        scheme === undefined
          ? path.resolve(path.dirname(from.id), decodeURIComponent(reference))
          : fileURLToPath(reference);
    } catch {
      throw problem("unresolved-file", { reference, reason: "it is not a path" });
    }
    this.#local.requireBelowRoot(file, reference);
    return file;
  }

  name(id: string, contract: Text): string {
    const root = this.#remote.root;
    if (isUrl(id)) return root !== undefined && id.startsWith(root) ? id.slice(root.length) : id;
    return path.relative(path.dirname(contract.id), id).split(path.sep).join("/");
  }

  async overlay(source: string): Promise<Text | undefined> {
    if (isUrl(source)) return this.#remote.readNamed(source);
    try {
      return await this.#local.read(path.resolve(this.#cwd, source));
    } catch (error) {
      const isMissing = error instanceof SourceProblem && error.code === "source-missing";
      if (isMissing && this.#local.isRevision) return undefined;
      throw error;
    }
  }

  async read(id: string, reference: string): Promise<Text> {
    return isUrl(id) ? this.#remote.read(id) : this.#local.readBelowRoot(id, reference);
  }
}
