/** Overlays: corrections of a contract that lie in files of their own, applied when the contract is read. */

import { formatPointer, isObject } from "tenon-runtime/core";
import { type Diagnostic, type Place, type Position } from "../../diagnostics/index.ts";
import type { Limits } from "../limits.ts";
import { parse, type Parsed } from "../parse.ts";
import type { Sources } from "../sources/index.ts";
import { applyOverlay } from "./apply.ts";
import { Origins } from "./origins.ts";
import { readOverlay } from "./read.ts";

/** A contract with its overlays applied. */
export interface Corrected {
  /** False when an overlay cannot be read: {@link diagnostics} say why. */
  readonly usable: boolean;
  /** A copy of the contract's data, with all overlays applied. */
  readonly document: unknown;
  /** The addresses of the overlays. */
  readonly ids: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
  /** The position of tokens of {@link document} in an overlay, or their tokens in the contract as written. */
  origin(tokens: readonly string[]): Position | readonly string[];
}

interface OverlayFile {
  /** As diagnostics show it. */
  readonly label: string;
  readonly parsed: Parsed;
}

/**
 * Applies overlays one after another. They change the contract's own file, and not the files that it refers to.
 * @param named file paths or URLs
 * @returns `undefined` without overlays
 * @throws SourceProblem when an overlay cannot be read
 */
export async function correct(
  contract: unknown,
  named: readonly string[],
  sources: Sources,
  limits: Limits,
): Promise<Corrected | undefined> {
  const overlays: OverlayFile[] = [];
  const ids: string[] = [];
  const unreadable: Diagnostic[] = [];
  for (const source of named) {
    const text = await sources.overlay(source);
    if (text === undefined) continue;
    ids.push(text.id);
    const parsed = parse(text.text, text.label, limits);
    if ("data" in parsed) overlays.push({ label: text.label, parsed });
    else unreadable.push(...parsed);
  }
  if (unreadable.length > 0)
    return { usable: false, document: contract, ids, diagnostics: unreadable, origin: (tokens) => tokens };
  return overlays.length === 0 ? undefined : { usable: true, ids, ...(await overlaid(contract, overlays)) };
}

async function overlaid(
  contract: unknown,
  overlays: readonly OverlayFile[],
): Promise<Pick<Corrected, "document" | "diagnostics" | "origin">> {
  const { JSONPathEnvironment } = await import("json-p3");
  const paths = new JSONPathEnvironment();
  const origins = new Origins();
  const document = origins.copy(contract, { tokens: [] });
  const diagnostics: Diagnostic[] = [];
  for (const [overlay, { label, parsed }] of overlays.entries()) {
    const at = (tokens: readonly (string | number)[]): Place => ({
      position: { file: label, ...parsed.positions.at(tokens.map(String)) },
    });
    const read = readOverlay(parsed.data, at);
    diagnostics.push(...read.diagnostics);
    // Whether this is a contract at all is said later.
    if (isObject(document)) diagnostics.push(...applyOverlay(read, { document, origins, paths, overlay, at }));
  }
  const changed = isObject(document) ? origins.byPointer(document) : new Map<string, never>();
  return {
    document,
    diagnostics,
    origin: (tokens) => {
      for (let length = tokens.length; length > 0; length--) {
        const found = changed.get(formatPointer(tokens.slice(0, length)));
        if (found === undefined) continue;
        const all = [...found.tokens.map(String), ...tokens.slice(length)];
        const file = found.overlay === undefined ? undefined : overlays[found.overlay];
        return file === undefined ? all : { file: file.label, ...file.parsed.positions.at(all) };
      }
      return tokens;
    },
  };
}
