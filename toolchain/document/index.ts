/**
 * Text → one bundled document. Reads the files, follows references between them, upgrades Swagger 2.0, and knows where
 * in which file everything came from.
 */

import type { Diagnostic, Position } from "../diagnostics/index.ts";
import { bundle, FILES, type Bundle } from "./bundle.ts";
import { DEFAULT_LIMITS, type Limits } from "./limits.ts";
import { parse } from "./parse.ts";
import { localPointer, member, parsePointer } from "tenon-runtime/core";
import { correct, type Corrected } from "./overlay/index.ts";
import { createSources, SourceProblem, type SourceOptions } from "./sources/index.ts";
import { upgradeSwagger, type SwaggerOrigin } from "./swagger/index.ts";
import { detectVersion, type Version } from "./version.ts";

export { FILES, UNRESOLVED } from "./bundle.ts";
export { correct, type Corrected } from "./overlay/index.ts";
export { overlayText, type WrittenAction } from "./overlay/write.ts";
export { gitBase, type FileSource, type GitBase, type GitMode } from "./git.ts";
export { fetchGit, isGitUrl } from "./git-remote.ts";
export { isPackage, packageBase } from "./package-base.ts";
export { DEFAULT_LIMITS, type Limits } from "./limits.ts";
export { createSources, SourceProblem, type Sources, type Text } from "./sources/index.ts";
export type { Version } from "./version.ts";

export interface LoadOptions extends SourceOptions {
  /** Overlays to apply to the contract, in this order: file paths or `http(s):` URLs. */
  readonly overlays?: readonly string[] | undefined;
  readonly limits?: Partial<Limits> | undefined;
}

export interface Loaded {
  /**
   * Plain data, all references in it local; absent when the contract cannot be used at all. Swagger 2.0 has become
   * OpenAPI 3.0. Callers may keep parts of it, and must not change them.
   */
  readonly document?: Readonly<Record<string, unknown>>;
  /** As written: `2.0` for a document that has been upgraded. */
  readonly version?: Version;
  /** Every file that was read or looked for, absolute, for a watcher; URLs are not among them. */
  readonly files: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
  /** The place of a JSON Pointer into {@link document}; of its nearest parent, where the text has no such part. */
  locate(pointer: string): Position | undefined;
}

/**
 * Reads a contract with everything that it refers to.
 * @param source a file path, an `http(s):` URL, or `-` for standard input
 * @returns never throws for what is wrong with the contract: that is in `diagnostics`
 */
export async function load(source: string, options: LoadOptions = {}): Promise<Loaded> {
  const limits: Limits = { ...DEFAULT_LIMITS, ...options.limits };
  const sources = createSources(options, limits);
  const failed = (diagnostics: readonly Diagnostic[], files: readonly string[] = []): Loaded => ({
    files,
    diagnostics,
    locate: () => undefined,
  });

  try {
    const text = await sources.root(source);
    const files = watchable([text.id]);
    const parsed = parse(text.text, text.label, limits);
    if (!("data" in parsed)) return failed(parsed, files);
    const corrected = await correct(parsed.data, options.overlays ?? [], sources, limits);
    files.push(...watchable(corrected?.ids ?? []));
    if (corrected?.usable === false) return failed(corrected.diagnostics, files);
    const data = corrected?.document ?? parsed.data;
    const version = detectVersion(data, (key) => ({
      file: text.label,
      ...parsed.positions.at(key === undefined ? [] : [key]),
    }));
    if (typeof version !== "string") return failed([...(corrected?.diagnostics ?? []), version], files);

    let document = data as Record<string, unknown>; // an object: detectVersion has seen to that
    const bundled = await bundle(
      { text, parsed: { ...parsed, data, shared: parsed.shared && corrected === undefined } },
      document,
      sources,
      {
        limits,
        allowUnresolved: options.allowUnresolved,
      },
    );
    const diagnostics = [...(corrected?.diagnostics ?? []), ...bundled.diagnostics];
    let origin: SwaggerOrigin | undefined;
    if (version === "2.0" && !diagnostics.some((d) => d.code === "too-deep")) {
      const upgraded = upgradeSwagger(document);
      diagnostics.push(...upgraded.diagnostics);
      document = upgraded.document;
      origin = upgraded.origin;
    }
    const locate = locator(document, bundled, { swagger: origin, overlaid: corrected?.origin });
    const usable = !diagnostics.some((d) => d.code === "too-deep" || d.code === "upgrade-failed");
    return {
      ...(usable && { document, version }),
      files: watchable([...bundled.ids, ...(corrected?.ids ?? [])]),
      diagnostics: diagnostics.map((d) => placed(d, locate)),
      locate,
    };
  } catch (error) {
    if (error instanceof SourceProblem) return failed([error.make()], source === "-" ? [] : watchable([source]));
    throw error;
  }
}

/** A diagnostic with the position of its pointer. */
export function placed(diagnostic: Diagnostic, locate: Loaded["locate"]): Diagnostic {
  if (diagnostic.position !== undefined || diagnostic.pointer === undefined) return diagnostic;
  const position = locate(diagnostic.pointer);
  return position === undefined ? diagnostic : { ...diagnostic, position };
}

function watchable(ids: readonly string[]): string[] {
  return ids.filter((id) => !/^https?:/i.test(id) && !id.endsWith("/-"));
}

function locator(
  document: Record<string, unknown>,
  bundled: Bundle,
  origins: { readonly swagger: SwaggerOrigin | undefined; readonly overlaid: Corrected["origin"] | undefined },
): Loaded["locate"] {
  return (pointer) => {
    let tokens = throughReferences(document, parsePointer(pointer));
    if (origins.swagger !== undefined) tokens = origins.swagger(tokens);
    const mounted = tokens[0] === FILES && tokens.length > 1;
    const file = mounted ? bundled.mounted.get(tokens[1]!) : bundled.first;
    if (file === undefined) return undefined;
    const from = mounted || origins.overlaid === undefined ? tokens : origins.overlaid(tokens);
    if ("file" in from) return from;
    tokens = [...from];
    return { file: file.text.label, ...file.parsed.positions.at(mounted ? tokens.slice(2) : tokens) };
  };
}

/** `/paths/~1a/get` of a path item that is a reference to `/x-tenon-files/1` → `/x-tenon-files/1/get`. */
function throughReferences(document: unknown, tokens: readonly string[]): string[] {
  let done: string[] = [];
  let rest = [...tokens];
  let node = document;
  for (let hops = 0; rest.length > 0 && hops < 1000;) {
    const next = member(node, rest[0]!);
    if (next !== undefined) {
      done.push(rest.shift()!);
      node = next;
      continue;
    }
    const reference = member(node, "$ref");
    const target = typeof reference === "string" ? localPointer(reference) : undefined;
    if (target === undefined) break;
    hops++;
    rest = [...parsePointer(target), ...rest];
    done = [];
    node = document;
  }
  return [...done, ...rest];
}
