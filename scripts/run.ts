/** What the scripts share: running programs, and the folder of the repository. */

import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("..", import.meta.url));

const compiler = (name: string): readonly [string, string] => [process.execPath, `${ROOT}node_modules/${name}/bin/tsc`];
/** The compilers. Both have a command `tsc`; which of them is in `node_modules/.bin` depends on the installation. */
export const TSC_59: readonly [string, string] = compiler("typescript");
export const TSC_7: readonly [string, string] = compiler("typescript-7");

export interface Ran {
  readonly code: number;
  /** Standard output and standard error, in the order in which they came. */
  readonly output: string;
  /** The program ran longer than it may, and was ended. */
  readonly timedOut: boolean;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Milliseconds after which the program is ended. Default: 10 minutes. */
  readonly timeout?: number;
  /** Shows the output as it comes, instead of returning it. */
  readonly show?: boolean;
}

/** Milliseconds between the signal that asks a program to end and the one that ends it. */
const GRACE = 10_000;

/**
 * Runs a program without a shell and without standard input. Never throws: a program that cannot be started has code
 * 127, and one that a signal ended has code 1.
 */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const { cwd = ROOT, env = process.env, timeout = 600_000, show = false } = options;
  return new Promise((done) => {
    let output = "";
    const channel = show ? "inherit" : "pipe";
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", channel, channel] });
    const limit = endAfter(child, timeout);
    const add = (chunk: Buffer): void => void (output += chunk.toString());
    child.stdout?.on("data", add);
    child.stderr?.on("data", add);
    child.once("error", (error) => {
      limit.cancel();
      done({ code: 127, output: `${output}${error.message}\n`, timedOut: false });
    });
    child.once("close", (code, signal) => {
      limit.cancel();
      const timedOut = limit.reached();
      const note = timedOut ? `timed out after ${timeout / 1000} s` : signal && `ended by ${signal}`;
      done({ code: timedOut ? 1 : (code ?? 1), output: note ? `${output}${note}\n` : output, timedOut });
    });
  });
}

function endAfter(child: ChildProcess, milliseconds: number): { cancel(): void; reached(): boolean } {
  let reached = false;
  let kill: NodeJS.Timeout | undefined;
  const timer = setTimeout(() => {
    reached = true;
    child.kill("SIGTERM");
    kill = setTimeout(() => child.kill("SIGKILL"), GRACE);
  }, milliseconds);
  return {
    cancel() {
      clearTimeout(timer);
      clearTimeout(kill);
    },
    reached: () => reached,
  };
}

/** As {@link run}, for programs that must succeed. @throws with the output when one does not. */
export async function must(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { code, output } = await run(command, args, options);
  if (code !== 0) throw new Error(`${[command, ...args].join(" ")} ended with ${code}\n${output}`);
  return output;
}

/**
 * The environment of a user's project: without the variables that npm and this repository's `.npmrc` set for their own
 * scripts, such as the condition that leads to the sources.
 */
export function cleanEnvironment(): Record<string, string> {
  const own = /^(npm_|NODE_OPTIONS$|INIT_CWD$|NODE_COMPILE_CACHE$|VITEST|TEST$|NODE_ENV$)/;
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([key, value]) => (value === undefined || own.test(key) ? [] : [[key, value]])),
  );
}
