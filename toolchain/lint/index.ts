/** Redocly's rules, run in process by Redocly's own engine, reported as Tenon's diagnostics. */

import { existsSync } from "node:fs";
import { dirname, isAbsolute, relative, resolve } from "node:path";
import { Readable } from "node:stream";
import { pathToFileURL } from "node:url";
import type * as engineModule from "@redocly/openapi-core";
import type { BaseResolver, Config, LocationObject, NormalizedProblem, Plugin, Source } from "@redocly/openapi-core";
import { formatPointer, localPointer, parsePointer } from "tenon-runtime/core";
import {
  correct,
  createSources,
  DEFAULT_LIMITS,
  SourceProblem,
  type Corrected,
  type Sources,
  type Text,
} from "../document/index.ts";
import { loadContract } from "../contract/index.ts";
import { diagnostic, type Diagnostic, type Position } from "../diagnostics/index.ts";

type Engine = typeof engineModule;

export interface LintOptions {
  /** The first folder to search for `redocly.yaml`, before the contract's own. Positions are relative to it. */
  readonly cwd: string;
  /** The folder that local references may not leave. Default: as for `generate`. */
  readonly root?: string | undefined;
  /** Overlays to apply to the contract: file paths or URLs. */
  readonly overlays?: readonly string[] | undefined;
  /** Hosts that references may lead to. */
  readonly allowHosts?: readonly string[] | undefined;
  /** Read instead of standard input. */
  readonly stdin?: AsyncIterable<Uint8Array | string>;
}

/** The name of standard input in positions. */
const STDIN = "<stdin>";

export interface LintResult {
  readonly diagnostics: readonly Diagnostic[];
  /** The `redocly.yaml` in use, absolute; absent when the recommended rules were. */
  readonly config?: string;
  /** False if Tenon could not read the contract or the configuration. */
  readonly linted: boolean;
  /** All files that the result depends on, absolute. Absent: unknown, because of plugins or URLs. */
  readonly files?: readonly string[];
}

/**
 * Checks a contract (a path, a URL, or `-` for standard input) with the rules of the user's `redocly.yaml`, or with Redocly's
 * recommended rules. A diagnostic's code is the rule's name; problems in an ignore file are left out.
 */
export async function lint(
  source: string,
  { cwd, root, allowHosts, overlays = [], stdin = process.stdin }: LintOptions,
): Promise<LintResult> {
  const engine = await import("@redocly/openapi-core");
  const typed = source === "-" ? await text(stdin) : undefined;
  const ref = isUrl(source) ? source : resolve(cwd, typed === undefined ? source : STDIN);
  const folders = isUrl(source) ? [cwd] : [cwd, dirname(ref)];
  const configPath = folders.map((folder) => resolve(folder, "redocly.yaml")).find(existsSync);
  const used = configPath === undefined ? {} : { config: configPath };

  const ignoreFiles = folders.map((folder) => resolve(folder, ".redocly.lint-ignore.yaml"));
  const read = [...folders.map((folder) => resolve(folder, "redocly.yaml")), ...ignoreFiles];
  let config: Config;
  const configProblems: Diagnostic[] = [];
  try {
    config = await engine.loadConfig(configPath === undefined ? {} : { configPath });
    if (configPath !== undefined) {
      const problems = await engine.lintConfig({ config, severity: "warn" });
      configProblems.push(...problems.map((problem) => toDiagnostic(problem, locatorOf(engine, cwd))));
    }
  } catch (error) {
    const file = relative(cwd, configPath ?? "redocly.yaml");
    return { ...used, linted: false, diagnostics: [diagnostic("lint-config", { file, reason: reasonOf(error) })] };
  }

  const scoped = config.forAlias(aliasOf(config, configPath, ref));
  scoped.plugins.push(FILES);
  const options = { cwd, root, allowHosts, overlays };
  const input = (): { stdin?: Readable } => (typed === undefined ? {} : { stdin: Readable.from([typed]) });
  const reached = new Set<string>();
  let problems: readonly NormalizedProblem[];
  let corrected: Corrected | undefined;
  try {
    const sources = createSources({ ...options, ...input() }, DEFAULT_LIMITS);
    const contract = await sources.root(source);
    const resolver = confined(engine, scoped, sources, contract, reached);
    const written =
      typed === undefined
        ? await resolver.resolveDocument(null, contract.id, true)
        : engine.makeDocumentFromString(typed, resolve(cwd, STDIN));
    if (written instanceof Error) throw written;
    corrected = await correct(written.parsed, overlays, sources, DEFAULT_LIMITS);
    if (corrected?.usable === false) return { ...used, linted: false, diagnostics: corrected.diagnostics };
    for (const id of corrected?.ids ?? []) reached.add(id);
    const document = corrected === undefined ? written : { ...written, parsed: corrected.document };
    problems = await engine.lintDocument({ document, config: scoped, externalRefResolver: resolver });
  } catch (error) {
    const reasons = unreadable((await loadContract(source, { ...options, ...input() })).diagnostics);
    if (reasons.length === 0) throw error;
    return { ...used, linted: false, diagnostics: reasons };
  }
  const found = problems
    .filter((problem) => !problem.ignored)
    .map((problem) => toDiagnostic(problem, locatorOf(engine, cwd, corrected && { id: ref, ...corrected })));
  const files =
    isUrl(source) || typed !== undefined || !isSelfContained(config.document?.parsed)
      ? {}
      : { files: [...read, ...reached] };
  return { ...used, ...files, linted: true, diagnostics: [...configProblems, ...found] };
}

