/**
 * Many files → one document. Every further file is mounted whole and uncopied under one key of the first, and the
 * references between files become local ones; what stands where is then a matter of prefixes.
 */

import { diagnostic, type Diagnostic } from "../diagnostics/index.ts";
import type { Limits } from "./limits.ts";
import { parse, type Parsed } from "./parse.ts";
import { escapeToken } from "tenon-runtime/core";
import { scan, type Reference, type Resource, type Scan } from "./scan.ts";
import { SourceProblem, type Sources, type Text } from "./source.ts";

/** The key under which further files are mounted: `/x-tenon-files/schemas~1student.yaml/…`. */
export const FILES = "x-tenon-files";
/** What a reference becomes that has been reported and cannot be followed. */
export const UNRESOLVED = "#/x-tenon-unresolved";

export interface SourceFile {
  readonly text: Text;
  readonly parsed: Parsed;
}

export interface Bundle {
  readonly first: SourceFile;
  /** Further files, by the key that they are mounted under. */
  readonly mounted: ReadonlyMap<string, SourceFile>;
  /** Addresses of all files that were asked for, also of those that are missing: a watcher waits for them. */
  readonly ids: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

export async function bundle(
  first: SourceFile,
  document: Record<string, unknown>,
  sources: Sources,
  { limits, allowUnresolved = false }: { readonly limits: Limits; readonly allowUnresolved?: boolean | undefined },
): Promise<Bundle> {
  const diagnostics: Diagnostic[] = [];
  const files = new Map<string, SourceFile>();
  const ids: string[] = [first.text.id];
  const keys: string[] = [""];
  const resources = new Map<string, string>();
  const mounts: Record<string, unknown> = {};

  /** Where in the bundle a pointer of a file is. */
  const mounted = (index: number, pointer: string): string =>
    index === 0 ? pointer : `/${FILES}/${escapeToken(keys[index]!)}${pointer}`;
  const place = (index: number, pointer: string): { pointer: string } => ({ pointer: mounted(index, pointer) });

  const scanFile = (file: SourceFile, index: number): Scan => {
    const found = scan(file.parsed.data, {
      depth: limits.depth,
      shared: file.parsed.shared,
      identified: /\$(id|anchor|dynamicAnchor)\b/.test(file.text.text),
      isPlain: (reference) => index === 0 && (reference === "#" || reference.startsWith("#/")),
    });
    for (const pointer of found.prototypeKeys) diagnostics.push(diagnostic("prototype-key", {}, place(index, pointer)));
    for (const resource of found.resources) resources.set(resource.uri, mounted(index, resource.pointer));
    return found;
  };

  /** The bundle's pointer for a fragment: a pointer stays one, an anchor is looked up. */
  const inFragment = (
    fragment: string,
    root: string,
    anchors: ReadonlyMap<string, string>,
    index: number,
  ): string | undefined => {
    if (fragment === "" || fragment.startsWith("/")) return `#${encode(root)}${fragment}`;
    const pointer = anchors.get(fragment);
    return pointer === undefined ? undefined : `#${encode(mounted(index, pointer))}`;
  };

  const follow = (reference: Reference, file: SourceFile, index: number, found: Scan): string | undefined => {
    const hash = reference.value.indexOf("#");
    const uri = hash === -1 ? reference.value : reference.value.slice(0, hash);
    const fragment = hash === -1 ? "" : reference.value.slice(hash + 1);
    const base: Resource | undefined = reference.base;
    if (uri === "") {
      if (base === undefined) return inFragment(fragment, mounted(index, ""), found.anchors, index);
      return (
        inFragment(fragment, mounted(index, base.pointer), base.anchors, index) ??
        inFragment(fragment, mounted(index, ""), found.anchors, index)
      );
    }
    for (const absolute of [base?.uri, "tenon:///"].map((from) =>
      from !== undefined && URL.canParse(uri, from) ? new URL(uri, from).href : undefined,
    )) {
      const pointer = absolute === undefined ? undefined : resources.get(absolute);
      if (pointer === undefined) continue;
      const resource = found.resources.find((candidate) => candidate.uri === absolute);
      return inFragment(fragment, pointer, resource?.anchors ?? new Map(), index);
    }
    if (index === 0 && typeof document["$self"] === "string" && document["$self"].split("#")[0] === uri)
      return `#${fragment}`;
    const id = sources.resolve(uri, file.text);
    let target = ids.indexOf(id);
    if (target === -1) {
      if (ids.length >= limits.files)
        throw new SourceProblem("too-many-files", (at) => diagnostic("too-many-files", { limit: limits.files }, at));
      target = ids.push(id) - 1;
      keys.push(sources.name(id, first.text));
      pending.push({ index: target, reference: reference.value, from: place(index, reference.pointer) });
    }
    // Anchors of a file that is not read yet cannot be known: looked up when everything is there.
    if (fragment !== "" && !fragment.startsWith("/"))
      late.push({ reference, target, fragment, at: place(index, reference.pointer) });
    return `#${encode(mounted(target, ""))}${fragment}`;
  };

  interface Pending {
    readonly index: number;
    readonly reference: string;
    readonly from: { readonly pointer: string };
  }
  const pending: Pending[] = [];
  const late: { reference: Reference; target: number; fragment: string; at: { pointer: string } }[] = [];
  const scans = new Map<number, Scan>();

  const process = (file: SourceFile, index: number): boolean => {
    const found = scanFile(file, index);
    if (found.tooDeep !== undefined) {
      diagnostics.push(diagnostic("too-deep", { limit: limits.depth }, place(index, found.tooDeep)));
      return false;
    }
    scans.set(index, found);
    for (const reference of found.references) {
      let target: string | undefined;
      try {
        target = follow(reference, file, index, found);
        if (target === undefined)
          diagnostics.push(
            diagnostic("unresolved-reference", { reference: reference.value }, place(index, reference.pointer)),
          );
      } catch (error) {
        if (!(error instanceof SourceProblem)) throw error;
        diagnostics.push(error.make(place(index, reference.pointer)));
      }
      reference.holder[reference.key] = target ?? UNRESOLVED;
    }
    return true;
  };

  process(first, 0);
  for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
    const { index, reference, from } = next;
    try {
      const text = await sources.read(ids[index]!, reference);
      const parsed = parse(text.text, text.label, limits);
      if (!("data" in parsed)) {
        diagnostics.push(...parsed);
        continue;
      }
      const file = { text, parsed };
      files.set(keys[index]!, file);
      if (process(file, index)) mounts[keys[index]!] = parsed.data;
    } catch (error) {
      if (!(error instanceof SourceProblem)) throw error;
      const made = error.make(from);
      const missing =
        error.code === "source-missing" ||
        error.code === "source-unreadable" ||
        error.code === "source-is-directory" ||
        error.code === "source-unreachable";
      diagnostics.push(
        missing
          ? {
              ...diagnostic(
                "unresolved-file",
                { reference, reason: error.code === "source-missing" ? "it does not exist" : made.message },
                from,
              ),
              ...(allowUnresolved && { severity: "warning" as const }),
            }
          : made,
      );
    }
  }
  for (const { reference, target, fragment, at } of late) {
    const pointer = scans.get(target)?.anchors.get(fragment);
    if (pointer === undefined) diagnostics.push(diagnostic("unresolved-reference", { reference: reference.value }, at));
    reference.holder[reference.key] = pointer === undefined ? UNRESOLVED : `#${encode(mounted(target, pointer))}`;
  }
  if (ids.length > 1) document[FILES] = mounts;
  return { first, mounted: files, ids, diagnostics };
}

/** A pointer as it stands in a fragment. */
function encode(pointer: string): string {
  return pointer.includes("%") ? pointer.replaceAll("%", "%25") : pointer;
}
