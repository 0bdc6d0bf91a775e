/** `tenon verify --start "npm start"`: runs the command that starts a server, and runs it again when the server ends. */

import { spawn, type ChildProcess } from "node:child_process";
import { accepts, type Target } from "../../../verify/index.ts";
import type { Shell } from "../../shell/shell.ts";
import { Output } from "./output.ts";

/** Milliseconds: until the server accepts connections; between two looks; until it must have ended. */
const STARTING = 30_000;
const LOOKING = 50;
const ENDING = 2000;

/**
 * @param target sends requests to the server
 * @throws Error if the server does not start
 */
export async function startedTarget(shell: Shell, command: string, url: URL, target: Target): Promise<Target> {
  const server = new StartedServer(shell, command, url);
  if (await accepts(url)) throw new Error(`another process already listens at ${url.host}`);
  await server.start();
  return {
    ...target,
    life: {
      isUp: () => accepts(url),
      answers: async () => (await target.life?.answers()) === true,
      restart: async () => {
        await server.stop();
        await server.start();
      },
      lastWords: () => server.lastWords,
    },
    close: async () => {
      await target.close();
      await server.stop();
    },
  };
}

class StartedServer {
  readonly #shell: Shell;
  readonly #command: string;
  readonly #url: URL;
  #child: ChildProcess | undefined;
  #output: Output | undefined;

  constructor(shell: Shell, command: string, url: URL) {
    this.#shell = shell;
    this.#command = command;
    this.#url = url;
  }

  get lastWords(): string {
    return this.#output?.lastWords ?? "";
  }

  async start(): Promise<void> {
    const { cwd, env, err } = this.#shell;
    const child = spawn(this.#command, {
      cwd,
      shell: true,
      // A group of its own: npm does not end the server that it started.
      detached: process.platform !== "win32",
      env: { ...env, PORT: this.#url.port },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const output = new Output(child, err);
    this.#child = child;
    this.#output = output;
    for (const end = performance.now() + STARTING; performance.now() < end; await pause(LOOKING)) {
      if (await accepts(this.#url)) return;
      if (hasEnded(child) && child.exitCode !== 0) throw new Error(output.lastWords);
    }
    await this.stop();
    throw new Error(`nothing listens at ${this.#url.host} after ${STARTING / 1000} seconds`);
  }

  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child?.pid === undefined) return;
    kill(child, "SIGTERM");
    for (const end = performance.now() + ENDING; performance.now() < end; await pause(LOOKING))
      if (hasEnded(child) && !(await accepts(this.#url))) return;
    kill(child, "SIGKILL");
    await pause(LOOKING);
  }
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;

function kill(child: ChildProcess, signal: "SIGTERM" | "SIGKILL"): void {
  try {
    if (process.platform === "win32" || child.pid === undefined) child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // It has ended.
  }
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
