/** An application of the project, in a process of its own: when it ends the process, Tenon starts another one. */

import { fork, type ChildProcess } from "node:child_process";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { httpTarget, NoReply, type Insight, type Reply, type Target } from "../../../verify/index.ts";
import type { Shell } from "../../shell/shell.ts";
import type { Call, Result, Start, Started } from "./messages.ts";
import { Output } from "./output.ts";

const HOST = fileURLToPath(new URL(`host${extname(import.meta.url)}`, import.meta.url));
/** Milliseconds in which an application starts. */
const STARTING = 30_000;

/** @throws Error if the module cannot be used */
export async function applicationTarget(shell: Shell, file: string, base: string): Promise<Target> {
  const application = new Application(shell, { file, base, port: 0 });
  return application.target(await application.start());
}

class Application {
  readonly #shell: Shell;
  #start: Start;
  #child: ChildProcess | undefined;
  #output: Output | undefined;
  readonly #waiting = new Map<number, (result: Result | "ended") => void>();
  #calls = 0;

  constructor(shell: Shell, start: Start) {
    this.#shell = shell;
    this.#start = start;
  }

  /** @throws Error if the application does not start */
  async start(): Promise<Exclude<Started, { readonly problem: string }>> {
    const { cwd, env } = this.#shell;
    const child = fork(HOST, {
      cwd,
      env: env as NodeJS.ProcessEnv, // variables are texts or absent
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      serialization: "advanced",
    });
    const output = new Output(child, (text) => this.#shell.err(text));
    this.#child = child;
    this.#output = output;
    child.once("exit", () => {
      if (this.#child === child) this.#endAll();
    });
    const started = await new Promise<Started>((resolve) => {
      const fail = (problem: string): void => resolve({ problem });
      const timer = setTimeout(() => fail(`it does not start within ${STARTING / 1000} seconds`), STARTING);
      child.once("exit", () => fail(output.lastWords));
      child.once("message", (message: Started) => {
        clearTimeout(timer);
        resolve(message);
      });
      child.send(this.#start);
    });
    if ("problem" in started) {
      await this.stop();
      throw new Error(started.problem);
    }
    child.on("message", (result: Result) => this.#waiting.get(result.id)?.(result));
    return started;
  }

  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    this.#endAll();
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await ended;
  }

  /** @returns `undefined` if the process ended instead */
  async #ask(ask: Call["ask"]): Promise<Result | undefined> {
    const child = this.#child;
    if (child?.connected !== true) return undefined;
    const id = (this.#calls += 1);
    const result = await new Promise<Result | "ended">((resolve) => {
      this.#waiting.set(id, resolve);
      child.send({ id, ask }, (error) => {
        if (error !== null) resolve("ended");
      });
    });
    this.#waiting.delete(id);
    return result === "ended" ? undefined : result;
  }

  #endAll(): void {
    for (const resolve of this.#waiting.values()) resolve("ended");
  }

  target({ url, lacks }: { readonly url: string; readonly lacks?: readonly string[] }): Target {
    // Commands that repeat a request stay right when the application is started again.
    this.#start = { ...this.#start, port: Number(new URL(url).port) };
    const http = lacks === undefined ? httpTarget(new URL(url)) : undefined;
    const insight: Insight = {
      literals: async () => ((await this.#ask({ kind: "literals" }))?.value ?? NO_LITERALS) as typeof NO_LITERALS, // by the call
      newCode: async () => (await this.#ask({ kind: "newCode" }))?.value === true,
    };
    return {
      url,
      ...(lacks && { lacks }),
      insight,
      life: {
        isUp: async () => this.#child?.connected === true && (http?.life === undefined || (await http.life.isUp())),
        answers: async () => (await Promise.race([this.#ask({ kind: "newCode" }), soon()])) !== undefined,
        restart: async () => {
          await this.stop();
          await this.start();
        },
        lastWords: () => this.#output?.lastWords ?? "",
      },
      send:
        http?.send ??
        (async (request, { within } = {}): Promise<Reply> => {
          if (this.#child?.connected !== true) throw new NoReply("the application has ended", "refused");
          const result = await this.#ask({ kind: "send", request, ...(within !== undefined && { within }) });
          if (result?.noReply !== undefined) throw new NoReply(result.noReply.message, result.noReply.kind);
          if (result === undefined) throw new NoReply("the application has ended");
          return result.value as Reply; // by the call
        }),
      close: async () => {
        await http?.close();
        await this.stop();
      },
    };
  }
}

const NO_LITERALS: Awaited<ReturnType<Insight["literals"]>> = { texts: [], numbers: [] };
/** Milliseconds in which a process that is not stuck answers. */
const SOON = 1000;

const soon = (): Promise<undefined> => new Promise((resolve) => setTimeout(resolve, SOON, undefined).unref());
