/** The options of a configuration, with the values that each may have. */

import { isObject } from "tenon-runtime/core";
import { table, type Code } from "../../diagnostics/index.ts";
import { nearest } from "../../diagnostics/nearest.ts";
import type { DeprecationPolicy } from "../../diff/deprecation.ts";
import { CHECKS, PHASES } from "../../verify/types.ts";
import { isPlugin } from "../../emit/plugins/plugin.ts";
import { FRAMEWORKS, type EmitPart, PARTS } from "../../emit/parts.ts";
import { CHECK_PARTS, EMIT_WORDS, type EmitWord, FAIL_ON, RULE_SEVERITIES } from "../choices.ts";
import type { CheckConfig, DevConfig, EmitConfig, ProjectConfig, VerifyConfig } from "./config.ts";

export interface Problem {
  readonly problem: string;
  /** The name that was probably meant. */
  readonly instead?: string | undefined;
}

interface Field {
  /** What a value must be, for messages. */
  readonly expected: string;
  fits(value: unknown): boolean;
  /** The options of an object. */
  readonly fields?: Readonly<Record<string, Field>>;
}

/** An option is added here and to the configuration's type; this type keeps the two equal. */
type FieldsOf<T> = { readonly [K in keyof Required<T>]: Field };

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";

const text = (expected: string): Field => ({ expected, fits: isText });
const flag: Field = { expected: "true or false", fits: (value) => typeof value === "boolean" };
const texts = (expected: string): Field => ({
  expected,
  fits: (value) => Array.isArray(value) && value.every(isText),
});
const oneOrMore = (expected: string): Field => ({
  expected,
  fits: (value) => isText(value) || texts("").fits(value),
});
const oneOf = (choices: readonly unknown[]): Field => ({
  expected: list(choices.map((one) => JSON.stringify(one))),
  fits: (value) => choices.includes(value),
});
const someOf = (choices: readonly string[]): Field => ({
  expected: `a list of ${list(choices.map((one) => JSON.stringify(one)))}`,
  fits: (value) => Array.isArray(value) && value.every((one) => choices.includes(one as string)),
});
const isRecord = (value: unknown): boolean =>
  isObject(value) && Object.values(value).every((one) => typeof one === "string");
const record = (expected: string): Field => ({
  expected,
  fits: isRecord,
});
const number = (expected: string, fits: (value: number) => boolean): Field => ({
  expected,
  fits: (value) => typeof value === "number" && fits(value),
});
const object = (fields: Readonly<Record<string, Field>>): Field => ({ expected: "an object", fits: isObject, fields });

const list = (words: readonly string[]): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;

const isCount = (value: number): boolean => Number.isInteger(value) && value > 0;

/** Errors cannot be silenced. */
export const isWarning = (code: string): boolean =>
  Object.hasOwn(table, code) && table[code as Code].severity !== "error";

const VERIFY: FieldsOf<VerifyConfig> = {
  url: text("a URL"),
  start: text("a command"),
  app: text("the path of a module"),
  mock: oneOf([true]),
  seed: number("a whole number", Number.isInteger),
  time: number("a number of seconds", (value) => value > 0),
  maxRequests: number("a whole number above 0", isCount),
  workers: number("a whole number above 0", isCount),
  include: oneOrMore("a filter or a list of filters"),
  phases: someOf(PHASES),
  checks: someOf(Object.keys(CHECKS)),
  skipChecks: someOf(Object.keys(CHECKS)),
  auth: {
    expected: "an object of credentials by security scheme, or by role and security scheme",
    fits: (value) => isObject(value) && Object.values(value).every((one) => typeof one === "string" || isRecord(one)),
  },
  login: text("the path of a module"),
  otherAuth: record("an object of credentials by security scheme"),
  headers: record("an object of header values by name"),
  basePath: text("a path"),
  allowHosts: texts("a list of host names"),
};

const DAYS = number("a number of days", (value) => Number.isInteger(value) && value >= 0);
const DEPRECATION: FieldsOf<DeprecationPolicy> = { stable: DAYS, beta: DAYS };

