/** What the scripts share: running programs, and knowing where the repository is. */

import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("..", import.meta.url));

export interface Ran {
  readonly code: number;
  /** Standard output and standard error, in the order in which they came. */
  readonly output: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Ended after this many milliseconds. Default: 10 minutes. */
  readonly timeout?: number;
  /** Show the output as it comes, too. */
  readonly show?: boolean;
}

/** Runs a program without a shell and without standard input. Never throws: a program that cannot be started has code 127. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const { cwd = ROOT, env = process.env, timeout = 600_000, show = false } = options;
  return new Promise((done) => {
    let output = "";
    const child = spawn(command, args, {
      cwd,
      env,
      timeout,
      stdio: ["ignore", show ? "inherit" : "pipe", show ? "inherit" : "pipe"],
    });
    const add = (chunk: Buffer): void => void (output += chunk.toString());
    child.stdout?.on("data", add);
    child.stderr?.on("data", add);
    child.once("error", (error) => done({ code: 127, output: `${output}${error.message}\n` }));
    child.once("close", (code, signal) =>
      done({ code: code ?? 1, output: signal ? `${output}ended by ${signal}\n` : output }),
    );
  });
}

/** As {@link run}, for what must succeed. @throws with the output when it does not. */
export async function must(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { code, output } = await run(command, args, options);
  if (code !== 0) throw new Error(`${[command, ...args].join(" ")} ended with ${code}\n${output}`);
  return output;
}

/**
 * The environment of a user's project: without what npm and this repository's `.npmrc` set for their own scripts, above
 * all the condition that leads to the sources.
 */
export function cleanEnvironment(): Record<string, string> {
  const own = /^(npm_|NODE_OPTIONS$|INIT_CWD$|NODE_COMPILE_CACHE$|VITEST|TEST$|NODE_ENV$)/;
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([key, value]) => (value === undefined || own.test(key) ? [] : [[key, value]])),
  );
}
