/** Programs of this repository that run side by side until all are stopped. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { ROOT } from "../run.ts";

/** Milliseconds that a program has to end before it is killed. */
const GRACE = 6000;
/** Milliseconds between two looks at the parent process. */
const WATCH = 500;

export interface Program {
  /** The script and its arguments. */
  readonly command: readonly string[];
  readonly environment?: NodeJS.ProcessEnv;
  /** Where its output goes: to the terminal at once, or kept for the error when the program fails. */
  readonly output: "shown" | "kept";
}

export class Programs {
  readonly #running = new Set<ChildProcess>();
  readonly #cleanups: (() => void)[] = [];
  #stopping = false;

  get stopping(): boolean {
    return this.#stopping;
  }

  /** Calls `cleanup` when everything stops. */
  onStop(cleanup: () => void): void {
    this.#cleanups.push(cleanup);
  }

  /** Runs a program to its end. @throws with its output when it fails */
  async finish(program: Program): Promise<void> {
    const { child, kept } = this.#spawn(program);
    const [code, signal] = await ended(child);
    if (code !== 0) throw new Error(failure(program, kept(), code ?? signal));
  }

  /** Starts a program that runs until all are stopped. When it ends earlier, everything stops. */
  serve(program: Program): void {
    const { child, kept } = this.#spawn(program);
    void ended(child).then(([code, signal]) => {
      if (this.#stopping) return;
      console.error(failure(program, kept(), code ?? signal));
      void this.stopAndExit(1);
    });
  }

  /**
   * Stops everything on Ctrl-C, on SIGTERM, when the terminal is closed, and when the parent process is gone: npm runs a
   * script in a shell, and a shell that is ended does not pass the signal on.
   */
  stopWithParent(): void {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => void this.stopAndExit(0));
    const parent = process.ppid;
    const watch = setInterval(() => {
      if (process.ppid !== parent) void this.stopAndExit(0);
    }, WATCH);
    watch.unref();
  }

  async stopAndExit(code: number): Promise<void> {
    if (this.#stopping) return;
    this.#stopping = true;
    for (const cleanup of this.#cleanups) cleanup();
    await Promise.all([...this.#running].map(stop));
    process.exit(code);
  }

  #spawn({ command, environment = {}, output }: Program): { child: ChildProcess; kept: () => string } {
    const condition = "--conditions=tenon-source";
    const { NODE_OPTIONS = "" } = process.env;
    const options = NODE_OPTIONS.includes(condition) ? NODE_OPTIONS : `${NODE_OPTIONS} ${condition}`.trim();
    const channel = output === "shown" ? "inherit" : "pipe";
    const child = spawn(process.execPath, command, {
      cwd: ROOT,
      env: { ...process.env, ...environment, NODE_OPTIONS: options },
      stdio: ["ignore", channel, channel],
    });
    let kept = "";
    const keep = (chunk: Buffer): void => {
      kept = (kept + chunk.toString()).slice(-8000);
    };
    child.stdout?.on("data", keep);
    child.stderr?.on("data", keep);
    this.#running.add(child);
    child.once("exit", () => this.#running.delete(child));
    return { child, kept: () => kept };
  }
}

const ended = async (child: ChildProcess): Promise<[code: number | null, signal: string | null]> =>
  (await once(child, "exit")) as [number | null, string | null]; // the arguments of the event

const failure = ({ command }: Program, output: string, reason: number | string | null): string =>
  `${output}\nnode ${command.join(" ")} ended with ${reason ?? "an error"}`.trim();

async function stop(child: ChildProcess): Promise<void> {
  const late = setTimeout(() => child.kill("SIGKILL"), GRACE);
  child.kill("SIGTERM");
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  clearTimeout(late);
}
