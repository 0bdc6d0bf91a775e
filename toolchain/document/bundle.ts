/**
 * Many files → one document. Each further file is mounted whole, and not copied, under one key of the first file.
 * References between files become local ones. So a pointer of a file becomes one of the document by a prefix.
 */

import { escapeToken } from "tenon-runtime/core";
import { diagnostic, type Diagnostic } from "../diagnostics/index.ts";
import type { Limits } from "./limits.ts";
import { parse, type Parsed } from "./parse.ts";
import { scan, type Reference, type Scan } from "./scan.ts";
import { SourceProblem, type Sources, type Text } from "./sources/index.ts";

/** The key under which further files are mounted: `/x-tenon-files/schemas~1student.yaml/…`. */
export const FILES = "x-tenon-files";
/** Replaces a reference that has been reported and cannot be followed. */
export const UNRESOLVED = "#/x-tenon-unresolved";

export interface SourceFile {
  readonly text: Text;
  readonly parsed: Parsed;
}

export interface Bundle {
  readonly first: SourceFile;
  /** Further files, by the key that they are mounted under. */
  readonly mounted: ReadonlyMap<string, SourceFile>;
  /** Addresses of all files, also of missing ones, for which a watcher waits. */
  readonly ids: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

interface BundleOptions {
  readonly limits: Limits;
  readonly allowUnresolved?: boolean | undefined;
}

export async function bundle(
  first: SourceFile,
  document: Record<string, unknown>,
  sources: Sources,
  options: BundleOptions,
): Promise<Bundle> {
  return new Bundler(first, document, sources, options).bundle();
}

/** A place of the bundled document. */
interface BundlePlace {
  readonly pointer: string;
}

/** A file that a reference has named, and that has not been read. */
interface PendingFile {
  readonly index: number;
  readonly reference: string;
  readonly from: BundlePlace;
}

/** A reference to an anchor of a file. The anchor is looked up when all files have been read. */
interface AnchorReference {
  readonly reference: Reference;
  /** Index of the file. */
  readonly target: number;
  readonly fragment: string;
  readonly at: BundlePlace;
}

/** Files have indexes: 0 is the contract itself. */
class Bundler {
  readonly #first: SourceFile;
  readonly #document: Record<string, unknown>;
  readonly #sources: Sources;
  readonly #options: BundleOptions;
  readonly #diagnostics: Diagnostic[] = [];
  readonly #files = new Map<string, SourceFile>();
  /** Index → address. */
  readonly #ids: string[];
  /** Index → key under {@link FILES}. */
  readonly #keys: string[] = [""];
  /** `$id` → pointer in the bundle. */
  readonly #resources = new Map<string, string>();
  readonly #mounts: Record<string, unknown> = {};
  readonly #pending: PendingFile[] = [];
  readonly #anchorReferences: AnchorReference[] = [];
  readonly #scans = new Map<number, Scan>();

  constructor(first: SourceFile, document: Record<string, unknown>, sources: Sources, options: BundleOptions) {
    this.#first = first;
    this.#document = document;
    this.#sources = sources;
    this.#options = options;
    this.#ids = [first.text.id];
  }

