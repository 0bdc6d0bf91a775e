/** Where text comes from: files below the root, standard input, and URLs whose host is allowed. */

import { existsSync } from "node:fs";
import { readFile, realpath, stat } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { diagnostic, type Code, type Diagnostic, type Params, type Place } from "../diagnostics/index.ts";
import type { FileSource } from "./git.ts";
import type { Limits } from "./limits.ts";

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
  /** Where local files are read from instead of the disk: a revision of git. */
  readonly files?: FileSource | undefined;
  /** For tests: what stands in for `fetch` and standard input. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  readonly stdin?: AsyncIterable<Uint8Array | string> | undefined;
}

/** A text and where it came from. */
export interface Text {
  /** Absolute path or URL: what relative references are resolved against. */
  readonly id: string;
  /** How a person would type it. */
  readonly label: string;
  readonly text: string;
}

/** What keeps a text from being read; the caller adds the place of the reference. */
export class SourceProblem extends Error {
  readonly make: (place?: Place) => Diagnostic;
  readonly code: Code;
  constructor(code: Code, make: (place?: Place) => Diagnostic) {
    super(code);
    this.code = code;
    this.make = make;
  }
}

function problem<C extends Code>(code: C, params: Params<C>): SourceProblem {
  return new SourceProblem(code, (place) => diagnostic(code, params, place));
}

export interface Sources {
  /** The contract itself: a path, a URL or `-`. */
  root(source: string): Promise<Text>;
  /** The address of a file that a reference names. Throws a {@link SourceProblem} where it may not lead there. */
  resolve(reference: string, from: Text): string;
  /** What a further file is called: its path from the contract's folder. */
  name(id: string, contract: Text): string;
  /** A file that the user names beside the contract, anywhere. `undefined`: a revision of git has no such file. */
  overlay(source: string): Promise<Text | undefined>;
  /** Throws a {@link SourceProblem}. */
  read(id: string, reference: string): Promise<Text>;
}

const isUrl = (id: string): boolean => /^https?:\/\//i.test(id);

