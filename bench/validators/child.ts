/** A contestant in a process of its own. */

import { fork, type ChildProcess } from "node:child_process";
import type { Contestant } from "./contestants.ts";
import { bin } from "./prepare.ts";

export interface Child {
  /** Names of the rows, in order. */
  readonly rows: readonly string[];
  /** Where it does not say of a value what it should. */
  verify(): Promise<readonly string[]>;
  /** Nanoseconds of CPU time for one validation. */
  measure(row: number, milliseconds: number): Promise<number>;
  stop(): void;
}

/** What `suite/worker.js` says. */
interface Told {
  readonly rows: readonly string[];
  readonly wrong: readonly string[];
  readonly cost: number;
}

export async function start({ file }: Contestant, folder: string): Promise<Child> {
  const child = fork("worker.js", [file], {
    cwd: folder,
    execPath: bin("node"),
    execArgv: [],
    env: { ...process.env, NODE_OPTIONS: "", NODE_ENV: "production" },
  });
  const { rows } = await told(child, file);
  const ask = async (message: object): Promise<Told> => {
    child.send(message);
    return told(child, file);
  };
  return {
    rows,
    verify: async () => (await ask({ verify: true })).wrong,
    measure: async (row, milliseconds) => (await ask({ row, milliseconds })).cost,
    stop: () => void child.kill("SIGKILL"),
  };
}

function told(child: ChildProcess, name: string): Promise<Told> {
  return new Promise((resolve, reject) => {
    const ended = (): void => reject(new Error(`${name} ended before it answered`));
    child.once("exit", ended);
    child.once("message", (message) => {
      child.off("exit", ended);
      resolve(message as Told); // a script of this folder
    });
  });
}
