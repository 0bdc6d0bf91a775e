/** Types, by the project's own TypeScript: what is missing or no longer fits the generated code does not compile. */

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { diagnostic, type Diagnostic, type Position } from "../diagnostics/index.ts";

export interface TypesResult {
  readonly diagnostics: readonly Diagnostic[];
  /** False when TypeScript could not be run, or did not understand its project. */
  readonly checked: boolean;
}

/** @param project a `tsconfig.json`, absolute; @param cwd what positions are relative to */
export async function checkTypes(project: string, cwd: string): Promise<TypesResult> {
  const shown = relative(cwd, project);
  const failed = (reason: string): TypesResult => ({
    checked: false,
    diagnostics: [diagnostic("types-unchecked", { project: shown, reason }, { file: shown })],
  });
  if (!existsSync(project)) return failed("the file does not exist");
  const compiler = compilerOf(project);
  if (compiler === undefined) return failed("TypeScript is not installed");
  const { code, output } = await run([compiler, "-p", project, "--noEmit", "--pretty", "false"], cwd);
  const diagnostics = read(output, cwd);
  // Without a place it is about the project and not about its code.
  if (code !== 0 && diagnostics.length === 0)
    return failed(output.trim().split("\n")[0] || `tsc exited with code ${code}`);
  return { checked: true, diagnostics };
}

/** The command of the TypeScript that the project has: its version is the one that the team's editors use. */
function compilerOf(project: string): string | undefined {
  try {
    const manifest = createRequire(project).resolve("typescript/package.json");
    const script = join(dirname(manifest), "bin/tsc");
    return existsSync(script) ? script : undefined;
  } catch {
    return undefined;
  }
}

function run(args: readonly string[], cwd: string): Promise<{ code: number; output: string }> {
  return new Promise((settle) => {
    const options = { cwd, maxBuffer: 64e6, env: { ...process.env, NODE_OPTIONS: "" } };
    execFile(process.execPath, [...args], options, (error, stdout, stderr) => {
      settle({ code: error === null ? 0 : Number(error.code ?? 1), output: stdout + stderr });
    });
  });
}

/** TypeScript's lines: `server/app.ts(3,7): error TS2741: …`, further lines of one message indented. */
function read(output: string, cwd: string): Diagnostic[] {
  const found: { at: Position; message: string }[] = [];
  for (const line of output.split(/\r?\n/)) {
    const [, file = "", row, column, message] = /^(.+?)\((\d+),(\d+)\): error (TS\d+: .*)$/.exec(line) ?? [];
    const last = found.at(-1);
    if (message !== undefined) {
      const path = relative(cwd, resolve(cwd, file));
      const position = { file: isAbsolute(path) ? file : path, line: Number(row), column: Number(column) };
      found.push({ at: position, message });
    } else if (/^\s+\S/.test(line) && last !== undefined) last.message += ` ${line.trim()}`;
  }
  return found.map(({ at, message }) => {
    // A member is missing where `Handlers`, or those of a tag, are asked for.
    const isHandler = /^TS(?:2741|2739|2740|2345|2322)\b.*\bmissing\b.*\b\w*Handlers</.test(message);
    return diagnostic(isHandler ? "missing-handler" : "type-error", { message }, { position: at });
  });
}