export function createSources(options: SourceOptions, limits: Limits): Sources {
  const cwd = options.cwd ?? process.cwd();
  let rootFolder = options.root === undefined ? undefined : path.resolve(cwd, options.root);
  /** The contract's own URL, up to its last slash: below it references need no allowance. */
  let rootUrl: string | undefined;
  let bytes = 0;

  const label = (file: string): string => {
    const relative = path.relative(cwd, file);
    if (relative === "") return ".";
    return relative.startsWith("..") || path.isAbsolute(relative) ? file : relative.split(path.sep).join("/");
  };
  const outside = (reference: string, file: string): SourceProblem => {
    const folder = rootFolder ?? cwd;
    const wider = commonFolder(folder, path.dirname(file));
    return problem("reference-outside-root", {
      reference,
      root: label(folder),
      // All of the disk is no root to recommend.
      ...(path.dirname(wider) !== wider && { wider: path.relative(cwd, wider).split(path.sep).join("/") || "." }),
    });
  };
  const count = (size: number, name: string): void => {
    bytes += size;
    if (bytes > limits.bytes) throw problem("source-too-large", { source: name, limit: limits.bytes });
  };
  const decode = (data: Uint8Array, name: string): string => {
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(data); // leaves a byte order mark out
    } catch {
      throw problem("source-encoding", { source: name });
    }
  };
  const collect = async (chunks: AsyncIterable<Uint8Array | string>, name: string): Promise<string> => {
    const parts: Uint8Array[] = [];
    for await (const chunk of chunks) {
      const part = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
      count(part.byteLength, name);
      parts.push(part);
    }
    return decode(Buffer.concat(parts), name);
  };

  const readLocal = async (file: string): Promise<Text> => {
    if (options.files !== undefined) {
      const shown = options.files.label(file);
      const data = await options.files.read(file);
      if (data === undefined) throw problem("source-missing", { source: shown });
      count(data.byteLength, shown);
      return { id: file, label: shown, text: decode(data, shown) };
    }
    const name = label(file);
    try {
      const stats = await stat(file);
      if (stats.isDirectory()) throw problem("source-is-directory", { source: name });
      if (!stats.isFile()) throw problem("source-unreadable", { source: name, reason: "it is not a regular file" });
      count(stats.size, name);
      return { id: file, label: name, text: decode(await readFile(file), name) };
    } catch (error) {
      if (error instanceof SourceProblem) throw error;
      const code = (error as NodeJS.ErrnoException).code;
      if (code === "ENOENT" || code === "ENOTDIR") throw problem("source-missing", { source: name });
      throw problem("source-unreadable", {
        source: name,
        reason: code === "EACCES" || code === "EPERM" ? "permission denied" : String(code ?? error),
      });
    }
  };

  const allowed = (url: string): boolean =>
    (rootUrl !== undefined && url.startsWith(rootUrl)) || (options.allowHosts ?? []).includes(new URL(url).host);

  /** @param mayMove whether the server may redirect within its host */
  const readUrl = async (url: string, { mayMove = false } = {}): Promise<Text> => {
    const get = options.fetch ?? globalThis.fetch;
    let target = url;
    for (let hops = 0; hops < 5; hops++) {
      let response: Response;
      try {
        response = await get(target, {
          redirect: "manual",
          signal: AbortSignal.timeout(30_000),
          headers: { accept: "application/json, application/yaml, */*" },
        });
      } catch (error) {
        const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
        throw problem("source-unreachable", {
          source: url,
          reason: cause instanceof Error ? cause.message : String(cause),
        });
      }
      const location = response.headers.get("location");
      if (response.status >= 300 && response.status < 400 && location !== null) {
        target = new URL(location, target).href;
        // the contract itself may move within its host; anything else needs to be allowed
        if (!isUrl(target) || !(allowed(target) || (mayMove && new URL(target).host === new URL(url).host))) {
          throw problem("remote-reference", { reference: target, host: new URL(target).host });
        }
        continue;
      }
      if (!response.ok || response.body === null)
        throw problem("source-unreachable", { source: url, reason: `the server responded with ${response.status}` });
      return { id: target, label: url, text: await collect(response.body, url) };
    }
    throw problem("source-unreachable", { source: url, reason: "too many redirects" });
  };

  return {
    async root(source) {
      if (source === "-") {
        rootFolder ??= cwd;
        return {
          id: path.join(cwd, "-"),
          label: "<stdin>",
          text: await collect(options.stdin ?? process.stdin, "<stdin>"),
        };
      }
      if (isUrl(source)) {
        const text = await readUrl(source, { mayMove: true });
        rootUrl = new URL(".", text.id).href;
        return text;
      }
      const file = path.resolve(cwd, source.startsWith("file:") ? fileURLToPath(source) : source);
      rootFolder ??= defaultRoot(path.dirname(file));
      return readLocal(file);
    },

    resolve(reference, from) {
      if (isUrl(from.id) || isUrl(reference)) {
        const url = URL.canParse(reference, isUrl(from.id) ? from.id : undefined)
          ? new URL(reference, isUrl(from.id) ? from.id : undefined)
          : undefined;
        if (url === undefined || !isUrl(url.href))
          throw problem("reference-outside-root", { reference, root: rootUrl ?? label(rootFolder ?? cwd) });
        url.hash = "";
        if (!allowed(url.href)) throw problem("remote-reference", { reference, host: url.host });
        return url.href;
      }
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
      if (!isBelow(rootFolder ?? cwd, file)) throw outside(reference, file);
      return file;
    },

    name(id, contract) {
      if (isUrl(id)) return rootUrl !== undefined && id.startsWith(rootUrl) ? id.slice(rootUrl.length) : id;
      return path.relative(path.dirname(contract.id), id).split(path.sep).join("/");
    },

    async overlay(source) {
      if (isUrl(source)) return readUrl(source, { mayMove: true });
      const file = path.resolve(cwd, source);
      try {
        return await readLocal(file);
      } catch (error) {
        const isMissing = error instanceof SourceProblem && error.code === "source-missing";
        if (isMissing && options.files !== undefined) return undefined;
        throw error;
      }
    },

    async read(id, reference) {
      if (isUrl(id)) return readUrl(id);
      if (options.files !== undefined) return readLocal(id); // there are no links to follow
      // A symbolic link may lead out of the root: the real places are compared.
      const [folder, file] = await Promise.all([
        realpath(rootFolder ?? cwd).catch(() => undefined),
        realpath(id).catch(() => undefined),
      ]);
      if (folder !== undefined && file !== undefined && !isBelow(folder, file)) throw outside(reference, file);
      return readLocal(id);
    },
  };
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
