/** Type checks with the project's own TypeScript: missing handlers, and code that does not fit the generated code. */

import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { diagnostic, type Diagnostic, type Position } from "../diagnostics/index.ts";
import { typeFinding, type NamedOperation, type TypeError } from "./type-findings.ts";

export interface TypesResult {
  readonly diagnostics: readonly Diagnostic[];
  /** False if TypeScript could not run, or could not read its project. */
  readonly checked: boolean;
  /** With {@link Repeated}: the program's own files, absolute. */
  readonly files: readonly string[];
}

/** For a check that is run again when a file changes. */
export interface Repeated {
  /** TypeScript keeps here what it knows of unchanged files. */
  readonly buildInfo: string;
  /** Aborted: the check ends, with `checked` false. */
  readonly signal: AbortSignal;
}

/**
 * @param project a `tsconfig.json`, absolute
 * @param cwd positions are relative to it
 * @param operations the operations of the contract, which findings name; only read if there are errors
 */
export async function checkTypes(
  project: string,
  cwd: string,
  operations: () => Promise<readonly NamedOperation[]>,
  repeated?: Repeated,
): Promise<TypesResult> {
  const shown = relative(cwd, project);
  const failed = (reason: string): TypesResult => ({
    checked: false,
    files: [],
    diagnostics: [diagnostic("types-unchecked", { project: shown, reason }, { file: shown })],
  });
  if (!existsSync(project)) return failed("the file does not exist");
  const compiler = compilerOf(project);
  if (compiler === undefined) return failed("TypeScript is not installed");
  const again = repeated === undefined ? [] : ["--listFiles", "--incremental", "--tsBuildInfoFile", repeated.buildInfo];
  const { code, output } = await run(
    [compiler, "-p", project, "--noEmit", "--pretty", "false", ...again],
    cwd,
    repeated?.signal,
  );
  const errors = read(output, cwd);
  // An error without a position concerns the project and not its code.
  if (code !== 0 && errors.length === 0) return failed(output.trim().split("\n")[0] || `tsc exited with code ${code}`);
  const named = errors.length === 0 ? [] : await operations();
  const files = output.split(/\r?\n/).filter((line) => isAbsolute(line) && !line.includes("/node_modules/"));
  return { checked: true, files, diagnostics: errors.map((error) => typeFinding(error, named)) };
}

/** The command of the project's own TypeScript: the version that the team's editors use. */
function compilerOf(project: string): string | undefined {
  try {
    const manifest = createRequire(project).resolve("typescript/package.json");
    const script = join(dirname(manifest), "bin/tsc");
    return existsSync(script) ? script : undefined;
  } catch {
    return undefined;
  }
}

function run(
  args: readonly string[],
  cwd: string,
  signal: AbortSignal | undefined,
): Promise<{ code: number; output: string }> {
  return new Promise((settle) => {
    const options = { cwd, maxBuffer: 64e6, env: { ...process.env, NODE_OPTIONS: "" }, signal };
    execFile(process.execPath, [...args], options, (error, stdout, stderr) => {
      settle({ code: error === null ? 0 : Number(error.code ?? 1), output: stdout + stderr });
    });
  });
}

/** TypeScript's output: `server/app.ts(3,7): error TS2741: …`; the further lines of a message are indented. */
function read(output: string, cwd: string): TypeError[] {
  const found: { at: Position; code: string; lines: string[]; before: string }[] = [];
  for (const line of output.split(/\r?\n/)) {
    const [, file = "", row, column, code = "", message] =
      /^(.+?)\((\d+),(\d+)\): error (TS\d+): (.*)$/.exec(line) ?? [];
    const last = found.at(-1);
    if (message !== undefined) {
      const path = relative(cwd, resolve(cwd, file));
      const at = { file: isAbsolute(path) ? file : path, line: Number(row), column: Number(column) };
      found.push({ at, code, lines: [message], before: textBefore(resolve(cwd, file), at) });
    } else if (/^\s+\S/.test(line) && last !== undefined) last.lines.push(line.trim());
  }
  return found.map(({ at, ...error }) => ({ ...error, position: at }));
}

function textBefore(file: string, { line, column }: Position): string {
  try {
    const lines = readFileSync(file, "utf8").split(/\r?\n/).slice(0, line);
    return [...lines.slice(0, -1), (lines.at(-1) ?? "").slice(0, column)].join("\n");
  } catch {
    return "";
  }
}
