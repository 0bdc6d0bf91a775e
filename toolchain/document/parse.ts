/** Text → plain data: JSON as JSON, YAML 1.2 with the core schema, anchors and merge keys. */

import { parse as parseJsonLeniently, printParseErrorCode, type ParseError } from "jsonc-parser";
import { isAlias, isCollection, isPair, parseDocument, type Document, type Node } from "yaml";
import { diagnostic, type Diagnostic } from "../diagnostics/index.ts";
import type { Limits } from "./limits.ts";
import { jsonPositions, lineCounter, yamlPositions, type LineColumn, type Positions } from "./positions.ts";

export interface Parsed {
  readonly data: unknown;
  readonly positions: Positions;
  /** Set for YAML with anchors: one object may stand in several places. */
  readonly shared: boolean;
}

/** Whether a text begins as a sign-in page or a repository's view of a file does, after any comments. */
function isHtml(text: string): boolean {
  const afterSpace = (from: number): number => {
    let at = from;
    while (/\s/.test(text.charAt(at))) at++;
    return at;
  };
  let start = afterSpace(0);
  while (text.startsWith("<!--", start)) {
    const end = text.indexOf("-->", start + 4);
    if (end === -1) return false;
    start = afterSpace(end + 3);
  }
  return /^(?:<!doctype\s+html|<html[\s>])/i.test(text.slice(start, start + 100));
}

/**
 * @param label how the file is called in diagnostics
 * @returns the data, or what is wrong with the text
 */
export function parse(text: string, label: string, limits: Limits): Parsed | readonly Diagnostic[] {
  if (text.trim() === "")
    return [diagnostic("source-empty", { source: label }, { position: { file: label, line: 1, column: 1 } })];
  if (isHtml(text)) return [diagnostic("source-is-html", {}, { position: { file: label, line: 1, column: 1 } })];
  const named = label.toLowerCase();
  if (named.endsWith(".json") || (/^\s*[{[]/.test(text) && !/\.ya?ml$/.test(named))) {
    try {
      return { data: JSON.parse(text), positions: jsonPositions(text), shared: false };
    } catch (error) {
      if (named.endsWith(".json")) return [jsonError(text, label, error)];
      // standard input and URLs: a YAML flow mapping begins with a brace too
    }
  }
  return parseYaml(text, label, limits);
}

/** `JSON.parse` tells no line: the first error of a parser that does. */
function jsonError(text: string, label: string, error: unknown): Diagnostic {
  const errors: ParseError[] = [];
  try {
    parseJsonLeniently(text, errors, { allowTrailingComma: false, disallowComments: true });
  } catch {
    // nested too deep for a recursive parser: the message of JSON.parse must do
  }
  const first = errors[0];
  const reason =
    first === undefined
      ? error instanceof Error
        ? error.message
        : String(error)
      : printParseErrorCode(first.error)
          .replace(/(?<=[a-z])(?=[A-Z])/g, " ")
          .toLowerCase();
  return diagnostic(
    "invalid-json",
    { reason },
    { position: { file: label, ...lineCounter(text)(first?.offset ?? 0) } },
  );
}

function parseYaml(text: string, label: string, limits: Limits): Parsed | readonly Diagnostic[] {
  const lineColumn = lineCounter(text);
  const place = (offset: number): { position: { file: string } & LineColumn } => ({
    position: { file: label, ...lineColumn(offset) },
  });
  let document: Document;
  try {
    document = parseDocument(text, {
      version: "1.2",
      schema: "core",
      merge: true,
      uniqueKeys: true,
      prettyErrors: false,
      logLevel: "silent",
    });
  } catch (error) {
    if (error instanceof RangeError) return [diagnostic("too-deep", { limit: limits.depth }, place(0))];
    throw error;
  }
  const exhausted = document.errors.find((error) => /call stack/.test(error.message)); // the parser turns a RangeError into an error of its own
  if (exhausted !== undefined) return [diagnostic("too-deep", { limit: limits.depth }, place(exhausted.pos[0]))];
  if (document.errors.length > 0) {
    return document.errors
      .slice(0, 10)
      .map((error) =>
        error.code === "DUPLICATE_KEY"
          ? diagnostic("duplicate-key", {}, place(error.pos[0]))
          : diagnostic(
              "invalid-yaml",
              { reason: error.message.split("\n")[0]!.replace(/[.:]$/, "") },
              place(error.pos[0]),
            ),
      );
  }
  const expansion = measureAliases(document, limits);
  if (expansion.problem !== undefined) {
    const { code, node } = expansion.problem;
    const at = place(node?.range?.[0] ?? 0);
    if (code === "alias-cycle") return [diagnostic(code, { alias: isAlias(node) ? node.source : "" }, at)];
    return [diagnostic(code, { limit: code === "too-deep" ? limits.depth : limits.aliases }, at)];
  }
  const data: unknown = document.toJS({ maxAliasCount: -1 }); // measured above
  return { data, positions: yamlPositions(document, lineColumn), shared: expansion.aliases };
}

interface Expansion {
  readonly aliases: boolean;
  readonly problem?: {
    readonly code: "alias-cycle" | "too-many-aliases" | "too-deep";
    readonly node: Node | undefined;
  };
}

/**
 * How large the document becomes when every alias is written out. The parser's own cap does not see merge keys, and it
 * refuses an honest response that is used a hundred times.
 */
function measureAliases(document: Document, limits: Limits): Expansion {
  const sizes = new Map<string, number>();
  const open = new Set<string>();
  let added = 0;
  let aliases = false;
  let problem: Expansion["problem"];

  const measure = (node: unknown, depth: number): number => {
    if (problem !== undefined) return 0;
    if (isPair(node)) return measure(node.key, depth) + measure(node.value, depth);
    if (isAlias(node)) {
      aliases = true;
      const size = sizes.get(node.source) ?? 0;
      added += size;
      if (open.has(node.source)) problem = { code: "alias-cycle", node };
      else if (added > limits.aliases) problem = { code: "too-many-aliases", node };
      return size;
    }
    if (!isCollection(node)) {
      anchor(node, 1);
      return 1;
    }
    if (depth > limits.depth) {
      problem = { code: "too-deep", node };
      return 0;
    }
    if (node.anchor !== undefined) open.add(node.anchor);
    let size = 1;
    for (const item of node.items) size += measure(item, depth + 1);
    if (node.anchor !== undefined) open.delete(node.anchor);
    anchor(node, size);
    return size;
  };
  const anchor = (node: unknown, size: number): void => {
    const name = (node as (Node & { anchor?: string }) | null)?.anchor;
    if (name !== undefined) sizes.set(name, size);
  };
  measure(document.contents, 0);
  return { aliases, ...(problem !== undefined && { problem }) };
}