/**
 * Why the engine cannot read a contract. It has no position for a syntax error, and it stops at a reference that leads
 * back to itself; Tenon's reader has a position for each.
 */
const unreadable = (diagnostics: readonly Diagnostic[]): Diagnostic[] =>
  diagnostics
    .filter(({ code, severity }) => severity === "error" || code === "schema-cycle")
    .map((one) => ({ ...one, severity: "error" }));

/** Whether a configuration depends on no other file. A plugin is code, and `extends` can name a file or a URL. */
function isSelfContained(part: unknown): boolean {
  if (typeof part !== "object" || part === null) return true;
  return Object.entries(part).every(([key, value]) => {
    if (key === "plugins") return Array.isArray(value) && value.length === 0;
    if (key === "extends") return [value].flat().every((base) => typeof base === "string" && /^[\w-]+$/.test(base));
    return key !== "$ref" && isSelfContained(value);
  });
}

/** Redocly reads files through Tenon's reader: none outside the root, and none from hosts that are not allowed. */
function confined(
  engine: Engine,
  config: Config,
  sources: Sources,
  contract: Text,
  reached: Set<string>,
): BaseResolver {
  const resolver = new engine.BaseResolver(config.resolve);
  const parse = resolver.parseDocument.bind(resolver);
  resolver.parseDocument = (source, isRoot) => {
    const parsed = /\.json$/i.test(source.absoluteRef) ? json(source.body) : undefined;
    return parsed === undefined ? parse(source, isRoot) : { source, parsed };
  };
  resolver.loadExternalRef = async (id) => {
    reached.add(id);
    if (id === contract.id) return sourceOf(engine, contract, id);
    try {
      const reference = isAbsolute(id) ? pathToFileURL(id).href : id;
      return sourceOf(engine, await sources.read(sources.resolve(reference, contract), id), id);
    } catch (error) {
      if (!(error instanceof SourceProblem)) throw error;
      throw new engine.ResolveError(new Error(error.make().message));
    }
  };
  return resolver;
}

/** Parses JSON as JSON, in a tenth of the time of a YAML parser. Invalid JSON is left to that parser, which reports the position. */
function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Line ends as the engine counts them. Content of a URL is YAML, whatever the URL ends with. */
function sourceOf(engine: Engine, { text: body }: Text, id: string): Source {
  const type = isUrl(id) && !/\.md$/i.test(id) ? "application/yaml" : undefined;
  return new engine.Source(id, body.replace(/\r\n/g, "\n"), type);
}

/**
 * Swagger 2.0 has one more type: a response may be a file (Response Object: schema). The engine that is published does
 * not know that; the copy in Redocly's command does.
 */
const FILES: Plugin = {
  id: "tenon-files",
  typeExtension: {
    oas2: (types) => {
      const { Schema } = types;
      const type = Schema?.properties["type"];
      if (!Schema || typeof type !== "object" || type === null || !("enum" in type) || !type.enum) return types;
      const known = [...new Set([...type.enum, "file"])];
      return { ...types, Schema: { ...Schema, properties: { ...Schema.properties, type: { ...type, enum: known } } } };
    },
  },
};

type Locate = (location: LocationObject) => Position;

/** @param corrected the contract, where overlays have changed it */
function locatorOf(
  engine: Engine,
  cwd: string,
  corrected?: Pick<Corrected, "origin"> & { readonly id: string },
): Locate {
  return (location) => {
    const file = location.source.absoluteRef;
    let written = location;
    if (corrected !== undefined && file === corrected.id && location.pointer !== undefined) {
      const origin = corrected.origin(parsePointer(localPointer(location.pointer) ?? ""));
      if ("file" in origin) return origin;
      written = { ...location, pointer: `#${formatPointer(origin)}` };
    }
    const { line, col } = engine.getLineColLocation(written).start;
    const below = isAbsolute(file) ? relative(cwd, file) : "..";
    return { file: below.startsWith("..") ? file : below, line, column: col };
  };
}

function toDiagnostic(problem: NormalizedProblem, at: Locate): Diagnostic {
  const [first, ...others] = problem.location;
  const related = others.map((location) => ({ message: "see also", position: at(location) }));
  if (problem.from) related.push({ message: "referred to from", position: at(problem.from) });
  const hints = [
    ...(problem.suggest.length > 0 ? [`did you mean ${problem.suggest.map((one) => `"${one}"`).join(" or ")}?`] : []),
    ...(problem.reference === undefined ? [] : [problem.reference]),
  ];
  return {
    code: problem.ruleId,
    severity: problem.severity === "error" ? "error" : "warning",
    message: problem.message,
    ...(hints.length > 0 && { hint: hints.join(" ") }),
    ...(first?.pointer !== undefined && { pointer: first.pointer.replace(/^#/, "") }),
    ...(first && { position: at(first) }),
    ...(related.length > 0 && { related }),
  };
}

/** The name under `apis` whose root is this contract: its own rules then apply, as in Redocly's command. */
function aliasOf(config: Config, configPath: string | undefined, ref: string): string | undefined {
  if (configPath === undefined) return undefined;
  const apis = Object.entries(config.resolvedConfig.apis ?? {});
  const entry = apis.find(([, api]) => (isUrl(api.root) ? api.root : resolve(dirname(configPath), api.root)) === ref);
  return entry?.[0];
}

async function text(chunks: AsyncIterable<Uint8Array | string>): Promise<string> {
  const decoder = new TextDecoder();
  let all = "";
  for await (const chunk of chunks) all += typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true });
  return all + decoder.decode();
}

function isUrl(source: string): boolean {
  return /^https?:\/\//i.test(source);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
