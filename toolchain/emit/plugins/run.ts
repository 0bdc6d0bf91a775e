/** Runs plugins after everything else is emitted. A plugin that fails adds a diagnostic and no files. */

import type { Contract } from "../../contract/model.ts";
import { diagnostic, type Diagnostic } from "../../diagnostics/index.ts";
import { type EmitOptions, header } from "../context.ts";
import { GeneratedFile, type OutputFile } from "../file.ts";
import { isFilePath } from "../write/file-path.ts";
import { type DefinedPlugin, MODEL_VERSION, type PluginFiles, type PluginModule } from "./plugin.ts";

interface PluginOutput {
  readonly files: readonly OutputFile[];
  readonly diagnostics: readonly Diagnostic[];
}

export async function runPlugins(contract: Contract, options: EmitOptions): Promise<PluginOutput> {
  const files: OutputFile[] = [];
  const diagnostics: Diagnostic[] = [];
  const { plugins = [] } = options;
  if (plugins.length > 0) freeze(contract);
  const names = new Set<string>();
  for (const plugin of plugins) {
    const problem = problemOf(plugin, names);
    if (problem !== undefined) {
      diagnostics.push(diagnostic("plugin-failed", { plugin: plugin.name, reason: problem }));
      continue;
    }
    names.add(plugin.name);
    try {
      const folder = new PluginFolder(plugin.name, options);
      await plugin.emit(contract, folder);
      files.push(...folder.render());
    } catch (error) {
      diagnostics.push(
        error instanceof PluginFileError
          ? diagnostic("plugin-file", { plugin: plugin.name, path: error.path, reason: error.reason })
          : diagnostic("plugin-failed", { plugin: plugin.name, reason: reasonOf(error) }),
      );
    }
  }
  return { files, diagnostics };
}

/** A path that a plugin cannot write. */
class PluginFileError extends Error {
  readonly path: string;
  readonly reason: string;

  constructor(path: string, reason: string) {
    super(`${path} ${reason}`);
    this.path = path;
    this.reason = reason;
  }
}

class PluginFolder implements PluginFiles {
  readonly #name: string;
  readonly #options: EmitOptions;
  /** By path in lower case: some file systems do not distinguish upper and lower case. */
  readonly #files = new Map<string, GeneratedFile | OutputFile>();

  constructor(name: string, options: EmitOptions) {
    this.#name = name;
    this.#options = options;
  }

  module(path: string): PluginModule {
    const own = this.#pathOf(path);
    if (!path.endsWith(".ts")) throw new PluginFileError(path, "does not end in .ts");
    const { importExtension } = this.#options;
    const file = new GeneratedFile(own, { header: header(this.#options), importExtension });
    this.#files.set(own.toLowerCase(), file);
    return file;
  }

  text(path: string, text: string): void {
    const own = this.#pathOf(path);
    if (typeof text !== "string") throw new TypeError(`the content of ${path} is not a text`);
    this.#files.set(own.toLowerCase(), { path: own, text });
  }

  render(): readonly OutputFile[] {
    return [...this.#files.values()].map((file) =>
      file instanceof GeneratedFile ? { path: file.path, text: file.render() } : file,
    );
  }

  #pathOf(path: string): string {
    if (typeof path !== "string" || !isFilePath(path)) throw new PluginFileError(String(path), "is outside its folder");
    const own = `${this.#name}/${path}`;
    if (this.#files.has(own.toLowerCase())) throw new PluginFileError(path, "is written twice");
    return own;
  }
}

/** Folders that Tenon itself writes to. */
const RESERVED: ReadonlySet<string> = new Set(["validators"]);

function problemOf({ name, model }: DefinedPlugin, taken: ReadonlySet<string>): string | undefined {
  if (model !== MODEL_VERSION)
    return `it reads version ${model} of the model, and this version of Tenon has version ${MODEL_VERSION}`;
  if (!/^[a-z][a-z0-9-]*$/.test(name))
    return "its name must consist of lower-case letters, digits and `-`, and begin with a letter";
  if (RESERVED.has(name)) return `the folder ${name} belongs to Tenon; choose another name`;
  if (taken.has(name)) return "another plugin has the same name";
  return undefined;
}

/** The message of an error, with the first place in its stack that is not part of Node. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const message = error.message.split("\n")[0] || error.name;
  const place = /\(?((?:file:\/\/|\/|[A-Za-z]:\\)[^\s()]+:\d+:\d+)\)?/.exec(
    (error.stack ?? "").slice(error.message.length),
  )?.[1];
  return place === undefined ? message : `${message} (${place.replace(/^file:\/\//, "").replace(/\?[^:]*/, "")})`;
}

/** Freezes the model and all that it consists of: plugins run one after the other on the same model. */
function freeze(value: unknown): void {
  const queue: unknown[] = [value];
  while (queue.length > 0) {
    const each = queue.pop();
    if (typeof each !== "object" || each === null || Object.isFrozen(each)) continue;
    Object.freeze(each);
    if (each instanceof Map) queue.push(...each.values());
    else queue.push(...Object.values(each));
  }
}
