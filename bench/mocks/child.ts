/** A contestant in a process of its own, which is started again where it hangs or ends. */

import { fork, type ChildProcess } from "node:child_process";
import { bin, built } from "./prepare.ts";

/** Neither answered nor ended in time, or ended. */
export const HUNG = Symbol("hung");

export class Child {
  readonly #script: string;
  readonly #args: readonly string[];
  readonly #folder: string;
  #process: ChildProcess | undefined;

  constructor(folder: string, script: string, args: readonly string[]) {
    this.#folder = folder;
    this.#script = script;
    this.#args = args;
  }

  /** @returns what it answers; {@link HUNG} where it takes longer than this, after which it is a new process */
  async ask(question: object, milliseconds: number): Promise<unknown> {
    const child = (this.#process ??= await this.#start());
    child.send(question);
    const answer = await message(child, milliseconds);
    if (answer === HUNG) this.stop();
    return answer;
  }

  stop(): void {
    this.#process?.kill("SIGKILL");
    this.#process = undefined;
  }

  async #start(): Promise<ChildProcess> {
    const child = fork(this.#script, [...this.#args], {
      cwd: this.#folder,
      execPath: bin("node"),
      execArgv: [],
      // what generators have to say of schemas that they do not like is not ours to show
      stdio: ["ignore", "ignore", process.env["BENCH_DEBUG"] === undefined ? "ignore" : "inherit", "ipc"],
      env: { ...process.env, NODE_OPTIONS: "", NODE_ENV: "production", TENON_DIST: built("tenon/dist") },
    });
    if ((await message(child, 60_000)) === HUNG) throw new Error(`${this.#args.join(" ")} does not start`);
    return child;
  }
}

function message(child: ChildProcess, milliseconds: number): Promise<unknown> {
  return new Promise((resolve) => {
    const end = (answer: unknown): void => {
      clearTimeout(timer);
      child.off("exit", ended);
      child.off("message", end);
      resolve(answer);
    };
    const ended = (): void => end(HUNG);
    const timer = setTimeout(ended, milliseconds);
    child.once("exit", ended);
    child.once("message", end);
  });
}
