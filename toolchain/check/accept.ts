/** Findings that a team has accepted: a file of entries, each with a reason. */

import { unescapeToken } from "tenon-runtime/core";
import { LineCounter, parseDocument, isMap, isSeq, type Node } from "yaml";
import { diagnostic, type Diagnostic, type Position } from "../diagnostics/index.ts";
import { nearest } from "../diagnostics/nearest.ts";
import type { Finding } from "./finding.ts";

/** One entry. A finding must match all of its keys. It has at least one of rule, path, file and fingerprint. */
export interface Exception {
  /** The rule, as findings name it. */
  readonly rule?: string;
  /** A path of the contract: `/students/*`, `/students/**`. */
  readonly path?: string;
  /** The file that the finding is in: `openapi.yaml`, `schemas/**`. */
  readonly file?: string;
  readonly fingerprint?: string;
  /** Why the team accepts it. */
  readonly reason: string;
  /** The last day on which it counts, in UTC: `2027-01-31`. */
  readonly expires?: string;
  readonly position: Position;
}

/** A finding that does not count, and why. */
export interface Accepted {
  readonly finding: Finding;
  readonly reason: string;
}

export interface Exceptions {
  readonly exceptions: readonly Exception[];
  /** Errors: the file cannot be used. */
  readonly diagnostics: readonly Diagnostic[];
}

const FIELDS = ["rule", "path", "file", "fingerprint", "reason", "expires"] as const;
type Field = (typeof FIELDS)[number];

/** @param file as positions name it */
export function readExceptions(text: string, file: string): Exceptions {
  const lines = new LineCounter();
  // This schema keeps dates as text.
  const document = parseDocument(text, { lineCounter: lines, schema: "failsafe" });
  const at = (node: Node | null | undefined): Position => {
    const { line, col } = lines.linePos(node?.range?.[0] ?? 0);
    return { file, line, column: col };
  };
  const diagnostics: Diagnostic[] = [];
  const refuse = (problem: string, position: Position, advice?: string): void => {
    diagnostics.push(diagnostic("exceptions-invalid", { file, problem, advice }, { position }));
  };
  for (const { message, pos } of document.errors) {
    const { line, col } = lines.linePos(pos[0]);
    refuse(message.split("\n")[0] ?? "", { file, line, column: col });
  }
  const { contents } = document;
  if (diagnostics.length > 0 || contents === null) return { exceptions: [], diagnostics };
  if (!isSeq<Node>(contents)) refuse("the file must contain a list", at(contents));
  const exceptions = (isSeq<Node>(contents) ? contents.items : []).flatMap((node): Exception[] => {
    const value: unknown = node.toJS(document);
    if (!isMap(node) || typeof value !== "object" || value === null) {
      refuse("each entry must be a mapping", at(node));
      return [];
    }
    const given: Partial<Record<Field, string>> = {};
    for (const [key, one] of Object.entries(value)) {
      const known = FIELDS.find((field) => field === key);
      const instead = nearest(key, FIELDS);
      if (known === undefined) refuse(`unknown key "${key}"`, at(node), instead && `did you mean "${instead}"?`);
      else if (typeof one !== "string" || one.trim() === "") refuse(`"${key}" must be a string`, at(node));
      else given[known] = one;
    }
    const { reason, expires, ...selection } = given;
    if (reason === undefined) refuse("an entry has no reason", at(node));
    if (Object.keys(selection).length === 0) refuse("an entry names no rule, path, file or fingerprint", at(node));
    if (expires !== undefined && !isDay(expires))
      refuse(`"${expires}" is not a date`, at(node), "write it as 2027-01-31");
    return reason === undefined ? [] : [{ ...given, reason, position: at(node) }];
  });
  return { exceptions: diagnostics.length > 0 ? [] : exceptions, diagnostics };
}

const isDay = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text;

export interface Sorted {
  /** Findings that no entry accepts. */
  readonly left: readonly Finding[];
  readonly accepted: readonly Accepted[];
  /** Reports of entries that match a finding but have expired. */
  readonly diagnostics: readonly Diagnostic[];
  /** The entries that match a finding. */
  readonly used: readonly Exception[];
}

/** Reports of entries that match nothing in any of the contracts that share the file. */
export function unusedExceptions(exceptions: readonly Exception[], used: readonly Exception[]): Diagnostic[] {
  const lines = new Set(used.map(({ position }) => `${position.file}:${position.line}`));
  return exceptions
    .filter(({ position }) => !lines.has(`${position.file}:${position.line}`))
    .map((exception) => diagnostic("exception-unused", { what: nameOf(exception) }, { position: exception.position }));
}

/** @param today `2026-11-22`, in UTC */
export function sortOut(all: readonly Finding[], exceptions: readonly Exception[], today: string): Sorted {
  const matchers = exceptions.map((exception) => ({ exception, fits: matcher(exception), used: false }));
  const left: Finding[] = [];
  const accepted: Accepted[] = [];
  for (const finding of all) {
    const fitting = matchers.filter(({ fits }) => fits(finding));
    for (const one of fitting) one.used = true;
    const current = fitting.find(({ exception: { expires } }) => expires === undefined || expires >= today);
    if (current === undefined) left.push(finding);
    else accepted.push({ finding, reason: current.exception.reason });
  }
  const diagnostics = matchers.flatMap(({ exception, used }): Diagnostic[] => {
    const { expires, position } = exception;
    if (!used || expires === undefined || expires >= today) return [];
    return [diagnostic("exception-expired", { what: nameOf(exception), expires }, { position })];
  });
  return {
    left,
    accepted,
    diagnostics,
    used: matchers.filter(({ used }) => used).map(({ exception }) => exception),
  };
}

const nameOf = ({ rule, path, file, fingerprint }: Exception): string =>
  [rule, path, file, fingerprint].filter((part) => part !== undefined).join(", ");

function matcher({ rule, path, file, fingerprint }: Exception): (finding: Finding) => boolean {
  const [paths, files] = [path, file].map((pattern) => (pattern === undefined ? undefined : glob(pattern)));
  return (finding) =>
    (rule === undefined || finding.code === rule) &&
    (fingerprint === undefined || finding.fingerprint === fingerprint) &&
    (paths === undefined || paths.test(pathOf(finding.pointer) ?? finding.path ?? "")) &&
    (files === undefined || files.test((finding.position?.file ?? finding.file ?? "").replaceAll("\\", "/")));
}

/** The path of the contract that a pointer leads into. */
function pathOf(pointer: string | undefined): string | undefined {
  const token = /^\/paths\/([^/]+)/.exec(pointer ?? "")?.[1];
  return token === undefined ? undefined : unescapeToken(token);
}

/** `*` matches any text within one segment, `**` any text. */
function glob(pattern: string): RegExp {
  const parts = pattern.split(/(\*+)/).map((part) => {
    if (part === "*") return "[^/]*";
    if (/^\*+$/.test(part)) return ".*";
    return part.replace(/[.+?^${}()|[\]\\]/g, "\\$&");
  });
  return new RegExp(`^${parts.join("")}$`);
}
