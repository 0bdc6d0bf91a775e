import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { basename, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { diagnostic, table, type Code, type Diagnostic, type Position } from "../../diagnostics/index.ts";
import type { CheckConfig, VerifyConfig, ProjectConfig } from "./config.ts";
import { FAIL_ON } from "../choices.ts";
import { nearest } from "../../diagnostics/nearest.ts";
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
  const problems = list.flatMap((one, index) => check(one, Array.isArray(value) ? `[${index}]` : ""));
  if (list.length === 0) problems.push({ problem: "the list is empty" });
  const diagnostics = problems.map(({ problem, instead }) => {
    const advice = instead === undefined ? undefined : `did you mean "${instead}"?`;
    return diagnostic("config-invalid", { file: basename(file), problem, advice }, { file: shown });
  });
  return { file, projects: diagnostics.length > 0 ? [] : (list as ProjectConfig[]), diagnostics };
}

interface Problem {
  readonly problem: string;
  readonly instead?: string | undefined;
}

type Check = (value: unknown) => boolean;
const isString: Check = (value) => typeof value === "string" && value !== "";
const isBoolean: Check = (value) => typeof value === "boolean";
const isStrings: Check = (value) => Array.isArray(value) && value.every(isString);

/** Errors cannot be silenced. */
const isWarning = (code: string): boolean => Object.hasOwn(table, code) && table[code as Code].severity !== "error";

const isTime: Check = (value) => typeof value === "number" && value > 0;
const isInteger: Check = (value) => Number.isInteger(value);
const VERIFY: { readonly [K in keyof Required<VerifyConfig>]: Check } = {
  url: isString,
  app: isString,
  mock: isBoolean,
  seed: isInteger,
  time: isTime,
};
const CHECK: { readonly [K in keyof Required<CheckConfig>]: Check } = {
  accept: isString,
  baseline: isString,
  types: isString,
  base: isString,
  failOn: (value) => FAIL_ON.some((one) => one === value),
  verify: (value) => isObjectOf(VERIFY, value) && ["url", "app", "mock"].filter((key) => key in value).length === 1,
};

function isObjectOf(fields: Readonly<Record<string, Check>>, value: unknown): value is object {
  return (
    typeof value === "object" &&
    value !== null &&
    Object.entries(value).every(([key, one]) => one === undefined || fields[key]?.(one) === true)
  );
}

/** A field is added here and to {@link ProjectConfig}; the type keeps the two equal. */
const FIELDS: { readonly [K in keyof Required<ProjectConfig>]: readonly [expected: string, Check] } = {
  contract: ["a path or URL", isString],
  output: ["a folder", isString],
  include: ["a filter or a list of filters", (value) => isString(value) || isStrings(value)],
  strict: ["true or false", isBoolean],
  importExtension: [`".ts", ".js" or "none"`, (value) => value === ".ts" || value === ".js" || value === "none"],
  msw: ["true or false", isBoolean],
  formats: [`"strict", "loose" or "off"`, (value) => value === "strict" || value === "loose" || value === "off"],
  examples: [`"warn" or "off"`, (value) => value === "warn" || value === "off"],
  root: ["a folder", isString],
  allowUnresolved: ["true or false", isBoolean],
  overlays: ["a list of files or URLs", isStrings],
  silence: [
    "a list of codes of warnings",
    (value) => isStrings(value) && (value as readonly string[]).every(isWarning),
  ],
  allowHosts: ["a list of host names", isStrings],
  check: [
    "an object of `accept`, `baseline`, `types`, `base`, `failOn` and `verify` (one of `url`, `app` and `mock`, with `seed`, `time`)",
    (value) => isObjectOf(CHECK, value),
  ],
};

/** The options of a configuration, and those of its `check` and `check.verify`. */
export const CONFIG_OPTIONS: readonly string[] = [
  ...Object.keys(FIELDS),
  ...Object.keys(CHECK).map((name) => `check.${name}`),
  ...Object.keys(VERIFY).map((name) => `check.verify.${name}`),
];

function check(value: unknown, where: string): Problem[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return [{ problem: `${where || "the default export"} must be an object` }];
  }
  return Object.entries(value).flatMap(([key, one]): Problem[] => {
    const at = where ? `${where}.${key}` : key;
    if (!Object.hasOwn(FIELDS, key))
      return [{ problem: `unknown option ${at}`, instead: nearest(key, Object.keys(FIELDS)) }];
    const [expected, fits] = FIELDS[key as keyof ProjectConfig];
    return one === undefined || fits(one) ? [] : [{ problem: `${at} must be ${expected}` }];
  });
}

/** What a failed import says, with the place that its stack names first. */
function explain(error: unknown, file: string, cwd: string): { message: string; position?: Position } {
  if (!(error instanceof Error)) return { message: String(error) };
  const message = error.message.split("\n")[0] ?? error.name;
  const found = error instanceof SyntaxError ? syntaxError(error, file) : placeIn(error.stack ?? "");
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
