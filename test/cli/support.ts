import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { run } from "../../toolchain/cli/run.ts";
import type { Shell } from "../../toolchain/cli/shell/shell.ts";

/** A folder with these files, gone when the test is over. */
export function folder(files: Readonly<Record<string, string>> = {}): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "tenon-test-")));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  write(path, files);
  return path;
}

export function write(path: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
}

export interface Running {
  /** What was printed so far. */
  readonly printed: { out: string; err: string };
  /** As Ctrl-C does. */
  stop(): void;
  readonly code: Promise<number>;
}

export interface Surroundings {
  readonly cwd: string;
  readonly terminal?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

/** The surroundings of a command that prints nothing itself. */
export function shell(cwd: string): Shell {
  const nowhere = (): void => {};
  const terminal = { out: false, err: false };
  return { cwd, env: {}, out: nowhere, err: nowhere, terminal, untilStopped: () => new AbortController().signal };
}

/** Starts a command line in this process. */
export function start(argv: readonly string[], { cwd, terminal = false, env = {} }: Surroundings): Running {
  const printed = { out: "", err: "" };
  const stop = new AbortController();
  const shell: Shell = {
    cwd,
    env: { PATH: process.env.PATH, ...env },
    out: (text) => void (printed.out += text),
    err: (text) => void (printed.err += text),
    terminal: { out: terminal, err: terminal },
    untilStopped: () => stop.signal,
  };
  return { printed, stop: () => stop.abort(), code: run(argv, shell) };
}

/** Runs a command line as a process of its own, from source: for what only Node itself does. */
export function tenonProcess(argv: readonly string[], cwd: string): { code: number | null; out: string; err: string } {
  const main = fileURLToPath(new URL("../../toolchain/cli/main.ts", import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--conditions=tenon-source", main, ...argv], {
    cwd,
    encoding: "utf8",
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  return { code: status, out: stdout, err: stderr };
}

/** Runs a command line in this process to its end. */
export async function tenon(
  argv: readonly string[],
  surroundings: Surroundings,
): Promise<{ code: number; out: string; err: string }> {
  const { printed, code } = start(argv, surroundings);
  return { code: await code, ...printed };
}

/** Waits until it holds, at most so long. @throws with `what` when it never does. */
export async function until(what: string, holds: () => boolean, milliseconds = 10_000): Promise<void> {
  const end = Date.now() + milliseconds;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`never: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A contract of one operation, for what is not about contracts. */
export const HELLO = `openapi: 3.1.0
info: { title: Hello, version: 1.0.0 }
paths:
  /hello:
    get:
      operationId: sayHello
      tags: [greetings]
      responses:
        "200":
          description: A greeting
          content:
            application/json:
              schema: { $ref: "#/components/schemas/Greeting" }
  /bye:
    get:
      operationId: sayBye
      tags: [farewells]
      responses:
        "204": { description: Gone }
components:
  schemas:
    Greeting:
      type: object
      required: [text]
      properties: { text: { type: string } }
`;