const CHECK: FieldsOf<CheckConfig> = {
  parts: someOf(CHECK_PARTS),
  rules: {
    expected: `an object of severities (${RULE_SEVERITIES.join(", ")}) by rule`,
    fits: (value) =>
      isObject(value) && Object.values(value).every((one) => RULE_SEVERITIES.some((each) => each === one)),
  },
  accept: text("the path of a file"),
  baseline: text("the path of a file"),
  types: text("the path of a tsconfig.json"),
  base: text("a file, a URL or a git revision"),
  failOn: oneOf(FAIL_ON),
  version: flag,
  deprecation: object(DEPRECATION),
  verify: {
    ...object(VERIFY),
    expected: "an object with one of `url`, `app` and `mock`",
    fits: (value) => isObject(value) && ["url", "app", "mock"].filter((key) => key in value).length === 1,
  },
};

const DEV: FieldsOf<DevConfig> = {
  start: text("a command line"),
  server: text("a URL"),
  port: number("a port", (value) => Number.isInteger(value) && value >= 0 && value <= 65_535),
  scenarios: text("the path of a module"),
};

const EMIT: FieldsOf<EmitConfig> = {
  ...(Object.fromEntries(PARTS.map((part) => [part, flag])) as Record<EmitPart, Field>),
  queries: oneOf([...FRAMEWORKS, false]),
};

const PROJECT: FieldsOf<ProjectConfig> = {
  contract: text("a path or URL"),
  output: text("a folder"),
  include: oneOrMore("a filter or a list of filters"),
  strict: flag,
  importExtension: oneOf([".ts", ".js", "none"]),
  emit: {
    expected: `a list of ${list(EMIT_WORDS.map((word) => JSON.stringify(word)))}, or an object`,
    fits: (value) =>
      isObject(value) || (Array.isArray(value) && value.every((one) => EMIT_WORDS.includes(one as EmitWord))),
    fields: EMIT,
  },
  msw: flag,
  formats: oneOf(["strict", "loose", "off"]),
  dates: oneOf(["string", "date"]),
  bigint: oneOf(["number", "int64"]),
  decimals: oneOf(["number", "string"]),
  enums: oneOf(["type", "const"]),
  examples: oneOf(["warn", "off"]),
  root: text("a folder"),
  allowUnresolved: flag,
  overlays: texts("a list of files or URLs"),
  silence: {
    expected: "a list of codes of warnings",
    fits: (value) => texts("").fits(value) && (value as readonly string[]).every(isWarning),
  },
  allowHosts: texts("a list of host names"),
  plugins: {
    expected: "a list of plugins, each made with `definePlugin`",
    fits: (value) => Array.isArray(value) && value.every(isPlugin),
  },
  check: object(CHECK),
  dev: object(DEV),
};

/** The names of all options: `output`, `check.base`, `check.verify.time`. */
export const CONFIG_OPTIONS: readonly string[] = namesOf(PROJECT, "");

function namesOf(fields: Readonly<Record<string, Field>>, before: string): string[] {
  return Object.entries(fields).flatMap(([name, { fields: inner }]) => [
    before + name,
    ...(inner === undefined ? [] : namesOf(inner, `${before}${name}.`)),
  ]);
}

/** What is wrong with one project of a configuration. @param at where it is in the default export, as `[1]`; may be empty */
export function problemsOf(project: unknown, at: string): Problem[] {
  if (!isObject(project)) return [{ problem: `${at || "the default export"} must be an object` }];
  return fieldProblems(PROJECT, project, at);
}

function fieldProblems(
  fields: Readonly<Record<string, Field>>,
  value: Readonly<Record<string, unknown>>,
  at: string,
): Problem[] {
  return Object.entries(value).flatMap(([key, one]): Problem[] => {
    const name = at === "" ? key : `${at}.${key}`;
    const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
    if (field === undefined) return [{ problem: `unknown option ${name}`, instead: nearest(key, Object.keys(fields)) }];
    if (one === undefined) return [];
    if (!field.fits(one)) return [{ problem: `${name} must be ${field.expected}` }];
    return field.fields === undefined || !isObject(one) ? [] : fieldProblems(field.fields, one, name);
  });
}
