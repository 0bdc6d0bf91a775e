/** The programs that `tenon dev` runs. They end with it, and so do the programs that they have started. */

import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** Milliseconds that a program has to end before it is killed. */
const GRACE = 3000;

export interface Program {
  /** A program with its arguments, or a line for the shell. */
  readonly command: readonly [program: string, ...rest: string[]] | string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly onLine: (line: string) => void;
  /** What it prints to standard error. Default: {@link onLine}. */
  readonly onError?: (line: string) => void;
}

export interface Child {
  /** The exit code; `undefined` if a signal or a failure to start ended it. */
  readonly ended: Promise<number | undefined>;
  stop(): Promise<void>;
}

export class Children {
  readonly #cwd: string;
  readonly #env: Readonly<Record<string, string | undefined>>;
  readonly #running = new Set<Child>();

  constructor(cwd: string, env: Readonly<Record<string, string | undefined>>) {
    this.#cwd = cwd;
    this.#env = env;
  }

  start({ command, environment, onLine, onError = onLine }: Program): Child {
    const options = {
      cwd: this.#cwd,
      env: { ...this.#env, ...environment },
      // A group of its own: all of it can be ended, and Ctrl-C reaches `tenon dev` alone.
      detached: process.platform !== "win32",
    };
    const process_ =
      typeof command === "string"
        ? spawn(command, { ...options, shell: true })
        : spawn(command[0], command.slice(1), options);
    process_.stdin.end();
    createInterface({ input: process_.stdout }).on("line", onLine);
    createInterface({ input: process_.stderr }).on("line", onError);
    const ended = new Promise<number | undefined>((done) => {
      process_.once("error", (error) => {
        onError(error.message);
        done(undefined);
      });
      process_.once("close", (code) => done(code ?? undefined));
    });
    const child: Child = { ended, stop: () => stop(process_) };
    this.#running.add(child);
    void ended.then(() => this.#running.delete(child));
    return child;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#running].map((child) => child.stop()));
  }
}

/** A command of Tenon in a process of its own: the screen stays alive while it works. */
export function tenonCommand(...args: readonly string[]): readonly [string, ...string[]] {
  const fromSource = import.meta.url.endsWith(".ts");
  const main = fileURLToPath(new URL(fromSource ? "../main.ts" : "../main.js", import.meta.url));
  return [process.execPath, ...(fromSource ? ["--conditions=tenon-source"] : []), main, ...args];
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const closed = once(child, "close");
  signal(child.pid, "SIGTERM");
  const late = setTimeout(signal, GRACE, child.pid, "SIGKILL");
  await closed;
  clearTimeout(late);
}

function signal(pid: number, name: "SIGTERM" | "SIGKILL"): void {
  try {
    if (process.platform === "win32") spawnSync("taskkill", ["/pid", String(pid), "/t", "/f"]);
    else process.kill(-pid, name);
  } catch {
    // the group has ended in the meantime
  }
}
