import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { basename, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { diagnostic, type Diagnostic, type Position } from "../../diagnostics/index.ts";
import type { ProjectConfig } from "./config.ts";
import { problemsOf, type Problem } from "./fields.ts";
import { ruleProblems } from "./rules.ts";
import { importFile } from "./user-module.ts";

const NAMES = ["tenon.config.ts", "tenon.config.mts", "tenon.config.js", "tenon.config.mjs"];

export interface ConfigFile {
  /** Absolute; absent when there is none. */
  readonly file?: string;
  readonly projects: readonly ProjectConfig[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads the configuration that was named, or the one in the working directory if there is one. */
export async function readConfig(cwd: string, named?: string): Promise<ConfigFile> {
  const file = named === undefined ? NAMES.map((name) => resolve(cwd, name)).find(existsSync) : resolve(cwd, named);
  if (file === undefined) return { projects: [], diagnostics: [] };
  const shown = relative(cwd, file);
  if (!existsSync(file)) return { file, projects: [], diagnostics: [diagnostic("config-missing", { file: shown })] };
  let value: unknown;
  try {
    value = (await importFile(file))["default"];
  } catch (error) {
    const { message, position } = explain(error, file, cwd);
    return {
      file,
      projects: [],
      diagnostics: [diagnostic("config-unreadable", { file: shown, reason: message }, { position, file: shown })],
    };
  }
  const list = Array.isArray(value) ? value : [value];
  const problems: Problem[] = list.length === 0 ? [{ problem: "the list is empty" }] : [];
  for (const [index, one] of list.entries()) {
    const at = Array.isArray(value) ? `[${index}]` : "";
    const found = problemsOf(one, at);
    const rules = found.length === 0 ? (one as ProjectConfig).check?.rules : undefined; // without problems it is one
    problems.push(...found, ...(rules === undefined ? [] : await ruleProblems(rules, at)));
  }
  const diagnostics = problems.map(({ problem, instead }) => {
    const advice = instead === undefined ? undefined : `did you mean "${instead}"?`;
    return diagnostic("config-invalid", { file: basename(file), problem, advice }, { file: shown });
  });
  return { file, projects: diagnostics.length > 0 ? [] : (list as ProjectConfig[]), diagnostics };
}

/** What a failed import says, with the place that its stack names first. */
function explain(error: unknown, file: string, cwd: string): { message: string; position?: Position } {
  if (!(error instanceof Error)) return { message: String(error) };
  const message = error.message.split("\n")[0] ?? error.name;
  const found = error instanceof SyntaxError ? syntaxError(error, file) : placeIn(withoutOwn(error.stack ?? ""));
  if (found === undefined) return { message };
  return { message, position: { ...found, file: relative(cwd, found.file) } };
}

/**
 * Where a syntax error is. TypeScript's says so above its message; JavaScript's does not, but checking the file does,
 * which in turn does not look into TypeScript.
 */
function syntaxError({ stack = "" }: Error, file: string): Position | undefined {
  const head = (text: string): Position | undefined => {
    const [first = "", ...lines] = text.split("\n");
    const place = placeIn(first);
    const mark = lines.find((line) => /^\s*\^+\s*$/.test(line));
    return place && mark !== undefined ? { ...place, column: mark.indexOf("^") + 1 } : place;
  };
  return head(stack) ?? head(spawnSync(process.execPath, ["--check", file], { encoding: "utf8" }).stderr);
}

/** A stack without the frames of Tenon's own module hooks. */
const withoutOwn = (stack: string): string =>
  stack
    .split("\n")
    .filter((line) => !line.includes(import.meta.dirname))
    .join("\n");

/** The first place that a stack or a line of it names; none of `node:internal/…`. */
function placeIn(text: string): Position | undefined {
  const [, at, line, column] =
    /(?:^|[\s(])((?:file:\/\/|\/|[A-Za-z]:\\)[^\s()?]+?)(?:\?[^:\s]*)?:(\d+)(?::(\d+))?\)?$/m.exec(text) ?? [];
  if (at === undefined) return undefined;
  return {
    file: at.startsWith("file:") ? fileURLToPath(at) : at,
    line: Number(line),
    column: Number(column ?? 1),
  };
}