  async bundle(): Promise<Bundle> {
    this.#link(this.#first, 0);
    for (let next = this.#pending.shift(); next !== undefined; next = this.#pending.shift()) await this.#mount(next);
    for (const each of this.#anchorReferences) this.#linkAnchor(each);
    if (this.#ids.length > 1) this.#document[FILES] = this.#mounts;
    return { first: this.#first, mounted: this.#files, ids: this.#ids, diagnostics: this.#diagnostics };
  }

  /** The bundle's pointer for a pointer of a file. */
  #mounted(index: number, pointer: string): string {
    return index === 0 ? pointer : `/${FILES}/${escapeToken(this.#keys[index]!)}${pointer}`;
  }

  #place(index: number, pointer: string): BundlePlace {
    return { pointer: this.#mounted(index, pointer) };
  }

  async #mount({ index, reference, from }: PendingFile): Promise<void> {
    try {
      const text = await this.#sources.read(this.#ids[index]!, reference);
      const parsed = parse(text.text, text.label, this.#options.limits);
      if (!("data" in parsed)) {
        this.#diagnostics.push(...parsed);
        return;
      }
      const file = { text, parsed };
      this.#files.set(this.#keys[index]!, file);
      if (this.#link(file, index)) this.#mounts[this.#keys[index]!] = parsed.data;
    } catch (error) {
      if (!(error instanceof SourceProblem)) throw error;
      this.#diagnostics.push(unreadableFile(error, reference, from, this.#options));
    }
  }

  /** Makes all references of a file local. False, and reported, if the file is nested too deep. */
  #link(file: SourceFile, index: number): boolean {
    const found = this.#scan(file, index);
    if (found.tooDeep !== undefined) {
      const { depth } = this.#options.limits;
      this.#diagnostics.push(diagnostic("too-deep", { limit: depth }, this.#place(index, found.tooDeep)));
      return false;
    }
    this.#scans.set(index, found);
    for (const reference of found.references) {
      const at = this.#place(index, reference.pointer);
      let target: string | undefined;
      try {
        target = this.#targetOf(reference, file, index, found);
        if (target === undefined)
          this.#diagnostics.push(diagnostic("unresolved-reference", { reference: reference.value }, at));
      } catch (error) {
        if (!(error instanceof SourceProblem)) throw error;
        this.#diagnostics.push(error.make(at));
      }
      reference.holder[reference.key] = target ?? UNRESOLVED;
    }
    return true;
  }

  #scan(file: SourceFile, index: number): Scan {
    const found = scan(file.parsed.data, {
      depth: this.#options.limits.depth,
      shared: file.parsed.shared,
      identified: /\$(id|anchor|dynamicAnchor)\b/.test(file.text.text),
      isPlain: (reference) => index === 0 && (reference === "#" || reference.startsWith("#/")),
    });
    for (const pointer of found.prototypeKeys)
      this.#diagnostics.push(diagnostic("prototype-key", {}, this.#place(index, pointer)));
    for (const { uri, pointer } of found.resources) this.#resources.set(uri, this.#mounted(index, pointer));
    return found;
  }

  /** The local reference to the target of a reference; `undefined` if the file has no such anchor. */
  #targetOf(reference: Reference, file: SourceFile, index: number, found: Scan): string | undefined {
    const [uri, fragment] = splitFragment(reference.value);
    if (uri === "") return this.#inSameFile(fragment, reference, index, found);
    const resource = this.#resourceAt(uri, reference);
    if (resource !== undefined) {
      const anchors = found.resources.find((candidate) => candidate.uri === resource.uri)?.anchors;
      return this.#inFragment(fragment, resource.pointer, anchors ?? new Map(), index);
    }
    if (index === 0 && this.#isSelf(uri)) return `#${fragment}`;
    return this.#inFile(this.#sources.resolve(uri, file.text), reference, fragment, index);
  }

  #inSameFile(fragment: string, { base }: Reference, index: number, found: Scan): string | undefined {
    const inFile = (): string | undefined => this.#inFragment(fragment, this.#mounted(index, ""), found.anchors, index);
    if (base === undefined) return inFile();
    return this.#inFragment(fragment, this.#mounted(index, base.pointer), base.anchors, index) ?? inFile();
  }

  /** The schema with the `$id` that a reference names. */
  #resourceAt(uri: string, { base }: Reference): { readonly uri: string; readonly pointer: string } | undefined {
    for (const from of [base?.uri, "tenon:///"]) {
      if (from === undefined || !URL.canParse(uri, from)) continue;
      const absolute = new URL(uri, from).href;
      const pointer = this.#resources.get(absolute);
      if (pointer !== undefined) return { uri: absolute, pointer };
    }
    return undefined;
  }

  /** Whether the document has the URI itself (OAS 3.2 §4.1.1). */
  #isSelf(uri: string): boolean {
    const self = this.#document["$self"];
    return typeof self === "string" && self.split("#")[0] === uri;
  }

  #inFile(id: string, reference: Reference, fragment: string, index: number): string {
    const at = this.#place(index, reference.pointer);
    let target = this.#ids.indexOf(id);
    if (target === -1) {
      const limit = this.#options.limits.files;
      if (this.#ids.length >= limit)
        throw new SourceProblem("too-many-files", (place) => diagnostic("too-many-files", { limit }, place));
      target = this.#ids.push(id) - 1;
      this.#keys.push(this.#sources.name(id, this.#first.text));
      this.#pending.push({ index: target, reference: reference.value, from: at });
    }
    if (fragment !== "" && !fragment.startsWith("/")) this.#anchorReferences.push({ reference, target, fragment, at });
    return `#${encode(this.#mounted(target, ""))}${fragment}`;
  }

  /** The local reference for a fragment below `root`: a pointer, or an anchor, which is looked up. */
  #inFragment(fragment: string, root: string, anchors: ReadonlyMap<string, string>, index: number): string | undefined {
    if (fragment === "" || fragment.startsWith("/")) return `#${encode(root)}${fragment}`;
    const pointer = anchors.get(fragment);
    return pointer === undefined ? undefined : `#${encode(this.#mounted(index, pointer))}`;
  }

  #linkAnchor({ reference, target, fragment, at }: AnchorReference): void {
    const pointer = this.#scans.get(target)?.anchors.get(fragment);
    if (pointer === undefined)
      this.#diagnostics.push(diagnostic("unresolved-reference", { reference: reference.value }, at));
    reference.holder[reference.key] = pointer === undefined ? UNRESOLVED : `#${encode(this.#mounted(target, pointer))}`;
  }
}

function splitFragment(reference: string): [uri: string, fragment: string] {
  const hash = reference.indexOf("#");
  return hash === -1 ? [reference, ""] : [reference.slice(0, hash), reference.slice(hash + 1)];
}

/** Why a file cannot be read, in the words of the reference to it. */
function unreadableFile(
  error: SourceProblem,
  reference: string,
  from: BundlePlace,
  { allowUnresolved = false }: BundleOptions,
): Diagnostic {
  const made = error.make(from);
  const unreadable = ["source-missing", "source-unreadable", "source-is-directory", "source-unreachable"];
  if (!unreadable.includes(error.code)) return made;
  const reason = error.code === "source-missing" ? "it does not exist" : made.message;
  return {
    ...diagnostic("unresolved-file", { reference, reason }, from),
    ...(allowUnresolved && { severity: "warning" as const }),
  };
}

/** A pointer as the fragment of a URI has it. */
function encode(pointer: string): string {
  return pointer.includes("%") ? pointer.replaceAll("%", "%25") : pointer;
}
